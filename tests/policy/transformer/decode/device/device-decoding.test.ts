// Decoding on a device over back ends that run here: the programs are the same, whoever runs them.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Sampling } from '../../../../../src/core/policy.ts'
import { Decoder, type DecodedReply } from '../../../../../src/policy/transformer/decode/decoder.ts'
import { DeviceDecoding } from '../../../../../src/policy/transformer/decode/device/device-decoding.ts'
import type { Backend } from '../../../../../src/tensor/backend.ts'
import { openBackend, type BackendName } from '../../../../../src/tensor/open-backend.ts'
import { bindingPlaces } from '../../../../../src/tensor/tensorflow/binding-place.ts'
import { trafficBetween } from '../../../../../src/tensor/traffic.ts'
import { withoutGpu } from '../../../../tensor/onnx/software-gpu.ts'
import { stopAt } from '../../stop-at.ts'
import { adapter, architecture, base, expectSame, lora, requests, sampling, weightsOf } from '../family.ts'

const samplings: { readonly [name: string]: Partial<Sampling> } = {
  'all tokens': {},
  'a temperature': { temperature: 0.6 },
  'the likeliest': { temperature: 0 },
  'top-k': { topK: 5 },
  'top-p': { topP: 0.7 },
  'min-p': { minP: 0.2 },
  'all of them': { temperature: 1.3, topK: 12, topP: 0.9, minP: 0.05 },
}

const adapted = new Map([...base, ...adapter])
const model = { architecture, lora }

let host: Backend
beforeAll(async () => {
  host = await openBackend({ name: 'onnx-cpu', threads: 1 })
})
afterAll(async () => await host.close())

async function onHost(values: ReadonlyMap<string, Float32Array>, asked: Sampling): Promise<DecodedReply[]> {
  const decoder = Decoder.open(model, host)
  const replies = await decoder.generate(weightsOf(values, host), requests, asked, stopAt(0))
  await decoder.close()
  return replies
}

const gpu = await withoutGpu()
const skipped: { readonly [name in BackendName]?: string } = {
  ...(bindingPlaces('node').length === 0 && { 'tfjs-node': 'left out: `rlvr setup tensorflow` was not run here' }),
  ...(gpu !== null && { 'onnx-webgpu': `left out: ${gpu}` }),
}

for (const name of ['onnx-cpu', 'onnx-webgpu', 'tfjs-node', 'tfjs-wasm', 'tfjs-cpu'] satisfies BackendName[])
  describe.skipIf(skipped[name] !== undefined)(`${name} ${skipped[name] ?? ''}`.trim(), () => {
    let backend: Backend
    let decoder: Decoder
    beforeAll(async () => {
      backend = await openBackend({ name, threads: 1 })
      decoder = new Decoder(architecture, new DeviceDecoding(model, backend))
    })
    afterAll(async () => {
      await decoder.close()
      await backend.close()
    })

    for (const [kind, given] of Object.entries(samplings))
      test(`draws the tokens that the host draws, with ${kind}`, async () => {
        const asked = { ...sampling, ...given }
        const replies = await decoder.generate(weightsOf(base, backend), requests, asked, stopAt(0))
        expectSame(replies, await onHost(base, asked), 1e-5)
      })

    test('of a decoded token its id, its position and a number go up, the drawn token and its probability come back', async () => {
      const rows = 5
      const given = weightsOf(base, backend)
      const alike = Array.from({ length: rows }, (_, seed) => ({ prompt: Int32Array.of(3, 1, 4), seed }))
      const crossing = async (maxTokens: number): Promise<{ up: number; down: number; runs: number }> => {
        const before = backend.traffic.counts
        const replies = await decoder.generate(given, alike, { ...sampling, maxTokens }, stopAt())
        expect(replies.every(({ tokens }) => tokens.length === maxTokens)).toBe(true)
        const { uploadedBytes, downloadedBytes, runs } = trafficBetween(before, backend.traffic.counts)
        return { up: uploadedBytes, down: downloadedBytes, runs }
      }
      // Some back ends bring weights to the device when they are first read.
      await crossing(8)
      const [fewer, more] = [await crossing(8), await crossing(11)]
      expect(more.runs - fewer.runs).toBe(2 * 3)
      // Nothing crosses where arrays are kept.
      const crosses = backend.keepsArrays ? 0 : 1
      expect(more.up - fewer.up).toBe(crosses * 3 * rows * (4 + 4 + 4))
      expect(more.down - fewer.down).toBe(crosses * 3 * rows * (4 + 4))
    })

    test('where replies end, the indices of those that go on are all that goes up beside', async () => {
      const given = weightsOf(base, backend)
      const alike = Array.from({ length: 12 }, (_, seed) => ({ prompt: Int32Array.of(3, 1, 4), seed }))
      const before = backend.traffic.counts
      const replies = await decoder.generate(given, alike, { ...sampling, maxTokens: 12 }, stopAt(0, 1, 2, 3, 4, 5, 6))
      const { uploadedBytes } = trafficBetween(before, backend.traffic.counts)
      const lengths = replies.map(({ tokens }) => tokens.length)
      expect(new Set(lengths).size).toBeGreaterThan(3)
      // Nothing crosses where arrays are kept, and onnx-webgpu counts a small tensor that is read again twice.
      if (backend.keepsArrays || backend.name === 'onnx-webgpu') return
      // The prompt and its draws; then a path of 16 places and a place for each reply that goes on at all.
      const prompt = 4 * (8 + 8 + 8 + 16 + 2 + 1 + 1 + 1 + 12 + 12)
      const going = lengths.filter((length) => length > 1).length
      const rows = lengths.reduce((sum, length) => sum + length - 1, 0)
      const kept = Array.from({ length: 12 }, (_, step) => lengths.filter((length) => length > step + 1).length)
      const narrowed = kept.reduce(
        (sum, count, step) => sum + (step > 0 && count < (kept[step - 1] as number) ? count : 0),
        0,
      )
      expect(uploadedBytes).toBe(prompt + 4 * (17 * going + 3 * rows + narrowed))
    })

    test('weights that give no numbers are said so, and the decoder goes on with others', async () => {
      const broken = new Map(base).set('layers.1.up', new Float32Array(24 * 40).fill(Number.NaN))
      const due = await onHost(base, sampling)
      for (const kept of [{}, { temperature: 0 }, { topK: 3 }])
        await expect(
          decoder.generate(weightsOf(broken, backend), requests, { ...sampling, ...kept }, stopAt(0)),
        ).rejects.toThrow(/^The weights gave no numbers: the probabilities of token 1 /)
      expectSame(await decoder.generate(weightsOf(base, backend), requests, sampling, stopAt(0)), due, 1e-5)
    })

    test('requests beyond the cache are answered in waves, and long prompts in passes, as they are in one', async () => {
      const due = await onHost(base, sampling)
      const small = new Decoder(architecture, new DeviceDecoding(model, backend), { cacheBudgetBytes: 30_000 })
      expectSame(await small.generate(weightsOf(base, backend), requests, sampling, stopAt(0)), due, 1e-5)
      await small.close()
    })

    test('an adapter counts, and is off for weights without it', async () => {
      for (const values of [adapted, base])
        expectSame(
          await decoder.generate(weightsOf(values, backend), requests, sampling, stopAt(0)),
          await onHost(values, sampling),
          1e-5,
        )
    })
  })
