// Shares sequences out over passes that fit into memory. Loss and gradient do not depend on it: denominators are
// counted before (`sequence-terms.ts`).

/**
 * Splits items into consecutive passes, each of at most `microbatchTokens` padded tokens (the longest of a pass
 * times its count), but of at least one item. Sorted by length, so that little is padding.
 */
export function microbatches<Item>(
  items: readonly Item[],
  lengthOf: (item: Item) => number,
  microbatchTokens: number,
): Item[][] {
  const passes: Item[][] = []
  let pass: Item[] = []
  for (const item of items.toSorted((a, b) => lengthOf(b) - lengthOf(a))) {
    const longest = lengthOf(pass[0] ?? item)
    if (pass.length > 0 && (pass.length + 1) * longest > microbatchTokens) {
      passes.push(pass)
      pass = []
    }
    pass.push(item)
  }
  if (pass.length > 0) passes.push(pass)
  return passes
}
