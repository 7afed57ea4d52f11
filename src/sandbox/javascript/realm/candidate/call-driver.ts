// Calls the candidate's entry function inside its isolate and answers with JSON texts. The child calls `drive` and
// gives the candidate nothing of it.
import type { KeptObjects } from './kept-objects.ts'
import type { NodeModules } from '../shared/node-modules.ts'
import type { Output } from '../shared/output.ts'
import type { PlainData } from '../shared/plain-data.ts'
import type { Callable, Primordials } from '../shared/primordials.ts'
import type { ProxyUse } from '../tester/proxies.ts'
import type { Timers } from '../shared/timers.ts'

/**
 * - `given` (a name, its value in script scope) marks what stood there before the candidate: no entry;
 * - `take` (a name, its value in script scope) finds an entry: its number, or -1 where there is no such function;
 * - `exports` (a module's namespace) says where else to look;
 * - `call` (arguments as JSON, number of the entry) answers at once, or with an empty text where a promise is out;
 * - `step` goes on with what was promised: an answer, or an empty text where there is more to wait for;
 * - `keep` begins, before a candidate is loaded, what the next three ask for;
 * - `patches` (JSON) says what stands in the arguments of the next use that is no plain data;
 * - `use` (a `ProxyUse` as JSON, arguments as JSON) answers as `call` does;
 * - `find` (a name, its value in script scope) answers with what the candidate calls by it;
 * - `names` of a module's exports, as JSON;
 * - `state` tells what was written and seen.
 */
export type Drive = (
  command: 'given' | 'take' | 'exports' | 'call' | 'step' | 'keep' | 'patches' | 'use' | 'find' | 'names' | 'state',
  text?: string,
  value?: unknown,
) => unknown

export interface CallDriverOptions {
  readonly primordials: Primordials
  readonly plainData: PlainData
  readonly keptObjects: () => KeptObjects
  readonly output: Output
  readonly timers: Timers
  readonly modules: () => NodeModules
  readonly timeMs: number
  readonly outputBytes: number
}

export function installCallDriver(options: CallDriverOptions): Drive {
  const { primordials, plainData, output, timers, modules, timeMs, outputBytes } = options
  const { apply, construct, define, getDescriptor, hasOwn, quote, slice, whenSettled, toWellFormed } = primordials
  const global = globalThis as unknown as Record<string, unknown>
  const moduleObject = { exports: {} as unknown }
  let namespace: unknown

  interface Entry {
    readonly number: number
    /** The function or class itself. */
    readonly called: unknown
    readonly call: (given: ArrayLike<unknown>) => unknown
    readonly outer: Entry | null
  }
  let entries: Entry | null = null
  let calls = 0
  let answer = ''
  /** For a test script, which is told before the candidate is loaded: what is no plain data is kept for it. */
  let keptObjects: KeptObjects | null = null
  let patches = '[]'
  /** The arguments of the call under way, where all of them are plain data, and what they were as JSON. */
  let passed: { readonly given: unknown[]; readonly text: string } | null = null
  let startedAt = 0

  for (const [name, value] of [
    ['module', moduleObject],
    ['exports', moduleObject.exports],
    ['self', global],
    ['global', global],
  ] as const) {
    define(global, name, { value, writable: true, enumerable: false, configurable: true })
  }

  const failure = (thrown: unknown): string => {
    const message = plainData.describe(thrown)
    const ending = output.stdoutTruncated()
      ? 'output_limit'
      : message === 'RangeError: Array buffer allocation failed'
        ? 'memory_limit'
        : 'runtime_error'
    return (
      '{"ending":"' +
      ending +
      '","message":' +
      quote(toWellFormed(message)) +
      (keptObjects === null ? '' : keptObjects.thrownTold(thrown)) +
      '}'
    )
  }

  const finished = (value: unknown): string => {
    try {
      if (keptObjects !== null) return '{"ending":"finished",' + keptObjects.told(value) + changedArguments(value) + '}'
      return '{"ending":"finished","value":' + plainData.write(value, outputBytes) + '}'
    } catch (thrown) {
      if (thrown !== plainData.tooLong) return failure(thrown)
      return '{"ending":"output_limit","message":"the result is longer than ' + outputBytes + ' bytes"}'
    }
  }

  /** A function that gives nothing back is called for what it does to its arguments. */
  const changedArguments = (value: unknown): string => {
    if (value !== undefined || passed === null) return ''
    const { given, text } = passed
    passed = null
    try {
      const now = plainData.write(given, outputBytes + text.length)
      return now === text || primordials.includes(now, '{"$opaque":') ? '' : ',"changed":' + now
    } catch {
      return ''
    }
  }

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
    const fallback = ofObject(namespace, 'default')
    for (const holder of [namespace, exported, fallback]) {
      const held = ofObject(holder, name)
      if (typeof held === 'function') return (...given) => apply(held as Callable, holder, given)
    }
    // What a module keeps to itself, exported by the sandbox under a name that no program uses.
    const kept = ofObject(namespace, 'wanted ' + name)
    for (const held of [kept, fallback, exported]) if (typeof held === 'function') return held as Callable
    return undefined
  }

  /** `name`, `name().method`, or, where a class `Solution` holds it, a bare method's name. */
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

  const settle = (value: unknown): string => {
    const call = ++calls
    answer = ''
    startedAt = timers.now()
    if (typeof value !== 'object' || value === null) return finished(value)
    try {
      // Throws at once for anything but a real promise; a `then` of the candidate's own is never called.
      whenSettled(
        value,
        (kept) => {
          if (call === calls) answer = finished(kept)
        },
        (reason) => {
          if (call === calls) answer = failure(reason)
        },
      )
      return ''
    } catch {
      return finished(value)
    }
  }

  const call = (text: string, number: number): string => {
    try {
      return settle(entryOf(number).call(plainData.revive(text) as unknown[]))
    } catch (thrown) {
      calls++
      return failure(thrown)
    }
  }

  const keeping = (): KeptObjects => {
    if (keptObjects === null) throw new Error('nothing is kept here')
    return keptObjects
  }

  const use = (text: string, args: string): string => {
    const kept = keeping()
    const { operation, target, name = '', symbol, self } = primordials.parse(text) as ProxyUse
    passed = null
    try {
      const given = kept.given(args, patches)
      const isEntry = target >= 0
      const held = isEntry ? entryOf(target).called : kept.at(target)
      const key = symbol === undefined ? name : (Symbol[symbol] as unknown as string)
      switch (operation) {
        case 'call':
          passed = patches === '[]' ? { given, text: args } : null
          if (isEntry) return settle(entryOf(target).call(given))
          return settle(apply(held as Callable, self ? kept.at(self) : kept.selfOf(target), given))
        case 'new':
          // Whatever it is, it has a state of its own from now on.
          return '{"ending":"finished","object":' + kept.keep(construct(held as never, given)) + '}'
        case 'get':
          return settle((held as Record<string, unknown>)[key])
        case 'set':
          ;(held as Record<string, unknown>)[key] = given[0]
          return finished(true)
        case 'has':
          return finished(key in (held as object))
        case 'own':
          return hasOwn(held as object, key) ? settle((held as Record<string, unknown>)[key]) : absent
        case 'keys':
          return finished(enumerableKeys(held as object))
        case 'prototype':
          return '{"ending":"finished",' + kept.prototypeTold(held as object) + '}'
        case 'find':
          return absent
      }
    } catch (thrown) {
      calls++
      return failure(thrown)
    } finally {
      patches = '[]'
    }
  }

  const absent = '{"ending":"finished","absent":true}'
  const enumerableKeys = (held: object): string[] => {
    const keys: string[] = []
    const all = primordials.ownKeys(held)
    for (let i = 0; i < all.length; i++) {
      const key = all[i] as string
      if (typeof key === 'string' && getDescriptor(held, key)?.enumerable === true) {
        define(keys, keys.length, { value: key, writable: true, enumerable: true, configurable: true })
      }
    }
    return keys
  }

  const findNamed = (name: string, found: unknown): string => {
    const kept = keeping()
    try {
      if (found !== undefined && !isGiven(found)) return settle(found)
      for (const holder of [namespace, moduleObject.exports, ofObject(namespace, 'default')]) {
        const held = ofObject(holder, name)
        if (held === undefined) continue
        if (typeof held === 'function') kept.keep(held, holder)
        return settle(held)
      }
      return absent
    } catch (thrown) {
      calls++
      return failure(thrown)
    }
  }

  const entryOf = (number: number): Entry => {
    let entry = entries
    while (entry !== null && entry.number !== number) entry = entry.outer
    if (entry === null) throw new Error('there is no such entry')
    return entry
  }

  const step = (): string => {
    if (answer !== '') return answer
    const next = timers.nextAt()
    if (next < 0) return failure('the promise can never settle: nothing is left to run')
    if (next - startedAt > timeMs) return '{"ending":"time_limit","message":"it sleeps past the time limit"}'
    try {
      timers.runNext()
    } catch (thrown) {
      return failure(thrown)
    }
    return answer
  }

  const state = (): string =>
    '{' + output.told() + ',"sawOpaque":' + (plainData.sawOpaque() && keptObjects === null) + '}'

  return (command, text = '', value) => {
    switch (command) {
      case 'given':
        if (value !== undefined) given[given.length] = value
        return ''
      case 'take':
        return take(text, value)
      case 'exports':
        namespace = value
        return ''
      case 'call':
        // Kept for the next step: what this returns is lost where a promise of the candidate's is rejected meanwhile.
        answer = call(text, value as number)
        return answer
      case 'step':
        return step()
      case 'keep':
        keptObjects = options.keptObjects()
        return ''
      case 'use':
        answer = use(text, value as string)
        return answer
      case 'patches':
        patches = text
        return ''
      case 'find':
        answer = findNamed(text, value)
        return answer
      case 'names':
        return modules().names(text)
      case 'state':
        return state()
    }
  }
}
