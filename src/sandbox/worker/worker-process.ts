// One child process that works for a sandbox: frames in on descriptor 0, frames out on descriptor 3, one request at
// a time. Its first frame is its greeting. It does not keep the parent alive while it is idle, and ends when the
// parent's end of its pipe closes.
import type { ChildProcess } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import type { Json, JsonObject } from '../../core/json.ts'
import { startDeadline } from './deadline.ts'
import { maxFrameBytes, readFrames, writeFrame, type Attachment } from './frames.ts'

/**
 * Why a worker is gone. `died`: by itself or by somebody else's signal; the others: this side ended it, `output` for a
 * frame longer than any that its request can have.
 */
export type DeathReason = 'died' | 'deadline' | 'memory' | 'output' | 'protocol' | 'recycled' | 'closed' | 'aborted'

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

/** Whether it ended by itself: nobody's signal, and nothing of ours but for what it sent or for its silence. */
export function isOwnEnd({ reason, signal }: WorkerDied): boolean {
  return reason === 'protocol' || reason === 'deadline' || (reason === 'died' && signal !== 'SIGKILL')
}

const maxDiagnosticBytes = 4096

/** What a request's frames may be, and who takes those that do not answer it. */
export interface RequestOptions {
  readonly signal?: AbortSignal | undefined
  /** Takes frames that answer no request while this one is under way, such as the calls of a proxy. */
  readonly onNotice?: (message: JsonObject, attachment: Attachment | null) => void
  /** Longest frame that can come; one that is longer ends the worker. */
  readonly mostFrameBytes?: number
  /** How much of a long notice's attachment is worth holding. */
  readonly keeps?: (message: Json, bytes: number) => number
}

export interface Reply {
  readonly message: JsonObject
  readonly attachment: Attachment | null
}

type Waiting = { resolve(reply: Reply): void; reject(error: Error): void }

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
  #options: RequestOptions = {}

  private constructor(child: ChildProcess) {
    this.#child = child
    this.pid = child.pid ?? -1
    this.#input = child.stdin as Writable
    // A worker that dies while it is written to must not bring the parent down; `exit` tells the story.
    this.#input.on('error', () => {})
    child.stderr?.on('data', (chunk: Buffer) => {
      if (this.#detail.length < maxDiagnosticBytes) this.#detail += chunk.toString('utf8')
    })
    readFrames(child.stdio[3] as Readable, {
      onMessage: (message, attachment) => this.#take(message, attachment),
      onFault: ({ kind, reason }) => {
        this.#detail = reason
        this.kill(kind === 'too-long' && this.#waiting !== null ? 'output' : 'protocol')
      },
      mostBytes: () => this.#options.mostFrameBytes ?? maxFrameBytes,
      keeps: (message, bytes) => this.#options.keeps?.(message, bytes) ?? bytes,
    })
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
      worker.greeting = (await worker.#answer(timeoutMs)).message
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
  async request(message: Json, timeoutMs: number, options?: RequestOptions): Promise<JsonObject> {
    return (await this.exchange(message, timeoutMs, options)).message
  }

  /** As `request`, with what is attached to the answer. */
  async exchange(message: Json, timeoutMs: number, options: RequestOptions = {}): Promise<Reply> {
    const { signal } = options
    // An abort between the lease and the request would never be heard of.
    signal?.throwIfAborted()
    if (this.#died) throw this.#died
    if (this.#waiting) throw new Error('A worker answers one request at a time.')
    const abort = (): void => this.kill('aborted')
    signal?.addEventListener('abort', abort, { once: true })
    this.#ref()
    this.#options = options
    try {
      const answer = this.#answer(timeoutMs)
      writeFrame(this.#input, message)
      return await answer
    } finally {
      signal?.removeEventListener('abort', abort)
      this.#options = {}
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

  #answer(timeoutMs: number): Promise<Reply> {
    return new Promise((resolve, reject) => {
      if (this.#died) return reject(this.#died)
      const deadline = startDeadline(timeoutMs, () => this.kill('deadline'))
      const settled = (): void => deadline.cancel()
      this.#waiting = {
        resolve: (reply) => (settled(), resolve(reply)),
        reject: (error) => (settled(), reject(error)),
      }
    })
  }

  #take(message: Json, attachment: Attachment | null): void {
    if (!isObject(message)) return this.kill('protocol')
    if ('notice' in message) return this.#options.onNotice?.(message, attachment)
    const waiting = this.#settle()
    // Nobody asked: were it kept alive, its next stray frame could pass for the answer to another candidate.
    if (waiting === null) return this.kill('protocol')
    waiting.resolve({ message, attachment })
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
