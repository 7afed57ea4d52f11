// The numbers of one stored tensor as a parameter of ours: widened or rounded, transposed where our matrix is [in, out],
// some rows at a time, straight into the array that they are for.
import type { SafetensorsFile } from './safetensors.ts'
import { bytesOf, roundToBrainHalves, widenInto, type StoredType } from './stored-numbers.ts'
import { rowsToColumns, transposedAtATime } from './transpose.ts'

export interface PlacedTensor {
  readonly file: SafetensorsFile
  readonly name: string
  readonly type: StoredType
  /** Of the tensor in its file. */
  readonly shape: readonly number[]
  /** True where the parameter is the transposed tensor. */
  readonly transposed: boolean
}

/** As float32. */
export async function readNumbers(
  { file, name, type, shape, transposed }: PlacedTensor,
  target: Float32Array,
): Promise<void> {
  if (!transposed) return await file.readInto(name, target)
  const [outer = 1, inner = 1] = shape
  const numbers = rowsAtATime(inner) * inner
  const widened = new Float32Array(type === 'F32' ? 0 : Math.min(numbers, target.length))
  await file.readPieces(name, numbers, (bytes, first) => {
    const rows = numbersOf(bytes, type, widened)
    rowsToColumns(rows, target, { first: first / inner, inner, outer })
  })
}

/** As bfloat16: to the bit where they are stored so, else rounded to the nearest. */
export async function readHalves(
  { file, name, type, shape, transposed }: PlacedTensor,
  target: Uint16Array,
): Promise<void> {
  const inner = shape.at(-1) ?? 1
  const numbers = rowsAtATime(inner) * inner
  const scratch = (isUsed: boolean): number => (isUsed ? Math.min(numbers, target.length) : 0)
  const widened = new Float32Array(scratch(type !== 'F32' && type !== 'BF16'))
  const rounded = new Uint16Array(scratch(type !== 'BF16'))
  await file.readPieces(name, numbers, (bytes, first) => {
    let halves: Uint16Array = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2)
    if (type !== 'BF16') {
      const wide = numbersOf(bytes, type, widened)
      halves = rounded.subarray(0, wide.length)
      roundToBrainHalves(wide, halves)
    }
    if (transposed) rowsToColumns<Uint16Array>(halves, target, { first: first / inner, inner, outer: shape[0] ?? 1 })
    else target.set(halves, first)
  })
}

/** Whole rows of a piece. */
function rowsAtATime(inner: number): number {
  return Math.max(1, Math.floor(transposedAtATime / inner))
}

/** The bytes as float32: where they are, or in `widened`. */
function numbersOf(bytes: Uint8Array, type: StoredType, widened: Float32Array): Float32Array {
  const count = bytes.length / bytesOf[type]
  if (type === 'F32') return new Float32Array(bytes.buffer, bytes.byteOffset, count)
  const numbers = widened.subarray(0, count)
  widenInto(type, bytes, numbers)
  return numbers
}
