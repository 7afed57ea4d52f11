// Decoding one token a row, cut where attention happens: the products run as step programs, attention over the cached
// keys and values runs in the decode kernel between them. Every block is the same program with other weights.
// Shape letters: N = live rows (known at run time), d = width, H = heads, K = d / H, V = vocabulary.
import { anyRows, Program, type Value } from '../../../tensor/program.ts'
import { normEpsilon, parameterShapes, type Architecture } from '../model/architecture.ts'
import { mlp, rmsNorm, rotaryTables, rotate } from '../model/layers.ts'

/** Parameters of a layer that come before its attention, and those after it. */
export const beforeAttention = ['attentionNorm', 'query', 'key', 'value'] as const

export function afterAttention(architecture: Architecture): readonly string[] {
  return architecture.mlp === 'swiglu'
    ? ['attentionOut', 'mlpNorm', 'gate', 'up', 'down']
    : ['attentionOut', 'mlpNorm', 'up', 'down']
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

/** The last attention to `probabilities` [N, V] of the next token at the temperature 1 / `inverseTemperature`. */
export function headProgram(architecture: Architecture): Program {
  const program = new Program()
  const x_Nd = finishLayer(program, architecture)
  const final_Nd = rmsNorm(program, x_Nd, program.input('finalNorm', [architecture.width]), normEpsilon(architecture))
  const scaled_Nd = program.multiply(final_Nd, program.input('inverseTemperature', [1]))
  const embedding = program.input('embedding', [architecture.vocabularySize, architecture.width])
  program.output('probabilities', program.softmax(program.matMul(scaled_Nd, embedding, { transposeB: true })))
  return program
}

function weightInputs(program: Program, architecture: Architecture, names: readonly string[]): Map<string, Value> {
  const shapes = parameterShapes(architecture)
  return new Map(names.map((name) => [name, program.input(name, shapes.get(`layers.0.${name}`) ?? [])]))
}

function finishLayer(program: Program, architecture: Architecture): Value {
  const weights = weightInputs(program, architecture, afterAttention(architecture))
  const weight = (name: string): Value => weights.get(name) as Value
  const { width } = architecture
  const mixed_Nd = program.input('mixed', [anyRows, width])
  const x_Nd = program.add(program.input('x', [anyRows, width]), program.matMul(mixed_Nd, weight('attentionOut')))
  const gate = architecture.mlp === 'swiglu' ? weight('gate') : null
  return program.add(
    x_Nd,
    mlp(program, rmsNorm(program, x_Nd, weight('mlpNorm'), normEpsilon(architecture)), {
      up: weight('up'),
      down: weight('down'),
      gate,
    }),
  )
}

function outputAttentionInputs(program: Program, architecture: Architecture, x_Nd: Value, positions: Value): void {
  const weights = weightInputs(program, architecture, beforeAttention)
  const weight = (name: string): Value => weights.get(name) as Value
  const normed_Nd = rmsNorm(program, x_Nd, weight('attentionNorm'), normEpsilon(architecture))
  const turn =
    architecture.positions === 'rotary' ? rotationAt(program, architecture, positions) : (value: Value): Value => value
  program.output('residual', x_Nd)
  program.output('queries', turn(program.matMul(normed_Nd, weight('query'))))
  program.output('keys', turn(program.matMul(normed_Nd, weight('key'))))
  program.output('values', program.matMul(normed_Nd, weight('value')))
}

/** Rotates [N, d] by each row's own position. */
function rotationAt(program: Program, architecture: Architecture, positions: Value): (x: Value) => Value {
  const { heads, width, maxLengthTokens } = architecture
  const headWidth = width / heads
  const tables = rotaryTables(architecture, maxLengthTokens)
  const at = (table: Float32Array): Value => {
    const all = program.constant(table, [maxLengthTokens, headWidth / 2])
    return program.reshape(program.gatherRows(all, positions), [anyRows, 1, headWidth / 2])
  }
  const cosine = at(tables.cosine)
  const sine = at(tables.sine)
  return (x_Nd) =>
    program.reshape(rotate(program, program.reshape(x_Nd, [anyRows, heads, headWidth]), cosine, sine), [anyRows, width])
}
