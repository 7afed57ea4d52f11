// `assert` of Node, for test scripts and for programs that require it. `expect` is built on it.
import type { DeepEqual } from './deep-equal.ts'
import type { Inspect } from './inspect.ts'
import type { Caught, Thrown } from './thrown.ts'

export interface Assertions {
  readonly AssertionError: new (message: string) => Error
  readonly assert: ((value?: unknown, message?: unknown) => void) & Readonly<Record<string, unknown>>
  readonly isDeepEqual: DeepEqual
  readonly check: (holds: boolean, message: unknown, otherwise: () => string) => void
  readonly show: (value: unknown) => string
  readonly fail: (message: unknown, otherwise: string) => never
}

/** Is told of each check of a test script: that it is reached, that it fails, that an asynchronous one begins. */
export interface Observer {
  readonly reached: () => void
  readonly failed: (message: string) => void
  readonly begun: () => () => void
}

export interface AssertionsOptions {
  readonly inspect: Inspect
  readonly isDeepEqual: DeepEqual
  readonly matches: (value: unknown, wanted: unknown) => boolean
  readonly thrown: Thrown
  readonly observer?: Observer | undefined
}

export function installAssertions(options: AssertionsOptions): Assertions {
  const { inspect, isDeepEqual, matches, thrown, observer } = options
  class AssertionError extends Error {
    override readonly name = 'AssertionError'
    readonly code = 'ERR_ASSERTION'
  }

  const show = (value: unknown): string => {
    const text = inspect.inspect(value)
    return text.length > 300 ? `${text.slice(0, 300)}...` : text
  }
  const fail = (message: unknown, otherwise: string): never => {
    observer?.failed(typeof message === 'string' ? message : otherwise)
    if (message instanceof Error) throw message
    throw new AssertionError(typeof message === 'string' ? message : otherwise)
  }
  const check = (holds: boolean, message: unknown, otherwise: () => string): void => {
    observer?.reached()
    if (!holds) fail(message, otherwise())
  }
  const compare =
    (test: (a: unknown, b: unknown) => boolean, word: string) =>
    (actual: unknown, expected: unknown, message?: unknown): void =>
      check(test(actual, expected), message, () => `${show(actual)} ${word} ${show(expected)}`)
  const checkThrown = (caught: Caught, wanted: unknown, message: unknown): void => {
    observer?.reached()
    if (caught === null)
      return fail(message ?? (typeof wanted === 'string' ? wanted : undefined), 'Missing expected exception.')
    if (!thrown.matches(caught.thrown, wanted)) fail(message, `${show(caught.thrown)} is not the expected exception`)
  }
  /** An asynchronous check, which is open until it is decided. */
  const later = async <T>(run: () => Promise<T>): Promise<T> => {
    observer?.reached()
    const end = observer?.begun()
    try {
      return await run()
    } finally {
      end?.()
    }
  }

  const ok = (value?: unknown, message?: unknown): void =>
    check(Boolean(value), message, () => `${show(value)} is not truthy`)
  const equal = compare((a, b) => a == b || (a !== a && b !== b), '==')
  const notEqual = compare((a, b) => a != b, '!=')
  const strictEqual = compare(Object.is, '===')
  const notStrictEqual = compare((a, b) => !Object.is(a, b), '!==')
  const deepStrictEqual = compare((a, b) => isDeepEqual(a, b), 'is not deeply equal to')
  const notDeepStrictEqual = compare((a, b) => !isDeepEqual(a, b), 'is deeply equal to')
  const isText = (text: unknown): text is string => typeof text === 'string'
  const members = {
    ok,
    equal,
    notEqual,
    strictEqual,
    notStrictEqual,
    deepEqual: compare((a, b) => isDeepEqual(a, b, 'loose'), 'is not deeply equal to'),
    notDeepEqual: compare((a, b) => !isDeepEqual(a, b, 'loose'), 'is deeply equal to'),
    deepStrictEqual,
    notDeepStrictEqual,
    partialDeepStrictEqual: compare(matches, 'does not hold'),
    match: (text: unknown, pattern: RegExp, message?: unknown) =>
      check(isText(text) && pattern.test(text), message, () => `${show(text)} does not match ${pattern}`),
    doesNotMatch: (text: unknown, pattern: RegExp, message?: unknown) =>
      check(isText(text) && !pattern.test(text), message, () => `${show(text)} matches ${pattern}`),
    fail: (message?: unknown) => fail(message, 'Failed'),
    throws: (run: () => unknown, wanted?: unknown, message?: unknown) => checkThrown(thrown.by(run), wanted, message),
    doesNotThrow: (run: () => unknown) => {
      observer?.reached()
      run()
    },
    rejects: (given: unknown, wanted?: unknown, message?: unknown) =>
      later(async () => checkThrown(await thrown.rejectionOf(given), wanted, message)),
    doesNotReject: (given: unknown) =>
      later(async () => {
        await (typeof given === 'function' ? (given as () => unknown)() : given)
      }),
    ifError: (value: unknown) => check(value === null || value === undefined, value, () => ''),
    AssertionError,
  }
  const assert = Object.assign((value?: unknown, message?: unknown) => ok(value, message), members)
  // What `strict` has in place of the comparisons by `==`.
  const strict = Object.assign((value?: unknown, message?: unknown) => ok(value, message), members, {
    equal: strictEqual,
    notEqual: notStrictEqual,
    deepEqual: deepStrictEqual,
    notDeepEqual: notDeepStrictEqual,
  })
  Object.assign(strict, { strict })
  Object.assign(assert, { strict })
  return { AssertionError, assert: assert as unknown as Assertions['assert'], isDeepEqual, check, show, fail }
}
