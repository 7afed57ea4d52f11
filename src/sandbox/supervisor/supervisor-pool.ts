// Supervisors kept warm. One that is lost, or a program that somebody else killed, is told as a fault of the sandbox.
import type { JsonObject } from '../../core/json.ts'
import { SandboxFault, type EngineStats } from '../engine.ts'
import type { AnswerTaker } from '../take-answers.ts'
import { isOwnEnd, WorkerDied } from '../worker/worker-process.ts'
import { WorkerPool } from '../worker/worker-pool.ts'
import { groupsRemoved } from '../jail/control-groups.ts'
import type { Interpreter } from '../jail/interpreter.ts'
import { withPrinted, type ScriptAnswer } from './supervisor-answer.ts'
import { spawnSupervisor, type Walls } from './supervisor-process.ts'

export interface SupervisorPoolOptions {
  readonly name: string
  readonly interpreter: Interpreter
  readonly walls: Walls
  /** Default 2. */
  readonly workers?: number
  /** Default 1. */
  readonly spares?: number
  /** Default 512. */
  readonly maxQueued?: number
}

const startTimeoutMs = 20_000
/** Beyond a job's own limits: starting, ending, telling. */
const graceMs = 5_000
const maxRequests = 20_000
const maxAgeMs = 3_600_000
const killedByOthers =
  'Something on this machine kills the program whenever it runs; a kernel that is out of memory says so in its log.'

export class SupervisorPool {
  readonly #name: string
  readonly #pool: WorkerPool

  constructor(options: SupervisorPoolOptions) {
    const { name, interpreter, walls } = options
    this.#name = name
    this.#pool = new WorkerPool({
      name,
      spawn: () => spawnSupervisor(interpreter, walls),
      size: options.workers ?? 2,
      spares: options.spares ?? 1,
      startTimeoutMs,
      maxRequests,
      maxAgeMs,
      maxQueued: options.maxQueued ?? 512,
    })
  }

  /** `spentMs` is the most that the job's own limits let it take; a supervisor silent beyond it is killed. */
  async run(order: JsonObject, spentMs: number, options: RunOptions = {}): Promise<JsonObject> {
    const { signal, answers } = options
    const lease = await this.#pool.lease(1, signal)
    const worker = lease.workers[0]!
    try {
      const { message, attachment } = await worker.exchange(order, spentMs + graceMs, {
        signal,
        ...(answers !== undefined && {
          keeps: (_, bytes) => answers.keeps(bytes),
          onNotice: (notice, text) => {
            if (answers.isEnough || text === null) return
            const { wallMs, bytes = text.bytes } = notice
            answers.takeText({ ...text, bytes: Number(bytes) }, Number(wallMs))
            if (answers.isEnough) worker.notify({ kind: 'enough' })
          },
        }),
      })
      if (wasKilledByOthers(message)) throw new SandboxFault('worker-died', killedByOthers)
      return withPrinted(message, attachment)
    } catch (thrown) {
      if (signal?.aborted) throw signal.reason
      if (!(thrown instanceof WorkerDied)) throw thrown
      if (thrown.reason === 'closed') throw new SandboxFault('closed', `The ${this.#name} engine was closed.`)
      throw new SandboxFault('worker-died', thrown.message, { cause: thrown, isSuspect: isOwnEnd(thrown) })
    } finally {
      lease.release()
    }
  }

  stats(): EngineStats {
    return this.#pool.stats()
  }

  async close(): Promise<void> {
    await this.#pool.close()
    await groupsRemoved()
  }
}

export interface RunOptions {
  readonly signal?: AbortSignal | undefined
  /** Takes the answers of a calls job as they come. */
  readonly answers?: AnswerTaker
}

/** By something on this machine, such as a kernel that is out of memory. */
function wasKilledByOthers(answer: JsonObject): boolean {
  const { run, tester } = answer as unknown as Partial<ScriptAnswer>
  return run?.killedFor === 'others' || tester?.killedFor === 'others'
}
