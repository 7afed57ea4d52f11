// The programs a trainable transformer runs: score, gradient, update.
import type { OptimizerSettings } from '../../../core/policy.ts'
import { appendGradients } from '../../../tensor/gradients.ts'
import { appendAdamW, type AdamWTensor } from '../../../tensor/adamw.ts'
import { anyRows, Program, type Value } from '../../../tensor/program.ts'
import type { Architecture } from './architecture.ts'
import { appendEntropies, appendLogits, appendLogProbs, parameterInputs } from './forward.ts'

/** Names: inputs `tokens`, `targets`, `inverseTemperature`, parameters; outputs `logProbs`, `entropies`, each [N, 1]. */
export function scoreProgram(architecture: Architecture, positions: number): Program {
  const program = new Program()
  const forward = appendForward(program, architecture, positions)
  program.output('logProbs', forward.logProbs_N1)
  program.output('entropies', appendEntropies(program, forward.allLogProbs_NV))
  return program
}

/**
 * Adds to `accumulated.NAME` the gradient of Σ coefficient · logProb (+ Σ entropyCoefficient · entropy), giving
 * `gradient.NAME`, beside the outputs of `scoreProgram`. Further inputs as in `scoreProgram`, `coefficients` [N, 1] and, where asked,
 * `entropyCoefficients` [N, 1].
 */
export function gradientProgram(architecture: Architecture, positions: number, options: { entropy: boolean }): Program {
  const program = new Program()
  const { parameters, logProbs_N1, allLogProbs_NV } = appendForward(program, architecture, positions)
  const seeds: [Value, Value][] = [[logProbs_N1, program.input('coefficients', [anyRows, 1])]]
  const entropies_N1 = appendEntropies(program, allLogProbs_NV)
  if (options.entropy) seeds.push([entropies_N1, program.input('entropyCoefficients', [anyRows, 1])])
  const names = [...parameters.keys()]
  const gradients = appendGradients(program, seeds, [...parameters.values()])
  names.forEach((name, index) => {
    const accumulated = program.input(`accumulated.${name}`, parameters.get(name)?.shape ?? [])
    program.output(`gradient.${name}`, program.add(accumulated, gradients[index] as Value))
  })
  program.output('logProbs', logProbs_N1)
  program.output('entropies', entropies_N1)
  return program
}

/** One AdamW step over some tensors; see `appendAdamW` for its inputs and outputs. */
export function updateProgram(tensors: ReadonlyMap<string, AdamWTensor>, settings: OptimizerSettings): Program {
  const program = new Program()
  appendAdamW(program, tensors, settings)
  return program
}

function appendForward(
  program: Program,
  architecture: Architecture,
  positions: number,
): { parameters: Map<string, Value>; logProbs_N1: Value; allLogProbs_NV: Value } {
  const parameters = parameterInputs(program, architecture)
  const tokens_N = program.input('tokens', [anyRows], 'int32')
  const targets_N = program.input('targets', [anyRows], 'int32')
  const inverseTemperature = program.input('inverseTemperature', [1])
  const logits_NV = appendLogits(program, architecture, parameters, { tokens_N, inverseTemperature }, positions)
  return { parameters, ...appendLogProbs(program, logits_NV, targets_N) }
}
