// Tools that an environment offers. Arguments are described by JSON Schema (written as TypeBox, which gives
// the static type as well) and validated before the tool runs.
import type { Static, TSchema } from 'typebox'
import { describeError } from './errors.ts'
import type { JsonObject } from './json.ts'
import type { ToolCall } from './message.ts'
import { compileSchema } from './schema.ts'

/** What a policy is told of a tool. */
export interface ToolDescription {
  readonly name: string
  readonly description: string
  readonly parameters: JsonObject
}

export interface Tool<State = unknown> {
  readonly description: string
  readonly parameters: TSchema
  readonly run: (input: never, context: { state: State; signal: AbortSignal }) => string | Promise<string>
}

/** A tool whose `run` gets arguments of the type its schema describes. */
export function tool<State, Parameters extends TSchema>(definition: {
  description: string
  parameters: Parameters
  run: (input: Static<Parameters>, context: { state: State; signal: AbortSignal }) => string | Promise<string>
}): Tool<State> {
  return definition
}

/** What one call gave. A failed call is told to the policy in words; it does not end the episode. */
export interface ToolResult {
  readonly ok: boolean
  readonly content: string
}

/** Runs one call: unknown tools, malformed arguments and throws become results with `ok: false`. */
export async function callTool<State>(
  tools: { readonly [name: string]: Tool<State> },
  call: ToolCall,
  context: { state: State; signal: AbortSignal },
): Promise<ToolResult> {
  const found = Object.hasOwn(tools, call.name) ? tools[call.name] : undefined
  if (found === undefined)
    return { ok: false, content: `There is no tool \`${call.name}\`. Tools: ${Object.keys(tools).join(', ')}.` }
  const checked = compileSchema(found.parameters)(call.arguments)
  if (!checked.ok)
    return { ok: false, content: `The arguments of \`${call.name}\` do not fit: ${checked.faults.join('; ')}.` }
  try {
    return { ok: true, content: await found.run(checked.value as never, context) }
  } catch (thrown) {
    return { ok: false, content: `\`${call.name}\` failed: ${describeError(thrown)}` }
  }
}

/**
 * Tool calls that a text-only policy wrote as `<tool_call>{"name": …, "arguments": …}</tool_call>`, the form that
 * Hermes and Qwen models are trained on. A block that is no such JSON is left out.
 */
export function parseToolCalls(text: string): ToolCall[] {
  const calls: ToolCall[] = []
  let from = 0
  for (;;) {
    const open = text.indexOf('<tool_call>', from)
    if (open < 0) return calls
    const start = open + '<tool_call>'.length
    const close = text.indexOf('</tool_call>', start)
    if (close < 0) return calls
    from = close
    try {
      const parsed = JSON.parse(text.slice(start, close)) as { name?: unknown; arguments?: unknown }
      if (typeof parsed.name === 'string' && typeof parsed.arguments === 'object' && parsed.arguments !== null) {
        calls.push({ id: `call-${calls.length}`, name: parsed.name, arguments: parsed.arguments as JsonObject })
      }
    } catch {
      continue
    }
  }
}
