// Decoding one token a row, cut where attention happens: the products run as step programs, attention over the cached
// keys and values runs in the decode kernel between them. Every block is the same program with other weights.
// Shape letters: N = live rows (known at run time), d = width, H = query heads, K = width of a head, V = vocabulary.
import type { DeviceTensor, Tensors } from '../../../tensor/backend.ts'
import { anyRows, Program, type ConstantStorage, type Shape, type Value } from '../../../tensor/program.ts'
import { attentionShape, headName, layerShapes, normEpsilon, type Architecture } from '../model/architecture.ts'
import { attentionInputs, finishBlock, precedesAttention, type Block } from '../model/block.ts'
import { appendLogits } from '../model/head.ts'
import { rmsNorm } from '../model/layers.ts'
import { loraLayerShapes, loraScale, type LoraSettings } from '../model/lora.ts'
import { rotationAt } from '../model/rotary.ts'
import type { Weights } from '../model/weights.ts'

/** What decoding programs are made for: a model, or one with adapters beside its products. */
export interface DecodedModel {
  readonly architecture: Architecture
  readonly lora?: LoraSettings | undefined
}

/**
 * Weights that a program holds itself, by the names that its inputs would have. A back end may bring them into the
 * order that suits its products once, which a program whose weights are inputs has done again in every run.
 */
export interface HeldWeights {
  readonly numbers: ReadonlyMap<string, Float32Array>
  /** How matrices are kept; vectors are float32. */
  readonly precision: ConstantStorage
}

const none: HeldWeights = { numbers: new Map(), precision: 'float32' }

function weight(program: Program, held: HeldWeights, name: string, shape: Shape): Value {
  const data = held.numbers.get(name)
  if (data === undefined) return program.input(name, shape)
  return program.constant(data, shape, shape.length === 2 ? held.precision : 'float32')
}

/** Parameters of a layer by their names within it, adapters included. */
function shapesOf({ architecture, lora }: DecodedModel): Map<string, Shape> {
  return new Map([...layerShapes(architecture), ...(lora === undefined ? [] : loraLayerShapes(architecture, lora))])
}

/** Names within a layer of the parameters that come before its attention. */
function beforeAttention(model: DecodedModel): string[] {
  return [...shapesOf(model).keys()].filter(precedesAttention)
}

/** Names within a layer of the parameters that come after its attention. */
function afterAttention(model: DecodedModel): string[] {
  return [...shapesOf(model).keys()].filter((name) => !precedesAttention(name))
}

/** What programs take weights from. */
export type GivenWeights = Pick<Weights, 'outside' | 'layer'>

/** The weights that `embedProgram` takes. */
export function embedWeights(model: DecodedModel, weights: GivenWeights): Tensors {
  const { embedding, positions } = weights.outside
  return {
    embedding: embedding as DeviceTensor,
    ...(positions !== undefined && { positionTable: positions }),
    ...some(weights.layer(0), beforeAttention(model)),
  }
}

/** The weights that `blockProgram` takes between two layers: the first one's after its attention, the next one's before its own. */
export function blockWeights(model: DecodedModel, weights: GivenWeights, layer: number): Tensors {
  return {
    ...some(weights.layer(layer), afterAttention(model)),
    ...some(weights.layer(layer + 1), beforeAttention(model)),
  }
}

/** The weights that `headProgram` takes. */
export function headWeights(model: DecodedModel, weights: GivenWeights): Tensors {
  const name = headName(model.architecture)
  return {
    finalNorm: weights.outside['finalNorm'] as DeviceTensor,
    [name]: weights.outside[name] as DeviceTensor,
    ...some(weights.layer(model.architecture.layers - 1), afterAttention(model)),
  }
}

function some(all: Tensors, names: readonly string[]): Tensors {
  return Object.fromEntries(names.map((name) => [name, all[name] as DeviceTensor]))
}

/** Tokens to the first attention: inputs `tokens`, `positions`, `embedding`, `positionTable`, layer 0's weights; outputs `residual`, `queries`, `keys`, `values`. */
export function embedProgram(model: DecodedModel, held: HeldWeights = none): Program {
  const { architecture } = model
  const program = new Program()
  const positions = program.input('positions', [anyRows], 'int32')
  let x_Nd = program.gatherRows(
    program.input('embedding', [architecture.vocabularySize, architecture.width]),
    program.input('tokens', [anyRows], 'int32'),
  )
  if (architecture.positions === 'learned') {
    const table = program.input('positionTable', [architecture.maxLengthTokens, architecture.width])
    x_Nd = program.add(x_Nd, program.gatherRows(table, positions))
  }
  outputAttentionInputs(program, model, held, x_Nd, positions)
  return program
}

/** One attention to the next: inputs `x`, `mixed`, `positions`, this layer's later and the next layer's earlier weights. */
export function blockProgram(model: DecodedModel, held: HeldWeights = none): Program {
  const program = new Program()
  const positions = program.input('positions', [anyRows], 'int32')
  const x_Nd = finishLayer(program, model, held)
  outputAttentionInputs(program, model, held, x_Nd, positions)
  return program
}

/**
 * The last attention to `probabilities` [N, V] of the next token at the temperature 1 / `inverseTemperature`; the
 * output weights are the input that `headName` names.
 */
export function headProgram(model: DecodedModel, held: HeldWeights = none): Program {
  const { architecture } = model
  const program = new Program()
  const { width, vocabularySize } = architecture
  const x_Nd = finishLayer(program, model, held)
  const final_Nd = rmsNorm(program, x_Nd, weight(program, held, 'finalNorm', [width]), normEpsilon(architecture))
  const inverseTemperature = program.input('inverseTemperature', [1])
  const name = headName(architecture)
  const head = new Map([[name, weight(program, held, name, [vocabularySize, width])]])
  program.output(
    'probabilities',
    program.softmax(appendLogits(program, architecture, head, final_Nd, inverseTemperature)),
  )
  return program
}

/** One layer of the program, with some of its parameters as inputs. */
function blockOf(program: Program, model: DecodedModel, held: HeldWeights, names: readonly string[]): Block {
  const shapes = shapesOf(model)
  const { architecture, lora } = model
  return {
    program,
    architecture,
    weights: new Map(names.map((name) => [name, weight(program, held, name, shapes.get(name) ?? [])])),
    ...(lora !== undefined && { adapterScale: loraScale(lora) }),
  }
}

function finishLayer(program: Program, model: DecodedModel, held: HeldWeights): Value {
  const { architecture } = model
  const block = blockOf(program, model, held, afterAttention(model))
  const mixed = program.input('mixed', [anyRows, attentionShape(architecture).queryWidth])
  return finishBlock(block, program.input('x', [anyRows, architecture.width]), mixed)
}

function outputAttentionInputs(
  program: Program,
  model: DecodedModel,
  held: HeldWeights,
  x_Nd: Value,
  positions: Value,
): void {
  const block = blockOf(program, model, held, beforeAttention(model))
  const rotation = rotationAt(program, model.architecture, positions)
  const { query, key, value } = attentionInputs(block, x_Nd, rotation)
  program.output('residual', x_Nd)
  program.output('queries', query)
  program.output('keys', key)
  program.output('values', value)
}
