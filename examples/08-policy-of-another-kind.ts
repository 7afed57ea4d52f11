// A policy that learns and is no transformer: each of the last eight tokens adds a row of a table to the logits of the
// next one. Nothing of it is this library's but the interface `TrainablePolicy`: gradients by hand, plain descent.
//   logit(t) = Σ over d from 1 to 8 of table[d, token d places back, t]
//   d logProb(s) / d table[d, u, t] = (1 if t is s − probability of t) / temperature, for the u that stood there
// Run it from the repository: npm run -s example -- examples/08-policy-of-another-kind.ts
// Where rlvr is installed: cp node_modules/rlvr/examples/08-policy-of-another-kind.ts . && node 08-policy-of-another-kind.ts
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  Rng,
  RlvrError,
  defineEnv,
  type GenerateRequest,
  type Message,
  type Reply,
  type Sampling,
  type TokenScores,
  type TokenSequence,
  type TrainablePolicy,
} from 'rlvr'
import { checkPolicy } from 'rlvr/testing'
import { train } from 'rlvr/trainers'
import { exact } from 'rlvr/verifiers'

const alphabet = '0123456789,:'
/** The token that ends a reply. */
const end = alphabet.length
const vocabulary = alphabet.length + 1
const reach = 8

export class TablePolicy implements TrainablePolicy {
  readonly name = 'table'
  readonly maxLengthTokens = 1000
  version = 0
  /** [reach, vocabulary, vocabulary] */
  #table = new Float64Array(reach * vocabulary * vocabulary)
  #gradient = new Float64Array(reach * vocabulary * vocabulary)

  async generate(
    requests: readonly GenerateRequest[],
    sampling: Sampling,
    { signal }: { signal?: AbortSignal } = {},
  ): Promise<Reply[]> {
    signal?.throwIfAborted()
    if (sampling.topK !== 0 || sampling.topP !== 1 || (sampling.minP ?? 0) !== 0)
      throw new RlvrError('RLVR_POLICY', 'This policy draws from all tokens: leave topK, topP and minP as they are.')
    return requests.map((request) => this.#reply(request, sampling))
  }

  /** A conversation as tokens; the reply is what the policy is to learn to write. */
  encode(messages: readonly Message[], reply: string): TokenSequence {
    const [prompt, written] = [tokensOf(messages), [...charactersOf(reply), end]]
    return {
      tokens: Int32Array.from([...prompt, ...written]),
      sampled: Uint8Array.from([...prompt.map(() => 0), ...written.map(() => 1)]),
      logProbs: new Float32Array(written.length),
      sampledBy: null,
    }
  }

  async score(sequences: readonly TokenSequence[], { temperature }: { temperature: number }): Promise<TokenScores[]> {
    return sequences.map((sequence) => this.#score(sequence, temperature, this.#table))
  }

  /** Adds to the gradient of Σ coefficient · logProb. Coefficients come as they are, or as a function of the log-probabilities. */
  async accumulate(
    ...[sequences, { temperature }, given]: Parameters<TrainablePolicy['accumulate']>
  ): Promise<TokenScores[]> {
    const scores = await this.score(sequences, { temperature })
    const coefficients = typeof given === 'function' ? given(scores.map(({ logProbs }) => logProbs)) : given
    sequences.forEach(({ tokens, sampled }, index) => {
      let sample = 0
      tokens.forEach((token, at) => {
        if (sampled[at] !== 1) return
        const coefficient = coefficients[index]?.logProbs[sample++] ?? 0
        const shares = this.#shares(tokens, at, temperature, this.#table)
        for (const row of rowsBefore(tokens, at))
          shares.forEach((share, next) => {
            this.#gradient[row + next]! += (coefficient * ((next === token ? 1 : 0) - share)) / temperature
          })
      })
    })
    return scores
  }

  /** A step down the gradient. One that is not finite changes nothing. */
  async apply({ learningRate, maxGradNorm, optimizer = {} }: Parameters<TrainablePolicy['apply']>[0]): Promise<{
    gradNorm: number
    skipped: boolean
  }> {
    if (Object.keys(optimizer).length > 0)
      throw new RlvrError('RLVR_POLICY', 'Plain descent has no optimizer settings: leave `optimizer` out.')
    const gradient = this.#gradient
    const gradNorm = Math.sqrt(gradient.reduce((sum, slope) => sum + slope * slope, 0))
    await this.discard()
    if (!Number.isFinite(gradNorm)) return { gradNorm, skipped: true }
    const rate = learningRate * Math.min(1, maxGradNorm / (gradNorm || 1))
    this.#table = this.#table.map((logit, at) => logit - rate * (gradient[at] ?? 0))
    this.version++
    return { gradNorm, skipped: false }
  }

  async discard(): Promise<void> {
    this.#gradient = new Float64Array(this.#gradient.length)
  }

  async snapshot(folder: string): Promise<void> {
    writeFileSync(join(folder, 'table.bin'), Float64Array.from([this.version, ...this.#table]))
  }

  async restore(folder: string): Promise<void> {
    const bytes = Uint8Array.from(readFileSync(join(folder, 'table.bin')))
    const expected = 8 * (1 + this.#table.length)
    if (bytes.length !== expected)
      throw new RlvrError(
        'RLVR_POLICY',
        `A snapshot of this policy has ${expected} bytes; this one has ${bytes.length}.`,
      )
    const [version = 0, ...table] = new Float64Array(bytes.buffer)
    this.version = version
    this.#table = Float64Array.from(table)
  }

  async freeze(): Promise<Pick<TrainablePolicy, 'score'> & { close(): Promise<void> }> {
    const table = this.#table
    return {
      score: async (sequences, { temperature }) =>
        sequences.map((sequence) => this.#score(sequence, temperature, table)),
      close: async () => {},
    }
  }

  /** Goes on from the tokens of the turn before: text is never made into tokens twice. */
  #reply({ messages, seed, previous }: GenerateRequest, { temperature, maxTokens, stop = [] }: Sampling): Reply {
    const rng = Rng.fromSeed(seed)
    const given = tokensOf(messages.slice(previous?.messages ?? 0))
    const tokens = [...(previous?.sequence.tokens ?? []), ...given]
    const sampled = [...(previous?.sequence.sampled ?? []), ...given.map(() => 0)]
    const logProbs = [...(previous?.sequence.logProbs ?? [])]
    const said: number[] = []
    const textOf = (): string => said.map((token) => alphabet[token] ?? '').join('')
    const isStopped = (): boolean => said.at(-1) === end || stop.some((text) => textOf().includes(text))
    while (said.length < maxTokens && !isStopped()) {
      // Greedy tokens are drawn from no distribution; their probabilities are those at temperature 1.
      const shares = this.#shares(tokens, tokens.length, temperature || 1, this.#table)
      const token = temperature === 0 ? shares.indexOf(Math.max(...shares)) : pick(shares, rng.float())
      said.push(token)
      tokens.push(token)
      sampled.push(1)
      logProbs.push(Math.log(shares[token] ?? 0))
    }
    const cuts = stop.map((text) => textOf().indexOf(text)).filter((at) => at >= 0)
    return {
      text: textOf().slice(0, cuts.length === 0 ? undefined : Math.min(...cuts)),
      finish: isStopped() ? 'stop' : 'length',
      lengthTokens: said.length,
      sequence: {
        tokens: Int32Array.from(tokens),
        sampled: Uint8Array.from(sampled),
        logProbs: Float32Array.from(logProbs),
        sampledBy: previous === undefined ? { version: this.version, temperature: temperature || 1 } : null,
      },
    }
  }

  #score({ tokens, sampled }: TokenSequence, temperature: number, table: Float64Array): TokenScores {
    const logProbs: number[] = []
    tokens.forEach((token, at) => {
      if (sampled[at] === 1) logProbs.push(Math.log(this.#shares(tokens, at, temperature, table)[token] ?? 0))
    })
    return { logProbs: Float32Array.from(logProbs) }
  }

  /** The probability of each token at place `at`. */
  #shares(tokens: ArrayLike<number>, at: number, temperature: number, table: Float64Array): Float64Array {
    const logits = new Float64Array(vocabulary)
    for (const row of rowsBefore(tokens, at))
      for (let next = 0; next < vocabulary; next++) logits[next]! += (table[row + next] ?? 0) / temperature
    const highest = Math.max(...logits)
    const weights = logits.map((logit) => Math.exp(logit - highest))
    const sum = weights.reduce((total, weight) => total + weight, 0)
    return weights.map((weight) => weight / sum)
  }
}

/** Where the rows of the table begin that the tokens before a place stand for. */
function rowsBefore(tokens: ArrayLike<number>, at: number): number[] {
  return Array.from(
    { length: Math.min(reach, at) },
    (_, back) => (back * vocabulary + (tokens[at - 1 - back] as number)) * vocabulary,
  )
}

function tokensOf(messages: readonly Message[]): number[] {
  return messages.flatMap(({ content }) => charactersOf(content))
}

function charactersOf(text: string): number[] {
  return Array.from(text, (character) => Math.max(0, alphabet.indexOf(character)))
}

function pick(shares: Float64Array, at: number): number {
  let sum = 0
  const found = shares.findIndex((share) => (sum += share) > at)
  return found < 0 ? end : found
}

if (import.meta.main) {
  // The contract: a seed fixes a reply, gradients add up, an update raises what it is told to raise, ...
  const findings = await checkPolicy(new TablePolicy(), { prompts: ['1,2:', '7,3:'], reply: '7' })
  console.log(`${findings.length} promises kept`)

  // The larger of two digits.
  const larger = defineEnv({
    id: 'larger',
    draw: ({ rng }) => {
      const [a, b] = [rng.int(0, 9), rng.int(0, 9)]
      return { prompt: `${a},${b}:`, answer: String(Math.max(a, b)) }
    },
    rewards: { correct: exact() },
    outcome: 'correct',
    demonstrate: ({ answer }) => answer,
  })
  const { heldOut } = await train({
    environment: larger,
    policy: new TablePolicy(),
    settings: {
      algorithm: 'grpo',
      steps: 100,
      samplesPerPrompt: 8,
      // Plain descent takes longer steps than AdamW, whose rates are the defaults.
      learningRate: 20,
      coldStart: { steps: 40, learningRate: 3 },
      sampling: { maxTokens: 4 },
      evaluation: { everySteps: 50, tasks: 10 },
    },
  })
  const { coldStart, end: trained } = heldOut
  console.log(
    `${coldStart.sampledPass1.toFixed(3)} after the cold start, ${trained.sampledPass1.toFixed(3)} at the end`,
  )
}
