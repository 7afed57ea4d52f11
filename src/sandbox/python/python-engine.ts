// The engine for Python: a pool of supervisors, each with walls of its own (supervisor.py).
import type { JsonObject } from '../../core/json.ts'
import { requireIsolation, type Isolation, type IsolationLevel } from '../isolation.ts'
import type { SuspicionFlag } from '../code-verdict.ts'
import type { CallsJob, Engine, EngineJob, EngineStats, Execution, ScriptJob } from '../engine.ts'
import { jobBytes, maxSuiteMs } from '../limits.ts'
import { AnswerTaker } from '../take-answers.ts'
import { findInterpreter, type Interpreter } from '../jail/interpreter.ts'
import { SupervisorPool } from '../supervisor/supervisor-pool.ts'
import type { Walls } from '../supervisor/supervisor-process.ts'
import { chooseWalls } from '../supervisor/walls.ts'
import {
  answerOf,
  callsExecution,
  scriptExecution,
  stdioExecution,
  type AloneAnswer,
  type ScriptAnswer,
} from '../supervisor/supervisor-answer.ts'

export interface PythonEngineOptions {
  /** Programs run at once; a fork server for each. Default 2. */
  readonly workers?: number
  /** Kept ready beyond those. Default 1. */
  readonly spares?: number
  /** Command or path. Default `python3`. */
  readonly python?: string
  /** Refuses to start with less. Default `L1`. */
  readonly minIsolation?: IsolationLevel
  /** Allows bare processes, where the machine offers nothing. Default false. */
  readonly allowUnsafe?: boolean
  /** Most jobs that may wait. Default 512. */
  readonly maxQueued?: number
}

/** Throws `SandboxFault` (`unavailable`) without a Python, `RLVR_SANDBOX` below `minIsolation`. */
export async function createPythonEngine(options: PythonEngineOptions = {}): Promise<Engine> {
  const interpreter = await findInterpreter(options.python ?? 'python3')
  const { walls, isolation } = await chooseWalls(interpreter, options.allowUnsafe ?? false)
  requireIsolation('Python', isolation, options.minIsolation ?? (options.allowUnsafe ? 'unsafe' : 'L1'))
  return new PythonEngine(options, interpreter, walls, isolation)
}

class PythonEngine implements Engine {
  readonly name = 'python'
  readonly languages = ['python'] as const
  readonly isolation: Isolation
  readonly enforces = ['timeMs', 'memoryMb', 'outputBytes', 'processes'] as const
  readonly versions: Readonly<Record<string, string>>
  readonly #pool: SupervisorPool

  constructor(options: PythonEngineOptions, interpreter: Interpreter, walls: Walls, isolation: Isolation) {
    this.isolation = isolation
    this.versions = { python: interpreter.version }
    this.#pool = new SupervisorPool({ ...options, name: 'python', interpreter, walls })
  }

  async execute(job: EngineJob, signal?: AbortSignal): Promise<Execution> {
    const spentMs = Math.min(job.limits.timeMs * (runsOf(job) + 1), maxSuiteMs + job.limits.timeMs)
    if (job.kind !== 'calls') {
      const told = await this.#pool.run(orderOf(job), spentMs, { signal })
      return job.kind === 'stdio'
        ? stdioExecution(told as unknown as AloneAnswer, job.limits)
        : withPreamble(job, told, scriptExecution(told as unknown as ScriptAnswer, job.limits))
    }
    const flags = new Set<SuspicionFlag>()
    const answers = new AnswerTaker(job, (text, wallMs) => answerOf(text, wallMs, flags))
    const order = { ...orderOf(job), readBytes: answers.readBytes(job.calls.length) }
    const told = await this.#pool.run(order, spentMs, { signal, answers })
    return withPreamble(job, told, callsExecution(told as unknown as AloneAnswer, job, { answers, flags }))
  }

  stats(): EngineStats {
    return this.#pool.stats()
  }

  close(): Promise<void> {
    return this.#pool.close()
  }
}

/** A script that looks at what is printed. */
const output = /\b(capsys|capfd|redirect_std(out|err)|sys\.std(out|err)|StringIO)\b/

function runsOf(job: EngineJob): number {
  return job.kind === 'calls' ? job.calls.length : job.kind === 'script' ? Infinity : 0
}

/** The candidate's part and the tester's part are texts of their own: neither process is ever given the other's. */
function orderOf(job: EngineJob): JsonObject {
  const { timeMs, memoryMb, outputBytes, processes } = job.limits
  const limits = { timeMs, memoryMb, outputBytes, processes }
  if (job.kind === 'stdio') {
    const files = Object.fromEntries(
      Object.entries(job.files ?? {}).map(([name, content]) => [
        name,
        typeof content === 'string' ? content : { $bytes: Buffer.from(content).toString('base64') },
      ]),
    )
    const candidate = JSON.stringify({ kind: 'stdio', source: job.source, args: job.args ?? [], files })
    return { kind: 'stdio', limits, stdin: job.stdin, candidate }
  }
  if (job.kind === 'calls') {
    const candidate = JSON.stringify({
      kind: 'calls',
      source: job.source,
      preamble: job.preamble ?? '',
      entry: job.entry,
      calls: job.calls.map((call) => [call.args, call.kwargs ?? {}]),
      maxBytes: job.limits.outputBytes,
      unchanged: job.argumentsUnchanged === true,
    })
    return { kind: 'calls', limits, calls: job.calls.length, answersBytes: jobBytes(limits), candidate }
  }
  const { script, style } = job
  const shared = { entry: job.entry ?? '', preamble: job.preamble ?? '', maxBytes: job.limits.outputBytes }
  return {
    kind: 'script',
    limits,
    candidate: JSON.stringify({ kind: 'serve', source: job.source, hears: output.test(script), ...shared }),
    tester: JSON.stringify({ kind: 'script', script, style, unchanged: job.argumentsUnchanged === true, ...shared }),
  }
}

function withPreamble({ preamble }: CallsJob | ScriptJob, told: JsonObject, execution: Execution): Execution {
  const { scriptFault, message, ending } = execution
  return preamble && told['prepared'] !== true
    ? { ...execution, preambleFault: scriptFault ?? message ?? ending }
    : execution
}
