// Weights are finite numbers: one that is none (NaN) or infinite is told with its tensor and its place, before a policy
// answers or learns from it. By bits: the exponent of such a number is all ones, in float32 and in bfloat16 alike.
import { RlvrError } from '../../core/errors.ts'

export interface TensorPlace {
  readonly path: string
  readonly name: string
  /** Of the tensor in its file. */
  readonly shape: readonly number[]
  /** How many numbers of the tensor came before. */
  readonly first: number
}

/**
 * @param numbers float32, or bfloat16 as 16 bits, in the order of the file
 * @throws RlvrError `RLVR_POLICY` with the first that is not finite
 */
export function checkFinite(numbers: Float32Array | Uint16Array, { path, name, shape, first }: TensorPlace): void {
  const at = numbers instanceof Uint16Array ? strangeHalf(numbers) : strangeNumber(numbers)
  if (at < 0) return
  let rest = first + at
  const place = shape.toReversed().map((size) => {
    const index = rest % size
    rest = (rest - index) / size
    return index
  })
  const what = isNotANumber(numbers, at) ? 'no number (NaN)' : 'infinite, or too large for its type'
  throw new RlvrError(
    'RLVR_POLICY',
    `${path}: tensor \`${name}\` is ${what} at [${place.toReversed().join(', ')}], counted from 0. Weights are finite; take the checkpoint from before they broke, or fetch it again.`,
  )
}

function strangeNumber(numbers: Float32Array): number {
  const bits = new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length)
  for (let at = 0; at < bits.length; at++) if (((bits[at] as number) & 0x7f800000) === 0x7f800000) return at
  return -1
}

function strangeHalf(halves: Uint16Array): number {
  for (let at = 0; at < halves.length; at++) if (((halves[at] as number) & 0x7f80) === 0x7f80) return at
  return -1
}

function isNotANumber(numbers: Float32Array | Uint16Array, at: number): boolean {
  const number = numbers[at] as number
  return numbers instanceof Uint16Array ? (number & 0x7f) !== 0 : Number.isNaN(number)
}
