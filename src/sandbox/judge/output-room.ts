// Room for what the tests expect: a program that prints just that must not fail for having printed too much.
import type { CodeTests } from '../code-tests.ts'
import { checkLimits, type Limits } from '../limits.ts'

/** Beyond the largest expected output: other white space, a line too many. */
const slackBytes = 64 << 10

/**
 * The limits with an output limit above every expected output; the reason in words where the tests themselves set one
 * below, or where no limit reaches it.
 */
export function limitsWithRoom(tests: CodeTests, defaults: Limits): Limits | string {
  const limits = checkLimits({ ...defaults, ...tests.limits })
  const expected = largestExpected(tests)
  if (expected + slackBytes <= limits.outputBytes) return limits
  if (tests.limits?.outputBytes !== undefined) {
    return expected <= limits.outputBytes
      ? limits
      : `An expected output has ${expected} bytes and the tests allow ${limits.outputBytes}: raise \`limits.outputBytes\`.`
  }
  try {
    return checkLimits({ ...limits, outputBytes: expected + slackBytes })
  } catch {
    return `An expected output has ${expected} bytes; no program may print as much.`
  }
}

/** In bytes. What a checker is shown as the answer is not what a program must print. */
function largestExpected(tests: CodeTests): number {
  if (tests.format === 'stdio') {
    if (tests.checker !== undefined) return 0
    return tests.cases.reduce((most, { stdout = '' }) => Math.max(most, Buffer.byteLength(stdout)), 0)
  }
  if (tests.format !== 'call') return 0
  return tests.cases.reduce((most, { expected }) => Math.max(most, Buffer.byteLength(JSON.stringify(expected))), 0)
}
