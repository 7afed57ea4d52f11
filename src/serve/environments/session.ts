// One client's conversation with an environment: begun, stepped and ended over the wire. Nothing secret of the task
// leaves it; what an author's code threw goes to the log.
import type { Action, Conversation, ConversationStep, Observation, StepResult } from '../../core/environment.ts'
import { RlvrError, describeError } from '../../core/errors.ts'
import { publicStep, withoutWords } from '../../core/gym-environment.ts'
import type { JsonObject } from '../../core/json.ts'
import type { Logger } from '../../core/logger.ts'
import type { Message } from '../../core/message.ts'
import { publicTask, type PublicTask } from '../../core/task.ts'
import { gradeOf, ungraded, type Grade } from './grade.ts'
import { ProtocolFault } from './protocol-fault.ts'
import type { FoundTask, ServedEnvironment, TaskChoice } from './served-environment.ts'
import type { TaskReference } from './task-reference.ts'
import { tellUnjudged, unjudgedOf } from './unjudged-log.ts'

export interface SessionOptions {
  readonly logger: Logger
  /** Monotonic, in milliseconds. */
  readonly now: () => number
}

/** What a client is shown first. */
export interface Opening {
  readonly observation: Observation
  readonly task: PublicTask
  readonly reference: TaskReference
}

export interface SessionStep extends StepResult {
  /** What the environment said to the action: answers of tools, the next user message. */
  readonly answer: readonly Message[]
  readonly done: boolean
  /** At the end; null before it. */
  readonly grade: Grade | null
}

export class Session {
  readonly id: string
  readonly environment: ServedEnvironment
  readonly #options: SessionOptions
  #conversation: Conversation | null = null
  #found: FoundTask | null = null
  #grade: Grade | null = null
  #steps = 0
  #working: { readonly since: number; readonly controller: AbortController } | null = null
  #lastUse: number
  #isClosed = false
  #holders = 0

  constructor(id: string, environment: ServedEnvironment, options: SessionOptions) {
    this.id = id
    this.environment = environment
    this.#options = options
    this.#lastUse = options.now()
  }

  /** Steps of this episode. */
  get steps(): number {
    return this.#steps
  }

  /** The reference of the task of this episode; null before the first. */
  get reference(): TaskReference | null {
    return this.#found?.reference ?? null
  }

  /** What came of the episode; null while it goes on, or before it. */
  get grade(): Grade | null {
    return this.#grade
  }

  get isBegun(): boolean {
    return this.#conversation !== null
  }

  /** How long nothing was asked of it, in milliseconds; 0 while it works, or its client is connected. */
  get idleMs(): number {
    return this.#working === null && this.#holders === 0 ? this.#options.now() - this.#lastUse : 0
  }

  /** How long it has worked at what it was asked, in milliseconds. */
  get workingMs(): number {
    return this.#working === null ? 0 : this.#options.now() - this.#working.since
  }

  /** Its client is connected until what this returns is called: a policy may think for long between two steps. */
  hold(): () => void {
    this.#holders++
    let isHeld = true
    return () => {
      if (!isHeld) return
      isHeld = false
      this.#holders--
      this.touch()
    }
  }

  /** A sign of life of its client. */
  touch(): void {
    this.#lastUse = this.#options.now()
  }

  /** Breaks off what it is at. */
  abort(reason: string): void {
    this.#working?.controller.abort(new Error(reason))
  }

  /** Begins an episode, and ends the one before it. `seed` is also that of the environment's own randomness. */
  async reset(
    choice: TaskChoice | FoundTask = {},
    options: { signal?: AbortSignal; maxTurns?: number } = {},
  ): Promise<Opening> {
    return await this.#work(options.signal, async (signal) => {
      // Of the episode before nothing stays, even where the next one cannot begin.
      await this.#end()
      this.#found = null
      this.#grade = null
      this.#steps = 0
      const isFound = 'task' in choice
      const found = isFound ? choice : await this.environment.choose(choice)
      const seed = (isFound ? undefined : choice.seed) ?? found.reference.index
      this.#conversation = await this.environment.spec.begin({
        task: found.task,
        seed,
        signal,
        ...(options.maxTurns !== undefined && { maxTurns: options.maxTurns }),
      })
      this.#found = found
      return {
        observation: this.#conversation.observation,
        task: publicTask(found.task),
        reference: found.reference,
      }
    })
  }

  /** Throws `ProtocolFault` before `reset`, after the end, and where the environment's own code failed. */
  async step(action: string | Action, options: { signal?: AbortSignal } = {}): Promise<SessionStep> {
    return await this.#work(options.signal, async (signal) => {
      const conversation = this.#open()
      const before = conversation.observation.messages.length
      this.#steps++
      let whole: ConversationStep
      try {
        whole = await conversation.step(action, { signal })
      } catch (thrown) {
        this.#grade = ungraded(signal.aborted ? 'time-limit' : 'environment')
        throw thrown
      }
      const step = publicStep(whole)
      const done = step.terminated || step.truncated
      if (done) this.#grade = gradeOf({ reward: step.reward, ...step.info })
      if (done && step.reward === null && this.#found !== null)
        tellUnjudged(this.#options.logger, this.environment, { task: this.#found.task, ...unjudgedOf(whole) })
      // The first of what is new is the action itself.
      return { ...step, done, answer: step.observation.messages.slice(before + 1), grade: done ? this.#grade : null }
    })
  }

  /** One call of a tool, as a turn of its own. */
  async call(name: string, given: JsonObject, options: { signal?: AbortSignal } = {}): Promise<SessionStep> {
    const tools = this.#open().observation.tools
    if (!tools.some((tool) => tool.name === name))
      throw new ProtocolFault(
        'unknown-tool',
        `There is no tool ${JSON.stringify(name.slice(0, 100))}; there ${tools.length === 0 ? 'are none' : `is ${tools.map((tool) => tool.name).join(', ')}`}.`,
      )
    return await this.step({ text: '', toolCalls: [{ id: `call-${this.#steps}`, name, arguments: given }] }, options)
  }

  /** Ends it, whatever it is at. Never rejects: a state that cannot be disposed of is told to the log. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.abort('The session is closed.')
    await this.#end()
  }

  #open(): Conversation {
    if (this.#conversation === null)
      throw new ProtocolFault('not-begun', 'No episode has begun in this session: reset comes before the first step.')
    if (this.#grade !== null) throw new ProtocolFault('episode-over', 'The episode is over: reset begins the next one.')
    return this.#conversation
  }

  async #end(): Promise<void> {
    const conversation = this.#conversation
    this.#conversation = null
    await conversation?.close().catch((thrown: unknown) => {
      this.#options.logger.warn(`session ${this.id} of ${this.environment.name}: ${describeError(thrown)}`)
    })
  }

  async #work<T>(callers: AbortSignal | undefined, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (this.#isClosed) throw new ProtocolFault('unknown-session', 'The session is closed.')
    if (this.#working !== null)
      throw new ProtocolFault('busy', 'Another request of this session is under way; wait for its answer.')
    callers?.throwIfAborted()
    const controller = new AbortController()
    const onAbort = (): void => controller.abort(callers?.reason)
    callers?.addEventListener('abort', onAbort, { once: true })
    this.#working = { since: this.#options.now(), controller }
    try {
      return await work(controller.signal)
    } catch (thrown) {
      if (thrown instanceof ProtocolFault) throw thrown
      this.#options.logger.warn(`session ${this.id} of ${this.environment.name}: ${describeError(thrown)}`)
      // Broken off by us, and why is ours to say.
      const isOurs = controller.signal.aborted && callers?.aborted !== true
      throw new ProtocolFault('failed', isOurs ? describeError(controller.signal.reason) : publicWords(thrown), {
        cause: thrown,
      })
    } finally {
      callers?.removeEventListener('abort', onAbort)
      this.#working = null
      this.#lastUse = this.#options.now()
    }
  }
}

/** What may be told of what was thrown. Words of authors' code may hold the answer. */
export function publicWords(thrown: unknown): string {
  const shown = withoutWords(thrown)
  if (!RlvrError.isInstance(shown)) return 'The environment failed; its server has the cause in its log.'
  return shown === thrown
    ? shown.message
    : `${shown.message.split('. ', 1)[0] as string}; its server has the cause in its log.`
}
