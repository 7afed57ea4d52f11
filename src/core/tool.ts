// Tools that an environment offers. Arguments are described by a schema that gives their static type as well (TypeBox, or
// a validator that speaks Standard Schema), and validated before the tool runs.
import { RlvrError, describeError, shapeOf, show, unknownField } from './errors.ts'
import type { ToolCall } from './message.ts'
import type { EpisodeResources, Resources } from './resources.ts'
import type { Checked } from './schema.ts'
import type { Task } from './task.ts'
import { checkArguments, type ArgumentsOf, type ToolParameters } from './tool-parameters.ts'

/** What a tool is given besides its arguments. */
export interface ToolContext<State = unknown, Answer = unknown> {
  readonly task: Task<Answer>
  readonly state: State
  readonly resources: Resources
  /** What the tools of this episode share and its end closes, such as a server of its own: opened when first asked for. */
  readonly episode: EpisodeResources
  readonly signal: AbortSignal
}

/**
 * What a tool tells the policy, what the step earned by it, if anything, and whether the task has come to its end by it:
 * then no further call of the reply runs, and the episode is judged.
 */
export type ToolAnswer = string | { readonly content: string; readonly reward?: number; readonly end?: boolean }

export interface Tool<Parameters extends ToolParameters = ToolParameters, State = unknown, Answer = unknown> {
  readonly description: string
  /** A schema of an object, one property an argument: of TypeBox, of Zod, Valibot, ArkType and the like, or a JSON Schema. */
  readonly parameters: Parameters
  readonly run: (
    input: ArgumentsOf<Parameters>,
    context: ToolContext<State, Answer>,
  ) => ToolAnswer | Promise<ToolAnswer>
  /** Of an answer, how much the policy is shown; 1,048,576 unless said otherwise. The rest is cut, with a note and a `toolFaults` of the record. */
  readonly mostCharacters?: number
}

const usualMostCharacters = 1 << 20

/** A tool of whatever arguments and state. */
export type AnyTool = Omit<Tool, 'run'> & { readonly run: (input: never, context: never) => unknown }

/** A tool that stands by itself, for several environments. Within a definition a plain object does as well. */
export function tool<Parameters extends ToolParameters, State = unknown, Answer = unknown>(
  definition: Tool<Parameters, State, Answer>,
): Tool<Parameters, State, Answer> {
  return definition
}

/**
 * What a tool throws to tell the policy something. Of any other error the policy learns that the tool failed, and
 * nothing more: its words may hold the answer. They stand in the record.
 */
export class ToolError extends Error {
  override readonly name = 'ToolError'
  readonly toolError = true

  /** Works across copies of the package, where `instanceof` does not. */
  static isInstance(value: unknown): value is ToolError {
    return value instanceof Error && 'toolError' in value
  }
}

/**
 * What a tool throws where the episode cannot go on and the policy is not to blame, as when a server of its own is gone:
 * the episode is an error without a reward. Its words stand in the record, and the policy never reads them.
 */
export class EpisodeError extends Error {
  override readonly name = 'EpisodeError'
  readonly episodeError = true

  /** Works across copies of the package, where `instanceof` does not. */
  static isInstance(value: unknown): value is EpisodeError {
    return value instanceof Error && 'episodeError' in value
  }
}

/** What one call gave. A failed call is told to the policy in words; it does not end the episode. */
export interface ToolResult {
  readonly ok: boolean
  readonly content: string
  /** What the call earned; 0 where the tool does not say. */
  readonly reward: number
  /** Given where the task has come to its end by it. */
  readonly end?: true
  /** What went wrong in the tool itself, as that its answer was cut, in full: for its author, never for the policy. */
  readonly fault?: string
}

/**
 * Runs one call: unreadable calls, unknown tools, malformed arguments and throws become
 * results with `ok: false`.
 * @throws RlvrError `RLVR_ENVIRONMENT` where the tool pays what is no finite number, and for an `EpisodeError`
 */
export async function callTool(
  tools: { readonly [name: string]: AnyTool },
  call: ToolCall,
  context: ToolContext,
): Promise<ToolResult> {
  const failed = (content: string, fault?: string): ToolResult => ({
    ok: false,
    content,
    reward: 0,
    ...(fault !== undefined && { fault }),
  })
  if (call.fault !== undefined) return failed(call.fault)
  const found = Object.hasOwn(tools, call.name) ? tools[call.name] : undefined
  if (found === undefined) return failed(`There is no tool \`${call.name}\`. Tools: ${Object.keys(tools).join(', ')}.`)
  const broken = (fault: string): ToolResult => failed(`\`${call.name}\` failed.`, fault)
  let answer: unknown
  let checked: Checked
  try {
    checked = await checkArguments(found.parameters, call.arguments)
  } catch (thrown) {
    if (RlvrError.isInstance(thrown)) throw thrown
    return broken(`the validator of its arguments threw: ${describeError(thrown)}`)
  }
  if (!checked.ok) return failed(`The arguments of \`${call.name}\` do not fit: ${checked.faults.join('; ')}.`)
  try {
    answer = await found.run(checked.value as never, context as never)
  } catch (thrown) {
    if (ToolError.isInstance(thrown)) return failed(`\`${call.name}\` failed: ${describeError(thrown)}`)
    if (EpisodeError.isInstance(thrown))
      throw new RlvrError('RLVR_ENVIRONMENT', `Tool \`${call.name}\`: ${describeError(thrown, 2000)}`, {
        cause: thrown,
      })
    return broken(describeError(thrown))
  }
  const given = typeof answer === 'string' ? { content: answer } : answer
  if (typeof given !== 'object' || given === null || typeof (given as { content?: unknown }).content !== 'string')
    return broken(`it gave ${shapeOf(answer)}; \`run\` returns a text or { content, reward, end }`)
  const strange = unknownField(given, ['content', 'reward', 'end'])
  if (strange !== null) return broken(`what it gave ${strange}`)
  const { end = false, ...rest } = given as { content: string; end?: unknown }
  if (typeof end !== 'boolean')
    return broken(`its \`end\` is true where the task has come to its end; got ${show(end, 80)}`)
  const { content, reward } = checkAnswer(rest, `run() of the tool \`${call.name}\``)
  const { mostCharacters = usualMostCharacters } = found
  if (content.length <= mostCharacters) return { ok: true, content, reward, ...(end && { end }) }
  const cut = `the first ${mostCharacters} of ${content.length} characters`
  // No half of a pair is left at the end.
  const kept = content.slice(0, mostCharacters).replace(/[\uD800-\uDBFF]$/, '')
  const fault = `the policy was shown ${cut} of its answer; \`mostCharacters\` of the tool says how many`
  return { ok: true, content: `${kept}\n[cut: these are ${cut}]`, reward, fault, ...(end && { end }) }
}

/**
 * An answer of `observe` or a tool whose reward is a number and which has no other fields.
 * @throws RlvrError `RLVR_ENVIRONMENT`
 */
export function checkAnswer<Content>(
  given: { readonly content: Content; readonly reward?: unknown },
  where: string,
): { content: Content; reward: number } {
  const strange = unknownField(given, ['content', 'reward'])
  if (strange !== null) throw new RlvrError('RLVR_ENVIRONMENT', `What ${where} gives ${strange}`)
  const { content, reward = 0 } = given
  if (typeof reward === 'number' && Number.isFinite(reward)) return { content, reward }
  const got = typeof reward === 'number' ? String(reward) : show(reward, 80)
  throw new RlvrError('RLVR_ENVIRONMENT', `The reward of a step is a finite number; ${where} gave ${got}.`)
}
