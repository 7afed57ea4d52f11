// Decoding one token a row, cut where attention happens: the products run as step programs, attention over the cached
// keys and values runs in the decode kernel between them. Every block is the same program with other weights.
// Shape letters: N = live rows (known at run time), d = width, H = query heads, K = width of a head, V = vocabulary.
import { anyRows, Program, type Value } from '../../../tensor/program.ts'
import { attentionShape, headName, layerShapes, normEpsilon, type Architecture } from '../model/architecture.ts'
import { attentionInputs, finishBlock, precedesAttention } from '../model/block.ts'
import { appendLogits } from '../model/forward.ts'
import { rmsNorm } from '../model/layers.ts'
import { rotationAt } from '../model/rotary.ts'

/** Names within a layer of the parameters that come before its attention. */
export function beforeAttention(architecture: Architecture): readonly string[] {
  return [...layerShapes(architecture).keys()].filter(precedesAttention)
}

/** Names within a layer of the parameters that come after its attention. */
export function afterAttention(architecture: Architecture): readonly string[] {
  return [...layerShapes(architecture).keys()].filter((name) => !precedesAttention(name))
}

/** Tokens to the first attention: inputs `tokens`, `positions`, `embedding`, `positionTable`, layer 0's weights; outputs `residual`, `queries`, `keys`, `values`. */
export function embedProgram(architecture: Architecture): Program {
  const program = new Program()
  const positions = program.input('positions', [anyRows], 'int32')
  let x_Nd = program.gatherRows(
    program.input('embedding', [architecture.vocabularySize, architecture.width]),
    program.input('tokens', [anyRows], 'int32'),
  )
  if (architecture.positions === 'learned') {
    const table = program.input('positionTable', [architecture.maxLengthTokens, architecture.width])
    x_Nd = program.add(x_Nd, program.gatherRows(table, positions))
  }
  outputAttentionInputs(program, architecture, x_Nd, positions)
  return program
}

/** One attention to the next: inputs `x`, `mixed`, `positions`, this layer's later and the next layer's earlier weights. */
export function blockProgram(architecture: Architecture): Program {
  const program = new Program()
  const positions = program.input('positions', [anyRows], 'int32')
  const x_Nd = finishLayer(program, architecture)
  outputAttentionInputs(program, architecture, x_Nd, positions)
  return program
}

/**
 * The last attention to `probabilities` [N, V] of the next token at the temperature 1 / `inverseTemperature`; the
 * output weights are the input that `headName` names.
 */
export function headProgram(architecture: Architecture): Program {
  const program = new Program()
  const { width, vocabularySize } = architecture
  const x_Nd = finishLayer(program, architecture)
  const final_Nd = rmsNorm(program, x_Nd, program.input('finalNorm', [width]), normEpsilon(architecture))
  const inverseTemperature = program.input('inverseTemperature', [1])
  const name = headName(architecture)
  const head = new Map([[name, program.input(name, [vocabularySize, width])]])
  program.output(
    'probabilities',
    program.softmax(appendLogits(program, architecture, head, final_Nd, inverseTemperature)),
  )
  return program
}

function weightInputs(program: Program, architecture: Architecture, names: readonly string[]): Map<string, Value> {
  const shapes = layerShapes(architecture)
  return new Map(names.map((name) => [name, program.input(name, shapes.get(name) ?? [])]))
}

function finishLayer(program: Program, architecture: Architecture): Value {
  const weights = weightInputs(program, architecture, afterAttention(architecture))
  const mixed = program.input('mixed', [anyRows, attentionShape(architecture).queryWidth])
  return finishBlock({ program, architecture, weights }, program.input('x', [anyRows, architecture.width]), mixed)
}

function outputAttentionInputs(program: Program, architecture: Architecture, x_Nd: Value, positions: Value): void {
  const weights = weightInputs(program, architecture, beforeAttention(architecture))
  const rotation = rotationAt(program, architecture, positions)
  const { query, key, value } = attentionInputs({ program, architecture, weights }, x_Nd, rotation)
  program.output('residual', x_Nd)
  program.output('queries', query)
  program.output('keys', key)
  program.output('values', value)
}
