// What a test script passes to the program, as JSON: plain data, and beside it what stands in it that is none. A
// function that needs nothing but its own text goes over as text; any other one stays, and is called from afar.
import type { Patch } from '../candidate/kept-objects.ts'
import type { PlainData } from '../shared/plain-data.ts'

export interface PassedValues {
  /** `"args":[…],"patches":[…]` */
  write(given: readonly unknown[]): string
  /** A function of the script's by the number that it crossed under. */
  functionAt(number: number): (...given: unknown[]) => unknown
  /** Whether a function or a promise of the script's is on the other side. */
  hasCrossed(): boolean
  /** What the script passes that cannot cross; else empty. */
  unplain(): string
}

export interface PassedValuesOptions {
  readonly plainData: PlainData
  readonly evaluate: (source: string) => unknown
  /** The number of what is the candidate's. */
  readonly numberOf: (value: object) => number | undefined
  /** Whether the candidate was used: then what is passed may come from it. */
  readonly isUsed: () => boolean
  readonly settle: (number: number, how: 'resolve' | 'reject', value: unknown) => void
}

export function installPassedValues(options: PassedValuesOptions): PassedValues {
  const { plainData, evaluate, numberOf, isUsed, settle } = options
  const mostUnits = 64 << 20
  const mostDepth = 900
  const builtinNames = new Set(Object.getOwnPropertyNames(globalThis))
  const functions: ((...given: unknown[]) => unknown)[] = []
  const numbers = new Map<object, number>()
  let promises = 0
  let unplain = ''

  /** Whether a function's text needs nothing around it. Where in doubt, it does. */
  const isClosed = (source: string): boolean => {
    try {
      evaluate(`(${source})`)
    } catch {
      return false
    }
    const name = '[\\p{ID_Start}$_][\\p{ID_Continue}$]*'
    const code = source.replace(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\/\*[^]*?\*\/|\/\/.*/g, ' ')
    const bound = new Set<string>(['__checks'])
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

  const patchOfFunction = (value: (...given: unknown[]) => unknown): Omit<Patch, 'at'> => {
    const source = Function.prototype.toString.call(value)
    if (isClosed(source)) return { source }
    if (source.startsWith('class')) {
      unplain = `a class that needs what is around it: ${source.slice(0, 200)}`
      throw new TypeError(`the script passes ${unplain}`)
    }
    let number = numbers.get(value)
    if (number === undefined) {
      number = functions.push(value) - 1
      numbers.set(value, number)
    }
    return { callback: number, length: value.length, isAsync: source.startsWith('async') }
  }

  const patchOf = (value: unknown): Omit<Patch, 'at'> | undefined => {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return undefined
    const number = numberOf(value)
    if (number !== undefined && (number < 0 || typeof value === 'function')) return { object: number }
    if (value instanceof Date) return { date: value.getTime() }
    if (value instanceof RegExp) return { regexp: [value.source, value.flags] }
    if (value instanceof Promise) return { promise: follow(value) }
    if (value instanceof Error) return { error: [value.name, value.message] }
    return typeof value === 'function' ? patchOfFunction(value as never) : undefined
  }

  const follow = (promise: Promise<unknown>): number => {
    let number = numbers.get(promise)
    if (number !== undefined) return number
    number = ++promises
    numbers.set(promise, number)
    promise.then(
      (value) => settle(number, 'resolve', value),
      (reason: unknown) => settle(number, 'reject', reason),
    )
    return number
  }

  return {
    write(given) {
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
        if (!isUsed()) unplain = args.slice(0, 200)
        throw new TypeError(`what is no plain data was passed: ${args.slice(0, 200)}`)
      }
      return `"args":${args},"patches":${JSON.stringify(patches)}`
    },
    functionAt: (number) => functions[number] as (...given: unknown[]) => unknown,
    hasCrossed: () => functions.length > 0 || promises > 0,
    unplain: () => unplain,
  }
}
