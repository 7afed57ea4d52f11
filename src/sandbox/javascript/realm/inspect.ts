import type { Primordials } from './primordials.ts'
export interface Inspect {
  inspect(value: unknown, options?: object): string
  format(given: readonly unknown[]): string
  table(rows: unknown): string
}
export function installInspect(primordials: Primordials): Inspect {
  const inspect = (value: unknown): string =>
    typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
  return { inspect, format: (given) => given.map((each) => inspect(each)).join(' '), table: (rows) => inspect(rows) }
}
