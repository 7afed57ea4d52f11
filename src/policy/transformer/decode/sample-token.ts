// Draws one token from next-token probabilities.
import { RlvrError, show } from '../../../core/errors.ts'
import type { Sampling } from '../../../core/policy.ts'

export interface SampledToken {
  readonly token: number
  /** Natural log of its probability before top-k and top-p, at the sampling temperature. */
  readonly logProb: number
}

/** Throws `RLVR_POLICY` naming the first value that means nothing: a negative temperature would prefer the unlikely. */
export function checkSampling({ temperature, topK, topP, maxTokens, minP = 0, stop = [] }: Sampling): void {
  const promises: readonly (readonly [name: string, value: number, holds: boolean, range: string])[] = [
    ['temperature', temperature, temperature >= 0 && temperature < Infinity, 'a finite number from 0'],
    ['topK', topK, Number.isSafeInteger(topK) && topK >= 0, 'a whole number from 0 (0 keeps all)'],
    ['topP', topP, topP > 0 && topP <= 1, 'above 0 and at most 1'],
    ['minP', minP, minP >= 0 && minP <= 1, 'from 0 to 1 (0 keeps all)'],
    ['maxTokens', maxTokens, Number.isSafeInteger(maxTokens) && maxTokens >= 1, 'a whole number from 1'],
  ]
  for (const [name, value, holds, range] of promises)
    if (!holds) throw new RlvrError('RLVR_POLICY', `Sampling: \`${name}\` is ${range}; got ${value}.`)
  if (!Array.isArray(stop) || stop.some((text) => typeof text !== 'string' || text === ''))
    throw new RlvrError('RLVR_POLICY', `Sampling: \`stop\` is a list of texts that are not empty; got ${show(stop)}.`)
}

/**
 * One token; temperature 0 takes the likeliest, whatever is drawn.
 * @param probabilities [V], sum 1
 * @param uniform from 0 to below 1
 */
export function sampleToken(
  probabilities: Float32Array,
  sampling: Pick<Sampling, 'temperature' | 'topK' | 'topP' | 'minP'>,
  uniform: number,
): SampledToken {
  const { temperature, topK, topP, minP = 0 } = sampling
  const token =
    temperature === 0
      ? likeliest(probabilities)
      : topK === 0 && topP === 1 && minP === 0
        ? drawFromAll(probabilities, uniform)
        : drawFrom(probabilities, kept(probabilities, { topK, topP, minP }), uniform)
  return { token, logProb: Math.log(probabilities[token] as number) }
}

function likeliest(probabilities: Float32Array): number {
  let best = 0
  let highest = probabilities[0] as number
  for (let token = 1; token < probabilities.length; token++) {
    const probability = probabilities[token] as number
    if (probability > highest) {
      highest = probability
      best = token
    }
  }
  return best
}

/** Inverse of the cumulative distribution, in the order of the tokens. */
function drawFromAll(probabilities: Float32Array, uniform: number): number {
  let mass = 0
  for (let token = 0; token < probabilities.length; token++) mass += probabilities[token] as number
  let rest = uniform * mass
  let last = 0
  for (let token = 0; token < probabilities.length; token++) {
    const probability = probabilities[token] as number
    if (probability === 0) continue
    last = token
    rest -= probability
    if (rest < 0) return token
  }
  return last
}

/** The same over some tokens, in their order here. */
function drawFrom(probabilities: Float32Array, tokens: Int32Array, uniform: number): number {
  let mass = 0
  for (let index = 0; index < tokens.length; index++) mass += probabilities[tokens[index] as number] as number
  let rest = uniform * mass
  let last = tokens[0] as number
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index] as number
    const probability = probabilities[token] as number
    if (probability === 0) continue
    last = token
    rest -= probability
    if (rest < 0) return token
  }
  return last
}

/**
 * The k likeliest tokens, cut to the fewest that reach topP (Holtzman et al. 2020, arXiv 1904.09751) and to those at
 * least minP times as likely as the likeliest (Nguyen et al. 2024, arXiv 2407.01082). Likeliest first, the lower
 * token of equals before the other.
 */
function kept(
  probabilities: Float32Array,
  { topK, topP, minP }: { readonly topK: number; readonly topP: number; readonly minP: number },
): Int32Array {
  const most = topK === 0 ? probabilities.length : Math.min(topK, probabilities.length)
  const least = minP * (probabilities[likeliest(probabilities)] as number)
  // Whoever reaches topP, or holds k tokens, is mostly a small head of a long vocabulary: bounds are tried that let ever
  // more of it in, and only what is above one is sorted. What is below the bound cannot come before what is above it.
  for (let bound = 1 / 16; ; bound /= 16) {
    const isLast = bound < 1e-9 || bound <= least
    const head = likeliestFirst(probabilities, isLast ? least : Math.max(bound, least))
    let mass = 0
    let count = 0
    while (count < head.length && count < most && mass < topP) mass += probabilities[head[count++] as number] as number
    if (count > 0 && (isLast || count === most || mass >= topP)) return head.subarray(0, count)
    // Only where no probability is a number.
    if (isLast) return Int32Array.of(0)
  }
}

/** Tokens at least as likely as a bound, the likeliest first. */
function likeliestFirst(probabilities: Float32Array, bound: number): Int32Array {
  let count = 0
  for (let token = 0; token < probabilities.length; token++) if ((probabilities[token] as number) >= bound) count++
  const tokens = new Int32Array(count)
  let next = 0
  for (let token = 0; token < probabilities.length; token++)
    if ((probabilities[token] as number) >= bound) tokens[next++] = token
  return tokens.sort((a, b) => (probabilities[b] as number) - (probabilities[a] as number) || a - b)
}
