// The candidate as a test script sees it: what is no plain data of a candidate's stands in the script's isolate as a
// proxy, whose every use crosses through `relay`.
import type { Patch } from '../candidate/kept-objects.ts'
import type { PlainData } from '../shared/plain-data.ts'

/** What is asked of the candidate's isolate. `target` is the number of an entry (from 0 up) or of what is kept there. */
export interface ProxyUse {
  readonly operation: 'call' | 'new' | 'get' | 'set' | 'has' | 'own' | 'keys' | 'prototype' | 'find'
  readonly target: number
  readonly name?: string
  readonly symbol?: 'iterator' | 'asyncIterator' | 'toPrimitive' | 'toStringTag'
  /** What is kept there and a function is called on. */
  readonly self?: number
}

export interface ProxiesOptions {
  readonly plainData: PlainData
  readonly evaluate: (source: string) => unknown
  /** Sends JSON, waits for JSON. */
  readonly relay: (text: string) => string
}

export interface Proxies {
  entry(number: number): unknown
  /** What the candidate calls by a name; null for nothing. */
  find(name: string): { readonly value: unknown } | null
  /** The words of an error that is the candidate's. */
  messageOf(thrown: unknown): string | undefined
  /** What the script passes that cannot cross; else empty. */
  unplain(): string
}

/** See `KeptObjects.told`. */
interface Told {
  readonly absent?: true
  readonly value?: unknown
  readonly object?: number
  readonly function?: number
  readonly date?: number | null
  readonly list?: readonly Told[]
  readonly builtin?: string
}

interface Answer extends Told {
  readonly ending: string
  /** What the arguments of a call are after it. */
  readonly changed?: readonly unknown[]
  readonly message?: string
  readonly thrown?: Told
  readonly fields?: Told
}

export function installProxies({ plainData, evaluate, relay }: ProxiesOptions): Proxies {
  const global = globalThis as unknown as Record<string, { readonly prototype: object }>
  const mostUnits = 64 << 20
  const mostDepth = 900
  const builtinNames = new Set(Object.getOwnPropertyNames(globalThis))
  const messages = new WeakMap<object, string>()
  const numbers = new WeakMap<object, number>()
  const made = new Map<number, object>()
  let uses = 0
  let unplain = ''

  const errorOf = ({ ending, message = ending, thrown, fields }: Answer): Error => {
    const [, name = 'Error', text = message] = /^([\w$]+): ([^]*)$/.exec(message) ?? []
    const known = global[name]?.prototype instanceof Error ? global[name] : Error
    const error = new (known as ErrorConstructor)(text)
    const prototype = thrown === undefined ? undefined : read(thrown)
    if (typeof prototype === 'object' && prototype !== null) Object.setPrototypeOf(error, prototype)
    else if (error.name !== name) Object.defineProperty(error, 'name', { value: name, configurable: true })
    const own = fields === undefined ? undefined : read(fields)
    // Where one of them is no plain data, they stay on the other side.
    if (typeof own === 'object' && own !== null && !numbers.has(own)) {
      Object.defineProperties(error, Object.getOwnPropertyDescriptors(own))
    }
    messages.set(error, message)
    return error
  }

  const read = (told: Told): unknown => {
    if (told.absent === true) return undefined
    if (told.function !== undefined) return proxyOf(told.function, functionProxy)
    if (told.object !== undefined) return proxyOf(told.object, objectProxy)
    if (told.date !== undefined) return new Date(told.date ?? NaN)
    if (told.list !== undefined) return told.list.map(read)
    if (told.builtin !== undefined) return global[told.builtin]?.prototype
    return plainData.revive(JSON.stringify(told.value))
  }

  /** Whether a function's text needs nothing around it. Where in doubt, it does. */
  const isClosed = (source: string): boolean => {
    try {
      evaluate(`(${source})`)
    } catch {
      return false
    }
    const name = '[\\p{ID_Start}$_][\\p{ID_Continue}$]*'
    const code = source.replace(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\/\*[^]*?\*\/|\/\/.*/g, ' ')
    const bound = new Set<string>()
    const bindings = [
      `\\(([^()]*)\\)\\s*=>`,
      `(${name})\\s*=>`,
      `function\\s*(?:${name})?\\s*\\(([^()]*)\\)`,
      `(?:let|const|var|class|function)\\s+(${name})`,
      `(?:let|const|var)\\s*[[{]([^=]*)[\\]}]\\s*=`,
    ]
    for (const binding of bindings) {
      for (const [, text = ''] of code.matchAll(new RegExp(binding, 'gu'))) {
        // A default may be anything.
        if (text.includes('=')) return false
        for (const each of text.match(new RegExp(name, 'gu')) ?? []) bound.add(each)
      }
    }
    const words =
      'async await break case catch class const continue delete do else false finally for function if in instanceof let new null of return switch this throw true try typeof undefined var void while yield'
    const keywords = new Set(words.split(' '))
    const used = code.match(new RegExp(`(?<!(?<!\\.\\.)\\.|[\\p{ID_Continue}$])${name}`, 'gu')) ?? []
    return used.every((each) => bound.has(each) || keywords.has(each) || builtinNames.has(each))
  }

  const patchOf = (value: unknown): Omit<Patch, 'at'> | undefined => {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return undefined
    const number = numbers.get(value)
    if (number !== undefined && number < 0) return { object: number }
    if (value instanceof Date) return { date: value.getTime() }
    if (typeof value !== 'function') return undefined
    const source = Function.prototype.toString.call(value)
    if (number === undefined && isClosed(source)) return { source }
    unplain = `a function that needs what is around it: ${source.slice(0, 200)}`
    throw new TypeError(`the script passes ${unplain}`)
  }

  const writeArguments = (given: readonly unknown[]): string => {
    const patches: Patch[] = []
    const inside: object[] = []
    const plain = (value: unknown, at: readonly (string | number)[]): unknown => {
      const patch = patchOf(value)
      if (patch !== undefined) {
        patches.push({ at, ...patch })
        return null
      }
      if (typeof value !== 'object' || value === null || inside.includes(value) || at.length > mostDepth) return value
      inside.push(value)
      try {
        if (Array.isArray(value)) return Array.from(value, (item, index) => plain(item, [...at, index]))
        const prototype = Object.getPrototypeOf(value) as object | null
        if (prototype !== null && prototype !== Object.prototype) return value
        const copy = Object.create(null) as object
        for (const [key, item] of Object.entries(value)) {
          Object.defineProperty(copy, key, { value: plain(item, [...at, key]), enumerable: true })
        }
        return copy
      } finally {
        inside.pop()
      }
    }
    const args = plainData.write(plain(given, []), mostUnits)
    if (args.includes('{"$opaque":')) {
      // What came from the candidate, or hangs on it, is not the script's fault.
      if (uses === 0) unplain = args.slice(0, 200)
      throw new TypeError(`what is no plain data was passed: ${args.slice(0, 200)}`)
    }
    return `"args":${args},"patches":${JSON.stringify(patches)}`
  }

  const ask = (wanted: ProxyUse, given: readonly unknown[] = []): Answer => {
    const args = given.length === 0 ? '"args":[],"patches":[]' : writeArguments(given)
    const answer = JSON.parse(relay(`{"use":${JSON.stringify(wanted)},${args}}`)) as Answer
    if (answer.absent !== true) uses++
    if (answer.ending !== 'finished') throw errorOf(answer)
    return answer
  }
  const use = (wanted: ProxyUse, given: readonly unknown[] = []): unknown => read(ask(wanted, given))

  const proxyOf = (target: number, make: (target: number) => object): object => {
    let proxy = made.get(target)
    if (proxy === undefined) {
      proxy = make(target)
      made.set(target, proxy)
      numbers.set(proxy, target)
    }
    return proxy
  }

  const nameOf = (key: string | symbol): Pick<ProxyUse, 'name' | 'symbol'> | null => {
    if (typeof key === 'string') return { name: key }
    for (const symbol of ['iterator', 'asyncIterator', 'toPrimitive', 'toStringTag'] as const) {
      if (key === Symbol[symbol]) return { symbol }
    }
    return null
  }

  const objectProxy = (target: number): object =>
    new Proxy(
      {},
      {
        get: (_, key) => {
          const named = key === 'then' ? null : nameOf(key)
          return named === null ? undefined : use({ operation: 'get', target, ...named })
        },
        set: (_, key, value) => {
          if (typeof key === 'string') use({ operation: 'set', target, name: key }, [value])
          return true
        },
        has: (_, key) => {
          const named = nameOf(key)
          return named !== null && use({ operation: 'has', target, ...named }) === true
        },
        ownKeys: () => use({ operation: 'keys', target }) as string[],
        getOwnPropertyDescriptor: (_, key) => {
          if (typeof key !== 'string') return undefined
          const answer = ask({ operation: 'own', target, name: key })
          if (answer.absent === true) return undefined
          return { value: read(answer), writable: true, enumerable: true, configurable: true }
        },
        getPrototypeOf: () => use({ operation: 'prototype', target }) as object | null,
      },
    )

  /** Lists, records, maps and sets of the script's come to hold what the call left in them. */
  const refillAll = (targets: readonly unknown[], sources: readonly unknown[]): void => {
    for (const [index, target] of targets.entries()) refill(target, sources[index])
  }
  const copyInto = (target: unknown[], source: readonly unknown[]): void => {
    target.length = source.length
    for (const [index, item] of source.entries()) target[index] = item
  }
  const refill = (target: unknown, source: unknown): void => {
    if (typeof target !== 'object' || target === null) return
    if (ArrayBuffer.isView(target)) {
      const numbers = target as Uint8Array
      if (Array.isArray(source) && source.length === numbers.length) numbers.set(source as number[])
    } else if (Array.isArray(target)) {
      if (Array.isArray(source)) copyInto(target, source)
    } else if (target instanceof Map) {
      target.clear()
      if (source instanceof Map) for (const [key, item] of source) target.set(key, item)
    } else if (target instanceof Set) {
      target.clear()
      if (source instanceof Set) for (const item of source) target.add(item)
    } else if (typeof source === 'object' && source !== null) {
      for (const key of Object.keys(target)) if (!Object.hasOwn(source, key)) Reflect.deleteProperty(target, key)
      for (const [key, value] of Object.entries(source)) {
        Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true })
      }
    }
  }

  const functionProxy = (target: number): object =>
    new Proxy(function candidate() {}, {
      apply: (_, self: unknown, given: unknown[]) => {
        const number = typeof self === 'object' || typeof self === 'function' ? numbers.get(self as object) : undefined
        const on = number !== undefined && number < 0 ? { self: number } : {}
        const answer = ask({ operation: 'call', target, ...on }, given)
        if (answer.changed !== undefined)
          refillAll(given, plainData.revive(JSON.stringify(answer.changed)) as unknown[])
        return read(answer)
      },
      construct: (_, given: unknown[]) => use({ operation: 'new', target }, given) as object,
      get: (_, key) =>
        typeof key === 'symbol' || ['call', 'apply', 'bind', 'toString', 'constructor', 'then'].includes(key)
          ? (Function.prototype as unknown as Record<PropertyKey, unknown>)[key]
          : use({ operation: 'get', target, name: key }),
      set: (_, key, value) => {
        if (typeof key === 'string') use({ operation: 'set', target, name: key }, [value])
        return true
      },
      getOwnPropertyDescriptor: (held, key) =>
        key === 'name'
          ? { value: use({ operation: 'get', target, name: key }), configurable: true }
          : Reflect.getOwnPropertyDescriptor(held, key),
    })

  return {
    entry: (number) => proxyOf(number, functionProxy),
    find: (name) => {
      const answer = ask({ operation: 'find', target: 0, name })
      return answer.absent === true ? null : { value: read(answer) }
    },
    messageOf: (thrown) => (typeof thrown === 'object' && thrown !== null ? messages.get(thrown) : undefined),
    unplain: () => unplain,
  }
}
