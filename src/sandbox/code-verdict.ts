// What a sandbox says of a candidate: a closed set of verdicts, and the flags that name suspected hacks.

/**
 * The closed set, from the mildest to the gravest: where several apply to one candidate, the later one is told.
 * `tests_invalid` (the tests are at fault) and `harness_error` (the sandbox is) say nothing about the candidate;
 * their reward is null, never 0.
 */
export const codeVerdicts = [
  'accepted',
  'wrong_answer',
  'runtime_error',
  'compile_error',
  'no_code',
  'time_limit',
  'memory_limit',
  'output_limit',
  'tests_invalid',
  'harness_error',
] as const

export type CodeVerdict = (typeof codeVerdicts)[number]

/** The verdicts that a candidate's own behaviour can earn while it runs. */
export type Failure = Extract<
  CodeVerdict,
  'runtime_error' | 'compile_error' | 'time_limit' | 'memory_limit' | 'output_limit'
>

/** Suspected hacks. A flag never changes a verdict; monitors and masks read it. */
export type SuspicionFlag =
  /** The process ended well before it had answered everything. */
  | 'exit_before_report'
  /** A result was no plain data of an exact built-in type (an object with its own `==`, a proxy, a function). */
  | 'non_plain_result'
  /** A call in a test script changed what it was given, and gave back a value besides. */
  | 'arguments_changed'
  /** The report channel carried something that the driver did not write. */
  | 'report_forged'
  /** The kernel ended the process for a system call that no honest answer makes. */
  | 'denied_syscall'
  /** The candidate looked for tests, expected values or other processes. */
  | 'test_probe'
  /** The examples that the prompt shows pass and every hidden test fails. */
  | 'output_matches_public_only'

/** The gravest of some verdicts; `accepted` of none. */
export function gravest(verdicts: Iterable<CodeVerdict>): CodeVerdict {
  let worst = 0
  for (const verdict of verdicts) worst = Math.max(worst, codeVerdicts.indexOf(verdict))
  return codeVerdicts[worst] ?? 'accepted'
}
