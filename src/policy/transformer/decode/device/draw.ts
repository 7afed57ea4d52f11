// Draws tokens from probabilities as step-program fragments: what `sample-token.ts` does on the host, where the
// probabilities are. A drawn token comes with its probability before anything was cut.
// Shape letters: N = rows, V = vocabulary, S = what is chosen from.
import type { Sampling } from '../../../../core/policy.ts'
import { anyRows, dimension, type Program, type Value } from '../../../../tensor/program.ts'

/** A longer vocabulary is gone through in blocks: adding up what comes before each takes some devices the square of the length. */
const longestWhole = 1024

/**
 * [N, 2]: the probability of the token drawn from each row of `probabilities` [N, V], and the token; no number where the
 * row has none.
 * @param uniform_N1 from 0, not included, to 1: which of the tokens it is, in the order in which the host goes through them
 */
export function appendDraw(
  program: Program,
  probabilities_NV: Value,
  uniform_N1: Value,
  { temperature, topK, topP, minP = 0 }: Omit<Sampling, 'maxTokens'>,
): Value {
  if (temperature === 0) return program.top(probabilities_NV, 1)
  if (topK > 0 || topP < 1 || minP > 0) return drawLikely(program, probabilities_NV, uniform_N1, { topK, topP, minP })
  return dimension(probabilities_NV, 1) > longestWhole
    ? drawByBlocks(program, probabilities_NV, uniform_N1)
    : drawWhole(program, probabilities_NV, uniform_N1)
}

/** From the likeliest on, of those that are kept. */
function drawLikely(
  program: Program,
  probabilities_NV: Value,
  uniform_N1: Value,
  { topK, topP, minP }: { readonly topK: number; readonly topP: number; readonly minP: number },
): Value {
  const size = dimension(probabilities_NV, 1)
  const count = topK === 0 ? size : Math.min(topK, size)
  const found = program.top(probabilities_NV, count)
  const sorted_NS = program.slice(found, 1, 0, count)
  const before_NS = program.sumBefore(sorted_NS)
  let kept_NS = sorted_NS
  if (topP < 1) kept_NS = program.multiply(kept_NS, program.greater(program.scalar(topP), before_NS))
  if (minP > 0) {
    const least_N1 = program.multiply(program.slice(found, 1, 0, 1), program.scalar(minP))
    kept_NS = program.multiply(kept_NS, not(program, program.greater(least_N1, sorted_NS)))
  }
  const target_N1 = program.multiply(uniform_N1, program.sum(kept_NS, [1]))
  const { chosen_NS } = choose(program, kept_NS, before_NS, target_N1)
  const columns_NS = program.slice(found, 1, count, 2 * count)
  return program.concat([weighed(program, chosen_NS, sorted_NS), weighed(program, chosen_NS, columns_NS)], 1)
}

function drawWhole(program: Program, probabilities_NV: Value, uniform_N1: Value): Value {
  const target_N1 = program.multiply(uniform_N1, program.sum(probabilities_NV, [1]))
  const { chosen_NS, number_N1 } = choose(program, probabilities_NV, program.sumBefore(probabilities_NV), target_N1)
  const token_N1 = program.subtract(number_N1, program.scalar(1))
  return program.concat([weighed(program, chosen_NS, probabilities_NV), token_N1], 1)
}

/** First a block by the sums of all, then a token of the block. */
function drawByBlocks(program: Program, probabilities_NV: Value, uniform_N1: Value): Value {
  const size = dimension(probabilities_NV, 1)
  const width = Math.ceil(Math.sqrt(size))
  const blocks = Math.ceil(size / width)
  const padded = program.pad(probabilities_NV, 1, 0, blocks * width - size)
  const blocks_NBS = program.reshape(padded, [anyRows, blocks, width])
  const sums_NB = program.reshape(program.sum(blocks_NBS, [2]), [anyRows, blocks])
  const before_NB = program.sumBefore(sums_NB)
  const target_N1 = program.multiply(uniform_N1, program.sum(sums_NB, [1]))
  const block = choose(program, sums_NB, before_NB, target_N1)

  const chosen_NB1 = program.reshape(block.chosen_NS, [anyRows, blocks, 1])
  const own_NS = program.reshape(program.sum(program.multiply(blocks_NBS, chosen_NB1), [1]), [anyRows, width])
  const rest_N1 = program.subtract(target_N1, weighed(program, block.chosen_NS, before_NB))
  const within = choose(program, own_NS, program.sumBefore(own_NS), rest_N1)
  const first_N1 = program.multiply(program.subtract(block.number_N1, program.scalar(1)), program.scalar(width))
  const token_N1 = program.add(first_N1, program.subtract(within.number_N1, program.scalar(1)))
  return program.concat([weighed(program, within.chosen_NS, own_NS), token_N1], 1)
}

/**
 * The last of those that weigh something and before which less than the target lies; there is one where anything weighs,
 * however sums were rounded.
 */
function choose(
  program: Program,
  weights_NS: Value,
  before_NS: Value,
  target_N1: Value,
): {
  /** 1 for it and 0 for all others. */ readonly chosen_NS: Value
  /** Its place, counted from 1. */ readonly number_N1: Value
} {
  const size = dimension(weights_NS, 1)
  const numbers_S = program.constant(
    Float32Array.from({ length: size }, (_, index) => index + 1),
    [size],
  )
  const reached_NS = program.multiply(
    program.greater(target_N1, before_NS),
    program.greater(weights_NS, program.scalar(0)),
  )
  const reachedNumbers_NS = program.multiply(reached_NS, numbers_S)
  const number_N1 = program.max(reachedNumbers_NS)
  return { chosen_NS: not(program, program.greater(number_N1, reachedNumbers_NS)), number_N1 }
}

function weighed(program: Program, weights_NS: Value, values_NS: Value): Value {
  return program.sum(program.multiply(weights_NS, values_NS), [1])
}

function not(program: Program, x: Value): Value {
  return program.subtract(program.scalar(1), x)
}
