// Numbers as files store them: float64, float32, and 16 bits as IEEE 754 half precision or as bfloat16, which is the
// upper half of a float32 (Kalamkar et al. 2019, arXiv 1905.12322, section 2). Rounding is to the nearest, ties to even.

export const storedTypes = ['F64', 'F32', 'F16', 'BF16'] as const

/** The types whose numbers can be read. */
export type StoredType = (typeof storedTypes)[number]

export const bytesOf: { readonly [type in StoredType]: number } = { F64: 8, F32: 4, F16: 2, BF16: 2 }

export function isStoredType(type: string): type is StoredType {
  return (storedTypes as readonly string[]).includes(type)
}

/**
 * Bytes to float32: exact but for F64, which is rounded.
 * @param bytes at an address that is a multiple of 8
 */
export function widenInto(type: StoredType, bytes: Uint8Array, target: Float32Array): void {
  const { buffer, byteOffset } = bytes
  const count = bytes.byteLength / bytesOf[type]
  if (type === 'F32') target.set(new Float32Array(buffer, byteOffset, count))
  else if (type === 'F64') target.set(new Float64Array(buffer, byteOffset, count))
  else {
    const halves = new Uint16Array(buffer, byteOffset, count)
    const bits = new Uint32Array(target.buffer, target.byteOffset, count)
    if (type === 'BF16') for (let at = 0; at < count; at++) bits[at] = (halves[at] as number) << 16
    else {
      const table = (tableOfHalves ??= makeTableOfHalves())
      for (let at = 0; at < count; at++) bits[at] = table[halves[at] as number] as number
    }
  }
}

/** float32 to bfloat16. */
export function roundToBrainHalves(numbers: Float32Array, target: Uint16Array): void {
  const bits = new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length)
  for (let at = 0; at < bits.length; at++) {
    const each = bits[at] as number
    // What is no number must not be rounded to infinity.
    const isNaN = (each & 0x7fffffff) > 0x7f800000
    target[at] = isNaN ? (each >>> 16) | 0x40 : (each + 0x7fff + ((each >>> 16) & 1)) >>> 16
  }
}

/** float32 to half precision. False where a finite number is beyond what it can hold. */
export function roundToHalves(numbers: Float32Array, target: Uint16Array): boolean {
  const halves = new Float16Array(target.buffer, target.byteOffset, target.length)
  halves.set(numbers)
  for (let at = 0; at < target.length; at++)
    if (((target[at] as number) & 0x7fff) === 0x7c00 && Number.isFinite(numbers[at])) return false
  return true
}

/** Of every half its float32, by bits. */
let tableOfHalves: Uint32Array | undefined

function makeTableOfHalves(): Uint32Array {
  const numbers = Float32Array.from({ length: 0x10000 }, (_, half) => float16(half))
  return new Uint32Array(numbers.buffer)
}

/** IEEE 754 half precision to a number. */
function float16(half: number): number {
  const sign = half & 0x8000 ? -1 : 1
  const exponent = (half >> 10) & 0x1f
  const fraction = half & 0x3ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}
