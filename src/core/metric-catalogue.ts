// Every metric of a training run: what it means, its formula, and what to do when it looks bad.
// Names are TRL's where TRL has the metric (docs/source/grpo_trainer.md, "Logged metrics"). `docs/metrics.md` is
// made from this catalogue, and `rlvr explain` prints it.
import { nearestName, RlvrError, unknownName } from './errors.ts'
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
  updateMetrics,
  replyMetrics,
  speedMetrics,
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
  const names = metricEntries.map((candidate) => candidate.name)
  // People also type only the last part of a name: `low_mean` for `clip_ratio/low_mean`.
  const byEnding = names.find((candidate) => candidate.endsWith(`/${name}`))
  if (byEnding !== undefined && nearestName(name, names) === null) {
    throw new RlvrError('RLVR_UNKNOWN_NAME', `Unknown metric \`${name}\`. Did you mean \`${byEnding}\`?`)
  }
  throw unknownName('metric', name, names)
}

function patternOf(entry: MetricEntry): RegExp {
  return new RegExp(`^${entry.name.replaceAll('NAME', '[^/]+')}$`, 'u')
}
