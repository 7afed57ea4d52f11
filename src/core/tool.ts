// Tools that an environment offers. Arguments are described by JSON Schema (written as TypeBox, which gives
// the static type as well) and validated before the tool runs.
import type { Static, TSchema } from 'typebox'
import { describeError } from './errors.ts'
import type { ToolCall } from './message.ts'
import type { Resources } from './resources.ts'
import { compileSchema } from './schema.ts'
import type { Task } from './task.ts'

/** What a tool is given besides its arguments. */
export interface ToolContext<State = unknown, Answer = unknown> {
  readonly task: Task<Answer>
  readonly state: State
  readonly resources: Resources
  readonly signal: AbortSignal
}

/** What a tool tells the policy, and what the step earned by it, if anything. */
export type ToolAnswer = string | { readonly content: string; readonly reward?: number }

export interface Tool<Parameters extends TSchema = TSchema, State = unknown, Answer = unknown> {
  readonly description: string
  /** A schema of an object, one property an argument. */
  readonly parameters: Parameters
  readonly run: (input: Static<Parameters>, context: ToolContext<State, Answer>) => ToolAnswer | Promise<ToolAnswer>
}

/** A tool of whatever arguments and state. */
export type AnyTool = Omit<Tool, 'run'> & { readonly run: (input: never, context: never) => unknown }

/** A tool that stands by itself, for several environments. Within a definition a plain object does as well. */
export function tool<Parameters extends TSchema, State = unknown, Answer = unknown>(
  definition: Tool<Parameters, State, Answer>,
): Tool<Parameters, State, Answer> {
  return definition
}

/** What one call gave. A failed call is told to the policy in words; it does not end the episode. */
export interface ToolResult {
  readonly ok: boolean
  readonly content: string
  /** What the call earned; 0 where the tool does not say. */
  readonly reward: number
}

/** Runs one call: unreadable calls, unknown tools, malformed arguments and throws become results with `ok: false`. */
export async function callTool(
  tools: { readonly [name: string]: AnyTool },
  call: ToolCall,
  context: ToolContext,
): Promise<ToolResult> {
  const failed = (content: string): ToolResult => ({ ok: false, content, reward: 0 })
  if (call.fault !== undefined) return failed(call.fault)
  const found = Object.hasOwn(tools, call.name) ? tools[call.name] : undefined
  if (found === undefined) return failed(`There is no tool \`${call.name}\`. Tools: ${Object.keys(tools).join(', ')}.`)
  const checked = compileSchema(found.parameters)(call.arguments)
  if (!checked.ok) return failed(`The arguments of \`${call.name}\` do not fit: ${checked.faults.join('; ')}.`)
  try {
    const answer = await found.run(checked.value as never, context as never)
    if (typeof answer === 'string') return { ok: true, content: answer, reward: 0 }
    const { content, reward = 0 } = (answer ?? {}) as { content?: unknown; reward?: number }
    if (typeof content === 'string') return { ok: true, content, reward }
    throw new Error('the tool gave no text; `run` returns a text or { content, reward }')
  } catch (thrown) {
    return failed(`\`${call.name}\` failed: ${describeError(thrown)}`)
  }
}
