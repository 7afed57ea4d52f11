// What was measured of an environment's recipe: `docs/environments/learning.json`, which `npm run -s bench -- recipes` writes.
import { existsSync, readFileSync } from 'node:fs'

export interface CurvePoint {
  readonly step: number
  readonly value: number
}

export interface Learning {
  readonly environment: string
  /** Held-out sampled pass@1 by step, a curve a seed. */
  readonly curves: readonly (readonly CurvePoint[])[]
}

const file = new URL('../../docs/environments/learning.json', import.meta.url)

/** Null where nothing was measured. */
export function learningOf(environment: string): Learning | null {
  if (!existsSync(file)) return null
  const all = JSON.parse(readFileSync(file, 'utf8')) as { readonly [id: string]: Omit<Learning, 'environment'> }
  const known = all[environment]
  return known === undefined ? null : { environment, ...known }
}
