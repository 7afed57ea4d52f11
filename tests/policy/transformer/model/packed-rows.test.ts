import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { TokenSequence } from '../../../../src/core/policy.ts'
import { Rng } from '../../../../src/core/random.ts'
import type { Architecture } from '../../../../src/policy/transformer/model/architecture.ts'
import { maskOf } from '../../../../src/policy/transformer/model/attention-mask.ts'
import {
  attentionTokens,
  packSequences,
  paddedPositions,
  positionsPerRun,
  spread,
  type PackedRun,
} from '../../../../src/policy/transformer/model/packed-rows.ts'

const options = { maxLengthTokens: 512, positionsPerRun: 1024, attentionTokens: 400 }

/** A prompt that all sequences of one number begin with, and a sampled reply of its own. */
function sequenceOf(prompt: number, [given, sampled]: readonly [number, number], seed: number): TokenSequence {
  const own = Rng.fromSeed(seed)
  const shared = Rng.fromSeed(`prompt ${prompt}`)
  return {
    tokens: Int32Array.from([
      ...Array.from({ length: given }, () => shared.int(0, 99)),
      ...Array.from({ length: sampled }, () => own.int(0, 99)),
    ]),
    sampled: Uint8Array.from([...new Uint8Array(given), ...new Uint8Array(sampled).fill(1)]),
    logProbs: new Float32Array(sampled),
    sampledBy: null,
  }
}

const batches = fc.array(
  fc
    .tuple(fc.nat(5), fc.integer({ min: 1, max: 90 }))
    .map(([prompt, sampled]) => ({ prompt, given: 9 * prompt + 1, sampled })),
  { maxLength: 60 },
)

function sequencesOf(lengths: readonly { prompt: number; given: number; sampled: number }[]): TokenSequence[] {
  return lengths.map(({ prompt, given, sampled }, index) => sequenceOf(prompt, [given, sampled], index))
}

/** The tokens that a position sees, with their places: what a model reads there. */
function readAt(run: PackedRun, at: number): (readonly [token: number, place: number])[] {
  const mask = maskOf(run, { window: Infinity, group: 1 }).subarray(at * run.positions, (at + 1) * run.positions)
  const row = at - (at % run.positions)
  return [...mask.keys()]
    .filter((column) => mask[column] === 0)
    .map((column): [number, number] => [run.tokens[row + column] as number, run.places[row + column] as number])
    .sort((a, b) => a[1] - b[1])
}

test('every sampled token is predicted once, from the very tokens before it in its sequence', () => {
  fc.assert(
    fc.property(batches, (lengths) => {
      const sequences = sequencesOf(lengths)
      const seen = new Set<number>()
      for (const run of packSequences(sequences, options)) {
        let from = 0
        for (const { index, sampled } of run.sequences) {
          expect(seen.has(index)).toBe(false)
          seen.add(index)
          const { tokens, sampled: marks } = sequences[index] as TokenSequence
          const due = [...tokens.keys()].filter((place) => marks[place] === 1)
          expect(sampled).toBe(due.length)
          due.forEach((place, nth) => {
            expect(run.targets[from + nth]).toBe(tokens[place])
            expect(readAt(run, run.picked[from + nth] as number)).toEqual(
              [...tokens.subarray(0, place)].map((token, at) => [token, at]),
            )
          })
          from += sampled
        }
        expect(from).toBe(run.picked.length)
      }
      expect([...seen].sort((a, b) => a - b)).toEqual([...sequences.keys()])
    }),
    { numRuns: 25 },
  )
})

test('a window hides what is further back, across a shared prompt too', () => {
  const sequences = [sequenceOf(0, [6, 3], 1), sequenceOf(0, [6, 3], 2)]
  const run = packSequences(sequences, options)[0] as PackedRun
  const windowed = maskOf(run, { window: 4, group: 1 })
  const whole = maskOf(run, { window: Infinity, group: 1 })
  for (let at = 0; at < run.tokens.length; at++)
    for (let column = 0; column < run.positions; column++) {
      const index = at * run.positions + column
      const back = (run.places[at] as number) - (run.places[at - (at % run.positions) + column] as number)
      expect(windowed[index]).toBe(back < 4 ? whole[index] : Math.fround(-1e9))
    }
})

test('each of the query heads that share a key has the same mask', () => {
  const run = packSequences([sequenceOf(0, [6, 3], 1)], options)[0] as PackedRun
  const one = maskOf(run, { window: Infinity, group: 1 })
  const three = maskOf(run, { window: Infinity, group: 3 })
  for (let at = 0; at < run.tokens.length; at++)
    for (let head = 0; head < 3; head++)
      expect(three.subarray((3 * at + head) * run.positions).subarray(0, run.positions)).toEqual(
        one.subarray(at * run.positions, (at + 1) * run.positions),
      )
})

test('a group computes its prompt once, short sequences stand beside each other, and little is padding', () => {
  const groups = Array.from({ length: 512 }, (_, index) =>
    sequenceOf(Math.floor(index / 8), [14, 4 + (index % 12)], index),
  )
  const sizeOf = (sequences: readonly TokenSequence[]): number =>
    packSequences(sequences, options).reduce((sum, { tokens }) => sum + tokens.length, 0)
  const own = groups.reduce((sum, { tokens }) => sum + tokens.length - 1, 0)
  expect(sizeOf(groups)).toBeLessThan(0.62 * own)
  const alone = groups.map((_, index) => sequenceOf(index, [14, 4 + (index % 12)], index))
  expect(sizeOf(alone)).toBeLessThan(1.2 * own)
})

test('long replies are not put into one row, for attention would cost more than their prompt', () => {
  const long = Array.from({ length: 8 }, (_, index) => sequenceOf(0, [20, 400], index))
  expect(packSequences(long, options).every(({ positions }) => positions <= 512)).toBe(true)
  const prompts = Array.from({ length: 8 }, (_, index) => sequenceOf(0, [400, 20], index))
  expect(packSequences(prompts, options).reduce((sum, { tokens }) => sum + tokens.length, 0)).toBeLessThan(1200)
})

test('runs hold few positions, and work is divided among threads', () => {
  const many = Array.from({ length: 300 }, (_, index) => sequenceOf(index, [10, 1 + (index % 60)], index))
  for (const { tokens } of packSequences(many, options)) expect(tokens.length).toBeLessThanOrEqual(1024)
  expect(packSequences(many.slice(0, 20), { ...options, threads: 2 }).length).toBeGreaterThan(1)
  expect(packSequences(many.slice(0, 3), { ...options, threads: 2 })).toHaveLength(1)
})

test('a sequence without a sampled token takes part in no run, and one that is too long is refused', () => {
  expect(packSequences([sequenceOf(0, [6, 0], 1)], options)).toEqual([])
  expect(() => packSequences([sequenceOf(0, [6, 3], 1)], { ...options, maxLengthTokens: 8 })).toThrow(
    'A sequence has 9 tokens; the policy holds 8.',
  )
})

test('there are few row lengths, and little of one is padding', () => {
  for (const [longest, most] of [
    [40, 9],
    [512, 24],
    [4096, 36],
  ] as const) {
    const lengths = new Set<number>()
    for (let needed = 1; needed <= longest; needed++) {
      const positions = paddedPositions(needed)
      lengths.add(positions)
      expect(positions).toBeGreaterThanOrEqual(needed)
      expect(positions - needed).toBeLessThanOrEqual(Math.max(3, needed / 4))
    }
    expect(lengths.size).toBeLessThanOrEqual(most)
  }
})

test('values of sampled tokens are put where they are predicted', () => {
  const run = packSequences([sequenceOf(0, [6, 3], 1), sequenceOf(0, [6, 2], 2)], options)[0] as PackedRun
  const columns = [Float32Array.of(1, 2, 3), undefined]
  expect([...spread(run, (index) => columns[index])]).toEqual(
    run.sequences.flatMap(({ index, sampled }) => (index === 0 ? [1, 2, 3] : Array.from({ length: sampled }, () => 0))),
  )
})

test('attention costs as much as the products of a layer at some hundreds of columns', () => {
  const architecture = {
    vocabularySize: 64,
    width: 128,
    layers: 4,
    heads: 4,
    maxLengthTokens: 64,
    positions: 'learned',
    mlp: 'silu',
    mlpWidth: 512,
  } as const
  expect(attentionTokens(architecture)).toBeGreaterThan(300)
  expect(attentionTokens(architecture)).toBeLessThan(500)
})

test('a run on a device is longer where the model is small, because each operation costs the host the same', () => {
  const shape = (layers: number, width: number, vocabularySize: number): Architecture => ({
    ...{ layers, width, mlpWidth: 4 * width, vocabularySize, heads: 4, maxLengthTokens: 128 },
    ...{ positions: 'learned', mlp: 'silu' },
  })
  const [small, large] = [shape(4, 128, 512), shape(28, 1024, 151_936)]
  expect(positionsPerRun(small)).toBe(1024)
  expect(positionsPerRun(small, true)).toBe(4096)
  expect(positionsPerRun(shape(6, 512, 4096), true)).toBe(2048)
  expect(positionsPerRun(large, true)).toBe(1024)
})
