// `score_group`: whole replies to one task, judged one by one, each in an episode of its own. Of a candidate the
// assistant's turns are played, calls of tools with them; what it says that the environment answered is not believed.
// A score is a number, so a group of which one cannot be judged has none. After openreward 0.1.167,
// `environments/types.py` (GroupCandidate, GroupScore) and `environment.py` ("never fabricate zeros").
import { Type, type TSchema } from 'typebox'
import type { Action } from '../../../core/environment.ts'
import type { JsonObject } from '../../../core/json.ts'
import type { Logger } from '../../../core/logger.ts'
import type { ToolCall } from '../../../core/message.ts'
import type { Task } from '../../../core/task.ts'
import { gradeCompletion } from '../grade-completion.ts'
import { ProtocolFault } from '../protocol-fault.ts'
import { gradeMetadata, type OrsEpisode } from './ors-episode.ts'
import { orsMessages } from './ors-messages.ts'
import { orsTools } from './ors-tools.ts'

export interface CandidateMessage {
  readonly role: 'system' | 'user' | 'assistant'
  readonly blocks: readonly {
    readonly type: string
    readonly text?: string
    readonly id?: string
    readonly name?: string
    readonly input?: JsonObject
  }[]
}

export interface Candidate {
  readonly messages: readonly CandidateMessage[]
  /** The trainer's own, given back with the score. */
  readonly metadata?: JsonObject | null
}

const text = Type.Optional(Type.String())
const object = Type.Record(Type.String(), Type.Unknown())
const block = Type.Object({ type: Type.String(), text, id: text, name: text, input: Type.Optional(object) })
const message = Type.Object({
  role: Type.Enum(['system', 'user', 'assistant']),
  blocks: Type.Array(block, { maxItems: 1024 }),
})
const candidate = Type.Object({
  messages: Type.Array(message, { maxItems: 4096 }),
  metadata: Type.Optional(Type.Union([Type.Null(), object])),
})

export const candidatesSchema: TSchema = Type.Array(candidate, { maxItems: 1024 })

/** Longest time of a whole group. */
const groupMs = 600_000

export async function scoreGroup(
  { episode, task, logger }: { episode: OrsEpisode; task: Task; logger: Logger },
  candidates: readonly Candidate[],
): Promise<{ scores: { reward: number; metadata: JsonObject }[] }> {
  const { environment } = episode.session
  const { observation } = await episode.opening
  const prompt = orsMessages(observation.messages).map(textOf)
  const { submit } = orsTools(environment.spec.tools)
  const signal = AbortSignal.timeout(groupMs)
  const scores: { reward: number; metadata: JsonObject }[] = []
  for (const [index, { messages, metadata }] of candidates.entries()) {
    const begins = prompt.every((text, place) => messages[place] !== undefined && textOf(messages[place]) === text)
    const actions = (begins ? messages.slice(prompt.length) : messages)
      .filter(({ role }) => role === 'assistant')
      .flatMap((said) => actionsOf(said, submit))
    const grade = await gradeCompletion(environment, task, actions, { signal, logger })
    if (grade.reward === null)
      throw new ProtocolFault(
        'failed',
        `Candidate ${index} of ${candidates.length} could not be judged (${grade.invalid}); a group has scores for all or none.`,
      )
    const own = metadata === undefined || metadata === null ? {} : { candidate: metadata }
    scores.push({ reward: grade.reward, metadata: { ...gradeMetadata(grade), ...own } })
  }
  return { scores }
}

function textOf({ role, blocks }: { readonly role: string; readonly blocks: readonly object[] }): string {
  return JSON.stringify([role, ...blocks.map((each) => ('text' in each ? each.text : 'name' in each ? each.name : ''))])
}

/** The turns of one assistant message: its calls, or its words; a call of `submit` is the words that it hands in. */
function actionsOf({ blocks }: CandidateMessage, submit: string): Action[] {
  const text = blocks.map((each) => (each.type === 'text' ? (each.text ?? '') : '')).join('')
  const called = blocks.filter(({ type }) => type === 'tool_call')
  const toolCalls = called
    .filter(({ name }) => name !== submit)
    .map(({ id = '', name = '', input = {} }): ToolCall => ({ id, name, arguments: input }))
  const handedIn = called
    .filter(({ name }) => name === submit)
    .map(({ input }): Action => {
      const answer = input?.['answer']
      return { text: typeof answer === 'string' ? answer : '', toolCalls: [] }
    })
  const said: Action[] =
    toolCalls.length > 0 || handedIn.length === 0 ? [toolCalls.length > 0 ? { text, toolCalls } : { text }] : []
  return [...said, ...handedIn]
}
