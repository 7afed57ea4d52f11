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
  /** A function that needs nothing but its own text. */
  readonly source?: string
}

export interface KeptObjects {
  /** The number under which a value is kept. `self`: what a function is called on where the caller names nothing. */
  keep(value: unknown, self?: unknown): number
  at(number: number): unknown
  selfOf(number: number): unknown
  /**
   * Members of a JSON object: `"value"` for plain data, `"object"` and `"function"` for what is kept, `"date"`, and
   * `"list"` for a list of such objects.
   */
  told(value: unknown, depth?: number): string
  /** As `told`: a built-in one goes by the name of its class, as `"builtin"`. */
  prototypeTold(value: object): string
  /** As `told`, for what was thrown: `"thrown"` and its own enumerable data. */
  thrownTold(value: unknown): string
  /** Arguments as JSON, and as JSON what stands in them. */
  given(args: string, patches: string): unknown[]
}

export interface KeptObjectsOptions {
  readonly primordials: Primordials
  readonly plainData: PlainData
  readonly outputBytes: number
  readonly evaluate: (source: string) => unknown
}

export function installKeptObjects(options: KeptObjectsOptions): KeptObjects {
  const { primordials, plainData, outputBytes, evaluate } = options
  const { apply, define, getDescriptor, getPrototypeOf, hasOwn, isArray, makeTable, ownKeys, slice } = primordials
  const { objectPrototype, arrayPrototype, functionPrototype, dateTime, includes, quote, toText } = primordials
  const numbers = makeTable()
  const kept = makeTable()
  const selves = makeTable()
  const builtins = makeTable()
  const deepestList = 8
  let count = 0

  const global = globalThis as unknown as Record<string, { readonly prototype: object }>
  const errors = ['Error', 'TypeError', 'RangeError', 'SyntaxError', 'ReferenceError', 'EvalError', 'URIError']
  const kinds = ['Object', 'Function', 'Array', 'Map', 'Set', 'WeakMap', 'WeakSet', 'Date', 'RegExp', 'Promise']
  for (const name of [...errors, 'AggregateError', ...kinds]) builtins.set(global[name]?.prototype, name)

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

  const keep = (value: unknown, self?: unknown): number => {
    const known = numbers.get(value)
    if (known !== undefined) return known as number
    const number = -++count
    numbers.set(value, number)
    kept.set(number, value)
    if (self !== undefined) selves.set(number, self)
    return number
  }

  const told = (value: unknown, depth = 0): string => {
    if (typeof value === 'function') return '"function":' + keep(value)
    if (typeof value !== 'object' || value === null) return '"value":' + plainData.write(value, outputBytes)
    const time = dateTime(value)
    if (time !== undefined) return '"date":' + (time === time ? toText(time) : 'null')
    if (isInstance(value)) return '"object":' + keep(value)
    const written = plainData.write(value, outputBytes)
    // As it stands here it is no part of a string, where its quotes would be escaped.
    if (!includes(written, '{"$opaque":')) return '"value":' + written
    if (!isArray(value) || getPrototypeOf(value) !== arrayPrototype || depth === deepestList) {
      return '"object":' + keep(value)
    }
    let items = ''
    for (let i = 0; i < value.length; i++) items += (i > 0 ? ',{' : '{') + told(ownData(value, i), depth + 1) + '}'
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

  const patched = ({ object, date, source }: Patch): unknown => {
    if (source !== undefined) return evaluate('(' + source + ')')
    return object === undefined ? new Date(date ?? NaN) : kept.get(object)
  }

  return {
    keep,
    at: (number) => kept.get(number),
    selfOf: (number) => selves.get(number),
    told,
    prototypeTold,
    thrownTold,
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
