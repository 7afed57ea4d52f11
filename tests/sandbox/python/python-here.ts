// The Python engine on this machine, or why there is none.
import { createPythonEngine, type PythonEngineOptions } from '../../../src/sandbox/python/python-engine.ts'
import type { Call, Engine, Execution } from '../../../src/sandbox/engine.ts'
import { isAtLeast } from '../../../src/sandbox/isolation.ts'
import type { Limits } from '../../../src/sandbox/limits.ts'

export const limits: Limits = { timeMs: 2000, memoryMb: 128, outputBytes: 65_536, processes: 16 }

export interface PythonHere {
  readonly engine: Engine | null
  /** Empty where there is an engine with namespaces. */
  readonly whyNot: string
}

export async function pythonHere(options: PythonEngineOptions = {}): Promise<PythonHere> {
  try {
    const engine = await createPythonEngine({ workers: 2, spares: 1, ...options })
    if (isAtLeast(engine.isolation.level, 'L2')) return { engine, whyNot: '' }
    await engine.close()
    return { engine: null, whyNot: `namespaces are missing: ${engine.isolation.missing.join('; ')}` }
  } catch (thrown) {
    return { engine: null, whyNot: thrown instanceof Error ? thrown.message : 'no Python' }
  }
}

export function runProgram(
  engine: Engine,
  source: string,
  more: { stdin?: string } & Partial<Limits> = {},
): Promise<Execution> {
  const { stdin = '', ...changed } = more
  return engine.execute({ language: 'python', kind: 'stdio', source, stdin, limits: { ...limits, ...changed } })
}

export function runCalls(
  engine: Engine,
  source: string,
  asked: { entry: string; calls: readonly Call[]; preamble?: string; limits?: Partial<Limits> },
): Promise<Execution> {
  const { entry, calls, preamble } = asked
  const job = {
    language: 'python',
    kind: 'calls',
    source,
    entry,
    calls,
    limits: { ...limits, ...asked.limits },
  } as const
  return engine.execute(preamble === undefined ? job : { ...job, preamble })
}

export function runScript(
  engine: Engine,
  source: string,
  asked: { script: string; entry?: string; style?: 'assert' | 'pytest'; preamble?: string; limits?: Partial<Limits> },
): Promise<Execution> {
  const { script, entry, style = 'assert', preamble } = asked
  return engine.execute({
    language: 'python',
    kind: 'script',
    style,
    source,
    script,
    ...(entry === undefined ? {} : { entry }),
    ...(preamble === undefined ? {} : { preamble }),
    limits: { ...limits, ...asked.limits },
  })
}
