// Every metric of a training run: what it means, its formula, and what to do when it looks bad.
// Names are TRL's where TRL has the metric (docs/source/grpo_trainer.md, "Logged metrics"). `docs/metrics.md` is
// made from this catalogue, and `rlvr explain` prints it.
import { nearestName, RlvrError, unknownName } from './errors.ts'
import { alarmMetrics } from './metrics/alarms.ts'
import { curriculumMetrics } from './metrics/curriculum.ts'
import { heldOutMetrics } from './metrics/held-out.ts'
import { learningMetrics } from './metrics/learning.ts'
import type { MetricEntry, MetricFamily } from './metrics/metric.ts'
import { replyMetrics } from './metrics/replies.ts'
import { speedMetrics } from './metrics/speed.ts'
import { updateMetrics } from './metrics/update.ts'

export type { MetricEntry, MetricFamily, MetricUnit } from './metrics/metric.ts'

/** Families in the order in which to look at them when a run goes wrong. */
export const metricFamilies: readonly MetricFamily[] = [
  learningMetrics,
  heldOutMetrics,
  curriculumMetrics,
  updateMetrics,
  replyMetrics,
  speedMetrics,
  alarmMetrics,
]

export const metricEntries: readonly MetricEntry[] = metricFamilies.flatMap((family) => family.entries)

/**
 * The entry of a metric, or null. `NAME` in an entry matches the name of any reward.
 * @example findMetric('rewards/correct/mean')?.name // 'rewards/NAME/mean'
 */
export function findMetric(name: string): MetricEntry | null {
  return metricEntries.find((entry) => patternOf(entry).test(name)) ?? null
}

/**
 * The entries that `name` stands for: one metric, or all of a prefix such as `clip_ratio` or `time/`.
 * @throws RlvrError `RLVR_UNKNOWN_NAME` with the nearest name
 */
export function explainMetric(name: string): readonly MetricEntry[] {
  const entry = findMetric(name)
  if (entry !== null) return [entry]
  const prefix = `${name.replace(/\/+$/u, '')}/`
  const family = metricEntries.filter((candidate) => candidate.name.startsWith(prefix))
  if (family.length > 0) return family
  // An alarm is called by its name alone.
  const alarm = findMetric(`alarm/${name}`)
  if (alarm !== null) return [alarm]
  const names = metricEntries.map((candidate) => candidate.name)
  const near = nearestMetric(name, names)
  if (near === null) throw unknownName('metric', name, names)
  throw new RlvrError(
    'RLVR_UNKNOWN_NAME',
    `Unknown metric \`${name}\`. Did you mean \`${near}\`? \`rlvr explain\` lists all.`,
  )
}

/**
 * The metric or family of metrics that was meant. People leave out signs (`clipratio`), give only the last part of a
 * name (`low_mean`), or only the first.
 */
function nearestMetric(name: string, names: readonly string[]): string | null {
  const byEnding = names.find((candidate) => candidate.endsWith(`/${name}`))
  const families = names.flatMap((candidate) => candidate.split('/').slice(0, -1))
  const candidates = [...new Set([...names, ...families, ...names.map((each) => each.replace(/^alarm\//, ''))])]
  const bare = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
  const bySpelling = candidates.find((candidate) => bare(candidate) === bare(name))
  const nearest = nearestName(bare(name), candidates.map(bare))
  const byDistance = candidates.find((candidate) => bare(candidate) === nearest)
  return bySpelling ?? nearestName(name, names) ?? byEnding ?? byDistance ?? null
}

function patternOf(entry: MetricEntry): RegExp {
  return new RegExp(`^${entry.name.replaceAll('NAME', '[^/]+')}$`, 'u')
}
