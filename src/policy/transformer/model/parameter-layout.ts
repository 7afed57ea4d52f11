// Where the parameters of a set stand within memories that hold at most 4 GiB each: matrices first, which weight decay
// falls on, then vectors, each beginning at a multiple of 64 bytes. Every set of the same parameters (weights, moments,
// gradients) has the same layout, so a kernel walks through all of them side by side. What fills up between two
// parameters stays zero through every update.
import { mostSharedNumbers } from '../../../tensor/wasm/shared-memory.ts'
import { partUnit, type Part } from '../../../tensor/wasm/adamw.ts'
import { RlvrError } from '../../../core/errors.ts'
import { elementCount, type Shape } from '../../../tensor/program.ts'

export interface Place {
  /** Which memory. */
  readonly segment: number
  /** In numbers, from the beginning of the segment. */
  readonly start: number
  readonly shape: Shape
}

export interface Segment {
  readonly count: number
  /** How many of the numbers, from the first on, belong to matrices. */
  readonly decayed: number
}

/** Numbers of a part that one thread works on at a time: few enough that sums over a part lose nothing. */
const largestPart = 65_536

/** A part of a segment, all of it decayed or none. */
export interface LayoutPart extends Part {
  readonly segment: number
  readonly decays: boolean
}

export class ParameterLayout {
  readonly places: ReadonlyMap<string, Place>
  readonly segments: readonly Segment[]

  /** @param mostNumbers of a segment */
  constructor(shapes: ReadonlyMap<string, Shape>, mostNumbers: number = mostSharedNumbers) {
    const places = new Map<string, Place>()
    const segments: { count: number; decayed: number }[] = [{ count: 0, decayed: 0 }]
    for (const matrices of [true, false])
      for (const [name, shape] of shapes) {
        if (isMatrix(shape) !== matrices) continue
        const room = Math.ceil(elementCount(shape) / partUnit) * partUnit
        if (room > mostNumbers)
          throw new RlvrError(
            'RLVR_POLICY',
            `\`${name}\` of shape [${shape.join()}] is larger than the 4 GiB of one memory.`,
          )
        let segment = segments.at(-1) as { count: number; decayed: number }
        if (segment.count + room > mostNumbers) segments.push((segment = { count: 0, decayed: 0 }))
        places.set(name, { segment: segments.length - 1, start: segment.count, shape })
        segment.count += room
        if (matrices) segment.decayed += room
      }
    this.places = places
    this.segments = segments
  }

  /** Everything in parts, in an order that does not depend on who works on them. */
  parts(): LayoutPart[] {
    return this.segments.flatMap(({ count, decayed }, segment) => {
      const cut = (from: number, to: number, decays: boolean): LayoutPart[] =>
        Array.from({ length: Math.ceil((to - from) / largestPart) }, (_, index) => {
          const start = from + index * largestPart
          return { segment, start, count: Math.min(largestPart, to - start), decays }
        })
      return [...cut(0, decayed, true), ...cut(decayed, count, false)]
    })
  }
}

/** Whether weight decay falls on a parameter of that shape. */
export function isMatrix(shape: Shape): boolean {
  return shape.length >= 2
}
