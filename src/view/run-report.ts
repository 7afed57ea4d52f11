// `report.html` of a run, from what its folder holds.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { EpisodeRecord } from '../core/episode.ts'
import type { JsonObject } from '../core/json.ts'
import { readEpisodes } from '../record/episode-reader.ts'
import { readRecords } from '../record/line-reader.ts'
import { readRunConfig } from '../record/run-directory.ts'
import type { MetricRow, ReportSummary } from './report-input.ts'
import { reportHtml } from './report.ts'

/** Sample groups shown: this many, spread evenly over the run. */
const sampleCount = 9

/** Writes the report and gives its path. */
export async function writeReport(run: string): Promise<string> {
  const metrics: MetricRow[] = []
  for await (const row of readRecords<MetricRow>(join(run, 'metrics.jsonl'))) metrics.push(row)
  const summary = JSON.parse(readFileSync(join(run, 'summary.json'), 'utf8')) as ReportSummary
  const config = readRunConfig(run) as unknown as JsonObject
  const html = reportHtml({ config, metrics, samples: await sampleGroups(run, spread(metrics)), summary })
  const path = join(run, 'report.html')
  writeFileSync(path, html)
  return path
}

/** Steps of the training spread over it. They count from 1, in runs of old from 0. */
function spread(metrics: readonly MetricRow[]): number[] {
  const steps = metrics.filter(({ phase }) => phase !== 'cold-start').map(({ step }) => step)
  const first = Math.min(...steps)
  const last = Math.max(...steps)
  return steps.length === 0
    ? []
    : Array.from(
        { length: sampleCount },
        (_, index) => first + Math.round((index * (last - first)) / (sampleCount - 1)),
      )
}

/** Whole groups from these steps: of each, the first whose rewards differ. */
async function sampleGroups(run: string, steps: readonly number[]): Promise<EpisodeRecord[][]> {
  const chosen = new Map<number | null, EpisodeRecord[]>()
  let group: EpisodeRecord[] = []
  const settle = (): void => {
    const [first] = group
    if (first === undefined || chosen.has(first.step)) return
    if (group.some(({ reward }) => reward !== first.reward)) chosen.set(first.step, group)
  }
  for await (const record of readEpisodes(run, { phase: 'train', steps })) {
    if (group[0]?.group.id !== record.group.id) {
      settle()
      group = []
    }
    group.push(record)
  }
  settle()
  return [...chosen.values()]
}
