// What a loss gives for each sequence, before anything is computed from it.
import { RlvrError } from '../../../core/errors.ts'
import type { TokenCoefficients, TokenSequence } from '../../../core/policy.ts'
import type { Architecture } from '../model/architecture.ts'

/** One number for each sampled token: what is left out would silently count as 0. @throws RlvrError `RLVR_POLICY` */
export function checkCoefficients(
  sequences: readonly TokenSequence[],
  coefficients: readonly TokenCoefficients[],
  { valueHead = false }: Architecture,
): void {
  if (coefficients.length !== sequences.length)
    throw new RlvrError(
      'RLVR_POLICY',
      `The loss gave coefficients of ${coefficients.length} sequences; there are ${sequences.length}.`,
    )
  coefficients.forEach((given, index) => {
    const due = sequences[index]?.sampled.reduce((count, mark) => count + mark, 0)
    for (const [name, column] of Object.entries(given) as [string, ArrayLike<number> | undefined][])
      if (column !== undefined && column.length !== due)
        throw new RlvrError(
          'RLVR_POLICY',
          `Sequence ${index} has ${due} sampled tokens, but the loss gave ${column.length} coefficients for \`${name}\`.`,
        )
    if (given.values !== undefined && !valueHead)
      throw new RlvrError(
        'RLVR_POLICY',
        'The loss gave coefficients for `values`, but the policy has no value head. Open it with `valueHead: true` in its architecture.',
      )
  })
}
