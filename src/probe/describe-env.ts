// `describeEnv`: what `rlvr check` looks at, as tests of vitest, a test for each promise and probe.
import type { EnvironmentLike } from '../core/registry.ts'
import type { CheckFinding, CheckReport } from './check-report.ts'
import { check, type CheckOptions } from './check.ts'

/** What is used of a test runner: of vitest, and of whatever has the same two functions. */
export interface TestRunner {
  readonly describe: (name: string, body: () => void) => unknown
  readonly it: (name: string, body: () => void) => unknown
}

/**
 * Checks an environment and makes a test of each finding; a fault fails with the reply that was paid. Await it at the
 * top of a test file.
 * @param options those of the check, and a `runner` where it is not vitest
 * @example
 * await describeEnv(environment, { tasks: 20 })
 */
export async function describeEnv(
  environment: EnvironmentLike,
  options: CheckOptions & { readonly runner?: TestRunner } = {},
): Promise<CheckReport> {
  const { runner, ...rest } = options
  const { describe, it } = runner ?? (await vitest())
  const report = await check(environment, rest)
  const { environment: name } = report
  describe(`environment ${name}`, () => {
    for (const finding of report.findings)
      it(`${finding.id}: ${finding.says}`, () => {
        if (finding.status === 'fault') throw new Error(faultText(finding))
      })
  })
  return report
}

/** The fault in a sentence, with the reply that was paid. */
export function faultText({ id, says, detail, paid }: CheckFinding): string {
  const reply =
    paid === undefined
      ? ''
      : ` Task \`${paid.task}\` gives reward ${paid.reward}, solved ${paid.outcome}, to ${JSON.stringify(paid.reply.slice(0, 300))}.`
  return `${id}: ${says}${detail === '' ? '' : ` Here: ${detail}.`}${reply}`
}

/** The runner that the file is run by: its globals, or the package. */
async function vitest(): Promise<TestRunner> {
  const { describe, it } = globalThis as Partial<TestRunner>
  if (describe !== undefined && it !== undefined) return { describe, it }
  // By a name that no compiler follows: whoever does not test has no vitest.
  const name = 'vitest'
  return (await import(name)) as TestRunner
}
