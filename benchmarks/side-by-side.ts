// Whole jobs of ours beside a peer's, each in a process of its own: time, processor time, peak memory and parts, from
// interleaved rounds. The ratio is the median of the ratios of each round's pair, so what slows both cancels out.
import { availableParallelism, cpus, loadavg } from 'node:os'
import { openJsonProcess, SideMissing, type JsonProcess, type MeasuredRound } from './json-process.ts'
import { pairedRounds, spread, timeRatios, type Spread } from './paired-rounds.ts'

/** How a side is started. */
export interface Side {
  readonly command: string
  readonly parameters: readonly string[]
  readonly environment?: { readonly [name: string]: string }
  /** Starts a process of its own for each round. */
  readonly fresh?: boolean
  /** What sets this way apart from others of the same side. */
  readonly detail?: string
}

export interface SideFigures extends Spread {
  readonly name: string
  readonly version: string
  readonly detail: string | null
  readonly cpuMs: Spread
  readonly peakMb: number
  /** Medians. */
  readonly parts: { readonly [name: string]: number }
}

export interface SideReport {
  readonly benchmark: string
  readonly subject: string
  readonly unit: string
  readonly threads: number
  readonly rounds: number
  /** Our time over the peer's, below 1 we are faster; null where a side is missing. */
  readonly ratio: number | null
  readonly ratios: Spread | null
  /** Our processor time over the peer's. */
  readonly cpuRatio: number | null
  readonly peer: string | null
  readonly ours: SideFigures | null
  readonly peers: readonly SideFigures[]
  readonly missing: readonly string[]
  readonly machine: {
    readonly cpu: string
    readonly cores: number
    readonly loadBefore: number
    readonly loadAfter: number
  }
}

export interface Comparison {
  readonly benchmark: string
  /** What both do, in words. */
  readonly subject: string
  readonly unit: 'ms' | 'tokens/s'
  readonly threads: number
  readonly rounds: number
  readonly warmUpRounds: number
  /** Null leaves it out. */
  readonly ours: Side | null
  /** Each peer with the ways in which it may be run: two rounds of each way, and the fastest is kept. `ratio` is against the fastest peer. */
  readonly peers: readonly (readonly Side[])[]
  readonly note: (text: string) => void
}

interface Measured {
  process: JsonProcess
  readonly side: Side
  readonly rounds: MeasuredRound[]
}

async function roundOf(measured: Measured): Promise<MeasuredRound> {
  const { side, rounds } = measured
  if (side.fresh === true && rounds.length > 0) {
    await measured.process.close()
    measured.process = await openJsonProcess(side.command, side.parameters, side.environment)
  }
  const round = (await measured.process.ask({ round: true })) as unknown as MeasuredRound
  rounds.push(round)
  return round
}

export async function sideBySide(comparison: Comparison): Promise<SideReport> {
  const { benchmark, subject, unit, threads, rounds, warmUpRounds, note } = comparison
  const loadBefore = loadavg()[0] ?? 0
  const missing: string[] = []
  const open = async (side: Side): Promise<Measured | null> => {
    note(`starting ${[side.command, ...side.parameters].join(' ')}`)
    try {
      const process = await openJsonProcess(side.command, side.parameters, side.environment)
      return { process, side, rounds: [] }
    } catch (thrown) {
      if (!(thrown instanceof SideMissing)) throw thrown
      missing.push(thrown.message)
      note(thrown.message)
      return null
    }
  }
  const sides: Measured[] = []
  try {
    const ours = comparison.ours === null ? null : await open(comparison.ours)
    if (ours !== null) sides.push(ours)
    else missing.push('ours was left out')
    for (const ways of comparison.peers) {
      const opened = await fastestOf(ways, unit, open)
      if (opened !== null) sides.push(opened)
    }
    if (sides.length === 0) throw new Error(`Nothing to measure. ${missing.join(' ')}`)
    note(`measuring ${rounds} rounds of ${sides.map(({ process }) => String(process.hello['name'])).join(', ')}`)
    const contenders = sides.map((side) => ({
      name: String(side.process.hello['name']),
      version: String(side.process.hello['version']),
      round: async () => (await roundOf(side)).value,
      async close() {},
    }))
    await pairedRounds(contenders, { rounds, warmUpRounds })
    for (const side of sides) side.rounds.splice(0, side.rounds.length - rounds)
    const higherIsBetter = unit === 'tokens/s'
    const peers = sides.filter((side) => side !== ours)
    const best = peers.toSorted((a, b) => (medianOf(a) - medianOf(b)) * (higherIsBetter ? -1 : 1)).at(0)
    const ratios =
      ours === null || best === undefined ? null : timeRatios(valuesOf(ours), valuesOf(best), higherIsBetter)
    const cpuRatio = ours === null || best === undefined ? null : timeRatios(cpuOf(ours), cpuOf(best), false).median
    return {
      benchmark,
      subject,
      unit,
      threads,
      rounds,
      ratio: ratios?.median ?? null,
      ratios,
      cpuRatio,
      peer:
        best === undefined ? null : `${String(best.process.hello['name'])} ${String(best.process.hello['version'])}`,
      ours: ours === null ? null : figuresOf(ours),
      peers: peers.map(figuresOf),
      missing,
      machine: {
        cpu: cpus()[0]?.model ?? 'unknown',
        cores: availableParallelism(),
        loadBefore,
        loadAfter: loadavg()[0] ?? 0,
      },
    }
  } finally {
    for (const { process } of sides) await process.close()
  }
}

/** Idle threads of OpenMP sleep, or spin for a while before they do: which is faster depends on the machine and its load. */
export function bothWaitPolicies(side: Side, threads: number): Side[] {
  const environment = { ...side.environment, OMP_NUM_THREADS: String(threads) }
  return [
    { ...side, environment, detail: 'openmp=active' },
    { ...side, environment: { ...environment, OMP_WAIT_POLICY: 'passive' }, detail: 'openmp=passive' },
  ]
}

async function fastestOf(
  ways: readonly Side[],
  unit: Comparison['unit'],
  open: (side: Side) => Promise<Measured | null>,
): Promise<Measured | null> {
  let best: Measured | null = null
  let bestTime = Infinity
  for (const way of ways) {
    const measured = await open(way)
    if (measured === null) break
    const values: number[] = []
    for (let round = 0; ways.length > 1 && round < 2; round++) values.push((await roundOf(measured)).value)
    const time = unit === 'ms' ? Math.min(...values) : -Math.max(...values)
    const isBetter = best === null || time < bestTime
    await (isBetter ? best : measured)?.process.close()
    if (isBetter) [best, bestTime] = [measured, time]
  }
  return best
}

const valuesOf = ({ rounds }: Measured): number[] => rounds.map(({ value }) => value)
const cpuOf = ({ rounds }: Measured): number[] => rounds.map(({ cpuMs }) => cpuMs)
const medianOf = (side: Measured): number => spread(valuesOf(side)).median

function figuresOf(side: Measured): SideFigures {
  const { hello } = side.process
  const names = Object.keys(side.rounds[0]?.parts ?? {})
  return {
    name: String(hello['name']),
    version: String(hello['version']),
    detail: [hello['detail'], side.side.detail].filter((part) => typeof part === 'string').join(', ') || null,
    ...spread(valuesOf(side)),
    cpuMs: spread(cpuOf(side)),
    peakMb: Math.max(...side.rounds.map(({ peakMb }) => peakMb)),
    parts: Object.fromEntries(
      names.map((name) => [name, spread(side.rounds.map(({ parts }) => parts?.[name] ?? Number.NaN)).median]),
    ),
  }
}

/** The report as a plain table. */
export function sideTable(report: SideReport): string {
  const { machine } = report
  const rows = [['', report.unit, 'min', 'max', 'CPU ms', 'peak MB', 'parts']]
  for (const side of [...(report.ours === null ? [] : [report.ours]), ...report.peers])
    rows.push([
      `${side.name} ${side.version}`,
      ...[side.median, side.min, side.max, side.cpuMs.median].map((value) => value.toFixed(value < 100 ? 1 : 0)),
      side.peakMb.toFixed(0),
      Object.entries(side.parts)
        .map(([name, value]) => `${name} ${value.toFixed(value < 100 ? 1 : 0)}`)
        .join(', '),
    ])
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  const lines = rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 || column === 6 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!),
      )
      .join('  ')
      .trimEnd(),
  )
  const ratio =
    report.ratios === null
      ? 'ratio: a side is missing'
      : `ratio ${report.ratios.median.toFixed(3)} of the time of ${report.peer} (${report.ratios.min.toFixed(3)} to ${report.ratios.max.toFixed(3)}), ${report.cpuRatio?.toFixed(3)} of its processor time`
  return [
    `${report.benchmark}: ${report.subject}`,
    `medians of ${report.rounds} interleaved rounds, ${report.threads} threads, ${machine.cpu}, ${machine.cores} cores, load ${machine.loadBefore.toFixed(1)} before, ${machine.loadAfter.toFixed(1)} after`,
    ...lines,
    ratio,
    ...[...(report.ours === null ? [] : [report.ours]), ...report.peers].flatMap(({ name, detail }) =>
      detail === null ? [] : [`  ${name}: ${detail}`],
    ),
    ...report.missing.map((reason) => `  missing: ${reason}`),
  ].join('\n')
}
