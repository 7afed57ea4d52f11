// What an expected value may hold in place of a value: `expect.any(Number)`, `expect.objectContaining({ … })` and so on.
import type { Asymmetric, DeepEqual } from './deep-equal.ts'

export interface AsymmetricMatchers {
  readonly members: Readonly<Record<string, unknown>>
  /** Whether a value holds all that an expected one holds, lists item by item. */
  matches(value: unknown, wanted: unknown): boolean
}

export function installAsymmetric(isDeepEqual: DeepEqual): AsymmetricMatchers {
  class Matcher implements Asymmetric {
    readonly #test: (value: unknown) => boolean
    constructor(test: (value: unknown) => boolean) {
      this.#test = test
    }
    $$asymmetric(value: unknown): boolean {
      return this.#test(value)
    }
  }
  const equal = (value: unknown, wanted: unknown): boolean => isDeepEqual(value, wanted, 'equal')
  const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
  const primitives = new Map<unknown, string>([
    [Number, 'number'],
    [String, 'string'],
    [Boolean, 'boolean'],
    [Function, 'function'],
    [BigInt, 'bigint'],
    [Symbol, 'symbol'],
  ])
  const isAny = (value: unknown, maker: unknown): boolean => {
    if (primitives.has(maker)) return typeof value === primitives.get(maker)
    if (maker === Object) return typeof value === 'object'
    if (maker === Array) return Array.isArray(value)
    return value instanceof (maker as new () => object)
  }
  const hasAll = (value: unknown, wanted: object): boolean =>
    isObject(value) &&
    Object.entries(wanted).every(([key, item]) => Object.hasOwn(value, key) && equal(value[key], item))
  const tests: Record<string, (...wanted: never[]) => (value: unknown) => boolean> = {
    any: (maker: unknown) => (value) => isAny(value, maker),
    anything: () => (value) => value !== null && value !== undefined,
    objectContaining: (wanted: object) => (value) => hasAll(value, wanted),
    arrayContaining: (wanted: readonly unknown[]) => (value) =>
      Array.isArray(value) && wanted.every((item) => value.some((each) => equal(each, item))),
    stringContaining: (wanted: string) => (value) => typeof value === 'string' && value.includes(wanted),
    stringMatching: (wanted: RegExp | string) => (value) => typeof value === 'string' && new RegExp(wanted).test(value),
    closeTo:
      (wanted: number, digits = 2) =>
      (value) =>
        typeof value === 'number' && (value === wanted || Math.abs(value - wanted) < 10 ** -digits / 2),
  }
  const members: Record<string, unknown> = {}
  const not: Record<string, unknown> = {}
  for (const [name, make] of Object.entries(tests)) {
    members[name] = (...wanted: never[]) => new Matcher(make(...wanted))
    not[name] = (...wanted: never[]) => new Matcher((value) => !make(...wanted)(value))
  }
  const matches = (value: unknown, wanted: unknown): boolean => {
    if (!isObject(wanted) || wanted instanceof Matcher) return equal(value, wanted)
    if (Array.isArray(wanted)) {
      return (
        Array.isArray(value) &&
        value.length === wanted.length &&
        wanted.every((item, index) => matches(value[index], item))
      )
    }
    const prototype: unknown = Object.getPrototypeOf(wanted)
    if (prototype !== Object.prototype && prototype !== null) return equal(value, wanted)
    return (
      isObject(value) &&
      Object.entries(wanted).every(([key, item]) => Object.hasOwn(value, key) && matches(value[key], item))
    )
  }
  return { members: { ...members, not }, matches }
}
