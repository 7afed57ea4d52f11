// The transformer and its gradient as one program over padded sequences, each in a row of its own: the plain way, beside
// which packed rows and layers are tested.
import type { TokenScores } from '../../../src/core/policy.ts'
import { appendGradients } from '../../../src/tensor/gradients.ts'
import { anyRows, Program, type Value } from '../../../src/tensor/program.ts'
import type { Architecture } from '../../../src/policy/transformer/model/architecture.ts'
import {
  appendEntropies,
  appendHidden,
  appendLogits,
  appendLogProbs,
  appendValues,
  parameterInputs,
} from '../../../src/policy/transformer/model/forward.ts'
import { coefficientInputs } from '../../../src/policy/transformer/model/training-programs.ts'

/**
 * Adds to `accumulated.NAME` the gradient of Σ coefficient · logProb (+ Σ entropyCoefficient · entropy
 * + Σ valueCoefficient · value), giving `gradient.NAME`, beside `logProbs`, `entropies` and `values` [N, 1].
 */
export function gradientProgram(architecture: Architecture, positions: number, options: { entropy: boolean }): Program {
  const program = new Program()
  const parameters = parameterInputs(program, architecture)
  const tokens_N = program.input('tokens', [anyRows], 'int32')
  const targets_N = program.input('targets', [anyRows], 'int32')
  const inverseTemperature = program.input('inverseTemperature', [1])
  const hidden_Nd = appendHidden(program, architecture, parameters, tokens_N, positions)
  const logits_NV = appendLogits(program, architecture, parameters, hidden_Nd, inverseTemperature)
  const { logProbs_N1, allLogProbs_NV } = appendLogProbs(program, logits_NV, targets_N)
  const scores = new Map<keyof TokenScores, Value>([
    ['logProbs', logProbs_N1],
    ['entropies', appendEntropies(program, allLogProbs_NV)],
  ])
  if (architecture.valueHead === true) scores.set('values', appendValues(program, parameters, hidden_Nd))
  const seeds = [...scores].flatMap(([name, value_N1]): [Value, Value][] =>
    name === 'entropies' && !options.entropy ? [] : [[value_N1, program.input(coefficientInputs[name], [anyRows, 1])]],
  )
  const gradients = appendGradients(program, seeds, [...parameters.values()])
  for (const [index, [name, { shape }]] of [...parameters].entries()) {
    const accumulated = program.input(`accumulated.${name}`, shape)
    program.output(`gradient.${name}`, program.add(accumulated, gradients[index] as Value))
  }
  for (const [name, value_N1] of scores) program.output(name, value_N1)
  return program
}
