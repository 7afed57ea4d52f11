// One episode under way: the state machine between a policy's actions and an environment's answers. It knows all that
// is kept from the policy; `GymEnvironment` shows the public half of it.
import type { AnyDefinition } from './definition.ts'
import type { Action, Conversation, ConversationStep, Observation, StepReward, ToolFault } from './environment.ts'
import { breathe } from './breathe.ts'
import { Deadline } from './deadline.ts'
import { allDisposed, checkDisposable, disposeOf } from './disposal.ts'
import { RlvrError, boundary, shapeOf, show } from './errors.ts'
import { frozenData, frozenList } from './freeze.ts'
import type { EpisodeLimit, EpisodeLimits } from './limits.ts'
import { promptMessages, type Message, type ToolCall, type ToolDescription } from './message.ts'
import { Rng } from './random.ts'
import { resourcesFrom, type Closable, type EpisodeResources, type Resources } from './resources.ts'
import { runRubric, runTerms, weighTerms, type Rubric, type RubricResult, type RubricTerm } from './rubric.ts'
import type { Task } from './task.ts'
import { callTool, checkAnswer } from './tool.ts'
import { checkedCalls, readToolCalls } from './tool-calls.ts'
import { untilAborted } from './until-aborted.ts'
import type { Verdict } from './verdict.ts'
import type { JudgedReply } from './verifier.ts'

/** What a conversation needs of a configured environment. */
export interface ConversationParts {
  readonly definition: AnyDefinition
  readonly options: object
  readonly resources: Resources
  readonly rubric: Rubric
  /** What judges each reply as it comes; null where nothing does. */
  readonly processTerms: { readonly [name: string]: RubricTerm } | null
  readonly maxTurns: number
  readonly limits: EpisodeLimits
  readonly tools: readonly ToolDescription[]
}

interface StepJudgement {
  readonly reward: number
  /** Null where no term judges replies. */
  readonly scores: { readonly [name: string]: number } | null
}

/** What becomes of an episode in which nothing answers a reply. */
const endedByReply = { ended: true, reward: 0 } as const

const unjudged: StepJudgement = { reward: 0, scores: null }

/** Begins an episode. Rejects with `RLVR_ENVIRONMENT` where its state cannot be made. */
export async function beginConversation(
  parts: ConversationParts,
  { task, seed, signal: callers }: { task: Task; seed: number; signal?: AbortSignal },
): Promise<Conversation> {
  const { definition, options, resources } = parts
  const signal = eitherSignal(callers, resources.signal)
  if (definition.state === undefined && signal?.aborted !== true) return new OpenConversation(parts, task, undefined)
  const rng = Rng.fromSeed(seed).fork('state')
  const where = `State of \`${definition.id}\``
  const episode = episodeResources(definition)
  let made: unknown
  try {
    const state = await boundary('RLVR_ENVIRONMENT', where, () =>
      untilAborted(signal, where, () => {
        made = definition.state?.({ task, rng, options, resources, episode } as never)
        return made
      }),
    )
    checkDisposable(definition, state)
    return new OpenConversation(parts, task, state, episode)
  } catch (thrown) {
    const closed = episode.close().catch(() => undefined)
    if (signal?.aborted !== true) await closed
    // A state that comes after an abort has no episode any more.
    else
      void Promise.resolve(made)
        .then((late) => disposeOf(definition, late))
        .catch(() => undefined)
    throw thrown
  }
}

function episodeResources({ id }: AnyDefinition): EpisodeResources & Closable {
  return resourcesFrom({}, `The episode of \`${id}\``)
}

class OpenConversation implements Conversation {
  readonly stepRewards: StepReward[] = []
  readonly toolFaults: ToolFault[] = []
  readonly limits: EpisodeLimits
  readonly #deadline: Deadline | null
  /** Verdicts on single replies that could not be given: no reward can be told of an episode that has one. */
  readonly #unjudged: Record<string, Verdict> = {}
  readonly #parts: ConversationParts
  readonly #task: Task
  readonly #state: unknown
  readonly #said: Message[]
  #shown: readonly Message[] | null = null
  #turn = 0
  #toolCalls = 0
  #toolFailures = 0
  #over = false
  #running: Promise<ConversationStep> | null = null
  #disposal: Promise<void> | null = null
  /** What its state and its tools open for this episode; null where neither can have. */
  #own: (EpisodeResources & Closable) | null

  constructor(parts: ConversationParts, task: Task, state: unknown, own: (EpisodeResources & Closable) | null = null) {
    this.#parts = parts
    this.#task = task
    this.#state = state
    this.#own = own
    this.limits = parts.limits
    const { timeMs } = parts.limits
    this.#deadline = timeMs === undefined ? null : new Deadline(timeMs)
    this.#said = [...frozenData(promptMessages(task.prompt, parts.definition.system), asMessages)]
  }

  get deadline(): AbortSignal | null {
    return this.#deadline?.signal ?? null
  }

  get observation(): Observation {
    return { messages: this.#messages, tools: this.#parts.tools }
  }

  get transcript(): readonly Message[] {
    return this.#messages
  }

  /** The conversation so far, frozen when it is asked for: a reply of many calls adds many messages. */
  get #messages(): readonly Message[] {
    this.#shown ??= frozenList(this.#said)
    return this.#shown
  }

  async step(
    action: string | Action,
    options: { signal?: AbortSignal; last?: EpisodeLimit } = {},
  ): Promise<ConversationStep> {
    this.#requireIdle()
    if (typeof action !== 'string' && typeof action?.text !== 'string')
      throw new RlvrError(
        'RLVR_ENVIRONMENT',
        `\`${this.#parts.definition.id}\`: step() takes a text, or an action { text, toolCalls? }; got ${show(action, 80)}.`,
      )
    const signal = eitherSignal(options.signal, this.#parts.resources.signal)
    const given = typeof action === 'string' ? { text: action } : action
    return await this.#run(this.#take(given, signal, options.last))
  }

  async truncate(limit: EpisodeLimit, options: { signal?: AbortSignal } = {}): Promise<ConversationStep> {
    this.#requireIdle()
    return await this.#run(this.#cut(limit, eitherSignal(options.signal, this.#parts.resources.signal)))
  }

  #requireIdle(): void {
    const { id } = this.#parts.definition
    if (this.#running !== null)
      throw new RlvrError(
        'RLVR_ENVIRONMENT',
        `\`${id}\`: another step is under way; wait for it, or make another environment.`,
      )
    if (this.#over)
      throw new RlvrError('RLVR_ENVIRONMENT', `\`${id}\`: the episode is over; call reset() for the next one.`)
  }

  async #run(running: Promise<ConversationStep>): Promise<ConversationStep> {
    this.#running = running
    this.#deadline?.hold()
    try {
      return await running
    } catch (thrown) {
      this.#over = true
      throw thrown
    } finally {
      this.#running = null
      if (this.#over) this.#deadline?.end()
      else this.#deadline?.release()
      // The verdict stands, whatever becomes of the state; `close` tells of it.
      if (this.#over && this.#holdsSomething) await this.#dispose().catch(() => undefined)
    }
  }

  get #holdsSomething(): boolean {
    return this.#parts.definition.state !== undefined || this.#own !== null
  }

  async close(): Promise<void> {
    this.#over = true
    await this.#running?.catch(() => undefined)
    this.#deadline?.end()
    await this.#dispose()
  }

  async #take(
    action: Action,
    signal: AbortSignal | undefined,
    last: EpisodeLimit | undefined,
  ): Promise<ConversationStep> {
    if (this.deadline?.aborted === true) return await this.#cut('time', signal)
    const calls = this.#callsOf(action)
    const turn = ++this.#turn
    this.#say({ role: 'assistant', content: action.text, ...(calls.length > 0 && { toolCalls: calls }) })

    const isPlain = calls.length === 0 && this.#parts.definition.observe === undefined
    const answer = isPlain ? endedByReply : await this.#answer(action.text, calls, signal)
    if (answer === 'too late') return await this.#cut('time', signal)
    const { ended, reward: answered } = answer
    const process = this.#parts.processTerms === null ? unjudged : await this.#judgeStep(action.text, turn, signal)
    const stepReward = answered + process.reward
    if (!Number.isFinite(stepReward))
      throw new RlvrError(
        'RLVR_ENVIRONMENT',
        `The rewards of a step add up to a finite number; those of \`${this.#parts.definition.id}\` make ${stepReward}.`,
      )
    if (stepReward !== 0 || process.scores !== null)
      this.stepRewards.push({
        turn: turn - 1,
        reward: stepReward,
        ...(process.scores !== null && { scores: process.scores }),
      })
    const limit = ended ? null : turn >= this.#parts.maxTurns ? 'turns' : (last ?? null)
    const isOver = ended || limit !== null
    this.#over ||= isOver
    const judgement = isOver ? await this.#judge(action.text, signal) : null
    return this.#stepOf({ stepReward, terminated: ended, limit, judgement })
  }

  /** Ends the episode as it stands. */
  async #cut(limit: EpisodeLimit, signal: AbortSignal | undefined): Promise<ConversationStep> {
    this.#over = true
    const reply = this.#said.findLast(({ role }) => role === 'assistant')?.content ?? ''
    return this.#stepOf({ stepReward: 0, terminated: false, limit, judgement: await this.#judge(reply, signal) })
  }

  #stepOf(step: Pick<ConversationStep, 'stepReward' | 'terminated' | 'limit' | 'judgement'>): ConversationStep {
    const { judgement, ...rest } = step
    return {
      observation: this.observation,
      turn: this.#turn,
      ...rest,
      truncated: rest.limit !== null,
      toolCalls: this.#toolCalls,
      toolFailures: this.#toolFailures,
      judgement,
    }
  }

  /** What the environment makes of a reply, in the time that is left. */
  async #answer(
    text: string,
    calls: readonly ToolCall[],
    callers: AbortSignal | undefined,
  ): Promise<{ ended: boolean; reward: number } | 'too late'> {
    const signal = eitherSignal(callers, this.deadline ?? undefined)
    try {
      return calls.length > 0
        ? await this.#answerCalls(calls, this.#turn, signal)
        : await this.#answerReply(text, signal)
    } catch (thrown) {
      if (this.deadline?.aborted === true && callers?.aborted !== true) return 'too late'
      throw thrown
    }
  }

  async #judge(reply: string, signal: AbortSignal | undefined): Promise<RubricResult> {
    const result = await runRubric(this.#parts.rubric, this.#judged(reply), signal === undefined ? {} : { signal })
    if (Object.keys(this.#unjudged).length === 0) return result
    return { ...result, reward: null, verdicts: { ...result.verdicts, ...this.#unjudged } }
  }

  #judged(reply: string): JudgedReply {
    const { resources } = this.#parts
    return { task: this.#task, reply, messages: this.#messages, state: this.#state, resources }
  }

  /** What the reply earned by itself, with the score of each term that applied. */
  async #judgeStep(reply: string, turn: number, signal: AbortSignal | undefined): Promise<StepJudgement> {
    const processTerms = this.#parts.processTerms ?? {}
    const verdicts = await runTerms(processTerms, this.#judged(reply), signal === undefined ? {} : { signal })
    const scores: Record<string, number> = {}
    for (const [name, verdict] of Object.entries(verdicts)) {
      if (verdict.status === 'invalid') this.#unjudged[`${name} of turn ${turn}`] = verdict
      if (verdict.status === 'scored') scores[name] = verdict.score
    }
    return { reward: weighTerms(processTerms, verdicts) ?? 0, scores }
  }

  #callsOf({ text, toolCalls }: Action): readonly ToolCall[] {
    if (this.#parts.tools.length === 0) return []
    return toolCalls === undefined || toolCalls === null ? readToolCalls(text) : checkedCalls(toolCalls)
  }

  /** Answers each call with a tool message; the episode goes on unless a tool ends it. After an abort no further call runs. */
  async #answerCalls(
    calls: readonly ToolCall[],
    turn: number,
    signal: AbortSignal | undefined,
  ): Promise<{ ended: boolean; reward: number }> {
    const { definition, resources } = this.#parts
    const context = {
      task: this.#task,
      state: this.#state,
      resources,
      episode: (this.#own ??= episodeResources(definition)),
      signal: signal ?? new AbortController().signal,
    }
    let earned = 0
    for (const call of calls) {
      await breathe()
      const { ok, content, reward, end, fault } = await untilAborted(signal, `A tool of \`${definition.id}\``, () =>
        callTool(definition.tools ?? {}, call, context),
      )
      this.#toolCalls++
      if (!ok) this.#toolFailures++
      if (fault !== undefined) this.toolFaults.push({ turn: turn - 1, tool: call.name, message: fault })
      earned += reward
      this.#say({ role: 'tool', content, toolCallId: call.id })
      if (end === true) return { ended: true, reward: earned }
    }
    return { ended: false, reward: earned }
  }

  /** Lets the environment answer a reply, which ends the episode where it has nothing to say. */
  async #answerReply(reply: string, signal: AbortSignal | undefined): Promise<{ ended: boolean; reward: number }> {
    const { definition, resources } = this.#parts
    const context = { task: this.#task, state: this.#state, reply, messages: this.#messages, resources }
    const where = `observe() of \`${definition.id}\``
    const answer = await boundary('RLVR_ENVIRONMENT', where, () =>
      untilAborted(signal, where, () =>
        definition.observe === undefined ? null : definition.observe(context as never),
      ),
    )
    if (answer === undefined)
      throw new RlvrError(
        'RLVR_ENVIRONMENT',
        `${where} gave undefined. Return null to end the episode, or the next user message.`,
      )
    const given = typeof answer === 'object' && answer !== null ? answer : { content: answer }
    if (given.content !== null && typeof given.content !== 'string')
      throw new RlvrError(
        'RLVR_ENVIRONMENT',
        `${where} gives the next user message as a text, null to end, or { content, reward } with either; got ${shapeOf(answer)}.`,
      )
    const { content, reward } = checkAnswer(given, where)
    if (content === null) return { ended: true, reward }
    this.#say({ role: 'user', content })
    return { ended: false, reward }
  }

  #say(message: Message): void {
    this.#said.push(frozenData(message, { code: 'RLVR_ENVIRONMENT', owner: 'message' }))
    this.#shown = null
  }

  #dispose(): Promise<void> {
    if (!this.#holdsSomething) return disposed
    const { definition, limits } = this.#parts
    this.#disposal ??= allDisposed(definition, limits.timeMs, [
      ['the state', definition.state === undefined ? undefined : disposeOf(definition, this.#state)],
      ['what was opened by `episode.own`', this.#own?.close()],
    ])
    return this.#disposal
  }
}

const asMessages = { code: 'RLVR_ENVIRONMENT', owner: 'messages' } as const

/** Of what holds nothing. */
const disposed = Promise.resolve()

/** Undefined where nobody can abort: a signal made of others costs more than the step of a small environment. */
function eitherSignal(signal: AbortSignal | undefined, own: AbortSignal | undefined): AbortSignal | undefined {
  return signal === undefined || own === undefined ? (signal ?? own) : AbortSignal.any([signal, own])
}
