// The engine for C++: compiled inside the jail, the program kept by the hash of its source, run inside the jail.
// Whole programs only; a C++ function has no plain data to cross with. Where the tests name no standard of the language it
// is the newest that the compiler has, and C++17 for what that one does not take: each standard removes some of the last.
import { execFile } from 'node:child_process'
import { hash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { promisify } from 'node:util'
import { describeError } from '../../core/errors.ts'
import type { Json, JsonObject } from '../../core/json.ts'
import {
  SandboxFault,
  type Engine,
  type EngineJob,
  type EngineStats,
  type Execution,
  type StdioJob,
} from '../engine.ts'
import { requireIsolation, type Isolation, type IsolationLevel } from '../isolation.ts'
import { jobBytes, type Limits } from '../limits.ts'
import { AnswerTaker } from '../take-answers.ts'
import { findInterpreter, type Interpreter } from '../jail/interpreter.ts'
import {
  executionOf,
  howEnded,
  parseReport,
  stdioExecution,
  type AloneAnswer,
} from '../supervisor/supervisor-answer.ts'
import { SupervisorPool } from '../supervisor/supervisor-pool.ts'
import { SingleFlight } from '../single-flight.ts'
import type { Walls } from '../supervisor/supervisor-process.ts'
import { chooseWalls } from '../supervisor/walls.ts'

export interface CppEngineOptions {
  /** Programs compiled or run at once. Default 2. */
  readonly workers?: number
  readonly spares?: number
  /** For the jail. Default `python3`. */
  readonly python?: string
  /** Default `L1`. */
  readonly minIsolation?: IsolationLevel
  readonly maxQueued?: number
}

const compilers = ['/usr/bin/g++', '/usr/bin/clang++', '/usr/bin/c++']
const flags = ['-O2', '-pipe', '-w', '-fdiagnostics-color=never']
/** Newest first, each by the names that compilers have had for it. */
const newest = ['gnu++23', 'gnu++2b', 'gnu++20', 'gnu++2a', 'gnu++17']
const oldest = 'gnu++17'
const draftNames: Readonly<Record<string, string>> = { 'c++20': 'c++2a', 'c++23': 'c++2b' }
const compileLimits: Limits = { timeMs: 30_000, memoryMb: 1024, outputBytes: 8 << 20, processes: 32 }
const maxPrograms = 128
/** Of the compiler's own words, kept as the message. */
const maxDiagnosticChars = 800

interface Compiler {
  readonly path: string
  /** Such as `12.2.0`. */
  readonly version: string
  /** The newest of the language that it has. */
  readonly standard: string
}

/** A program in base64, or how its compilation ended. */
type Compiled = { readonly program: string } | { readonly failed: Execution }

/** Throws `SandboxFault` (`unavailable`) without a compiler or a jail. */
export async function createCppEngine(options: CppEngineOptions = {}): Promise<Engine> {
  const compiler = await findCompiler()
  const interpreter = await findInterpreter(options.python ?? 'python3')
  const { walls, isolation } = await chooseWalls(interpreter, false)
  requireIsolation('C++', isolation, options.minIsolation ?? 'L1')
  return new CppEngine(options, compiler, interpreter, walls, isolation)
}

async function findCompiler(): Promise<Compiler> {
  const path = compilers.find((candidate) => existsSync(candidate))
  if (path === undefined) {
    throw new SandboxFault('unavailable', `No C++ compiler: none of ${compilers.join(', ')} is there.`)
  }
  try {
    const { stdout } = await promisify(execFile)(path, ['--version'], { timeout: 10_000 })
    const version = /\d+\.\d+\.\d+/.exec(stdout)?.[0] ?? '0.0.0'
    for (const standard of newest) if (await knows(path, standard)) return { path, version, standard }
    return { path, version, standard: oldest }
  } catch (thrown) {
    throw new SandboxFault('unavailable', `The C++ compiler ${path} does not run: ${describeError(thrown)}`)
  }
}

async function knows(path: string, standard: string): Promise<boolean> {
  const command = [`-std=${standard}`, '-E', '-x', 'c++', '/dev/null']
  return await promisify(execFile)(path, command, { timeout: 10_000 }).then(
    () => true,
    () => false,
  )
}

class CppEngine implements Engine {
  readonly name = 'cpp'
  readonly languages = ['cpp'] as const
  readonly isolation: Isolation
  readonly enforces = ['timeMs', 'memoryMb', 'outputBytes', 'processes'] as const
  readonly versions: Readonly<Record<string, string>>
  readonly #compiler: Compiler
  readonly #pool: SupervisorPool
  /** Kept where the compiler came to its end: a limit that it ran into says as much of the machine. */
  readonly #programs = new SingleFlight<Compiled>(
    maxPrograms,
    (compiled) => 'program' in compiled || compiled.failed.exitCode !== null,
  )

  constructor(
    options: CppEngineOptions,
    compiler: Compiler,
    interpreter: Interpreter,
    walls: Walls,
    isolation: Isolation,
  ) {
    this.isolation = isolation
    this.#compiler = compiler
    this.versions = { cpp: compiler.version }
    this.#pool = new SupervisorPool({ ...options, name: 'cpp', interpreter, walls })
  }

  async execute(job: EngineJob, signal?: AbortSignal): Promise<Execution> {
    if (job.kind !== 'stdio') {
      throw new SandboxFault('unavailable', 'C++ runs whole programs on standard input only.', { isFinal: true })
    }
    const standards = await this.#standards(job.standard)
    const compile = (all: AbortSignal): Promise<Compiled> => this.#compileBy(standards, job.source, all)
    const key = hash('sha256', `${standards.join(' ')}\n${job.source}`)
    const { result: compiled } = await this.#programs.do(key, compile, signal)
    return 'failed' in compiled ? compiled.failed : this.#run(job, compiled.program, signal)
  }

  stats(): EngineStats {
    return this.#pool.stats()
  }

  close(): Promise<void> {
    return this.#pool.close()
  }

  /** In which order a program is compiled by them, until one takes it. */
  async #standards(named: string | undefined): Promise<readonly string[]> {
    const { path, version, standard } = this.#compiler
    if (named === undefined) return standard === oldest ? [oldest] : [standard, oldest]
    const draft = draftNames[named.replace('gnu', 'c')]
    const names = draft === undefined ? [named] : [named, named.startsWith('gnu') ? draft.replace('c', 'gnu') : draft]
    for (const name of names) if (await knows(path, name)) return [name]
    const mend = `Its newest standard is ${standard}: leave \`standard\` out, or install a newer compiler.`
    throw new SandboxFault('unavailable', `${path} ${version} does not know ${named}. ${mend}`, { isFinal: true })
  }

  /** What no standard takes is told of the first. */
  async #compileBy(standards: readonly string[], source: string, signal: AbortSignal): Promise<Compiled> {
    let first: Compiled | undefined
    for (const standard of standards) {
      const compiled = await this.#compile(source, standard, signal)
      if ('program' in compiled) return compiled
      first ??= compiled
      // A limit that the compiler ran into, another standard's would run into too.
      if (compiled.failed.exitCode === null) break
    }
    return first as Compiled
  }

  async #compile(source: string, standard: string, signal: AbortSignal): Promise<Compiled> {
    const name = 'main.cpp'
    const command = [this.#compiler.path, ...flags, `-std=${standard}`, name, '-o', 'program']
    const candidate = JSON.stringify({ kind: 'compile', source, name, command })
    const limits = { ...compileLimits }
    const order: JsonObject = {
      ...{ kind: 'compile', limits, calls: 1, answersBytes: jobBytes(limits) },
      ...{ exec: true, candidate },
    }
    let program: Json | undefined
    const answers = new AnswerTaker({ limits }, (text, wallMs) => {
      program = parseReport(text)?.['v']
      return { ending: 'finished', wallMs }
    })
    const options = { signal, answers }
    const told = (await this.#pool.run(order, compileLimits.timeMs * 2, options)) as unknown as AloneAnswer
    if (told.done && typeof program === 'string') return { program }
    const how = howEnded(told.run, told.endings, compileLimits)
    const diagnostics = told.run.stderr.trim().slice(0, maxDiagnosticChars)
    const message = diagnostics || `the compiler ended with ${how.message ?? 'no program'}`
    return { failed: executionOf(told.run, { ending: 'compile_error', message }, []) }
  }

  async #run(job: StdioJob, program: string, signal?: AbortSignal): Promise<Execution> {
    const { timeMs, memoryMb, outputBytes, processes } = job.limits
    const files = Object.fromEntries(
      Object.entries(job.files ?? {}).map(([name, content]) => [
        name,
        typeof content === 'string' ? content : { $bytes: Buffer.from(content).toString('base64') },
      ]),
    )
    const candidate = JSON.stringify({ kind: 'exec', program, args: job.args ?? [], files })
    const limits = { timeMs, memoryMb, outputBytes, processes }
    const order: JsonObject = { kind: 'exec', limits, exec: true, stdin: job.stdin, candidate }
    const told = (await this.#pool.run(order, timeMs, { signal })) as unknown as AloneAnswer
    return stdioExecution(told, job.limits)
  }
}
