// What a model says of its hidden states: logits, log-probabilities of targets, entropies, values.
// Shape letters: N = rows, d = width, V = vocabulary.
import type { TokenScores } from '../../../core/policy.ts'
import type { Program, Value } from '../../../tensor/program.ts'
import { headName, normEpsilon, type Architecture } from './architecture.ts'
import { parameter, rmsNorm, type ParameterValues } from './layers.ts'

export type ScoreName = keyof TokenScores

/** The parameters that the head reads. */
export function headParameters(architecture: Architecture): string[] {
  const ofValues = architecture.valueHead === true ? ['valueHead.weight', 'valueHead.bias'] : []
  return ['finalNorm', headName(architecture), ...ofValues]
}

/** The scores [S, 1] of picked positions, from what the last layer gives there. */
export function appendScores(
  program: Program,
  architecture: Architecture,
  parameters: ParameterValues,
  {
    x_Sd,
    targets_S,
    inverseTemperature,
  }: { readonly x_Sd: Value; readonly targets_S: Value; readonly inverseTemperature: Value },
): Map<ScoreName, Value> {
  const hidden_Sd = rmsNorm(program, x_Sd, parameter(parameters, 'finalNorm'), normEpsilon(architecture))
  const logits_SV = appendLogits(program, architecture, parameters, hidden_Sd, inverseTemperature)
  const { logProbs_N1, allLogProbs_NV } = appendLogProbs(program, logits_SV, targets_S)
  const scores = new Map<ScoreName, Value>([
    ['logProbs', logProbs_N1],
    ['entropies', appendEntropies(program, allLogProbs_NV)],
  ])
  if (architecture.valueHead === true) scores.set('values', appendValues(program, parameters, hidden_Sd))
  return scores
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
