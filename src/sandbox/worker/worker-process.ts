// One child process that works for a sandbox: frames in on descriptor 0, frames out on descriptor 3, one request at
// a time. Its first frame is its greeting. It does not keep the parent alive while it is idle, and ends when the
// parent's end of its pipe closes.
import type { ChildProcess } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import type { Json, JsonObject } from '../../core/json.ts'
import { startDeadline } from './deadline.ts'
import { readFrames, writeFrame } from './frames.ts'

/** Why a worker is gone. `died`: by itself or by somebody else's signal; the others: this side ended it. */
export type DeathReason = 'died' | 'deadline' | 'memory' | 'protocol' | 'recycled' | 'closed' | 'aborted'

export class WorkerDied extends Error {
  readonly reason: DeathReason
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null

  constructor(reason: DeathReason, exitCode: number | null, signal: NodeJS.Signals | null, detail: string) {
    super(`The worker is gone (${reason}, ${signal ?? `exit code ${exitCode}`})${detail && `: ${detail}`}`)
    this.name = 'WorkerDied'
    this.reason = reason
    this.exitCode = exitCode
    this.signal = signal
  }
}

const maxDiagnosticBytes = 4096

type Waiting = { resolve(message: JsonObject): void; reject(error: Error): void }

export class WorkerProcess {
  readonly pid: number
  readonly startedAt: number = performance.now()
  /** What the worker said of itself when it was ready. */
  greeting: JsonObject = {}
  /** Requests answered so far. */
  requests = 0
  /** Settles when the process is gone; never rejects. */
  readonly death: Promise<WorkerDied>

  readonly #child: ChildProcess
  readonly #input: Writable
  #waiting: Waiting | null = null
  #died: WorkerDied | null = null
  #reason: DeathReason = 'died'
  #detail = ''
  /** Takes frames that answer no request while one is under way, such as the calls of a proxy. */
  onNotice: ((message: JsonObject) => void) | null = null

  private constructor(child: ChildProcess) {
    this.#child = child
    this.pid = child.pid ?? -1
    this.#input = child.stdin as Writable
    // A worker that dies while it is written to must not bring the parent down; `exit` tells the story.
    this.#input.on('error', () => {})
    child.stderr?.on('data', (chunk: Buffer) => {
      if (this.#detail.length < maxDiagnosticBytes) this.#detail += chunk.toString('utf8')
    })
    readFrames(
      child.stdio[3] as Readable,
      (message) => this.#take(message),
      (reason) => {
        this.#detail = reason
        this.kill('protocol')
      },
    )
    this.death = new Promise((resolve) => {
      const end = (exitCode: number | null, signal: NodeJS.Signals | null): void => {
        if (this.#died) return
        this.#died = new WorkerDied(this.#reason, exitCode, signal, this.#detail.trim().slice(-maxDiagnosticBytes))
        this.#settle()?.reject(this.#died)
        // Whatever it left behind must not be fed on, and must not hold descriptors here.
        for (const stream of child.stdio) stream?.destroy()
        resolve(this.#died)
      }
      child.once('error', (error) => {
        this.#detail = error.message
        end(null, null)
      })
      // What it wrote before it ended, an answer or its last words, is read first.
      child.once('exit', (exitCode, signal) => setImmediate(end, exitCode, signal))
    })
  }

  /** Waits for the greeting; kills the child and rejects where none comes within `timeoutMs`, or before an abort. */
  static async start(child: ChildProcess, timeoutMs: number, signal?: AbortSignal): Promise<WorkerProcess> {
    const worker = new WorkerProcess(child)
    const abort = (): void => worker.kill('aborted')
    signal?.addEventListener('abort', abort, { once: true })
    try {
      worker.greeting = await worker.#answer(timeoutMs)
    } finally {
      signal?.removeEventListener('abort', abort)
    }
    worker.#unref()
    return worker
  }

  get isAlive(): boolean {
    return this.#died === null
  }

  /** Sends a request and waits for its answer. After `timeoutMs` the worker is killed, and so it is on abort. */
  async request(message: Json, timeoutMs: number, signal?: AbortSignal): Promise<JsonObject> {
    // An abort between the lease and the request would never be heard of.
    signal?.throwIfAborted()
    if (this.#died) throw this.#died
    if (this.#waiting) throw new Error('A worker answers one request at a time.')
    const abort = (): void => this.kill('aborted')
    signal?.addEventListener('abort', abort, { once: true })
    this.#ref()
    try {
      const answer = this.#answer(timeoutMs)
      writeFrame(this.#input, message)
      return await answer
    } finally {
      signal?.removeEventListener('abort', abort)
      this.requests++
      this.#unref()
    }
  }

  /** Sends a frame that asks for no answer of its own. */
  notify(message: Json): void {
    if (!this.#died) writeFrame(this.#input, message)
  }

  kill(reason: DeathReason): void {
    if (this.#died) return
    if (this.#reason === 'died') this.#reason = reason
    // Whoever waits for the death must not find the event loop empty.
    this.#child.ref()
    this.#child.kill('SIGKILL')
  }

  #answer(timeoutMs: number): Promise<JsonObject> {
    return new Promise((resolve, reject) => {
      if (this.#died) return reject(this.#died)
      const deadline = startDeadline(timeoutMs, () => this.kill('deadline'))
      const settled = (): void => deadline.cancel()
      this.#waiting = {
        resolve: (message) => (settled(), resolve(message)),
        reject: (error) => (settled(), reject(error)),
      }
    })
  }

  #take(message: Json): void {
    if (!isObject(message)) return this.kill('protocol')
    if ('notice' in message) return this.onNotice?.(message)
    const waiting = this.#settle()
    // Nobody asked: were it kept alive, its next stray frame could pass for the answer to another candidate.
    if (waiting === null) return this.kill('protocol')
    waiting.resolve(message)
  }

  #settle(): Waiting | null {
    const waiting = this.#waiting
    this.#waiting = null
    return waiting
  }

  #ref(): void {
    this.#child.ref()
    for (const stream of this.#child.stdio) if (isReferable(stream)) stream.ref()
  }

  #unref(): void {
    this.#child.unref()
    for (const stream of this.#child.stdio) if (isReferable(stream)) stream.unref()
  }
}

function isObject(message: Json): message is JsonObject {
  return message !== null && typeof message === 'object' && !Array.isArray(message)
}

interface Referable {
  ref(): unknown
  unref(): unknown
}

function isReferable(stream: unknown): stream is Referable {
  return typeof stream === 'object' && stream !== null && 'ref' in stream && 'unref' in stream
}
