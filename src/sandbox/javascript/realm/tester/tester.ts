// Runs a trusted test script in an isolate of its own. The candidate is somewhere else: what the script calls of its is
// a proxy here (proxies.ts), or a name that is looked for there when the script first uses it.
//
// A test is over when nothing of it is left to run: its promises are settled and its timers have run, its own and the
// candidate's, by one clock that jumps from timer to timer. What fails until then fails the test.
import type { Assertions } from '../shared/assertions.ts'
import type { Expect } from '../shared/expect.ts'
import type { PlainData } from '../shared/plain-data.ts'
import type { Timers } from '../shared/timers.ts'
import type { Ledger } from './ledger.ts'
import type { Mocks } from './mocks.ts'
import type { Proxies } from './proxies.ts'
import type { ScriptProcess } from './script-process.ts'
import type { TestBlocks } from './test-blocks.ts'

export interface TesterOptions {
  readonly plainData: PlainData
  readonly timers: Timers
  readonly timeMs: number
  readonly assertions: Assertions
  readonly expect: Expect
  readonly proxies: Proxies
  readonly ledger: Ledger
  readonly blocks: TestBlocks
  readonly mocks: Mocks
  readonly scriptProcess: ScriptProcess
  /** What `require` gives a script beyond the modules that compute. */
  readonly modules: Record<string, () => unknown>
  /** What `expect.assertions` tells, and what makes the context of a test of `node:test`: set here. */
  readonly plans: { set: (count: number | null) => void }
  readonly testContext: { make: (subtest: (...given: unknown[]) => unknown) => object }
}

/**
 * - `start`: JSON of the candidate's names and of what the script owes;
 * - `run`: the script as a function;
 * - `turn`: one step of what is left to run: `more`, or `done`;
 * - `failed`: a promise that was rejected and that nobody watched, in words;
 * - `result` as JSON.
 */
export type TesterDrive = (
  command: 'start' | 'run' | 'turn' | 'failed' | 'result',
  text?: string,
  value?: unknown,
) => unknown

export interface TesterStart {
  readonly entry: number | null
  readonly own: readonly string[]
  /** The lines of the watched parts, and whether the script owes a check. */
  readonly lines: readonly number[]
  readonly owes: boolean
}

export function installTester(options: TesterOptions): TesterDrive {
  const { plainData, timers, timeMs, assertions, expect, proxies, ledger, blocks, mocks, scriptProcess } = options
  const global = globalThis as unknown as Record<string, unknown>
  interface Result {
    readonly id: string
    ending: string
    message?: string
    wallMs: number
  }
  const results: Result[] = []
  let started: TesterStart = { entry: null, own: [], lines: [], owes: false }
  let isDone = false
  let candidate: unknown
  /** The test under way. */
  let current: Result = { id: 'script', ending: 'passed', wallMs: 0 }
  let isBodyOver = false
  let startedAt = 0
  let onQuiet: (() => void) | null = null
  let planned: number | null | undefined

  /** What other hosts and test libraries define; a script that asks for it does not mean the candidate. */
  const foreign = new Set('window document navigator module exports self global define Deno Bun chai sinon'.split(' '))

  const define = (name: string, value: unknown): void => {
    Object.defineProperty(global, name, { value, writable: true, enumerable: false, configurable: true })
  }

  const start = (text: string): void => {
    started = JSON.parse(text) as TesterStart
    for (const name of started.own) delete global[name]
    lookAfar()
    const { log, ...console } = global['console'] as Record<string, unknown>
    const library = { ...blocks.globals, expect, jest: mocks.library, vi: mocks.library }
    const globals = {
      ...library,
      assert: assertions.assert,
      process: scriptProcess.process,
      console: { ...console, log, assert: (value: unknown, ...given: unknown[]) => assertions.assert(value, given[0]) },
      __checks: ledger.watching,
    }
    for (const [name, value] of Object.entries(globals)) define(name, value)
    const ofNode = Object.assign(blocks.globals['test'] as object, {
      ...blocks.globals,
      mock: mocks.mock,
      assert: assertions.assert,
    })
    options.modules['test'] = () => ofNode
    options.modules['vitest'] = options.modules['@jest/globals'] = () => ({ ...library, assert: assertions.assert })
    options.modules['process'] = () => scriptProcess.process
    if (started.entry !== null) {
      candidate = proxies.entry(started.entry)
      define('candidate', candidate)
    }
    const program = new Proxy(
      {},
      { get: (_, name) => ofProgram(name), has: (_, name) => ofProgram(name) !== undefined },
    )
    ledger.watching.program = program
    const { require } = global as { require: (name: string) => unknown }
    define('require', (name: string) => (/^\.{1,2}(?:\/|$)|^solution$/.test(name) ? program : require(name)))
  }

  const ofProgram = (name: string | symbol): unknown => {
    if (typeof name !== 'string' || name === 'then') return undefined
    return proxies.find(name)?.value ?? (name === 'default' ? candidate : undefined)
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

  options.plans.set = (count) => {
    planned = count
  }
  options.testContext.make = (subtest) => ({
    test: subtest,
    assert: assertions.assert,
    mock: mocks.mock,
    name: current.id,
    signal: undefined,
    plan: options.plans.set,
    diagnostic() {},
    skip() {},
    todo() {},
    ...(assertions.assert as object),
  })

  const fail = (ending: string, message: string, result: Result = current): void => {
    if (result.ending !== 'passed') return
    result.ending = ending
    result.message = message
  }
  const failBy = (thrown: unknown): void => {
    if (scriptProcess.isExit(thrown)) return
    const message = proxies.messageOf(thrown)
    fail(message === undefined ? 'failed' : 'runtime_error', message ?? plainData.describe(thrown))
  }

  /** Runs a test, then whatever it left, then looks at what it checked. */
  const attempt = async (id: string, run: () => unknown, owes: boolean): Promise<unknown> => {
    const since = Date.now()
    current = { id, ending: 'passed', wallMs: 0 }
    ledger.turnTo(results.push(current) - 1)
    const [countBefore, usesBefore] = [ledger.count(), proxies.uses()]
    planned = undefined
    isBodyOver = false
    startedAt = timers.now()
    let value: unknown
    const body = (async () => {
      try {
        value = await run()
      } catch (thrown) {
        failBy(thrown)
      }
      isBodyOver = true
    })()
    const quiet = new Promise<void>((resolve) => (onQuiet = resolve))
    await quiet
    if (!isBodyOver) fail('failed', 'the script waits for what never comes')
    else await body
    timers.clear()
    const checks = ledger.count() - countBefore
    if (planned !== undefined && (planned === null ? checks === 0 : checks !== planned)) {
      fail('failed', `${checks} checks were reached; ${planned === null ? 'one or more' : planned} are planned`)
    }
    if (owes && checks === 0 && proxies.uses() > usesBefore) fail('failed', 'no check was reached')
    current.wallMs = Date.now() - since
    return value
  }

  /** `script` gives back its function `check`, where it defines one. */
  const run = async (script: () => unknown): Promise<void> => {
    const check = await attempt('script', script, false)
    const registered = blocks.registered()
    const [whole] = results
    if (whole?.ending === 'passed' && (typeof check === 'function' || registered.length > 0)) {
      results.pop()
      if (typeof check === 'function') {
        await attempt('check', () => (check as (given: unknown) => unknown)(candidate), false)
      }
      for (const { id, run, given } of registered) {
        if (scriptProcess.exited() === null) await attempt(id, run, ledger.isOwing(given))
      }
    }
    try {
      const code = scriptProcess.finalCode()
      if (code !== 0)
        fail(
          'failed',
          `the script exits with code ${code}`,
          results.find(({ ending }) => ending !== 'passed') ?? current,
        )
    } catch (thrown) {
      failBy(thrown)
    }
    for (const { test, message } of ledger.faults(started.lines)) fail('failed', message, results[test] ?? current)
    if (started.owes && ledger.count() === 0 && proxies.uses() > 0) fail('failed', 'no check was reached')
    isDone = true
  }

  /** Runs what is due next of both clocks; nothing where the test is over. */
  const turn = (): string => {
    if (isDone) return 'done'
    ledger.release()
    const over = startedAt + timeMs
    const own = timers.nextAt()
    const afar = proxies.nextAt()
    const isExited = scriptProcess.exited() !== null
    const isAwaited = !isBodyOver || own >= 0 || proxies.isAwaited()
    try {
      if (!isExited && (proxies.owesNews() || (isAwaited && afar >= 0 && afar <= over && (own < 0 || afar <= own)))) {
        proxies.turn(own < 0 ? over : Math.min(own, over))
        return 'more'
      }
      if (!isExited && own >= 0 && own <= over) {
        timers.runNext()
        return 'more'
      }
    } catch (thrown) {
      failBy(thrown)
      return 'more'
    }
    if (!isExited && (timers.hasSingle() || (!isBodyOver && (own >= 0 || afar >= 0)))) {
      fail('time_limit', 'it sleeps past the time limit')
    }
    const quiet = onQuiet
    onQuiet = null
    if (isExited) isBodyOver = true
    quiet?.()
    return quiet === null ? 'stuck' : 'more'
  }

  return (command, text = '', value) => {
    switch (command) {
      case 'start':
        return start(text)
      case 'run':
        void run(value as () => unknown)
        return ''
      case 'turn':
        return turn()
      case 'failed':
        return scriptProcess.exited() === null ? fail('failed', text) : undefined
      case 'result':
        return JSON.stringify({ results, unplain: proxies.unplain(), isDone, asked: proxies.wasAsked() })
    }
  }
}
