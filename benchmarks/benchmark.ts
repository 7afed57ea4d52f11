// What a benchmark is, what it reports, and the table that people read.
import type { ShapeName } from './contender.ts'
import type { Spread } from './paired-rounds.ts'

export interface BenchmarkOptions {
  readonly shape: ShapeName
  readonly threads: number
  readonly rounds: number
  /** Python interpreters to look for PyTorch in. */
  readonly pythons: readonly string[]
  /** Measures torch.compile as one more peer. */
  readonly compiled: boolean
  /** Leaves our side out. */
  readonly peersOnly: boolean
  /** Progress and remarks for people. */
  readonly note: (text: string) => void
}

/** A contender's figures. `ratio` is our time over its time, from paired rounds; null where one side is missing. */
export interface Figures extends Spread {
  readonly name: string
  readonly version: string
  readonly detail: string | null
  readonly python: string | null
  readonly ratio: Spread | null
}

export interface Report {
  readonly benchmark: string
  readonly unit: string
  readonly shape: ShapeName
  readonly threads: number
  readonly rounds: number
  readonly stepsPerRound: number
  /** Our time over the fastest eager peer's; null where a side is missing. Below 1 we are faster. */
  readonly ratio: number | null
  /** The peer that `ratio` is against, with its version. */
  readonly peer: string | null
  readonly ours: Figures | null
  readonly peers: readonly Figures[]
  /** Why a side is missing. */
  readonly missing: readonly string[]
  readonly machine: { readonly cpu: string; readonly cores: number; readonly loadBefore: number }
}

export interface Benchmark {
  readonly name: string
  readonly summary: string
  run(options: BenchmarkOptions): Promise<Report>
}

const digits = (value: number): string => value.toFixed(value < 10 ? 3 : value < 1000 ? 1 : 0)

/** The report as a plain table. */
export function table(report: Report): string {
  const rows = [['', report.unit, 'min', 'max', 'our time / its', 'min', 'max']]
  for (const row of report.ours === null ? report.peers : [report.ours, ...report.peers]) {
    const ratio = row.ratio === null ? ['', '', ''] : [row.ratio.median, row.ratio.min, row.ratio.max].map(digits)
    rows.push([`${row.name} ${row.version}`, digits(row.median), digits(row.min), digits(row.max), ...ratio])
  }
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  const lines = rows.map((row) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join('  '),
  )
  const { machine } = report
  const head = `${report.benchmark} ${report.shape}: medians of ${report.rounds} interleaved rounds of ${report.stepsPerRound}, ${report.threads} threads, ${machine.cpu}, ${machine.cores} cores, load ${machine.loadBefore.toFixed(1)} before`
  const details = report.peers.map((peer) => `  ${peer.name} ${peer.version} (${peer.python ?? '?'}): ${peer.detail}`)
  return [head, ...lines, ...details, ...report.missing.map((reason) => `  missing: ${reason}`)].join('\n')
}
