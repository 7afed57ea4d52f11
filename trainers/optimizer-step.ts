// One optimizer step over sequences, in as many passes as they need, behind a guard: a loss or gradient that is not
// finite changes nothing, is named and counted, and three in a row stop the run.
import { RlvrError } from '../src/core/errors.ts'
import { ofPolicy } from '../src/core/policy-fault.ts'
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
  /** Of each item, of each of its sequences. */
  readonly coefficients: readonly (readonly TokenCoefficients[])[]
}

export interface OptimizerStepOptions<Item> {
  readonly policy: TrainablePolicy
  readonly items: readonly Item[]
  /** The sequences of an item: one, or those that its loss compares, which are always in one pass. */
  readonly sequencesOf: (item: Item) => readonly TokenSequence[]
  /**
   * The loss of a pass, from the log-probabilities of each item's sequences, and their values where the policy has a
   * value head; or, for a loss whose derivatives do not depend on log-probabilities, the derivatives alone.
   */
  readonly lossOf:
    | ((
        items: readonly Item[],
        logProbs: readonly (readonly Float32Array[])[],
        values?: readonly (readonly Float32Array[])[],
      ) => PassLoss)
    | { readonly coefficients: (items: readonly Item[]) => PassLoss['coefficients'] }
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
  /** The scores that the loss saw of each item's sequences. */
  readonly scored: readonly { readonly item: Item; readonly scores: readonly TokenScores[] }[]
}

/** How the words of a step begin that was skipped for its gradient, where loss and derivatives were finite. */
const gradientFault = 'the gradient norm is'

export async function optimizerStep<Item>(options: OptimizerStepOptions<Item>): Promise<OptimizerStepResult<Item>> {
  const { policy, items, sequencesOf, lossOf, temperature, microbatchTokens, learningRate, maxGradNorm, optimizer } =
    options
  const scored: { item: Item; scores: readonly TokenScores[] }[] = []
  const lengthsOf = (item: Item): number[] => sequencesOf(item).map(({ tokens }) => tokens.length)
  for (const pass of microbatches(items, lengthsOf, microbatchTokens)) {
    const sequences = pass.map(sequencesOf)
    let fault: string | null = null
    const derivatives =
      typeof lossOf !== 'function'
        ? lossOf.coefficients(pass).flat()
        : (logProbs: readonly Float32Array[], values?: readonly Float32Array[]): readonly TokenCoefficients[] => {
            const { loss, coefficients } = lossOf(
              pass,
              byItem(logProbs, sequences),
              values === undefined ? undefined : byItem(values, sequences),
            )
            fault = faultOf(loss, coefficients.flat())
            return coefficients.flat()
          }
    const scores = byItem(
      await ofPolicy(policy, async () => await policy.accumulate(sequences.flat(), { temperature }, derivatives)),
      sequences,
    )
    pass.forEach((item, index) => scored.push({ item, scores: scores[index] ?? [] }))
    if (fault !== null) {
      await policy.discard()
      return { gradNorm: null, skipped: fault, scored }
    }
  }
  const { gradNorm, skipped } = await ofPolicy(
    policy,
    async () => await policy.apply({ learningRate, maxGradNorm, ...(optimizer !== undefined && { optimizer }) }),
  )
  return skipped
    ? { gradNorm: null, skipped: `${gradientFault} ${gradNorm}`, scored }
    : { gradNorm, skipped: null, scored }
}

/** Counts skipped steps in a row. */
export class SkipGuard {
  #inRow: number
  #lastFault: string | null = null

  constructor(inRow = 0) {
    this.#inRow = inRow
  }

  get inRow(): number {
    return this.#inRow
  }

  /** Whether three in a row were skipped for a gradient that is not finite: it is the weights then, not the loss. */
  get gradientFault(): string | null {
    return this.#inRow >= 3 && this.#lastFault?.startsWith(gradientFault) === true ? this.#lastFault : null
  }

  /** Throws `RLVR_TRAINER` at the third skipped step in a row. */
  note(step: number, skipped: string | null): void {
    this.#inRow = skipped === null ? 0 : this.#inRow + 1
    this.#lastFault = skipped
    if (this.#inRow < 3) return
    throw new RlvrError(
      'RLVR_TRAINER',
      `Step ${step}: three optimizer steps in a row had to be skipped (${skipped}). The policy is as it was before them. Lower the learning rate or maxGradNorm, or look for a reward that is far out of range.`,
    )
  }
}

/** One value a sequence, in the order of all sequences, as one list an item. */
function byItem<Value>(values: readonly Value[], items: readonly (readonly unknown[])[]): Value[][] {
  let from = 0
  return items.map(({ length }) => values.slice(from, (from += length)))
}

function faultOf(loss: number, coefficients: readonly TokenCoefficients[]): string | null {
  if (!Number.isFinite(loss)) return `the loss is ${loss}`
  const index = coefficients.findIndex((each) =>
    [each.logProbs, each.entropies, each.values].some((column) => column?.some((value) => !Number.isFinite(value))),
  )
  return index < 0 ? null : `the derivative of sequence ${index} of a pass is not finite`
}
