// Bounded concurrency over a stream, with results in the order of the stream.

/**
 * Runs `work` on each item, at most `concurrency` at a time, and yields the results in the order of the items.
 * What `work` throws ends the stream.
 * @example for await (const doubled of inOrder([1, 2, 3], 2, async (n) => n * 2)) doubled // 2, 4, 6
 */
export async function* inOrder<Item, Result>(
  items: AsyncIterable<Item> | Iterable<Item>,
  concurrency: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const running: Promise<Result>[] = []
  for await (const item of items) {
    const result = work(item)
    // Its failure is met when its turn comes; until then it must not count as unhandled.
    result.catch(() => {})
    running.push(result)
    if (running.length >= concurrency) yield await (running.shift() as Promise<Result>)
  }
  while (running.length > 0) yield await (running.shift() as Promise<Result>)
}
