// The two sequences that every golden loss is given for: ratios [1.25, 0.8] and [1, 1.5, 0.5], advantages 1 and -1.
// The numbers follow from the formulas of TRL, verl and the papers, evaluated in float64.
import { denominatorOf, type Denominator, type SequenceTerms } from '../../trainers/sequence-terms.ts'

const logs = (...probabilities: number[]): number[] => probabilities.map(Math.log)

export const goldenSequences: readonly SequenceTerms[] = [
  { logProbs: logs(0.5, 0.2), oldLogProbs: logs(0.4, 0.25), referenceLogProbs: logs(0.45, 0.2), advantage: 1 },
  {
    logProbs: logs(0.3, 0.6, 0.1),
    oldLogProbs: logs(0.3, 0.4, 0.2),
    referenceLogProbs: logs(0.25, 0.5, 0.15),
    advantage: -1,
  },
]

export const goldenDenominator: Denominator = denominatorOf([2, 3], 4)
