// A rubric weighs verdicts into one reward and says, apart from it, whether the task was solved.
// Filters and pass@k look at the outcome, so that shaping terms cannot pose as success.
import { RlvrError } from './errors.ts'
import type { Task } from './task.ts'
import { notApplicable, type Verdict } from './verdict.ts'
import { beginVerdict, type JudgedReply, type Verifier } from './verifier.ts'

export interface RubricTerm<Answer = unknown> {
  readonly weight: number
  readonly verifier: Verifier<Answer>
}

export interface Rubric<Answer = unknown> {
  readonly terms: { readonly [name: string]: RubricTerm<Answer> }
  /** The term whose full score means that the task was solved; of several, as those of a mix, the one that applies. */
  readonly outcome: string | readonly string[]
  /** What becomes of the weighed result, as `withRewards` says it; left out where nothing does. */
  readonly transform?: (result: RubricResult, given: { readonly task: Task; readonly reply: string }) => RubricResult
}

/** What a rubric makes of one reply. */
export interface RubricResult {
  /** Sum of weight times score over the terms that were scored; null where one was invalid or none applied. */
  readonly reward: number | null
  /** The reward before a transform of the environment; left out where there is none. */
  readonly rewardBefore?: number | null
  /** Whether the task was solved; null where that could not be judged. */
  readonly outcome: boolean | null
  readonly verdicts: { readonly [name: string]: Verdict }
}

/**
 * Runs every term on one reply, all under their own deadlines, and weighs what they say. Each is asked once: whoever
 * owns a resource that fails (a sandbox, a judge) decides how often it is tried again.
 */
export async function runRubric<Answer>(
  rubric: Rubric<Answer>,
  input: JudgedReply<Answer>,
  options: { signal?: AbortSignal } = {},
): Promise<RubricResult> {
  const result = weigh(rubric, await runTerms(rubric.terms, input, options))
  return rubric.transform?.(result, input) ?? result
}

/** The verdict of each term on one reply. */
export async function runTerms<Answer>(
  terms: Rubric<Answer>['terms'],
  input: JudgedReply<Answer>,
  options: { signal?: AbortSignal } = {},
): Promise<{ readonly [name: string]: Verdict }> {
  const verdicts: { [name: string]: Verdict } = {}
  const waited: Promise<void>[] = []
  for (const name of Object.keys(terms)) {
    const { verifier } = terms[name] as RubricTerm<Answer>
    const verdict = beginVerdict(verifier, input, options)
    if (!(verdict instanceof Promise)) verdicts[name] = verdict
    else {
      // It has its place among the terms before it comes.
      verdicts[name] = notApplicable('not yet')
      waited.push(verdict.then((late) => void (verdicts[name] = late)))
    }
  }
  if (waited.length > 0) await Promise.all(waited)
  return verdicts
}

/**
 * The reward and outcome that verdicts add up to.
 * @example
 * // weights 1 and 0.1, scores 1 and 0:  reward 1, outcome true
 * // weights 1 and 0.1, invalid and 1:   reward null, outcome null
 */
export function weigh(
  rubric: Pick<Rubric, 'outcome'> & { terms: { readonly [name: string]: { weight: number } } },
  verdicts: { readonly [name: string]: Verdict },
): RubricResult {
  const deciding = [rubric.outcome]
    .flat()
    .map((name) => verdicts[name])
    .find((verdict) => verdict !== undefined && verdict.status !== 'not-applicable')
  return {
    reward: weighTerms(rubric.terms, verdicts),
    outcome: deciding?.status === 'scored' ? deciding.score === 1 : null,
    verdicts,
  }
}

/** The sum of weight times score over the terms that were scored; null where one was invalid or none was scored. */
export function weighTerms(
  terms: { readonly [name: string]: { readonly weight: number } },
  verdicts: { readonly [name: string]: Verdict },
): number | null {
  let reward = 0
  let scoredTerms = 0
  let hasInvalid = false
  for (const name of Object.keys(terms)) {
    const { weight } = terms[name] as { readonly weight: number }
    const verdict = verdicts[name]
    if (verdict === undefined)
      throw new RlvrError('RLVR_VERIFIER', `The rubric has a term \`${name}\`, but no verdict came for it.`)
    if (verdict.status === 'invalid') hasInvalid = true
    if (verdict.status !== 'scored') continue
    reward += weight * verdict.score
    scoredTerms++
  }
  return hasInvalid || scoredTerms === 0 ? null : reward
}
