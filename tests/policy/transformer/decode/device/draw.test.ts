// What is drawn on a device is what the host draws from the same probabilities by the same number.
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Sampling } from '../../../../../src/core/policy.ts'
import { Rng } from '../../../../../src/core/random.ts'
import { appendDraw } from '../../../../../src/policy/transformer/decode/device/draw.ts'
import { sampleToken } from '../../../../../src/policy/transformer/decode/sample-token.ts'
import type { Backend, DeviceTensor } from '../../../../../src/tensor/backend.ts'
import { openBackend, type BackendName } from '../../../../../src/tensor/open-backend.ts'
import { anyRows, Program } from '../../../../../src/tensor/program.ts'
import { bindingPlaces } from '../../../../../src/tensor/tensorflow/binding-place.ts'
import { withoutGpu } from '../../../../tensor/onnx/software-gpu.ts'

type Kept = Omit<Sampling, 'maxTokens'>

const all: Kept = { temperature: 1, topK: 0, topP: 1 }

/** Multiples of 2^-12 whose sums are exact in float32, so that no rounding decides; some are 0, many equal. */
function exactProbabilities(size: number, rng: Rng): Float32Array {
  const parts = new Int32Array(size)
  const likely = Array.from({ length: Math.ceil(size / 3) }, () => rng.int(0, size - 1))
  for (let part = 0; part < 4096; part++) parts[rng.pick(likely)]! += 1
  return Float32Array.from(parts, (part) => part / 4096)
}

const gpu = await withoutGpu()
const skipped: { readonly [name in BackendName]?: string } = {
  ...(bindingPlaces('node').length === 0 && { 'tfjs-node': 'left out: `rlvr setup tensorflow` was not run here' }),
  ...(gpu !== null && { 'onnx-webgpu': `left out: ${gpu}` }),
}

for (const name of ['onnx-cpu', 'onnx-webgpu', 'tfjs-node', 'tfjs-wasm', 'tfjs-cpu'] satisfies BackendName[])
  describe.skipIf(skipped[name] !== undefined)(`${name} ${skipped[name] ?? ''}`.trim(), () => {
    let backend: Backend
    beforeAll(async () => {
      backend = await openBackend({ name, threads: 1 })
    })
    afterAll(async () => await backend.close())

    /** Pairs of a probability and a token. */
    const draw = async (
      rows: readonly Float32Array[],
      uniforms: readonly number[],
      kept: Kept,
    ): Promise<number[][]> => {
      const size = (rows[0] as Float32Array).length
      const program = new Program()
      const probabilities = program.input('probabilities', [anyRows, size])
      program.output('drawn', appendDraw(program, probabilities, program.input('uniform', [anyRows, 1]), kept))
      const compiled = await backend.compile(program)
      const { drawn } = await compiled.run({
        probabilities: backend.upload(Float32Array.from(rows.flatMap((row) => [...row])), [rows.length, size]),
        uniform: backend.upload(Float32Array.from(uniforms), [rows.length, 1]),
      })
      const pairs = [...(await backend.download(drawn as DeviceTensor))]
      await compiled.close()
      return rows.map((_, row) => pairs.slice(2 * row, 2 * row + 2))
    }

    test('the token and its probability are those that the host draws', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.record({ size: fc.constantFrom(1, 2, 7, 40, 1025, 1500), seed: fc.nat() }),
          fc.constantFrom<Kept>(
            all,
            { ...all, temperature: 0 },
            { ...all, topK: 1 },
            { ...all, topK: 5 },
            { ...all, topK: 2000 },
            { ...all, topP: 0.5 },
            { ...all, topP: 0.03125 },
            { ...all, minP: 0.25 },
            { ...all, minP: 1 },
            { ...all, topK: 20, topP: 0.75, minP: 0.125 },
          ),
          async ({ size, seed }, kept) => {
            const rng = Rng.fromSeed(seed)
            const rows = Array.from({ length: 5 }, () => exactProbabilities(size, rng))
            // Between the multiples, so that nothing is drawn at a bound.
            const uniforms = rows.map(() => (rng.int(0, 4095) + 0.5) / 4096)
            const due = rows.map((row, at) => sampleToken(row, kept, uniforms[at] as number))
            const drawn = await draw(rows, uniforms, kept)
            expect(drawn).toEqual(due.map(({ token }, at) => [rows[at]?.[token], token]))
          },
        ),
        // A GPU in software takes a second to make a program.
        { numRuns: name === 'onnx-webgpu' ? 8 : 30 },
      )
    })

    test('at either end of the range a token that has a probability is drawn', async () => {
      for (const size of [6, 2000]) {
        const row = new Float32Array(size)
        row[1] = 0.3
        row[size - 2] = 0.7
        for (const kept of [all, { ...all, topK: 5 }, { ...all, minP: 0.001 }]) {
          const drawn = await draw([row, row], [2 ** -60, 1], kept)
          expect(new Set(drawn.map(([, token]) => token))).toEqual(new Set([1, size - 2]))
        }
      }
    })

    test('a row that has no numbers gives none, and changes no other', async () => {
      for (const size of [6, 2000])
        for (const kept of [all, { ...all, temperature: 0 }, { ...all, topK: 3 }, { ...all, topP: 0.5 }]) {
          const row = new Float32Array(size).fill(1 / size)
          const [none, some] = await draw([row.map(() => Number.NaN), row], [0.5, 0.5], kept)
          expect(none?.[0]).toBeNaN()
          expect(some?.[0]).toBeCloseTo(1 / size, 6)
        }
    })
  })
