// Streets of houses and clues about them. A thing is [kind, index]; its place is the number of its house from 0.
import type { Rng } from '../../src/core/random.ts'

export type Thing = readonly [kind: number, index: number]

/**
 * `house`: the left thing is in house `right[1]`; `same`: both in one house; `beside`: in neighbouring ones; `next`: the
 * left one directly to the left; `before`: somewhere to the left.
 */
export interface Clue {
  readonly relation: 'house' | 'same' | 'beside' | 'next' | 'before'
  readonly left: Thing
  readonly right: Thing
}

export interface Street {
  readonly clues: readonly Clue[]
  /** The house of each thing, by kind and index. */
  readonly places: readonly (readonly number[])[]
}

export interface StreetSettings {
  readonly houses: number
  /** Kinds of things; people are the first. */
  readonly kinds: number
}

/** A street that its clues describe alone, and not without any of them. */
export function drawStreet(rng: Rng, settings: StreetSettings): Street {
  const { houses, kinds } = settings
  const order = Array.from({ length: houses }, (_, index) => index)
  const places = Array.from({ length: kinds }, () => rng.shuffle(order))
  const clues: Clue[] = []
  const known = new Set<string>()
  // As many as make one possibility likely, then more until there is one.
  for (;;) {
    const clue = drawClue(rng, places, settings)
    const key = `${clue.relation} ${clue.left.join()} ${clue.right.join()}`
    if (known.has(key)) continue
    known.add(key)
    clues.push(clue)
    if (clues.length >= houses + kinds - 3 && possibleStreets(clues, settings, 2).length === 1) break
  }
  for (let index = clues.length - 1; index >= 0; index--) {
    const others = clues.toSpliced(index, 1)
    if (possibleStreets(others, settings, 2).length === 1) clues.splice(index, 1)
  }
  return { clues, places }
}

function drawClue(rng: Rng, places: readonly (readonly number[])[], { houses, kinds }: StreetSettings): Clue {
  const placeOf = ([kind, index]: Thing): number => places[kind]?.[index] ?? -1
  for (;;) {
    const one: Thing = [rng.int(0, kinds - 1), rng.int(0, houses - 1)]
    const other: Thing = [rng.int(0, kinds - 1), rng.int(0, houses - 1)]
    if (rng.int(0, 9) === 0) return { relation: 'house', left: one, right: [0, placeOf(one)] }
    const apart = placeOf(other) - placeOf(one)
    if (apart === 0 && one[0] !== other[0]) {
      const [left, right] = one[0] < other[0] ? [one, other] : [other, one]
      return { relation: 'same', left, right }
    }
    if (apart <= 0) continue
    if (apart > 1) return { relation: 'before', left: one, right: other }
    const kind = rng.int(0, 2)
    if (kind === 0) return { relation: 'before', left: one, right: other }
    if (kind === 1) return { relation: 'next', left: one, right: other }
    const [left, right] = one[0] < other[0] || (one[0] === other[0] && one[1] < other[1]) ? [one, other] : [other, one]
    return { relation: 'beside', left, right }
  }
}

/**
 * Streets of which all clues are true, at most `most`: the house of each thing, by kind and index. Each thing keeps the
 * houses it may be in as bits; clues strike houses out until nothing changes, then the thing with the fewest is tried.
 */
export function possibleStreets(clues: readonly Clue[], { houses, kinds }: StreetSettings, most: number): number[][][] {
  const count = houses * kinds
  const relations = clues.map(({ relation, left, right }) => ({
    relation,
    left: left[0] * houses + left[1],
    right: relation === 'house' ? right[1] : right[0] * houses + right[1],
  }))
  const found: number[][][] = []
  const search = (open: Int32Array): void => {
    if (!struckOut(open, relations, houses)) return
    let [thing, fewest] = [-1, houses + 1]
    for (let each = 0; each < count; each++) {
      const choices = bitCount(open[each] as number)
      if (choices > 1 && choices < fewest) [thing, fewest] = [each, choices]
    }
    if (thing < 0) {
      const places = Array.from(open, (bits) => 31 - Math.clz32(bits))
      found.push(Array.from({ length: kinds }, (_, kind) => places.slice(kind * houses, (kind + 1) * houses)))
      return
    }
    for (let left = open[thing] as number; left !== 0 && found.length < most; left &= left - 1) {
      const tried = open.slice()
      tried[thing] = left & -left
      search(tried)
    }
  }
  search(new Int32Array(count).fill(2 ** houses - 1))
  return found
}

interface Relation {
  readonly relation: Clue['relation']
  /** Things by their number: kind times houses and index; of `house` the right one is the house. */
  readonly left: number
  readonly right: number
}

/** Strikes houses out of `open` until nothing changes; false where a thing or a house is left without any. */
function struckOut(open: Int32Array, relations: readonly Relation[], houses: number): boolean {
  const all = 2 ** houses - 1
  for (let sum = -1; ;) {
    for (const { relation, left, right } of relations) {
      const l = open[left] as number
      if (relation === 'house') {
        open[left] = l & (1 << right)
        continue
      }
      const r = open[right] as number
      if (relation === 'same') open[left] = open[right] = l & r
      else if (relation === 'next') {
        open[right] = r & (l << 1)
        open[left] = l & (r >> 1)
      } else if (relation === 'beside') {
        open[right] = r & ((l << 1) | (l >> 1))
        open[left] = l & ((r << 1) | (r >> 1))
      } else {
        // Behind the first house of the left one; before the last house of the right one.
        open[right] = r & ~(((l & -l) << 1) - 1) & all
        open[left] = r === 0 ? 0 : l & ((1 << (31 - Math.clz32(r))) - 1)
      }
    }
    if (!keptApart(open, houses)) return false
    let now = 0
    for (const bits of open) now += bitCount(bits)
    if (now === sum) return true
    sum = now
  }
}

/** Things of a kind are in different houses, and every house has one of them. */
function keptApart(open: Int32Array, houses: number): boolean {
  for (let first = 0; first < open.length; first += houses) {
    let [once, more] = [0, 0]
    for (let thing = first; thing < first + houses; thing++) {
      const bits = open[thing] as number
      if (bits === 0) return false
      more |= once & bits
      once |= bits
      if ((bits & (bits - 1)) !== 0) continue
      for (let other = first; other < first + houses; other++) if (other !== thing) open[other]! &= ~bits
    }
    if (once !== 2 ** houses - 1) return false
    const alone = once & ~more
    for (let thing = first; thing < first + houses; thing++) {
      const own = (open[thing] as number) & alone
      if (own !== 0) open[thing] = own
    }
  }
  return true
}

function bitCount(bits: number): number {
  let count = 0
  for (let left = bits; left !== 0; left &= left - 1) count++
  return count
}
