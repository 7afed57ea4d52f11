// Draws one token from next-token probabilities.
import { RlvrError, show } from '../../../core/errors.ts'
import type { Rng } from '../../../core/random.ts'
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

/** One token; temperature 0 takes the likeliest and draws nothing. `probabilities` [V] sum to 1. */
export function sampleToken(
  probabilities: Float32Array,
  sampling: Pick<Sampling, 'temperature' | 'topK' | 'topP' | 'minP'>,
  rng: Rng,
): SampledToken {
  const token =
    sampling.temperature === 0
      ? likeliest(probabilities)
      : sampling.topK === 0 && sampling.topP === 1 && (sampling.minP ?? 0) === 0
        ? draw(probabilities, null, rng)
        : draw(probabilities, kept(probabilities, sampling), rng)
  return { token, logProb: Math.log(probabilities[token] as number) }
}

function likeliest(probabilities: Float32Array): number {
  let best = 0
  for (let token = 1; token < probabilities.length; token++) {
    if ((probabilities[token] as number) > (probabilities[best] as number)) best = token
  }
  return best
}

/** Inverse of the cumulative distribution over `tokens` (all where null), in their order. */
function draw(probabilities: Float32Array, tokens: readonly number[] | null, rng: Rng): number {
  const count = tokens?.length ?? probabilities.length
  const tokenAt = (index: number): number => tokens?.[index] ?? index
  let mass = 0
  for (let index = 0; index < count; index++) mass += probabilities[tokenAt(index)] as number
  let rest = rng.float() * mass
  let last = tokenAt(0)
  for (let index = 0; index < count; index++) {
    const token = tokenAt(index)
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
 * least minP times as likely as the likeliest (Nguyen et al. 2024, arXiv 2407.01082).
 */
function kept(
  probabilities: Float32Array,
  { topK, topP, minP = 0 }: Pick<Sampling, 'topK' | 'topP' | 'minP'>,
): number[] {
  const order = Array.from(probabilities.keys()).sort(
    (a, b) => (probabilities[b] as number) - (probabilities[a] as number) || a - b,
  )
  const least = minP * (probabilities[order[0] as number] as number)
  const candidates = (topK === 0 ? order : order.slice(0, topK)).filter(
    (token) => (probabilities[token] as number) >= least,
  )
  let mass = 0
  const reached = candidates.findIndex((token) => (mass += probabilities[token] as number) >= topP)
  return reached < 0 ? candidates : candidates.slice(0, reached + 1)
}
