import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { Rng } from '../../../../src/core/random.ts'
import { maskOf, maskProgram, spansOf } from '../../../../src/policy/transformer/model/attention-mask.ts'
import { packSequences, type PackedRun } from '../../../../src/policy/transformer/model/packed-rows.ts'
import { runFloat64, tensor } from '../../../tensor/float64-program.ts'

/** Runs of sequences some of which have a prompt in common. */
const runs = fc
  .array(fc.tuple(fc.nat(2), fc.integer({ min: 1, max: 12 })), { minLength: 1, maxLength: 12 })
  .map((lengths): PackedRun => {
    const sequences = lengths.map(([prompt, sampled], index) => {
      const rng = Rng.fromSeed(index)
      const given = 5 * prompt + 1
      return {
        tokens: Int32Array.from({ length: given + sampled }, (_, at) => (at < given ? at : rng.int(0, 9))),
        sampled: Uint8Array.from({ length: given + sampled }, (_, at) => Number(at >= given)),
        logProbs: new Float32Array(sampled),
        sampledBy: null,
      }
    })
    return packSequences(sequences, { maxLengthTokens: 64, positionsPerRun: 128, attentionTokens: 64 })[0] as PackedRun
  })

test('the mask that a program makes of spans hides what the one in an array hides, and nothing else', () => {
  fc.assert(
    fc.property(runs, fc.constantFrom(1, 3, 1000), fc.constantFrom(1, 3), (run, window, group) => {
      const rows = run.tokens.length
      const spans = spansOf(run, window)
      const made = runFloat64(maskProgram(run.positions, group), { spans: tensor([rows, 4], [...spans]) })['mask']!
      const due = maskOf(run, { window, group })
      expect(made.shape).toEqual([rows, group * run.positions])
      expect([...made.data].map((each) => each <= -1e9)).toEqual([...due].map((each) => each <= -1e9))
      expect(made.data.every((each) => Math.abs(each) === 0 || each <= -1e9)).toBe(true)
    }),
    { numRuns: 40 },
  )
})

test('every position sees itself, so that no row of scores is hidden as a whole', () => {
  fc.assert(
    fc.property(runs, fc.constantFrom(1, 3, 1000), (run, window) => {
      const mask = maskOf(run, { window, group: 1 })
      for (let at = 0; at < run.tokens.length; at++) expect(mask[at * run.positions + (at % run.positions)]).toBe(0)
    }),
    { numRuns: 20 },
  )
})
