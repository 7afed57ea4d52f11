// One text out of a Python pickle, without unpickling: a pickle is a program, and running one from a data set would
// let the data set run anything. This reader knows the six opcodes that `pickle.dumps(text)` writes and refuses every
// other. Format: CPython, Lib/pickletools.py, protocols 2 to 5.
import { describeError } from '../core/errors.ts'

/** Longest text read, in bytes of UTF-8. */
export const maxPickledBytes: number = 256 * 2 ** 20

const opcode = {
  proto: 0x80,
  frame: 0x95,
  shortUnicode: 0x8c,
  unicode: 0x58,
  longUnicode: 0x8d,
  memoize: 0x94,
  put: 0x71,
  stop: 0x2e,
} as const

/** Bytes of the length that stands before a text. */
const lengthBytes: Readonly<Record<number, number>> = {
  [opcode.shortUnicode]: 1,
  [opcode.unicode]: 4,
  [opcode.longUnicode]: 8,
}

/**
 * The text of a pickle that holds one `str` and nothing else. Throws a plain error on anything else, bytes after the
 * end included; nothing of the pickle is ever run.
 * @example readPickledText(Buffer.from('8004950a000000000000008c0668c3a96c6c6f942e', 'hex')) // 'héllo'
 */
export function readPickledText(bytes: Uint8Array, options: { readonly maxBytes?: number } = {}): string {
  const maxBytes = options.maxBytes ?? maxPickledBytes
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  /** Moves over `count` bytes; gives where they began. */
  const take = (count: number): number => {
    if (count > bytes.length - at) throw new Error(`The pickle ends within an instruction, at byte ${at}.`)
    at += count
    return at - count
  }
  const protocol = bytes.length < 2 || bytes[0] !== opcode.proto ? null : (bytes[1] as number)
  if (protocol === null) throw new Error('This is no pickle of protocol 2 or later: it does not begin with 0x80.')
  if (protocol < 2 || protocol > 5)
    throw new Error(`A pickle of protocol 2 to 5 is expected; this one says ${protocol}.`)
  take(2)

  let text: string | null = null
  for (;;) {
    const start = take(1)
    const code = bytes[start] as number
    const width = lengthBytes[code]
    if (width !== undefined) {
      if (text !== null) throw new Error(`A pickle of one text is expected; a second one begins at byte ${start}.`)
      const length = readLength(view, take(width), width)
      if (length > maxBytes) throw new Error(`The pickled text has ${length} bytes; at most ${maxBytes} are read.`)
      const from = take(Number(length))
      text = decode(bytes.subarray(from, at))
    } else if (code === opcode.frame) {
      // The length of a frame says how much to read ahead; it changes nothing about the content.
      take(8)
    } else if (code === opcode.put) {
      take(1)
    } else if (code === opcode.stop) {
      break
    } else if (code !== opcode.memoize) {
      throw new Error(
        `A pickle of one text is expected; byte ${start} is the instruction 0x${code.toString(16).padStart(2, '0')}, which is never run here.`,
      )
    }
  }
  if (text === null) throw new Error('The pickle holds no text.')
  if (at !== bytes.length) throw new Error(`There are ${bytes.length - at} bytes after the end of the pickle.`)
  return text
}

function readLength(view: DataView, at: number, width: number): number | bigint {
  if (width === 1) return view.getUint8(at)
  return width === 4 ? view.getUint32(at, true) : view.getBigUint64(at, true)
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (thrown) {
    throw new Error(`The pickled text is no UTF-8: ${describeError(thrown)}`, { cause: thrown })
  }
}
