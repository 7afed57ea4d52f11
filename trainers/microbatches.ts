// Shares items out over passes that fit into memory. Loss and gradient do not depend on it: denominators are counted
// before (`sequence-terms.ts`). An item is one sequence, or several that a loss compares, and is never torn apart.

/**
 * Splits items into consecutive passes, each of at most `microbatchTokens` padded tokens (the longest sequence of a
 * pass times how many it has), but of at least one item. Sorted by length, so that little is padding.
 */
export function microbatches<Item>(
  items: readonly Item[],
  lengthsOf: (item: Item) => readonly number[],
  microbatchTokens: number,
): Item[][] {
  const sized = items.map((item) => {
    const lengths = lengthsOf(item)
    return { item, longest: Math.max(0, ...lengths), sequences: lengths.length }
  })
  const passes: Item[][] = []
  let pass: Item[] = []
  let longest = 0
  let sequences = 0
  for (const each of sized.sort((a, b) => b.longest - a.longest)) {
    if (pass.length === 0) longest = each.longest
    else if ((sequences + each.sequences) * longest > microbatchTokens) {
      passes.push(pass)
      pass = []
      longest = each.longest
      sequences = 0
    }
    pass.push(each.item)
    sequences += each.sequences
  }
  if (pass.length > 0) passes.push(pass)
  return passes
}
