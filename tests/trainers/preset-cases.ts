// Every preset with every KL term, clip and split of a step: what `tests/fixtures/preset-losses.json` holds numbers of.
// They were written by the code of commit 783e0bc from seeded random batches, which stand in the file beside them.
import {
  cispo,
  cispoBounds,
  dapo,
  denominatorOf,
  drGrpo,
  groupMember,
  grpo,
  gspo,
  k1,
  k2,
  k3,
  k3WithGradientOfK2,
  klPenalty,
  policyLoss,
  reinforcePlusPlus,
  rloo,
  sapo,
  sequenceSum,
  type Algorithm,
  type KlPenalty,
  type SequenceTerms,
} from '../../trainers/index.ts'

/** A reply of a batch: its reward, and [S] log-probabilities of its tokens. */
export interface Attempt {
  readonly reward: number | null
  readonly logProbs: readonly number[]
  readonly oldLogProbs: readonly number[]
  readonly referenceLogProbs: readonly number[]
}

/** Groups of replies. */
export type Batch = readonly (readonly Attempt[])[]

export interface PresetCase {
  readonly algorithm: Algorithm
  readonly batch: 'judged' | 'unjudged'
  readonly minibatches: number
}

const presets: { readonly [name: string]: (options?: { kl?: KlPenalty }) => Algorithm } = {
  grpo,
  drGrpo,
  dapo,
  gspo,
  cispo,
  rloo,
  reinforcePlusPlus,
  sapo,
}

const penalties: { readonly [name: string]: KlPenalty } = {
  k1: klPenalty(k1(), { coefficient: 0.1 }),
  k2: klPenalty(k2(), { coefficient: 0.1 }),
  k3: klPenalty(k3(), { coefficient: 0.1 }),
  'k3 at most 0.05': klPenalty(k3({ maxEstimate: 0.05 }), { coefficient: 0.1 }),
  'k3+': klPenalty(k3WithGradientOfK2(), { coefficient: 0.1 }),
  'k3 times ratio': klPenalty(k3(), { coefficient: 0.1, ratioCorrected: true }),
}

const variants: { readonly [name: string]: Algorithm } = {
  'grpo, clip 0.1 and 0.28': grpo({ clip: [0.1, 0.28] }),
  'grpo, delta 1.3': grpo({ delta: 1.3 }),
  'grpo, sequence sums': grpo({ aggregate: sequenceSum() }),
  'drGrpo, clip 0.1': drGrpo({ clip: 0.1 }),
  'dapo, delta 1.4': dapo({ delta: 1.4 }),
  'gspo, clip 0.1': gspo({ clip: 0.1 }),
  'rloo, clip 0.1 and 0.4': rloo({ clip: [0.1, 0.4] }),
  'cispo, bounds of verl': cispo({ bounds: cispoBounds.verl }),
  'reinforcePlusPlus, clip 0.1, delta 1.3': reinforcePlusPlus({ clip: 0.1, delta: 1.3 }),
}

export function presetCases(): { readonly [name: string]: PresetCase } {
  const cases: { [name: string]: PresetCase } = {}
  for (const [name, preset] of Object.entries(presets)) {
    for (const minibatches of [1, 2, 3]) {
      cases[`${name}, ${minibatches} minibatches`] = { algorithm: preset(), batch: 'judged', minibatches }
    }
    cases[`${name}, unjudged replies`] = { algorithm: preset(), batch: 'unjudged', minibatches: 2 }
    for (const [penalty, kl] of Object.entries(penalties)) {
      cases[`${name}, ${penalty}`] = { algorithm: preset({ kl }), batch: 'judged', minibatches: 1 }
    }
  }
  for (const [name, algorithm] of Object.entries(variants)) {
    cases[name] = { algorithm, batch: 'judged', minibatches: 1 }
  }
  return cases
}

export interface PresetNumbers {
  /** Of each optimizer step. */
  readonly losses: readonly number[]
  /** dloss/dlogProb of every token of every judged reply, in order. */
  readonly coefficients: readonly number[]
}

/** A batch's loss and derivatives, in optimizer steps of nearly equal size, two sequences a pass. */
export function numbersOf({ algorithm, minibatches }: PresetCase, batch: Batch): PresetNumbers {
  const sequences = termsOf(algorithm, batch)
  const losses: number[] = []
  const coefficients: number[] = []
  for (let part = 0; part < minibatches; part++) {
    const at = (end: number): number => Math.floor((end * sequences.length) / minibatches)
    const minibatch = sequences.slice(at(part), at(part + 1))
    const denominator = denominatorOf(
      minibatch.map(({ logProbs }) => logProbs.length),
      8,
    )
    let loss = 0
    for (let first = 0; first < minibatch.length; first += 2) {
      const pass = policyLoss(algorithm, minibatch.slice(first, first + 2), denominator)
      loss += pass.loss
      coefficients.push(...pass.coefficients.flatMap((each) => [...each]))
    }
    losses.push(loss)
  }
  return { losses, coefficients }
}

/** What a loss sees of the judged replies. */
function termsOf(algorithm: Algorithm, batch: Batch): SequenceTerms[] {
  const advantages = algorithm.advantage(
    batch.map((group) => group.map(({ reward, logProbs }) => groupMember({ reward, lengthTokens: logProbs.length }))),
    { step: 1 },
  )
  return batch.flatMap((group, g) =>
    group.flatMap(({ reward, ...logProbs }, i) =>
      reward === null ? [] : [{ ...logProbs, advantage: advantages[g]?.[i] as number }],
    ),
  )
}
