// One episode under way: the state machine between a policy's actions and an environment's answers. It knows all that
// is kept from the policy; `GymEnvironment` shows the public half of it.
import type { AnyDefinition } from './definition.ts'
import type { Action, Conversation, ConversationStep, Observation, StepReward } from './environment.ts'
import { RlvrError, boundary, show } from './errors.ts'
import { frozenData } from './freeze.ts'
import { promptMessages, type Message, type ToolCall, type ToolDescription } from './message.ts'
import { Rng } from './random.ts'
import type { Resources } from './resources.ts'
import { runRubric, type Rubric, type RubricResult } from './rubric.ts'
import type { Task } from './task.ts'
import { callTool } from './tool.ts'
import { readToolCalls } from './tool-calls.ts'

/** What a conversation needs of a configured environment. */
export interface ConversationParts {
  readonly definition: AnyDefinition
  readonly options: object
  readonly resources: Resources
  readonly rubric: Rubric
  readonly maxTurns: number
  readonly tools: readonly ToolDescription[]
}

/** Begins an episode. Rejects with `RLVR_ENVIRONMENT` where its state cannot be made. */
export async function beginConversation(
  parts: ConversationParts,
  { task, seed }: { task: Task; seed: number },
): Promise<Conversation> {
  const { definition, options, resources } = parts
  const rng = Rng.fromSeed(seed).fork('state')
  const state = await boundary('RLVR_ENVIRONMENT', `State of \`${definition.id}\``, () =>
    definition.state?.({ task, rng, options, resources } as never),
  )
  return new OpenConversation(parts, task, state)
}

class OpenConversation implements Conversation {
  readonly stepRewards: StepReward[] = []
  readonly #parts: ConversationParts
  readonly #task: Task
  readonly #state: unknown
  #messages: readonly Message[]
  #turn = 0
  #toolCalls = 0
  #toolFailures = 0
  #over = false
  #running: Promise<ConversationStep> | null = null
  #disposal: Promise<void> | null = null

  constructor(parts: ConversationParts, task: Task, state: unknown) {
    this.#parts = parts
    this.#task = task
    this.#state = state
    this.#messages = this.#frozen(promptMessages(task.prompt, parts.definition.system))
  }

  get observation(): Observation {
    return { messages: this.#messages, tools: this.#parts.tools }
  }

  async step(action: string | Action, options: { signal?: AbortSignal } = {}): Promise<ConversationStep> {
    const { id } = this.#parts.definition
    if (this.#running !== null)
      throw new RlvrError(
        'RLVR_ENVIRONMENT',
        `\`${id}\`: another step is under way; wait for it, or make another environment.`,
      )
    if (this.#over)
      throw new RlvrError('RLVR_ENVIRONMENT', `\`${id}\`: the episode is over; call reset() for the next one.`)
    if (typeof action !== 'string' && typeof action?.text !== 'string')
      throw new RlvrError(
        'RLVR_ENVIRONMENT',
        `\`${id}\`: step() takes a text, or an action { text, toolCalls? }; got ${show(action, 80)}.`,
      )
    const running = this.#take(typeof action === 'string' ? { text: action } : action, this.#signalOf(options.signal))
    this.#running = running
    try {
      return await running
    } catch (thrown) {
      this.#over = true
      throw thrown
    } finally {
      this.#running = null
      // The verdict stands, whatever becomes of the state; `close` tells of it.
      if (this.#over) await this.#dispose().catch(() => undefined)
    }
  }

  async close(): Promise<void> {
    this.#over = true
    await this.#running?.catch(() => undefined)
    await this.#dispose()
  }

  async #take(action: Action, signal: AbortSignal | undefined): Promise<ConversationStep> {
    const calls = this.#callsOf(action)
    const turn = ++this.#turn
    this.#say({ role: 'assistant', content: action.text, ...(calls.length > 0 && { toolCalls: calls }) })

    const { ended, reward: stepReward } =
      calls.length > 0 ? await this.#answerCalls(calls, signal) : await this.#answerReply(action.text)
    if (!Number.isFinite(stepReward))
      throw new RlvrError(
        'RLVR_ENVIRONMENT',
        `The reward of a step is a finite number; \`${this.#parts.definition.id}\` gave ${show(stepReward)}.`,
      )
    if (stepReward !== 0) this.stepRewards.push({ turn: turn - 1, reward: stepReward })
    const truncated = !ended && turn >= this.#parts.maxTurns
    this.#over ||= ended || truncated
    const judgement = ended || truncated ? await this.#judge(action.text, signal) : null
    return {
      observation: this.observation,
      turn,
      stepReward,
      terminated: ended,
      truncated,
      toolCalls: this.#toolCalls,
      toolFailures: this.#toolFailures,
      judgement,
    }
  }

  async #judge(reply: string, signal: AbortSignal | undefined): Promise<RubricResult> {
    const judged = { task: this.#task, reply, messages: this.#messages, state: this.#state }
    return await runRubric(this.#parts.rubric, judged, signal === undefined ? {} : { signal })
  }

  #callsOf({ text, toolCalls }: Action): readonly ToolCall[] {
    if (this.#parts.tools.length === 0) return []
    return toolCalls ?? readToolCalls(text)
  }

  /** Answers each call with a tool message; the episode goes on. */
  async #answerCalls(
    calls: readonly ToolCall[],
    signal = new AbortController().signal,
  ): Promise<{ ended: false; reward: number }> {
    const { definition, resources } = this.#parts
    let earned = 0
    for (const call of calls) {
      const context = { task: this.#task, state: this.#state, resources, signal }
      const { ok, content, reward } = await callTool(definition.tools ?? {}, call, context)
      this.#toolCalls++
      if (!ok) this.#toolFailures++
      earned += reward
      this.#say({ role: 'tool', content, toolCallId: call.id })
    }
    return { ended: false, reward: earned }
  }

  /** Lets the environment answer a reply, which ends the episode where it has nothing to say. */
  async #answerReply(reply: string): Promise<{ ended: boolean; reward: number }> {
    const { definition, resources } = this.#parts
    if (definition.observe === undefined) return { ended: true, reward: 0 }
    const context = { task: this.#task, state: this.#state, reply, messages: this.#messages, resources }
    const answer = await boundary('RLVR_ENVIRONMENT', `observe() of \`${definition.id}\``, () =>
      definition.observe?.(context as never),
    )
    const { content, reward = 0 } = typeof answer === 'object' && answer !== null ? answer : { content: answer ?? null }
    if (content === null) return { ended: true, reward }
    if (typeof content !== 'string')
      throw new RlvrError(
        'RLVR_ENVIRONMENT',
        `observe() of \`${definition.id}\` gives the next user message as a text, null to end, or { content, reward } with either; got ${show(answer)}.`,
      )
    this.#say({ role: 'user', content })
    return { ended: false, reward }
  }

  #say(message: Message): void {
    this.#messages = this.#frozen([...this.#messages, message])
  }

  #frozen(messages: readonly Message[]): readonly Message[] {
    return frozenData(messages, { code: 'RLVR_ENVIRONMENT', owner: 'messages' })
  }

  /** Undefined where nobody can abort: a signal made of others costs more than the step of a small environment. */
  #signalOf(signal: AbortSignal | undefined): AbortSignal | undefined {
    const own = this.#parts.resources.signal
    return signal === undefined || own === undefined ? (signal ?? own) : AbortSignal.any([signal, own])
  }

  #dispose(): Promise<void> {
    this.#disposal ??= boundary('RLVR_ENVIRONMENT', `Disposal of the state of \`${this.#parts.definition.id}\``, () =>
      disposeOf(this.#parts.definition, this.#state),
    )
    return this.#disposal
  }
}

/** By the definition's own `dispose`, else by the state's `Symbol.asyncDispose` or `Symbol.dispose`. */
async function disposeOf(definition: AnyDefinition, state: unknown): Promise<void> {
  if (definition.state === undefined) return
  if (definition.dispose !== undefined) return await definition.dispose(state as never)
  if (typeof state !== 'object' || state === null) return
  const { [Symbol.asyncDispose]: disposeLater, [Symbol.dispose]: dispose } = state as Partial<
    AsyncDisposable & Disposable
  >
  if (disposeLater !== undefined) await disposeLater.call(state)
  else dispose?.call(state)
}
