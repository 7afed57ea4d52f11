// The numbers of one stored tensor as a parameter of ours: widened or rounded, transposed where our matrix is [in, out],
// some rows at a time, straight into the array that they are for.
import { checkFinite } from './finite-numbers.ts'
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

/** As float32. @throws RlvrError `RLVR_POLICY` for a number that is not finite */
export async function readNumbers(
  { file, name, type, shape, transposed }: PlacedTensor,
  target: Float32Array,
): Promise<void> {
  const { path } = file
  if (!transposed) {
    await file.readInto(name, target)
    checkFinite(target, { path, name, shape, first: 0 })
    return
  }
  const [outer = 1, inner = 1] = shape
  await file.readPieces(name, rowsAtATime(inner) * inner, (bytes, first) => {
    const numbers = numbersOf(bytes, type)
    checkFinite(numbers, { path, name, shape, first })
    rowsToColumns(numbers, target, { first: first / inner, inner, outer })
  })
}

/** As bfloat16: to the bit where they are stored so, else rounded to the nearest. */
export async function readHalves(
  { file, name, type, shape, transposed }: PlacedTensor,
  target: Uint16Array,
): Promise<void> {
  const inner = shape.at(-1) ?? 1
  await file.readPieces(name, rowsAtATime(inner) * inner, (bytes, first) => {
    const halves =
      type === 'BF16'
        ? new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2)
        : roundedOf(numbersOf(bytes, type))
    checkFinite(halves, { path: file.path, name, shape, first })
    if (transposed) rowsToColumns<Uint16Array>(halves, target, { first: first / inner, inner, outer: shape[0] ?? 1 })
    else target.set(halves, first)
  })
}

/** Whole rows of a piece. */
function rowsAtATime(inner: number): number {
  return Math.max(1, Math.floor(transposedAtATime / inner))
}

// Used from one piece to the next: nothing waits between filling and reading them.
let widened = new Float32Array(0)
let rounded = new Uint16Array(0)

/** The bytes as float32: where they are, or in a place that the next piece uses again. */
function numbersOf(bytes: Uint8Array, type: StoredType): Float32Array {
  const count = bytes.length / bytesOf[type]
  if (type === 'F32') return new Float32Array(bytes.buffer, bytes.byteOffset, count)
  if (widened.length < count) widened = new Float32Array(count)
  const numbers = widened.subarray(0, count)
  widenInto(type, bytes, numbers)
  return numbers
}

function roundedOf(numbers: Float32Array): Uint16Array {
  if (rounded.length < numbers.length) rounded = new Uint16Array(numbers.length)
  const halves = rounded.subarray(0, numbers.length)
  roundToBrainHalves(numbers, halves)
  return halves
}
