// Asynchronous work over a list with a limit on how much of it goes on at once.
import pMap from 'p-map'

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
  return await pMap(items, work, { concurrency: Math.max(1, Math.floor(limit)) })
}
