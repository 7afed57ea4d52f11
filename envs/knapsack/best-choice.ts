// The best choice of items by dynamic programming over capacities (Bellman 1957; Kellerer, Pferschy and Pisinger 2004,
// Knapsack Problems, section 2.3).

export interface Item {
  readonly weight: number
  readonly value: number
}

/** @example itemsOf('3/5,2/4')[1] // { weight: 2, value: 4 } */
export function itemsOf(text: string): Item[] {
  return text.split(',').map((item) => {
    const [weight = '', value = ''] = item.split('/')
    return { weight: Number(weight), value: Number(value) }
  })
}

/** The highest value within `capacity`, and the indices of items that have it. */
export function bestChoice(items: readonly Item[], capacity: number): { best: number; chosen: number[] } {
  const width = capacity + 1
  // Row i: the best value of the first i items for each capacity.
  const table = new Int32Array((items.length + 1) * width)
  for (const [index, { weight, value }] of items.entries())
    for (let room = 0; room < width; room++) {
      const without = table[index * width + room] as number
      const withIt = room < weight ? -1 : (table[index * width + room - weight] as number) + value
      table[(index + 1) * width + room] = Math.max(without, withIt)
    }
  const chosen: number[] = []
  let room = capacity
  for (let index = items.length; index > 0; index--) {
    if (table[index * width + room] === table[(index - 1) * width + room]) continue
    chosen.unshift(index - 1)
    room -= items[index - 1]?.weight ?? 0
  }
  return { best: table[items.length * width + capacity] as number, chosen }
}
