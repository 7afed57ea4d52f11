// What a training step sends to a device and reads back from it: what it learns from, and nothing that follows from it.
import { afterEach, expect, test } from 'vitest'
import { Rng } from '../../../../src/core/random.ts'
import type { TokenSequence } from '../../../../src/core/policy.ts'
import {
  initialParameters,
  parameterShapes,
  type Architecture,
} from '../../../../src/policy/transformer/model/architecture.ts'
import {
  initialLora,
  keptWidths,
  loraLayerShapes,
  loraScale,
  loraShapes,
  type LoraSettings,
} from '../../../../src/policy/transformer/model/lora.ts'
import { LayeredPass } from '../../../../src/policy/transformer/model/layered-pass.ts'
import { AdaptedWeights, type Weights } from '../../../../src/policy/transformer/model/weights.ts'
import { WholePass } from '../../../../src/policy/transformer/model/whole-pass.ts'
import { OptimizerState } from '../../../../src/policy/transformer/model/optimizer-state.ts'
import { packSequences, spread, type PackedRun } from '../../../../src/policy/transformer/model/packed-rows.ts'
import { ParameterSet } from '../../../../src/policy/transformer/model/parameter-set.ts'
import { ProgramUpdate } from '../../../../src/policy/transformer/model/program-update.ts'
import { defaultOptimizer } from '../../../../src/core/policy.ts'
import type { Backend } from '../../../../src/tensor/backend.ts'
import { openBackend } from '../../../../src/tensor/open-backend.ts'
import { trafficBetween, type TrafficCounts } from '../../../../src/tensor/traffic.ts'
import { onDevice } from '../../../tensor/on-device.ts'

const architecture: Architecture = {
  vocabularySize: 23,
  width: 16,
  layers: 3,
  heads: 4,
  keyValueHeads: 2,
  maxLengthTokens: 64,
  positions: 'rotary',
  mlp: 'swiglu',
  mlpWidth: 40,
  slidingWindow: { tokens: 6, layers: [1] },
}
const lora: LoraSettings = { rank: 2, alpha: 4, targets: ['query', 'gate'], dropout: 0.25 }

const sequences = Array.from({ length: 12 }, (_, index): TokenSequence => {
  const rng = Rng.fromSeed(`sequence ${index}`)
  const [given, sampled] = [rng.int(2, 20), rng.int(1, 20)]
  return {
    tokens: Int32Array.from({ length: given + sampled }, () => rng.int(0, 22)),
    sampled: Uint8Array.from({ length: given + sampled }, (__, at) => Number(at >= given)),
    logProbs: new Float32Array(sampled),
    sampledBy: null,
  }
})
const runs = packSequences(sequences, { maxLengthTokens: 64, positionsPerRun: 128, attentionTokens: 64 })

let opened: Backend[] = []
afterEach(async () => {
  for (const backend of opened.splice(0)) await backend.close()
})

async function device(): Promise<Backend> {
  const backend = onDevice(await openBackend({ name: 'tfjs-cpu' }))
  opened.push(backend)
  return backend
}

/** Counts two steps over all runs and gives those of the second. */
async function secondStep(way: 'whole' | 'layered', adapter: boolean): Promise<TrafficCounts> {
  const backend = await device()
  const base = initialParameters(architecture, Rng.fromSeed('weights'))
  const shapes = adapter ? loraShapes(architecture, lora) : parameterShapes(architecture)
  const values = adapter ? initialLora(architecture, lora, Rng.fromSeed('adapter')) : base
  const state = OptimizerState.create(backend, shapes, { settings: defaultOptimizer, values, gradients: 1 })
  const weights = ParameterSet.create(backend, parameterShapes(architecture), { values: base })
  const update = new ProgramUpdate(backend, shapes, state.sets)
  const trained = {
    architecture,
    ...(adapter && {
      adapters: {
        shapes: loraLayerShapes(architecture, lora),
        scale: loraScale(lora),
        dropout: { chance: 0.25, widths: keptWidths(architecture, lora) },
      },
    }),
    learns: (name: string): boolean => (adapter ? name.includes('.lora') : true),
  }
  const gradients = state.sets.gradients[0]!
  const [whole, layered] = [
    new WholePass({ trained, backend, gradients }),
    new LayeredPass({ trained, backend, gradients }),
  ]
  const present: Weights = adapter ? new AdaptedWeights(weights, state.parameters, lora) : state.parameters
  const step = async (number: number): Promise<void> => {
    for (const [index, run] of runs.entries()) {
      const coefficients = { logProbs: spread(run, (index) => sequences[index]!.logProbs.map(() => 0.1)) }
      const options = { temperature: 1, coefficients, drops: `${number} ${index}` }
      if (way === 'whole') await whole.accumulate(present.whole!, run, options)
      else await layered.accumulate(present, run, options)
    }
    await state.apply({ learningRate: 1e-3, maxGradNorm: 1 }, async (given) => await update.apply(given))
  }
  await step(1)
  const before = backend.traffic.counts
  await step(2)
  const counts = trafficBetween(before, backend.traffic.counts)
  for (const part of [whole, layered, update]) await part.close()
  return counts
}

const total = (of: (run: PackedRun) => number): number => runs.reduce((sum, run) => sum + of(run), 0)
const tokens = total((run) => run.tokens.length)
const picked = total((run) => run.picked.length)

test.for(['whole', 'layered'] as const)(
  'a step of the %s model sends token ids, places, spans, picked positions, targets, coefficients and a few numbers more',
  async (way) => {
    const counts = await secondStep(way, false)
    // Spans of four numbers for each of two windows; temperature, and what AdamW is told.
    const due = tokens * (4 + 4 + 2 * 16) + picked * (4 + 4 + 4) + runs.length * 4
    expect(counts.uploadedBytes).toBeGreaterThanOrEqual(due)
    expect(counts.uploadedBytes).toBeLessThanOrEqual(due + 9 * 4)
    // Log-probabilities and entropies, and the norm of the gradient.
    expect(counts.downloadedBytes).toBe(picked * 8 + 4)
    expect(counts.downloads).toBe(runs.length + 1)
  },
)

test.for(['whole', 'layered'] as const)(
  'with an adapter that leaves numbers out, a step of the %s model sends three numbers a row more',
  async (way) => {
    const [{ uploadedBytes, downloadedBytes }, without] = [await secondStep(way, true), await secondStep(way, false)]
    expect(uploadedBytes - without.uploadedBytes).toBe(tokens * 12)
    expect(downloadedBytes).toBe(without.downloadedBytes)
  },
)
