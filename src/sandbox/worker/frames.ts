// Messages between a worker and its parent: a little-endian 32-bit length, then that many bytes of UTF-8 JSON.
import type { Readable, Writable } from 'node:stream'
import type { Json } from '../../core/json.ts'

/** Longest message a parent accepts. A worker caps what it sends far below. */
export const maxFrameBytes: number = 256 << 20

export function writeFrame(stream: Writable, message: Json): void {
  stream.write(frameOf(JSON.stringify(message)))
}

export function frameOf(text: string): Buffer {
  const length = Buffer.byteLength(text, 'utf8')
  const frame = Buffer.allocUnsafe(4 + length)
  frame.writeUInt32LE(length)
  frame.write(text, 4, 'utf8')
  return frame
}

/** Calls `onMessage` for each whole frame, `onFault` once for bytes that are none. */
export function readFrames(
  stream: Readable,
  onMessage: (message: Json) => void,
  onFault: (reason: string) => void,
): void {
  let chunks: Buffer[] = []
  let held = 0
  let wanted = -1
  const take = (bytes: number): Buffer => {
    const all = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)
    const rest = all.subarray(bytes)
    chunks = rest.length > 0 ? [rest] : []
    held -= bytes
    return all.subarray(0, bytes)
  }
  const onData = (chunk: Buffer): void => {
    chunks.push(chunk)
    held += chunk.length
    for (;;) {
      if (wanted < 0) {
        if (held < 4) return
        wanted = take(4).readUInt32LE()
        if (wanted > maxFrameBytes) return fail(`a frame of ${wanted} bytes`)
      }
      if (held < wanted) return
      const body = take(wanted)
      wanted = -1
      let message: Json
      try {
        message = JSON.parse(body.toString('utf8')) as Json
      } catch {
        return fail('a frame that is no JSON')
      }
      onMessage(message)
    }
  }
  const fail = (reason: string): void => {
    stream.off('data', onData)
    stream.resume()
    onFault(reason)
  }
  stream.on('data', onData)
}
