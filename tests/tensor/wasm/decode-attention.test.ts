import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { Rng } from '../../../src/core/random.ts'
import { compileDecodeAttention } from '../../../src/tensor/wasm/decode-attention.ts'

interface Attention {
  readonly heads: number
  readonly headWidth: number
  readonly capacity: number
  /** Cache rows; each of `lengths` has one of its own. */
  readonly slots: readonly number[]
  readonly lengths: readonly number[]
}

interface Numbers {
  readonly query: Float32Array
  readonly key: Float32Array
  readonly value: Float32Array
  readonly keyCache: Float32Array
  readonly valueCache: Float32Array
}

function numbersOf(given: Attention, draw: () => number): Numbers {
  const { heads, headWidth, capacity, lengths } = given
  const some = (count: number): Float32Array => Float32Array.from({ length: count }, draw)
  const row = lengths.length * heads * headWidth
  const cache = (Math.max(...given.slots) + 1) * heads * capacity * headWidth
  return { query: some(row), key: some(row), value: some(row), keyCache: some(cache), valueCache: some(cache) }
}

/** By definition, in float64. [rows, heads · headWidth] */
function expectedMix({ heads, headWidth, capacity, slots, lengths }: Attention, numbers: Numbers): Float64Array {
  const mixed = new Float64Array(numbers.query.length)
  lengths.forEach((length, row) => {
    for (let head = 0; head < heads; head++) {
      const own = (row * heads + head) * headWidth
      const cached = ((slots[row] ?? 0) * heads + head) * capacity * headWidth
      const at = (fresh: Float32Array, cache: Float32Array, position: number, k: number): number =>
        (position === length ? fresh[own + k] : cache[cached + position * headWidth + k]) as number
      const positions = Array.from({ length: length + 1 }, (_, position) => position)
      const scores = positions.map((position) => {
        let dot = 0
        for (let k = 0; k < headWidth; k++)
          dot += (numbers.query[own + k] as number) * at(numbers.key, numbers.keyCache, position, k)
        return dot / Math.sqrt(headWidth)
      })
      const weights = scores.map((score) => Math.exp(score - Math.max(...scores)))
      const total = weights.reduce((sum, weight) => sum + weight, 0)
      for (let k = 0; k < headWidth; k++)
        for (const position of positions)
          mixed[own + k] =
            (mixed[own + k] as number) +
            ((weights[position] as number) / total) * at(numbers.value, numbers.valueCache, position, k)
    }
  })
  return mixed
}

function runKernel(given: Attention, numbers: Numbers): { mixed: Float32Array; keyCache: Float32Array } {
  const memory = new WebAssembly.Memory({ initial: 1 })
  let end = 0
  const place = (floats: number): number => {
    const start = end
    end += Math.ceil(floats / 4) * 16
    return start
  }
  const rows = given.lengths.length
  const addresses = {
    query: place(numbers.query.length),
    key: place(numbers.key.length),
    value: place(numbers.value.length),
    keyCache: place(numbers.keyCache.length),
    valueCache: place(numbers.valueCache.length),
    mixed: place(numbers.query.length),
    slots: place(rows),
    lengths: place(rows),
    scores: place(given.capacity + 4),
  }
  memory.grow(Math.ceil(end / 65_536))
  for (const name of ['query', 'key', 'value', 'keyCache', 'valueCache'] as const)
    new Float32Array(memory.buffer).set(numbers[name], addresses[name] / 4)
  new Int32Array(memory.buffer).set(given.slots, addresses.slots / 4)
  new Int32Array(memory.buffer).set(given.lengths, addresses.lengths / 4)
  // What an earlier, longer row left behind must not count.
  new Float32Array(memory.buffer, addresses.scores, given.capacity + 4).fill(3e38)
  compileDecodeAttention(given, memory)({ rows, ...addresses })
  return {
    mixed: new Float32Array(memory.buffer, addresses.mixed, numbers.query.length),
    keyCache: new Float32Array(memory.buffer, addresses.keyCache, numbers.keyCache.length),
  }
}

function worstDifference(mixed: Float32Array, due: Float64Array): number {
  return due.reduce((most, value, at) => Math.max(most, Math.abs(value - (mixed[at] as number)) || 0), 0)
}

const shapes: fc.Arbitrary<Attention> = fc
  .record({
    heads: fc.integer({ min: 1, max: 4 }),
    headWidth: fc.constantFrom(4, 8, 12, 32),
    capacity: fc.constantFrom(4, 16, 48),
    rows: fc.integer({ min: 1, max: 5 }),
  })
  .chain(({ rows, ...rest }) =>
    fc.record({
      heads: fc.constant(rest.heads),
      headWidth: fc.constant(rest.headWidth),
      capacity: fc.constant(rest.capacity),
      slots: fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: rows, maxLength: rows }),
      lengths: fc.array(fc.nat(rest.capacity - 1), { minLength: rows, maxLength: rows }),
    }),
  )

test('the kernel attends as the definition does, for every shape, slot and length', () => {
  fc.assert(
    fc.property(shapes, fc.nat(), fc.constantFrom(0.1, 1, 4), (given, seed, scale) => {
      const rng = Rng.fromSeed(seed)
      const numbers = numbersOf(given, () => scale * rng.normal())
      const due = expectedMix(given, numbers)
      expect(worstDifference(runKernel(given, numbers).mixed, due) / scale).toBeLessThan(5e-6)
    }),
    { numRuns: 60 },
  )
})

test('the new key is appended in its place, and nothing else of the cache changes', () => {
  const given = { heads: 2, headWidth: 4, capacity: 8, slots: [1, 0], lengths: [3, 7] }
  const rng = Rng.fromSeed(1)
  const numbers = numbersOf(given, () => rng.normal())
  const due = numbers.keyCache.slice()
  given.lengths.forEach((length, row) => {
    for (let head = 0; head < 2; head++)
      due.set(
        numbers.key.subarray((row * 2 + head) * 4, (row * 2 + head + 1) * 4),
        (((given.slots[row] as number) * 2 + head) * 8 + length) * 4,
      )
  })
  expect(runKernel(given, numbers).keyCache).toEqual(due)
})

test('a long cache loses no accuracy', () => {
  const given = { heads: 1, headWidth: 16, capacity: 4096, slots: [0], lengths: [4095] }
  const rng = Rng.fromSeed(2)
  const numbers = numbersOf(given, () => rng.normal())
  expect(worstDifference(runKernel(given, numbers).mixed, expectedMix(given, numbers))).toBeLessThan(2e-6)
})

test('scores that are far apart leave the likeliest key alone, and equal ones the mean', () => {
  const given = { heads: 1, headWidth: 4, capacity: 8, slots: [0], lengths: [5] }
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

test('the exponential is within 3e-7 of the true one all the way down to where it is 0', () => {
  // Two keys whose scores differ by x: the weight of the second is 1 / (1 + e^x).
  for (let x = 0; x < 80; x += 0.37) {
    const given = { heads: 1, headWidth: 4, capacity: 4, slots: [0], lengths: [1] }
    const numbers = numbersOf(given, () => 0)
    numbers.query[0] = 2
    numbers.key[0] = -x
    numbers.value.fill(1)
    const [weight] = runKernel(given, numbers).mixed
    const due = 1 / (1 + Math.exp(Math.fround(x)))
    expect(Math.abs((weight as number) - due) / due).toBeLessThan(3e-7)
  }
})
