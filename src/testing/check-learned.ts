// Promises that a policy which has learned nothing can seem to keep: while every token is as likely as any other, rows,
// temperatures and places cannot be told apart. The policy is taught a little first; whoever calls puts it back.
import { promptMessages } from '../core/message.ts'
import type { Sampling, TokenCoefficients, TokenScores, TokenSequence, TrainablePolicy } from '../core/policy.ts'
import type { Findings } from './findings.ts'
import { apart, constantCoefficients, flat } from './score-differences.ts'

export interface CheckLearnedOptions {
  readonly prompts: readonly string[]
  readonly sampling: Sampling
  readonly tolerance: number
  /** A conversation a prompt, with the reply marked as sampled. */
  readonly encoded: readonly TokenSequence[]
}

const updateOptions = { learningRate: 1e-2, maxGradNorm: 1 }
const atOne = { temperature: 1 }

export async function checkLearned(
  findings: Findings,
  policy: TrainablePolicy,
  { prompts, sampling, tolerance, encoded }: CheckLearnedOptions,
): Promise<void> {
  const requests = prompts.map((prompt, index) => ({ messages: promptMessages(prompt), seed: `learned/${index}` }))
  const temperatures = [1, 0.7].filter((temperature) => temperature === (policy.onlyTemperature ?? temperature))
  const [first] = encoded as [TokenSequence]
  for (let update = 0; update < 3; update++) {
    await policy.accumulate([first], atOne, (logProbs) => constantCoefficients(logProbs, -1))
    await policy.apply(updateOptions)
  }

  await findings.check('what was sampled after updates is scored as its sampler says', async () => {
    for (const temperature of temperatures) {
      const { version } = policy
      const replies = await policy.generate(requests, { ...sampling, temperature })
      const sequences = replies.flatMap(({ sequence }) => sequence ?? [])
      const origin = sequences.map(({ sampledBy }) => sampledBy).find((by) => by !== null)
      if (origin !== undefined && (origin.version !== version || origin.temperature !== temperature))
        return `sampledBy is version ${origin.version} at temperature ${origin.temperature}; it was ${version} at ${temperature}`
      const scores = await policy.score(sequences, { temperature })
      const said = sequences.flatMap(({ logProbs }) => [...logProbs])
      const fault = apart(flat(scores), said, tolerance)
      if (fault !== null) return `at temperature ${temperature}: ${fault}`
    }
    return null
  })
  await findings.check('scores stand in the order of their sequences, at the temperature asked for', async () => {
    const replies = await policy.generate(requests, sampling)
    const sequences = [...encoded, ...replies.flatMap(({ sequence }) => sequence ?? [])]
    for (const temperature of temperatures) {
      const together = await policy.score(sequences.toReversed(), { temperature })
      const alone: TokenScores[] = []
      for (const sequence of sequences) alone.push(...(await policy.score([sequence], { temperature })))
      const fault = apart(flat(together.toReversed()), flat(alone), tolerance)
      if (fault !== null) return fault
    }
    if (temperatures.length < 2) return null
    const [warm, cool] = [await policy.score(encoded, atOne), await policy.score(encoded, { temperature: 0.7 })]
    const areAlike = new Set(flat(warm)).size === 1
    return areAlike || apart(flat(warm), flat(cool), 0) !== null ? null : 'they are the same at 1 and at 0.7'
  })
  await findings.check('a frozen copy scores as the policy does, and making one changes nothing', async () => {
    const { version } = policy
    const frozen = await policy.freeze()
    const faults: (string | null)[] = []
    for (const temperature of temperatures) {
      const copied = flat(await frozen.score(encoded, { temperature }))
      faults.push(apart(copied, flat(await policy.score(encoded, { temperature })), tolerance))
    }
    await frozen.close()
    if (policy.version !== version) return `the version went from ${version} to ${policy.version}`
    return faults.find((fault) => fault !== null) ?? null
  })
  await findings.check(
    'accumulate tells the loss, and gives, what score gives, and changes nothing it is given',
    async () => {
      const scored = flat(await policy.score(encoded, atOne))
      const tokens = encoded.map((sequence) => [...sequence.tokens])
      let told: readonly Float32Array[] = []
      const coefficients = constantCoefficients(
        encoded.map(({ logProbs }) => logProbs),
        -1,
      )
      const answers = [
        await policy.accumulate(encoded, atOne, (logProbs) => {
          told = logProbs.map((row) => row.slice())
          return coefficients
        }),
        await policy.accumulate(encoded, atOne, coefficients),
      ]
      await policy.discard()
      if (!coefficients.every(({ logProbs }) => logProbs.every((each) => each === -1)))
        return 'coefficients were changed'
      if (!encoded.every((sequence, at) => sequence.tokens.every((token, place) => token === tokens[at]?.[place])))
        return 'sequences were changed'
      const asked = apart(
        told.flatMap((row) => [...row]),
        scored,
        tolerance,
      )
      if (asked !== null) return `the loss was told otherwise: ${asked}`
      return answers.map((answer) => apart(flat(answer), scored, tolerance)).find((fault) => fault !== null) ?? null
    },
  )
  await checkGradient(findings, policy, { requests, sampling, encoded })
  await findings.check('a prompt is the same tokens to encode and to generate', async () => {
    const [reply] = await policy.generate(requests.slice(0, 1), sampling)
    const sequence = reply?.sequence
    if (sequence === undefined) return 'a reply has no tokens'
    const [taught, asked] = [promptOf(first), promptOf(sequence)]
    return taught.join() === asked.join() ? null : `${show(taught)} in encode, ${show(asked)} in generate`
  })
}

/** What cannot be seen of a gradient itself is seen by its norm: of one token, beside what is asked between, at another rate. */
async function checkGradient(
  findings: Findings,
  policy: TrainablePolicy,
  {
    requests,
    sampling,
    encoded,
  }: Pick<CheckLearnedOptions, 'sampling' | 'encoded'> & { requests: Parameters<TrainablePolicy['generate']>[0] },
): Promise<void> {
  const [first] = encoded as [TokenSequence]
  const last = first.sampled.lastIndexOf(1)
  const count = first.logProbs.length
  /** The norm of the gradient; at a rate of 0 nothing else comes of it. */
  const normOf = async (
    sequence: TokenSequence,
    coefficients: TokenCoefficients,
    { maxGradNorm = 1, between = async () => {} }: { maxGradNorm?: number; between?: () => Promise<unknown> } = {},
  ): Promise<number | null> => {
    await policy.accumulate([sequence], atOne, [coefficients])
    await between()
    const { gradNorm } = await policy.apply({ learningRate: 0, maxGradNorm })
    return gradNorm
  }
  const unlike = (one: number | null, other: number | null): boolean =>
    one !== null && other !== null && !(Math.abs(one - other) <= 1e-3 * Math.max(one, other))
  const one = { logProbs: Float64Array.from({ length: count }, (_, at) => (at === count - 1 ? -1 : 0)) }

  await findings.check('a coefficient counts for its own token, whatever is marked beside it', async () => {
    const among = await normOf(first, one)
    const sampled = new Uint8Array(first.sampled.length)
    sampled[last] = 1
    const alone = { ...first, sampled, logProbs: first.logProbs.slice(-1) }
    const single = await normOf(alone, { logProbs: Float64Array.of(-1) })
    return unlike(among, single) ? `gradNorm is ${among} beside other tokens, ${single} alone` : null
  })
  await findings.check('scores and replies asked for between leave the gradient as it is', async () => {
    const plain = await normOf(first, one)
    const between = async (): Promise<void> => {
      await policy.score(encoded, atOne)
      await policy.generate(requests, sampling)
    }
    const asked = await normOf(first, one, { between })
    return unlike(plain, asked) ? `gradNorm is ${plain} without, ${asked} with them` : null
  })
  await findings.check('at a learning rate of 0 nothing changes, and gradNorm is that before clipping', async () => {
    const was = flat(await policy.score(encoded, atOne))
    const plain = await normOf(first, one)
    const clipped = await normOf(first, one, { maxGradNorm: (plain ?? 1) / 10 })
    if (unlike(plain, clipped)) return `gradNorm is ${plain}, and ${clipped} where a tenth of it is allowed`
    return apart(flat(await policy.score(encoded, atOne)), was, 0)
  })
}

function promptOf({ tokens, sampled }: TokenSequence): number[] {
  return [...tokens.subarray(0, Math.max(0, sampled.indexOf(1)))]
}

function show(tokens: readonly number[]): string {
  return tokens.length > 24 ? `${tokens.slice(0, 24).join()},…` : tokens.join()
}
