// Plays the replies of probes and says which of them were paid. A reply that solves by luck alone is told from a hole by
// how often it does: by the lower end of the Wilson interval of its share of solved tasks.
import type { Action, EnvironmentSpec } from '../core/environment.ts'
import { describeError } from '../core/errors.ts'
import { wilsonInterval } from '../core/statistics.ts'
import { playBy, playOut, type PlayedOut, type PlayOptions } from '../testing/play-out.ts'
import type { CheckFinding, PaidReply } from './check-report.ts'
import type { ProbedTask } from './probe-inputs.ts'
import type { Probe, ProbeReply } from './probe.ts'
import { shownAction } from './turn-probes.ts'

/** The share of the demonstration's reward that a reply without an answer may earn by its form. */
const mostEarned = { fault: 0.5, warning: 0.3 } as const

/** What is right for more than this share of tasks is no luck, however many answers there are. */
export const leastLuck = 0.25

/** The share of tasks in which a way to play may earn more than the demonstration. */
const mostOvertaken = 0.1

/** The lower end of the interval is passed by luck in one of two hundred runs. */
const z99 = 2.576

/** A reply of a probe, as it was judged. */
export interface ProbedReply extends PlayedOut {
  readonly probe: Probe
  readonly probed: ProbedTask
  readonly reply: ProbeReply
  /** What the demonstration of the task earned; null where there is none. */
  readonly goldReward: number | null
  /** How long the episode took. */
  readonly ms: number
}

/** Plays a reply as a policy would give it: a text in every turn, actions once and then silence. */
export async function playReply(
  spec: EnvironmentSpec,
  { task }: ProbedTask,
  reply: ProbeReply,
  options: PlayOptions = {},
): Promise<PlayedOut> {
  if (typeof reply === 'string') return await playOut(spec, task, [reply], { ...options, repeat: true })
  if ('next' in reply) return await playBy(spec, task, (seen, turn) => reply.next(seen, turn), options)
  const silence = Array.from({ length: Math.max(0, spec.maxTurns - reply.length) }, () => ({ text: '' }))
  return await playOut(spec, task, [...reply, ...silence], options)
}

export interface ProbeRun {
  readonly findings: readonly CheckFinding[]
  readonly replies: readonly ProbedReply[]
  /** How many of the tasks were played: fewer where that took too long. */
  readonly tried: number
}

/** On so many tasks the probes are played however long it takes. */
export const fewestTasks = 4

/**
 * Runs probes over tasks.
 * @param luck the share of tasks that one answer for all would solve by luck
 */
export async function runProbes(
  spec: EnvironmentSpec,
  probes: readonly Probe[],
  { probed, goldRewards, luck, longestMs = Infinity, signal }: ProbeSetting,
): Promise<ProbeRun> {
  const isInteractive = spec.maxTurns > 1 || spec.tools.length > 0
  const runs = probes.map((probe): OneRun => ({ probe, replies: [], late: 0, ended: null }))
  const hanging = new Set<string>()
  const isEnded = (): boolean => signal?.aborted === true
  const begun = performance.now()
  let tried = 0
  for (const [index, each] of probed.entries()) {
    if (tried >= fewestTasks && performance.now() - begun > longestMs) break
    if (isEnded()) break
    tried++
    const goldReward = goldRewards[index] ?? null
    for (const run of runs) {
      if (run.ended !== null) continue
      try {
        for (const reply of run.probe.replies(each.input)) {
          if (isEnded()) break
          if (calledTools(reply).some((name) => hanging.has(name))) continue
          const start = performance.now()
          const played = await playHanging(spec, each, reply, signal)
          if ('hangs' in played) {
            hanging.add(played.hangs)
            run.ended = {
              status: 'fault',
              detail: played.detail,
              paid: { ...played.paid, reward: null, outcome: null },
            }
            break
          }
          const ms = performance.now() - start
          if (played.isLate) run.late++
          else run.replies.push({ ...played, probe: run.probe, probed: each, reply, goldReward, ms })
        }
      } catch (thrown) {
        if (isEnded()) break
        run.ended = { status: 'fault', detail: `an episode threw: ${describeError(thrown, 300)}` }
      }
    }
  }
  const findings = runs.map(({ probe, replies, late, ended }): CheckFinding => {
    const { id, says } = probe
    const seen = ended ?? judged(probe, replies, { luck, isInteractive })
    if (late === 0 || seen.status === 'fault') return { id, group: 'probe', says, ...seen }
    const detail = `${late} episodes were not over after a minute, though each of their steps was; ${replies.length} were`
    return { id, group: 'probe', says, ...seen, status: seen.status === 'warning' ? 'warning' : 'skipped', detail }
  })
  return { findings, replies: runs.flatMap(({ replies }) => replies), tried }
}

/** A step of a probe that takes longer, twice, hangs. */
const hangMs = 5000

interface Hang {
  readonly hangs: string
  readonly detail: string
  readonly paid: { readonly task: string; readonly reply: string }
}

/** As `playReply`; where a call of a tool does not end, twice, which one that was. */
async function playHanging(
  spec: EnvironmentSpec,
  probed: ProbedTask,
  reply: ProbeReply,
  signal: AbortSignal | undefined,
): Promise<PlayedOut | Hang> {
  if (typeof reply === 'string' || spec.tools.length === 0)
    return await playReply(spec, probed, reply, signal === undefined ? {} : { signal })
  let last: Action = { text: '' }
  const watched: ProbeReply = {
    words: '',
    next: (seen, turn) => (last = 'next' in reply ? reply.next(seen, turn) : (reply[turn] ?? { text: '' })),
  }
  for (let time = 0; ; time++) {
    const start = performance.now()
    try {
      const options = { stepMs: hangMs, ...(signal !== undefined && { signal }) }
      return await playReply(spec, probed, watched, options)
    } catch (thrown) {
      const [call] = last.toolCalls ?? []
      if (signal?.aborted === true || call === undefined || performance.now() - start < hangMs) throw thrown
      if (time === 0) continue
      const detail = `\`${call.name}\` is not over after ${hangMs / 1000} s, given ${JSON.stringify(call.arguments).slice(0, 200)}; no probe calls it any more`
      return { hangs: call.name, detail, paid: { task: probed.task.id, reply: shownAction(last).slice(0, 2000) } }
    }
  }
}

/** The tools that a reply is known to call. */
function calledTools(reply: ProbeReply): string[] {
  if (typeof reply === 'string') return []
  // What looks at what it is shown says in its words what it calls.
  if ('next' in reply) return [...reply.words.matchAll(/(\w+)\(/g)].map(([, name = '']) => name)
  return reply.flatMap(({ toolCalls = [] }) => toolCalls.map(({ name }) => name))
}

interface OneRun {
  readonly probe: Probe
  readonly replies: ProbedReply[]
  /** Episodes that could not be played to their end in time. */
  late: number
  /** Why the probe was played no further. */
  ended: Judged | null
}

export interface ProbeSetting {
  readonly probed: readonly ProbedTask[]
  /** What the demonstration of each task earned, in order; null where there is none. */
  readonly goldRewards: readonly (number | null)[]
  readonly luck: number
  /** After which time no further task is begun; none unless told. */
  readonly longestMs?: number
  readonly signal?: AbortSignal
}

type Judged = Pick<CheckFinding, 'status' | 'detail' | 'paid'>

function judged(
  probe: Probe,
  replies: readonly ProbedReply[],
  { luck, isInteractive }: { readonly luck: number; readonly isInteractive: boolean },
): Judged {
  if (replies.length === 0) return { status: 'skipped', detail: 'no task of this environment has such a reply' }
  const more = isInteractive ? (probe.isAnotherWay === true ? paidByOrder(replies) : earnsMore(replies)) : null
  if (more !== null) return more
  if (probe.isAgainstFirst === true) return raised(replies)
  const solvers = replies.filter(({ outcome }) => outcome === true)
  const tasks = new Set(replies.map(({ probed }) => probed)).size
  const [solver] = solvers
  if (solver !== undefined && probe.solving !== 'may') {
    const places = bestPlace(replies)
    const share = `${places.solved} of ${places.tried} tasks`
    const paid = paidReply(solver)
    // With tools there may be tasks in which nothing is to be done.
    const mayRest = probe.isSilence === true && solver.probed.input.tools.length > 0
    if (probe.solving === 'fault' && !mayRest)
      return {
        status: 'fault',
        detail: `it solves ${new Set(solvers.map(({ probed }) => probed)).size} of ${tasks} tasks`,
        paid,
      }
    if (probe.solving === 'warning') return { status: 'warning', detail: `it solves ${share}`, paid }
    const limit = probe.solving === 'by-luck' ? luck : leastLuck
    if ((wilsonInterval(places.solved, places.tried, z99)?.low ?? 0) > limit)
      return {
        status: 'fault',
        detail: `it solves ${share}; by luck it were ${percent(limit)} at most`,
        paid: paidReply(places.solver),
      }
  }
  if (probe.mayEarn === true) return { status: 'ok', detail: '' }
  return earned(replies)
}

/** How much more than the first reply to its task a reply has to be paid to be told; a judge that is a policy wavers. */
const leastRaise = 0.25

function raised(replies: readonly ProbedReply[]): Judged {
  const byTask = Map.groupBy(replies, ({ probed }) => probed)
  let paid: ProbedReply | null = null
  let count = 0
  let plain = 0
  for (const [base, ...others] of byTask.values()) {
    if (base?.reward == null) continue
    const least = base.reward + leastRaise * Math.max(Math.abs(base.goldReward ?? 1), 1e-9)
    const higher = others.find(({ reward }) => reward !== null && reward >= least)
    if (higher === undefined) continue
    if (count === 0) plain = base.reward
    paid ??= higher
    count++
  }
  if (paid === null || (wilsonInterval(count, byTask.size, z99)?.low ?? 0) <= mostOvertaken)
    return { status: 'ok', detail: '' }
  return {
    status: 'fault',
    detail: `in ${count} of ${byTask.size} tasks words to the judge raise the reward, here from ${plain} to ${paid.reward}`,
    paid: paidReply(paid),
  }
}

/** In an episode of several turns luck may pay once more than the demonstration earned, and not in many tasks. */
function earnsMore(replies: readonly ProbedReply[]): Judged | null {
  const best = new Map<unknown, ProbedReply>()
  const tried = new Set<unknown>()
  for (const reply of replies) {
    if (reply.reward === null || reply.goldReward === null) continue
    tried.add(reply.probed)
    const known = best.get(reply.probed)?.reward ?? -Infinity
    if (reply.reward > reply.goldReward + 1e-9 && reply.reward > (known ?? -Infinity)) best.set(reply.probed, reply)
  }
  const [first] = best.values()
  if (first === undefined || (wilsonInterval(best.size, tried.size, z99)?.low ?? 0) <= mostOvertaken) return null
  return {
    status: 'fault',
    detail: `in ${best.size} of ${tried.size} tasks it earns more than the demonstration, here ${first.reward} against ${first.goldReward}`,
    paid: paidReply(first),
  }
}

/** Whatever order solves the task is right. One that ends before all was done, as a lucky guess does, is a shorter way. */
function paidByOrder(replies: readonly ProbedReply[]): Judged | null {
  const unsolved = earnsMore(replies.filter(({ outcome }) => outcome !== true))
  if (unsolved !== null) return unsolved
  const whole = replies.filter(({ given, probed }) => given >= (probed.input.gold?.length ?? 0))
  const solved = earnsMore(whole.filter(({ outcome }) => outcome === true))
  return solved && { ...solved, status: 'warning' }
}

/** What replies earn that solve nothing. */
function earned(replies: readonly ProbedReply[]): Judged {
  const best = new Map<unknown, { share: number; reply: ProbedReply }>()
  for (const reply of replies) {
    if (reply.outcome === true || reply.reward === null || reply.goldReward === null || reply.goldReward <= 0) continue
    const share = reply.reward / reply.goldReward
    if (share > (best.get(reply.probed)?.share ?? -Infinity)) best.set(reply.probed, { share, reply })
  }
  const shares = [...best.values()]
  if (shares.length === 0) return { status: 'ok', detail: '' }
  const mean = shares.reduce((sum, { share }) => sum + share, 0) / shares.length
  const status = mean > mostEarned.fault ? 'fault' : mean > mostEarned.warning ? 'warning' : 'ok'
  if (status === 'ok') return { status, detail: '' }
  const top = shares.toSorted((left, right) => right.share - left.share)[0] as (typeof shares)[number]
  return {
    status,
    detail: `it solves nothing and earns ${percent(mean)} of what the demonstration does`,
    paid: paidReply(top.reply),
  }
}

/**
 * A probe gives several replies a task, each by its own rule: that rule counts that solves most tasks, not their union,
 * which would solve more the more rules there are.
 */
function bestPlace(replies: readonly ProbedReply[]): { solved: number; tried: number; solver: ProbedReply } {
  const places = new Map<number, ProbedReply[]>()
  let place = 0
  for (const [index, reply] of replies.entries()) {
    place = index > 0 && replies[index - 1]?.probed === reply.probed ? place + 1 : 0
    places.set(place, [...(places.get(place) ?? []), reply])
  }
  const counted = [...places.values()].map((each) => {
    const solvers = each.filter(({ outcome }) => outcome === true)
    return { solved: solvers.length, tried: each.length, solver: (solvers[0] ?? each[0]) as ProbedReply }
  })
  return counted.toSorted(
    (left, right) => right.solved / right.tried - left.solved / left.tried,
  )[0] as (typeof counted)[number]
}

export function paidReply({
  probed,
  reply,
  reward,
  outcome,
}: Omit<ProbedReply, 'probe' | 'goldReward' | 'ms'>): PaidReply {
  const text =
    typeof reply === 'string' ? reply : 'next' in reply ? reply.words : reply.map(shownAction).join('\n---\n')
  return { task: probed.task.id, reply: text.slice(0, 2000), reward, outcome }
}

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}
