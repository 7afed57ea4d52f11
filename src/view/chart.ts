// A chart as inline SVG: lines over steps with an interval band, or areas stacked on each other. Colours are classes,
// so that the page's light and dark themes set them; the values that the pointer shows travel as JSON beside it.
import type { MetricUnit } from '../core/metric-catalogue.ts'
import { axisOver, type Axis } from './axis.ts'
import { escapeHtml, escapeJsonForHtml } from './escape-html.ts'
import { formatMetric } from './format-metric.ts'

/** A value at a step; null breaks the line. */
export interface ChartPoint {
  readonly step: number
  readonly value: number | null
}

export interface ChartSeries {
  readonly label: string
  /** 1..6: the colour. */
  readonly colour: number
  readonly points: readonly ChartPoint[]
  /** Measured now and then: dots on the line, and the line crosses the steps between. */
  readonly sparse?: boolean
  /** Draws the values faint and their moving mean strong. */
  readonly smooth?: boolean
}

export interface ChartBand {
  readonly colour: number
  readonly points: readonly { readonly step: number; readonly low: number; readonly high: number }[]
}

export interface Chart {
  readonly title: string
  /** The metric to look up with `rlvr explain`. */
  readonly metric: string
  readonly unit: MetricUnit
  readonly series: readonly ChartSeries[]
  readonly band?: ChartBand
  /** Values the vertical axis must show. */
  readonly include?: readonly number[]
  /** A dashed line at a value, with words. */
  readonly reference?: { readonly value: number; readonly label: string }
  /** The step at which the cold start ended. */
  readonly coldStartEnd?: number | null
  readonly stacked?: boolean
  /** Drawn over the whole width of the page. */
  readonly wide?: boolean
}

const plot = { left: 46, right: 12, top: 12, bottom: 24 }

/** The chart as a `<figure>`; empty text where no series has a value. */
export function chartHtml(chart: Chart): string {
  const { width, height } = sizeOf(chart)
  const series = chart.series.filter((one) => one.points.some((point) => isNumber(point.value)))
  if (series.length === 0) return ''
  const steps = [...new Set(series.flatMap((one) => one.points.map((point) => point.step)))].sort((a, b) => a - b)
  const layers = chart.stacked === true ? stack(series, steps) : null
  const values = layers
    ? layers.flatMap((layer) => layer.map((edge) => edge.high))
    : series.flatMap((one) => one.points.map((point) => point.value).filter(isNumber))
  const x = axisOver(steps, {
    from: plot.left,
    to: width - plot.right,
    count: chart.wide === true ? 12 : 5,
    round: false,
    whole: true,
  })
  const y = axisOver([...values, ...(chart.band?.points.flatMap((point) => [point.low, point.high]) ?? [])], {
    from: height - plot.bottom,
    to: plot.top,
    include: [...(chart.include ?? []), ...(chart.reference ? [chart.reference.value] : []), ...(layers ? [0] : [])],
  })
  const marks = layers
    ? layers.map((layer, i) => `<path class="area c${series[i]?.colour ?? 1}" d="${areaPath(layer, x, y)}"/>`)
    : [bandMark(chart.band, x, y), ...series.map((one) => lineMarks(one, x, y))]
  const legend = series
    .map((one) => `<span class="key"><i class="swatch c${one.colour}"></i>${escapeHtml(one.label)}</span>`)
    .join('')
  const summary = series.map((one) => `${one.label} ends at ${formatMetric(lastValue(one), chart.unit)}`).join('; ')
  return `<figure class="chart${chart.wide === true ? ' wide' : ''}">
<figcaption><b>${escapeHtml(chart.title)}</b> <code>${escapeHtml(chart.metric)}</code><span class="legend">${series.length > 1 ? legend : ''}</span></figcaption>
<svg viewBox="0 0 ${width} ${height}" role="img" tabindex="0" aria-label="${escapeHtml(`${chart.title}. ${summary}.`)}">
${gridMarks(chart, x, y)}${coldStartMark(chart, x)}${referenceMark(chart, y)}
${marks.join('\n')}
<line class="cross" y1="${plot.top}" y2="${height - plot.bottom}" x1="0" x2="0" visibility="hidden"/>
</svg>
<script type="application/json">${escapeJsonForHtml(hoverData(chart, series, steps, x))}</script>
</figure>`
}

/** In units of the SVG, which are about pixels, so that text has the same size in both. */
function sizeOf(chart: Chart): { width: number; height: number } {
  return chart.wide === true ? { width: 1160, height: 300 } : { width: 380, height: 180 }
}

function gridMarks(chart: Chart, x: Axis, y: Axis): string {
  const { width, height } = sizeOf(chart)
  const lines = y.ticks.map(
    (tick) =>
      `<line class="grid" x1="${plot.left}" x2="${width - plot.right}" y1="${pixel(y.at(tick))}" y2="${pixel(y.at(tick))}"/>` +
      `<text class="tick" x="${plot.left - 6}" y="${pixel(y.at(tick) + 3.5)}" text-anchor="end">${escapeHtml(formatTick(tick, chart.unit))}</text>`,
  )
  const steps = x.ticks.map(
    (tick) =>
      `<text class="tick" x="${pixel(x.at(tick))}" y="${height - plot.bottom + 16}" text-anchor="middle">${tick}</text>`,
  )
  return [...lines, ...steps].join('')
}

function coldStartMark(chart: Chart, x: Axis): string {
  const end = chart.coldStartEnd
  const { height } = sizeOf(chart)
  if (end === null || end === undefined || end <= x.low || end >= x.high) return ''
  const at = pixel(x.at(end))
  return (
    `<rect class="cold" x="${plot.left}" y="${plot.top}" width="${pixel(x.at(end) - plot.left)}" height="${height - plot.top - plot.bottom}"/>` +
    `<line class="mark" x1="${at}" x2="${at}" y1="${plot.top}" y2="${height - plot.bottom}"/>` +
    `<text class="note" x="${plot.left + 5}" y="${plot.top + 11}">cold start</text>`
  )
}

function referenceMark(chart: Chart, y: Axis): string {
  if (chart.reference === undefined) return ''
  const { width } = sizeOf(chart)
  const at = y.at(chart.reference.value)
  return (
    `<line class="mark" x1="${plot.left}" x2="${width - plot.right}" y1="${pixel(at)}" y2="${pixel(at)}"/>` +
    `<text class="note" x="${width - plot.right - 2}" y="${pixel(at - 4)}" text-anchor="end">${escapeHtml(chart.reference.label)}</text>`
  )
}

function bandMark(band: ChartBand | undefined, x: Axis, y: Axis): string {
  if (band === undefined || band.points.length === 0) return ''
  return `<path class="band c${band.colour}" d="${areaPath(band.points, x, y)}"/>`
}

function lineMarks(series: ChartSeries, x: Axis, y: Axis): string {
  const points = series.sparse === true ? series.points.filter((point) => isNumber(point.value)) : series.points
  const line = linePath(points, x, y)
  const colour = `c${series.colour}`
  if (series.smooth === true && points.length >= 24) {
    return `<path class="line faint ${colour}" d="${line}"/><path class="line ${colour}" d="${linePath(movingMean(points), x, y)}"/>`
  }
  const dots =
    series.sparse === true || points.length === 1
      ? points.map((point) =>
          isNumber(point.value)
            ? `<circle class="dot ${colour}" r="3" cx="${pixel(x.at(point.step))}" cy="${pixel(y.at(point.value))}"/>`
            : '',
        )
      : []
  return `<path class="line ${colour}" d="${line}"/>${dots.join('')}`
}

function linePath(points: readonly ChartPoint[], x: Axis, y: Axis): string {
  let path = ''
  let open = false
  for (const { step, value } of points) {
    if (isNumber(value)) path += `${open ? 'L' : 'M'}${pixel(x.at(step))} ${pixel(y.at(value))}`
    open = isNumber(value)
  }
  return path
}

function areaPath(points: readonly { step: number; low: number; high: number }[], x: Axis, y: Axis): string {
  const upper = points.map((point) => `${pixel(x.at(point.step))} ${pixel(y.at(point.high))}`)
  const lower = points.map((point) => `${pixel(x.at(point.step))} ${pixel(y.at(point.low))}`).toReversed()
  return `M${[...upper, ...lower].join('L')}Z`
}

/** Each series on top of those before it; a missing value counts as 0. */
function stack(
  series: readonly ChartSeries[],
  steps: readonly number[],
): { step: number; low: number; high: number }[][] {
  const floor = new Map<number, number>(steps.map((step) => [step, 0]))
  return series.map((one) => {
    const values = new Map(one.points.map((point) => [point.step, point.value]))
    return steps.map((step) => {
      const low = floor.get(step) ?? 0
      const value = values.get(step)
      const high = low + (isNumber(value) ? value : 0)
      floor.set(step, high)
      return { step, low, high }
    })
  })
}

/** Mean over a window of about a fifteenth of the points, centred and cut at the ends. */
function movingMean(points: readonly ChartPoint[]): ChartPoint[] {
  const reach = Math.max(2, Math.round(points.length / 30))
  return points.map(({ step }, i) => {
    const near = points
      .slice(Math.max(0, i - reach), i + reach + 1)
      .map((point) => point.value)
      .filter(isNumber)
    return { step, value: near.length === 0 ? null : near.reduce((sum, value) => sum + value, 0) / near.length }
  })
}

function hoverData(chart: Chart, series: readonly ChartSeries[], steps: readonly number[], x: Axis): unknown {
  const columns = series.map((one) => new Map(one.points.map((point) => [point.step, point.value])))
  const intervals = new Map(chart.band?.points.map((point) => [point.step, point]))
  return {
    x: steps.map((step) => Number(pixel(x.at(step)))),
    steps,
    rows: series.map((one, i) => ({
      label: one.label,
      colour: one.colour,
      values: steps.map((step) => {
        const value = columns[i]?.get(step)
        if (!isNumber(value)) return null
        const interval = chart.band?.colour === one.colour ? intervals.get(step) : undefined
        const range = interval
          ? ` (${formatMetric(interval.low, chart.unit)} to ${formatMetric(interval.high, chart.unit)})`
          : ''
        return formatMetric(value, chart.unit) + range
      }),
    })),
  }
}

function formatTick(value: number, unit: MetricUnit): string {
  const size = Math.abs(value)
  if (unit === 'seconds') return `${value} s`
  return size >= 1e4 ? formatMetric(value, 'count') : size < 1e-4 ? formatMetric(value, 'none') : String(value)
}

function lastValue(series: ChartSeries): number | null {
  return series.points.findLast((point) => isNumber(point.value))?.value ?? null
}

function isNumber(value: number | null | undefined): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}

function pixel(value: number): string {
  return value.toFixed(1)
}
