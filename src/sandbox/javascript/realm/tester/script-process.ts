// `process` as a test script sees it: what says where it runs, and `exit`, by which scripts fail.

export interface ScriptProcess {
  readonly process: object
  /** The code that was given to `exit`; null where it was not called. */
  exited(): number | null
  /** The code it would end with, with what waits for its end run. */
  finalCode(): number
  /** What `exit` throws, to end what runs. */
  isExit(thrown: unknown): boolean
}

export function installScriptProcess(write: (text: string) => void): ScriptProcess {
  const exitSignal = { __proto__: null }
  let exited: number | null = null
  const listeners: Record<string, ((...given: unknown[]) => unknown)[]> = {}
  const codeOf = (code: unknown): number => (code === undefined || code === null ? 0 : Number(code))
  const on = (event: string, run: (...given: unknown[]) => unknown): object => {
    ;(listeners[event] ??= []).push(run)
    return process
  }
  const startedAt = Date.now()
  const exit = (code: unknown = process['exitCode']): never => {
    exited ??= codeOf(code)
    throw exitSignal
  }
  const process: Record<string, unknown> = {
    exitCode: undefined,
    argv: ['node', 'tests.js'],
    env: { NODE_ENV: 'test' },
    platform: 'linux',
    version: 'v24.0.0',
    versions: { node: '24.0.0' },
    pid: 2,
    exit,
    abort: () => exit(134),
    on,
    once: on,
    off: () => process,
    removeListener: () => process,
    emitWarning() {},
    cwd: () => '/box',
    uptime: () => (Date.now() - startedAt) / 1000,
    hrtime: Object.assign(() => [Math.floor(Date.now() / 1000), (Date.now() % 1000) * 1e6], {
      bigint: () => BigInt(Date.now()) * 1000000n,
    }),
    memoryUsage: () => ({ heapUsed: 0, heapTotal: 0, rss: 0, external: 0 }),
    nextTick: (run: (...given: unknown[]) => void, ...given: unknown[]) => queueMicrotask(() => run(...given)),
    stdout: { write },
    stderr: { write },
  }
  return {
    process,
    exited: () => exited,
    finalCode() {
      const code = exited ?? codeOf(process['exitCode'])
      for (const run of [...(listeners['beforeExit'] ?? []), ...(listeners['exit'] ?? [])]) run(code)
      return exited ?? codeOf(process['exitCode'])
    },
    isExit: (thrown) => thrown === exitSignal,
  }
}
