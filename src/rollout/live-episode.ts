// One conversation on its way to becoming an episode: it asks the policy, gives the reply to the environment, and
// keeps count. Whatever fails in the environment ends it as an `error` episode, whose reward is null.
import { beginAuthorCode } from '../core/author-code.ts'
import type { Conversation, ConversationStep, EnvironmentSpec, Observation } from '../core/environment.ts'
import type { Episode, EpisodeRecord, EpisodeStatus } from '../core/episode.ts'
import { RlvrError, describeError, type ErrorCode } from '../core/errors.ts'
import { stringifyStrict, type Json } from '../core/json.ts'
import type { EpisodeLimit, EpisodeLimits } from '../core/limits.ts'
import { promptMessages, type Message } from '../core/message.ts'
import type { GenerateRequest, Policy, Reply, TokenSequence } from '../core/policy.ts'
import { Rng } from '../core/random.ts'
import { checkedCalls } from '../core/tool-calls.ts'
import { episodeId, type EpisodePlan } from './episode-plan.ts'

export interface LiveEpisodeOptions {
  readonly spec: EnvironmentSpec
  readonly policy: Policy
  readonly phase: 'train' | 'eval'
  readonly step: number | null
  /** Tighten those of the environment. */
  readonly limits?: EpisodeLimits
}

export class LiveEpisode {
  readonly plan: EpisodePlan
  readonly #options: LiveEpisodeOptions
  readonly #policyVersion: number
  #beginning: Promise<void> | null = null
  #conversation: Conversation | null = null
  #observation: Observation | null = null
  /** What the policy is shown, and all that was said. */
  #messages: readonly Message[]
  #transcript: readonly Message[]
  /** What the policy was shown with the reply that it gave. */
  #answered: readonly Message[] = []
  readonly #earlier: TokenSequence[] = []
  #previous: { readonly sequence: TokenSequence; readonly messages: number } | null = null
  #turns = 0
  #lengthTokens: number | null = 0
  #cost: number | null = 0
  #lastFinish: NonNullable<Reply['finish']> = 'stop'
  #result: ConversationStep | null = null
  #error: { readonly code: ErrorCode; readonly message: string } | null = null
  readonly #reasoning: { readonly turn: number; readonly text: string }[] = []
  #disposalFault: string | null = null
  #generateMs = 0
  #stepMs = 0

  constructor(plan: EpisodePlan, options: LiveEpisodeOptions) {
    this.plan = plan
    this.#options = options
    this.#policyVersion = options.policy.version ?? 0
    this.#messages = promptMessages(plan.task.prompt)
    this.#transcript = this.#messages
  }

  get over(): boolean {
    return this.#error !== null || this.#result?.terminated === true || this.#result?.truncated === true
  }

  /** Shows the task to the environment. Never rejects. */
  async reset(options: { signal?: AbortSignal } = {}): Promise<void> {
    this.#beginning = this.#begin(options)
    await this.#beginning
  }

  async #begin(options: { signal?: AbortSignal }): Promise<void> {
    const started = performance.now()
    const end = this.#beginAuthorCode()
    try {
      const seed = Rng.fromSeed(this.plan.seed)
        .fork('environment')
        .int(0, 2 ** 31 - 1)
      const { spec, limits } = this.#options
      this.#conversation = await spec.begin({
        task: this.plan.task,
        seed,
        ...options,
        ...(limits !== undefined && { limits }),
      })
      this.#observe()
    } catch (thrown) {
      this.fail(thrown, 'RLVR_ENVIRONMENT')
    } finally {
      end()
    }
    this.#stepMs += performance.now() - started
  }

  /** What the policy is asked next. */
  request(): GenerateRequest {
    this.#partFromOther()
    const tools = this.#observation?.tools ?? []
    return {
      messages: this.#messages,
      taskId: this.plan.task.id,
      // The turn is in the seed, so that no reply depends on how many tokens the one before it drew.
      seed: `${this.plan.seed}/turn-${this.#turns}`,
      ...(tools.length > 0 && { tools }),
      ...(this.#previous !== null && { previous: this.#previous }),
    }
  }

  /** What is shown now may be no continuation of what was answered: the policy's tokens then begin anew. */
  #partFromOther(): void {
    if (this.#previous === null || continues(this.#answered, this.#messages)) return
    this.#earlier.push(this.#previous.sequence)
    this.#previous = null
  }

  /** Aborts at the limit of time; null without one. */
  get deadline(): AbortSignal | null {
    return this.#conversation?.deadline ?? null
  }

  /** Ends the episode by a limit, without another reply. Never rejects. */
  async truncate(limit: EpisodeLimit, options: { signal?: AbortSignal }): Promise<void> {
    await this.#step(async (conversation) => await conversation.truncate(limit, options))
  }

  /** Gives the policy's reply to the environment. Never rejects. */
  async take(reply: Reply, generateMs: number, options: { signal?: AbortSignal }): Promise<void> {
    const asked = this.#messages.length
    this.#generateMs += generateMs
    // A reply that comes too late does not count.
    if (this.deadline?.aborted === true) return await this.truncate('time', options)
    this.#turns++
    this.#lastFinish = reply.finish ?? 'stop'
    const { lengthTokens = null } = reply
    this.#lengthTokens = lengthTokens === null || this.#lengthTokens === null ? null : this.#lengthTokens + lengthTokens
    const { cost = null } = reply
    this.#cost = cost === null || this.#cost === null ? null : this.#cost + cost
    this.#previous = reply.sequence === undefined ? null : { sequence: reply.sequence, messages: asked + 1 }
    const { text, reasoning = '' } = reply
    if (reasoning !== '') this.#reasoning.push({ turn: this.#turns - 1, text: reasoning })
    if (this.#lastFinish === 'refusal') {
      this.#refuse(reply)
      return
    }
    const toolCalls =
      reply.toolCalls === undefined || reply.toolCalls === null ? undefined : checkedCalls(reply.toolCalls)
    const answer: Message = { role: 'assistant', content: text, ...(toolCalls !== undefined && { toolCalls }) }
    this.#messages = [...this.#messages, answer]
    this.#transcript = [...this.#transcript, answer]
    this.#answered = this.#messages
    const action = toolCalls === undefined ? { text } : { text, toolCalls }
    await this.#step(async (conversation) => {
      const last = this.#reached(conversation.limits)
      return await conversation.step(action, { ...options, ...(last !== null && { last }) })
    })
  }

  /** The limit that what the policy has spent by now reaches; null where none. */
  #reached({ tokens, cost }: EpisodeLimits): EpisodeLimit | null {
    for (const [limit, most, spent] of [
      ['tokens', tokens, this.#lengthTokens],
      ['cost', cost, this.#cost],
    ] as const) {
      if (most === undefined) continue
      if (spent === null)
        throw new RlvrError(
          'RLVR_POLICY',
          `The limit of ${limit} cannot be kept: policy \`${this.#options.policy.name}\` does not tell the ${limit} of its replies (\`${limit === 'cost' ? 'cost' : 'lengthTokens'}\`). Take the limit away, or another policy.`,
        )
      if (spent >= most) return limit
    }
    return null
  }

  async #step(work: (conversation: Conversation) => Promise<ConversationStep>): Promise<void> {
    const started = performance.now()
    const end = this.#beginAuthorCode()
    try {
      const result = await work(this.#conversation as Conversation)
      this.#result = result
      this.#observe()
    } catch (thrown) {
      this.fail(thrown, 'RLVR_ENVIRONMENT')
    } finally {
      end()
    }
    this.#stepMs += performance.now() - started
  }

  /** Ends the episode with what came of the reply; nothing judges it. */
  #refuse({ text, refusal = 'The policy refused.' }: Reply): void {
    if (text.trim() !== '') this.#transcript = [...this.#transcript, { role: 'assistant', content: text }]
    this.fail(new RlvrError('RLVR_REFUSED', refusal), 'RLVR_REFUSED')
  }

  /** Ends the episode as one that could not be finished. */
  fail(thrown: unknown, code: ErrorCode): void {
    this.#error = { code: RlvrError.isInstance(thrown) ? thrown.code : code, message: describeError(thrown) }
  }

  /** The episode as it now stands. */
  async finish(): Promise<Episode> {
    await this.#beginning
    // The verdict has been given; an environment that fails to clean up does not change it, and it is told.
    await this.#conversation?.close().catch((thrown: unknown) => {
      this.#disposalFault = describeError(thrown)
    })
    let record = this.#record()
    try {
      stringifyStrict(record)
    } catch (thrown) {
      // A NaN in some evidence must cost this episode, not the run whose record would refuse it.
      this.fail(thrown, 'RLVR_RECORD')
      record = this.#record()
    }
    const sequence = this.#previous?.sequence ?? null
    return { record, sequence, ...(this.#earlier.length > 0 && { earlier: this.#earlier }) }
  }

  #beginAuthorCode(): () => void {
    return beginAuthorCode(`the environment \`${this.#options.spec.id}\``, this.plan.task.id)
  }

  #observe(): void {
    const { observation, transcript } = this.#conversation as Conversation
    this.#observation = observation
    this.#messages = observation.messages
    this.#transcript = transcript
  }

  #record(): EpisodeRecord {
    const { spec, policy, phase, step } = this.#options
    const { plan } = this
    const { id, hash, answer, metadata } = plan.task
    const judgement = this.#error === null ? (this.#result?.judgement ?? null) : null
    const stepRewards = this.#conversation?.stepRewards ?? []
    const toolFaults = this.#conversation?.toolFaults ?? []
    const earned = stepRewards.reduce((sum, { reward }) => sum + reward, 0)
    return {
      format: 1,
      id: episodeId(plan, phase),
      environment: spec.id,
      task: { id, hash, answer: answer as Json, metadata },
      group: { id: plan.groupId, index: plan.index },
      phase,
      step,
      policy: { name: policy.name, version: this.#policyVersion },
      seed: plan.seed,
      messages: this.#transcript,
      status: this.#status(),
      error: this.#error,
      turns: this.#turns,
      toolCalls: this.#result?.toolCalls ?? 0,
      toolFailures: this.#result?.toolFailures ?? 0,
      lengthTokens: this.#lengthTokens,
      ...(this.#cost !== null && this.#turns > 0 && { cost: this.#cost }),
      reward: typeof judgement?.reward === 'number' ? judgement.reward + earned : null,
      ...(typeof judgement?.rewardBefore === 'number' && { rewardBefore: judgement.rewardBefore }),
      outcome: judgement?.outcome ?? null,
      verdicts: judgement?.verdicts ?? {},
      ...(stepRewards.length > 0 && { stepRewards }),
      ...(toolFaults.length > 0 && { toolFaults }),
      ...(this.#disposalFault !== null && { disposalFault: this.#disposalFault }),
      ...(this.#reasoning.length > 0 && { reasoning: this.#reasoning }),
      advantage: null,
      timing: { generateMs: roundMs(this.#generateMs), stepMs: roundMs(this.#stepMs) },
    }
  }

  #status(): EpisodeStatus {
    if (this.#error !== null) return this.#error.code === 'RLVR_REFUSED' ? 'refused' : 'error'
    if (this.#lastFinish === 'length') return 'truncated-tokens'
    const limit = this.#result?.limit ?? null
    return limit === null ? 'finished' : `truncated-${limit}`
  }
}

/** Whether `messages` begin with what was answered, the reply as it was written. */
function continues(answered: readonly Message[], messages: readonly Message[]): boolean {
  return (
    messages.length >= answered.length &&
    answered.every((message, place) => {
      const now = messages[place] as Message
      return now === message || (now.role === message.role && now.content === message.content)
    })
  )
}

function roundMs(ms: number): number {
  return Math.round(ms * 1000) / 1000
}
