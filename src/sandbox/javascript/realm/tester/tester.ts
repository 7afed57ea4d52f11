// Runs a trusted test script in an isolate of its own. The candidate is somewhere else: what the script calls of its is
// a proxy here (proxies.ts), or a name that is looked for there when the script first uses it.
import type { Assertions } from '../shared/assertions.ts'
import type { PlainData } from '../shared/plain-data.ts'
import type { Proxies } from './proxies.ts'
import type { Timers } from '../shared/timers.ts'

export interface TesterOptions {
  readonly plainData: PlainData
  readonly timers: Timers
  readonly assertions: Assertions
  readonly proxies: Proxies
}

/** - `start` (names of the candidate as JSON), `run` (the script as a function), `turn` (one timer), `result`. */
export type TesterDrive = (command: 'start' | 'run' | 'turn' | 'result', text?: string, value?: unknown) => unknown

export function installTester(options: TesterOptions): TesterDrive {
  const { plainData, timers, assertions, proxies } = options
  const global = globalThis as unknown as Record<string, unknown>
  interface Result {
    readonly id: string
    readonly ending: string
    readonly message?: string
    readonly wallMs: number
  }
  const results: Result[] = []
  const registered: { id: string; run: () => unknown }[] = []
  let isDone = false
  let candidate: unknown

  /** What other hosts and test libraries define; a script that asks for it does not mean the candidate. */
  const foreign = new Set(
    'process window document navigator module exports self global define Deno Bun jest vi chai sinon suite before after beforeEach afterEach beforeAll afterAll'.split(
      ' ',
    ),
  )

  const define = (name: string, value: unknown): void => {
    Object.defineProperty(global, name, { value, writable: true, enumerable: false, configurable: true })
  }

  const start = (text: string): void => {
    const { entry, own } = JSON.parse(text) as { entry: number | null; own: readonly string[] }
    for (const name of own) delete global[name]
    lookAfar()
    define('assert', assertions.assert)
    define('expect', assertions.expect)
    const group = (_: unknown, run: () => void): void => run()
    const register = (id: unknown, run: () => unknown): void => void registered.push({ id: String(id), run })
    for (const [name, value] of Object.entries({ test: register, it: register, describe: group })) define(name, value)
    if (entry !== null) {
      candidate = proxies.entry(entry)
      define('candidate', candidate)
    }
  }

  /** A reference to a global asks its prototype whether there is such a name, then for its value. */
  const lookAfar = (): void => {
    let last: { readonly name: string; readonly found: { readonly value: unknown } | null } | null = null
    const isAfar = (holder: object, name: PropertyKey): name is string =>
      typeof name === 'string' && !foreign.has(name) && !Reflect.has(holder, name)
    const find = (name: string): { readonly value: unknown } | null => {
      const found = proxies.find(name)
      if (typeof found?.value === 'function') define(name, found.value)
      last = { name, found }
      return found
    }
    const afar: ProxyHandler<object> = {
      has: (holder, name) => (isAfar(holder, name) ? find(name) !== null : Reflect.has(holder, name)),
      get: (holder, name, receiver) => {
        if (!isAfar(holder, name)) return Reflect.get(holder, name, receiver) as unknown
        const found = last?.name === name ? last.found : find(name)
        last = null
        return found?.value
      },
    }
    Object.setPrototypeOf(global, new Proxy(Object.getPrototypeOf(global) as object, afar))
  }

  const attempt = async (id: string, run: () => unknown): Promise<unknown> => {
    const startedAt = Date.now()
    try {
      const value = await run()
      results.push({ id, ending: 'passed', wallMs: Date.now() - startedAt })
      return value
    } catch (thrown) {
      const message = proxies.messageOf(thrown)
      const ending = message === undefined ? 'failed' : 'runtime_error'
      results.push({ id, ending, message: message ?? plainData.describe(thrown), wallMs: Date.now() - startedAt })
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
        return JSON.stringify({ results, unplain: proxies.unplain(), isDone })
    }
  }
}
