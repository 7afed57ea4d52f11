// Rolls out episodes. A policy that batches answers all conversations at once, turn by turn; a server gets each
// conversation by itself, many at a time.
import { stepTogether } from '../core/ask-together.ts'
import type { Episode } from '../core/episode.ts'
import { RlvrError } from '../core/errors.ts'
import { ofPolicy } from '../core/policy-fault.ts'
import { limitsFault, requireTold, tighter, type EpisodeLimits } from '../core/limits.ts'
import { mapConcurrently } from '../core/map-concurrently.ts'
import { defaultSampling, type GenerateRequest, type Reply, type Sampling } from '../core/policy.ts'
import { openEnvironment, type EnvironmentLike } from '../core/registry.ts'
import { checkReplies } from './check-replies.ts'
import { breathe } from '../core/breathe.ts'
import type { EpisodePlan } from './episode-plan.ts'
import { LiveEpisode, type LiveEpisodeOptions } from './live-episode.ts'

export interface RunEpisodesOptions extends Pick<LiveEpisodeOptions, 'policy'> {
  readonly environment: EnvironmentLike
  /** What the records say of the occasion: `eval` and null unless said otherwise. */
  readonly phase?: LiveEpisodeOptions['phase']
  readonly step?: LiveEpisodeOptions['step']
  /** Tighten those of the environment: turns, tokens of the policy, time, cost. */
  readonly limits?: EpisodeLimits
  /** `defaultSampling` unless said otherwise. */
  readonly sampling?: Sampling
  readonly signal?: AbortSignal
  /** Told whenever the work changes between asking the policy and stepping environments. */
  readonly onPhase?: (phase: 'generate' | 'verify') => void
  /** Told of each episode as it ends: in the order of the plans within a turn, or as they come from a server. */
  readonly onEpisode?: (episode: Episode, plan: EpisodePlan) => void
  /** Environments stepped at once (64); with an `independent` policy, episodes under way at once, before what the policy says. */
  readonly maxConcurrent?: number
}

/**
 * One episode a plan, in the order of the plans. A failing environment, and a failing request to an `independent`
 * policy, make an `error` episode with reward null.
 * @throws RlvrError `RLVR_USAGE` for a limit that the policy cannot be held to; `RLVR_POLICY` when a batching policy cannot answer; `RLVR_INTERRUPTED` when `signal` aborts
 */
export async function runEpisodes(plans: readonly EpisodePlan[], options: RunEpisodesOptions): Promise<Episode[]> {
  throwIfInterrupted(options.signal)
  const { environment, ...rest } = options
  const fault = limitsFault(options.limits)
  if (fault !== null) throw new RlvrError('RLVR_USAGE', fault)
  await using opened = await openEnvironment(environment)
  requireTold(options.policy, tighter(opened.spec.limits, options.limits))
  const resolved = {
    phase: 'eval',
    step: null,
    sampling: defaultSampling,
    ...rest,
    spec: opened.spec,
  } as const
  const roll = options.policy.batching === 'independent' ? runIndependently : runInLockstep
  return await roll(plans, resolved)
}

/** The options with the environment as it is run. */
type Resolved = Omit<RunEpisodesOptions, 'environment'> & LiveEpisodeOptions & { readonly sampling: Sampling }

async function runInLockstep(plans: readonly EpisodePlan[], options: Resolved): Promise<Episode[]> {
  const { signal, maxConcurrent = 64, spec } = options
  // What environments ask of policies they were handed is asked in batches too.
  const step = async (
    episodes: readonly LiveEpisode[],
    work: (episode: LiveEpisode, index: number) => Promise<void>,
  ): Promise<unknown> =>
    spec.needs.length === 0
      ? await mapConcurrently(episodes, maxConcurrent, work)
      : await stepTogether(episodes, { limit: maxConcurrent, signal }, work)
  const live = plans.map((plan) => new LiveEpisode(plan, options))
  const ended = new Map<LiveEpisode, Episode>()
  const settle = async (): Promise<void> => {
    for (const each of live) {
      if (!each.over || ended.has(each)) continue
      const episode = await each.finish()
      ended.set(each, episode)
      options.onEpisode?.(episode, each.plan)
    }
  }
  try {
    await step(live, async (each) => {
      await breathe()
      throwIfInterrupted(signal)
      await each.reset(signalOption(signal))
    })
    for (;;) {
      await breathe()
      // What a verifier said after an abort may be the abort's doing; such episodes are not told to anyone.
      throwIfInterrupted(signal)
      await settle()
      const open = live.filter((each) => !each.over)
      if (open.length === 0) break
      options.onPhase?.('generate')
      const started = performance.now()
      const replies = await askPolicy(
        open.map((each) => each.request()),
        options,
      )
      const generateMs = performance.now() - started
      options.onPhase?.('verify')
      await step(open, async (each, index) => {
        await breathe()
        throwIfInterrupted(signal)
        await each.take(replies[index] as Reply, generateMs, signalOption(signal))
      })
    }
  } finally {
    // Does nothing after a good end; after a throw it closes the environments that were left open.
    for (const each of live) if (!ended.has(each)) await each.finish()
  }
  return live.map((each) => ended.get(each) as Episode)
}

async function runIndependently(plans: readonly EpisodePlan[], given: Resolved): Promise<Episode[]> {
  const maxConcurrent = given.maxConcurrent ?? given.policy.maxConcurrent ?? 64
  // Ends the episodes under way when one of them fails for all, as when its record cannot be written.
  const failure = new AbortController()
  const signal = given.signal === undefined ? failure.signal : AbortSignal.any([given.signal, failure.signal])
  const options = { ...given, signal }
  options.onPhase?.('generate')
  const runOne = async (plan: EpisodePlan): Promise<Episode> => {
    const live = new LiveEpisode(plan, options)
    try {
      await live.reset(signalOption(signal))
      while (!live.over) {
        await breathe()
        throwIfInterrupted(signal)
        const started = performance.now()
        try {
          const { deadline } = live
          const asked = deadline === null ? options : { ...options, signal: AbortSignal.any([signal, deadline]) }
          const replies = await askPolicy([live.request()], asked)
          await live.take(replies[0] as Reply, performance.now() - started, signalOption(signal))
        } catch (thrown) {
          if (live.deadline?.aborted === true && !signal.aborted) await live.truncate('time', { signal })
          else live.fail(thrown, 'RLVR_POLICY')
        }
      }
      throwIfInterrupted(signal)
    } catch (thrown) {
      await live.finish()
      throw thrown
    }
    const episode = await live.finish()
    options.onEpisode?.(episode, plan)
    return episode
  }
  try {
    return await mapConcurrently(plans, maxConcurrent, runOne)
  } catch (thrown) {
    failure.abort()
    throw thrown
  }
}

/** The replies, one a request. */
async function askPolicy(requests: readonly GenerateRequest[], options: Resolved): Promise<Reply[]> {
  const { policy, sampling, signal } = options
  try {
    const asked = policy.multipleReplies === true ? together(requests) : requests
    const replies = await ofPolicy(policy, () => policy.generate(asked, sampling, signalOption(signal)))
    return checkReplies(policy, replies, requests.length)
  } catch (thrown) {
    throwIfInterrupted(signal)
    throw thrown
  }
}

/** Neighbours that start the same conversation, as those of a group do, as one request for several replies. */
function together(requests: readonly GenerateRequest[]): GenerateRequest[] {
  const merged: { request: GenerateRequest; key: string | null; seeds: (number | string)[] }[] = []
  for (const request of requests) {
    const { messages, tools, taskId, previous, seed } = request
    const key = previous === undefined ? JSON.stringify([messages, tools, taskId]) : null
    const last = merged.at(-1)
    if (last !== undefined && key !== null && last.key === key) last.seeds.push(seed)
    else merged.push({ request, key, seeds: [seed] })
  }
  return merged.map(({ request, seeds }) => (seeds.length === 1 ? request : { ...request, n: seeds.length, seeds }))
}

function throwIfInterrupted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new RlvrError('RLVR_INTERRUPTED', 'The rollout was interrupted.')
}

function signalOption(signal: AbortSignal | undefined): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal }
}
