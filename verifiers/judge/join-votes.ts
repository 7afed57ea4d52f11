// How several votes become one score. `mean`: their mean. `majority`: the middle one, which for yes and no is that of most.

export type JoinVotes = 'mean' | 'majority'

/**
 * The joint score; null where votes that are missing could change it: a majority stands without them where they cannot.
 * @param missing votes that could not be read
 * @example joinVotes([1, 1], { join: 'majority', missing: 1 }) // 1: whatever the third had said
 */
export function joinVotes(
  scores: readonly number[],
  { join, missing }: { readonly join: JoinVotes; readonly missing: number },
): number | null {
  if (scores.length === 0) return null
  if (join === 'mean') {
    return missing > 0 ? null : scores.reduce((sum, score) => sum + score, 0) / scores.length
  }
  const [least, most] = [0, 1].map((extreme) => {
    const all = [...scores, ...Array.from({ length: missing }, () => extreme)].toSorted((a, b) => a - b)
    return all[(all.length - 1) / 2] as number
  })
  return least === most ? (least as number) : null
}

/** Share of the pairs of votes that agree; null for fewer than two. */
export function agreementOf(scores: readonly number[]): number | null {
  let [pairs, agreeing] = [0, 0]
  for (const [index, score] of scores.entries())
    for (const other of scores.slice(index + 1)) {
      pairs++
      if (score === other) agreeing++
    }
  return pairs === 0 ? null : agreeing / pairs
}
