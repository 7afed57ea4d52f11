// What a model says of its hidden states: logits, log-probabilities of targets, entropies, values.
// Shape letters: N = rows, d = width, V = vocabulary.
import type { Program, Value } from '../../../tensor/program.ts'
import { headName, type Architecture } from './architecture.ts'
import { parameter, type ParameterValues } from './layers.ts'

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
