// What the two halves of a script job ask and tell each other, as JSON.
import type { Patch } from '../candidate/kept-objects.ts'

/** What is asked of the candidate's isolate. `target` is the number of an entry (from 0 up) or of what is kept there. */
export interface ProxyUse {
  readonly operation:
    | 'call'
    | 'new'
    | 'get'
    | 'set'
    | 'has'
    | 'own'
    | 'keys'
    | 'prototype'
    | 'find'
    /** Runs its timers up to `until`, or until a promise is settled. */
    | 'turn'
    /** A promise of the script's, whose number is `target`, is kept or broken. */
    | 'resolve'
    | 'reject'
    /** Not asked but answered: what a function of the script's gave back or threw. */
    | 'return'
    | 'throw'
  readonly target: number
  readonly name?: string
  readonly symbol?: 'iterator' | 'asyncIterator' | 'toPrimitive' | 'toStringTag'
  /** What is kept there and a function is called on. */
  readonly self?: number
  /** Where the script's clock stands. */
  readonly at?: number
  readonly until?: number
}

/** A use with its arguments. */
export interface UseText {
  readonly use: ProxyUse
  readonly args: unknown
  readonly patches: readonly Patch[]
}

/** See `KeptObjects.told`. */
export interface Told {
  readonly absent?: true
  readonly value?: unknown
  readonly object?: number
  /** The object is a generator, whose items are what it gives one by one. */
  readonly iterates?: true
  readonly function?: number
  readonly promise?: number
  readonly date?: number | null
  readonly regexp?: readonly [source: string, flags: string]
  readonly list?: readonly Told[]
  readonly builtin?: string
}

export interface Answer extends Told {
  /** What is given back is what was given: the way to it from the arguments. */
  readonly same?: readonly (string | number)[]
  readonly ending: string
  /** What the arguments of a call are after it. */
  readonly changed?: readonly unknown[]
  readonly message?: string
  readonly thrown?: Told
  readonly fields?: Told
  /** What is thrown is an error that a function of the script's threw, by its number. */
  readonly own?: number
  /** Promises that are settled since, by their numbers. */
  readonly settled?: readonly (readonly [number: number, answer: Answer])[]
  /** When the candidate's next timer is due; nothing where there is none. */
  readonly next?: number
  readonly now?: number
  /** No answer yet: the candidate calls a function of the script's. */
  readonly callback?: number
  readonly given?: readonly Told[]
}
