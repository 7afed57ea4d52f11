// Asynchronous work over a list with a limit on how much of it goes on at once.

/**
 * The results of `work` on each item, in the order of the items, with at most `limit` at work at once.
 * Rejects with the first error; what had started by then goes on, nothing new starts.
 * @example await mapConcurrently([1, 2, 3], 2, async (n) => n * n) // [1, 4, 9]
 */
export async function mapConcurrently<Item, Result>(
  items: readonly Item[],
  limit: number,
  work: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = Array.from({ length: items.length })
  let next = 0
  let failed = false
  const takeNext = async (): Promise<void> => {
    while (next < items.length && !failed) {
      const index = next++
      try {
        results[index] = await work(items[index] as Item, index)
      } catch (thrown) {
        failed = true
        throw thrown
      }
    }
  }
  const width = Math.max(1, Math.min(Math.floor(limit), items.length))
  await Promise.all(Array.from({ length: width }, takeNext))
  return results
}
