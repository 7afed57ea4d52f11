// The transformer and its gradient as one program over padded sequences, each in a row of its own: the plain way, beside
// which packed rows and layers are tested.
import type { TokenScores } from '../../../src/core/policy.ts'
import { appendGradients } from '../../../src/tensor/gradients.ts'
import { anyRows, Program, type Value } from '../../../src/tensor/program.ts'
import {
  attentionShape,
  normEpsilon,
  parameterShapes,
  windowOf,
  type Architecture,
} from '../../../src/policy/transformer/model/architecture.ts'
import { attend, attentionInputs, finishBlock } from '../../../src/policy/transformer/model/block.ts'
import {
  appendEntropies,
  appendLogits,
  appendLogProbs,
  appendValues,
} from '../../../src/policy/transformer/model/head.ts'
import { rmsNorm, type ParameterValues } from '../../../src/policy/transformer/model/layers.ts'
import { rotaryTables, type Rotation } from '../../../src/policy/transformer/model/rotary.ts'
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

/** Every parameter as an input of the program. */
export function parameterInputs(program: Program, architecture: Architecture): Map<string, Value> {
  return new Map([...parameterShapes(architecture)].map(([name, shape]) => [name, program.input(name, shape)]))
}

/** A layer's own parameters out of all of them, by the names within it. */
export function weightsOfLayer(parameters: ParameterValues, layer: number): Map<string, Value> {
  const prefix = `layers.${layer}.`
  const own = [...parameters].filter(([name]) => name.startsWith(prefix))
  return new Map(own.map(([name, value]) => [name.slice(prefix.length), value]))
}

/** The hidden state after the last block and norm, of sequences of as many positions each. [N, d] */
export function appendHidden(
  program: Program,
  architecture: Architecture,
  parameters: ParameterValues,
  tokens_N: Value,
  positions: number,
): Value {
  const { width } = architecture
  let x_Nd = program.gatherRows(parameters.get('embedding')!, tokens_N)
  const table = parameters.get('positions')
  if (table !== undefined) {
    const used = program.reshape(program.slice(table, 0, 0, positions), [1, positions, width])
    x_Nd = program.reshape(program.add(program.reshape(x_Nd, [anyRows, positions, width]), used), [anyRows, width])
  }
  const rotation = architecture.positions === 'rotary' ? rotationOf(program, architecture, positions) : null
  for (let layer = 0; layer < architecture.layers; layer++) {
    const block = { program, architecture, weights: weightsOfLayer(parameters, layer) }
    const mask = causalMask(program, architecture, { positions, window: windowOf(architecture, layer) })
    x_Nd = finishBlock(block, x_Nd, attend(block, attentionInputs(block, x_Nd, rotation), mask))
  }
  return rmsNorm(program, x_Nd, parameters.get('finalNorm')!, normEpsilon(architecture))
}

function rotationOf(program: Program, architecture: Architecture, positions: number): Rotation {
  const tables = rotaryTables(architecture, positions)
  const { headWidth } = attentionShape(architecture)
  const shape = [1, positions, 1, headWidth / 2]
  const [cosine, sine] = [program.constant(tables.cosine, shape), program.constant(tables.sine, shape)]
  return (x) => {
    const width = x.shape[1] as number
    const heads = program.reshape(x, [anyRows, positions, width / headWidth, headWidth])
    const low = program.slice(heads, 3, 0, headWidth / 2)
    const high = program.slice(heads, 3, headWidth / 2, headWidth)
    const turned = [
      program.subtract(program.multiply(low, cosine), program.multiply(high, sine)),
      program.add(program.multiply(high, cosine), program.multiply(low, sine)),
    ]
    return program.reshape(program.concat(turned, 3), [anyRows, width])
  }
}

/** [1, 1, T·g, T] */
function causalMask(
  program: Program,
  architecture: Architecture,
  { positions, window }: { positions: number; window: number },
): Value {
  const { heads, keyValueHeads } = attentionShape(architecture)
  const rows = (positions * heads) / keyValueHeads
  const mask = Float32Array.from({ length: rows * positions }, (_, at) => {
    const back = Math.floor(at / positions / (heads / keyValueHeads)) - (at % positions)
    return back >= 0 && back < window ? 0 : -1e9
  })
  return program.constant(mask, [1, 1, rows, positions])
}
