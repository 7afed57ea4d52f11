import { groupMember, type GroupMember } from '../../trainers/group-member.ts'

/** Groups of replies of which no more is known than their rewards, and lengths where they are given. */
export function members(
  rewards: readonly (readonly (number | null)[])[],
  lengths?: readonly (readonly number[])[],
): GroupMember[][] {
  return rewards.map((group, g) =>
    group.map((reward, i) => groupMember({ reward, lengthTokens: lengths?.[g]?.[i] ?? 1 })),
  )
}
