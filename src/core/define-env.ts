// From an author's definition to a runnable environment.
import type { Static, TObject } from 'typebox'
import type {
  Action,
  Environment,
  EnvironmentCard,
  EnvironmentSpec,
  Observation,
  ResetOptions,
  ResetResult,
  StepResult,
} from './environment.ts'
import { RlvrError, boundary, unknownName } from './errors.ts'
import type { Json, JsonObject } from './json.ts'
import { promptMessages, type Message, type ToolCall } from './message.ts'
import { Rng } from './random.ts'
import { runRubric, type Rubric, type RubricTerm } from './rubric.ts'
import { checkOptions } from './schema.ts'
import type { Task, TaskContext, Taskset, TaskSource } from './task.ts'
import { callTool, parseToolCalls, type Tool, type ToolDescription } from './tool.ts'
import { verifierOf, type Verifier, type VerifyFunction } from './verifier.ts'

/** A reward term: a verifier or a function, alone (weight 1) or with its weight. */
export type RewardTerm<Answer> =
  | Verifier<Answer>
  | VerifyFunction<Answer>
  | { readonly weight: number; readonly verify: Verifier<Answer> | VerifyFunction<Answer> }

export type RewardTerms<Answer> = { readonly [name: string]: RewardTerm<Answer> }

/** What the environment answers to a reply that called no tool: the next user message, or null to end. */
export type Observe<Answer, State> = (context: {
  task: Task<Answer>
  state: State
  reply: string
  messages: readonly Message[]
}) => string | null | Promise<string | null>

/** What an author writes. Only `id`, `tasks`, `rewards` and `outcome` are required. */
export interface EnvironmentDefinition<Answer, State, Options extends TObject, Rewards extends RewardTerms<Answer>> {
  readonly id: string
  readonly description?: string
  readonly card?: EnvironmentCard
  /** Options as a TypeBox object: names, types, defaults. */
  readonly options?: Options
  readonly tasks: TaskSource<Answer, Static<Options>>
  readonly rewards: Rewards | ((options: Static<Options>) => Rewards)
  /** The reward term whose full score means that the task was solved. */
  readonly outcome: NoInfer<keyof Rewards & string>
  readonly system?: string
  readonly state?: (context: { task: Task<Answer>; rng: Rng }) => State
  readonly tools?: { readonly [name: string]: Tool<State> }
  readonly observe?: Observe<Answer, State>
  /** Replies an episode may hold; 1, or 8 with tools or `observe`. */
  readonly maxTurns?: number
  /** A reply that solves the task, or null where none is known: for cold starts and for `rlvr check`. */
  readonly demonstrate?: (task: Task<Answer>, context: { rng: Rng; options: Static<Options> }) => string | null
}

const noOptions = { type: 'object', required: [], properties: {} }

/** A definition that waits for its options. */
export interface EnvironmentFactory<Answer = Json> {
  readonly id: string
  readonly description: string
  readonly card: EnvironmentCard | null
  readonly optionsSchema: JsonObject
  /** Checks the options and gives the runnable environment. Throws `RLVR_USAGE` for a bad option. */
  configure(options?: JsonObject): EnvironmentSpec<Answer>
}

/**
 * Defines an environment.
 * @example
 * defineEnv({
 *   id: 'echo',
 *   tasks: taskList({ train: [{ prompt: 'Say yes.', answer: 'yes' }] }),
 *   rewards: { correct: ({ reply, task }) => reply === task.answer },
 *   outcome: 'correct',
 * })
 */
export function defineEnv<
  Answer,
  const Rewards extends RewardTerms<Answer>,
  State = undefined,
  Options extends TObject = TObject<Record<never, never>>,
>(definition: EnvironmentDefinition<Answer, State, Options, Rewards>): EnvironmentFactory<Answer> {
  const { id } = definition
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id)) {
    throw new RlvrError(
      'RLVR_ENVIRONMENT',
      `An environment id is lower-case words joined by hyphens, like \`gsm8k-v2\`; got \`${id}\`.`,
    )
  }
  const schema = { ...(definition.options ?? noOptions), additionalProperties: false }
  const description = definition.description ?? ''
  const card = definition.card ?? null
  const optionsSchema = JSON.parse(JSON.stringify(schema)) as JsonObject

  return {
    id,
    description,
    card,
    optionsSchema,
    configure(given = {}) {
      const options = checkOptions<Static<Options>>(`Environment \`${id}\``, schema, given)
      const rubric = rubricOf(definition, options)
      const maxTurns =
        definition.maxTurns ?? (definition.tools !== undefined || definition.observe !== undefined ? 8 : 1)
      const tasks = async (context: Omit<TaskContext, 'options'>): Promise<Taskset<Answer>> =>
        await boundary('RLVR_TASK', `Tasks of \`${id}\``, () => definition.tasks({ ...context, options }))
      const spec: EnvironmentSpec<Answer> = {
        id,
        description,
        card,
        optionsSchema,
        options: options as JsonObject,
        rubric,
        maxTurns,
        tasks,
        demonstrate: (task, rng) => definition.demonstrate?.(task, { rng, options }) ?? null,
        create: (context = {}) =>
          new DefinedEnvironment(definition, spec, { split: context.split ?? 'train', seed: context.seed ?? 0 }),
      }
      return spec
    },
  }
}

function rubricOf<Answer, State, Options extends TObject, Rewards extends RewardTerms<Answer>>(
  definition: EnvironmentDefinition<Answer, State, Options, Rewards>,
  options: Static<Options>,
): Rubric<Answer> {
  const rewards = typeof definition.rewards === 'function' ? definition.rewards(options) : definition.rewards
  const terms: Record<string, RubricTerm<Answer>> = {}
  for (const [name, reward] of Object.entries<RewardTerm<Answer>>(rewards)) terms[name] = termOf(name, reward)
  if (!Object.hasOwn(terms, definition.outcome))
    throw unknownName('reward term as outcome', definition.outcome, Object.keys(terms))
  return { terms, outcome: definition.outcome }
}

function termOf<Answer>(name: string, reward: RewardTerm<Answer>): RubricTerm<Answer> {
  if (typeof reward === 'function') return { weight: 1, verifier: verifierOf(name, reward) }
  if (!('weight' in reward)) return { weight: 1, verifier: reward }
  if (!Number.isFinite(reward.weight))
    throw new RlvrError(
      'RLVR_ENVIRONMENT',
      `The weight of reward \`${name}\` must be a finite number; got ${reward.weight}.`,
    )
  const verifier = typeof reward.verify === 'function' ? verifierOf(name, reward.verify) : reward.verify
  return { weight: reward.weight, verifier }
}

/** What a conversation has come to. */
interface OpenEpisode<Answer, State> {
  readonly task: Task<Answer>
  readonly state: State
  readonly messages: Message[]
  turn: number
  toolCalls: number
  toolFailures: number
  over: boolean
}

/** The Gym face of a definition: one conversation. */
class DefinedEnvironment<
  Answer,
  State,
  Options extends TObject,
  Rewards extends RewardTerms<Answer>,
> implements Environment<Answer> {
  readonly id: string
  readonly #definition: EnvironmentDefinition<Answer, State, Options, Rewards>
  readonly #spec: EnvironmentSpec<Answer>
  readonly #context: Omit<TaskContext, 'options'>
  #taskset: Promise<Taskset<Answer>> | undefined
  #episode: OpenEpisode<Answer, State> | undefined

  constructor(
    definition: EnvironmentDefinition<Answer, State, Options, Rewards>,
    spec: EnvironmentSpec<Answer>,
    context: Omit<TaskContext, 'options'>,
  ) {
    this.id = spec.id
    this.#definition = definition
    this.#spec = spec
    this.#context = context
  }

  async reset(options: ResetOptions<Answer> = {}): Promise<ResetResult<Answer>> {
    const task = options.task ?? (await this.#chooseTask(options))
    const rng = Rng.fromSeed(options.seed ?? 0).fork('state')
    const state = await boundary(
      'RLVR_ENVIRONMENT',
      `State of \`${this.id}\``,
      () => this.#definition.state?.({ task, rng }) as State,
    )
    const messages = [...promptMessages(task.prompt, this.#definition.system)]
    this.#episode = { task, state, messages, turn: 0, toolCalls: 0, toolFailures: 0, over: false }
    return { observation: this.#observation(messages), info: { task } }
  }

  async step(action: string | Action, options: { signal?: AbortSignal } = {}): Promise<StepResult> {
    const episode = this.#episode
    if (episode === undefined) throw new RlvrError('RLVR_ENVIRONMENT', `\`${this.id}\`: call reset() before step().`)
    if (episode.over)
      throw new RlvrError('RLVR_ENVIRONMENT', `\`${this.id}\`: the episode is over; call reset() for the next one.`)
    const text = typeof action === 'string' ? action : action.text
    const calls = this.#toolCalls(action)
    episode.turn++
    episode.messages.push({ role: 'assistant', content: text, ...(calls.length > 0 && { toolCalls: calls }) })

    const ended = calls.length > 0 ? await this.#answerCalls(calls, options.signal) : await this.#answerReply(text)
    const truncated = !ended && episode.turn >= this.#spec.maxTurns
    if (!ended && !truncated) return this.#result(0, null, {}, false, false)

    episode.over = true
    const weighed = await runRubric(
      this.#spec.rubric,
      { task: episode.task, reply: text, messages: episode.messages, state: episode.state },
      options,
    )
    return this.#result(weighed.reward, weighed.outcome, weighed.verdicts, ended, truncated)
  }

  async close(): Promise<void> {
    this.#episode = undefined
  }

  async #chooseTask({ seed, index }: ResetOptions<Answer>): Promise<Task<Answer>> {
    this.#taskset ??= this.#spec.tasks(this.#context)
    const taskset = await this.#taskset
    if (taskset.size === 0)
      throw new RlvrError('RLVR_TASK', `\`${this.id}\` has no tasks in its ${taskset.split} split.`)
    const highest = (taskset.size ?? 2 ** 31) - 1
    return taskset.at(
      index ??
        Rng.fromSeed(seed ?? 0)
          .fork('reset')
          .int(0, highest),
    )
  }

  #toolCalls(action: string | Action): readonly ToolCall[] {
    if (this.#definition.tools === undefined) return []
    if (typeof action === 'string') return parseToolCalls(action)
    return action.toolCalls ?? parseToolCalls(action.text)
  }

  /** Answers each call with a tool message; the episode goes on. */
  async #answerCalls(calls: readonly ToolCall[], signal = new AbortController().signal): Promise<boolean> {
    const episode = this.#episode as OpenEpisode<Answer, State>
    for (const call of calls) {
      const result = await callTool(this.#definition.tools ?? {}, call, { state: episode.state, signal })
      episode.toolCalls++
      if (!result.ok) episode.toolFailures++
      episode.messages.push({ role: 'tool', content: result.content, toolCallId: call.id })
    }
    return false
  }

  /** Lets the environment answer a reply; true when it ends the episode. */
  async #answerReply(reply: string): Promise<boolean> {
    const episode = this.#episode as OpenEpisode<Answer, State>
    const { observe } = this.#definition
    if (observe === undefined) return true
    const { task, state, messages } = episode
    const next = await boundary('RLVR_ENVIRONMENT', `observe() of \`${this.id}\``, () =>
      observe({ task, state, reply, messages }),
    )
    if (next === null) return true
    episode.messages.push({ role: 'user', content: next })
    return false
  }

  #observation(messages: readonly Message[]): Observation {
    return { messages: [...messages], tools: this.#toolDescriptions() }
  }

  #toolDescriptions(): ToolDescription[] {
    return Object.entries(this.#definition.tools ?? {}).map(([name, { description, parameters }]) => ({
      name,
      description,
      parameters: JSON.parse(JSON.stringify(parameters)) as JsonObject,
    }))
  }

  #result(
    reward: number | null,
    outcome: boolean | null,
    verdicts: StepResult['info']['verdicts'],
    terminated: boolean,
    truncated: boolean,
  ): StepResult {
    const { messages, turn, toolCalls, toolFailures } = this.#episode as OpenEpisode<Answer, State>
    return {
      observation: this.#observation(messages),
      reward,
      terminated,
      truncated,
      info: { turn, outcome, verdicts, toolCalls, toolFailures },
    }
  }
}
