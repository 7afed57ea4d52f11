// Messages between a worker and its parent: a little-endian 32-bit length, then that many bytes. They are UTF-8 JSON
// without a line break; where a line break follows, the rest is an attachment, which nobody reads as JSON on the way.
import type { Readable, Writable } from 'node:stream'
import type { Json } from '../../core/json.ts'

/** Longest message without an agreement of its own. */
export const maxFrameBytes: number = 256 << 20

/** What comes before an attachment is short, so that a long frame is known by its first bytes. */
const mostHeaderBytes = 1024
/** Frames up to this are read whole, whoever wants them. */
const smallBytes = 16 << 10
const lineBreak = 10

/** The bytes behind a message's line break; of those that nobody reads only the first are kept. */
export interface Attachment {
  readonly bytes: number
  readonly kept: Buffer
}

export interface FrameReading {
  readonly onMessage: (message: Json, attachment: Attachment | null) => void
  /** Once, for bytes that are no frame, and for one that is longer than `mostBytes` allows: none of it is held. */
  readonly onFault: (fault: FrameFault) => void
  /** Longest frame that may come now. Default `maxFrameBytes`. */
  readonly mostBytes?: () => number
  /** How much of a long attachment is worth holding; default all of it. */
  readonly keeps?: (message: Json, bytes: number) => number
}

export interface FrameFault {
  readonly kind: 'too-long' | 'no-frame'
  readonly reason: string
}

export function writeFrame(stream: Writable, message: Json): void {
  stream.write(frameOf(JSON.stringify(message)))
}

/** `attachment` is text that stands behind the message as it is. */
export function frameOf(text: string, attachment?: string): Buffer {
  const whole = attachment === undefined ? text : `${text}\n${attachment}`
  const length = Buffer.byteLength(whole, 'utf8')
  const frame = Buffer.allocUnsafe(4 + length)
  frame.writeUInt32LE(length)
  frame.write(whole, 4, 'utf8')
  return frame
}

export function readFrames(stream: Readable, reading: FrameReading): void {
  const reader = new FrameReader(reading)
  const onData = (chunk: Buffer): void => {
    const fault = reader.take(chunk)
    if (fault === null) return
    stream.off('data', onData)
    stream.resume()
    reading.onFault(fault)
  }
  stream.on('data', onData)
}

class FrameReader {
  readonly #reading: FrameReading
  #chunks: Buffer[] = []
  #held = 0
  /** Of the frame under way; -1 before its length is known. */
  #wanted = -1
  /** Of a frame whose attachment nobody reads to its end. */
  #skipping: { readonly message: Json; readonly attachment: Attachment; left: number } | null = null
  #isDecided = false

  constructor(reading: FrameReading) {
    this.#reading = reading
  }

  take(chunk: Buffer): FrameFault | null {
    let rest = chunk
    for (;;) {
      if (this.#skipping !== null) {
        const { message, attachment, left } = this.#skipping
        if (rest.length < left) {
          this.#skipping.left -= rest.length
          return null
        }
        this.#skipping = null
        this.#reading.onMessage(message, attachment)
        rest = rest.subarray(left)
      }
      if (rest.length > 0) this.#hold(rest)
      const fault = this.#readHeld()
      if (fault !== null) return fault
      if (this.#skipping === null) return null
      rest = this.#cut(this.#held)
    }
  }

  /** Reads frames until too little is held, or what follows is to be skipped. */
  #readHeld(): FrameFault | null {
    for (;;) {
      if (this.#wanted < 0) {
        if (this.#held < 4) return null
        this.#wanted = this.#cut(4).readUInt32LE()
        this.#isDecided = this.#wanted <= smallBytes
        const most = this.#reading.mostBytes?.() ?? maxFrameBytes
        if (this.#wanted > most) {
          return { kind: 'too-long', reason: `a frame of ${this.#wanted} bytes, where at most ${most} are expected` }
        }
      }
      if (!this.#isDecided) {
        if (this.#held < mostHeaderBytes) return null
        this.#isDecided = true
        if (this.#skips()) return null
      }
      if (this.#held < this.#wanted) return null
      const frame = this.#cut(this.#wanted)
      this.#wanted = -1
      const fault = this.#tell(frame)
      if (fault !== null) return fault
    }
  }

  /** Of a long frame: whether its attachment is more than anybody reads. */
  #skips(): boolean {
    const { keeps } = this.#reading
    if (keeps === undefined) return false
    const start = this.#peek()
    const end = start.subarray(0, mostHeaderBytes).indexOf(lineBreak)
    const message = end < 0 ? undefined : parse(start.toString('utf8', 0, end))
    if (message === undefined) return false
    const bytes = this.#wanted - end - 1
    if (keeps(message, bytes) >= bytes) return false
    const kept = Buffer.from(start.subarray(end + 1, mostHeaderBytes))
    this.#skipping = { message, attachment: { bytes, kept }, left: this.#wanted }
    this.#wanted = -1
    return true
  }

  #tell(frame: Buffer): FrameFault | null {
    const end = frame.indexOf(lineBreak)
    const message = parse(frame.toString('utf8', 0, end < 0 ? frame.length : end))
    if (message === undefined) return { kind: 'no-frame', reason: 'a frame that is no JSON' }
    const kept = frame.subarray(end + 1)
    this.#reading.onMessage(message, end < 0 ? null : { bytes: kept.length, kept })
    return null
  }

  #hold(chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#held += chunk.length
  }

  #peek(): Buffer {
    const [first] = this.#chunks
    const whole = this.#chunks.length === 1 && first ? first : Buffer.concat(this.#chunks)
    this.#chunks = [whole]
    return whole
  }

  #cut(bytes: number): Buffer {
    const all = this.#peek()
    const rest = all.subarray(bytes)
    this.#chunks = rest.length > 0 ? [rest] : []
    this.#held = rest.length
    return all.subarray(0, bytes)
  }
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}
