// What a test script may hold of a candidate's that is no plain data: functions, instances, errors. They stay in the
// candidate's isolate under numbers. What crosses is put together here as text, numbers beside the values and never
// among them, so that no value of a candidate's can pass for one.
import type { PlainData } from '../shared/plain-data.ts'
import type { Callable, Primordials } from '../shared/primordials.ts'

/** What stands at a place in the arguments of a use, in place of plain data. */
export interface Patch {
  readonly at: readonly (string | number)[]
  /** Something kept. */
  readonly object?: number
  readonly date?: number
  readonly regexp?: readonly [source: string, flags: string]
  /** Name and message. `own`: the number by which the script knows what it threw. */
  readonly error?: readonly string[]
  readonly own?: number
  /** A promise of the script's. */
  readonly promise?: number
  /** A function that needs nothing but its own text. */
  readonly source?: string
  /** A function of the script's, which stays there. */
  readonly callback?: number
  readonly length?: number
  readonly isAsync?: boolean
}

export interface KeptObjects {
  /** The number under which a value is kept. `self`: what a function is called on where the caller names nothing. */
  keep(value: unknown, self?: unknown): number
  at(number: number): unknown
  selfOf(number: number): unknown
  /**
   * Members of a JSON object: `"value"` for plain data, `"object"`, `"function"` and `"promise"` for what is kept,
   * `"date"`, `"regexp"`, and `"list"` for a list of such objects; `"same"`, the way to it, for what stands in `given`.
   */
  told(value: unknown, depth?: number, given?: object): string
  /** Arguments as they are now; empty where they are too long, or no plain data. */
  textOf(given: readonly unknown[], most: number): string
  /** As `told`: a built-in one goes by the name of its class, as `"builtin"`. */
  prototypeTold(value: object): string
  /** As `told`, for what was thrown: `"thrown"` and its own enumerable data. */
  thrownTold(value: unknown): string
  /** Arguments as JSON, and as JSON what stands in them. */
  given(args: string, patches: string): unknown[]
  /** A promise that the script passed is kept or broken. */
  settle(number: number, how: 'resolve' | 'reject', value: unknown): void
}

export interface KeptObjectsOptions {
  readonly primordials: Primordials
  readonly plainData: PlainData
  readonly outputBytes: number
  readonly evaluate: (source: string) => unknown
  /** Calls a function of the script's. */
  readonly callScript: (callback: number, given: ArrayLike<unknown>) => unknown
  /** Follows a promise of the candidate's, whose number is given; false where it is none. */
  readonly follow: (value: object, number: () => number) => boolean
}

export function installKeptObjects(options: KeptObjectsOptions): KeptObjects {
  const { primordials, plainData, outputBytes, evaluate, callScript, follow } = options
  const { apply, define, getDescriptor, getPrototypeOf, hasOwn, isArray, makeTable, ownKeys, slice } = primordials
  const { objectPrototype, arrayPrototype, functionPrototype, dateTime, regexpParts, includes, quote, toText } =
    primordials
  const numbers = makeTable()
  const kept = makeTable()
  const selves = makeTable()
  const builtins = makeTable()
  const stubs = makeTable()
  const promises = makeTable()
  const thrownOnes = makeTable()
  const deepestList = 8
  let count = 0

  const global = globalThis as unknown as Record<string, { readonly prototype: object }>
  const errors = ['Error', 'TypeError', 'RangeError', 'SyntaxError', 'ReferenceError', 'EvalError', 'URIError']
  const kinds = ['Object', 'Function', 'Array', 'Map', 'Set', 'WeakMap', 'WeakSet', 'Date', 'RegExp', 'Promise']
  const errorMakers = makeTable()
  for (const name of [...errors, 'AggregateError', ...kinds]) {
    builtins.set(global[name]?.prototype, name)
    errorMakers.set(name, global[name])
  }

  const ownData = (holder: object, name: PropertyKey): unknown => {
    const descriptor = getDescriptor(holder, name)
    return descriptor !== undefined && hasOwn(descriptor, 'value') ? descriptor.value : undefined
  }

  const nativeText = ownData(functionPrototype, 'toString') as Callable
  const isNative = (maker: Callable): boolean => {
    const source = apply(nativeText, maker, []) as string
    return slice(source, source.length - 17) === '{ [native code] }'
  }
  /** Made by a class or constructor of the candidate's, or the prototype of one. */
  const isInstance = (value: object): boolean => {
    const own = ownData(value, 'constructor')
    if (own !== undefined) return typeof own === 'function' && ownData(own, 'prototype') === value
    const prototype = getPrototypeOf(value)
    const maker = prototype === null ? undefined : ownData(prototype, 'constructor')
    return typeof maker === 'function' && prototype !== objectPrototype && !isNative(maker as Callable)
  }

  const { generatorPrototype, asyncGeneratorPrototype } = primordials
  /** One of the language's own, which gives its items by the language's own code. */
  const isGenerator = (value: object): boolean => {
    let at: object | null = value
    for (let hops = 0; at !== null && hops < 4; hops++, at = getPrototypeOf(at)) {
      if (at === generatorPrototype || at === asyncGeneratorPrototype) return true
      if (getDescriptor(at, Symbol.iterator) !== undefined || getDescriptor(at, 'next') !== undefined) return false
    }
    return false
  }

  const keep = (value: unknown, self?: unknown): number => {
    const known = numbers.get(value)
    if (known !== undefined) return known as number
    const number = -++count
    numbers.set(value, number)
    kept.set(number, value)
    if (self !== undefined) selves.set(number, self)
    return number
  }

  /** The way from a list of arguments to a list or a record in it, as JSON; empty where it is not among the first ones. */
  const wayTo = (wanted: object, holder: object, budget: { left: number }, depth: number): string => {
    const keys = isArray(holder) ? null : ownKeys(holder)
    const length = keys === null ? (holder as ArrayLike<unknown>).length : keys.length
    for (let i = 0; i < length && --budget.left > 0; i++) {
      const key = keys === null ? i : (keys[i] as string | symbol)
      const item = typeof key === 'symbol' ? null : ownData(holder, key)
      if (typeof item !== 'object' || item === null) continue
      const step = typeof key === 'number' ? toText(key) : quote(key as string)
      if (item === wanted) return step
      const prototype = getPrototypeOf(item)
      if (depth === deepestList || (prototype !== arrayPrototype && prototype !== objectPrototype)) continue
      const rest = wayTo(wanted, item, budget, depth + 1)
      if (rest !== '') return step + ',' + rest
    }
    return ''
  }

  const told = (value: unknown, depth = 0, given?: object): string => {
    if (typeof value === 'function') return '"function":' + keep(value)
    if (typeof value !== 'object' || value === null) return '"value":' + plainData.write(value, outputBytes)
    const way = given === undefined ? '' : wayTo(value, given, { left: 2000 }, 0)
    if (way !== '') return '"same":[' + way + ']'
    const time = dateTime(value)
    if (time !== undefined) return '"date":' + (time === time ? toText(time) : 'null')
    const prototype = getPrototypeOf(value)
    if (prototype !== objectPrototype && prototype !== arrayPrototype) {
      const parts = regexpParts(value)
      if (parts !== undefined) return '"regexp":[' + quote(parts.source) + ',' + quote(parts.flags) + ']'
      if (follow(value, () => keep(value))) return '"promise":' + keep(value)
      if (isGenerator(value)) return '"object":' + keep(value) + ',"iterates":true'
    }
    if (isInstance(value)) return '"object":' + keep(value)
    const written = plainData.write(value, outputBytes)
    // As it stands here it is no part of a string, where its quotes would be escaped.
    if (!includes(written, '{"$opaque":')) return '"value":' + written
    if (!isArray(value) || getPrototypeOf(value) !== arrayPrototype || depth === deepestList) {
      return '"object":' + keep(value)
    }
    let items = ''
    const length = value.length
    for (let i = 0; i < length; i++) items += (i > 0 ? ',{' : '{') + told(ownData(value, i), depth + 1) + '}'
    return '"list":[' + items + ']'
  }

  const prototypeTold = (value: object): string => {
    const prototype = getPrototypeOf(value)
    if (prototype === null) return '"value":null'
    const builtin = builtins.get(prototype) as string | undefined
    return builtin === undefined ? '"object":' + keep(prototype) : '"builtin":' + quote(builtin)
  }

  const thrownTold = (value: unknown): string => {
    if (typeof value !== 'object' || value === null) return ''
    const own = thrownOnes.get(value)
    if (own !== undefined) return ',"own":' + (own as number)
    try {
      const fields = primordials.create(null)
      for (const key of ownKeys(value)) {
        const descriptor = getDescriptor(value, key)
        if (typeof key === 'string' && descriptor?.enumerable === true && hasOwn(descriptor, 'value')) {
          define(fields, key, { value: descriptor.value, enumerable: true })
        }
      }
      return ',"thrown":{' + prototypeTold(value) + '},"fields":{' + told(fields) + '}'
    } catch {
      return ''
    }
  }

  /** What a function that crossed as text calls where the script watches itself (see `script/prepare-script.ts`). */
  const unwatched = primordials.create(null) as Record<string, unknown>
  const last = (...given: unknown[]): unknown => given[given.length - 1]
  for (const name of ['come', 'check', 'keep', 'keeping', 'owing', 'named', 'enter', 'begin', 'end']) {
    define(unwatched, name, { value: last, enumerable: true })
  }

  const stubOf = ({ callback = 0, length = 0, isAsync = false }: Patch): unknown => {
    let stub = stubs.get(callback)
    if (stub === undefined) {
      const call = (given: unknown[]): unknown => callScript(callback, given)
      stub = isAsync ? async (...given: unknown[]) => call(given) : (...given: unknown[]) => call(given)
      define(stub as object, 'length', { value: length, configurable: true })
      stubs.set(callback, stub)
    }
    return stub
  }

  const promiseOf = (number: number): unknown => {
    let held = promises.get(number) as { promise: unknown } | undefined
    if (held === undefined) {
      held = primordials.promiseWithResolvers() as { promise: unknown }
      promises.set(number, held)
    }
    return held.promise
  }

  const errorOf = ([name = 'Error', message = '']: readonly string[], own: number | undefined): unknown => {
    const known = errors.includes(name) ? name : 'Error'
    const error: object = primordials.construct(errorMakers.get(known) as new (message: string) => Error, [message])
    if (name !== known) define(error, 'name', { value: name, writable: true, configurable: true })
    if (own !== undefined) thrownOnes.set(error, own)
    return error
  }

  const patched = (patch: Patch): unknown => {
    const { object, date, source, regexp, error, promise, callback } = patch
    if (source !== undefined) return (evaluate('((__checks) => (' + source + '\n))') as Callable)(unwatched as never)
    if (callback !== undefined) return stubOf(patch)
    if (promise !== undefined) return promiseOf(promise)
    if (regexp !== undefined) return primordials.construct(errorMakers.get('RegExp') as never, [regexp[0], regexp[1]])
    if (error !== undefined) return errorOf(error, patch.own)
    return object === undefined ? new Date(date ?? NaN) : kept.get(object)
  }

  return {
    keep,
    at: (number) => kept.get(number),
    selfOf: (number) => selves.get(number),
    told,
    textOf(given, most) {
      try {
        const text = plainData.write(given, most)
        return includes(text, '{"$opaque":') ? '' : text
      } catch {
        return ''
      }
    },
    prototypeTold,
    thrownTold,
    settle(number, how, value) {
      promiseOf(number)
      ;(promises.get(number) as Record<'resolve' | 'reject', (value: unknown) => void>)[how](value)
    },
    given(args, patches) {
      const list = plainData.revive(args) as unknown[]
      const all = primordials.parse(patches) as (Patch & { __proto__: null })[]
      for (let i = 0; i < all.length; i++) {
        const { at } = all[i] as Patch
        let holder: object = list
        for (let step = 0; step < at.length - 1; step++) holder = ownData(holder, at[step] as string) as object
        const last = at[at.length - 1] as string
        define(holder, last, { value: patched(all[i] as Patch), writable: true, enumerable: true, configurable: true })
      }
      return list
    },
  }
}
