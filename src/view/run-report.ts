// `report.html` of a run, from what its folder holds.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { RlvrError } from '../core/errors.ts'
import type { EpisodeRecord } from '../core/episode.ts'
import type { JsonObject } from '../core/json.ts'
import { readEpisodes } from '../record/episode-reader.ts'
import { readRecords } from '../record/line-reader.ts'
import { recordError } from '../record/record-error.ts'
import { writeAtomically } from '../record/atomic-file.ts'
import { readRunConfig, type RunConfig } from '../record/run-directory.ts'
import type { MetricRow, ReportSummary } from './report-input.ts'
import { reportHtml } from './report.ts'

/** Sample groups shown: this many, spread evenly over the run. */
const sampleCount = 9

/** Writes the report and gives its path. */
export async function writeReport(run: string): Promise<string> {
  const config = readRunConfig(run)
  if (config.algorithm === 'eval')
    throw new RlvrError(
      'RLVR_USAGE',
      `${run} is an evaluation; a report is made of a training. The numbers of an evaluation are in ${join(run, 'summary.json')}.`,
    )
  const metrics: MetricRow[] = []
  const rows = join(run, 'metrics.jsonl')
  if (existsSync(rows)) for await (const row of readRecords<MetricRow>(rows)) metrics.push(row)
  const summary = readSummary(run) ?? summaryOf(config, metrics)
  const html = reportHtml({
    config: config as unknown as JsonObject,
    metrics,
    samples: await sampleGroups(run, spread(metrics)),
    summary,
  })
  const path = join(run, 'report.html')
  writeAtomically(path, [Buffer.from(html)])
  return path
}

/** Null for a run that has none, which is under way or was killed. */
function readSummary(run: string): ReportSummary | null {
  const path = join(run, 'summary.json')
  if (!existsSync(path)) return null
  try {
    const summary = JSON.parse(readFileSync(path, 'utf8')) as ReportSummary | null
    if (typeof summary?.heldOut === 'object' && summary.heldOut !== null) return summary
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw recordError(thrown, `read ${path}`)
  }
  throw new RlvrError(
    'RLVR_RECORD',
    `${path} is no summary of a training: expected JSON with \`heldOut\`. Without the file the report is made of what else is there.`,
  )
}

/** What the lines of a run say of it where it has no summary. */
function summaryOf({ environment, settings }: RunConfig, metrics: readonly MetricRow[]): ReportSummary {
  const training = (settings['training'] ?? {}) as { readonly seed?: number | string }
  const steps = metrics.filter(({ phase }) => phase !== 'cold-start').at(-1)?.step ?? 0
  const seconds = metrics.reduce((sum, row) => sum + (typeof row['step_time'] === 'number' ? row['step_time'] : 0), 0)
  const stopped = 'The run has no summary: it is under way, or was ended before it could write one.'
  return {
    environment,
    seed: training.seed ?? 'unknown',
    steps,
    seconds,
    heldOut: { coldStart: null, end: null },
    stopped,
  }
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
