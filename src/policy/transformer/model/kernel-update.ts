// AdamW by the WebAssembly kernel, in place in shared memory. Two passes over parts of a fixed order: sums of squares,
// from which the caller makes the norm, then the step. Any thread can take any parts, and the result is the same.
import { compileAdamW, type AdamWKernel } from '../../../tensor/wasm/adamw.ts'
import type { SharedNumbers } from '../../../tensor/wasm/shared-memory.ts'
import type { Shape } from '../../../tensor/program.ts'
import { ParameterLayout, type LayoutPart } from './parameter-layout.ts'
import { scalarsOf, type AdamWStep, type TrainedSets } from './update.ts'

/** The memories of sets, a segment each: what is handed to another thread. */
export interface SharedSets {
  readonly parameters: readonly SharedNumbers[]
  readonly first: readonly SharedNumbers[]
  readonly second: readonly SharedNumbers[]
  readonly gradients: readonly (readonly SharedNumbers[])[]
}

/** Which parts: from one to before another. */
export interface PartRange {
  readonly from: number
  readonly to: number
}

export class KernelUpdate {
  readonly parts: readonly LayoutPart[]
  readonly #shared: SharedSets
  /** For each number of gradients that are added up, a kernel a segment. */
  readonly #kernels = new Map<number, AdamWKernel[]>()

  constructor(shapes: ReadonlyMap<string, Shape>, shared: SharedSets) {
    this.parts = new ParameterLayout(shapes).parts()
    this.#shared = shared
  }

  /** Adds up the first so many gradients, into the first; gives the sum of squares of each part. */
  squareSums({ from, to }: PartRange, gradients: number): Float64Array {
    return Float64Array.from(this.parts.slice(from, to), (part) => this.#kernel(part, gradients).squareSum(part))
  }

  /** Makes a step, and leaves the first so many gradients zero. */
  step({ from, to }: PartRange, gradients: number, step: AdamWStep & { readonly clip: number }): void {
    for (const part of this.parts.slice(from, to))
      this.#kernel(part, gradients).step(part, scalarsOf(step, part.decays))
  }

  #kernel({ segment }: LayoutPart, gradients: number): AdamWKernel {
    let kernels = this.#kernels.get(gradients)
    if (kernels === undefined) {
      const { parameters, first, second } = this.#shared
      kernels = parameters.map((own, index) =>
        compileAdamW({
          parameters: own,
          first: first[index] as SharedNumbers,
          second: second[index] as SharedNumbers,
          gradients: this.#shared.gradients.slice(0, gradients).map((each) => each[index] as SharedNumbers),
        }),
      )
      this.#kernels.set(gradients, kernels)
    }
    return kernels[segment] as AdamWKernel
  }
}

/** The memories of sets that stand in shared memory; null where they do not. */
export function sharedSets({ parameters, first, second, gradients }: TrainedSets): SharedSets | null {
  if (parameters.shared === null || first.shared === null || second.shared === null) return null
  return {
    parameters: parameters.shared,
    first: first.shared,
    second: second.shared,
    gradients: gradients.map(({ shared }) => shared ?? []),
  }
}
