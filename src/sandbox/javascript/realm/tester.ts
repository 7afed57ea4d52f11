// Runs a trusted test script in an isolate of its own. The candidate is somewhere else: its functions and classes are
// stand-ins here whose every use crosses as plain data through `relay`.
import type { Assertions } from './assertions.ts'
import type { PlainData } from './plain-data.ts'
import type { Timers } from './timers.ts'

/** What is asked of the candidate's isolate. `target` is the number of an entry or of an object made there. */
export interface RemoteUse {
  readonly operation: 'call' | 'new' | 'get' | 'set' | 'method'
  readonly target: number
  readonly name?: string
}

export interface TesterOptions {
  readonly plainData: PlainData
  readonly timers: Timers
  readonly assertions: Assertions
  /** Sends JSON, waits for JSON. */
  readonly relay: (text: string) => string
}

/** - `start` (names of the candidate as JSON), `run` (the script as a function), `turn` (one timer), `result`. */
export type TesterDrive = (command: 'start' | 'run' | 'turn' | 'result', text?: string, value?: unknown) => unknown

export function installTester(options: TesterOptions): TesterDrive {
  const { plainData, timers, assertions, relay } = options
  const global = globalThis as unknown as Record<string, unknown>
  const mostUnits = 64 << 20
  const candidateErrors = new WeakSet()
  interface Result {
    readonly id: string
    readonly ending: string
    readonly message?: string
    readonly wallMs: number
  }
  const results: Result[] = []
  const registered: { id: string; run: () => unknown }[] = []
  let uses = 0
  let isDone = false
  let unplain = ''
  let candidate: unknown

  const errorOf = (message: string): Error => {
    const [, name = 'Error', text = message] = /^([\w$]+): ([^]*)$/.exec(message) ?? []
    const known =
      (global[name] as { prototype?: unknown } | undefined)?.prototype instanceof Error ? global[name] : Error
    const error = new (known as ErrorConstructor)(text)
    if (error.name !== name) Object.defineProperty(error, 'name', { value: name, configurable: true })
    candidateErrors.add(error)
    return error
  }

  const use = (wanted: RemoteUse, given: readonly unknown[]): unknown => {
    uses++
    const opaqueBefore = plainData.sawOpaque()
    const args = plainData.write([...given], mostUnits)
    if (!opaqueBefore && plainData.sawOpaque()) unplain = `${wanted.operation} with ${args.slice(0, 200)}`
    const answer = relay(`{"use":${JSON.stringify(wanted)},"args":${args}}`)
    const { ending, value, message } = JSON.parse(answer) as { ending: string; value?: unknown; message?: string }
    if (ending !== 'finished') throw errorOf(message ?? ending)
    const remote = value as { $object?: number; $method?: boolean } | null | undefined
    if (typeof remote === 'object' && remote !== null) {
      if (typeof remote.$object === 'number') return standInObject(remote.$object)
      if (remote.$method === true) {
        return (...more: unknown[]) =>
          use({ operation: 'method', target: wanted.target, name: wanted.name ?? '' }, more)
      }
    }
    return plainData.revive(JSON.stringify(value))
  }

  const standInObject = (target: number): object =>
    new Proxy(
      {},
      {
        get: (_, name) =>
          typeof name === 'symbol' || name === 'then' ? undefined : use({ operation: 'get', target, name }, []),
        set: (_, name, value) => {
          if (typeof name === 'string') use({ operation: 'set', target, name }, [value])
          return true
        },
      },
    )

  const standIn = (target: number): unknown =>
    new Proxy(function candidate() {}, {
      apply: (_, __, given) => use({ operation: 'call', target }, given as unknown[]),
      construct: (_, given) => use({ operation: 'new', target }, given as unknown[]) as object,
      get: (held, name) =>
        typeof name === 'symbol' || name in Function.prototype || name in held
          ? (held as unknown as Record<PropertyKey, unknown>)[name]
          : use({ operation: 'get', target, name }, []),
    })

  const define = (name: string, value: unknown): void => {
    Object.defineProperty(global, name, { value, writable: true, enumerable: false, configurable: true })
  }

  const start = (text: string): void => {
    const { entry, functions, values } = JSON.parse(text) as {
      entry: number | null
      functions: Record<string, number>
      values: Record<string, unknown>
    }
    define('assert', assertions.assert)
    define('expect', assertions.expect)
    const group = (_: unknown, run: () => void): void => run()
    const register = (id: unknown, run: () => unknown): void => void registered.push({ id: String(id), run })
    for (const [name, value] of Object.entries({ test: register, it: register, describe: group })) define(name, value)
    // A name of the language or of the test library stays what it is.
    for (const name of Object.keys(functions)) if (!(name in global)) define(name, standIn(functions[name] as number))
    for (const name of Object.keys(values)) {
      if (!(name in global)) define(name, plainData.revive(JSON.stringify(values[name])))
    }
    if (entry !== null) candidate = standIn(entry)
    if (entry !== null) define('candidate', candidate)
  }

  const attempt = async (id: string, run: () => unknown): Promise<unknown> => {
    const startedAt = Date.now()
    try {
      const value = await run()
      results.push({ id, ending: 'passed', wallMs: Date.now() - startedAt })
      return value
    } catch (thrown) {
      const isCandidates = typeof thrown === 'object' && thrown !== null && candidateErrors.has(thrown)
      const ending = isCandidates ? 'runtime_error' : 'failed'
      results.push({ id, ending, message: plainData.describe(thrown), wallMs: Date.now() - startedAt })
      return undefined
    }
  }

  /** `script` gives back its function `check`, where it defines one. */
  const run = async (script: () => unknown): Promise<void> => {
    const check = await attempt('script', script)
    if (results[0]?.ending === 'passed' && (typeof check === 'function' || registered.length > 0)) {
      results.pop()
      if (typeof check === 'function') await attempt('check', () => (check as (given: unknown) => unknown)(candidate))
      for (const { id, run } of registered) await attempt(id, run)
    }
    isDone = true
  }

  return (command, text = '', value) => {
    switch (command) {
      case 'start':
        return start(text)
      case 'run':
        void run(value as () => unknown)
        return ''
      case 'turn':
        if (isDone) return 'done'
        if (timers.nextAt() < 0) return 'stuck'
        timers.runNext()
        return 'more'
      case 'result':
        return JSON.stringify({ results, uses, unplain, isDone })
    }
  }
}
