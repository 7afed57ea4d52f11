// One isolate with one context for one candidate. Everything that runs in it has a deadline.
import { inspect } from 'node:util'
import type { Ending } from '../../engine.ts'
import type { Limits } from '../../limits.ts'
import { ivm, type Ivm } from './isolated-vm.ts'
import { compilePrelude, type PreludeName } from './prelude.ts'

/** How a step in an isolate failed. */
export interface StepFailure {
  readonly ending: Exclude<Ending, 'finished'>
  readonly message: string
}

/** V8's smallest heap, in MiB, as isolated-vm has it. */
const leastHeapMb = 8
/** Share of the memory limit from which a heap counts as full. */
const fullShare = 0.8
/** For a question to the isolate after the candidate's time is over. */
const stateTimeMs = 200

export class Room {
  readonly isolate: Ivm.Isolate
  readonly context: Ivm.Context
  readonly #drive: Ivm.Reference
  readonly #timeMs: number
  readonly #memoryMb: number
  #deadline = 0

  /** `relay`: of a test script's isolate only, which is trusted. */
  constructor(prelude: PreludeName, limits: Limits, relay?: Ivm.Reference) {
    this.isolate = new ivm.Isolate({ memoryLimit: Math.max(leastHeapMb, limits.memoryMb) })
    this.context = this.isolate.createContextSync()
    this.#timeMs = limits.timeMs
    this.#memoryMb = limits.memoryMb
    const install: Ivm.Reference = compilePrelude(this.isolate, prelude).runSync(this.context, { reference: true })
    this.#drive = install.applySync(undefined, [limits.timeMs, limits.outputBytes, relay], {
      result: { reference: true },
    }) as Ivm.Reference
  }

  /** Starts the time limit anew. */
  startClock(timeMs: number = this.#timeMs): void {
    this.#deadline = performance.now() + timeMs
  }

  /** What is left, at least 1 ms: 0 would mean no limit. */
  timeoutMs(): number {
    return Math.max(1, Math.ceil(this.#deadline - performance.now()))
  }

  drive(command: string, text: string = '', value?: unknown): unknown {
    if (performance.now() >= this.#deadline) throw new Error('the time limit is reached')
    return this.#drive.applySync(undefined, [command, text, value as Ivm.Transferable], { timeout: this.timeoutMs() })
  }

  /** As `drive`, on a thread of its own, from which a relay can be waited for. */
  driveOutside(command: string, text: string = '', value?: unknown): Promise<unknown> {
    return this.#drive.apply(undefined, [command, text, value as Ivm.Transferable], { timeout: this.timeoutMs() })
  }

  run(script: Ivm.Script): void {
    script.runSync(this.context, { timeout: this.timeoutMs() })
  }

  /** What stands in script scope under a name; also a `let`, `const` or `class`, which no property of `global` shows. */
  lookUp(name: string): Ivm.Reference {
    return this.isolate
      .compileScriptSync(`typeof ${name} === 'undefined' ? undefined : ${name}`)
      .runSync(this.context, { timeout: this.timeoutMs(), reference: true })
  }

  /** A question that is answered even after the candidate's time is over; undefined where the isolate is gone. */
  ask(command: string): unknown {
    try {
      return this.#drive.applySync(undefined, [command], { timeout: stateTimeMs }) as unknown
    } catch {
      return undefined
    }
  }

  /** What a throw out of the isolate means. Its message is read once it is known to be no disposed isolate's. */
  failureOf(thrown: unknown): StepFailure {
    if (this.isolate.isDisposed) return { ending: 'memory_limit', message: 'the heap reached the memory limit' }
    if (performance.now() >= this.#deadline - 1) {
      // Time runs out while V8 collects the same full heap again and again: then memory is what was used up.
      if (this.#isFull()) return { ending: 'memory_limit', message: 'the heap is full, the time limit is reached' }
      return { ending: 'time_limit', message: 'the time limit is reached' }
    }
    const message = describeThrown(thrown)
    if (message === 'RangeError: Array buffer allocation failed') return { ending: 'memory_limit', message }
    return { ending: 'runtime_error', message }
  }

  #isFull(): boolean {
    const { used_heap_size: used, externally_allocated_size: external } = this.isolate.getHeapStatisticsSync()
    return used + external > this.#memoryMb * 2 ** 20 * fullShare
  }

  get cpuMs(): number {
    return this.isolate.isDisposed ? 0 : Number(this.isolate.cpuTime) / 1e6
  }

  dispose(): void {
    if (!this.isolate.isDisposed) this.isolate.dispose()
  }
}

/** isolated-vm hands a copy over, whose properties are data of this realm. Words for anything that can be thrown. */
export function describeThrown(thrown: unknown): string {
  if (thrown instanceof Error) return `${thrown.name}: ${thrown.message}`.slice(0, 1000)
  return `${typeof thrown === 'string' ? thrown : inspect(thrown, { depth: 4 })} was thrown`.slice(0, 1000)
}
