// What a policy did, from a completion as trainers keep it: a text, or messages in the shape of OpenAI's protocol (what
// TRL, verifiers and chat servers give). The assistant's turns are the actions; what tools and users said in between is
// said anew when they are played.
import type { Action } from '../../../core/environment.ts'
import { show } from '../../../core/errors.ts'
import type { Json, JsonObject } from '../../../core/json.ts'
import { promptMessages } from '../../../core/message.ts'
import type { Task } from '../../../core/task.ts'
import { toolCallFrom } from '../../../core/tool-calls.ts'
import { isObject } from '../../../data/field.ts'
import { ProtocolFault } from '../protocol-fault.ts'

const expected = "Expected a text, or a list of messages { role, content } of which one at least is the assistant's"

/**
 * The actions, first to last; turns of the assistant that the task's own prompt opens with are none. Throws
 * `ProtocolFault` for what is no completion.
 */
export function completionActions(completion: Json | undefined, task: Task): readonly (string | Action)[] {
  if (typeof completion === 'string') return [completion]
  const messages = isObject(completion) ? [completion] : completion
  if (!Array.isArray(messages)) throw malformed(`it is ${show(completion, 60)}`)
  const turns: (string | Action)[] = []
  for (const [index, message] of (messages as readonly Json[]).entries()) {
    if (!isObject(message) || typeof message['role'] !== 'string')
      throw malformed(`message ${index} is ${show(message, 60)}`)
    if (message['role'] === 'assistant') turns.push(actionOf(message, index))
  }
  const own = turns.slice(openingTurns(turns, task))
  if (own.length === 0) throw malformed("no message is the assistant's")
  return own
}

/** One message of the assistant's as an action. */
export function actionOf(message: JsonObject, index = 0): string | Action {
  const text = textOf(message['content'], index)
  const calls = message['tool_calls'] ?? message['toolCalls'] ?? null
  const one = message['function_call'] ?? null
  if (calls !== null && !Array.isArray(calls))
    throw malformed(`\`tool_calls\` of message ${index} is ${show(calls, 60)}, no list`)
  const given =
    calls !== null && (calls as readonly Json[]).length > 0 ? (calls as readonly Json[]) : one === null ? [] : [one]
  // Without calls beside it the text may hold them, as text-only policies write them.
  return given.length === 0 ? text : { text, toolCalls: given.map(callOf) }
}

function callOf(call: Json, index: number): ReturnType<typeof toolCallFrom> {
  const fields = isObject(call) ? call : {}
  const asked = isObject(fields['function']) ? fields['function'] : fields
  const id = fields['id']
  return toolCallFrom(
    typeof id === 'string' && id !== '' ? id : `call-${index}`,
    asked['name'],
    asked['arguments'] ?? {},
  )
}

function textOf(content: Json | undefined, index: number): string {
  if (typeof content === 'string') return content
  if (content === undefined || content === null) return ''
  if (Array.isArray(content)) {
    const parts = (content as readonly Json[]).map((part) =>
      isObject(part) && (part['type'] === 'text' || part['type'] === 'output_text') ? part['text'] : part,
    )
    if (parts.every((part) => typeof part === 'string')) return parts.join('')
  }
  throw malformed(`\`content\` of message ${index} is ${show(content, 60)}, no text`)
}

/** Where a whole conversation is given, the turns of the examples in its prompt are not the policy's. */
function openingTurns(turns: readonly (string | Action)[], { prompt }: Task): number {
  const opening = promptMessages(prompt).filter(({ role }) => role === 'assistant')
  if (opening.length === 0 || opening.length >= turns.length) return 0
  const isOpening = opening.every(({ content }, index) => {
    const turn = turns[index] as string | Action
    return (typeof turn === 'string' ? turn : turn.text) === content
  })
  return isOpening ? opening.length : 0
}

function malformed(what: string): ProtocolFault {
  return new ProtocolFault('malformed', `The completion: ${what}. ${expected}.`)
}
