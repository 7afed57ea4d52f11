// `report.html` of a run, from what its folder holds.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { EpisodeRecord } from '../core/episode.ts'
import type { JsonObject } from '../core/json.ts'
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
async function sampleGroups(run: string, steps: number): Promise<EpisodeRecord[][]> {
  const wanted = new Set(
    Array.from({ length: sampleCount }, (_, index) => Math.round((index * (steps - 1)) / (sampleCount - 1))),
  )
  const chosen = new Map<number, EpisodeRecord[]>()
  let group: EpisodeRecord[] = []
  const settle = (): void => {
    const step = group[0]?.step
    if (step === undefined || step === null || chosen.has(step)) return
    if (new Set(group.map(({ reward }) => reward)).size > 1) chosen.set(step, group)
  }
  for await (const record of readRecords<EpisodeRecord>(join(run, 'episodes.jsonl'))) {
    if (record.phase !== 'train' || record.step === null || !wanted.has(record.step)) continue
    if (group[0]?.group.id !== record.group.id) {
      settle()
      group = []
    }
    group.push(record)
  }
  settle()
  return [...chosen.values()]
}
