// A small model as one program: embedding, layers and head forward, and where gradients are wanted back again. Nothing
// passes through memory between layers, and everything that gradients need is kept. Shape letters: N = B·T positions,
// S = picked positions, d = width, T = positions of a row.
import { appendGradients } from '../../../tensor/gradients.ts'
import { anyRows, pickedRows, Program, type Shape, type Value } from '../../../tensor/program.ts'
import { parameterShapes, windowOf, type Architecture } from './architecture.ts'
import { appendScores, headParameters } from './head.ts'
import { parameter, type ParameterValues } from './layers.ts'
import { rotationAt } from './rotary.ts'
import {
  appendEmbedding,
  appendEmbeddingGradients,
  appendLayer,
  maskInput,
  scoreSeeds,
  type HeadOptions,
  type Trained,
} from './training-programs.ts'
import { layerOf } from './weights.ts'

export interface WholeOptions extends HeadOptions {
  /** T */
  readonly positions: number
}

/**
 * Inputs `tokens`, `places` [N], `picked`, `targets` [S], `inverseTemperature` [1], a mask [N, g·T] for each width of
 * `maskWidths`, and every parameter by its full name, with what adapters drop out; outputs `logProbs`, … [S, 1]. With a
 * gradient also `coefficients`, … [S, 1], `zeros` [N, d], and `accumulated.NAME`, to which it adds, giving `gradient.NAME`.
 */
export function wholeProgram(trained: Trained, { positions, gradient }: WholeOptions): Program {
  const { architecture, adapters, learns } = trained
  const program = new Program()
  const indices = (name: string, rows: number): Value => program.input(name, [rows], 'int32')
  const rows = new Map([
    ['tokens', indices('tokens', anyRows)],
    ['places', indices('places', anyRows)],
  ])
  const picked_S = indices('picked', pickedRows)
  const targets_S = indices('targets', pickedRows)
  const inverseTemperature = program.input('inverseTemperature', [1])
  const masks = new Map(
    maskWidths(architecture, positions).map((width) => [
      width,
      maskInput(program, architecture, { name: `mask.${width}`, positions }),
    ]),
  )
  const rotation = rotationAt(program, architecture, rows.get('places') as Value)
  const parameters = new Map(
    [...wholeShapes(trained)].map(([name, shape]) => [name, program.input(name, shape)] as const),
  )

  const embedded_Nd = appendEmbedding(program, parameters, rows)
  let x_Nd = embedded_Nd
  for (let layer = 0; layer < architecture.layers; layer++) {
    const weights = weightsOf(parameters, layer)
    for (const [name, width] of adapters?.dropout?.widths ?? [])
      weights.set(name, program.input(`layers.${layer}.${name}`, [anyRows, width]))
    const mask = masks.get(Math.min(windowOf(architecture, layer), positions)) as Value
    x_Nd = appendLayer(program, trained, { x_Nd, weights, mask, rotation })
  }
  const x_Sd = program.gatherRows(x_Nd, picked_S)
  const scores = appendScores(program, architecture, parameters, { x_Sd, targets_S, inverseTemperature })
  for (const [name, value_S1] of scores) program.output(name, value_S1)
  if (gradient === null) return program

  const sofar = new Map(
    [...parameters]
      .filter(([name]) => learns(name))
      .map(([name, { shape }]) => [name, program.input(`accumulated.${name}`, shape)]),
  )
  const add = (name: string, gradientOf: Value | null | undefined): void => {
    if (gradientOf == null) throw new Error(`${name} has no influence`)
    sofar.set(name, program.add(sofar.get(name) as Value, gradientOf))
  }
  const ofHead = headParameters(architecture).filter(learns)
  const [dx_Sd, ...headGradients] = appendGradients(program, scoreSeeds(program, scores, gradient), [
    x_Sd,
    ...ofHead.map((name) => parameter(parameters, name)),
  ])
  ofHead.forEach((name, index) => add(name, headGradients[index]))
  const dx_Nd = program.addRows(program.input('zeros', [anyRows, architecture.width]), dx_Sd as Value, picked_S)
  const ofLayers = [...sofar.keys()].filter((name) => layerOf(name) !== null)
  const gradients = appendGradients(
    program,
    [[x_Nd, dx_Nd]],
    [
      ...ofLayers.map((name) => parameter(parameters, name)),
      ...(learns('embedding') || learns('positions') ? [embedded_Nd] : []),
    ],
  )
  ofLayers.forEach((name, index) => add(name, gradients[index]))
  const first = gradients[ofLayers.length]
  if (first != null)
    for (const [table, sum] of appendEmbeddingGradients(program, first, { sofar, rows })) sofar.set(table, sum)
  for (const [name, sum] of sofar) program.output(`gradient.${name}`, sum)
  return program
}

/** Widths of the masks that layers need: one for all without a window in the row, and each window's. */
export function maskWidths(architecture: Architecture, positions: number): number[] {
  const widths = Array.from({ length: architecture.layers }, (_, layer) =>
    Math.min(windowOf(architecture, layer), positions),
  )
  return [...new Set(widths)]
}

/** Every parameter by its full name, adapters' after the model's. */
function wholeShapes({ architecture, adapters }: Trained): Map<string, Shape> {
  const shapes = new Map(parameterShapes(architecture))
  for (let layer = 0; layer < architecture.layers; layer++)
    for (const [name, shape] of adapters?.shapes ?? []) shapes.set(`layers.${layer}.${name}`, shape)
  return shapes
}

function weightsOf(parameters: ParameterValues, layer: number): Map<string, Value> {
  const weights = new Map<string, Value>()
  for (const [name, value] of parameters) {
    const place = layerOf(name)
    if (place?.layer === layer) weights.set(place.within, value)
  }
  return weights
}
