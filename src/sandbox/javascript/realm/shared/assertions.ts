// `assert` of Node and a small `expect`, for test scripts and for programs that require them.
import type { Inspect } from './inspect.ts'

export interface Assertions {
  readonly AssertionError: new (message: string) => Error
  readonly assert: ((value?: unknown, message?: unknown) => void) & Readonly<Record<string, unknown>>
  readonly expect: (actual: unknown) => object
  readonly isDeepEqual: (a: unknown, b: unknown, loose?: boolean) => boolean
}

export function installAssertions(inspect: Inspect): Assertions {
  class AssertionError extends Error {
    override readonly name = 'AssertionError'
    readonly code = 'ERR_ASSERTION'
  }

  const isDeepEqual = (a: unknown, b: unknown, loose = false): boolean => {
    const pairs: [unknown, unknown][] = []
    const equal = (x: unknown, y: unknown): boolean => {
      if (Object.is(x, y) || (loose && x == y)) return true
      if (typeof x !== 'object' || typeof y !== 'object' || x === null || y === null) return false
      if (pairs.some(([left, right]) => left === x && right === y)) return true
      if (!loose && Object.getPrototypeOf(x) !== Object.getPrototypeOf(y)) return false
      if (Object.prototype.toString.call(x) !== Object.prototype.toString.call(y)) return false
      pairs.push([x, y])
      const same = equalContent(x, y)
      pairs.pop()
      return same
    }
    const equalContent = (x: object, y: object): boolean => {
      if (x instanceof Date && y instanceof Date) return Object.is(x.getTime(), y.getTime())
      if (x instanceof RegExp && y instanceof RegExp) return String(x) === String(y)
      if (!Object.is(x.valueOf(), x)) return Object.is(x.valueOf(), y.valueOf())
      if (x instanceof Error && y instanceof Error && (x.message !== y.message || x.name !== y.name)) return false
      // By the language's own iterators, which throw for a proxy: it could claim any size and show no item.
      if (x instanceof Set && y instanceof Set) {
        const items = [...Set.prototype.values.call(x)]
        return (
          items.length === [...Set.prototype.values.call(y)].length &&
          items.every((item) => y.has(item) || [...y].some((other) => equal(item, other)))
        )
      }
      if (x instanceof Map && y instanceof Map) {
        return (
          [...Map.prototype.entries.call(x)].length === [...Map.prototype.entries.call(y)].length &&
          [...x].every(([key, item]) =>
            y.has(key)
              ? equal(item, y.get(key))
              : [...y].some(([other, held]) => equal(key, other) && equal(item, held)),
          )
        )
      }
      if (Array.isArray(x) !== Array.isArray(y)) return false
      if (Array.isArray(x) && Array.isArray(y) && x.length !== y.length) return false
      const keys = Object.keys(x)
      if (keys.length !== Object.keys(y).length) return false
      return keys.every(
        (key) =>
          Object.hasOwn(y, key) && equal((x as Record<string, unknown>)[key], (y as Record<string, unknown>)[key]),
      )
    }
    return equal(a, b)
  }

  const show = (value: unknown): string => {
    const text = inspect.inspect(value)
    return text.length > 300 ? `${text.slice(0, 300)}...` : text
  }
  const fail = (message: unknown, otherwise: string): never => {
    if (message instanceof Error) throw message
    throw new AssertionError(typeof message === 'string' ? message : otherwise)
  }
  const check = (holds: boolean, message: unknown, otherwise: () => string): void => {
    if (!holds) fail(message, otherwise())
  }
  const compare =
    (test: (a: unknown, b: unknown) => boolean, word: string) =>
    (actual: unknown, expected: unknown, message?: unknown): void =>
      check(test(actual, expected), message, () => `${show(actual)} ${word} ${show(expected)}`)

  const matches = (thrown: unknown, wanted: unknown): boolean => {
    if (wanted === undefined || typeof wanted === 'string') return true
    const message = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown)
    if (wanted instanceof RegExp) return wanted.test(message)
    if (typeof wanted === 'function') {
      if ('prototype' in wanted && thrown instanceof wanted) return true
      if (wanted === Error || wanted.prototype instanceof Error) {
        // A class of the script's own, in which it names one of the candidate's.
        return (thrown as Error | null)?.name === wanted.name
      }
      return (wanted as (thrown: unknown) => unknown)(thrown) === true
    }
    return Object.entries(wanted as object).every(([key, value]) => {
      const held = (thrown as Record<string, unknown> | null)?.[key]
      return value instanceof RegExp ? value.test(String(held)) : isDeepEqual(held, value)
    })
  }
  const thrownBy = (run: () => unknown): { thrown: unknown } | null => {
    try {
      run()
      return null
    } catch (thrown) {
      return { thrown }
    }
  }
  const rejectionOf = async (given: unknown): Promise<{ thrown: unknown } | null> => {
    try {
      await (typeof given === 'function' ? (given as () => unknown)() : given)
      return null
    } catch (thrown) {
      return { thrown }
    }
  }
  const checkThrown = (caught: { thrown: unknown } | null, wanted: unknown, message: unknown): void => {
    if (caught === null)
      return fail(message ?? (typeof wanted === 'string' ? wanted : undefined), 'Missing expected exception.')
    check(matches(caught.thrown, wanted), message, () => `${show(caught.thrown)} is not the expected exception`)
  }

  const ok = (value?: unknown, message?: unknown): void =>
    check(Boolean(value), message, () => `${show(value)} is not truthy`)
  const members = {
    ok,
    equal: compare((a, b) => a == b || (a !== a && b !== b), '=='),
    notEqual: compare((a, b) => a != b, '!='),
    strictEqual: compare(Object.is, '==='),
    notStrictEqual: compare((a, b) => !Object.is(a, b), '!=='),
    deepEqual: compare((a, b) => isDeepEqual(a, b, true), 'is not deeply equal to'),
    notDeepEqual: compare((a, b) => !isDeepEqual(a, b, true), 'is deeply equal to'),
    deepStrictEqual: compare((a, b) => isDeepEqual(a, b), 'is not deeply equal to'),
    notDeepStrictEqual: compare((a, b) => !isDeepEqual(a, b), 'is deeply equal to'),
    match: (text: string, pattern: RegExp, message?: unknown) =>
      check(pattern.test(text), message, () => `${show(text)} does not match ${pattern}`),
    doesNotMatch: (text: string, pattern: RegExp, message?: unknown) =>
      check(!pattern.test(text), message, () => `${show(text)} matches ${pattern}`),
    fail: (message?: unknown) => fail(message, 'Failed'),
    throws: (run: () => unknown, wanted?: unknown, message?: unknown) => checkThrown(thrownBy(run), wanted, message),
    doesNotThrow: (run: () => unknown) => {
      run()
    },
    rejects: async (given: unknown, wanted?: unknown, message?: unknown) =>
      checkThrown(await rejectionOf(given), wanted, message),
    doesNotReject: async (given: unknown) => {
      await (typeof given === 'function' ? (given as () => unknown)() : given)
    },
    ifError: (value: unknown) => check(value === null || value === undefined, value, () => ''),
    AssertionError,
  }
  const assert = Object.assign((value?: unknown, message?: unknown) => ok(value, message), members)
  Object.assign(assert, { strict: assert })

  const closeEnough = (actual: unknown, wanted: unknown, digits = 2): boolean =>
    actual === wanted || Math.abs((actual as number) - (wanted as number)) < 10 ** -digits / 2

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
    return {
      toBe: (wanted: unknown) => that(Object.is(actual, wanted), 'to be', wanted),
      toEqual: (wanted: unknown) => that(isDeepEqual(actual, wanted), 'to equal', wanted),
      toStrictEqual: (wanted: unknown) => that(isDeepEqual(actual, wanted), 'to equal', wanted),
      toBeCloseTo: (wanted: unknown, digits?: number) =>
        that(closeEnough(actual, wanted, digits), 'to be close to', wanted),
      toBeTruthy: () => that(Boolean(actual), 'to be truthy'),
      toBeFalsy: () => that(!actual, 'to be falsy'),
      toBeNull: () => that(actual === null, 'to be', null),
      toBeUndefined: () => that(actual === undefined, 'to be'),
      toBeDefined: () => that(actual !== undefined, 'to be other than'),
      toBeNaN: () => that(Number.isNaN(actual), 'to be', NaN),
      toBeGreaterThan: (wanted: number) => that((actual as number) > wanted, 'to be greater than', wanted),
      toBeGreaterThanOrEqual: (wanted: number) => that((actual as number) >= wanted, 'to be at least', wanted),
      toBeLessThan: (wanted: number) => that((actual as number) < wanted, 'to be less than', wanted),
      toBeLessThanOrEqual: (wanted: number) => that((actual as number) <= wanted, 'to be at most', wanted),
      toBeInstanceOf: (wanted: new () => unknown) => that(actual instanceof wanted, 'to be an instance of', wanted),
      toContain: (item: unknown) => that(contains(item, Object.is), 'to contain', item),
      toContainEqual: (item: unknown) => that(contains(item, isDeepEqual), 'to contain', item),
      toHaveLength: (wanted: number) =>
        that((actual as ArrayLike<unknown>).length === wanted, 'to have length', wanted),
      toHaveProperty: (key: string, ...value: unknown[]) =>
        that(
          Object.hasOwn(actual as object, key) &&
            (value.length === 0 || isDeepEqual((actual as Record<string, unknown>)[key], value[0])),
          'to have property',
          key,
        ),
      toMatch: (wanted: RegExp | string) => that(new RegExp(wanted).test(actual as string), 'to match', wanted),
      toThrow: (wanted?: unknown) => {
        const caught = thrownBy(actual as () => unknown)
        const holds =
          caught !== null &&
          (typeof wanted === 'string'
            ? (caught.thrown as Error).message.includes(wanted)
            : matches(caught.thrown, wanted))
        that(holds, 'to throw', wanted)
      },
    }
  }
  const settledMatchers = (given: unknown, rejects: boolean, positive: boolean): object => {
    const matcherOf =
      (name: string) =>
      async (...wanted: unknown[]): Promise<void> => {
        const caught = await rejectionOf(given)
        if ((caught !== null) !== rejects) fail(undefined, `expected the promise to ${rejects ? 'reject' : 'resolve'}`)
        const value = caught === null ? await given : name === 'toThrow' ? () => fail(caught.thrown, '') : caught.thrown
        ;(matchers(value, positive)[name] as (...wanted: unknown[]) => void)(...wanted)
      }
    return Object.fromEntries(Object.keys(matchers(0, true)).map((name) => [name, matcherOf(name)]))
  }
  const expect = (actual: unknown): object => ({
    ...matchers(actual, true),
    not: matchers(actual, false),
    get resolves() {
      return settledMatchers(actual, false, true)
    },
    get rejects() {
      return settledMatchers(actual, true, true)
    },
  })
  return { AssertionError, assert: assert as unknown as Assertions['assert'], expect, isDeepEqual }
}
