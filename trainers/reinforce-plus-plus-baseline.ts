// REINFORCE++ with a baseline, for verifiable rewards: differences to the group, whitened over the batch.
//   d_i = r_i - mean of its group;   A_i = (d_i - mean) / standard deviation, both over all tokens of the batch
// Source: arXiv 2501.03262; OpenRLHF `reinforce_baseline`, verl `reinforce_plus_plus_baseline`.
import { groupNorm, groupNormPresets } from './advantages.ts'
import { described, type Described } from './described.ts'
import type { GroupMember } from './group-member.ts'

/** An `AdvantageEstimator` that needs rewards and lengths, and gives a number a reply. */
export interface LengthWeighedEstimator extends Described {
  (groups: readonly (readonly Pick<GroupMember, 'reward' | 'lengthTokens'>[])[]): number[][]
}

/**
 * Advantages with mean 0 and variance 1 over the tokens of the batch, so that a reply counts as often as it is
 * long. `variance` is `population` in OpenRLHF and NeMo-RL, `sample` in verl. A group of equal rewards is at 0
 * only where the whole batch is balanced: whitening moves it with the others.
 * @example reinforcePlusPlusBaseline()([[{ reward: 1, lengthTokens: 2 }, { reward: 0, lengthTokens: 2 }]]) // [[1, -1]]
 */
export function reinforcePlusPlusBaseline(
  options: { variance?: 'population' | 'sample' } = {},
): LengthWeighedEstimator {
  const { variance = 'population' } = options
  const centred = groupNorm(groupNormPresets.drGrpo)
  return described(
    `reward minus the group's mean, then whitened over the tokens of the batch${variance === 'sample' ? ' by their sample variance' : ''}`,
    (groups: Parameters<LengthWeighedEstimator>[0]) => {
      const differences = centred(groups)
      let weight = 0
      let sum = 0
      let squares = 0
      const each = (visit: (difference: number, length: number) => void): void => {
        for (const [g, group] of groups.entries()) {
          for (const [i, { reward, lengthTokens }] of group.entries()) {
            if (reward !== null) visit(differences[g]?.[i] as number, lengthTokens)
          }
        }
      }
      each((difference, length) => {
        weight += length
        sum += difference * length
      })
      const centre = weight > 0 ? sum / weight : 0
      each((difference, length) => (squares += (difference - centre) ** 2 * length))
      const divisor = variance === 'population' ? weight : weight - 1
      if (!(divisor > 0 && squares > 0)) return groups.map((group) => group.map(() => 0))
      const deviation = Math.sqrt(Math.max(squares / divisor, 1e-8))
      return groups.map((group, g) =>
        group.map(({ reward }, i) => (reward === null ? 0 : ((differences[g]?.[i] as number) - centre) / deviation)),
      )
    },
  )
}
