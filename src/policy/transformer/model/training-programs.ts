// The programs by which a transformer is scored and learns: what stands before the layers, one layer, and what follows
// them. A run of packed rows goes through the first, then through the second once a layer with that layer's weights,
// then through the third, and back. Shape letters: N = B·T positions, S = picked positions, d = width, V = vocabulary,
// g = query heads a key, T = positions of a row.
import type { OptimizerSettings, TokenScores } from '../../../core/policy.ts'
import { appendAdamW, type AdamWTensor } from '../../../tensor/adamw.ts'
import { appendGradients } from '../../../tensor/gradients.ts'
import { partition, type Parts } from '../../../tensor/partition.ts'
import { anyRows, pickedRows, Program, type Node, type Shape, type Value } from '../../../tensor/program.ts'
import {
  attentionShape,
  headName,
  layerShapes,
  normEpsilon,
  parameterShapes,
  type Architecture,
} from './architecture.ts'
import { attend, attentionInputs, finishBlock } from './block.ts'
import { appendEntropies, appendLogProbs, appendLogits, appendValues } from './head.ts'
import { parameter, rmsNorm } from './layers.ts'
import { rotationAt } from './rotary.ts'

/** What the programs of a model are made of. */
export interface Trained {
  readonly architecture: Architecture
  /** Adapters by the names that their matrices have within a layer. */
  readonly adapters?: {
    readonly shapes: ReadonlyMap<string, Shape>
    readonly scale: number
    /** What an adapter leaves out where gradients are computed; see `keptWidths`. */
    readonly dropout?: { readonly chance: number; readonly widths: ReadonlyMap<string, number> }
  }
  /** Whether the parameter of this full name, or of this name within a layer, learns. */
  readonly learns: (name: string) => boolean
}

/** Inputs `tokens` [N], with learned positions `places` [N], and parameters; output `x` [N, d]. */
export function embeddingProgram(architecture: Architecture): Program {
  const program = new Program()
  const at = (name: string, table: string): Value =>
    program.gatherRows(program.input(table, outsideShape(architecture, table)), program.input(name, [anyRows], 'int32'))
  const x_Nd = at('tokens', 'embedding')
  program.output('x', architecture.positions === 'learned' ? program.add(x_Nd, at('places', 'positions')) : x_Nd)
  return program
}

/** Adds `dx` [N, d] to the gradients of the embedding and of learned positions; null where neither learns. */
export function embeddingGradientProgram({ architecture, learns }: Trained): Program | null {
  const program = new Program()
  const tables = [
    ['embedding', 'tokens'],
    ['positions', 'places'],
  ] as const
  const own = parameterShapes(architecture)
  const learning = tables.filter(([table]) => own.has(table) && learns(table))
  if (learning.length === 0) return null
  const dx_Nd = program.input('dx', [anyRows, architecture.width])
  for (const [table, rows] of learning) {
    const sofar = program.input(`accumulated.${table}`, outsideShape(architecture, table))
    program.output(`gradient.${table}`, program.addRows(sofar, dx_Nd, program.input(rows, [anyRows], 'int32')))
  }
  return program
}

/**
 * A layer's forward part and its backward part. Inputs of the first: `x` [N, d], `mask` [N, g·T], with rotary positions
 * `places` [N], where adapters drop out what `keptWidths` names, and the layer's parameters; outputs `y` [N, d] and what is kept. Of the second: `dy` [N, d], what is
 * kept, and of the others those that it needs; `accumulated.NAME`, to which it adds, giving `gradient.NAME`, beside
 * `dx` where `passesOn`.
 */
export function layerPrograms(
  { architecture, adapters, learns }: Trained,
  { positions, keeps, passesOn }: { positions: number; keeps: (node: Node) => boolean; passesOn: boolean },
): Parts {
  const program = new Program()
  const { heads, keyValueHeads } = attentionShape(architecture)
  const group = heads / keyValueHeads
  const x_Nd = program.input('x', [anyRows, architecture.width])
  const mask = program.reshape(program.input('mask', [anyRows, group * positions]), [
    anyRows,
    1,
    positions * group,
    positions,
  ])
  const rotation =
    architecture.positions === 'rotary'
      ? rotationAt(program, architecture, program.input('places', [anyRows], 'int32'))
      : null
  const shapes = new Map([...layerShapes(architecture), ...(adapters?.shapes ?? [])])
  const weights = new Map([...shapes].map(([name, shape]) => [name, program.input(name, shape)]))
  for (const [name, width] of adapters?.dropout?.widths ?? []) weights.set(name, program.input(name, [anyRows, width]))
  const block = { program, architecture, weights, ...(adapters !== undefined && { adapterScale: adapters.scale }) }
  const y_Nd = finishBlock(block, x_Nd, attend(block, attentionInputs(block, x_Nd, rotation), mask))
  program.output('y', y_Nd)

  const learning = [...shapes.keys()].filter(learns)
  const wanted = [...(passesOn ? [x_Nd] : []), ...learning.map((name) => weights.get(name) as Value)]
  const gradients = appendGradients(program, [[y_Nd, program.input('dy', [anyRows, architecture.width])]], wanted)
  if (passesOn) program.output('dx', gradients.shift() as Value)
  learning.forEach((name, index) => outputGradient(program, name, gradients[index] ?? null))
  return partition(program, { isLater: (name) => name === 'dy' || name.startsWith('accumulated.'), keeps })
}

export interface HeadOptions {
  /** Whether gradients are wanted, and of entropies too. */
  readonly gradient: { readonly entropy: boolean } | null
}

/**
 * The scores of picked positions. Inputs `x` [N, d], `picked` [S], `targets` [S], `inverseTemperature` [1] and
 * parameters; outputs `logProbs`, `entropies`, and `values` with a value head, each [S, 1]. With a gradient, of
 * Σ coefficient · logProb (+ Σ entropyCoefficient · entropy + Σ valueCoefficient · value), also the inputs
 * `coefficients`, … [S, 1], and it adds to `accumulated.NAME`, giving `gradient.NAME`, and to `accumulated.x` [N, d],
 * giving `dx`.
 */
export function headProgram({ architecture, learns }: Trained, { gradient }: HeadOptions): Program {
  const program = new Program()
  const { width } = architecture
  const x_Nd = program.input('x', [anyRows, width])
  const picked_S = program.input('picked', [pickedRows], 'int32')
  const targets_S = program.input('targets', [pickedRows], 'int32')
  const inverseTemperature = program.input('inverseTemperature', [1])
  const names = ['finalNorm', headName(architecture)]
  if (architecture.valueHead === true) names.push('valueHead.weight', 'valueHead.bias')
  const parameters = new Map(names.map((name) => [name, program.input(name, outsideShape(architecture, name))]))

  const x_Sd = program.gatherRows(x_Nd, picked_S)
  const hidden_Sd = rmsNorm(program, x_Sd, parameter(parameters, 'finalNorm'), normEpsilon(architecture))
  const logits_SV = appendLogits(program, architecture, parameters, hidden_Sd, inverseTemperature)
  const { logProbs_N1, allLogProbs_NV } = appendLogProbs(program, logits_SV, targets_S)
  const scores = new Map<ScoreName, Value>([
    ['logProbs', logProbs_N1],
    ['entropies', appendEntropies(program, allLogProbs_NV)],
  ])
  if (architecture.valueHead === true) scores.set('values', appendValues(program, parameters, hidden_Sd))
  for (const [name, value_S1] of scores) program.output(name, value_S1)
  if (gradient === null) return program

  const seeds = [...scores].flatMap(([name, value_S1]): [Value, Value][] =>
    name === 'entropies' && !gradient.entropy
      ? []
      : [[value_S1, program.input(coefficientInputs[name], [pickedRows, 1])]],
  )
  const learning = names.filter(learns)
  const [dx_Sd, ...gradients] = appendGradients(program, seeds, [
    x_Sd,
    ...learning.map((name) => parameter(parameters, name)),
  ])
  program.output('dx', program.addRows(program.input('accumulated.x', [anyRows, width]), dx_Sd as Value, picked_S))
  learning.forEach((name, index) => outputGradient(program, name, gradients[index] ?? null))
  return program
}

type ScoreName = keyof TokenScores

/** The input that holds the coefficients of each score. */
export const coefficientInputs: { readonly [name in ScoreName]: string } = {
  logProbs: 'coefficients',
  entropies: 'entropyCoefficients',
  values: 'valueCoefficients',
}

/** `gradient.NAME`: what was accumulated, and this. */
function outputGradient(program: Program, name: string, gradient: Value | null): void {
  if (gradient === null) throw new Error(`${name} has no influence`)
  program.output(`gradient.${name}`, program.add(program.input(`accumulated.${name}`, gradient.shape), gradient))
}

function outsideShape(architecture: Architecture, name: string): Shape {
  const shape = parameterShapes(architecture).get(name)
  if (shape === undefined) throw new Error(`no parameter ${name}`)
  return shape
}

/** One AdamW step over some tensors; see `appendAdamW` for its inputs and outputs. */
export function updateProgram(tensors: ReadonlyMap<string, AdamWTensor>, settings: OptimizerSettings): Program {
  const program = new Program()
  appendAdamW(program, tensors, settings)
  return program
}
