// `report.html`: one file that says whether a run learned. It opens from disk, loads nothing, and runs no script but
// its own: the content policy allows that script by its hash.
import { createHash } from 'node:crypto'
import type { HeldOutResult } from '../../trainers/train-event.ts'
import type { Json } from '../core/json.ts'
import { failureLines } from '../core/failure-tally.ts'
import { chartHtml } from './chart.ts'
import { escapeHtml } from './escape-html.ts'
import { formatMetric, formatSeconds } from './format-metric.ts'
import { reportCharts } from './report-charts.ts'
import type { ReportInput, ReportSummary } from './report-input.ts'
import { chooseGroups, groupHtml } from './report-samples.ts'
import { reportScript } from './report-script.ts'
import { reportStyle } from './report-style.ts'

/**
 * The page. Whatever the replies, the configuration or the names hold is shown as text. Missing parts (no
 * evaluation, no samples, an empty run) leave their section out.
 */
export function reportHtml({ config, metrics, samples, summary }: ReportInput): string {
  const scriptHash = createHash('sha256').update(reportScript).digest('base64')
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${scriptHash}'`
  const charts = reportCharts(metrics, summary).map(chartHtml).filter(Boolean)
  const groups = chooseGroups(samples).map(groupHtml)
  const hadColdStart = metrics.some((row) => row.phase === 'cold-start')
  const algorithm = metrics.find((row) => row.phase !== 'cold-start')?.phase ?? 'training'
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${escapeHtml(`${summary.environment} · ${algorithm} · rlvr`)}</title>
<style>${reportStyle}</style></head><body><main>
<h1>${escapeHtml(summary.environment)}</h1>
<p class="lead">${escapeHtml(algorithm)} · seed ${escapeHtml(String(summary.seed))}</p>
${troubles(summary)}${headline(summary, hadColdStart)}
${section('Learning curves', charts.length > 0 ? `<div class="charts">${charts.join('\n')}</div>` : '')}
${section('Sample groups', groups.join('\n'))}
${section('Configuration', settings(config))}
<footer>Point at a chart for its values. <code>rlvr explain METRIC</code> says what each metric means.</footer>
</main><script>${reportScript}</script></body></html>
`
}

function section(title: string, content: string): string {
  return content === '' ? '' : `<section><h2>${title}</h2>\n${content}</section>`
}

/** What went wrong, before any number: what stopped the run, what could not be judged, the alarms. */
function troubles({ stopped, failures, alarms = [] }: ReportSummary): string {
  const lines = [
    ...(stopped ? [`Stopped: ${stopped}`] : []),
    ...(failures === undefined ? [] : failureLines(failures).map((line) => line.trim())),
    ...alarms.map(({ name, step, message }) => `Alarm ${name} at step ${step}: ${message}`),
  ]
  if (lines.length === 0) return ''
  return `<ul class="troubles">${lines.map((line) => `<li>${escapeHtml(line)}</li>`).join('')}</ul>\n`
}

function headline(summary: ReportSummary, hadColdStart: boolean): string {
  const { coldStart, end } = summary.heldOut
  const interval = end
    ? `95 % interval ${formatMetric(end.interval.low, 'share')} to ${formatMetric(end.interval.high, 'share')} over ${end.tasks} tasks`
    : 'not evaluated'
  return `<div class="tiles">
<div class="tile head"><h3>Held-out tasks solved by one sampled reply (pass@1)</h3><div class="value">${fromTo(coldStart?.sampledPass1, end?.sampledPass1)}</div>${rangeBar(coldStart, end)}<p>${interval}</p></div>
<div class="tile"><h3>Greedy pass@1</h3><div class="value">${fromTo(coldStart?.greedyPass1, end?.greedyPass1)}</div><p>always the likeliest token</p></div>
<div class="tile"><h3>Held-out reward</h3><div class="value">${fromTo(coldStart?.sampledReward, end?.sampledReward, 'reward')}</div><p>mean of sampled replies</p></div>
<div class="tile"><h3>Steps</h3><div class="value">${formatMetric(summary.steps, 'count')}</div><p>${hadColdStart ? 'after the cold start' : 'rollouts learned from'}</p></div>
<div class="tile"><h3>Time</h3><div class="value">${formatSeconds(summary.seconds)}</div><p>wall clock, whole run</p></div>
</div>`
}

/** The interval on a line from 0 to 1, with a mark for the end and one for the start. */
function rangeBar(coldStart: HeldOutResult | null, end: HeldOutResult | null): string {
  if (end === null) return ''
  const { low, high } = end.interval
  const start = coldStart ? `<b class="start" style="left:${percent(coldStart.sampledPass1)}"></b>` : ''
  return `<div class="range"><i style="left:${percent(low)};width:${percent(high - low)}"></i>${start}<b style="left:${percent(end.sampledPass1)}"></b></div>`
}

function fromTo(
  coldStart: number | null | undefined,
  end: number | null | undefined,
  unit: 'share' | 'reward' = 'share',
): string {
  return `<small>${formatMetric(coldStart, unit)} →</small> ${formatMetric(end, unit)}`
}

function percent(share: number): string {
  return `${(Math.max(0, Math.min(1, share)) * 100).toFixed(1)}%`
}

function settings(config: ReportInput['config']): string {
  const rows = flatten(config, '').map(
    ([path, value]) => `<tr><td><code>${escapeHtml(path)}</code></td><td>${escapeHtml(value)}</td></tr>`,
  )
  return rows.length === 0 ? '' : `<div class="settings"><table>${rows.join('')}</table></div>`
}

/** Leaves of the configuration by their path; lists of plain values stay on one line. */
function flatten(value: Json | undefined, path: string): [string, string][] {
  if (value === undefined) return []
  if (value === null || typeof value !== 'object') return [[path, String(value)]]
  if (isList(value)) {
    if (value.every((item) => item === null || typeof item !== 'object')) return [[path, value.map(String).join(', ')]]
    return value.flatMap((item, i) => flatten(item, `${path}[${i}]`))
  }
  return Object.entries(value).flatMap(([key, inner]) => flatten(inner, path === '' ? key : `${path}.${key}`))
}

// Array.isArray does not narrow a readonly array out of a union.
function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}
