// The promises of a policy that learns: scores that agree with its sampler, gradients that go downhill and add up,
// updates that can be undone to the bit.
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promptMessages } from '../core/message.ts'
import type { Sampling, TokenScores, TokenSequence, TrainablePolicy } from '../core/policy.ts'
import { checkLearned } from './check-learned.ts'
import { expectCode, type Findings } from './findings.ts'
import { apart, constantCoefficients, flat, total } from './score-differences.ts'

export interface CheckTrainingOptions {
  readonly prompts: readonly string[]
  readonly reply: string
  readonly sampling: Sampling
  readonly tolerance: number
}

const updateOptions = { learningRate: 1e-3, maxGradNorm: 1 }
const atOne = { temperature: 1 }

/** Checks a policy that learns, and puts it back as it was. */
export async function checkTraining(
  findings: Findings,
  policy: TrainablePolicy,
  options: CheckTrainingOptions,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'rlvr-check-'))
  const before = join(folder, 'before')
  mkdirSync(before)
  // What throws between two promises is one that is broken: it must not keep the others from being told.
  await findings.check('snapshot, restore and encode do what they are asked', async () => {
    await policy.snapshot(before)
    await checkWith(findings, policy, { ...options, before, folder })
    return null
  })
  rmSync(folder, { recursive: true, force: true })
}

async function checkWith(
  findings: Findings,
  policy: TrainablePolicy,
  { prompts, reply, sampling, tolerance, before, folder }: CheckTrainingOptions & { before: string; folder: string },
): Promise<void> {
  const encoded: TokenSequence[] = []
  for (const prompt of prompts) encoded.push(await policy.encode(promptMessages(prompt), reply))
  const [first, second] = encoded as [TokenSequence, TokenSequence]
  const score = async (sequences: readonly TokenSequence[]): Promise<TokenScores[]> =>
    await policy.score(sequences, atOne)
  const original = await score(encoded)
  /** One update that raises the log-probabilities of these sequences. */
  const learn = async (
    sequences: readonly TokenSequence[],
    coefficient = -1,
  ): Promise<ReturnType<typeof policy.apply>> => {
    await policy.accumulate(sequences, atOne, (logProbs) => constantCoefficients(logProbs, coefficient))
    return await policy.apply(updateOptions)
  }

  await findings.check('encode marks the reply, and only it, as sampled', () => {
    const { tokens, sampled } = first
    if (tokens.length !== sampled.length) return `${tokens.length} tokens have ${sampled.length} marks`
    if (tokens.length > policy.maxLengthTokens) return `${tokens.length} tokens are above maxLengthTokens`
    const marked = sampled.indexOf(1)
    if (marked <= 0) return 'no token of the reply is marked, or the prompt has none'
    return sampled.subarray(marked).every((mark) => mark === 1) ? null : 'the marks are not at the end'
  })
  for (const temperature of [1, 0.7]) {
    const name = `the scorer agrees with the sampler at temperature ${temperature}`
    if (temperature !== (policy.onlyTemperature ?? temperature)) {
      findings.skip(name, `the policy learns at ${policy.onlyTemperature} alone`)
      continue
    }
    await findings.check(name, async () => {
      const requests = prompts.map((prompt, index) => ({ messages: promptMessages(prompt), seed: `train/${index}` }))
      const replies = await policy.generate(requests, { ...sampling, temperature })
      const sequences = replies.flatMap(({ sequence }) => sequence ?? [])
      if (sequences.length !== replies.length) return 'a reply has no tokens'
      const scores = await policy.score(sequences, { temperature })
      return (
        scores.map(({ logProbs }, at) => apart(logProbs, sequences[at]?.logProbs ?? [], tolerance)).find(Boolean) ??
        null
      )
    })
  }
  await findings.check('entropies are finite and not negative', async () => {
    const scores = await score(encoded)
    if (policy.entropies !== true)
      return scores.some(({ entropies }) => entropies !== undefined) ? 'they come, but `entropies` is not true' : null
    return scores.every(
      ({ entropies, logProbs }) =>
        entropies?.length === logProbs.length && entropies.every((value) => Number.isFinite(value) && value >= -1e-6),
    )
      ? null
      : 'one is not, or is missing'
  })
  await checkEntropyTerm(findings, policy, encoded)
  await checkValueTerm(findings, policy, encoded)
  await policy.restore(before)
  await findings.check('a score does not depend on the batch', async () => {
    const [together, alone] = [await score(encoded), await score([first])]
    return apart(together[0]?.logProbs ?? [], alone[0]?.logProbs ?? [], tolerance)
  })
  await findings.check('empty batches are allowed', async () => {
    const scores = await score([])
    const accumulated = await policy.accumulate([], atOne, () => [])
    await policy.discard()
    return scores.length === 0 && accumulated.length === 0 ? null : 'scores came'
  })
  await findings.check('an update raises the version and what it was told to raise', async () => {
    const { version } = policy
    const [was] = await score([first])
    const { skipped, gradNorm } = await learn([first])
    const [is] = await score([first])
    if (skipped || (gradNorm !== null && !(gradNorm > 0)))
      return `the update was ${skipped ? 'skipped' : `made with gradNorm ${gradNorm}`}`
    if (policy.version !== version + 1) return `the version went from ${version} to ${policy.version}`
    return total(is) > total(was) ? null : `the log-probability went from ${total(was)} to ${total(is)}`
  })
  await policy.restore(before)

  await findings.check('restore goes back to the bit, and on from there as before', async () => {
    await learn([first])
    const onward = await score(encoded)
    await policy.restore(before)
    const fault = apart(flat(await score(encoded)), flat(original), 0)
    if (fault !== null) return fault
    await learn([first])
    return apart(flat(await score(encoded)), flat(onward), 0)
  })
  await policy.restore(before)
  await findings.check(
    'what snapshot writes is files, moved as a whole, and restore leaves them as they were',
    async () => {
      await learn([first])
      const [taken, moved] = [join(folder, 'taken'), join(folder, 'moved')]
      mkdirSync(taken)
      await policy.snapshot(taken)
      renameSync(taken, moved)
      const was = await score(encoded)
      if (readdirSync(moved).length === 0) return 'the folder is empty'
      for (let time = 0; time < 2; time++) {
        await learn([second])
        await policy.restore(moved)
        const fault = apart(flat(await score(encoded)), flat(was), 0)
        if (fault !== null) return fault
      }
      return null
    },
  )
  await policy.restore(before)
  await findings.check('discard forgets gradients', async () => {
    const clean = await learn([first])
    const was = await score(encoded)
    await policy.restore(before)
    await policy.accumulate([second], atOne, (logProbs) => constantCoefficients(logProbs, -1))
    await policy.discard()
    const after = await learn([first])
    // The norm too: clipping can hide a gradient that has grown without turning.
    if (after.gradNorm !== clean.gradNorm) return `gradNorm is ${after.gradNorm}, ${clean.gradNorm} without it`
    return apart(flat(await score(encoded)), flat(was), 0)
  })
  await policy.restore(before)
  await findings.check('gradients of parts add up to that of the whole', async () => {
    const whole = await learn([first, second])
    const learned = flat(await score(encoded))
    await policy.restore(before)
    await policy.accumulate([first], atOne, (logProbs) => constantCoefficients(logProbs, -1))
    const parts = await learn([second])
    if (whole.gradNorm === null || parts.gradNorm === null)
      return apart(flat(await score(encoded)), learned, Math.max(tolerance, 1e-3))
    const difference = Math.abs(whole.gradNorm - parts.gradNorm) / whole.gradNorm
    return difference <= 1e-4 ? null : `gradNorm ${whole.gradNorm} in one, ${parts.gradNorm} in parts`
  })
  await policy.restore(before)
  await findings.check('a gradient that is not finite changes nothing', async () => {
    const { version } = policy
    const was = await score(encoded)
    const { skipped } = await learn([first], Number.NaN)
    if (!skipped || policy.version !== version) return `skipped is ${skipped}, the version ${policy.version}`
    return apart(flat(await score(encoded)), flat(was), 0)
  })
  await policy.restore(before)
  await findings.check('a frozen copy stays as it was', async () => {
    const frozen = await policy.freeze()
    const was = await frozen.score(encoded, atOne)
    const unlike = apart(flat(was), flat(await score(encoded)), tolerance)
    if (unlike !== null) return `it is another at once: ${unlike}`
    await learn([first])
    const fault = apart(flat(await frozen.score(encoded, atOne)), flat(was), 0)
    await frozen.close()
    return fault
  })
  await policy.restore(before)
  await checkLearned(findings, policy, { prompts, sampling, tolerance, encoded })
  await policy.restore(before)
  await findings.check('a foreign snapshot is refused, and harms nothing', async () => {
    const was = await score(encoded)
    const foreign = join(folder, 'foreign')
    mkdirSync(foreign)
    for (const name of readdirSync(before)) writeFileSync(join(foreign, name), 'not a snapshot')
    const fault = await expectCode('RLVR_POLICY', () => policy.restore(foreign))
    return fault ?? apart(flat(await score(encoded)), flat(was), 0)
  })
  await policy.restore(before)
}

/** An update that is told to raise the entropy must do so, and one without such a term must not need it. */
async function checkEntropyTerm(
  findings: Findings,
  policy: TrainablePolicy,
  sequences: readonly TokenSequence[],
): Promise<void> {
  const name = 'coefficients of entropies raise the entropy'
  if (policy.entropies !== true) return findings.skip(name, 'the policy has no entropies')
  await findings.check(name, async () => {
    const sum = (scores: readonly TokenScores[]): number =>
      scores.flatMap(({ entropies }) => [...(entropies ?? [])]).reduce((total, value) => total + value, 0)
    const was = sum(await policy.score(sequences, atOne))
    await policy.accumulate(sequences, atOne, (logProbs) =>
      logProbs.map(({ length }) => ({
        logProbs: new Float64Array(length),
        entropies: new Float64Array(length).fill(-1),
      })),
    )
    await policy.apply({ ...updateOptions, optimizer: {} })
    const is = sum(await policy.score(sequences, atOne))
    return is > was ? null : `it went from ${was} to ${is}`
  })
}

/** An update that is told to raise the values must do so. */
async function checkValueTerm(
  findings: Findings,
  policy: TrainablePolicy,
  sequences: readonly TokenSequence[],
): Promise<void> {
  const name = 'coefficients of values raise the values'
  if (policy.values !== true) return findings.skip(name, 'the policy has no value head')
  await findings.check(name, async () => {
    const scores = await policy.score(sequences, atOne)
    if (scores.some(({ values, logProbs }) => values?.length !== logProbs.length)) return 'there is not one a token'
    const sum = (of: readonly (readonly number[] | Float32Array | undefined)[]): number =>
      of.flatMap((values) => [...(values ?? [])]).reduce((total, value) => total + value, 0)
    const was = sum(scores.map(({ values }) => values))
    let asked: number | null = null
    await policy.accumulate(sequences, atOne, (logProbs, values) => {
      asked = values === undefined ? null : sum(values)
      return logProbs.map(({ length }) => ({
        logProbs: new Float64Array(length),
        values: new Float64Array(length).fill(-1),
      }))
    })
    if (asked === null || Math.abs(asked - was) > 1e-4 * Math.max(1, Math.abs(was)))
      return `the loss was asked with values that add up to ${asked}, and they score ${was}`
    await policy.apply({ ...updateOptions, optimizer: {} })
    const is = sum((await policy.score(sequences, atOne)).map(({ values }) => values))
    return is > was ? null : `they went from ${was} to ${is}`
  })
}
