// Adapters that PEFT wrote, beside their base: log-probabilities, gradients of A and B, and greedy generation are those
// of PEFT and transformers; without the adapter's matrices the same weights are the base.
import { afterAll, describe, expect, test } from 'vitest'
import { openBackend } from '../../../src/tensor/open-backend.ts'
import { Decoder } from '../../../src/policy/transformer/decode/decoder.ts'
import { stopAt } from './stop-at.ts'
import { parameterShapes } from '../../../src/policy/transformer/model/architecture.ts'
import { LayeredPass } from '../../../src/policy/transformer/model/layered-pass.ts'
import { loraLayerShapes, loraScale, loraShapes } from '../../../src/policy/transformer/model/lora.ts'
import { packSequences, spread } from '../../../src/policy/transformer/model/packed-rows.ts'
import { ParameterSet } from '../../../src/policy/transformer/model/parameter-set.ts'
import { AdaptedWeights } from '../../../src/policy/transformer/model/weights.ts'
import { relativeError } from './golden.ts'
import { adaptedNames, goldenCheckpoint } from './golden-checkpoint.ts'

for (const name of adaptedNames)
  for (const backendName of ['onnx-cpu', 'tfjs-wasm'] as const)
    describe(`${name} with an adapter, through ${backendName}`, async () => {
      const golden = await goldenCheckpoint(name)
      const { architecture, sequences, coefficients } = golden
      const adapter = golden.adapter!
      const { settings } = adapter
      const backend = await openBackend({ name: backendName, threads: 1 })
      const shapes = loraShapes(architecture, settings)
      const base = ParameterSet.create(backend, parameterShapes(architecture), { values: golden.parameters })
      const learned = ParameterSet.create(backend, shapes, { values: adapter.parameters })
      const weights = new AdaptedWeights(base, learned, settings)
      const gradients = ParameterSet.create(backend, shapes)
      const adapters = { shapes: loraLayerShapes(architecture, settings), scale: loraScale(settings) }
      const learns = (parameter: string): boolean => parameter.includes('.lora')
      const pass = new LayeredPass({ trained: { architecture, adapters, learns }, backend, gradients })
      const decoder = Decoder.open({ architecture, lora: settings }, backend)
      const { maxLengthTokens } = architecture
      const runs = packSequences(sequences, { maxLengthTokens, positionsPerRun: 64, attentionTokens: 64 })
      afterAll(async () => {
        await decoder.close()
        await pass.close()
        await backend.close()
      })

      test('log-probabilities and the gradients of A and B are those of PEFT', async () => {
        for (const run of runs) {
          const logProbs = spread(run, (index) => coefficients[index]?.logProbs)
          const scores = await pass.accumulate(weights, run, { temperature: 1, coefficients: { logProbs } })
          const due = spread(run, (index) => adapter.logProbs[index])
          for (const [at, each] of due.entries()) expect(Math.abs(scores.logProbs[at]! - each)).toBeLessThan(1e-4)
        }
        for (const [key, due] of adapter.gradients)
          expect(relativeError(await backend.download(gradients.named[key]!), due), key).toBeLessThan(1e-5)
      })

      test('greedy generation of 200 tokens is that of PEFT, token for token', async () => {
        const { prompt, reply } = adapter.greedy
        const sampling = { temperature: 0, topK: 0, topP: 1, maxTokens: reply.length }
        const [ours] = await decoder.generate(weights, [{ prompt, seed: 0 }], sampling, stopAt())
        expect(ours?.tokens.join(' ')).toBe(reply.join(' '))
      })

      test('with the adapter off the same weights are the base', async () => {
        const alone = new LayeredPass({ trained: { architecture, learns }, backend, gradients })
        for (const run of runs) {
          const { logProbs } = await alone.score(weights, run, 1)
          const due = spread(run, (index) => golden.logProbs[index])
          for (const [at, each] of due.entries()) expect(Math.abs(logProbs[at]! - each)).toBeLessThan(1e-4)
        }
        await alone.close()
      })
    })
