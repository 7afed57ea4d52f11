// What is left of a change of weights once they are stored in 16 bits: a number that was moved by less than half a step
// of the type is stored as it was before.
import type { ReadParameter } from './merge-adapter.ts'
import { roundToBrainHalves, roundToHalves } from './stored-numbers.ts'
import type { WrittenType } from './write-safetensors.ts'

/** How many numbers a training changed, and how many of those are stored otherwise than before it. */
export interface KeptChange {
  readonly changed: number
  readonly kept: number
}

/** Numbers that are rounded at a time. */
const piece = 2 ** 16

/** Counts while parameters are read: `count()` says what was met so far. */
export function countingKept(
  after: ReadParameter,
  before: ReadParameter,
  type: Exclude<WrittenType, 'F32'>,
): { readonly read: ReadParameter; readonly count: () => KeptChange } {
  let changed = 0
  let kept = 0
  const round = type === 'BF16' ? roundToBrainHalves : roundToHalves
  const [stored, storedBefore] = [new Uint16Array(piece), new Uint16Array(piece)]
  const read: ReadParameter = async (parameter) => {
    const numbers = await after(parameter)
    const base = await before(parameter)
    for (let first = 0; first < numbers.length; first += piece) {
      const part = numbers.subarray(first, first + piece)
      const basePart = base.subarray(first, first + piece)
      round(part, stored.subarray(0, part.length))
      round(basePart, storedBefore.subarray(0, part.length))
      for (let at = 0; at < part.length; at++) {
        if (part[at] === basePart[at]) continue
        changed++
        if (stored[at] !== storedBefore[at]) kept++
      }
    }
    return numbers
  }
  return { read, count: () => ({ changed, kept }) }
}
