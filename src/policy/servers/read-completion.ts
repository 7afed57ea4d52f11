// A chat completion as the reply of a policy. Only an answer is a reply that is judged; a refusal is none, and whatever
// the server itself failed at is a fault, which may pass when it is asked again.
import { show } from '../../core/errors.ts'
import type { Json } from '../../core/json.ts'
import type { ToolCall } from '../../core/message.ts'
import type { Reply } from '../../core/policy.ts'
import { toolCallFrom } from '../../core/tool-calls.ts'
import { field } from './field.ts'
import { serverFinish, type ServerFinish } from './finish-reason.ts'
import { messageContent } from './message-content.ts'
import { errorStatus, isFiltered, mayPass, serverWords } from './server-error.ts'

export type Completion =
  | { readonly ok: true; readonly reply: Reply; readonly strange: string | null }
  | { readonly ok: false; readonly fault: string; readonly again: boolean }

/**
 * Reads the body of an answer with status 200. `server` begins the words of a fault; `strange` is a `finish_reason` that
 * is not known.
 */
export function readCompletion(completion: Json, server: string): Completion {
  const choice = field(field(completion, 'choices'), 0) ?? undefined
  // Some servers answer with status 200 and an error in it, or in the choice.
  if (choice === undefined || (field(choice, 'error') ?? null) !== null)
    return withoutChoice(completion, choice ?? null, server)
  const reason = field(choice, 'finish_reason') ?? field(choice, 'native_finish_reason') ?? null
  const finish = serverFinish(reason)
  const message =
    field(choice, 'message') ?? (typeof field(choice, 'text') === 'string' ? { content: field(choice, 'text') } : null)
  if (message === null || message === undefined) {
    if (finish === 'refusal') return answered(refusal('', `${server} answered nothing: ${said(reason)}.`, completion))
    return failed(`${server} answered without a message (${said(reason)}).`)
  }
  const { text, reasoning, refusal: declined } = messageContent(message)
  if (text === null) return failed(shapeFault(completion, server), false)
  const calls = callsOf(message)
  const thought = reasoning === '' ? {} : { reasoning }
  if (declined !== null) return answered({ ...refusal(text, declined, completion), ...thought })
  if (finish === 'refusal') {
    return answered({ ...refusal(text, `${server} cut the reply: ${said(reason)}.`, completion), ...thought })
  }
  const isBlank = text.trim() === '' && calls.length === 0
  // An error beside a choice that says nothing is what came.
  if (isBlank && (field(completion, 'error') ?? null) !== null) return withoutChoice(completion, null, server)
  const fault = faultOf({ finish, isBlank, reasoning, reason, server })
  if (fault !== null) return fault
  return {
    ok: true,
    strange: finish === 'unknown' ? said(reason) : null,
    reply: {
      text,
      ...(calls.length > 0 && { toolCalls: calls }),
      ...thought,
      finish: finish === 'length' ? 'length' : 'stop',
      lengthTokens: lengthOf(completion),
    },
  }
}

interface Ended {
  readonly finish: ServerFinish
  readonly isBlank: boolean
  readonly reasoning: string
  readonly reason: Json
  readonly server: string
}

/** Why what came is no answer; null where it is one. */
function faultOf({ finish, isBlank, reasoning, reason, server }: Ended): Completion | null {
  if (finish === 'failure') return failed(`${server} ended the reply before the model did (${said(reason)}).`)
  if (!isBlank || finish === 'length') return null
  if (finish === 'tool-calls') return failed(`${server} announced tool calls and sent none (${said(reason)}).`)
  if (finish === 'unknown') return failed(`${server} answered nothing (${said(reason)}).`)
  // The answer may stand in the reasoning, or be missing: nobody can tell.
  if (reasoning !== '')
    return failed(
      `${server} sent reasoning and no answer (${said(reason)}): see that the server's reasoning parser is the one of this model, or switch it off.`,
      false,
    )
  return null
}

function withoutChoice(completion: Json, choice: Json, server: string): Completion {
  const body = (field(choice, 'error') ?? null) === null ? completion : choice
  const words = serverWords(body)
  if (isFiltered(body)) return answered(refusal('', words ?? `${server} refused.`, completion))
  const isList = Array.isArray(field(completion, 'choices')) || field(completion, 'choices') === null
  if (words === null)
    return isList ? failed(`${server} answered without a choice.`) : failed(shapeFault(completion, server), false)
  const status = errorStatus(body)
  // LM Studio answers so at a path it does not know.
  const isPath = /unexpected endpoint/i.test(words)
  const advice = isPath ? ' Check the base URL: most end in /v1.' : ''
  const point = /[.!?]$/.test(words) ? '' : '.'
  return failed(
    `${server} answered with an error: ${words}${point}${advice}`,
    !isPath && (status === null || mayPass(status)),
  )
}

function failed(fault: string, again = true): Completion {
  return { ok: false, fault, again }
}

function answered(reply: Reply): Completion {
  return { ok: true, reply, strange: null }
}

function refusal(text: string, words: string, completion: Json): Reply {
  return { text, finish: 'refusal', refusal: words, lengthTokens: lengthOf(completion) }
}

function said(reason: Json): string {
  return `finish_reason ${reason === null ? 'null' : show(reason, 80)}`
}

function shapeFault(completion: Json, server: string): string {
  return `${server} answered with something that is no chat completion: expected \`choices[0].message.content\`, got ${show(completion, 500)}.`
}

function lengthOf(completion: Json): number | null {
  const tokens = field(field(completion, 'usage'), 'completion_tokens')
  return Number.isSafeInteger(tokens) && (tokens as number) >= 0 ? (tokens as number) : null
}

/** The calls of a message; a `function_call` alone is how servers wrote one before there were several. */
function callsOf(message: Json): ToolCall[] {
  const calls = field(message, 'tool_calls')
  if (Array.isArray(calls) && calls.length > 0) return calls.map(toolCallOf)
  const one = field(message, 'function_call') ?? null
  return one === null ? [] : [toolCallOf({ function: one }, 0)]
}

function toolCallOf(call: Json, index: number): ToolCall {
  const id = field(call, 'id')
  const asked = field(call, 'function')
  return toolCallFrom(
    typeof id === 'string' ? id : `call-${index}`,
    field(asked, 'name'),
    field(asked, 'arguments') ?? {},
  )
}
