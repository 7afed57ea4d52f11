// `expect` of Jest and Vitest: the matchers that compare values, and those of mock functions.
import type { Assertions, Observer } from './assertions.ts'
import type { AsymmetricMatchers } from './asymmetric.ts'
import type { Thrown } from './thrown.ts'

export type Expect = ((actual: unknown) => object) & Readonly<Record<string, unknown>>

export interface ExpectOptions {
  readonly assertions: Assertions
  readonly asymmetric: AsymmetricMatchers
  readonly thrown: Thrown
  readonly observer?: Observer | undefined
  /** The calls of a mock function; undefined for anything else. */
  readonly callsOf: (value: unknown) => readonly { given: unknown[]; returned?: { value: unknown } }[] | undefined
  /** A test says how many checks it has; null for at least one. */
  readonly plan: (count: number | null) => void
}

export function installExpect(options: ExpectOptions): Expect {
  const { assertions, asymmetric, thrown, observer, callsOf, plan } = options
  const { isDeepEqual, check, show, fail } = assertions

  const closeEnough = (actual: unknown, wanted: unknown, digits = 2): boolean =>
    typeof actual === 'number' && (actual === wanted || Math.abs(actual - (wanted as number)) < 10 ** -digits / 2)
  const equal = (a: unknown, b: unknown): boolean => isDeepEqual(a, b, 'equal')
  const isNumber = (value: unknown): boolean => typeof value === 'number' || typeof value === 'bigint'
  /** By steps such as `a.b[0]`, or by a list of keys. */
  const propertyAt = (value: unknown, path: string | readonly PropertyKey[]): { readonly value: unknown } | null => {
    const has = (holder: unknown, key: PropertyKey): boolean =>
      holder !== null && holder !== undefined && key in (Object(holder) as object)
    if (typeof path === 'string' && has(value, path)) return { value: (value as Record<string, unknown>)[path] }
    const steps = typeof path === 'string' ? path.replaceAll(/\[(\w+)\]/g, '.$1').split('.') : path
    let at = value
    for (const step of steps) {
      if (!has(at, step)) return null
      at = (at as Record<PropertyKey, unknown>)[step]
    }
    return { value: at }
  }
  const throwsAs = (actual: unknown, wanted: unknown): boolean => {
    const caught = thrown.by(actual as () => unknown)
    if (caught === null) return false
    const message = (caught.thrown as Error | null)?.message
    if (typeof wanted === 'string') return typeof message === 'string' && message.includes(wanted)
    if (wanted instanceof RegExp) return wanted.test(String(message))
    if (typeof wanted === 'object' && wanted instanceof Error) return message === wanted.message
    return thrown.matches(caught.thrown, wanted)
  }

  const matchers = (actual: unknown, positive: boolean): Record<string, unknown> => {
    const that = (holds: boolean, words: string, wanted?: unknown): void =>
      check(
        holds === positive,
        undefined,
        () => `expected ${show(actual)} ${positive ? '' : 'not '}${words} ${show(wanted)}`,
      )
    const contains = (item: unknown, same: (a: unknown, b: unknown) => boolean): boolean =>
      typeof actual === 'string'
        ? actual.includes(item as string)
        : [...(actual as Iterable<unknown>)].some((each) => same(each, item))
    const compares = (test: (a: number, b: number) => boolean, wanted: number): boolean =>
      isNumber(actual) && test(actual as number, wanted)
    const calls = (): NonNullable<ReturnType<typeof callsOf>> =>
      callsOf(actual) ?? fail(undefined, `${show(actual)} is no mock function`)
    const calledWith = (given: unknown[]): boolean => calls().some((call) => equal(call.given, given))
    const times = (wanted: number): void => that(calls().length === wanted, 'to be called so many times:', wanted)
    const toThrow = (wanted?: unknown): void => that(throwsAs(actual, wanted), 'to throw', wanted)
    const returned = (): { value: unknown }[] => calls().flatMap((call) => (call.returned ? [call.returned] : []))
    const called: Record<string, unknown> = {
      toHaveBeenCalled: () => that(calls().length > 0, 'to be called'),
      toHaveBeenCalledOnce: () => times(1),
      toHaveBeenCalledTimes: times,
      toHaveBeenCalledWith: (...given: unknown[]) => that(calledWith(given), 'to be called with', given),
      toHaveBeenLastCalledWith: (...given: unknown[]) =>
        that(equal(calls().at(-1)?.given, given), 'to be last called with', given),
      toHaveBeenNthCalledWith: (nth: number, ...given: unknown[]) =>
        that(equal(calls()[nth - 1]?.given, given), 'to be called with', given),
      toHaveReturned: () => that(returned().length > 0, 'to return'),
      toHaveReturnedTimes: (wanted: number) => that(returned().length === wanted, 'to return so many times:', wanted),
      toHaveReturnedWith: (wanted: unknown) =>
        that(
          returned().some(({ value }) => equal(value, wanted)),
          'to return',
          wanted,
        ),
      toHaveLastReturnedWith: (wanted: unknown) => that(equal(returned().at(-1)?.value, wanted), 'to return', wanted),
    }
    return {
      ...called,
      toBeCalled: called['toHaveBeenCalled'],
      toBeCalledTimes: times,
      toBeCalledWith: called['toHaveBeenCalledWith'],
      lastCalledWith: called['toHaveBeenLastCalledWith'],
      toBe: (wanted: unknown) => that(Object.is(actual, wanted), 'to be', wanted),
      toEqual: (wanted: unknown) => that(equal(actual, wanted), 'to equal', wanted),
      toStrictEqual: (wanted: unknown) => that(isDeepEqual(actual, wanted), 'to equal', wanted),
      toMatchObject: (wanted: unknown) => that(asymmetric.matches(actual, wanted), 'to match', wanted),
      toBeCloseTo: (wanted: unknown, digits?: number) =>
        that(closeEnough(actual, wanted, digits), 'to be close to', wanted),
      toBeTruthy: () => that(Boolean(actual), 'to be truthy'),
      toBeFalsy: () => that(!actual, 'to be falsy'),
      toBeNull: () => that(actual === null, 'to be', null),
      toBeUndefined: () => that(actual === undefined, 'to be'),
      toBeDefined: () => that(actual !== undefined, 'to be other than'),
      toBeNaN: () => that(Number.isNaN(actual), 'to be', NaN),
      toBeGreaterThan: (wanted: number) =>
        that(
          compares((a, b) => a > b, wanted),
          'to be greater than',
          wanted,
        ),
      toBeGreaterThanOrEqual: (wanted: number) =>
        that(
          compares((a, b) => a >= b, wanted),
          'to be at least',
          wanted,
        ),
      toBeLessThan: (wanted: number) =>
        that(
          compares((a, b) => a < b, wanted),
          'to be less than',
          wanted,
        ),
      toBeLessThanOrEqual: (wanted: number) =>
        that(
          compares((a, b) => a <= b, wanted),
          'to be at most',
          wanted,
        ),
      toBeInstanceOf: (wanted: new () => unknown) => that(actual instanceof wanted, 'to be an instance of', wanted),
      toBeTypeOf: (wanted: string) => that(typeof actual === wanted, 'to be of type', wanted),
      toBeOneOf: (wanted: readonly unknown[]) =>
        that(
          wanted.some((one) => equal(actual, one)),
          'to be one of',
          wanted,
        ),
      toSatisfy: (test: (value: unknown) => unknown) => that(Boolean(test(actual)), 'to satisfy', test),
      toContain: (item: unknown) => that(contains(item, Object.is), 'to contain', item),
      toContainEqual: (item: unknown) => that(contains(item, equal), 'to contain', item),
      toHaveLength: (wanted: number) =>
        that((actual as ArrayLike<unknown>).length === wanted, 'to have length', wanted),
      toHaveProperty: (path: string | readonly PropertyKey[], ...value: unknown[]) => {
        const found = propertyAt(actual, path)
        that(found !== null && (value.length === 0 || equal(found.value, value[0])), 'to have property', path)
      },
      toMatch: (wanted: RegExp | string) =>
        that(
          typeof actual === 'string' &&
            (typeof wanted === 'string' ? actual.includes(wanted) : new RegExp(wanted).test(actual)),
          'to match',
          wanted,
        ),
      toThrow,
      toThrowError: toThrow,
    }
  }

  const settledMatchers = (given: unknown, rejects: boolean, positive: boolean): Record<string, unknown> => {
    const matcherOf =
      (name: string) =>
      async (...wanted: unknown[]): Promise<void> => {
        observer?.reached()
        const end = observer?.begun()
        try {
          const caught = await thrown.rejectionOf(given)
          if ((caught !== null) !== rejects)
            fail(undefined, `expected the promise to ${rejects ? 'reject' : 'resolve'}`)
          const rethrow = (): never => {
            throw caught?.thrown
          }
          const value = caught === null ? await given : name.startsWith('toThrow') ? rethrow : caught.thrown
          ;(matchers(value, positive)[name] as (...wanted: unknown[]) => void)(...wanted)
        } finally {
          end?.()
        }
      }
    return Object.fromEntries(Object.keys(matchers(0, true)).map((name) => [name, matcherOf(name)]))
  }
  const settled = (given: unknown, rejects: boolean): object => ({
    ...settledMatchers(given, rejects, true),
    not: settledMatchers(given, rejects, false),
  })
  const expect = (actual: unknown): object => ({
    ...matchers(actual, true),
    not: matchers(actual, false),
    get resolves() {
      return settled(actual, false)
    },
    get rejects() {
      return settled(actual, true)
    },
  })
  return Object.assign(expect, asymmetric.members, {
    assertions: (count: number) => plan(count),
    hasAssertions: () => plan(null),
  }) as Expect
}
