// A policy as a verifier: it is shown the task, the reference where there is one, and the reply as data, and gives votes by
// a schema. What it says that cannot be read is an invalid verdict with its words as evidence, and never a wrong answer.
//   verdict = mean or majority of the votes, each 0 or 1 (question) or marks / most (rubric)
import { RlvrError, show } from '../../src/core/errors.ts'
import { canonicalJson, type JsonObject } from '../../src/core/json.ts'
import { promptMessages, type Message } from '../../src/core/message.ts'
import type { Task } from '../../src/core/task.ts'
import { invalid, scored, type Verdict } from '../../src/core/verdict.ts'
import { markVerifierFactory } from '../../src/core/verifier-factory.ts'
import type { Verifier, VerifyInput } from '../../src/core/verifier.ts'
import { castVotes, type CastVote } from './cast-votes.ts'
import { agreementOf, joinVotes } from './join-votes.ts'
import { judgePrompt, spokenLines } from './judge-prompt.ts'
import { judgeSettings, type JudgeOptions, type JudgeSettings } from './judge-options.ts'

const longestReason = 300
const longestAnswer = 2000

/**
 * Asks a judge. The score is its votes joined; a vote that cannot be read, a refusal and a failure are invalid. A reply
 * that says nothing scores 0, and the judge is not asked.
 * @throws RlvrError `RLVR_USAGE` for an option that is none or cannot be
 * @example judge({ rubric: 'Clear, correct and at most two sentences.', passFrom: 8 })
 * @example judge({ question: 'Does the reply say what the reference says?', votes: 3 })
 */
export function judge<Answer = unknown>(options: JudgeOptions<Answer>): Verifier<Answer> {
  const settings = judgeSettings(options)
  return {
    name: 'judge',
    // The deadline of each answer counts from when it is asked for, and not while others are before it.
    timeoutMs: Infinity,
    verify: async (input) => await judged(settings, input),
  }
}

markVerifierFactory(judge, 'judge({ question })')

async function judged<Answer>(settings: JudgeSettings<Answer>, input: VerifyInput<Answer>): Promise<Verdict> {
  const { reply, resources, signal } = input
  const { maxCharacters, votes, join, form, passFrom } = settings
  if (isSilent(reply)) return scored(0, 'The reply says nothing; the judge was not asked.')
  if (reply.length > maxCharacters)
    return scored(0, `The reply has ${reply.length} characters; the judge is asked of at most ${maxCharacters}.`)
  const policy = settings.judge ?? resources.judge
  if (policy === undefined)
    return invalid('judge', 'Nobody judges: the environment was handed no `judge`, and says so in `needs`.')
  const messages = promptFor(settings, input)
  const { temperature, maxTokens, seed, retries, timeoutMs, cache } = settings
  const sampling = { temperature, topK: 0, topP: 1, maxTokens }
  const cast = await castVotes({
    judge: policy,
    ...{ messages, form, sampling, votes, seed, retries, timeoutMs, cache, signal },
  })
  const read = cast.filter((vote) => vote.ok)
  const scores = read.map(({ score }) => score)
  const evidence: JsonObject = {
    judge: policy.name,
    version: policy.version ?? 0,
    join,
    votes: read.map(({ score, reason }) => ({ score, reason: shortened(reason, longestReason) })),
    ...(scores.length > 1 && { agreement: agreementOf(scores) }),
  }
  const score = joinVotes(scores, { join, missing: votes - scores.length })
  if (score === null) return unread(cast, policy.name, evidence)
  const [typical] = read.toSorted((a, b) => Math.abs(a.score - score) - Math.abs(b.score - score))
  const share = votes === 1 ? '' : ` (${read.map(({ said }) => said).join(', ')})`
  const said = `${policy.name}: ${typical?.said}${share}: ${shortened(typical?.reason ?? '', longestReason)}`
  return scored(passFrom === null ? score : score >= passFrom, said, evidence)
}

/** Why there is no verdict: the first vote that is none, and everything that was said instead. */
function unread(cast: readonly CastVote[], name: string, evidence: JsonObject): Verdict {
  const faulty = cast.filter((vote) => !vote.ok)
  const [first] = faulty
  const cause = first?.cause ?? 'judge'
  const of = cast.length === 1 ? 'Its answer' : `${faulty.length} of its ${cast.length} answers`
  const reason =
    first?.answer === null
      ? `The judge ${name} gave no answer: ${first.why}`
      : `The judge ${name} gave no verdict. ${of} cannot be read: ${first?.why}.`
  return invalid(cause, reason, {
    ...evidence,
    unread: faulty.map(({ why, answer }) => ({
      why,
      answer: answer === null ? null : shortened(answer, longestAnswer),
    })),
  })
}

function promptFor<Answer>(settings: JudgeSettings<Answer>, input: VerifyInput<Answer>): readonly Message[] {
  const { words, form, reference, sees } = settings
  const { task, reply, messages } = input
  const asked = authored('the words of `judge()`', () => (typeof words === 'function' ? words(task) : words))
  const gold = authored('`reference` of `judge()`', () => referenceOf(task, reference))
  const prompt = promptMessages(task.prompt)
  const [only] = prompt
  const asTask = prompt.length === 1 && only?.role === 'user' ? only.content : spokenLines(prompt)
  return judgePrompt({
    asked,
    form: form.words,
    material: [
      ['task', asTask],
      ...(gold === null ? [] : [['reference answer', gold] as const]),
      sees === 'reply' ? ['reply', reply] : ['conversation', spokenLines(messages.slice(prompt.length))],
    ],
  })
}

function referenceOf<Answer>(task: Task<Answer>, reference: JudgeSettings<Answer>['reference']): string | null {
  if (reference === false) return null
  if (typeof reference === 'function') return reference(task)
  const { answer } = task as Task
  if (answer === undefined || answer === null) return null
  return typeof answer === 'string' ? answer : canonicalJson(answer)
}

/** What a function of the author gives: a text, or a fault that is the author's. */
function authored<Text extends string | null>(what: string, make: () => Text): Text {
  const made: unknown = make()
  if (typeof made === 'string' || made === null) return made as Text
  throw new RlvrError('RLVR_VERIFIER', `${what} gives a text; it gave ${show(made, 80)}.`)
}

/** Nothing that anybody could read, signs without a shape included. */
function isSilent(reply: string): boolean {
  return !/[^\s\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/u.test(reply)
}

function shortened(text: string, most: number): string {
  const sound = text.toWellFormed()
  return sound.length <= most ? sound : `${sound.slice(0, most).toWellFormed()}… (${text.length} characters)`
}
