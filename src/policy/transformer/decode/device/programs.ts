// One pass over some tokens as step programs, keys and values in tables of the device:
//   body   tokens to the residual after the last layer; appends keys and values, and attends over them
//   head   from there to drawn tokens
//   seen   which rows of the tables each row sees
// A layer's table holds the numbers of its heads one after the other: token p of head g is row g · C + p, so that what a
// row sees of a head is gathered as attention reads it. A path says where in the tables a sequence's tokens are: the place
// of its token t is its number t.
// Shape letters: N = rows, B = sequences of Q rows each, T = positions that are seen, P = positions of a path,
// d = width, H = query heads, G = heads of keys and values, g = H / G, K = width of a head, C = tokens of the tables.
import type { Sampling } from '../../../../core/policy.ts'
import { anyRows, pickedRows, Program, type Shape, type Value } from '../../../../tensor/program.ts'
import {
  attentionShape,
  headName,
  layerShapes,
  normEpsilon,
  parameterShapes,
  windowOf,
  type Architecture,
} from '../../model/architecture.ts'
import { attentionInputs, finishBlock, type AttentionInputs, type Block } from '../../model/block.ts'
import { appendLogits } from '../../model/head.ts'
import { parameter, rmsNorm } from '../../model/layers.ts'
import { loraLayerShapes, loraScale } from '../../model/lora.ts'
import { rotationAt } from '../../model/rotary.ts'
import type { DecodedModel } from '../decode-programs.ts'
import { appendDraw } from './draw.ts'

/** Numbers of rows of their own, as first dimensions. */
const rowsOf = { sequences: -3, heads: -4, seen: -5, table: -6, draws: -7 } as const

/** What is added to the score of what a row does not see, for each position that it lies off; finite, so that no NaN arises. */
const unseen = 1e9

export interface BodyShape {
  /** T */
  readonly positions: number
  /** Q */
  readonly queries: number
}

/** The names of a layer's tables. */
export function tableNames(layer: number): { readonly keys: string; readonly values: string } {
  return { keys: `keys.${layer}`, values: `values.${layer}` }
}

/** The name under which a program gives a table that it has put rows into. */
export function written(table: string): string {
  return `written.${table}`
}

/**
 * Inputs `tokens`, `positions`, `places` (of the rows in the tables), each [N], `seen` [B·G·T] (rows of the tables),
 * `offsets` [1, G] (row of each head's first token), `one` [1], the tables [G·C, K] and every parameter; outputs
 * `residual` [N, d], the tables with these rows as `written`, and `nextPlaces` [N].
 */
export function bodyProgram({ architecture, lora }: DecodedModel, shape: BodyShape): Program {
  const program = new Program()
  const { width, vocabularySize, maxLengthTokens, layers } = architecture
  const { keyValueHeads } = attentionShape(architecture)
  const positions_N = program.input('positions', [anyRows], 'int32')
  const places_N = program.input('places', [anyRows], 'int32')
  const offsets_1G = program.input('offsets', [1, keyValueHeads], 'int32')
  const places_NG = program.add(program.reshape(places_N, [anyRows, 1]), offsets_1G)
  const places = program.reshape(places_NG, [rowsOf.heads])
  const seen = program.input('seen', [rowsOf.seen], 'int32')
  const masks = new Map<number, Value>()
  const rotation = rotationAt(program, architecture, positions_N)
  let x_Nd = program.gatherRows(
    program.input('embedding', [vocabularySize, width]),
    program.input('tokens', [anyRows], 'int32'),
  )
  if (architecture.positions === 'learned')
    x_Nd = program.add(x_Nd, program.gatherRows(program.input('positionTable', [maxLengthTokens, width]), positions_N))
  const shapes = new Map([
    ...layerShapes(architecture),
    ...(lora === undefined ? [] : loraLayerShapes(architecture, lora)),
  ])
  for (let layer = 0; layer < layers; layer++) {
    const window = Math.min(windowOf(architecture, layer), shape.positions)
    const mask = masks.get(window) ?? maskOf(program, architecture, positions_N, { ...shape, window })
    masks.set(window, mask)
    const block: Block = {
      program,
      architecture,
      weights: new Map([...shapes].map(([name, each]) => [name, program.input(`layers.${layer}.${name}`, each)])),
      ...(lora !== undefined && { adapterScale: loraScale(lora) }),
    }
    const inputs = attentionInputs(block, x_Nd, rotation)
    x_Nd = finishBlock(block, x_Nd, attendTables(block, inputs, { ...shape, layer, places, seen, mask }))
  }
  program.output('residual', x_Nd)
  program.output('nextPlaces', program.add(places_N, program.input('one', [1], 'int32')))
  return program
}

/** Puts keys and values into a layer's tables and attends over what rows see of them: [N, H·K]. */
function attendTables(
  { program, architecture }: Block,
  { query, key, value }: AttentionInputs,
  {
    layer,
    places,
    seen,
    mask,
    positions,
    queries,
  }: BodyShape & { readonly layer: number; readonly places: Value; readonly seen: Value; readonly mask: Value },
): Value {
  const { heads, keyValueHeads, headWidth } = attentionShape(architecture)
  const group = heads / keyValueHeads
  const names = tableNames(layer)
  const seenOf = (name: string, x: Value): Value => {
    const rows = program.reshape(x, [rowsOf.heads, headWidth])
    const table = program.putRows(program.input(name, [rowsOf.table, headWidth]), rows, places)
    program.output(written(name), table)
    return program.reshape(program.gatherRows(table, seen), [anyRows, positions, headWidth])
  }
  const [keys, values] = [seenOf(names.keys, key), seenOf(names.values, value)]
  // With one query a sequence the heads lie as they are wanted.
  const turned = (x: Value, shape: Shape): Value =>
    queries === 1 ? x : program.transpose(program.reshape(x, shape), [0, 2, 1, 3])
  const grouped = turned(query, [anyRows, queries, keyValueHeads, group * headWidth])
  const scores = program.matMul(program.reshape(grouped, [anyRows, queries * group, headWidth]), keys, {
    transposeB: true,
    scale: 1 / Math.sqrt(headWidth),
  })
  const mixed = program.matMul(program.softmax(program.add(scores, mask)), values)
  const rows = turned(mixed, [anyRows, keyValueHeads, queries, group * headWidth])
  return program.reshape(rows, [anyRows, heads * headWidth])
}

/** What is added to scores, 0 for what a row sees: [B·G, Q·g, T], of one row for all g where Q is 1. */
function maskOf(
  program: Program,
  architecture: Architecture,
  positions_N: Value,
  { positions, queries, window }: BodyShape & { readonly window: number },
): Value {
  const { maxLengthTokens } = architecture
  const { heads, keyValueHeads } = attentionShape(architecture)
  const counting = (count: number): Float32Array => Float32Array.from({ length: count }, (_, index) => index)
  const numbers = program.constant(counting(maxLengthTokens), [maxLengthTokens, 1])
  const own_N1 = program.gatherRows(numbers, positions_N)
  /** How far back each position lies. */
  const back_NT = program.subtract(own_N1, program.constant(counting(positions), [positions]))
  const later = program.minimum(back_NT, program.scalar(0))
  const earlier = (): Value => program.minimum(program.subtract(program.scalar(window - 1), back_NT), program.scalar(0))
  const off = window < positions ? program.add(later, earlier()) : later
  const mask_NT = program.reshape(program.multiply(off, program.scalar(unseen)), [anyRows, 1, positions])
  const perHead = (x: Value, numbersEach: number): Value => {
    const x_B1 = program.reshape(x, [anyRows, 1, numbersEach])
    return program.broadcast(x_B1, [anyRows, keyValueHeads, numbersEach])
  }
  if (queries === 1) return program.reshape(perHead(mask_NT, positions), [anyRows, 1, positions])
  const group = heads / keyValueHeads
  const mask_NgT = program.broadcast(mask_NT, [anyRows, group, positions])
  const rows = queries * group
  return program.reshape(perHead(mask_NgT, rows * positions), [anyRows, rows, positions])
}

export interface HeadShape {
  readonly sampling: Omit<Sampling, 'maxTokens' | 'stop'>
  /** Whether draws follow some rows, named by the inputs `wanted` and `drawnFrom`; otherwise one follows each row. */
  readonly picks: boolean
}

/**
 * Inputs `residual` [N, d], `inverseTemperature` [1], `uniform` [D, 1], the final norm and the output weights; output
 * `drawn` [D, 2], see `appendDraw`. Where it picks, also `wanted`, the rows whose successors are drawn, and `drawnFrom` [D],
 * which of those each draw is from.
 */
export function headProgram({ architecture }: DecodedModel, { sampling, picks }: HeadShape): Program {
  const program = new Program()
  const { width } = architecture
  const shapes = parameterShapes(architecture)
  const names = ['finalNorm', headName(architecture)]
  const parameters = new Map(names.map((name) => [name, program.input(name, shapes.get(name) as Shape)]))
  const residual_Nd = program.input('residual', [anyRows, width])
  const x = picks ? program.gatherRows(residual_Nd, program.input('wanted', [pickedRows], 'int32')) : residual_Nd
  const normed = rmsNorm(program, x, parameter(parameters, 'finalNorm'), normEpsilon(architecture))
  const inverseTemperature = program.input('inverseTemperature', [1])
  let probabilities = program.softmax(appendLogits(program, architecture, parameters, normed, inverseTemperature))
  const draws = picks ? rowsOf.draws : anyRows
  if (picks) probabilities = program.gatherRows(probabilities, program.input('drawnFrom', [draws], 'int32'))
  const uniform = program.input('uniform', [draws, 1])
  program.output('drawn', appendDraw(program, probabilities, uniform, sampling))
  return program
}

/** Inputs `paths` [B, P] and `offsets` [1, G]; output `seen` [B·G·T], see `bodyProgram`. */
export function seenProgram(
  architecture: Architecture,
  { pathPositions, positions }: { readonly pathPositions: number; readonly positions: number },
): Program {
  const program = new Program()
  const { keyValueHeads } = attentionShape(architecture)
  const paths_BP = program.input('paths', [anyRows, pathPositions], 'int32')
  const paths_BT = positions === pathPositions ? paths_BP : program.slice(paths_BP, 1, 0, positions)
  const offsets_G1 = program.reshape(program.input('offsets', [1, keyValueHeads], 'int32'), [keyValueHeads, 1])
  const seen_BGT = program.add(program.reshape(paths_BT, [anyRows, 1, positions]), offsets_G1)
  program.output('seen', program.reshape(seen_BGT, [rowsOf.seen]))
  return program
}

/** Inputs `paths` [B, P], `nextPlaces` [B] and `kept`; outputs `keptPaths` and `keptPlaces`, those of the kept sequences. */
export function keptProgram(pathPositions: number): Program {
  const program = new Program()
  const kept = program.input('kept', [pickedRows], 'int32')
  const paths_BP = program.input('paths', [anyRows, pathPositions], 'int32')
  const next_B1 = program.reshape(program.input('nextPlaces', [anyRows], 'int32'), [anyRows, 1])
  program.output('keptPaths', program.gatherRows(paths_BP, kept))
  program.output('keptPlaces', program.reshape(program.gatherRows(next_B1, kept), [pickedRows]))
  return program
}

/** Output `zeros`, of a shape that is known. */
export function zerosProgram(shape: readonly [number, number]): Program {
  const program = new Program()
  program.output('zeros', program.broadcast(program.reshape(program.scalar(0), [1, 1]), shape))
  return program
}
