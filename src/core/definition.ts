// What an author writes: the types that infer answers, options, state and tool arguments, and the checks that say in
// a sentence what is wrong with a definition. Fields infer from those before them: write `options` first, then `draw`
// or `tasks`, `state`, `tools`, and what uses them after.
import type { Static, TObject } from 'typebox'
import type { Action, EnvironmentCard } from './environment.ts'
import { RlvrError, describeError, show, unknownField } from './errors.ts'
import type { GroupReward } from './group-rewards.ts'
import type { Message, ToolCall } from './message.ts'
import { needsFault, type Need } from './needs.ts'
import { limitsFault, type EpisodeLimits } from './limits.ts'
import type { Rng } from './random.ts'
import type { EpisodeResources, Resources } from './resources.ts'
import { compileSchema } from './schema.ts'
import type { DrawTask, Task, TaskSource } from './task.ts'
import type { AnyTool, Tool } from './tool.ts'
import { parameterSchema, type ToolParameters } from './tool-parameters.ts'
import type { Verifier, VerifyFunction } from './verifier.ts'

/** A reward term: a verifier or a function, alone (weight 1) or with its weight. */
export type RewardTerm<Answer = unknown, State = unknown> =
  | Verifier<Answer, State>
  | VerifyFunction<Answer, State>
  | { readonly weight: number; readonly verify: Verifier<Answer, State> | VerifyFunction<Answer, State> }

export type RewardTerms<Answer = unknown, State = unknown> = { readonly [name: string]: RewardTerm<Answer, State> }

/** What the environment says: the next user message, or null to end; with `reward`, what the step earned by itself. */
export type ObserveAnswer = string | null | { readonly content: string | null; readonly reward?: number }

/** What the environment answers to a reply that called no tool. */
export type Observe<Answer, State> = (context: {
  task: Task<Answer>
  state: State
  reply: string
  messages: readonly Message[]
  resources: Resources
}) => ObserveAnswer | Promise<ObserveAnswer>

/** An action whose tool calls need no ids of their own. */
export type DemonstratedAction = Omit<Action, 'toolCalls'> & {
  readonly toolCalls?: readonly (Omit<ToolCall, 'id'> & Partial<Pick<ToolCall, 'id'>>)[]
}

/** Actions that solve a task; a text is an action, and one action alone may stand for the list. */
export type Demonstration = string | DemonstratedAction | readonly (string | DemonstratedAction)[]

/** The type `Type`, known only when `Known` is: so that a function that takes it is read after what `Known` comes from. */
type Settled<Type, Known extends readonly [unknown, unknown]> = Known[0] extends Known[1] ? Type : Type

/** What an author writes. Only `id`, `draw` or `tasks`, `rewards` and `outcome` are required. */
export interface EnvironmentDefinition<
  Answer,
  State,
  Options extends TObject,
  Named extends string,
  Made,
  Tools extends { readonly [name: string]: ToolParameters },
> {
  readonly id: string
  readonly description?: string
  readonly card?: EnvironmentCard
  /** Options as a TypeBox object: names, types, defaults. */
  readonly options?: Options
  /** Draws one task from its own stream of random numbers: an endless taskset, whose splits share no prompt. */
  readonly draw?: DrawTask<Answer, Static<Options>>
  /** Instead of `draw`: a list (`taskList`), or a function that gives the taskset of a split. */
  readonly tasks?: TaskSource<Answer, Static<Options>> | TaskSource<Answer, Static<Options>>['open']
  /** A system message before every prompt. */
  readonly system?: string
  /** What an episode has besides its conversation, made anew for each; disposed of once, however the episode ends. */
  readonly state?: (context: {
    task: Task<NoInfer<Answer>>
    rng: Rng
    options: NoInfer<Static<Options>>
    resources: Resources
    /** What it opens by `episode.own(open)`, tools get by the same `open`; the end of the episode closes it. */
    episode: EpisodeResources
  }) => State | Promise<State>
  /** Disposes of a state. Where it is not given, the state's own `Symbol.asyncDispose` or `Symbol.dispose` does. */
  readonly dispose?: (state: NoInfer<State>) => void | Promise<void>
  readonly tools?: { readonly [Name in keyof Tools]: Tool<Tools[Name], NoInfer<State>, NoInfer<Answer>> }
  readonly observe?: Observe<NoInfer<Answer>, NoInfer<State>>
  /**
   * Policies that its user has to hand in, such as `['judge']`, or a function of the options that tells them; refused at
   * the start of a run where they lack.
   */
  readonly needs?: readonly Need[] | ((options: NoInfer<Static<Options>>) => readonly Need[])
  /** Replies an episode may hold; 1, or 8 with tools or `observe`. */
  readonly maxTurns?: number
  /** What ends an episode besides: tokens of the policy, time, cost. */
  readonly limits?: EpisodeLimits
  readonly rewards:
    | { readonly [Name in Named]: RewardTerm<NoInfer<Answer>, NoInfer<State>> }
    | ((options: Settled<NoInfer<Static<Options>>, [Answer, State]>, resources: Resources) => Made)
  /**
   * Terms that judge each reply as it comes, such as whether a move was legal: what they give, weighed, is earned by that
   * step and recorded with its turn. They see the state as it is after the step, and decide no outcome.
   */
  readonly processRewards?: { readonly [name: string]: RewardTerm<NoInfer<Answer>, NoInfer<State>> }
  /**
   * Terms that see all replies to a task and say something of each. Honoured by training and `runGroups`; whatever judges
   * replies one by one refuses an environment that has them.
   */
  readonly groupRewards?: { readonly [name: string]: GroupReward<NoInfer<Answer>> }
  /** The reward term whose full score means that the task was solved. */
  readonly outcome: NoInfer<[Named] extends [never] ? keyof Made & string : Named>
  /** Actions that solve the task, or null where none are known: for cold starts, gold runs and `rlvr check`. */
  readonly demonstrate?: (
    task: Task<NoInfer<Answer>>,
    context: { rng: Rng; options: NoInfer<Static<Options>> },
  ) => Demonstration | null
}

/** A definition whose types nobody knows any more: what runs it. */
export interface AnyDefinition {
  readonly id: string
  readonly description?: string
  readonly card?: EnvironmentCard
  readonly options?: TObject
  readonly system?: string
  readonly tasks?: TaskSource | TaskSource['open']
  readonly draw?: DrawTask<unknown, never>
  readonly state?: (context: never) => unknown
  readonly dispose?: (state: never) => void | Promise<void>
  readonly tools?: { readonly [name: string]: AnyTool }
  readonly observe?: (context: never) => ObserveAnswer | Promise<ObserveAnswer>
  readonly needs?: readonly Need[] | ((options: never) => readonly Need[])
  readonly maxTurns?: number
  readonly limits?: EpisodeLimits
  readonly rewards: object
  readonly processRewards?: object
  readonly groupRewards?: object
  readonly outcome: string
  readonly demonstrate?: (task: never, context: never) => Demonstration | null
}

const fields = {
  id: true,
  description: true,
  card: true,
  options: true,
  system: true,
  tasks: true,
  draw: true,
  state: true,
  dispose: true,
  tools: true,
  observe: true,
  needs: true,
  maxTurns: true,
  limits: true,
  rewards: true,
  processRewards: true,
  groupRewards: true,
  outcome: true,
  demonstrate: true,
} as const satisfies { [name in keyof AnyDefinition]-?: true }

/** @throws RlvrError `RLVR_ENVIRONMENT` for a definition that nothing could run */
export function checkDefinition(definition: AnyDefinition): void {
  if (typeof definition !== 'object' || definition === null)
    throw new RlvrError(
      'RLVR_ENVIRONMENT',
      `defineEnv takes an object with \`id\`, \`draw\` or \`tasks\`, \`rewards\` and \`outcome\`; got ${show(definition, 80)}.`,
    )
  const { id, options, tools, rewards, processRewards = {}, outcome, maxTurns } = definition
  checkEnvironmentId(id)
  const refuse = (sentence: string): never => {
    throw new RlvrError('RLVR_ENVIRONMENT', `Environment \`${id}\`: ${sentence}`)
  }
  const strange = unknownField(definition, Object.keys(fields))
  if (strange !== null) refuse(`a definition ${strange}`)
  for (const name of ['draw', 'state', 'dispose', 'observe', 'demonstrate'] as const) {
    const value: unknown = definition[name]
    if (value !== undefined && typeof value !== 'function') refuse(`\`${name}\` is a function; got ${show(value, 80)}.`)
  }
  const tasks: unknown = definition.tasks
  if (tasks !== undefined && typeof openerOf(tasks) !== 'function')
    refuse(
      `\`tasks\` is what \`taskList({ train: […] })\` gives, or a function from { split, options, seed } to a taskset; got ${show(tasks, 80)}.`,
    )
  if ((definition.tasks === undefined) === (definition.draw === undefined))
    refuse(
      definition.tasks === undefined
        ? 'it has no tasks. Give `draw`, which makes one task from `rng`, or `tasks`, such as `taskList({ train: […] })`.'
        : '`draw` and `tasks` both make tasks. Give one of them.',
    )
  if (definition.system !== undefined && typeof definition.system !== 'string')
    refuse(`\`system\` is the text of a message; got ${show(definition.system, 80)}.`)
  if (definition.dispose !== undefined && definition.state === undefined)
    refuse('`dispose` has no `state` to dispose of. Give `state`, or leave `dispose` out.')
  if (maxTurns !== undefined && !(Number.isSafeInteger(maxTurns) && maxTurns >= 1))
    refuse(`\`maxTurns\` is a whole number from 1, the replies an episode may hold; got ${show(maxTurns, 80)}.`)
  const limitFault = limitsFault(definition.limits)
  if (limitFault !== null) refuse(limitFault)
  const needFault = typeof definition.needs === 'function' ? null : needsFault(definition.needs)
  if (needFault !== null) refuse(needFault)
  if (options !== undefined && !isObjectSchema(options))
    refuse(
      `\`options\` is a TypeBox object, like \`Type.Object({ level: Type.Integer({ default: 1 }) })\`; got ${show(options, 80)}.`,
    )
  if (rewards === null || (typeof rewards !== 'object' && typeof rewards !== 'function'))
    refuse(`\`rewards\` names the terms of the reward, like \`{ correct: math() }\`; got ${show(rewards, 80)}.`)
  if (typeof processRewards !== 'object' || processRewards === null)
    refuse(
      `\`processRewards\` names terms that judge each reply, like \`{ legal: ({ reply }) => … }\`; got ${show(processRewards, 80)}.`,
    )
  if (typeof outcome !== 'string')
    refuse(
      `\`outcome\` is missing. Name the reward whose full score means that the task was solved${typeof rewards === 'object' && rewards !== null && Object.keys(rewards).length > 0 ? `: ${Object.keys(rewards).join(', ')}` : ''}.`,
    )
  const { card } = definition as { card?: unknown }
  if (card !== undefined && (typeof card !== 'object' || card === null || Array.isArray(card)))
    refuse(`\`card\` is { source, verifier, limits }, each a text; got ${show(card, 80)}.`)
  if (tools !== undefined && (typeof tools !== 'object' || (tools as unknown) === null || Array.isArray(tools)))
    refuse(`\`tools\` names tools, like { add: { description, parameters, run } }; got ${show(tools, 80)}.`)
  for (const [name, tool] of Object.entries(tools ?? {})) checkTool(name, tool, refuse)
}

/** @throws RlvrError `RLVR_ENVIRONMENT` for what is no id */
export function checkEnvironmentId(id: unknown): asserts id is string {
  if (typeof id !== 'string' || !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id))
    throw new RlvrError(
      'RLVR_ENVIRONMENT',
      `An environment id is lower-case words joined by hyphens, like \`gsm8k-v2\`; got ${typeof id === 'string' ? `\`${id}\`` : show(id, 80)}.`,
    )
}

/** The function that opens a source, which may be that function itself. */
export function openerOf(source: unknown): unknown {
  if (typeof source !== 'object' || source === null || !('open' in source)) return source
  const { open } = source
  return typeof open === 'function' ? open.bind(source) : undefined
}

function checkTool(name: string, tool: AnyTool, refuse: (sentence: string) => never): void {
  if (!/^[A-Za-z_][A-Za-z0-9_-]{0,63}$/.test(name))
    refuse(
      `the name of a tool is letters, digits, _ and -, 64 at most, as servers ask for; got \`${name}\`.${validName(name)}`,
    )
  if (typeof tool !== 'object' || tool === null)
    refuse(`tool \`${name}\` is { description, parameters, run }; got ${show(tool, 80)}.`)
  if (typeof tool.description !== 'string')
    refuse(`tool \`${name}\` has no \`description\`. Say in a sentence what it does: the policy reads it.`)
  const described = parameterSchema(tool.parameters)
  if ('fault' in described) return refuse(`tool \`${name}\` ${described.fault}`)
  const refers = referenceFault(described.schema)
  if (refers !== null) refuse(`\`parameters\` of tool \`${name}\`: ${refers}`)
  const { mostCharacters } = tool
  if (mostCharacters !== undefined && !(Number.isSafeInteger(mostCharacters) && mostCharacters >= 1))
    refuse(`\`mostCharacters\` of tool \`${name}\` is a whole number from 1; got ${show(mostCharacters, 80)}.`)
  if (typeof tool.run !== 'function')
    refuse(`tool \`${name}\` has no \`run\`. Give the function that answers a call with a text.`)
}

/** A name for a tool that is near to one that is none; nothing where none is left of it. */
function validName(name: string): string {
  const near = name
    .replaceAll(/[^A-Za-z0-9_-]+/g, '_')
    .replaceAll(/^[^A-Za-z]+|_+$/g, '')
    .slice(0, 64)
  return near === '' ? '' : ` Write \`${near}\`.`
}

/** What is wrong with a schema that refers to another part. Others are compiled when they are used: that loads the compiler. */
function referenceFault(schema: object): string | null {
  if (!JSON.stringify(schema).includes('"$ref"')) return null
  try {
    compileSchema(schema)
    return null
  } catch (thrown) {
    return describeError(thrown)
  }
}

/** Whether it looks like a JSON Schema of an object. It is compiled when it is used: that loads the compiler. */
function isObjectSchema(schema: unknown): boolean {
  if (typeof schema !== 'object' || schema === null) return false
  const { type, properties } = schema as { type?: unknown; properties?: unknown }
  return type === 'object' && typeof properties === 'object' && properties !== null
}
