// Bodies on their way in. A request counts as work only once its body is there; until then it costs what it has sent,
// and one peer's unfinished ones never keep another's out.
import type { Readable } from 'node:stream'
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
  async read(body: Readable, options: { peer: string; length?: number }): Promise<Buffer> {
    const { peer, length = 0 } = options
    const { maxBodyBytes, mostUnfinished, mostUnfinishedBytes } = this.#limits
    if (length > maxBodyBytes) throw tooLong(maxBodyBytes)
    const reading = this.#peers.get(peer) ?? { requests: 0, bytes: 0 }
    if (reading.requests >= mostUnfinished) {
      throw new RequestFault(503, `harness_error: overloaded, ${reading.requests} requests of yours are not sent yet.`)
    }
    this.#peers.set(peer, reading)
    reading.requests++
    let bytes = 0
    try {
      return await collect(body, (chunk) => {
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
      })
    } finally {
      reading.requests--
      reading.bytes -= bytes
      if (reading.requests === 0) this.#peers.delete(peer)
    }
  }
}

/** By events: an iterator over a stream costs more than all else that is done with a short body. */
function collect(body: Readable, onChunk: (chunk: Buffer) => void): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    const settle = (how: () => void): void => {
      body.off('data', take).off('end', end).off('error', fail).off('close', lose)
      how()
    }
    const take = (chunk: Buffer): void => {
      try {
        onChunk(chunk)
        chunks.push(chunk)
      } catch (thrown) {
        body.pause()
        fail(thrown)
      }
    }
    const end = (): void => settle(() => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)))
    const fail = (thrown: unknown): void => settle(() => reject(thrown))
    const lose = (): void => fail(new RequestFault(503, 'The client hung up.'))
    if (body.readableEnded) resolve(Buffer.alloc(0))
    else if (body.destroyed) reject(new RequestFault(503, 'The client hung up.'))
    else body.on('data', take).on('end', end).on('error', fail).on('close', lose)
  })
}

function tooLong(most: number): RequestFault {
  return new RequestFault(413, `The body may have ${most} bytes at most.`)
}
