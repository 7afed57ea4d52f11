// Opens a sandbox: chooses an engine for each language by what works on this machine. What runs programs is loaded
// when it is opened, so that programs without a sandbox do not wait for it.
import { availableParallelism } from 'node:os'
import { describeError, RlvrError } from '../core/errors.ts'
import { checkSandboxOptions } from './check-sandbox-options.ts'
import type { Engine, Language } from './engine.ts'
import { requireIsolation, type IsolationLevel } from './isolation.ts'
import type { Limits } from './limits.ts'
import type { RetryPolicy } from './retry-faults.ts'
import type { Sandbox } from './sandbox.ts'

export interface SandboxOptions {
  /** Which languages it runs; their engines start at once. Default: all, each at its first use. */
  readonly languages?: readonly Language[]
  /** Programs that run at once, for each engine. Default: the number of cores. */
  readonly concurrency?: number
  /**
   * The Python that programs run with, and that builds the jail of the other languages. Of a virtual environment its
   * packages can be imported. Default: `$RLVR_SANDBOX_PYTHON`, else `python3` with its standard library.
   */
  readonly python?: string
  /** Refuses to start below this. Default `L0`: everything but a bare process. */
  readonly minIsolation?: IsolationLevel
  /** Limits where tests name none. */
  readonly limits?: Partial<Limits>
  /** Finished judgements kept for identical submissions. Default 4096; 0 keeps none. */
  readonly cacheEntries?: number
  /** Jobs that may wait for an engine; one more is refused as overloaded. Default 10,000. */
  readonly maxQueued?: number
  /** Engines of the caller's own, such as remote ones; each replaces the built-in one of its languages. */
  readonly engines?: readonly Engine[]
  /** How often a program is run again where the sandbox failed, whatever its engine. Default: 8 attempts in all. */
  readonly retry?: Partial<RetryPolicy>
}

/** Rejects with `RLVR_USAGE` for wrong options, and with `RLVR_SANDBOX` where a language that was named cannot run as asked. */
export async function openSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  checkSandboxOptions(options)
  const { PooledSandbox } = await import('./pooled-sandbox.ts')
  const engines = new Map<Language, Promise<Engine>>()
  const started: Engine[] = [...(options.engines ?? [])]
  for (const engine of started) for (const language of engine.languages) engines.set(language, Promise.resolve(engine))
  const languages = options.languages ?? builtIn
  const sandbox = new PooledSandbox({
    languages: [...new Set([...languages, ...engines.keys()])],
    engineOf: (language) => {
      const known = engines.get(language)
      if (known) return known
      const opening = openEngine(language, options).then((engine) => {
        started.push(engine)
        return engine
      })
      for (const shared of sharing(language)) engines.set(shared, opening)
      // A start that failed is tried anew by the next job.
      opening.catch(() => {
        for (const shared of sharing(language)) if (engines.get(shared) === opening) engines.delete(shared)
      })
      return opening
    },
    started: () => started,
    limits: options.limits ?? {},
    cacheEntries: options.cacheEntries ?? 4096,
    ...(options.retry && { retry: options.retry }),
  })
  if (options.languages) {
    try {
      await Promise.all(options.languages.map((language) => sandbox.isolation(language)))
    } catch (thrown) {
      await sandbox.close()
      throw thrown
    }
  }
  return sandbox
}

const builtIn: readonly Language[] = ['python', 'javascript', 'typescript', 'cpp']

/** Languages that one engine serves together. */
function sharing(language: Language): readonly Language[] {
  return language === 'javascript' || language === 'typescript' ? ['javascript', 'typescript'] : [language]
}

async function openEngine(language: Language, options: SandboxOptions): Promise<Engine> {
  const engine = await startEngine(language, {
    workers: options.concurrency ?? availableParallelism(),
    maxQueued: options.maxQueued ?? 10_000,
    python: options.python ?? process.env['RLVR_SANDBOX_PYTHON'],
  })
  try {
    requireIsolation(engine.name, engine.isolation, options.minIsolation ?? 'L0')
    return engine
  } catch (thrown) {
    await engine.close()
    throw thrown
  }
}

interface Means {
  readonly workers: number
  readonly maxQueued: number
  readonly python: string | undefined
}

async function startEngine(language: Language, { python, ...size }: Means): Promise<Engine> {
  const local = { ...size, ...(python !== undefined && { python }) }
  switch (language) {
    case 'javascript':
    case 'typescript':
      return await (await import('./javascript/javascript-engine.ts')).openJavaScriptEngine(local)
    case 'python':
      // Whoever names a Python does not want another one.
      return python === undefined
        ? await openAnyPythonEngine(size)
        : await (await import('./python/python-engine.ts')).createPythonEngine(local)
    case 'cpp':
      return await (await import('./cpp/cpp-engine.ts')).createCppEngine(local)
  }
}

/** The machine's Python where it can be walled in, else Python in WebAssembly. */
async function openAnyPythonEngine(size: Omit<Means, 'python'>): Promise<Engine> {
  try {
    return await (await import('./python/python-engine.ts')).createPythonEngine(size)
  } catch (thrown) {
    try {
      const { openPyodideEngine } = await import('./pyodide/pyodide-engine.ts')
      return await openPyodideEngine({ ...size, insteadOf: describeError(thrown, 1200) })
    } catch (fallback) {
      throw new RlvrError(
        'RLVR_SANDBOX',
        `Python cannot be run safely here. ${describeError(thrown)} The portable fallback does not start either: ${describeError(fallback)}`,
        { cause: thrown },
      )
    }
  }
}
