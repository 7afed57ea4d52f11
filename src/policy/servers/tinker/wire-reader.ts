// Reads the protocol buffer wire format: varints, 64- and 32-bit numbers, length-delimited fields. What a service answers
// is checked, so that a body that was cut off or is of another kind is told from a message without fields.
// Source: protobuf.dev "Encoding".
import { RlvrError } from '../../../core/errors.ts'

/** One field of a message as it stands on the wire. */
export interface WireField {
  readonly field: number
  /** A varint, a double (64 bits) or a float (32 bits) as a number; a length-delimited field as its bytes. */
  readonly value: number | Uint8Array
}

/** Throws `RLVR_POLICY` where the bytes are no message, or end within one. */
export function wireFields(bytes: Uint8Array): WireField[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const fields: WireField[] = []
  let at = 0
  const take = (length: number): number => {
    if (!(length >= 0 && at + length <= bytes.length)) throw broken(bytes.length)
    at += length
    return at - length
  }
  const varint = (): number => {
    let value = 0
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = view.getUint8(take(1))
      // Lengths, counts and enumerations stay far below 2^53.
      value += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) return value
    }
    throw broken(bytes.length)
  }
  while (at < bytes.length) {
    const tag = varint()
    const [field, type] = [Math.floor(tag / 8), tag % 8]
    if (field === 0) throw broken(bytes.length)
    if (type === 0) fields.push({ field, value: varint() })
    else if (type === 1) fields.push({ field, value: view.getFloat64(take(8), true) })
    else if (type === 5) fields.push({ field, value: view.getFloat32(take(4), true) })
    else if (type === 2) {
      const length = varint()
      const from = take(length)
      fields.push({ field, value: bytes.subarray(from, from + length) })
    } else throw broken(bytes.length)
  }
  return fields
}

/** The bytes of the last field of that number; empty where there is none, as the format leaves out what is empty. */
export function bytesIn(fields: readonly WireField[], number: number): Uint8Array {
  const value = fields.findLast(({ field }) => field === number)?.value
  return value instanceof Uint8Array ? value : new Uint8Array(0)
}

/** The number of the last field of that number; 0 where there is none. */
export function numberIn(fields: readonly WireField[], number: number): number {
  const value = fields.findLast(({ field }) => field === number)?.value
  return typeof value === 'number' ? value : 0
}

/** The messages of a repeated field. */
export function messagesIn(fields: readonly WireField[], number: number): WireField[][] {
  return fields.flatMap(({ field, value }) =>
    field === number && value instanceof Uint8Array ? [wireFields(value)] : [],
  )
}

/** The entries of a map with texts for keys: a message each, the key in field 1 and the value in field 2. */
export function entriesIn(fields: readonly WireField[], number: number): (readonly [string, WireField[]])[] {
  return messagesIn(fields, number).map((entry) => [new TextDecoder().decode(bytesIn(entry, 1)), entry] as const)
}

function broken(length: number): RlvrError {
  return new RlvrError(
    'RLVR_POLICY',
    `The service answered with ${length} bytes that are no protocol buffer message, or break off within one.`,
  )
}
