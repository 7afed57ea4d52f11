// The catalogue of metrics as the page `docs/metrics.md`.
import { metricFamilies, type MetricEntry } from './metric-catalogue.ts'

/** Markdown of the whole catalogue, ending in a newline. */
export function metricPage(): string {
  const sections = metricFamilies.map((family) => `## ${family.title}\n\n${family.entries.map(section).join('\n\n')}`)
  return `${introduction}\n\n${sections.join('\n\n')}\n`
}

const introduction = `# Metrics

Every metric of a training run, in the order in which to look at them. \`rlvr explain METRIC\` prints one of these
entries. Names are TRL's where TRL has the metric. A value is null where there was nothing to measure.

This page is made by \`rlvr explain --markdown\`; a test holds it to the catalogue in \`src/core/metrics\`.

**Why is the loss about 0?** Because GRPO subtracts the mean of each group: on policy every probability ratio is 1,
the loss is minus the mean advantage, and that is 0 by construction. The gradient is not. Read \`outcome\`, \`reward\`
and \`eval/sampled_pass1\` to see whether a run learns.`

function section(entry: MetricEntry): string {
  return [
    `### \`${entry.name}\``,
    '',
    entry.meaning,
    '',
    `- Formula: ${entry.formula}`,
    `- Unit: ${entry.unit}; range: ${entry.range}`,
    `- Healthy: ${entry.healthy}`,
    `- Unhealthy: ${entry.unhealthy}`,
  ].join('\n')
}
