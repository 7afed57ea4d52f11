// The learning curves of a report: which metrics go into which chart.
import type { Chart, ChartPoint, ChartSeries } from './chart.ts'
import type { MetricRow, ReportSummary } from './report-input.ts'
import { formatMetric } from './format-metric.ts'

/** The charts of a run, those that decide first. One without a value draws nothing. */
export function reportCharts(rows: readonly MetricRow[], summary: ReportSummary): Chart[] {
  const { placed, coldStartEnd } = placeRows(rows)
  const line = (label: string, name: string, colour: number, more: Partial<ChartSeries> = {}): ChartSeries => ({
    label,
    colour,
    points: pointsOf(placed, name),
    ...more,
  })
  const single = (title: string, metric: string, unit: Chart['unit'], more: Partial<Chart> = {}): Chart => ({
    title,
    metric,
    unit,
    series: [line(title, metric, 1)],
    coldStartEnd,
    ...more,
  })
  const coldStart = summary.heldOut.coldStart?.sampledPass1 ?? null
  return [
    {
      title: 'Outcome',
      wide: true,
      metric: 'outcome',
      unit: 'share',
      include: [0, 1],
      coldStartEnd,
      series: [
        line('training tasks', 'outcome', 2, { smooth: true }),
        line('held-out tasks, sampled', 'eval/sampled_pass1', 1, { sparse: true }),
        line('held-out tasks, greedy', 'eval/greedy_pass1', 3, { sparse: true }),
      ],
      band: { colour: 1, points: bandOf(placed) },
      ...(coldStart !== null && {
        reference: {
          value: coldStart,
          label: `${coldStartEnd === null ? 'at the start' : 'cold start'} ${formatMetric(coldStart, 'share')}`,
        },
      }),
    },
    {
      title: 'Reward',
      metric: 'reward',
      unit: 'reward',
      include: [0],
      coldStartEnd,
      series: [
        line('mean', 'reward', 1, { smooth: true }),
        line('held-out tasks, sampled', 'eval/sampled_reward', 3, { sparse: true }),
        line('standard deviation', 'reward_std', 4, { smooth: true }),
      ],
    },
    {
      title: 'Rewards of the rubric',
      metric: 'rewards/NAME/mean',
      unit: 'share',
      include: [0, 1],
      coldStartEnd,
      series: rewardNames(rows).map((name, i) => line(name, `rewards/${name}/mean`, (i % 6) + 1)),
    },
    single('Groups that teach nothing', 'frac_reward_zero_std', 'share', { include: [0, 1] }),
    single('Entropy', 'entropy', 'nats', { include: [0] }),
    single('KL to the reference', 'kl', 'nats', { include: [0] }),
    single('Clipped ratios', 'clip_ratio/region_mean', 'share', {
      include: [0],
      series: [line('low side', 'clip_ratio/low_mean', 4), line('high side', 'clip_ratio/high_mean', 1)],
    }),
    single('Gradient norm', 'grad_norm', 'none', { include: [0] }),
    single('Learning rate', 'learning_rate', 'none', { include: [0] }),
    single('Length of replies', 'completions/mean_length', 'tokens', {
      series: [
        line('mean', 'completions/mean_length', 1),
        line('shortest', 'completions/min_length', 5),
        line('longest', 'completions/max_length', 4),
      ],
      include: [0],
    }),
    single('Replies cut off', 'completions/clipped_ratio', 'share', { include: [0] }),
    {
      title: 'Time by phase',
      metric: 'time/*',
      unit: 'seconds',
      stacked: true,
      series: ['generate', 'verify', 'update', 'evaluate', 'checkpoint'].map((phase, i) =>
        line(phase, `time/${phase}`, i + 1),
      ),
    },
    single('Tokens a second', 'tokens_per_second', 'tokens/s', { include: [0] }),
    single('Loss (not a measure of progress)', 'loss', 'none'),
  ]
}

function rewardNames(rows: readonly MetricRow[]): string[] {
  const names = rows.flatMap(Object.keys).map((key) => /^rewards\/([^/]+)\/mean$/u.exec(key)?.[1])
  return [...new Set(names)].filter((name) => name !== undefined)
}

interface PlacedRow {
  readonly at: number
  readonly row: MetricRow
}

/** Rows in the order of a single axis; a cold start whose steps overlap those that follow is put before step 1. */
function placeRows(rows: readonly MetricRow[]): { placed: PlacedRow[]; coldStartEnd: number | null } {
  const cold = rows.filter((row) => row.phase === 'cold-start').map((row) => row.step)
  const after = rows.filter((row) => row.phase !== 'cold-start').map((row) => row.step)
  if (cold.length === 0) return { placed: rows.map((row) => ({ at: row.step, row })), coldStartEnd: null }
  const last = Math.max(...cold)
  const shift = after.length > 0 && Math.min(...after) <= last ? Math.min(...after, 1) - 1 - last : 0
  const placed = rows.map((row) => ({ at: row.phase === 'cold-start' ? row.step + shift : row.step, row }))
  return { placed: placed.sort((a, b) => a.at - b.at), coldStartEnd: last + shift }
}

function pointsOf(placed: readonly PlacedRow[], name: string): ChartPoint[] {
  const known = placed.map(({ at, row }) => ({ step: at, value: numberOf(row, name) }))
  // A metric that a phase does not have must not stretch the axis over that phase.
  const first = known.findIndex((point) => point.value !== null)
  const last = known.findLastIndex((point) => point.value !== null)
  return first < 0 ? [] : known.slice(first, last + 1)
}

function bandOf(placed: readonly PlacedRow[]): { step: number; low: number; high: number }[] {
  return placed.flatMap(({ at, row }) => {
    const low = numberOf(row, 'eval/low')
    const high = numberOf(row, 'eval/high')
    return low === null || high === null ? [] : [{ step: at, low, high }]
  })
}

function numberOf(row: MetricRow, name: string): number | null {
  const value = row[name]
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}
