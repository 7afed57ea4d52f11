// Ranks texts by the words of a query: BM25 of Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and
// Beyond" (2009), equation 3.15, with the weight of a word that is never negative, of Lucene (BM25Similarity.java):
//   Σ over words  ln(1 + (N − n + 0.5) / (n + 0.5)) · tf / (tf + k1 · (1 − b + b · length / mean length))
// N texts, n of them with the word, tf times in this one. The table is made once; a search adds up what stands in it.

const k1 = 1.2
const b = 0.75

interface Posting {
  readonly at: number
  readonly weight: number
}

export interface Ranked {
  readonly at: number
  readonly score: number
}

export class Bm25Index {
  readonly #postings: ReadonlyMap<string, readonly Posting[]>
  readonly #size: number

  constructor(texts: readonly string[]) {
    const counted = texts.map((text) => countsOf(wordsOf(text)))
    const lengths = counted.map((counts) => [...counts.values()].reduce((sum, count) => sum + count, 0))
    const mean = lengths.reduce((sum, length) => sum + length, 0) / texts.length
    const found = new Map<string, [at: number, count: number][]>()
    for (const [at, counts] of counted.entries())
      for (const [word, count] of counts) {
        const known = found.get(word)
        if (known === undefined) found.set(word, [[at, count]])
        else known.push([at, count])
      }
    const weighed = new Map<string, readonly Posting[]>()
    for (const [word, places] of found) {
      const rarity = Math.log(1 + (texts.length - places.length + 0.5) / (places.length + 0.5))
      const norm = (at: number): number => k1 * (1 - b + (b * (lengths[at] as number)) / mean)
      weighed.set(
        word,
        places.map(([at, count]) => ({ at, weight: (rarity * count) / (count + norm(at)) })),
      )
    }
    this.#postings = weighed
    this.#size = texts.length
  }

  /** The best `most` texts that hold a word of the query, by their places; of equal ones the earlier first. */
  search(query: string, most: number): Ranked[] {
    const scores = new Float64Array(this.#size)
    for (const word of wordsOf(query))
      for (const { at, weight } of this.#postings.get(word) ?? []) scores[at] = (scores[at] as number) + weight
    const ranked: Ranked[] = []
    for (const [at, score] of scores.entries()) {
      if (score === 0 || (ranked.length === most && score <= (ranked.at(-1) as Ranked).score)) continue
      let place = ranked.length
      while (place > 0 && (ranked[place - 1] as Ranked).score < score) place--
      ranked.splice(place, 0, { at, score })
      if (ranked.length > most) ranked.pop()
    }
    return ranked
  }
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
}

function countsOf(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}
