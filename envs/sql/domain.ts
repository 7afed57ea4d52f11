// What a domain of databases is: its tables, how their rows are drawn, and what is asked of them. A template's `careless`
// are statements that look right and are not: the databases of a task are chosen so that each of them is found out.
import type { Rng } from '../../src/core/random.ts'

export type Cell = string | number | null

/** One database: rows by table, in an order in which every reference finds what it points to. */
export type World = { readonly [table: string]: readonly (readonly Cell[])[] }

export interface Asked {
  readonly ask: string
  /** One SELECT, or for a change statements joined by `;`. */
  readonly gold: string
  readonly careless: readonly string[]
  /** Whether the order of the rows is asked for. Left out: it is not. */
  readonly ordered?: true
}

export interface Template {
  readonly level: number
  readonly kind: 'question' | 'change'
  readonly make: (rng: Rng) => Asked
}

export interface Domain {
  readonly name: string
  /** What the database is about, as in "a shop". */
  readonly about: string
  /** CREATE TABLE statements, as the policy reads them too. */
  readonly schema: string
  readonly fill: (rng: Rng) => World
  readonly templates: readonly Template[]
}

export function question(level: number, make: Template['make']): Template {
  return { level, kind: 'question', make }
}

export function change(level: number, make: Template['make']): Template {
  return { level, kind: 'change', make }
}

/** So many ids in rising order with gaps, so that no id is the same in every database. */
export function idsOf(rng: Rng, count: number): number[] {
  let id = rng.int(1, 60)
  return Array.from({ length: count }, () => (id += rng.int(1, 7)))
}

/** A day of the years from 2022 to 2024. */
export function dayOf(rng: Rng): string {
  return dayOfYears(rng, 2022, 2024)
}

function dayBetween(rng: Rng, first: number, last: number): string {
  return new Date(rng.int(first / 86_400_000, last / 86_400_000) * 86_400_000).toISOString().slice(0, 10)
}

/** A day that has about as much before it as after it. */
export function cutOf(rng: Rng): string {
  return dayBetween(rng, Date.UTC(2022, 5, 1), Date.UTC(2023, 9, 31))
}

/** A day after all others. */
export function laterDay(rng: Rng): string {
  return dayOfYears(rng, 2025, 2025)
}

/** A day of these years, the last one included. */
export function dayOfYears(rng: Rng, first: number, last: number): string {
  return dayBetween(rng, Date.UTC(first, 0, 1), Date.UTC(last, 11, 31))
}

/** Null one time in so many. */
export function orNull<T>(rng: Rng, oneIn: number, value: T): T | null {
  return rng.int(1, oneIn) === 1 ? null : value
}

/** Null now and then, and sometimes empty, which is not the same. */
export function orBlank(rng: Rng, value: string): string | null {
  const luck = rng.int(1, 10)
  return luck <= 2 ? null : luck === 3 ? '' : value
}

const firstNames = [
  'Ada',
  'Ben',
  'Chloe',
  'Dan',
  'Eva',
  'Finn',
  'Greta',
  'Hugo',
  'Ines',
  'Jonas',
  'Kira',
  'Leo',
] as const
const lastNames = ['Adler', 'Brandt', 'Costa', 'Duval', 'Evans', 'Fischer'] as const

/** Two people may have the same name. */
export function personOf(rng: Rng): string {
  return `${rng.pick(firstNames)} ${rng.pick(lastNames)}`
}
