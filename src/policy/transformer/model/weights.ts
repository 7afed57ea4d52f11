// What programs take the numbers of a model from: all that lies outside of the layers, and one layer after another.
// Whoever works through a model a layer at a time needs no more than that at once, so weights may be at rest in
// another form, like 16 bits, and be widened when their layer's turn comes.
import type { Tensors } from '../../../tensor/backend.ts'
import type { LoraSettings } from './lora.ts'

export interface Weights {
  /** How many layers there are. */
  readonly layers: number
  /** The adapter whose matrices are among the parameters of the layers; null for the model alone. */
  readonly lora: LoraSettings | null
  /** The matrices of that adapter alone, a layer at a time; null without one. */
  readonly adapter: Pick<Weights, 'layer'> | null
  /** Parameters outside of the layers by name: `embedding`, `finalNorm`, `head`, … */
  readonly outside: Tensors
  /**
   * The parameters of one layer by the names that they have within it: `query`, `queryBias`, `query.loraA`, … Good
   * until the second next call for another layer: scratch for numbers that are widened holds two layers.
   */
  layer(index: number): Tensors
  /** Every parameter by its full name at once, for a program of the whole model; null where only layers can be had. */
  readonly whole: Tensors | null
}

/** A model with an adapter beside its products; several may stand on one model. */
export class AdaptedWeights implements Weights {
  readonly lora: LoraSettings
  readonly adapter: Pick<Weights, 'layer' | 'whole'>
  readonly #base: Weights

  constructor(base: Weights, adapter: Pick<Weights, 'layer' | 'whole'>, lora: LoraSettings) {
    this.#base = base
    this.adapter = adapter
    this.lora = lora
  }

  get layers(): number {
    return this.#base.layers
  }

  get outside(): Tensors {
    return this.#base.outside
  }

  get whole(): Tensors | null {
    return this.#base.whole === null ? null : { ...this.#base.whole, ...this.adapter.whole }
  }

  layer(index: number): Tensors {
    return { ...this.#base.layer(index), ...this.adapter.layer(index) }
  }
}

/** The name of a parameter within its layer, and the layer's index; null for what lies outside of the layers. */
export function layerOf(name: string): { readonly layer: number; readonly within: string } | null {
  const parts = /^layers\.(\d+)\.(.+)$/.exec(name)
  return parts === null ? null : { layer: Number(parts[1]), within: parts[2] as string }
}
