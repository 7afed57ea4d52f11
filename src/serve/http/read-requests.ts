// Bodies on their way in. A request counts as work only once its body is there; until then it costs what it has sent,
// and one peer's unfinished ones never keep another's out.
import { RequestFault } from './request-fault.ts'

export interface ReadLimits {
  readonly maxBodyBytes: number
  /** Unfinished requests of one peer at once. */
  readonly mostUnfinished: number
  /** Bytes of one peer's unfinished requests together. */
  readonly mostUnfinishedBytes: number
}

interface Reading {
  requests: number
  bytes: number
}

export class RequestReader {
  readonly #limits: ReadLimits
  readonly #peers = new Map<string, Reading>()

  constructor(limits: ReadLimits) {
    this.#limits = limits
  }

  /** Requests whose body is on its way. */
  get unfinished(): number {
    return [...this.#peers.values()].reduce((sum, { requests }) => sum + requests, 0)
  }

  /** The whole body. Throws `RequestFault`: 413 for one that is too long, 503 where its peer sends too many at once. */
  async read(body: ReadableStream<Uint8Array> | null, options: { peer: string; length?: number }): Promise<Buffer> {
    const { peer, length = 0 } = options
    const { maxBodyBytes, mostUnfinished, mostUnfinishedBytes } = this.#limits
    if (length > maxBodyBytes) throw tooLong(maxBodyBytes)
    if (body === null) return Buffer.alloc(0)
    const reading = this.#peers.get(peer) ?? { requests: 0, bytes: 0 }
    if (reading.requests >= mostUnfinished) {
      throw new RequestFault(503, `harness_error: overloaded, ${reading.requests} requests of yours are not sent yet.`)
    }
    this.#peers.set(peer, reading)
    reading.requests++
    const chunks: Uint8Array[] = []
    let bytes = 0
    try {
      for await (const chunk of body) {
        bytes += chunk.length
        reading.bytes += chunk.length
        if (bytes > maxBodyBytes) throw tooLong(maxBodyBytes)
        // One alone may be as long as any.
        if (reading.bytes > mostUnfinishedBytes && reading.bytes > bytes) {
          throw new RequestFault(
            503,
            `harness_error: overloaded, your unfinished requests have ${reading.bytes} bytes.`,
          )
        }
        chunks.push(chunk)
      }
      return Buffer.concat(chunks)
    } finally {
      reading.requests--
      reading.bytes -= bytes
      if (reading.requests === 0) this.#peers.delete(peer)
    }
  }
}

function tooLong(most: number): RequestFault {
  return new RequestFault(413, `The body may have ${most} bytes at most.`)
}
