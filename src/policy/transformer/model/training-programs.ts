// The programs a trainable transformer runs: score, gradient, update.
import type { OptimizerSettings, TokenScores } from '../../../core/policy.ts'
import { appendGradients } from '../../../tensor/gradients.ts'
import { appendAdamW, type AdamWTensor } from '../../../tensor/adamw.ts'
import { anyRows, Program, type Value } from '../../../tensor/program.ts'
import type { Architecture } from './architecture.ts'
import {
  appendEntropies,
  appendHidden,
  appendLogits,
  appendLogProbs,
  appendValues,
  parameterInputs,
} from './forward.ts'

/**
 * Names: inputs `tokens`, `targets`, `inverseTemperature`, parameters; outputs `logProbs`, `entropies`, and `values`
 * with a value head, each [N, 1].
 */
export function scoreProgram(architecture: Architecture, positions: number): Program {
  const program = new Program()
  const { scores } = appendForward(program, architecture, positions)
  for (const [name, value_N1] of scores) program.output(name, value_N1)
  return program
}

/**
 * Adds to `accumulated.NAME` the gradient of Σ coefficient · logProb (+ Σ entropyCoefficient · entropy
 * + Σ valueCoefficient · value), giving `gradient.NAME`, beside the outputs of `scoreProgram`. Further inputs as in
 * `scoreProgram`, `coefficients` [N, 1], where asked `entropyCoefficients` [N, 1], and `valueCoefficients` [N, 1] with
 * a value head.
 */
export function gradientProgram(architecture: Architecture, positions: number, options: { entropy: boolean }): Program {
  const program = new Program()
  const { parameters, scores } = appendForward(program, architecture, positions)
  const seeds = [...scores].flatMap(([name, value_N1]): [Value, Value][] =>
    name === 'entropies' && !options.entropy ? [] : [[value_N1, program.input(coefficientInputs[name], [anyRows, 1])]],
  )
  const names = [...parameters.keys()]
  const gradients = appendGradients(program, seeds, [...parameters.values()])
  names.forEach((name, index) => {
    const accumulated = program.input(`accumulated.${name}`, parameters.get(name)?.shape ?? [])
    program.output(`gradient.${name}`, program.add(accumulated, gradients[index] as Value))
  })
  for (const [name, value_N1] of scores) program.output(name, value_N1)
  return program
}

/** One AdamW step over some tensors; see `appendAdamW` for its inputs and outputs. */
export function updateProgram(tensors: ReadonlyMap<string, AdamWTensor>, settings: OptimizerSettings): Program {
  const program = new Program()
  appendAdamW(program, tensors, settings)
  return program
}

type ScoreName = keyof TokenScores

/** The input that holds the coefficients of each score. */
export const coefficientInputs: { readonly [name in ScoreName]: string } = {
  logProbs: 'coefficients',
  entropies: 'entropyCoefficients',
  values: 'valueCoefficients',
}

function appendForward(
  program: Program,
  architecture: Architecture,
  positions: number,
): { parameters: Map<string, Value>; scores: Map<ScoreName, Value> } {
  const parameters = parameterInputs(program, architecture)
  const tokens_N = program.input('tokens', [anyRows], 'int32')
  const targets_N = program.input('targets', [anyRows], 'int32')
  const inverseTemperature = program.input('inverseTemperature', [1])
  const hidden_Nd = appendHidden(program, architecture, parameters, tokens_N, positions)
  const logits_NV = appendLogits(program, architecture, parameters, hidden_Nd, inverseTemperature)
  const { logProbs_N1, allLogProbs_NV } = appendLogProbs(program, logits_NV, targets_N)
  const scores = new Map<ScoreName, Value>([
    ['logProbs', logProbs_N1],
    ['entropies', appendEntropies(program, allLogProbs_NV)],
  ])
  if (architecture.valueHead === true) scores.set('values', appendValues(program, parameters, hidden_Nd))
  return { parameters, scores }
}
