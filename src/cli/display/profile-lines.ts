// What `--profile` says at the end: of each phase, what crossed to the device and back, what was dispatched and how long
// that took, a step and a token.
import { counted } from '../../core/counted.ts'
import { trafficSum } from '../../core/traffic-counts.ts'
import type { ProfileRow } from '../../record/profile.ts'

export function profileLines(rows: readonly ProfileRow[]): string[] {
  const phases = Map.groupBy(rows, ({ phase }) => phase)
  const width = Math.max(8, ...[...phases.keys()].map((phase) => phase.length))
  return [...phases].flatMap(([phase, all]) => {
    // The first step makes programs, which no later one does.
    const own = all.length > 1 ? all.slice(1) : all
    const sum = trafficSum(own)
    const [seconds, tokens] = [total(own, 'seconds'), total(own, 'tokens')]
    const each = (value: number, count: number): string => number(value / count)
    const steps = own.length
    const ofStep = [
      `up ${bytes(sum.uploadedBytes / steps)} in ${each(sum.uploads, steps)}`,
      `down ${bytes(sum.downloadedBytes / steps)} in ${each(sum.downloads, steps)}`,
      `${each(sum.operations, steps)} operations in ${each(sum.runs, steps)} runs`,
      `${each(sum.dispatchMs, steps)} ms dispatching and ${each(sum.waitMs, steps)} ms waiting of ${each(1000 * seconds, steps)}`,
    ].join(', ')
    const ofToken =
      tokens === 0
        ? []
        : [
            `${''.padEnd(9 + width)}  a token: up ${bytes(sum.uploadedBytes / tokens)}, down ${bytes(sum.downloadedBytes / tokens)}, ${each(sum.operations, tokens)} operations, ${each(sum.dispatchMs, tokens)} ms dispatching, ${each(sum.waitMs, tokens)} ms waiting (${number(tokens)} tokens)`,
          ]
    const of = steps === 1 ? 'in all' : `a step (mean of ${counted(steps, 'step')})`
    return [`profile  ${phase.padEnd(width)}  ${of}: ${ofStep}`, ...ofToken]
  })
}

function total(rows: readonly ProfileRow[], name: 'seconds' | 'tokens'): number {
  return rows.reduce((sum, row) => sum + row[name], 0)
}

function bytes(count: number): string {
  return count >= 1e6 ? `${number(count / 1e6)} MB` : count >= 1e4 ? `${number(count / 1e3)} kB` : `${number(count)} B`
}

/** Three digits of what is small, whole numbers of what is not. */
function number(value: number): string {
  return value >= 100 || Number.isInteger(value) ? String(Math.round(value)) : value.toPrecision(value < 1 ? 2 : 3)
}
