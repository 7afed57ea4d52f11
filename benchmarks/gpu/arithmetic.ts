// How much a model computes, from its shapes: multiplications and additions of products (2·m·k·n each), which are nearly
// all of it. A gradient of weights and one of what goes into them are as much again each; frozen weights need the second
// alone. Attention is counted as it is computed, over whole rows of T: 4·T·H·K a token and layer forward.
import { elementCount } from '../../src/tensor/program.ts'
import { attentionShape, layerShapes, type Architecture } from '../../src/policy/transformer/model/architecture.ts'
import { loraLayerShapes, type LoraSettings } from '../../src/policy/transformer/model/lora.ts'

/** Numbers of the matrices that every token is multiplied with, the output weights apart. */
export function matrixNumbers(architecture: Architecture): number {
  return architecture.layers * matrices(layerShapes(architecture))
}

export interface StepSize {
  readonly rows: number
  readonly tokens: number
  /** Tokens whose logits are computed; all where left out. */
  readonly picked?: number
  readonly lora?: LoraSettings
  /** Layers whose forward part is computed twice. */
  readonly computedAgain?: number
}

/** Floating-point operations of the gradient of one step; AdamW's are some tens a number that learns, which is little. */
export function stepOperations(architecture: Architecture, size: StepSize): number {
  const { rows, tokens, picked = rows * tokens, lora, computedAgain = 0 } = size
  const { layers, vocabularySize, width } = architecture
  const { queryWidth } = attentionShape(architecture)
  const all = rows * tokens
  const adapters = lora === undefined ? 0 : 2 * all * matrices(loraLayerShapes(architecture, lora))
  const products = (2 * all * matrixNumbers(architecture)) / layers
  const attention = 4 * all * tokens * queryWidth
  const forward = products + adapters + attention
  // Attention has two products forward and four backward.
  const backward = products * (lora === undefined ? 2 : 1) + 2 * adapters + 2 * attention
  const head = 2 * picked * vocabularySize * width * (lora === undefined ? 3 : 2)
  return layers * (forward + backward) + computedAgain * forward + head
}

/** Floating-point operations of one new token with `past` tokens before it. */
export function tokenOperations(architecture: Architecture, past: number): number {
  const { layers, vocabularySize, width } = architecture
  const { queryWidth } = attentionShape(architecture)
  return 2 * (matrixNumbers(architecture) + vocabularySize * width) + 4 * layers * past * queryWidth
}

function matrices(shapes: ReadonlyMap<string, readonly number[]>): number {
  return [...shapes.values()].reduce((sum, shape) => sum + (shape.length === 2 ? elementCount(shape) : 0), 0)
}
