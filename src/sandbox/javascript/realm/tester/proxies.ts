// The candidate as a test script sees it: what is no plain data of a candidate's stands in the script's isolate as a
// proxy, whose every use crosses through `relay`.
//
// What a script asks of an object is answered by the candidate's code only where the script means an object and not
// data: it has made it (`new Stack()`), names its class (`instanceof Money`, `Money.of(5)`), or has called a method of
// it by which no value of the language is asked (`account.deposit(5)`). Any other one is data: its fields are read once
// between two calls, and questions (see `questions.ts`) find nothing.
import type { PlainData } from '../shared/plain-data.ts'
import type { Timers } from '../shared/timers.ts'
import type { Answer, ProxyUse, Told } from './answers.ts'
import type { PassedValues, PassedValuesOptions } from './passed-values.ts'
import type { Questions } from './questions.ts'
import type { Refill } from './refill.ts'

export interface ProxiesOptions {
  readonly plainData: PlainData
  /** Sends JSON, waits for JSON. */
  readonly relay: (text: string) => string
  readonly timers: Timers
  readonly questions: Questions
  readonly refill: Refill
  readonly passedValues: (options: Pick<PassedValuesOptions, 'numberOf' | 'isUsed' | 'settle'>) => PassedValues
  /** A check failed in what the candidate was given, so that the candidate could hide it. */
  readonly failedAfar: (message: string) => void
  /** Runs a function of the script's for the candidate. */
  readonly inCallback: (run: () => unknown) => unknown
}

export interface Proxies {
  entry(number: number): unknown
  /** What the candidate calls by a name; null for nothing. */
  find(name: string): { readonly value: unknown } | null
  /** The words of an error that is the candidate's. */
  messageOf(thrown: unknown): string | undefined
  /** What the script passes that cannot cross; else empty. */
  unplain(): string
  /** How often the candidate was used. */
  uses(): number
  /** When its next timer is due; -1 for none. */
  nextAt(): number
  /** Whether it may have something for the script that the script has not heard of. */
  owesNews(): boolean
  /** Whether the script waits for a promise of it, or may be called by it. */
  isAwaited(): boolean
  /** Runs its timers up to a time, or until there is news. Throws what one of them throws. */
  turn(until: number): void
  /** Whether an object of the candidate's was asked what only data answers. */
  wasAsked(): boolean
}

export function installProxies(options: ProxiesOptions): Proxies {
  const { plainData, relay, timers, questions, refill, inCallback, failedAfar } = options
  const global = globalThis as unknown as Record<string, { readonly prototype: object }>
  const messages = new WeakMap<object, string>()
  const numbers = new WeakMap<object, number>()
  const made = new Map<number, object>()
  const promises = new Map<number, { resolve: (value: unknown) => void; reject: (reason: unknown) => void }>()
  /** Arguments that a promised call may change. */
  const waiting = new Map<number, readonly unknown[]>()
  /** Those of the last call. */
  let underWay: readonly unknown[] = []
  const errors: unknown[] = []
  let uses = 0
  let usesHeard = 0
  plainData.tellExactly()
  let nextAt = -1
  let asked = false

  const passed = options.passedValues({
    numberOf: (value) => numbers.get(value),
    isUsed: () => uses > 0,
    settle: (target, operation, value) => {
      if (operation === 'resolve') return void use({ operation, target }, [value])
      const failed = (value as { code?: unknown } | null)?.code === 'ERR_ASSERTION'
      if (failed) failedAfar(plainData.describe(value))
      exchange(`{"use":${JSON.stringify({ operation, target, at: timers.now() })},${thrownText(value)}}`)
    },
  })

  const errorOf = (answer: Answer): unknown => {
    const { ending, message = ending, thrown, fields, own } = answer
    if (own !== undefined) return errors[own]
    const [, name = 'Error', text = message] = /^([\w$]+): ([^]*)$/.exec(message) ?? []
    const known = global[name]?.prototype instanceof Error ? global[name] : Error
    const error = new (known as ErrorConstructor)(text)
    const prototype = thrown === undefined ? undefined : read(thrown)
    if (typeof prototype === 'object' && prototype !== null) Object.setPrototypeOf(error, prototype)
    else if (error.name !== name) Object.defineProperty(error, 'name', { value: name, configurable: true })
    const ownFields = fields === undefined ? undefined : read(fields)
    // Where one of them is no plain data, they stay on the other side.
    if (typeof ownFields === 'object' && ownFields !== null && !numbers.has(ownFields)) {
      Object.defineProperties(error, Object.getOwnPropertyDescriptors(ownFields))
    }
    messages.set(error, message)
    return error
  }

  const read = (told: Told): unknown => {
    if (told.absent === true) return undefined
    if (told.promise !== undefined) return promiseOf(told.promise)
    if (told.function !== undefined) return proxyOf(told.function, functionProxy)
    if (told.object !== undefined) {
      if (told.iterates === true) generators.add(told.object)
      return proxyOf(told.object, objectProxy)
    }
    if (told.date !== undefined) return new Date(told.date ?? NaN)
    if (told.regexp !== undefined) return new RegExp(...told.regexp)
    if (told.list !== undefined) return told.list.map(read)
    if (told.builtin !== undefined) return global[told.builtin]?.prototype
    return plainData.revive(JSON.stringify(told.value))
  }

  const promiseOf = (number: number): object => {
    let promise = made.get(number)
    if (promise === undefined) {
      promise = new Promise((resolve, reject) => promises.set(number, { resolve, reject }))
      made.set(number, promise)
      numbers.set(promise, number)
    }
    return promise
  }

  const thrownText = (thrown: unknown): string => {
    const number = errors.push(thrown) - 1
    const isError = typeof thrown === 'object' && thrown !== null && thrown instanceof Error
    if (!isError) {
      try {
        return passed.write([thrown])
      } catch {
        // In words then.
      }
    }
    const words = isError ? [thrown.name, thrown.message] : ['Error', plainData.describe(thrown)]
    return `"args":[null],"patches":${JSON.stringify([{ at: [0], error: words, own: number }])}`
  }

  /** What a function of the script's gives back, or throws, as a message. */
  const calledBack = ({ callback = 0, given = [] }: Answer): string => {
    try {
      const value = inCallback(() => passed.functionAt(callback)(...given.map(read)))
      return `{"use":{"operation":"return","target":0},${passed.write([value])}}`
    } catch (thrown) {
      return `{"use":{"operation":"throw","target":0},${thrownText(thrown)}}`
    }
  }

  const exchange = (text: string): Answer => {
    let answer = JSON.parse(relay(text)) as Answer
    while (answer.callback !== undefined) answer = JSON.parse(relay(calledBack(answer))) as Answer
    nextAt = answer.next ?? -1
    timers.advance(answer.now ?? 0)
    for (const [number, settled] of answer.settled ?? []) {
      promiseOf(number)
      const promise = promises.get(number)
      const given = number === answer.promise ? underWay : waiting.get(number)
      promises.delete(number)
      waiting.delete(number)
      if (settled.ending !== 'finished') promise?.reject(errorOf(settled))
      else {
        if (given !== undefined) changeAll(given, settled)
        promise?.resolve(givenBack(settled, given ?? []))
      }
    }
    return answer
  }

  const givenBack = (answer: Answer, given: readonly unknown[]): unknown => {
    if (answer.same === undefined) return read(answer)
    return answer.same.reduce<unknown>(
      (holder, key) =>
        typeof holder === 'object' && holder !== null ? Object.getOwnPropertyDescriptor(holder, key)?.value : undefined,
      given,
    )
  }

  const changeAll = (given: readonly unknown[], { changed }: Answer): void => {
    if (changed !== undefined) refill(given, plainData.revive(JSON.stringify(changed)) as unknown[])
  }

  const ask = (wanted: ProxyUse, given: readonly unknown[] = []): Answer => {
    const args = given.length === 0 ? '"args":[],"patches":[]' : passed.write(given)
    if (/^(?:call|new|set|turn|resolve|reject)$/.test(wanted.operation)) readFields.clear()
    const at = timers.now()
    const answer = exchange(`{"use":${JSON.stringify(at > 0 ? { ...wanted, at } : wanted)},${args}}`)
    if (answer.absent !== true && wanted.operation !== 'turn') uses++
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

  /** Objects that the script means, and classes that it names. */
  const meant = new Set<number>()
  const generators = new Set<number>()
  /** Functions that the script names. */
  const named = new Set<number>()
  /** Under which names functions were read, and which of them say nothing of what the script means. */
  const readAs = new Map<number, string | symbol>()
  const saysNothing = new Set<string | symbol>(['get', 'next', 'return', 'throw'])
  const classes = new Set<number>()
  const prototypes = new Map<number, unknown>()
  const readFields = new Map<string, unknown>()
  const prototypeOf = (target: number): object | null => use({ operation: 'prototype', target }) as object | null

  const isMeant = (target: number): boolean => {
    if (meant.has(target)) return true
    for (const one of classes) {
      if (!prototypes.has(one)) prototypes.set(one, use({ operation: 'get', target: one, name: 'prototype' }))
    }
    const known = new Set(prototypes.values())
    let at: object | null = known.size === 0 ? null : (made.get(target) ?? null)
    for (let hops = 0; at !== null && hops < 8; hops++) {
      if (known.has(at)) return meant.add(target).has(target)
      const number = numbers.get(at)
      at = number === undefined ? null : prototypeOf(number)
    }
    return false
  }

  const isIterated = (target: number, key: string | symbol): boolean =>
    generators.has(target) && (key === Symbol.iterator || key === Symbol.asyncIterator)

  const dataField = (target: number, key: string): unknown => {
    const answer = ask({ operation: 'own', target, name: key })
    return answer.absent === true ? undefined : read(answer)
  }
  /** Between two calls, a field is what it was when it was read first. */
  const field = (target: number, key: string | symbol, get: () => unknown): unknown => {
    const place = `${target} ${String(key)}`
    if (!readFields.has(place)) readFields.set(place, get())
    return readFields.get(place)
  }

  const member = (target: number, key: string | symbol): unknown => {
    const at = nameOf(key)
    if (at === null) return undefined
    const get = (): unknown => {
      const answer = ask({ operation: 'get', target, ...at })
      if (answer.function !== undefined) readAs.set(answer.function, key)
      return read(answer)
    }
    const isQuestion = questions.isQuestion(key)
    if (isQuestion && !isMeant(target) && !isIterated(target, key)) {
      asked = true
      if (typeof key === 'string' && Object.hasOwn(Object.prototype, key)) {
        return (Object.prototype as unknown as Record<string, unknown>)[key]
      }
      if (typeof key !== 'string') return undefined
      return questions.isField(key) ? field(target, key, () => dataField(target, key)) : undefined
    }
    return meant.has(target) ? get() : field(target, key, get)
  }

  const objectProxy = (target: number): object =>
    new Proxy(
      {},
      {
        get: (_, key) => member(target, key),
        set: (_, key, value) => {
          if (typeof key === 'string') use({ operation: 'set', target, name: key }, [value])
          return true
        },
        has: (_, key) => {
          const named = nameOf(key)
          if (named === null) return false
          if (isMeant(target)) return use({ operation: 'has', target, ...named }) === true
          return typeof key === 'string' && ask({ operation: 'own', target, name: key }).absent !== true
        },
        ownKeys: () => use({ operation: 'keys', target }) as string[],
        getOwnPropertyDescriptor: (_, key) => {
          if (typeof key !== 'string') return undefined
          const answer = ask({ operation: 'own', target, name: key })
          if (answer.absent === true) return undefined
          return { value: read(answer), writable: true, enumerable: true, configurable: true }
        },
        getPrototypeOf: () => prototypeOf(target),
      },
    )

  const functionProxy = (target: number): object =>
    new Proxy(function candidate() {}, {
      apply: (_, self: unknown, given: unknown[]) => {
        const number = typeof self === 'object' || typeof self === 'function' ? numbers.get(self as object) : undefined
        const on = number !== undefined && number < 0 ? { self: number } : {}
        if (on.self !== undefined && !saysNothing.has(readAs.get(target) ?? '')) meant.add(on.self)
        underWay = given
        const answer = ask({ operation: 'call', target, ...on }, given)
        changeAll(given, answer)
        if (answer.promise !== undefined && promises.has(answer.promise)) waiting.set(answer.promise, given)
        return givenBack(answer, given)
      },
      construct: (_, given: unknown[]) => {
        classes.add(target)
        const object = use({ operation: 'new', target }, given) as object
        const number = numbers.get(object)
        if (number !== undefined) meant.add(number)
        return object
      },
      get: (_, key) => {
        if (typeof key === 'symbol' || ['call', 'apply', 'bind', 'toString', 'constructor', 'then'].includes(key)) {
          return (Function.prototype as unknown as Record<PropertyKey, unknown>)[key]
        }
        // A function that is an answer is asked nothing, as any object is.
        if (
          questions.isQuestion(key) &&
          key !== 'name' &&
          key !== 'length' &&
          !named.has(target) &&
          !classes.has(target)
        ) {
          asked = true
          return (Object.prototype as unknown as Record<string, unknown>)[key]
        }
        // Whoever reads a member of a function's names a class, or a holder of functions.
        if (key !== 'name' && key !== 'length') classes.add(target)
        return use({ operation: 'get', target, name: key })
      },
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
    entry: (number) => {
      named.add(number)
      return proxyOf(number, functionProxy)
    },
    find: (name) => {
      const answer = ask({ operation: 'find', target: 0, name })
      // An object with the name of a class or a module holds what the script calls.
      if (answer.object !== undefined && /^[\p{Lu}_$]/u.test(name)) meant.add(answer.object)
      if (answer.function !== undefined) named.add(answer.function)
      return answer.absent === true ? null : { value: read(answer) }
    },
    messageOf: (thrown) => (typeof thrown === 'object' && thrown !== null ? messages.get(thrown) : undefined),
    unplain: () => passed.unplain(),
    uses: () => uses,
    nextAt: () => nextAt,
    owesNews: () => usesHeard !== uses && (promises.size > 0 || passed.hasCrossed() || nextAt >= 0),
    isAwaited: () => promises.size > 0 || passed.hasCrossed(),
    turn: (until) => {
      usesHeard = uses
      ask({ operation: 'turn', target: 0, until })
    },
    wasAsked: () => asked,
  }
}
