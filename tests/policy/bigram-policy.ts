// The smallest policy that learns: the next character depends on the last one alone, by a table of logits. Its
// gradient is known in closed form, dLogProb/dLogit = indicator - probability, and its optimizer is plain descent.
// It gives no entropies and takes one reply a request, as a policy may.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { RlvrError } from '../../src/core/errors.ts'
import type { Message } from '../../src/core/message.ts'
import type {
  GenerateRequest,
  Reply,
  Sampling,
  TokenScores,
  TokenSequence,
  TrainablePolicy,
} from '../../src/core/policy.ts'
import { Rng } from '../../src/core/random.ts'

const characters = '0123456789+-=. '
const end = characters.length
const size = end + 1

export function bigramPolicy(options: { seed?: number } = {}): TrainablePolicy {
  const rng = Rng.fromSeed(options.seed ?? 0)
  let table = Float64Array.from({ length: size * size }, () => rng.normal() * 0.1)
  let gradient = new Float64Array(size * size)
  let version = 0

  const probabilities = (from: number, temperature: number, logits: Float64Array = table): Float64Array => {
    const row = logits.subarray(from * size, (from + 1) * size).map((logit) => logit / temperature)
    const highest = Math.max(...row)
    const weights = row.map((logit) => Math.exp(logit - highest))
    const sum = weights.reduce((total, weight) => total + weight, 0)
    return weights.map((weight) => weight / sum)
  }
  const scoreOne = (sequence: TokenSequence, temperature: number, logits?: Float64Array): TokenScores => {
    const logProbs: number[] = []
    sequence.tokens.forEach((token, at) => {
      if (sequence.sampled[at] !== 1) return
      const shares = probabilities(sequence.tokens[at - 1] ?? end, temperature, logits)
      logProbs.push(Math.log(shares[token] ?? 0))
    })
    return { logProbs: Float32Array.from(logProbs) }
  }
  const scoreAll = async (
    sequences: readonly TokenSequence[],
    { temperature }: { temperature: number },
  ): Promise<TokenScores[]> => sequences.map((sequence) => scoreOne(sequence, temperature))

  const replyTo = ({ messages, seed, previous }: GenerateRequest, sampling: Sampling): Reply => {
    const draw = Rng.fromSeed(seed)
    const given = tokensOf(messages.slice(previous?.messages ?? 0))
    const tokens = [...(previous?.sequence.tokens ?? []), ...given]
    const sampled = [...(previous?.sequence.sampled ?? []), ...given.map(() => 0)]
    const logProbs = [...(previous?.sequence.logProbs ?? [])]
    const said: number[] = []
    const written = (): string => said.map((token) => characters[token] ?? '').join('')
    const stopAt = (): number =>
      Math.min(...(sampling.stop ?? []).map((text) => written().indexOf(text)).filter((at) => at >= 0))
    while (said.length < sampling.maxTokens && said.at(-1) !== end && stopAt() === Infinity) {
      const shares = probabilities(tokens.at(-1) ?? end, sampling.temperature || 1)
      const token = sampling.temperature === 0 ? shares.indexOf(Math.max(...shares)) : pick(shares, draw.float())
      said.push(token)
      tokens.push(token)
      sampled.push(1)
      logProbs.push(Math.log(shares[token] ?? 0))
    }
    return {
      text: written().slice(0, stopAt()),
      finish: said.at(-1) === end || stopAt() < Infinity ? 'stop' : 'length',
      lengthTokens: said.length,
      sequence: {
        tokens: Int32Array.from(tokens),
        sampled: Uint8Array.from(sampled),
        logProbs: Float32Array.from(logProbs),
        sampledBy: previous === undefined ? { version, temperature: sampling.temperature } : null,
      },
    }
  }

  return {
    name: 'bigram',
    get version() {
      return version
    },
    maxLengthTokens: 1000,
    generate: async (requests, sampling, { signal } = {}) => {
      signal?.throwIfAborted()
      return requests.map((request) => replyTo(request, sampling))
    },
    encode: (messages, reply) => {
      const prompt = tokensOf(messages)
      const tokens = Int32Array.from([...prompt, ...charactersOf(reply), end])
      const sampled = tokens.map((_, at) => (at < prompt.length ? 0 : 1))
      const logProbs = new Float32Array(tokens.length - prompt.length)
      return { tokens, sampled: Uint8Array.from(sampled), logProbs, sampledBy: null }
    },
    score: scoreAll,
    accumulate: async (sequences, { temperature }, given) => {
      const scores = await scoreAll(sequences, { temperature })
      const coefficients = typeof given === 'function' ? given(scores.map(({ logProbs }) => logProbs)) : given
      sequences.forEach((sequence, index) => {
        let sample = 0
        sequence.tokens.forEach((token, at) => {
          if (sequence.sampled[at] !== 1) return
          const from = sequence.tokens[at - 1] ?? end
          const shares = probabilities(from, temperature)
          const coefficient = coefficients[index]?.logProbs[sample++] ?? 0
          for (let to = 0; to < size; to++) {
            const slope = ((to === token ? 1 : 0) - (shares[to] ?? 0)) / temperature
            gradient[from * size + to] = (gradient[from * size + to] ?? 0) + coefficient * slope
          }
        })
      })
      return scores
    },
    apply: async ({ learningRate, maxGradNorm, optimizer }) => {
      if (Object.keys(optimizer ?? {}).length > 0)
        throw new RlvrError('RLVR_POLICY', 'Plain descent has no optimizer settings.')
      const gradNorm = Math.sqrt(gradient.reduce((total, value) => total + value * value, 0))
      const step = gradient
      gradient = new Float64Array(size * size)
      if (!Number.isFinite(gradNorm)) return { gradNorm, skipped: true }
      const scale = learningRate * Math.min(1, maxGradNorm / (gradNorm || 1))
      table = table.map((logit, at) => logit - scale * (step[at] ?? 0))
      version++
      return { gradNorm, skipped: false }
    },
    discard: async () => {
      gradient = new Float64Array(size * size)
    },
    snapshot: async (folder) => writeFileSync(join(folder, 'table.bin'), table),
    restore: async (folder) => {
      const { buffer, byteOffset, length } = readFileSync(join(folder, 'table.bin'))
      if (length !== table.byteLength)
        throw new RlvrError('RLVR_POLICY', `A snapshot has ${table.byteLength} bytes; this one has ${length}.`)
      table = new Float64Array(buffer.slice(byteOffset, byteOffset + length))
    },
    freeze: async () => {
      const frozen = table.slice()
      return {
        score: async (sequences, { temperature }) =>
          sequences.map((sequence) => scoreOne(sequence, temperature, frozen)),
        close: async () => {},
      }
    },
  }
}

function tokensOf(messages: readonly Message[]): number[] {
  return messages.flatMap(({ content }) => charactersOf(content))
}

function charactersOf(text: string): number[] {
  return text.split('').map((character) => Math.max(0, characters.indexOf(character)))
}

function pick(shares: Float64Array, at: number): number {
  let sum = 0
  const found = shares.findIndex((share) => (sum += share) > at)
  return found < 0 ? end : found
}
