import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { Rng } from '../../../src/core/random.ts'
import { decodeAttentionModule, decodeAttentionOver, overreadBytes } from '../../../src/tensor/wasm/decode-attention.ts'

/** A row sees segments of the cache; the last of them ends with the row's own token. */
interface Row {
  readonly segments: readonly { readonly place: number; readonly capacity: number; readonly tokens: number }[]
}

interface Attention {
  readonly heads: number
  readonly keyValueHeads: number
  readonly headWidth: number
  readonly rows: readonly Row[]
  /** Tokens the cache holds in all. */
  readonly cacheTokens: number
}

interface Numbers {
  readonly query: Float32Array
  readonly key: Float32Array
  readonly value: Float32Array
  readonly keyCache: Float32Array
  readonly valueCache: Float32Array
}

function numbersOf({ heads, keyValueHeads, headWidth, rows, cacheTokens }: Attention, draw: () => number): Numbers {
  const some = (count: number): Float32Array => Float32Array.from({ length: count }, draw)
  const row = rows.length * keyValueHeads * headWidth
  const cache = cacheTokens * keyValueHeads * headWidth
  return {
    query: some(rows.length * heads * headWidth),
    key: some(row),
    value: some(row),
    keyCache: some(cache),
    valueCache: some(cache),
  }
}

/** Index in a cache of the first number of a token, for a head of keys and values. */
function indexOf(given: Attention, segment: Row['segments'][number], head: number, token: number): number {
  const { keyValueHeads, headWidth } = given
  return (segment.place * keyValueHeads + head * segment.capacity + token) * headWidth
}

/** By definition, in float64; appends to copies of the caches. */
function expected(given: Attention, numbers: Numbers): { mixed: Float64Array; keyCache: Float32Array } {
  const { heads, keyValueHeads, headWidth, rows } = given
  const mixed = new Float64Array(numbers.query.length)
  const [keyCache, valueCache] = [numbers.keyCache.slice(), numbers.valueCache.slice()]
  rows.forEach(({ segments }, row) => {
    const last = segments.at(-1)
    if (last === undefined) return
    for (let group = 0; group < keyValueHeads; group++) {
      const own = (row * keyValueHeads + group) * headWidth
      const at = indexOf(given, last, group, last.tokens - 1)
      keyCache.set(numbers.key.subarray(own, own + headWidth), at)
      valueCache.set(numbers.value.subarray(own, own + headWidth), at)
    }
    for (let head = 0; head < heads; head++) {
      const group = Math.floor(head / (heads / keyValueHeads))
      const start = (row * heads + head) * headWidth
      const seen = segments.flatMap((segment) =>
        Array.from({ length: segment.tokens }, (_, token) => indexOf(given, segment, group, token)),
      )
      const scores = seen.map((at) => {
        let dot = 0
        for (let k = 0; k < headWidth; k++) dot += (numbers.query[start + k] as number) * (keyCache[at + k] as number)
        return dot / Math.sqrt(headWidth)
      })
      const weights = scores.map((score) => Math.exp(score - Math.max(...scores)))
      const total = weights.reduce((sum, weight) => sum + weight, 0)
      seen.forEach((at, index) => {
        for (let k = 0; k < headWidth; k++)
          mixed[start + k]! += ((weights[index] as number) / total) * (valueCache[at + k] as number)
      })
    }
  })
  return { mixed, keyCache }
}

function runKernel(given: Attention, numbers: Numbers): { mixed: Float32Array; keyCache: Float32Array } {
  const { heads, keyValueHeads, headWidth, rows } = given
  const memory = new WebAssembly.Memory({ initial: 1 })
  let end = 0
  const place = (bytes: number): number => {
    const start = end
    end += Math.ceil(bytes / 16) * 16
    return start
  }
  const segmentCount = rows.reduce((count, { segments }) => count + segments.length, 0)
  const longest = Math.max(...rows.map(({ segments }) => segments.reduce((sum, { tokens }) => sum + tokens + 4, 0)))
  const scoreStride = longest * 4 + 32
  const addresses = {
    query: place(numbers.query.byteLength),
    key: place(numbers.key.byteLength),
    value: place(numbers.value.byteLength),
    mixed: place(numbers.query.byteLength),
    keyCache: place(numbers.keyCache.byteLength + overreadBytes(given)),
    valueCache: place(numbers.valueCache.byteLength),
    rowTable: place(rows.length * 16),
    segmentTable: place(segmentCount * 16),
    scores: place((scoreStride * heads) / keyValueHeads),
  }
  memory.grow(Math.ceil(end / 65_536))
  // What was here before must not count, even where it is no number.
  new Float32Array(memory.buffer).fill(Number.NaN)
  for (const name of ['query', 'key', 'value', 'keyCache', 'valueCache'] as const)
    new Float32Array(memory.buffer).set(numbers[name], addresses[name] / 4)
  const tokenBytes = headWidth * 4
  const rowTable = new Int32Array(memory.buffer, addresses.rowTable, rows.length * 4)
  const segmentTable = new Int32Array(memory.buffer, addresses.segmentTable, segmentCount * 4)
  let next = 0
  rows.forEach(({ segments }, row) => {
    const last = segments.at(-1) as Row['segments'][number]
    const offset = (place: number): number => place * keyValueHeads * tokenBytes
    rowTable.set(
      [offset(last.place) + (last.tokens - 1) * tokenBytes, last.capacity * tokenBytes, next, segments.length],
      row * 4,
    )
    for (const { place, capacity, tokens } of segments)
      segmentTable.set([offset(place), capacity * tokenBytes, tokens, 0], 4 * next++)
  })
  const kernel = decodeAttentionOver(decodeAttentionModule(given, false), memory)
  kernel({ rows: rows.length, scoreStride, firstGroup: 0, groups: keyValueHeads, attends: 1, ...addresses })
  return {
    mixed: new Float32Array(memory.buffer, addresses.mixed, numbers.query.length),
    keyCache: new Float32Array(memory.buffer, addresses.keyCache, numbers.keyCache.length),
  }
}

/** NaN where anything is NaN. */
function worstDifference(mixed: Float32Array, due: Float64Array): number {
  return due.reduce((most, value, at) => {
    const difference = Math.abs(value - (mixed[at] as number))
    return difference <= most ? most : difference
  }, 0)
}

/** One row a sequence, in a segment of its own. */
function separate(
  shape: { readonly heads: number; readonly keyValueHeads?: number; readonly headWidth: number },
  capacity: number,
  tokens: readonly number[],
): Attention {
  return {
    keyValueHeads: shape.heads,
    ...shape,
    cacheTokens: capacity * tokens.length,
    rows: tokens.map((count, row) => ({ segments: [{ place: row * capacity, capacity, tokens: count }] })),
  }
}

/** Rows that share some first segments, each with a last one of its own. */
const shapes: fc.Arbitrary<Attention> = fc
  .record({
    keyValueHeads: fc.integer({ min: 1, max: 3 }),
    shared: fc.constantFrom(1, 2, 3, 4, 7),
    headWidth: fc.constantFrom(4, 8, 12, 32, 64, 128),
    prefixes: fc.array(fc.integer({ min: 1, max: 21 }), { maxLength: 2 }),
    own: fc.array(fc.record({ tokens: fc.integer({ min: 1, max: 19 }), spare: fc.nat(5), sees: fc.nat(2) }), {
      minLength: 1,
      maxLength: 4,
    }),
  })
  .map(({ keyValueHeads, shared, headWidth, prefixes, own }) => {
    let cacheTokens = 0
    const take = (tokens: number, capacity: number): Row['segments'][number] => {
      const segment = { place: cacheTokens, capacity, tokens }
      cacheTokens += capacity
      return segment
    }
    const first = prefixes.map((tokens) => take(tokens, tokens))
    const rows = own.map(({ tokens, spare, sees }) => ({
      segments: [...first.slice(0, sees), take(tokens, tokens + spare)],
    }))
    return { heads: keyValueHeads * shared, keyValueHeads, headWidth, rows, cacheTokens }
  })

test('the kernel attends as the definition does, for every shape, grouping and chain of segments', () => {
  fc.assert(
    fc.property(shapes, fc.nat(), fc.constantFrom(0.1, 1, 4), (given, seed, scale) => {
      const rng = Rng.fromSeed(seed)
      const numbers = numbersOf(given, () => scale * rng.normal())
      const due = expected(given, numbers)
      const got = runKernel(given, numbers)
      // A longer dot product has more roundings.
      expect(worstDifference(got.mixed, due.mixed) / scale).toBeLessThan(given.headWidth > 32 ? 1e-5 : 5e-6)
      expect(got.keyCache).toEqual(due.keyCache)
    }),
    { numRuns: 60 },
  )
})

test('a row sees the tokens that rows before it have appended, as a prompt is read', () => {
  const capacity = 9
  const rows = Array.from({ length: capacity }, (_, at) => ({ segments: [{ place: 0, capacity, tokens: at + 1 }] }))
  const given = { heads: 6, keyValueHeads: 2, headWidth: 8, rows, cacheTokens: capacity }
  const rng = Rng.fromSeed(5)
  const numbers = numbersOf(given, () => rng.normal())
  expect(worstDifference(runKernel(given, numbers).mixed, expected(given, numbers).mixed)).toBeLessThan(2e-6)
})

test('a long cache loses no accuracy', () => {
  const given = separate({ heads: 3, keyValueHeads: 1, headWidth: 16 }, 4096, [4096])
  const rng = Rng.fromSeed(2)
  const numbers = numbersOf(given, () => rng.normal())
  expect(worstDifference(runKernel(given, numbers).mixed, expected(given, numbers).mixed)).toBeLessThan(2e-6)
})

test('scores that are far apart leave the likeliest key alone, and equal ones the mean', () => {
  const given = separate({ heads: 1, headWidth: 4 }, 8, [6])
  const numbers = numbersOf(given, () => 0)
  for (let position = 0; position < 5; position++) numbers.valueCache.fill(position + 1, position * 4, position * 4 + 4)
  numbers.value.fill(6)
  expect([...runKernel(given, numbers).mixed]).toEqual([3.5, 3.5, 3.5, 3.5].map((each) => expect.closeTo(each, 6)))
  numbers.query.fill(1e9)
  for (let position = 0; position < 5; position++)
    numbers.keyCache.fill(position === 2 ? 1e9 : -1e9, position * 4, position * 4 + 4)
  numbers.key.fill(-1e9)
  expect([...runKernel(given, numbers).mixed]).toEqual([3, 3, 3, 3])
})

test('a row of numbers that are none leaves the rows beside it as they are', () => {
  const given = separate({ heads: 4, keyValueHeads: 2, headWidth: 8 }, 8, [5, 5, 5])
  const rng = Rng.fromSeed(3)
  const numbers = numbersOf(given, () => rng.normal())
  const sound = runKernel(given, numbers).mixed.slice()
  numbers.query.fill(Number.NaN, 32, 64)
  numbers.key.fill(Number.NaN, 16, 32)
  const { mixed } = runKernel(given, numbers)
  expect(mixed.subarray(0, 32)).toEqual(sound.subarray(0, 32))
  expect(mixed.subarray(64)).toEqual(sound.subarray(64))
  expect(mixed.subarray(32, 64).every(Number.isNaN)).toBe(true)
})

test('the exponential is within 3e-7 of the true one all the way down to where it is 0', () => {
  // Two keys whose scores differ by x: the weight of the second is 1 / (1 + e^x).
  for (let x = 0; x < 80; x += 0.37) {
    const given = separate({ heads: 1, headWidth: 4 }, 4, [2])
    const numbers = numbersOf(given, () => 0)
    numbers.query[0] = 2
    numbers.key[0] = -x
    numbers.value.fill(1)
    const [weight] = runKernel(given, numbers).mixed
    const due = 1 / (1 + Math.exp(Math.fround(x)))
    expect(Math.abs((weight as number) - due) / due).toBeLessThan(3e-7)
  }
})
