// The whole transformer over padded sequences, from tokens to log-probabilities, entropies and values.
// B sequences, known only when a program runs, of T positions each.
// Shape letters: N = B·T, T = positions, d = width, V = vocabulary.
import { anyRows, type Program, type Value } from '../../../tensor/program.ts'
import { headName, normEpsilon, parameterShapes, type Architecture } from './architecture.ts'
import { causalMask, maskOfHeads, windowOf } from './attention-mask.ts'
import { attend, attentionInputs, finishBlock, weightsOfLayer } from './block.ts'
import { parameter, rmsNorm, type ParameterValues } from './layers.ts'
import { rotationOfSequences } from './rotary.ts'

/** Declares every parameter as an input of the program, under `prefix` + its name. */
export function parameterInputs(program: Program, architecture: Architecture, prefix = ''): Map<string, Value> {
  const values = new Map<string, Value>()
  for (const [name, shape] of parameterShapes(architecture)) values.set(name, program.input(prefix + name, shape))
  return values
}

/** The hidden state after the last block and norm. [N, d] */
export function appendHidden(
  program: Program,
  architecture: Architecture,
  parameters: ParameterValues,
  tokens_N: Value,
  positions: number,
): Value {
  let x_Nd = program.gatherRows(parameter(parameters, 'embedding'), tokens_N)
  if (architecture.positions === 'learned')
    x_Nd = addPositions(program, x_Nd, parameter(parameters, 'positions'), architecture, positions)
  const rotation = rotationOfSequences(program, architecture, positions)
  const maskOf = causalMasks(program, architecture, positions)
  for (let layer = 0; layer < architecture.layers; layer++) {
    const block = { program, architecture, weights: weightsOfLayer(parameters, layer) }
    const mixed = attend(block, attentionInputs(block, x_Nd, rotation), maskOf(layer))
    x_Nd = finishBlock(block, x_Nd, mixed)
  }
  return rmsNorm(program, x_Nd, parameter(parameters, 'finalNorm'), normEpsilon(architecture))
}

/** Logits of the token after each position, divided by the temperature. [N, V] */
export function appendLogits(
  program: Program,
  architecture: Architecture,
  parameters: ParameterValues,
  hidden_Nd: Value,
  inverseTemperature: Value,
): Value {
  // The temperature scales the hidden state rather than the logits: d numbers a token instead of V.
  const scaled_Nd = program.multiply(hidden_Nd, inverseTemperature)
  return program.matMul(scaled_Nd, parameter(parameters, headName(architecture)), { transposeB: true })
}

/** The value at each position. [N, 1] */
export function appendValues(program: Program, parameters: ParameterValues, hidden_Nd: Value): Value {
  const product_N1 = program.matMul(hidden_Nd, parameter(parameters, 'valueHead.weight'))
  return program.add(product_N1, parameter(parameters, 'valueHead.bias'))
}

/** Log-probability of each target token. [N, 1] */
export function appendLogProbs(
  program: Program,
  logits_NV: Value,
  targets_N: Value,
): { logProbs_N1: Value; allLogProbs_NV: Value } {
  const allLogProbs_NV = program.logSoftmax(logits_NV)
  return { logProbs_N1: program.pick(allLogProbs_NV, targets_N), allLogProbs_NV }
}

/** Entropy of the distribution at each position, -Σ p log p, in nats. [N, 1] */
export function appendEntropies(program: Program, allLogProbs_NV: Value): Value {
  const products = program.multiply(program.exp(allLogProbs_NV), allLogProbs_NV)
  return program.multiply(program.sum(products, [1]), program.scalar(-1))
}

function addPositions(
  program: Program,
  x_Nd: Value,
  table: Value,
  architecture: Architecture,
  positions: number,
): Value {
  const { width } = architecture
  const used = positions === architecture.maxLengthTokens ? table : program.slice(table, 0, 0, positions)
  const x_BTd = program.reshape(x_Nd, [anyRows, positions, width])
  return program.reshape(program.add(x_BTd, program.reshape(used, [1, positions, width])), [anyRows, width])
}

/** The mask of each layer; layers of one window share it. */
function causalMasks(program: Program, architecture: Architecture, positions: number): (layer: number) => Value {
  const masks = new Map<number, Value>()
  return (layer) => {
    const window = Math.min(windowOf(architecture, layer), positions)
    let mask = masks.get(window)
    if (mask === undefined) {
      const mask_1TT = program.constant(causalMask(positions, window), [1, positions, positions])
      mask = maskOfHeads(program, architecture, mask_1TT)
      masks.set(window, mask)
    }
    return mask
  }
}
