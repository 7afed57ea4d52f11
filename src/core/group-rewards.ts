// Reward terms that see all replies to one task, such as how much they differ from each other. What they say of each
// stands among its verdicts and adds to its reward; whether the task was solved they do not decide.
import { RlvrError, show, unknownField } from './errors.ts'
import type { Message } from './message.ts'
import type { Task } from './task.ts'
import type { Verdict } from './verdict.ts'

/** One reply of a group, as a term sees it. */
export interface GroupReply {
  readonly reply: string
  readonly messages: readonly Message[]
  /** What it earned by itself; null where it could not be judged. */
  readonly reward: number | null
  readonly outcome: boolean | null
  /** Tokens that the policy wrote; null where it does not say. */
  readonly lengthTokens: number | null
}

export interface GroupContext<Answer = unknown> {
  readonly task: Task<Answer>
  /** Those that came to an end, in the order of the group. */
  readonly replies: readonly GroupReply[]
  readonly signal: AbortSignal
}

/** What is said of one reply; null where the question does not arise. */
export type GroupScore = Verdict | number | boolean | null

/** Says something of each reply, in their order. */
export type JudgeGroup<Answer = unknown> = (
  context: GroupContext<Answer>,
) => readonly GroupScore[] | Promise<readonly GroupScore[]>

/** A function, alone (weight 1) or with its weight. */
export type GroupReward<Answer = unknown> =
  | JudgeGroup<Answer>
  | { readonly weight: number; readonly judge: JudgeGroup<Answer> }

export interface GroupTerm {
  readonly weight: number
  readonly judge: JudgeGroup
}

export type GroupTerms = { readonly [name: string]: GroupTerm }

/** @throws RlvrError `RLVR_ENVIRONMENT` for what is no term, or has the name of another reward */
export function groupTermsOf(id: string, given: object, taken: readonly string[]): GroupTerms {
  const refuse = (sentence: string): never => {
    throw new RlvrError('RLVR_ENVIRONMENT', `Environment \`${id}\`: ${sentence}`)
  }
  if (typeof given !== 'object' || given === null)
    refuse(`\`groupRewards\` names terms that see all replies to a task; got ${show(given, 80)}.`)
  const terms = Object.entries(given as { readonly [name: string]: unknown }).map(([name, term]) => {
    if (taken.includes(name)) refuse(`\`${name}\` is a reward and a group reward; give one of them another name.`)
    if (typeof term === 'function') return [name, { weight: 1, judge: term as JudgeGroup }] as const
    const fault = typeof term === 'object' && term !== null ? unknownField(term, ['weight', 'judge']) : null
    if (fault !== null) refuse(`group reward \`${name}\` ${fault}`)
    const { weight, judge } = (term ?? {}) as Partial<GroupTerm>
    if (typeof weight !== 'number' || !Number.isFinite(weight) || typeof judge !== 'function')
      return refuse(
        `group reward \`${name}\` is a function of { task, replies }, or { weight, judge } of one; got ${show(term, 80)}.`,
      )
    return [name, { weight, judge }] as const
  })
  return Object.fromEntries(terms)
}

/** @throws RlvrError `RLVR_USAGE` where an environment compares replies and `who` judges them one by one */
export function requireNoGroupRewards(
  spec: { readonly id: string; readonly groupTerms: GroupTerms },
  who: string,
): void {
  const [first] = Object.keys(spec.groupTerms)
  if (first === undefined) return
  throw new RlvrError(
    'RLVR_USAGE',
    `\`${spec.id}\` has a group reward, \`${first}\`, which compares the replies to a task, and ${who} judges each reply by itself. Train on it, or measure it by \`runGroups\` or \`heldOut\`.`,
  )
}
