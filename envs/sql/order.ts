// What the process with the databases is asked, and what it answers. Programs are lists of statements; each is run on each
// database by itself, and what it changed is undone.
import type { Cell } from './domain.ts'

/** `read`: one statement that changes nothing. `write`: statements that insert, update and delete. */
export type Mode = 'read' | 'write'

export interface Order {
  readonly domain: string
  /** The databases, by the seed of their rows. */
  readonly seeds: readonly number[]
  readonly programs: readonly (readonly string[])[]
  readonly mode: Mode
  /** Whether the rows of all tables are told after a program, in place of what its last statement gave. */
  readonly tellsTables: boolean
  /** More rows than these are not told. */
  readonly mostRows: number
}

/** A real number that JSON has no word for, or bytes. No gold gives any. */
export interface OddCell {
  readonly odd: string
}

export type Row = readonly (Cell | OddCell)[]

export interface Given {
  readonly columns: readonly string[]
  readonly rows: readonly Row[]
  /** There were more rows, or more text, than are told. */
  readonly isCut: boolean
}

/** What became of one program on one database. */
export type Outcome =
  | { readonly fault: string }
  | {
      /** Of the last statement that gives rows; null where none does. */
      readonly given: Given | null
      /** Rows changed by each statement. */
      readonly changes: readonly number[]
      /** Rows of each table, where the order asks for them. */
      readonly tables: { readonly [table: string]: readonly Row[] } | null
    }
