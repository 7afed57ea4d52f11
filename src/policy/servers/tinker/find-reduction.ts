// How a service puts the losses of a step together, found out by what it does: the gradient of one sequence given twice is
// twice as long where losses are summed, and the same where they are averaged. A service that does not say how long its
// gradients are is taken for one that sums, as Tinker's documentation has it.
import { defaultOptimizer, type TokenSequence } from '../../../core/policy.ts'
import { RlvrError } from '../../../core/errors.ts'
import { gradientNormIn } from './gradient-norm.ts'
import { scoringDatum } from './learning-data.ts'
import type { RemoteModel } from './remote-model.ts'

/** @param trial a model that is thrown away: it makes two steps of a learning rate of 0 */
export async function findReduction(trial: RemoteModel, probe: TokenSequence): Promise<'sum' | 'mean'> {
  const norms: number[] = []
  for (const count of [1, 2]) {
    await trial.forwardBackward(
      Array.from({ length: count }, () => scoringDatum(probe)),
      'cross_entropy',
    )
    const norm = gradientNormIn(await trial.optimizerStep(defaultOptimizer, { learningRate: 0, maxGradNorm: 1e9 }))
    if (norm === null) return 'sum'
    norms.push(norm)
  }
  const ratio = (norms[1] as number) / (norms[0] as number)
  if (Math.abs(ratio - 2) < 0.1) return 'sum'
  if (Math.abs(ratio - 1) < 0.05) return 'mean'
  throw new RlvrError(
    'RLVR_POLICY',
    `The service's gradient of one sequence given twice is ${ratio} times as long as that of one; 2 (losses are summed) or 1 (they are averaged) was expected. Say which it does: \`reduction\`.`,
  )
}
