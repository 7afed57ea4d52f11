// One optimizer step over sequences, in as many passes as they need, behind a guard: a loss or gradient that is not
// finite changes nothing, is named and counted, and three in a row stop the run.
import { RlvrError } from '../src/core/errors.ts'
import type {
  OptimizerSettings,
  TokenCoefficients,
  TokenScores,
  TokenSequence,
  TrainablePolicy,
} from '../src/core/policy.ts'
import { microbatches } from './microbatches.ts'

/** What a loss says of one pass. */
export interface PassLoss {
  readonly loss: number
  readonly coefficients: readonly TokenCoefficients[]
}

export interface OptimizerStepOptions<Item> {
  readonly policy: TrainablePolicy
  readonly items: readonly Item[]
  readonly sequenceOf: (item: Item) => TokenSequence
  /** The loss of a pass; or, for a loss whose derivatives do not depend on log-probabilities, the derivatives alone. */
  readonly lossOf:
    | ((items: readonly Item[], logProbs: readonly Float32Array[]) => PassLoss)
    | { readonly coefficients: (items: readonly Item[]) => readonly TokenCoefficients[] }
  readonly temperature: number
  readonly microbatchTokens: number
  readonly learningRate: number
  readonly maxGradNorm: number
  readonly optimizer?: Partial<OptimizerSettings>
}

export interface OptimizerStepResult<Item> {
  /** Of the whole gradient before clipping; null where the step was skipped. */
  readonly gradNorm: number | null
  /** Why the step was skipped, or null. */
  readonly skipped: string | null
  /** The scores that the loss saw, with their items. */
  readonly scored: readonly { readonly item: Item; readonly scores: TokenScores }[]
}

export async function optimizerStep<Item>(options: OptimizerStepOptions<Item>): Promise<OptimizerStepResult<Item>> {
  const { policy, items, sequenceOf, lossOf, temperature, microbatchTokens, learningRate, maxGradNorm, optimizer } =
    options
  const scored: { item: Item; scores: TokenScores }[] = []
  for (const pass of microbatches(items, (item) => sequenceOf(item).tokens.length, microbatchTokens)) {
    let fault: string | null = null
    const derivatives =
      typeof lossOf !== 'function'
        ? lossOf.coefficients(pass)
        : (logProbs: readonly Float32Array[]): readonly TokenCoefficients[] => {
            const { loss, coefficients } = lossOf(pass, logProbs)
            fault = faultOf(loss, coefficients)
            return coefficients
          }
    const scores = await policy.accumulate(pass.map(sequenceOf), { temperature }, derivatives)
    pass.forEach((item, index) => scored.push({ item, scores: scores[index] as TokenScores }))
    if (fault !== null) {
      await policy.discard()
      return { gradNorm: null, skipped: fault, scored }
    }
  }
  const { gradNorm, skipped } = await policy.apply({
    learningRate,
    maxGradNorm,
    ...(optimizer !== undefined && { optimizer }),
  })
  return skipped
    ? { gradNorm: null, skipped: `the gradient norm is ${gradNorm}`, scored }
    : { gradNorm, skipped: null, scored }
}

/** Counts skipped steps in a row. */
export class SkipGuard {
  #inRow: number

  constructor(inRow = 0) {
    this.#inRow = inRow
  }

  get inRow(): number {
    return this.#inRow
  }

  /** Throws `RLVR_TRAINER` at the third skipped step in a row. */
  note(step: number, skipped: string | null): void {
    this.#inRow = skipped === null ? 0 : this.#inRow + 1
    if (this.#inRow < 3) return
    throw new RlvrError(
      'RLVR_TRAINER',
      `Step ${step}: three optimizer steps in a row had to be skipped (${skipped}). The policy is as it was before them. Lower the learning rate or maxGradNorm, or look for a reward that is far out of range.`,
    )
  }
}

function faultOf(loss: number, coefficients: readonly TokenCoefficients[]): string | null {
  if (!Number.isFinite(loss)) return `the loss is ${loss}`
  const index = coefficients.findIndex(({ logProbs }) => logProbs.some((value) => !Number.isFinite(value)))
  return index < 0 ? null : `the derivative of sequence ${index} of a pass is not finite`
}
