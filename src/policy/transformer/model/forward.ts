// The whole transformer over padded sequences, from tokens to log-probabilities, entropies and values.
// B sequences, known only when a program runs, of T positions each.
// Shape letters: N = B·T, T = positions, d = width, H = heads, K = d / H, V = vocabulary.
import { anyRows, type Program, type Value } from '../../../tensor/program.ts'
import { normEpsilon, parameterShapes, type Architecture } from './architecture.ts'
import { mlp, parameter, rmsNorm, rotaryTables, rotate, type ParameterValues } from './layers.ts'

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
  const attend = attention(program, architecture, positions)
  const epsilon = normEpsilon(architecture)
  for (let layer = 0; layer < architecture.layers; layer++) {
    const own = (name: string): Value => parameter(parameters, `layers.${layer}.${name}`)
    const normed_Nd = rmsNorm(program, x_Nd, own('attentionNorm'), epsilon)
    const mixed_Nd = attend(
      program.matMul(normed_Nd, own('query')),
      program.matMul(normed_Nd, own('key')),
      program.matMul(normed_Nd, own('value')),
    )
    x_Nd = program.add(x_Nd, program.matMul(mixed_Nd, own('attentionOut')))
    const gate = architecture.mlp === 'swiglu' ? own('gate') : null
    x_Nd = program.add(
      x_Nd,
      mlp(program, rmsNorm(program, x_Nd, own('mlpNorm'), epsilon), { up: own('up'), down: own('down'), gate }),
    )
  }
  return rmsNorm(program, x_Nd, parameter(parameters, 'finalNorm'), epsilon)
}

/** Logits of the token after each position, divided by the temperature. [N, V] */
export function appendLogits(
  program: Program,
  parameters: ParameterValues,
  hidden_Nd: Value,
  inverseTemperature: Value,
): Value {
  // The temperature scales the hidden state rather than the logits: d numbers a token instead of V.
  const scaled_Nd = program.multiply(hidden_Nd, inverseTemperature)
  return program.matMul(scaled_Nd, parameter(parameters, 'embedding'), { transposeB: true })
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

/** Causal attention over q, k, v of [N, d] each; gives [N, d]. */
function attention(
  program: Program,
  architecture: Architecture,
  positions: number,
): (q: Value, k: Value, v: Value) => Value {
  const { width, heads } = architecture
  const headWidth = width / heads
  const mask = program.constant(causalMask(positions), [1, positions, positions])
  const tables = architecture.positions === 'rotary' ? rotaryConstants(program, architecture, positions) : null

  const split = (x_Nd: Value, rotated: boolean): Value => {
    let x_BTHK = program.reshape(x_Nd, [anyRows, positions, heads, headWidth])
    if (rotated && tables !== null) x_BTHK = rotate(program, x_BTHK, tables.cosine, tables.sine)
    return program.reshape(program.transpose(x_BTHK, [0, 2, 1, 3]), [anyRows, positions, headWidth])
  }
  return (q_Nd, k_Nd, v_Nd) => {
    const scores = program.matMul(split(q_Nd, true), split(k_Nd, true), {
      transposeB: true,
      scale: 1 / Math.sqrt(headWidth),
    })
    const mixed = program.matMul(program.softmax(program.add(scores, mask)), split(v_Nd, false))
    const mixed_BTHK = program.transpose(program.reshape(mixed, [anyRows, heads, positions, headWidth]), [0, 2, 1, 3])
    return program.reshape(mixed_BTHK, [anyRows, width])
  }
}

function rotaryConstants(
  program: Program,
  architecture: Architecture,
  positions: number,
): { cosine: Value; sine: Value } {
  const { cosine, sine } = rotaryTables(architecture, positions)
  const shape = [1, positions, 1, architecture.width / architecture.heads / 2]
  return { cosine: program.constant(cosine, shape), sine: program.constant(sine, shape) }
}

/** 0 where a position may look, a large negative number where it may not; finite, so that no NaN can arise. */
function causalMask(positions: number): Float32Array {
  const mask = new Float32Array(positions * positions)
  for (let row = 0; row < positions; row++) mask.fill(-1e9, row * positions + row + 1, (row + 1) * positions)
  return mask
}
