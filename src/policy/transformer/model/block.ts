// A block of the transformer as step-program fragments, the one place that says what it computes, for training (whole
// graphs and layer by layer) and for decoding:
//   h = x + out(attend(rotate(norm(q)), rotate(norm(k)), v)),  q, k, v = linear(rmsNorm(x))
//   y = h + down(silu(gate(n)) ∘ up(n)),  n = rmsNorm(h)      (Shazeer 2020, arXiv 2002.05202; or down(silu(up(n))))
// What differs between uses comes in as values: the rotation of each row and the mask of the scores.
// Shape letters: N = rows, d = width, H = query heads, G = heads of keys and values, g = H / G, K = width of a head,
// B = sequences of Q query and P key positions.
import { anyRows, dimension, elementCount, type Program, type Shape, type Value } from '../../../tensor/program.ts'
import { attentionShape, normEpsilon, type Architecture } from './architecture.ts'
import { parameter, rmsNorm, type ParameterValues } from './layers.ts'
import type { Rotation } from './rotary.ts'

/** One layer of a program. */
export interface Block {
  readonly program: Program
  readonly architecture: Architecture
  /** By the names that they have within the layer; an adapter takes part where its matrices are here. */
  readonly weights: ParameterValues
  /** What the product of an adapter's matrices is multiplied by; see `loraScale`. */
  readonly adapterScale?: number
}

/** What attention reads. */
export interface AttentionInputs {
  /** [N, H·K] */
  readonly query: Value
  /** [N, G·K] */
  readonly key: Value
  /** [N, G·K] */
  readonly value: Value
}

/** Whether `attentionInputs` reads the parameter of this name within a layer; `finishBlock` reads the others. */
export function precedesAttention(name: string): boolean {
  return /^(attentionNorm|query|key|value)/.test(name)
}

/**
 * x · W (+ bias) (+ scale · (x · A) · B), A and B being `NAME.loraA` and `NAME.loraB` (Hu et al. 2021, arXiv
 * 2106.09685). Where there is a `NAME.loraKept`, of x's shape, A reads x times it: dropout, drawn by the caller.
 */
export function linear({ program, weights, adapterScale = 1 }: Block, x_Nd: Value, name: string): Value {
  let y = program.matMul(x_Nd, parameter(weights, name))
  const [a, b, kept] = [`${name}.loraA`, `${name}.loraB`, `${name}.loraKept`].map((each) => weights.get(each))
  if (a !== undefined && b !== undefined) {
    const seen_Nd = kept === undefined ? x_Nd : program.multiply(x_Nd, kept)
    y = program.add(y, program.matMul(program.matMul(seen_Nd, a), b, { scale: adapterScale }))
  }
  const bias = weights.get(`${name}Bias`)
  return bias === undefined ? y : program.add(y, bias)
}

/** The query, key and value of every row, rotated where there are rotary positions. */
export function attentionInputs(block: Block, x_Nd: Value, rotation: Rotation | null): AttentionInputs {
  const { program, architecture, weights } = block
  const { heads, keyValueHeads, headWidth } = attentionShape(architecture)
  const epsilon = normEpsilon(architecture)
  const normed_Nd = rmsNorm(program, x_Nd, parameter(weights, 'attentionNorm'), epsilon)
  const turned = (name: 'query' | 'key', ownHeads: number): Value => {
    let x = linear(block, normed_Nd, name)
    const norm = weights.get(`${name}Norm`)
    if (norm !== undefined) {
      const heads_NHK = rmsNorm(program, reshapeRows(program, x, [ownHeads, headWidth]), norm, epsilon)
      x = reshapeRows(program, heads_NHK, [ownHeads * headWidth])
    }
    return rotation === null ? x : rotation(x)
  }
  return { query: turned('query', heads), key: turned('key', keyValueHeads), value: linear(block, normed_Nd, 'value') }
}

/**
 * softmax(q · kᵀ / √K + mask) · v of B sequences, the queries [B·Q, H·K], keys and values [B·P, G·K]; gives [B·Q, H·K].
 * Rows of the score matrix are (position, query head within the group), so no key or value is repeated.
 * @param mask added to the scores, [B or 1, 1, Q·g, P]: 0 where a row sees a column, else a large negative number, finite
 *   so that no NaN can arise. Which tokens share a row is the caller's business: windows and packed rows are masks.
 */
export function attend(
  { program, architecture }: Pick<Block, 'program' | 'architecture'>,
  { query, key, value }: AttentionInputs,
  mask: Value,
): Value {
  const { heads, keyValueHeads, headWidth } = attentionShape(architecture)
  const group = heads / keyValueHeads
  const [rows, keys] = [dimension(mask, 2), dimension(mask, 3)]
  const queries = rows / group
  const byHead = (x: Value, positions: number, each: number): Value => {
    const x_BTGk = reshapeRows(program, x, [positions, keyValueHeads, each * headWidth])
    return reshapeRows(program, program.transpose(x_BTGk, [0, 2, 1, 3]), [positions * each, headWidth])
  }
  const scores = program.matMul(byHead(query, queries, group), byHead(key, keys, 1), {
    transposeB: true,
    scale: 1 / Math.sqrt(headWidth),
  })
  const masked = program.add(reshapeRows(program, scores, [keyValueHeads, rows, keys]), mask)
  const seen = reshapeRows(program, program.softmax(masked), [rows, keys])
  const mixed = program.matMul(seen, byHead(value, keys, 1))
  const mixed_BGQk = reshapeRows(program, mixed, [keyValueHeads, queries, group * headWidth])
  return reshapeRows(program, program.transpose(mixed_BGQk, [0, 2, 1, 3]), [heads * headWidth])
}

/** From what attention gave [N, H·K] to the next residual [N, d]. */
export function finishBlock(block: Block, x_Nd: Value, mixed: Value): Value {
  const { program, architecture, weights } = block
  const attended_Nd = program.add(x_Nd, linear(block, mixed, 'attentionOut'))
  const normed_Nd = rmsNorm(program, attended_Nd, parameter(weights, 'mlpNorm'), normEpsilon(architecture))
  const up = linear(block, normed_Nd, 'up')
  const hidden =
    architecture.mlp === 'swiglu'
      ? program.multiply(program.silu(linear(block, normed_Nd, 'gate')), up)
      : program.silu(up)
  return program.add(attended_Nd, linear(block, hidden, 'down'))
}

/** Reshapes to [rows, ...rest]; the rows are known where those of `x` are. */
function reshapeRows(program: Program, x: Value, rest: Shape): Value {
  const rows = x.shape[0] === anyRows ? anyRows : elementCount(x.shape) / elementCount(rest)
  return program.reshape(x, [rows, ...rest])
}
