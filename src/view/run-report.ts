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
  const html = reportHtml({ config, metrics, samples: await sampleGroups(run, summary.steps), summary })
  const path = join(run, 'report.html')
  writeFileSync(path, html)
  return path
}

/** Whole groups from steps spread over the run: of each step, the first whose rewards differ. */
async function sampleGroups(run: string, count: number): Promise<EpisodeRecord[][]> {
  const steps = Array.from({ length: sampleCount }, (_, index) => Math.round((index * (count - 1)) / (sampleCount - 1)))
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
