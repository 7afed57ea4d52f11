// Looks over the shoulder of rewards while they judge: what state they are given, and whether they ask for chance or for
// the time. What is put in place of others' functions is taken back at once, and a reward that waits is not looked at.
import type { EnvironmentSpec } from '../core/environment.ts'
import type { VerifyInput } from '../core/verifier.ts'

export interface WatchedVerdicts extends Disposable {
  /** The states that rewards were given, the latest last. */
  readonly states: unknown[]
  /** What was called, by the reward that called it. */
  readonly calls: Map<string, string>
}

type Verify = (input: VerifyInput) => unknown

/** Watches the rewards of an environment until it is disposed of. */
export function watchVerdicts(spec: EnvironmentSpec): WatchedVerdicts {
  const states: unknown[] = []
  const calls = new Map<string, string>()
  const restored: (() => void)[] = []
  for (const [name, { verifier }] of Object.entries(spec.rubric.terms)) {
    const own = Object.getOwnPropertyDescriptor(verifier, 'verify')
    const { verify } = verifier as unknown as { readonly verify: Verify }
    const watched: Verify = (input) => {
      states.push(input.state)
      const { called, value } = withoutChance(() => verify.call(verifier, input))
      const waits = typeof value === 'object' && value !== null && 'then' in value
      if (called !== null && !waits) calls.set(name, called)
      return value
    }
    // One that is frozen is not watched.
    if (!Reflect.defineProperty(verifier, 'verify', { value: watched, configurable: true, writable: true })) continue
    restored.push(() => {
      if (own === undefined) Reflect.deleteProperty(verifier, 'verify')
      else Reflect.defineProperty(verifier, 'verify', own)
    })
  }
  return { states, calls, [Symbol.dispose]: () => restored.forEach((restore) => restore()) }
}

/** Runs something and says which source of chance or time it asked; null where none. */
function withoutChance<T>(run: () => T): { readonly called: string | null; readonly value: T } {
  let called: string | null = null
  const note = (name: string): void => void (called ??= name)
  const { random } = Math as { readonly random: () => number }
  const { now } = performance as unknown as { readonly now: () => number }
  const OwnDate = Date
  Math.random = () => {
    note('Math.random()')
    return random()
  }
  performance.now = () => {
    note('performance.now()')
    return now.call(performance)
  }
  globalThis.Date = new Proxy(OwnDate, {
    construct: (target, given, made) => {
      if (given.length === 0) note('new Date()')
      return Reflect.construct(target, given, made) as object
    },
    get: (target, key, receiver) => {
      if (key === 'now') note('Date.now()')
      return Reflect.get(target, key, receiver) as unknown
    },
  })
  try {
    return { value: run(), called }
  } finally {
    Math.random = random
    performance.now = now
    globalThis.Date = OwnDate
  }
}
