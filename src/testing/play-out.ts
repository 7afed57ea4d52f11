// An episode played to its end from given actions, for the suites that compare what replies earn.
import type {
  Action,
  Conversation,
  ConversationStep,
  EnvironmentSpec,
  Observation,
  ToolFault,
} from '../core/environment.ts'
import { RlvrError } from '../core/errors.ts'
import type { Task } from '../core/task.ts'

/** How an episode went: its last step, and the reward of all of them. */
export interface PlayedOut {
  readonly step: ConversationStep
  readonly reward: number | null
  readonly outcome: boolean | null
  /** How many actions were given. */
  readonly given: number
  /** What went wrong in tools themselves. */
  readonly toolFaults: readonly ToolFault[]
  /** Whether it was left before its end, because it took a minute though no step of it hung. */
  readonly isLate: boolean
}

/** A step of an episode of several turns that is not over by then hangs; an episode that is not is left. */
const longestMs = { step: 30_000, episode: 60_000 } as const

export interface PlayOptions {
  /** From which time on a step of an episode of several turns counts as hanging. */
  readonly stepMs?: number
  readonly signal?: AbortSignal
}

/** Plays actions until the episode ends or there are no more; with `repeat` they are begun anew. */
export async function playOut(
  spec: EnvironmentSpec,
  task: Task,
  actions: readonly (string | Action)[],
  { repeat = false, ...options }: PlayOptions & { readonly repeat?: boolean } = {},
): Promise<PlayedOut> {
  const most = repeat ? Infinity : actions.length
  const next = (_: Observation, turn: number) =>
    turn < most ? (actions[turn % actions.length] as string | Action) : null
  return await playBy(spec, task, next, options)
}

/** Plays what `next` says of each observation, until the episode ends or it says null. */
export async function playBy(
  spec: EnvironmentSpec,
  task: Task,
  next: (seen: Observation, turn: number) => string | Action | null,
  { stepMs = longestMs.step, signal: callers }: PlayOptions = {},
): Promise<PlayedOut> {
  const isInteractive = spec.maxTurns > 1 || spec.tools.length > 0
  const watch = isInteractive ? watched(spec.id, stepMs) : null
  const signals = [watch?.signal, callers].filter((each) => each !== undefined)
  const signal = signals.length === 0 ? {} : { signal: AbortSignal.any(signals) }
  const start = performance.now()
  let isLate = false
  try {
    const conversation = await spec.begin({ task, seed: 0, ...signal })
    try {
      let step = await conversation.step(next(conversation.observation, 0) as string | Action, signal)
      let given = 1
      for (; !step.terminated && !step.truncated; given++) {
        const action = next(step.observation, given)
        if (action === null) break
        isLate = performance.now() - start > longestMs.episode
        if (isLate) break
        watch?.renew()
        step = await conversation.step(action, signal)
      }
      return { ...playedOut(conversation, step, given), isLate }
    } finally {
      // What cannot be disposed of is a finding of its own; what the replies earned stands.
      await conversation.close().catch(() => undefined)
    }
  } catch (thrown) {
    throw watch?.signal.aborted === true ? watch.signal.reason : thrown
  } finally {
    watch?.end()
  }
}

function watched(id: string, stepMs: number): { readonly signal: AbortSignal; renew(): void; end(): void } {
  const controller = new AbortController()
  const timer = setTimeout(() => {
    controller.abort(
      new RlvrError(
        'RLVR_ENVIRONMENT',
        `A step of an episode of \`${id}\` was not over after ${stepMs / 1000} s; a tool, \`observe\` or \`state\` hangs. Listen to \`signal\`, or give what may hang a deadline.`,
      ),
    )
  }, stepMs)
  return { signal: controller.signal, renew: () => timer.refresh(), end: () => clearTimeout(timer) }
}

function playedOut(
  { stepRewards, toolFaults }: Conversation,
  step: ConversationStep,
  given: number,
): Omit<PlayedOut, 'isLate'> {
  const earned = stepRewards.reduce((sum, { reward }) => sum + reward, 0)
  const { reward = null, outcome = null } = step.judgement ?? {}
  return { step, given, outcome, reward: reward === null ? null : reward + earned, toolFaults: [...toolFaults] }
}
