// What a checker program said of an output. Protocols: testlib (MikeMirzayanov/testlib, testlib.h: exit codes 0 ok,
// 1 wrong answer, 2 presentation error, 7 points), and a printed score (open-r1/codeforces `generated_checker`).
import { show } from '../../core/errors.ts'
import type { Checker } from '../code-tests.ts'
import type { Execution } from '../engine.ts'

export interface CheckerOpinion {
  /** In 0..1. */
  readonly score: number
  readonly message: string
  /** The engine does not tell whether a verdict or a crash led to this exit code. */
  readonly isDoubtful?: true
}

/**
 * The opinion, or in words why there is none: a crashing checker says nothing about the candidate. What a checker
 * writes may quote the candidate, so that no crash is told by it.
 */
export function readChecker(checker: Checker, execution: Execution): CheckerOpinion | string {
  const { protocol = 'testlib', language } = checker
  const { exitCode, ending, stdout, stderr, message, uncaught } = execution
  const words = (stderr.trim() || stdout.trim()).slice(0, 200)
  // A checker that ends with a code of its own has not crashed, though an engine calls that a runtime error.
  const hasCode = exitCode !== null && (ending === 'finished' || ending === 'runtime_error')
  if (!hasCode || uncaught === true)
    return `The checker ended by ${ending}${message === undefined ? '' : `: ${message}`}.`
  if (protocol === 'score') {
    const last = stdout.trim().split('\n').at(-1) ?? ''
    const score = last.trim() === '' ? Number.NaN : Number(last)
    if (exitCode === 0 && score >= 0 && score <= 1) return { score, message: stderr.trim().slice(0, 200) }
    return `The checker must print a score in 0..1 and exit with 0; it printed ${show(last, 60)} and exited with ${exitCode}.`
  }
  if (exitCode === 0) return { score: 1, message: words }
  if (exitCode === 1 || exitCode === 2) {
    // Interpreters exit with 1 for an error that nobody caught.
    const isDoubtful = exitCode === 1 && uncaught === undefined && language !== 'cpp'
    return { score: 0, message: words, ...(isDoubtful && { isDoubtful }) }
  }
  if (exitCode === 7) {
    // The first word: what follows it may quote the candidate.
    const points = Number(/^points\s+([\d.]+)/.exec(stderr.trimStart() || stdout.trimStart())?.[1])
    if (points >= 0 && points <= 1) return { score: points, message: words }
    return `The checker gave no points in 0..1: ${show(words, 120)}.`
  }
  return `The checker exited with ${exitCode}: ${show(words, 120)}.`
}
