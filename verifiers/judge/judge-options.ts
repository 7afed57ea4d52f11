// What `judge()` is given, checked at once and in full.
import { checkNames } from '../../src/core/check-names.ts'
import { RlvrError, show } from '../../src/core/errors.ts'
import type { Policy } from '../../src/core/policy.ts'
import type { Task } from '../../src/core/task.ts'
import type { JoinVotes } from './join-votes.ts'
import { marksUpTo, yesOrNo, type VoteForm } from './vote-form.ts'

/** Words for every task, or for each. */
export type JudgeWords<Answer> = string | ((task: Task<Answer>) => string)

/** Where readable votes are kept, by everything that decides them. A `Map` of texts is one. */
export interface VoteCache {
  get(key: string): string | undefined
  set(key: string, answer: string): unknown
}

export interface JudgeOptions<Answer = unknown> {
  /** What a good reply is: the judge gives marks from 0 to `most`. Either this or `question`. */
  readonly rubric?: JudgeWords<Answer>
  /** What is asked of the reply, to be answered by yes, which is 1, or no, which is 0. */
  readonly question?: JudgeWords<Answer>
  /** With `rubric`: the marks of a reply that lacks nothing. Default 10. */
  readonly most?: number
  /** With `rubric`: the score is 1 from these marks on, and 0 below. Without it, it is the share of `most`. */
  readonly passFrom?: number
  /** Who judges. Default: the judge that the environment was handed (`needs: ['judge']`). */
  readonly judge?: Policy
  /** An odd number of votes. Default 1. */
  readonly votes?: number
  /** `majority` (the default of `question`): the middle vote. `mean` (the default of `rubric`). */
  readonly join?: JoinVotes
  /** Default 0 for one vote, 1 for several. */
  readonly temperature?: number
  /** Longest answer of the judge, in tokens. Default 1024. */
  readonly maxTokens?: number
  /** Default 0. Each vote has a seed of its own. */
  readonly seed?: number | string
  /** Whether the judge is shown the task's answer, or how it is put into words. Default true. */
  readonly reference?: boolean | ((task: Task<Answer>) => string)
  /** What is judged: what the reply says, or the whole conversation, tools included. Default `reply`. */
  readonly sees?: 'reply' | 'conversation'
  /** Further tries of a vote that cannot be read, in which the judge is told why. Default 1. */
  readonly retries?: number
  /** Longest wait for an answer of the judge. Default 300,000. */
  readonly timeoutMs?: number
  /** A longer reply scores 0, unasked. Default 100,000. */
  readonly maxCharacters?: number
  /** False for none; else where votes are kept. Default: in memory, 10,000 for each judge. */
  readonly cache?: false | VoteCache
}

export interface JudgeSettings<Answer> extends Required<
  Pick<JudgeOptions<Answer>, 'votes' | 'join' | 'temperature' | 'maxTokens' | 'seed' | 'retries' | 'timeoutMs'>
> {
  readonly words: JudgeWords<Answer>
  readonly form: VoteForm
  /** The score from which on it is 1, and 0 below; null for the score itself. */
  readonly passFrom: number | null
  readonly judge: Policy | null
  readonly reference: boolean | ((task: Task<Answer>) => string)
  readonly sees: 'reply' | 'conversation'
  readonly maxCharacters: number
  readonly cache: VoteCache | null | undefined
}

const names: { readonly [name in keyof Required<JudgeOptions>]: true } = {
  rubric: true,
  question: true,
  most: true,
  passFrom: true,
  judge: true,
  votes: true,
  join: true,
  temperature: true,
  maxTokens: true,
  seed: true,
  reference: true,
  sees: true,
  retries: true,
  timeoutMs: true,
  maxCharacters: true,
  cache: true,
}

/** @throws RlvrError `RLVR_USAGE` for an option that is none, cannot be, or cannot work with another */
export function judgeSettings<Answer>(options: JudgeOptions<Answer>): JudgeSettings<Answer> {
  checkNames('judge()', options, Object.keys(names))
  const refuse = (sentence: string): never => {
    throw new RlvrError('RLVR_USAGE', `judge(): ${sentence}`)
  }
  const { rubric, question, votes = 1, most = 10, passFrom, sees = 'reply', reference = true } = options
  if ((rubric === undefined) === (question === undefined))
    refuse('give either `rubric`, for marks, or `question`, for yes or no.')
  const words = rubric ?? question
  if (!(typeof words === 'function' || (typeof words === 'string' && words.trim() !== '')))
    refuse(
      `\`${rubric === undefined ? 'question' : 'rubric'}\` is a text, or a function of the task; got ${show(words, 60)}.`,
    )
  for (const name of ['most', 'passFrom'] as const)
    if (rubric === undefined && options[name] !== undefined) refuse(`\`${name}\` is of marks, and a question has none.`)
  const isNumber = (value: unknown, least: number, highest = Infinity): boolean =>
    typeof value === 'number' && value >= least && value <= highest
  if (!isNumber(most, 1, 1e6)) refuse(`\`most\` is a number from 1; got ${show(most, 60)}.`)
  if (passFrom !== undefined && !(isNumber(passFrom, 0, most) && passFrom > 0))
    refuse(`\`passFrom\` is a number of marks above 0, at most ${most}; got ${show(passFrom, 60)}.`)
  if (!Number.isSafeInteger(votes) || votes < 1 || votes > 99 || votes % 2 === 0)
    refuse(`\`votes\` is an odd number from 1, so that a majority is one; got ${show(votes, 60)}.`)
  const { temperature = votes === 1 ? 0 : 1, maxTokens = 1024, seed = 0, retries = 1, timeoutMs = 300_000 } = options
  if (!isNumber(temperature, 0, 100)) refuse(`\`temperature\` is a number from 0; got ${show(temperature, 60)}.`)
  if (votes > 1 && temperature === 0)
    refuse(`${votes} votes at temperature 0 are one vote, ${votes} times paid: give a temperature, or one vote.`)
  const { join = rubric === undefined ? 'majority' : 'mean', maxCharacters = 100_000, cache } = options
  if (join !== 'mean' && join !== 'majority') refuse(`\`join\` is \`mean\` or \`majority\`; got ${show(join, 60)}.`)
  if (sees !== 'reply' && sees !== 'conversation')
    refuse(`\`sees\` is \`reply\` or \`conversation\`; got ${show(sees, 60)}.`)
  if (typeof reference !== 'boolean' && typeof reference !== 'function')
    refuse(`\`reference\` is true, false, or a function of the task; got ${show(reference, 60)}.`)
  for (const [name, value, least] of [
    ['maxTokens', maxTokens, 1],
    ['retries', retries, 0],
    ['maxCharacters', maxCharacters, 1],
  ] as const)
    if (!Number.isSafeInteger(value) || value < least)
      refuse(`\`${name}\` is a whole number from ${least}; got ${show(value, 60)}.`)
  if (!(typeof timeoutMs === 'number' && timeoutMs > 0))
    refuse(`\`timeoutMs\` is a number of milliseconds above 0; got ${show(timeoutMs, 60)}.`)
  if (typeof seed !== 'string' && !Number.isFinite(seed))
    refuse(`\`seed\` is a number or a text; got ${show(seed, 60)}.`)
  const { judge } = options
  if (judge !== undefined && typeof (judge as Partial<Policy> | null)?.generate !== 'function')
    refuse(`\`judge\` is a policy, such as \`openAiPolicy({ … })\`; got ${show(judge, 60)}.`)
  if (cache !== undefined && cache !== false && !(typeof cache?.get === 'function' && typeof cache.set === 'function'))
    refuse(`\`cache\` is false, or something with \`get\` and \`set\`, like a Map; got ${show(cache, 60)}.`)
  return {
    words: words as JudgeWords<Answer>,
    form: rubric === undefined ? yesOrNo : marksUpTo(most),
    passFrom: passFrom === undefined ? null : passFrom / most,
    judge: judge ?? null,
    cache: cache === false ? null : cache,
    ...{ votes, join, temperature, maxTokens, seed, reference, sees, retries, timeoutMs, maxCharacters },
  }
}
