// A program from start to end inside its isolate: `process`, its input and output, its event loop.
import type { Assertions } from '../shared/assertions.ts'
import type { Bytes } from '../shared/bytes.ts'
import type { EmitterClass } from '../shared/events.ts'
import type { Files } from './files.ts'
import type { Inspect } from '../shared/inspect.ts'
import type { LazyGlobals } from '../shared/lazy-globals.ts'
import type { ModuleParts, NodeModules } from '../shared/node-modules.ts'
import type { Output } from '../shared/output.ts'
import type { Callable, Primordials } from '../shared/primordials.ts'
import type { Readline } from './readline.ts'
import type { StandardInput } from './standard-input.ts'
import type { Timers } from '../shared/timers.ts'

/**
 * - `start` (stdin, arguments and files as JSON);
 * - `turn` runs the next timer and tells whether there is more: `more`, `done`, or `late` where the clock is past the limit;
 * - `exitCode` is the code of `process.exit`, or -1 where it was not called;
 * - `finalCode` is the code of a program that came to its end;
 * - `names` of a module's exports, as JSON;
 * - `state` tells what was written and seen.
 */
export type StdioDrive = (
  command: 'start' | 'turn' | 'exitCode' | 'finalCode' | 'names' | 'state',
  text?: string,
) => unknown

export interface StdioDriverOptions {
  readonly primordials: Primordials
  readonly output: Output
  readonly timers: Timers
  readonly inspect: () => Inspect
  readonly timeMs: number
  readonly bytes: () => Bytes
  readonly events: () => EmitterClass
  readonly assertions: () => Assertions
  readonly standardInput: (text: string, events: EmitterClass, bytes: Bytes) => StandardInput
  readonly readline: (events: EmitterClass, stdin: StandardInput, output: Output) => Readline
  readonly files: (
    given: Readonly<Record<string, string>>,
    streams: { stdin: StandardInput; output: Output; bytes: Bytes },
  ) => Files
  readonly nodeModules: (parts: ModuleParts) => NodeModules
  readonly lazyGlobals: LazyGlobals
}

export function installStdioDriver(options: StdioDriverOptions): StdioDrive {
  const { primordials, output, timers, inspect, timeMs, bytes, events, assertions } = options
  const { define, parse } = primordials
  const global = globalThis as unknown as Record<string, unknown>
  const queueMicrotask = global['queueMicrotask'] as (run: () => void) => void
  const later = global['setImmediate'] as (run: () => void) => void
  let exitCode = -1
  let modules: NodeModules | null = null
  let files: Files | null = null
  let readline: Readline | null = null
  let process: Record<string, unknown> & { emit?: (name: string, code: number) => void } = {}
  let hasSaidExit = false

  const setGlobal = (name: string, value: unknown): void => {
    define(global, name, { value, writable: true, enumerable: false, configurable: true })
  }
  const codeOf = (code: unknown): number => {
    const number = Number(code ?? 0)
    return number === number ? number & 255 : 1
  }
  const exit = (code?: unknown): never => {
    if (exitCode < 0) {
      const wanted = codeOf(code ?? process['exitCode'])
      sayExit(wanted)
      exitCode = wanted
      output.close()
    }
    throw { __proto__: null, exit: true }
  }
  const sayExit = (code: number): void => {
    if (hasSaidExit) return
    hasSaidExit = true
    process.emit?.('exit', code)
  }

  const writable = (stream: 'stdout' | 'stderr', fd: number): object => {
    const Emitter = events()
    class WritableStream extends Emitter {
      readonly fd = fd
      readonly isTTY = false
      readonly writable = true
      write(chunk: unknown, encoding?: unknown, done?: unknown): boolean {
        const text = typeof chunk === 'string' ? chunk : bytes().decode(chunk as Uint8Array)
        output.write(stream, text)
        const callback = typeof encoding === 'function' ? encoding : done
        if (typeof callback === 'function') later(callback as () => void)
        return true
      }
      end(chunk?: unknown): void {
        if (chunk !== undefined && chunk !== null) this.write(chunk)
      }
      cork(): void {}
      uncork(): void {}
    }
    return new WritableStream()
  }

  const start = (text: string): void => {
    const job = parse(text) as { stdin: string; args: string[]; files: Record<string, string> }
    const Emitter = events()
    const stdin = options.standardInput(job.stdin, Emitter, bytes())
    const filesOf = (): Files => (files ??= options.files(job.files, { stdin, output, bytes: bytes() }))
    const readlineOf = (): Readline => (readline ??= options.readline(Emitter, stdin, output))
    const now = (): number => (global['performance'] as { now(): number }).now()
    const hrtime = Object.assign(
      (since?: [number, number]): [number, number] => {
        const time = now()
        const whole: [number, number] = [Math.floor(time / 1000), Math.round((time % 1000) * 1e6)]
        if (since === undefined) return whole
        const nanoseconds = (whole[0] - since[0]) * 1e9 + whole[1] - since[1]
        return [Math.floor(nanoseconds / 1e9), nanoseconds % 1e9]
      },
      { bigint: () => BigInt(Math.round(now() * 1e6)) },
    )
    process = Object.assign(new Emitter() as unknown as typeof process, {
      argv: ['/usr/bin/node', '/box/solution.js', ...job.args],
      argv0: 'node',
      execPath: '/usr/bin/node',
      execArgv: [],
      env: {},
      pid: 1,
      ppid: 0,
      platform: 'linux',
      arch: 'x64',
      title: 'node',
      version: 'v24.0.0',
      versions: { node: '24.0.0' },
      exitCode: undefined,
      stdin,
      stdout: writable('stdout', 1),
      stderr: writable('stderr', 2),
      exit,
      abort: () => exit(134),
      cwd: () => '/box',
      uptime: () => now() / 1000,
      hrtime,
      memoryUsage: () => ({ rss: 0, heapTotal: 0, heapUsed: 0, external: 0, arrayBuffers: 0 }),
      cpuUsage: () => ({ user: Math.round(now() * 1000), system: 0 }),
      emitWarning: (warning: unknown) => output.write('stderr', `(node:1) Warning: ${warning as string}\n`),
      nextTick: (run: Callable, ...given: unknown[]) =>
        queueMicrotask(() => void (run as (...given: unknown[]) => unknown)(...given)),
    })
    const loaded = options.nodeModules({
      inspect: inspect(),
      bytes,
      events,
      assertions,
      more: {
        fs: () => filesOf().fs,
        'fs/promises': () => filesOf().fs['promises'],
        readline: () => readlineOf().callbacks,
        'readline/promises': () => readlineOf().promises,
        process: () => process,
      },
    })
    modules = loaded
    const module = { exports: {}, id: '.', filename: '/box/solution.js', loaded: false, children: [], paths: [] }
    Object.assign(loaded.require, { main: module, cache: {} })
    for (const [name, value] of Object.entries({
      process,
      require: loaded.require,
      module,
      exports: module.exports,
      global,
      __filename: '/box/solution.js',
      __dirname: '/box',
    })) {
      setGlobal(name, value)
    }
  }

  const turn = (): string => {
    if (exitCode >= 0) return 'done'
    const next = timers.nextAt()
    if (next < 0) {
      if (readline?.closeIdle() === true) return 'more'
      if (!hasSaidExit) process.emit?.('beforeExit', codeOf(process['exitCode']))
      if (timers.nextAt() >= 0) return 'more'
      sayExit(codeOf(process['exitCode']))
      return 'done'
    }
    if (next > timeMs) return 'late'
    timers.runNext()
    return 'more'
  }

  const state = (): string =>
    '{' +
    output.told() +
    ',"sawOpaque":false,"probed":' +
    (modules?.probed() === true || files?.probed() === true) +
    '}'

  return (command, text = '') => {
    switch (command) {
      case 'start':
        return start(text)
      case 'turn':
        return turn()
      case 'exitCode':
        return exitCode
      case 'finalCode':
        return codeOf(process['exitCode'])
      case 'names':
        return modules?.names(text)
      case 'state':
        return state()
    }
  }
}
