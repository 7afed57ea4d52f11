// The functions of a candidate that are called: found by the names that tests have for them.
import type { Callable, Primordials } from '../shared/primordials.ts'

export interface Entry {
  readonly number: number
  /** The function or class itself. */
  readonly called: unknown
  readonly call: (given: ArrayLike<unknown>) => unknown
  readonly outer: Entry | null
}

export interface Entries {
  /** Marks what stood under a name before the candidate was loaded: no entry. */
  mark(value: unknown): void
  readonly isGiven: (value: unknown) => boolean
  /** `name`, `name().method`, or, where a class `Solution` holds it, a bare method's name: its number, or -1. */
  take(wanted: string, found: unknown): number
  at(number: number): Entry
  readonly ofObject: (holder: unknown, name: string) => unknown
}

export interface EntriesOptions {
  readonly primordials: Primordials
  readonly moduleObject: { readonly exports: unknown }
  /** A module's namespace, where the candidate is one. */
  readonly namespace: () => unknown
}

export function installEntries({ primordials, moduleObject, namespace }: EntriesOptions): Entries {
  const { apply, construct, getDescriptor, hasOwn, slice } = primordials
  let entries: Entry | null = null

  const ofObject = (holder: unknown, name: string): unknown => {
    if ((typeof holder !== 'object' && typeof holder !== 'function') || holder === null) return undefined
    const descriptor = getDescriptor(holder, name)
    return descriptor !== undefined && hasOwn(descriptor, 'value') ? descriptor.value : undefined
  }

  /** Values that entry names had before the candidate was loaded. */
  const given: unknown[] = []
  const isGiven = (value: unknown): boolean => {
    for (let i = 0; i < given.length; i++) if (given[i] === value) return true
    return false
  }

  const find = (name: string, inScope: unknown): Callable | undefined => {
    if (typeof inScope === 'function') return inScope as Callable
    const exported = moduleObject.exports
    const fallback = ofObject(namespace(), 'default')
    for (const holder of [namespace(), exported, fallback]) {
      const held = ofObject(holder, name)
      if (typeof held === 'function') return (...given) => apply(held as Callable, holder, given)
    }
    // What a module keeps to itself, exported by the sandbox under a name that no program uses.
    const kept = ofObject(namespace(), 'wanted ' + name)
    for (const held of [kept, fallback, exported]) if (typeof held === 'function') return held as Callable
    return undefined
  }

  const take = (wanted: string, found: unknown): number => {
    const inScope = isGiven(found) ? undefined : found
    let dot = -1
    for (let i = 0; i < wanted.length; i++) if (wanted[i] === '.') dot = i
    const number = entries === null ? 0 : entries.number + 1
    if (dot < 0) {
      const called = find(wanted, inScope)
      if (called === undefined) return -1
      entries = { number, called, call: (given) => apply(called, undefined, given), outer: entries }
      return number
    }
    const made = wanted[dot - 1] === ')'
    const holderName = slice(wanted, 0, made ? dot - 2 : dot)
    const method = slice(wanted, dot + 1)
    const holder = typeof inScope === 'object' && inScope !== null ? inScope : find(holderName, inScope)
    if (holder === undefined) return -1
    if (made) {
      const prototype = ofObject(holder, 'prototype')
      const isThere = typeof prototype === 'object' && prototype !== null && method in prototype
      if (typeof holder !== 'function') return -1
      const call = (given: ArrayLike<unknown>): unknown => {
        const instance = construct(holder, []) as Record<string, unknown>
        return apply(instance[method] as Callable, instance, given)
      }
      // A method may be a field of the instance; what only a bare name asks for must be there.
      if (!isThere && ofObject(construct(holder, []) as object, method) === undefined) return -1
      entries = { number, called: holder, call, outer: entries }
      return number
    }
    const held = (holder as unknown as Record<string, unknown>)[method]
    if (typeof held !== 'function') return -1
    entries = { number, called: held, call: (given) => apply(held as Callable, holder, given), outer: entries }
    return number
  }

  const entryOf = (number: number): Entry => {
    let entry = entries
    while (entry !== null && entry.number !== number) entry = entry.outer
    if (entry === null) throw new Error('there is no such entry')
    return entry
  }

  return {
    mark(value) {
      given[given.length] = value
    },
    isGiven,
    take,
    at: entryOf,
    ofObject,
  }
}
