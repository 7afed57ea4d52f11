// How many operations a host dispatches for a model on a device, and how many bytes cross: counted on a model of the same
// layers, products and adapters that is narrow and short, since neither depends on widths. It runs the device's path on
// TensorFlow.js's plain back end, which dispatches operation by operation as its TensorFlow back end does.
import { defaultOptimizer, type TokenSequence } from '../../src/core/policy.ts'
import { attentionShape, type Architecture } from '../../src/policy/transformer/model/architecture.ts'
import { headRowsOf } from '../../src/policy/transformer/model/memory-plan.ts'
import { LayeredPass } from '../../src/policy/transformer/model/layered-pass.ts'
import type { LoraSettings } from '../../src/policy/transformer/model/lora.ts'
import { heldAdapter, learnedShapes, openNumbers } from '../../src/policy/transformer/model/model-numbers.ts'
import { attentionTokens, packSequences, spread } from '../../src/policy/transformer/model/packed-rows.ts'
import { ProgramUpdate } from '../../src/policy/transformer/model/program-update.ts'
import { Decoder } from '../../src/policy/transformer/decode/decoder.ts'
import { trainedOf } from '../../src/policy/transformer/threads/shard.ts'
import type { Backend } from '../../src/tensor/backend.ts'
import { openBackend } from '../../src/tensor/open-backend.ts'
import { trafficBetween, type TrafficCounts } from '../../src/tensor/traffic.ts'

export interface CountedOperations {
  /** Of a run of packed rows, forward and backward, whose logits are computed in one go. */
  readonly run: TrafficCounts
  /** Of each further go at logits within a run. */
  readonly logits: number
  readonly update: TrafficCounts
  /** Of one more token of all replies that are under way. */
  readonly token: TrafficCounts
}

const tokensOfRow = 8
const rows = 4

/** The architecture with few numbers. */
function narrow(architecture: Architecture): Architecture {
  const { heads, keyValueHeads } = attentionShape(architecture)
  const { slidingWindow, ...others } = architecture
  void slidingWindow
  return {
    ...others,
    vocabularySize: 32,
    width: 16,
    headWidth: 4,
    heads,
    keyValueHeads,
    mlpWidth: 16,
    maxLengthTokens: 32,
  }
}

export async function countedOperations(architecture: Architecture, lora: LoraSettings): Promise<CountedOperations> {
  const plain = await openBackend({ name: 'tfjs-cpu' })
  const backend: Backend = new Proxy(plain, {
    get: (target, name) => {
      if (name === 'onDevice') return true
      const value = Reflect.get(target, name) as unknown
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
  const twin = narrow(architecture)
  const small = { ...lora, rank: 2 }
  const numbers = await openNumbers(backend, {
    ...{ architecture: twin, lora: small, seed: 0, threads: 1, trainable: true },
    optimizer: defaultOptimizer,
  })
  const { base, own, trained } = numbers
  if (base === null || own === null || trained === null) throw new Error('an adapter learns beside a base')
  const { weights } = heldAdapter(own, { base: base.weights, key: 1, lora: small })
  const shapes = learnedShapes(twin, small)
  const gradients = trained.sets.gradients[0]
  if (gradients === undefined) throw new Error('there is a gradient')
  const sequences = Array.from({ length: rows }, (_, row): TokenSequence => ({
    tokens: Int32Array.from({ length: tokensOfRow + 1 }, (_each, at) => (row + at) % 32),
    sampled: new Uint8Array(tokensOfRow + 1).fill(1, 1),
    logProbs: new Float32Array(tokensOfRow),
    sampledBy: null,
  }))
  const counted = async (work: () => Promise<unknown>): Promise<TrafficCounts> => {
    // What is made once is not counted.
    await work()
    const before = backend.traffic.counts
    await work()
    return trafficBetween(before, backend.traffic.counts)
  }
  const runIn = async (goes: number): Promise<TrafficCounts> => {
    const headRows = (rows * tokensOfRow) / goes
    const pass = new LayeredPass({ trained: trainedOf(twin, small, shapes), backend, gradients, headRows })
    const options = { maxLengthTokens: 32, positionsPerRun: 1024, attentionTokens: attentionTokens(twin) }
    const [run] = packSequences(sequences, options)
    if (run === undefined) throw new Error('there is a run')
    const coefficients = { logProbs: spread(run, () => new Float32Array(tokensOfRow).fill(0.1)) }
    const counts = await counted(async () => await pass.accumulate(weights, run, { temperature: 1, coefficients }))
    await pass.close()
    return counts
  }
  const [run, twice] = [await runIn(1), await runIn(2)]
  const update = new ProgramUpdate(backend, shapes, trained.sets)
  let step = 0
  const updated = await counted(async () => {
    step++
    await update.apply({ settings: defaultOptimizer, learningRate: 1e-3, maxGradNorm: 1, step })
  })
  await update.close()

  const decoder = Decoder.open({ architecture: twin, lora: small }, backend)
  const replies = async (maxTokens: number): Promise<TrafficCounts> =>
    await counted(
      async () =>
        await decoder.generate(
          weights,
          Array.from({ length: rows }, (_, seed) => ({ prompt: Int32Array.of(1, 2, 3), seed })),
          { temperature: 1, topK: 0, topP: 1, maxTokens },
          { tokens: [], texts: [], pieces: null },
        ),
    )
  const token = trafficBetween(await replies(4), await replies(5))
  await decoder.close()
  await backend.close()
  return { run, logits: twice.operations - run.operations, update: updated, token }
}

/** Operations of one training step over so many tokens, all of them sampled. */
export function operationsOfStep(
  { run, logits, update }: CountedOperations,
  architecture: Architecture,
  { tokens, tokensPerRun }: { readonly tokens: number; readonly tokensPerRun: number },
): number {
  const runs = Math.ceil(tokens / tokensPerRun)
  const goes = Math.ceil(tokensPerRun / headRowsOf(architecture))
  return runs * (run.operations + (goes - 1) * logits) + update.operations
}
