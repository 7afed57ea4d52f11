// Supervised training of a policy on lessons, until it answers some questions of each subject rightly.
import type { TokenSequence, TrainablePolicy } from '../../src/core/policy.ts'
import { evaluate } from '../../src/index.ts'
import { supervisedCoefficients } from '../../trainers/losses/supervised-loss.ts'
import { denominatorOf } from '../../trainers/sequence-terms.ts'
import { lessonsFrom, openSubject, subjects, type Subject, type SubjectName } from './lessons.ts'

export interface TeachOptions {
  readonly policy: TrainablePolicy
  readonly batchSize: number
  /** At most so many; it ends sooner once every subject of `until` is answered rightly often enough. */
  readonly steps: number
  readonly learningRate: number
  /** Share of lessons with a wrong reply. */
  readonly spoilt: number
  /** The share of right replies to tasks of the train split, at temperature 1, that ends it; the held-out split is not looked at. */
  readonly until: { readonly [name in SubjectName]?: number }
  readonly note: (text: string) => void
  /** Steps that were done before; 0 unless given. */
  readonly from?: number
  /** Called every fifty steps, and after the last. */
  readonly onKeep?: (steps: number) => Promise<void>
}

/** Supervised steps: mean negative log-likelihood of the replies' tokens, warmed up, then falling linearly to a fifth. */
export async function teach(options: TeachOptions): Promise<void> {
  const { policy, batchSize, steps, learningRate, spoilt, until, note, from = 0, onKeep } = options
  const taught: Subject[] = []
  for (const name of Object.keys(subjects) as SubjectName[]) taught.push(await openSubject(name))
  const started = performance.now()
  let losses: number[] = []
  for (let step = from; step < steps; step++) {
    const lessons = lessonsFrom(taught, step * batchSize, batchSize, spoilt)
    const sequences: TokenSequence[] = []
    for (const { messages, reply } of lessons) sequences.push(await policy.encode(messages, reply))
    const lengths = sequences.map(({ sampled }) => sampled.reduce((count, each) => count + each, 0))
    const denominator = denominatorOf(lengths, policy.maxLengthTokens)
    let loss = 0
    // A subject's sequences are about equally long, so passes of one subject each are not padded much.
    for (const { name } of taught) {
      const own = sequences.filter((_, index) => lessons[index]?.subject === name)
      if (own.length === 0) continue
      const coefficients = own.map(({ sampled }) => ({
        logProbs: supervisedCoefficients(
          sampled.reduce((count, each) => count + each, 0),
          denominator,
        ),
      }))
      for (const { logProbs } of await policy.accumulate(own, { temperature: 1 }, coefficients))
        loss -= logProbs.reduce((sum, each) => sum + each, 0)
    }
    losses.push(loss / denominator.tokens)
    const warm = Math.min(1, (step + 1) / 20)
    await policy.apply({ learningRate: learningRate * warm * (1 - (0.8 * step) / steps), maxGradNorm: 1 })
    if ((step + 1) % 25 === 0) {
      const mean = losses.reduce((a, b) => a + b, 0) / losses.length
      const seconds = (performance.now() - started) / 1000
      note(`supervised step ${step + 1}: loss ${mean.toFixed(4)}, ${seconds.toFixed(0)} s`)
      losses = []
    }
    if (step + 1 === steps || (step + 1) % 50 === 0) await onKeep?.(step + 1)
    if ((step + 1) % 50 !== 0) continue
    const shares = await rightShares(policy, { tasks: 64, repliesPerTask: 2 })
    note(
      `  train split, sampled: ${Object.entries(shares)
        .map(([name, share]) => `${name} ${share.toFixed(3)}`)
        .join(', ')}`,
    )
    if (Object.entries(until).every(([name, least]) => (shares[name as SubjectName] ?? 0) >= least)) return
  }
}

/** The share of right replies to tasks of each subject's train split, drawn otherwise than the lessons. */
export async function rightShares(
  policy: TrainablePolicy,
  { tasks, repliesPerTask }: { readonly tasks: number; readonly repliesPerTask: number },
): Promise<{ [name in SubjectName]: number }> {
  const shares: { [name: string]: number } = {}
  for (const name of Object.keys(subjects) as SubjectName[]) {
    const { spec } = await openSubject(name)
    const { outcome } = await evaluate({
      environment: spec,
      policy,
      split: 'train',
      seed: 'judged',
      tasks,
      repliesPerTask,
      sampling: { maxTokens: maxReplyTokens },
    })
    shares[name] = outcome?.value ?? 0
  }
  return shares as { [name in SubjectName]: number }
}

/** Room for the longest right reply. */
export const maxReplyTokens = 16
