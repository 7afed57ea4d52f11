// `rlvr check`: the data, the contract and the money of an environment, in one report. No model is needed.
import type { EnvironmentSpec } from '../core/environment.ts'
import { RlvrError } from '../core/errors.ts'
import type { Json } from '../core/json.ts'
import { openEnvironment, type EnvironmentLike } from '../core/registry.ts'
import type { Task } from '../core/task.ts'
import { environmentFindings } from '../testing/check-environment.ts'
import type { Finding } from '../testing/findings.ts'
import type { PlayedOut } from '../testing/play-out.ts'
import { answerProbes } from './answer-probes.ts'
import { countStatuses, type CheckFinding, type CheckReport } from './check-report.ts'
import { codeProbes } from './code-probes.ts'
import { contractChecks } from './contract-checks.ts'
import { dataChecks } from './data-checks.ts'
import { goldChecks } from './gold-checks.ts'
import { judgeProbes } from './judge-probes.ts'
import { openEnvIdsOf, openEnvResults } from './openenv-ids.ts'
import { placeCheck } from './place-check.ts'
import { probedTasks, type ProbedTask } from './probe-inputs.ts'
import type { Probe } from './probe.ts'
import { fewestTasks, leastLuck, playReply, runProbes } from './run-probes.ts'
import { sampleTasks, type SampledTasks } from './sample-tasks.ts'
import { shortcutProbes } from './shortcut-probes.ts'
import { textProbes } from './text-probes.ts'
import { shownAction, turnProbes } from './turn-probes.ts'

/** All probes, in the order of reports. */
export const probes: readonly Probe[] = [
  ...textProbes,
  ...answerProbes,
  ...shortcutProbes,
  ...turnProbes,
  ...judgeProbes,
  ...codeProbes,
]

export interface CheckOptions {
  /**
   * Tasks that probes are played on, however long it takes. Unless told it is 40, 6 where programs are judged in a
   * sandbox, and fewer where episodes take long: after 4 none is begun later than 14 seconds after the first.
   */
  readonly tasks?: number
  readonly seed?: number | string
  readonly signal?: AbortSignal
}

/** How long demonstrations and probes are played where nobody says on how many tasks. */
const longestMs = { golds: 4000, probes: 14_000, whole: 55_000 } as const

/**
 * Checks an environment: its tasks, its contract, and whether replies that solve nothing are paid.
 * @example
 * const { findings, counts } = await check('countdown')
 */
export async function check(environment: EnvironmentLike, options: CheckOptions = {}): Promise<CheckReport> {
  const start = performance.now()
  const { seed = 0 } = options
  options.signal?.throwIfAborted()
  // What was found by then is told.
  const ends = [options.signal, options.tasks === undefined ? AbortSignal.timeout(longestMs.whole) : undefined]
  const signal = AbortSignal.any(ends.filter((each) => each !== undefined))
  await using opened = await openEnvironment(environment)
  const { spec } = opened
  const samples = [await sampleTasks(spec, 'train', seed), await sampleTasks(spec, 'test', seed)]
  const all = samples.flatMap(({ tasks }) => tasks)
  if (all.length === 0)
    throw new RlvrError(
      'RLVR_TASK',
      `Environment \`${spec.id}\` has no task that can be had: ${samples[0]?.missing ?? samples[0]?.faulty[0]?.why ?? 'both splits are empty'}`,
    )
  const isCode = Object.values(spec.rubric.terms).some(({ verifier }) => verifier.name === 'code')
  const chosen = chosenTasks(samples, options.tasks ?? (isCode ? 6 : 40))
  const demonstrated = probedTasks(spec, chosen)
  const isBounded = options.tasks === undefined
  const luck = Math.max(
    leastLuck,
    1.5 /
      distinctAnswers(
        demonstrated.map(({ input }) => input.form?.answer ?? null),
        all,
      ),
  )
  const played = await playedGolds(spec, demonstrated, isBounded ? longestMs.golds : Infinity)
  const run = await runProbes(spec, probes, {
    probed: demonstrated.slice(0, played.length),
    goldRewards: played.map((gold) => gold?.reward ?? null),
    luck,
    ...(isBounded && { longestMs: longestMs.probes }),
    signal,
  })
  const { tried } = run
  const [probed, golds] = [demonstrated.slice(0, tried), played.slice(0, tried)]
  const known = new Set(chosen.map(({ hash }) => hash))
  const fresh = probedTasks(spec, all.filter(({ hash }) => !known.has(hash)).slice(-3))
  const isEnded = (): boolean => signal.aborted
  const promises = isEnded() ? [] : await promisesOf(spec, samples, { seed, tasks: Math.min(20, tried) })
  const setting = { spec, probed, golds, replies: run.replies, fresh, signal }
  const contract = isEnded() ? [] : await contractChecks(setting)
  const exchanged = isEnded() ? [] : await goldChecks(setting)
  const found: CheckFinding[] = [
    ...dataChecks({ spec, samples, probed: demonstrated, luck }),
    placeCheck(samples, demonstrated),
    ...promises,
    ...contract,
    ...run.findings,
    ...exchanged,
    ...(isEnded() ? [cutShort] : []),
  ]
  const findings = found.map((finding) => {
    const openEnv = openEnvIdsOf(finding.id)
    return openEnv.length === 0 ? finding : { ...finding, openEnv }
  })
  const [first] = probed
  return {
    environment: spec.id,
    findings,
    openEnv: openEnvResults(findings),
    counts: countStatuses(findings),
    sample: {
      id: first?.task.id ?? '',
      prompt: first?.input.prompt ?? '',
      answer: (first?.task.answer ?? null) as Json,
      gold: first?.gold?.map(shownAction).join('\n---\n') ?? null,
    },
    tasks: tried,
    tasksLeft: chosen.length - tried,
    episodes: run.replies.length,
    seconds: Math.round(performance.now() - start) / 1000,
  }
}

const cutShort: CheckFinding = {
  id: 'whole',
  group: 'contract',
  says: 'All was looked at.',
  status: 'skipped',
  detail: 'it was ended before all was tried: what is not told was not looked at',
}

/** How the demonstrations go, of all tasks or of those that time is for; null where there is none. */
async function playedGolds(
  spec: EnvironmentSpec,
  probed: readonly ProbedTask[],
  longest: number,
): Promise<(PlayedOut | null)[]> {
  const begun = performance.now()
  const played: (PlayedOut | null)[] = []
  for (const each of probed) {
    if (played.length >= fewestTasks && performance.now() - begun > longest) break
    played.push(each.gold === null ? null : await playReply(spec, each, each.gold))
  }
  return played
}

/** Half of the tasks of each split, all different. */
function chosenTasks(samples: readonly SampledTasks[], count: number): readonly Task[] {
  const chosen = new Map<string, Task>()
  for (const { tasks } of samples.toReversed())
    for (const task of tasks.slice(0, count >> 1)) chosen.set(task.hash, task)
  for (const { tasks } of samples) for (const task of tasks) if (chosen.size < count) chosen.set(task.hash, task)
  return [...chosen.values()]
}

function distinctAnswers(shown: readonly (string | null)[], all: readonly Task[]): number {
  const answers = new Set(shown.filter((answer) => answer !== null))
  return Math.max(2, answers.size === 0 ? new Set(all.map(({ hash }) => hash)).size : answers.size)
}

/** The promises of `checkEnvironment`, those about tasks among the data. */
async function promisesOf(
  spec: EnvironmentSpec,
  samples: readonly SampledTasks[],
  options: { readonly seed: number | string; readonly tasks: number },
): Promise<CheckFinding[]> {
  // Tasks that cannot be had are named among the data; the promises are about those that can.
  const isWhole = samples.every(({ faulty, missing }) => faulty.length === 0 && missing === null)
  if (!isWhole)
    return [
      {
        id: 'promises',
        group: 'contract',
        says: 'It keeps the promises of `checkEnvironment`.',
        status: 'skipped',
        detail: samples.find(({ missing }) => missing !== null)?.missing ?? 'some tasks cannot be had',
      },
    ]
  const { all } = await environmentFindings(spec, options)
  return all.map(findingOf)
}

function findingOf({ name, ok, detail }: Finding): CheckFinding {
  const isSkipped = ok && detail.startsWith('not tried: ')
  return {
    id: name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'),
    group: isAboutTasks(name) ? 'data' : 'contract',
    says: `${name[0]?.toUpperCase()}${name.slice(1)}.`,
    status: ok ? (isSkipped ? 'skipped' : 'ok') : 'fault',
    detail: isSkipped ? detail.slice('not tried: '.length) : detail,
  }
}

function isAboutTasks(name: string): boolean {
  return /\b(split|splits|list holds|prompt has|reference answer)\b/.test(name)
}
