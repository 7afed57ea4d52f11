// Built-in functions as they were before any other code ran in an isolate, so that nothing a candidate replaces is
// called by what watches it. Every function exported from this folder is turned into text and run inside an isolate:
// it sees only its parameters, its own locals and the language's globals, never an import.

export type Callable = (...given: never[]) => unknown

export interface Primordials {
  readonly apply: (target: Callable, self: unknown, given: ArrayLike<unknown>) => unknown
  readonly construct: typeof Reflect.construct
  readonly ownKeys: typeof Reflect.ownKeys
  readonly getPrototypeOf: (value: object) => object | null
  readonly getDescriptor: (value: object, key: PropertyKey) => PropertyDescriptor | undefined
  readonly define: typeof Object.defineProperty
  readonly create: (prototype: object | null) => object
  readonly hasOwn: (value: object, key: PropertyKey) => boolean
  readonly isArray: (value: unknown) => value is unknown[]
  readonly parse: typeof JSON.parse
  /** JSON of a text: nothing of the candidate's can be called for a primitive. */
  readonly quote: (text: string) => string
  readonly toText: (value: unknown) => string
  readonly charCodeAt: (text: string, at: number) => number
  readonly slice: (text: string, from: number, to?: number) => string
  readonly isWellFormed: (text: string) => boolean
  readonly toWellFormed: (text: string) => string
  readonly whenSettled: (promise: unknown, kept: (value: unknown) => void, broken: (reason: unknown) => void) => void
  readonly mapEach: (map: unknown, visit: (value: unknown, key: unknown) => void) => void
  readonly setEach: (set: unknown, visit: (value: unknown) => void) => void
  readonly mapSize: (map: unknown) => number
  readonly setSize: (set: unknown) => number
  /** Throws where it is no typed array. */
  readonly typedLength: (array: unknown) => number
  /** Of a date; undefined for anything else. */
  readonly dateTime: (value: unknown) => number | undefined
  /** Of a regular expression; undefined for anything else. */
  readonly regexpParts: (value: unknown) => { readonly source: string; readonly flags: string } | undefined
  readonly promiseWithResolvers: () => unknown
  readonly generatorPrototype: object
  readonly asyncGeneratorPrototype: object
  readonly includes: (text: string, part: string) => boolean
  readonly makeTable: () => Table
  readonly now: () => number
  readonly objectPrototype: object
  readonly arrayPrototype: object
  readonly mapPrototype: object
  readonly setPrototype: object
  readonly functionPrototype: object
  /** `Int32Array` and the like; undefined for any other prototype. */
  readonly typedName: (prototype: object) => string | undefined
}

/** A `Map` that no code of a candidate's can get between. */
export interface Table {
  get(key: unknown): unknown
  set(key: unknown, value: unknown): void
}

export function capturePrimordials(): Primordials {
  const { apply, construct, ownKeys, getPrototypeOf, getOwnPropertyDescriptor } = Reflect
  const { stringify, parse } = JSON
  const methodOf = (prototype: object, name: string): Callable =>
    getOwnPropertyDescriptor(prototype, name)?.value as Callable
  const charCodeAt = methodOf(String.prototype, 'charCodeAt')
  const slice = methodOf(String.prototype, 'slice')
  const isWellFormed = methodOf(String.prototype, 'isWellFormed')
  const toWellFormed = methodOf(String.prototype, 'toWellFormed')
  const then = methodOf(Promise.prototype, 'then')
  const hasOwnProperty = methodOf(Object.prototype, 'hasOwnProperty')
  const mapForEach = methodOf(Map.prototype, 'forEach')
  const includes = methodOf(String.prototype, 'includes')
  const getTime = methodOf(Date.prototype, 'getTime')
  const mapGet = methodOf(Map.prototype, 'get')
  const mapSet = methodOf(Map.prototype, 'set')
  const NativeMap = Map
  const setForEach = methodOf(Set.prototype, 'forEach')
  const getterOf = (prototype: object, key: string): Callable =>
    getOwnPropertyDescriptor(prototype, key)?.get as Callable
  const mapSize = getterOf(Map.prototype, 'size')
  const setSize = getterOf(Set.prototype, 'size')
  const typedLength = getterOf(getPrototypeOf(Uint8Array.prototype) as object, 'length')
  const typedPrototypes = new Map<object, string>()
  for (const kind of [
    Int8Array,
    Uint8Array,
    Uint8ClampedArray,
    Int16Array,
    Uint16Array,
    Int32Array,
    Uint32Array,
    Float32Array,
    Float64Array,
    BigInt64Array,
    BigUint64Array,
  ]) {
    typedPrototypes.set(kind.prototype, kind.name)
  }
  const call = apply as Primordials['apply']
  const regexpSource = getterOf(RegExp.prototype, 'source')
  const regexpFlags: [string, Callable][] = []
  for (const [name, letter] of Object.entries({
    hasIndices: 'd',
    global: 'g',
    ignoreCase: 'i',
    multiline: 'm',
    dotAll: 's',
    unicode: 'u',
    unicodeSets: 'v',
    sticky: 'y',
  })) {
    regexpFlags[regexpFlags.length] = [letter, getterOf(RegExp.prototype, name)]
  }
  const withResolvers = methodOf(Promise, 'withResolvers')
  const NativePromise = Promise
  return {
    apply: call,
    construct,
    ownKeys,
    getPrototypeOf,
    getDescriptor: getOwnPropertyDescriptor,
    define: Object.defineProperty,
    create: Object.create as Primordials['create'],
    hasOwn: (value, key) => call(hasOwnProperty, value, [key]) as boolean,
    isArray: Array.isArray as Primordials['isArray'],
    parse,
    quote: (text) => stringify(text),
    toText: String,
    charCodeAt: (text, at) => call(charCodeAt, text, [at]) as number,
    slice: (text, from, to) => call(slice, text, [from, to]) as string,
    isWellFormed: (text) => call(isWellFormed, text, []) as boolean,
    toWellFormed: (text) => call(toWellFormed, text, []) as string,
    whenSettled: (promise, kept, broken) => void call(then, promise, [kept, broken]),
    mapEach: (map, visit) => void call(mapForEach, map, [visit]),
    setEach: (set, visit) => void call(setForEach, set, [visit]),
    mapSize: (map) => call(mapSize, map, []) as number,
    setSize: (set) => call(setSize, set, []) as number,
    typedLength: (array) => call(typedLength, array, []) as number,
    dateTime: (value) => {
      try {
        return call(getTime, value, []) as number
      } catch {
        return undefined
      }
    },
    regexpParts: (value) => {
      try {
        const source = call(regexpSource, value, []) as string
        let flags = ''
        for (let i = 0; i < regexpFlags.length; i++) {
          const [letter, getter] = regexpFlags[i] as [string, Callable]
          if (call(getter, value, []) === true) flags += letter
        }
        return { source, flags }
      } catch {
        return undefined
      }
    },
    promiseWithResolvers: () => call(withResolvers, NativePromise, []),
    generatorPrototype: getPrototypeOf(function* () {}.prototype) as object,
    asyncGeneratorPrototype: getPrototypeOf(async function* () {}.prototype) as object,
    includes: (text, part) => call(includes, text, [part]) as boolean,
    makeTable: () => {
      const map = new NativeMap()
      return { get: (key) => call(mapGet, map, [key]), set: (key, value) => void call(mapSet, map, [key, value]) }
    },
    now: Date.now,
    objectPrototype: Object.prototype,
    arrayPrototype: Array.prototype,
    mapPrototype: Map.prototype,
    setPrototype: Set.prototype,
    functionPrototype: Function.prototype,
    typedName: (prototype) => call(mapGet, typedPrototypes, [prototype]) as string | undefined,
  }
}
