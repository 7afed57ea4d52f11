// The programs by which a transformer is scored and learns: what stands before the layers, one layer, and what follows
// them. A run of packed rows goes through the first, then through the second once a layer with that layer's weights,
// then through the third, and back. Shape letters: N = B·T positions, S = picked positions, d = width, V = vocabulary,
// g = query heads a key, T = positions of a row.
import { appendGradients } from '../../../tensor/gradients.ts'
import { partition, type Parts } from '../../../tensor/partition.ts'
import { anyRows, pickedRows, Program, type Node, type Shape, type Value } from '../../../tensor/program.ts'
import { attentionShape, layerShapes, parameterShapes, type Architecture } from './architecture.ts'
import { attend, attentionInputs, finishBlock } from './block.ts'
import { appendScores, headParameters, type ScoreName } from './head.ts'
import { parameter, type ParameterValues } from './layers.ts'
import { rotationAt, type Rotation } from './rotary.ts'

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
  const tables = tableRows.filter(({ table }) => parameterShapes(architecture).has(table))
  const parameters = outsideInputs(
    program,
    architecture,
    tables.map(({ table }) => table),
  )
  const rows = new Map(tables.map(({ rows: name }) => [name, program.input(name, [anyRows], 'int32')]))
  program.output('x', appendEmbedding(program, parameters, rows))
  return program
}

/** The tables before the first layer, and the input that says which of their rows stand at each position. */
const tableRows = [
  { table: 'embedding', rows: 'tokens' },
  { table: 'positions', rows: 'places' },
] as const

/** The sum of the tables' rows at each position. [N, d] */
export function appendEmbedding(
  program: Program,
  parameters: ParameterValues,
  rows: ReadonlyMap<string, Value>,
): Value {
  const parts = tableRows.flatMap(({ table, rows: name }) => {
    const [values, indices] = [parameters.get(table), rows.get(name)]
    return values === undefined || indices === undefined ? [] : [program.gatherRows(values, indices)]
  })
  return parts.reduce((sum, part) => program.add(sum, part))
}

/** Adds `dx` [N, d] to the gradients of the tables that learn, which stand in `sofar`; gives their sums. */
export function appendEmbeddingGradients(
  program: Program,
  dx_Nd: Value,
  { sofar, rows }: { readonly sofar: ReadonlyMap<string, Value>; readonly rows: ReadonlyMap<string, Value> },
): Map<string, Value> {
  return new Map(
    tableRows.flatMap(({ table, rows: name }) => {
      const [values, indices] = [sofar.get(table), rows.get(name)]
      return values === undefined || indices === undefined
        ? []
        : [[table, program.addRows(values, dx_Nd, indices)] as const]
    }),
  )
}

/** Adds `dx` [N, d] to the gradients of the embedding and of learned positions, where they learn. */
export function embeddingGradientProgram({ architecture, learns }: Trained): Program {
  const program = new Program()
  const learning = tableRows.filter(({ table }) => parameterShapes(architecture).has(table) && learns(table))
  const dx_Nd = program.input('dx', [anyRows, architecture.width])
  const sofar = new Map(
    learning.map(({ table }) => [table, program.input(`accumulated.${table}`, outsideShape(architecture, table))]),
  )
  const rows = new Map(learning.map(({ rows: name }) => [name, program.input(name, [anyRows], 'int32')]))
  for (const [table, sum] of appendEmbeddingGradients(program, dx_Nd, { sofar, rows }))
    program.output(`gradient.${table}`, sum)
  return program
}

/**
 * A layer's forward part and its backward part. Inputs of the first: `x` [N, d], `mask` [N, g·T], with rotary positions
 * `places` [N], where adapters drop out what `keptWidths` names, and the layer's parameters; outputs `y` [N, d] and what is kept. Of the second: `dy` [N, d], what is
 * kept, and of the others those that it needs; `accumulated.NAME`, to which it adds, giving `gradient.NAME`, beside
 * `dx` where `passesOn`.
 */
export function layerPrograms(
  trained: Trained,
  { positions, keeps, passesOn }: { positions: number; keeps: (node: Node) => boolean; passesOn: boolean },
): Parts {
  const { architecture, adapters, learns } = trained
  const program = new Program()
  const x_Nd = program.input('x', [anyRows, architecture.width])
  const mask = maskInput(program, architecture, { name: 'mask', positions })
  const rotation =
    architecture.positions === 'rotary'
      ? rotationAt(program, architecture, program.input('places', [anyRows], 'int32'))
      : null
  const shapes = new Map([...layerShapes(architecture), ...(adapters?.shapes ?? [])])
  const weights = new Map([...shapes].map(([name, shape]) => [name, program.input(name, shape)]))
  for (const [name, width] of adapters?.dropout?.widths ?? []) weights.set(name, program.input(name, [anyRows, width]))
  const y_Nd = appendLayer(program, trained, { x_Nd, weights, mask, rotation })
  program.output('y', y_Nd)

  const learning = [...shapes.keys()].filter(learns)
  const wanted = [...(passesOn ? [x_Nd] : []), ...learning.map((name) => weights.get(name) as Value)]
  const gradients = appendGradients(program, [[y_Nd, program.input('dy', [anyRows, architecture.width])]], wanted)
  if (passesOn) program.output('dx', gradients.shift() as Value)
  learning.forEach((name, index) => outputGradient(program, name, gradients[index] ?? null))
  return partition(program, { isLater: (name) => name === 'dy' || name.startsWith('accumulated.'), keeps })
}

/** A layer over rows of one length. [N, d] */
export function appendLayer(
  program: Program,
  { architecture, adapters }: Trained,
  {
    x_Nd,
    weights,
    mask,
    rotation,
  }: {
    readonly x_Nd: Value
    /** By the names that they have within the layer. */
    readonly weights: ParameterValues
    readonly mask: Value
    readonly rotation: Rotation | null
  },
): Value {
  const block = { program, architecture, weights, ...(adapters !== undefined && { adapterScale: adapters.scale }) }
  return finishBlock(block, x_Nd, attend(block, attentionInputs(block, x_Nd, rotation), mask))
}

/** The mask of rows of T positions as an input [N, g·T], in the shape that `attend` takes. */
export function maskInput(
  program: Program,
  architecture: Architecture,
  { name, positions }: { readonly name: string; readonly positions: number },
): Value {
  const { heads, keyValueHeads } = attentionShape(architecture)
  const columns = (heads / keyValueHeads) * positions
  return program.reshape(program.input(name, [anyRows, columns]), [anyRows, 1, columns, positions])
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
  const names = headParameters(architecture)
  const parameters = outsideInputs(program, architecture, names)

  const x_Sd = program.gatherRows(x_Nd, picked_S)
  const scores = appendScores(program, architecture, parameters, { x_Sd, targets_S, inverseTemperature })
  for (const [name, value_S1] of scores) program.output(name, value_S1)
  if (gradient === null) return program

  const learning = names.filter(learns)
  const [dx_Sd, ...gradients] = appendGradients(program, scoreSeeds(program, scores, gradient), [
    x_Sd,
    ...learning.map((name) => parameter(parameters, name)),
  ])
  program.output('dx', program.addRows(program.input('accumulated.x', [anyRows, width]), dx_Sd as Value, picked_S))
  learning.forEach((name, index) => outputGradient(program, name, gradients[index] ?? null))
  return program
}

/** Pairs of a score and the input that holds its coefficients. */
export function scoreSeeds(
  program: Program,
  scores: ReadonlyMap<ScoreName, Value>,
  { entropy }: { readonly entropy: boolean },
): [Value, Value][] {
  return [...scores].flatMap(([name, value_S1]): [Value, Value][] =>
    name === 'entropies' && !entropy ? [] : [[value_S1, program.input(coefficientInputs[name], [pickedRows, 1])]],
  )
}

/** The input that holds the coefficients of each score. */
export const coefficientInputs: { readonly [name in ScoreName]: string } = {
  logProbs: 'coefficients',
  entropies: 'entropyCoefficients',
  values: 'valueCoefficients',
}

function outsideInputs(program: Program, architecture: Architecture, names: readonly string[]): Map<string, Value> {
  return new Map(names.map((name) => [name, program.input(name, outsideShape(architecture, name))]))
}

/** `gradient.NAME`: what was accumulated, and this. */
export function outputGradient(program: Program, name: string, gradient: Value | null): void {
  if (gradient === null) throw new Error(`${name} has no influence`)
  program.output(`gradient.${name}`, program.add(program.input(`accumulated.${name}`, gradient.shape), gradient))
}

function outsideShape(architecture: Architecture, name: string): Shape {
  const shape = parameterShapes(architecture).get(name)
  if (shape === undefined) throw new Error(`no parameter ${name}`)
  return shape
}
