// One OpenEnv episode at a time in a session: what reset, step and state answer, in OpenEnv's shape
// { observation, reward, done, metadata? }. The observation holds `text` (what the environment says now), or of a tool's
// call `tool_name`, `result` and `error`, or the `tools`; at the end `metadata` holds the scores. Clients tell these kinds
// apart by their keys, so a key is never there for nothing.
// Source: huggingface/OpenEnv src/openenv/core/env_server/{serialization,mcp_types,mcp_environment}.py, core/mcp_client.py.
import { randomUUID } from 'node:crypto'
import type { Json, JsonObject } from '../../../core/json.ts'
import type { Message, ToolDescription } from '../../../core/message.ts'
import { compileSchema } from '../../../core/schema.ts'
import type { Grade } from '../grade.ts'
import { ProtocolFault } from '../protocol-fault.ts'
import type { ServedEnvironment } from '../served-environment.ts'
import type { Session, SessionStep } from '../session.ts'
import { readReference } from '../task-reference.ts'
import { readAction, type OpenEnvAction } from './action.ts'
import { readReset } from './reset-request.ts'

/** What OpenEnv calls an observation, with what goes with it. */
export interface OpenEnvResult {
  readonly observation: JsonObject
  readonly reward: number | null
  readonly done: boolean
  /** Beside the observation too, where there is any. */
  readonly metadata?: JsonObject
}

/** What came of a tool's call. */
export interface CallOutcome {
  readonly content: string
  /** Why it failed; null where it did not. */
  readonly error: 'execution_error' | 'invalid_args' | 'tool_not_found' | null
  readonly step: SessionStep
}

/** Requests of one session that wait for their turn. */
const mostWaiting = 64

/** Of tools in an episode, beside one for each turn that it may have. */
const moreListings = 8

export class OpenEnvSession {
  readonly session: Session
  /** Whether a WebSocket is attached to it, which `openenv/session/close` waits for. */
  isAttached = false
  /** Asked to close, by a client that is attached. */
  isClosing = false
  readonly #nextIndex: () => number
  #episodeId: string | null = null
  #invalidIsError = false
  #toolFailures = 0
  /** Of the steps of this episode before its last. */
  #earned = 0
  /** How often the tools were listed in this episode. */
  #listings = 0
  #last: Promise<unknown> = Promise.resolve()
  #waiting = 0

  constructor(session: Session, nextIndex: () => number) {
    this.session = session
    this.#nextIndex = nextIndex
  }

  get #environment(): ServedEnvironment {
    return this.session.environment
  }

  /** Throws `FieldFaults` and `ProtocolFault`, as the other requests do. */
  async reset(data: unknown, signal?: AbortSignal): Promise<OpenEnvResult> {
    const { seed, episodeId, split, index, reference, invalidIsError } = readReset(data)
    return await this.#inTurn(async () => {
      this.#episodeId = null
      this.#earned = 0
      this.#listings = 0
      const choice =
        reference !== undefined
          ? await this.#found(reference)
          : // Whoever names no task gets the next one, not the same one for ever.
            { split, seed, index: index ?? (seed === undefined ? await this.#next(split) : undefined) }
      const { observation } = await this.session.reset(choice, signal === undefined ? {} : { signal })
      this.#episodeId = episodeId ?? randomUUID()
      this.#invalidIsError = invalidIsError
      this.#toolFailures = 0
      return { observation: textObservation(observation.messages), reward: null, done: false }
    })
  }

  async step(data: unknown, signal?: AbortSignal): Promise<OpenEnvResult> {
    const { tools } = this.#environment.spec
    const action = readAction(
      data,
      tools.map(({ name }) => name),
    )
    if (action.kind === 'list') {
      this.#listed()
      return { observation: { metadata: {}, tools: tools.map(toolOf) }, reward: null, done: false }
    }
    if (action.kind === 'message') {
      const step = await this.#inTurn(
        async () => await this.session.step(action.text, signal === undefined ? {} : { signal }),
      )
      this.#toolFailures = step.info.toolFailures
      return this.#ended(step, textObservation(step.answer))
    }
    const { content, error, step } = await this.call(action, signal)
    const observation = {
      metadata: {},
      tool_name: action.name,
      result: error === null ? content : null,
      error: error === null ? null : { error_type: error, message: content },
    }
    return this.#ended(step, observation)
  }

  /** One call of a tool, as a turn of its own. */
  async call(
    { name, arguments: given }: Pick<OpenEnvAction & { kind: 'call' }, 'name' | 'arguments'>,
    signal?: AbortSignal,
  ): Promise<CallOutcome> {
    return await this.#inTurn(async () => {
      // A tool that is not there is told by the environment, as to any policy, and is a turn like any other call.
      const action = { text: '', toolCalls: [{ id: `call-${this.session.steps}`, name, arguments: given }] }
      const step = await this.session.step(action, signal === undefined ? {} : { signal })
      const hasFailed = step.info.toolFailures > this.#toolFailures
      this.#toolFailures = step.info.toolFailures
      const tool = this.#environment.spec.tools.find((each) => each.name === name)
      return {
        content: textOf(step.answer),
        error: !hasFailed ? null : failureOf(tool, given),
        step,
      }
    })
  }

  /** What `state` answers: for the trainer, so it tells the task's reference, and at the end what the whole episode
   * earned: the reward of its last step and those of the steps before. */
  get state(): JsonObject {
    const { steps, reference, grade } = this.session
    return {
      episode_id: this.#episodeId,
      step_count: steps,
      ...(reference !== null && { reference: { ...reference } }),
      ...(grade !== null && { done: true, ...publicGrade(grade, this.#earned) }),
    }
  }

  #ended(step: SessionStep, observation: JsonObject): OpenEnvResult {
    const { grade, reward, done } = step
    if (grade === null) {
      this.#earned += reward ?? 0
      return { observation, reward, done }
    }
    if (grade.invalid !== null && this.#invalidIsError)
      throw new ProtocolFault('failed', `The reply could not be judged (${grade.invalid}), so there is no reward.`)
    const metadata = { scores: grade.scores, outcome: grade.outcome, invalid: grade.invalid }
    return { observation: { ...observation, metadata }, reward, done, metadata }
  }

  /** Listing is no step, so that a client may do it at any time; a policy may list as well, and not for ever. */
  #listed(): void {
    const most = this.#environment.spec.maxTurns + moreListings
    if (!this.session.isBegun || ++this.#listings <= most) return
    throw new ProtocolFault('busy', `The tools were listed ${most} times in this episode already; act.`)
  }

  async #found(reference: Json): Promise<Parameters<Session['reset']>[0]> {
    const read = readReference(reference)
    return { task: await this.#environment.find(read), reference: read }
  }

  async #next(split: 'train' | 'test' | undefined): Promise<number> {
    const { size } = await this.#environment.taskset(split ?? 'train')
    const next = this.#nextIndex()
    return size === null || size === 0 ? next : next % size
  }

  /** One after the other, in the order in which they came: a client may call several tools at once. */
  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#waiting === 0) {
      this.#waiting++
      const running = work().finally(() => this.#waiting--)
      this.#last = running.catch(() => undefined)
      return await running
    }
    if (this.#waiting >= mostWaiting)
      throw new ProtocolFault('busy', `${mostWaiting} requests of this session wait for their turn already.`)
    this.#waiting++
    const running = this.#last.then(work).finally(() => this.#waiting--)
    this.#last = running.catch(() => undefined)
    return await running
  }
}

function textObservation(messages: readonly Message[]): JsonObject {
  return { metadata: {}, text: textOf(messages) }
}

function textOf(messages: readonly Message[]): string {
  return messages.map(({ content }) => content).join('\n\n')
}

function toolOf({ name, description, parameters }: ToolDescription): JsonObject {
  return { name, description, input_schema: parameters }
}

function publicGrade({ reward, outcome, scores, invalid }: Grade, earlier: number): JsonObject {
  return { reward: reward === null ? null : reward + earlier, outcome, scores, invalid }
}

function failureOf(tool: ToolDescription | undefined, given: JsonObject): NonNullable<CallOutcome['error']> {
  if (tool === undefined) return 'tool_not_found'
  return compileSchema(tool.parameters)(given).ok ? 'execution_error' : 'invalid_args'
}
