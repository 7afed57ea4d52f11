// `rlvr explain [METRIC]`: what a metric means, its formula, and what to do when it looks bad.
import type { Command } from 'commander'
import { explainMetric, metricFamilies, type MetricEntry } from '../../core/metric-catalogue.ts'
import { metricPage } from '../../core/metric-page.ts'
import { wrapText } from '../display/wrap-text.ts'

export interface ExplainOptions {
  readonly json?: boolean
  readonly markdown?: boolean
}

/**
 * Adds `explain` to the program.
 * @throws RlvrError `RLVR_UNKNOWN_NAME` from its action for a metric that does not exist, with the nearest name
 */
export function addExplainCommand(
  program: Command,
  write: (text: string) => void = (text) => void process.stdout.write(text),
): void {
  program
    .command('explain')
    .description('say what a metric means, and what to do when it looks bad')
    .argument('[metric]', 'its name, or a prefix such as clip_ratio; all are listed without one')
    .option('--json', 'write JSON')
    .option('--markdown', 'write the whole catalogue as docs/metrics.md')
    .action((metric: string | undefined, options: ExplainOptions) => {
      write(explainText(metric, options))
    })
}

/** What the command writes, ending in a newline. */
export function explainText(metric: string | undefined, options: ExplainOptions = {}): string {
  if (options.markdown === true) return metricPage()
  if (metric === undefined) {
    if (options.json === true) return `${JSON.stringify(metricFamilies.flatMap((family) => family.entries))}\n`
    return listing()
  }
  const entries = explainMetric(metric)
  if (options.json === true) return `${JSON.stringify(entries.length === 1 ? entries[0] : entries)}\n`
  return `${entries.map(explanation).join('\n\n')}\n`
}

function explanation(entry: MetricEntry): string {
  return [
    entry.name,
    wrapText(entry.meaning, { width: 88, first: '  ', indent: 2 }),
    field('formula', entry.formula),
    field('unit', `${entry.unit}; ${entry.range}`),
    field('healthy', entry.healthy),
    field('unhealthy', entry.unhealthy),
  ].join('\n')
}

function field(label: string, text: string): string {
  return wrapText(text, { width: 88, first: `  ${label.padEnd(11)}`, indent: 13 })
}

function listing(): string {
  const width = Math.max(...metricFamilies.flatMap((family) => family.entries.map((entry) => entry.name.length))) + 2
  const sections = metricFamilies.map((family) => {
    const lines = family.entries.map((entry) =>
      wrapText(entry.meaning, { width: 110, first: `  ${entry.name.padEnd(width)}`, indent: width + 2 }),
    )
    return `${family.title}\n${lines.join('\n')}`
  })
  return `${sections.join('\n\n')}\n\nrlvr explain METRIC says more about one of them.\n`
}
