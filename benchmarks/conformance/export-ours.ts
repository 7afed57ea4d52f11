// Writes models of ours with random weights for transformers and PEFT to read: each as a checkpoint, its adapter for
// PEFT, and the checkpoint with the adapter in its weights; and `ours.json` with what we compute of them.
//   node benchmarks/conformance/export-ours.ts FOLDER && python benchmarks/conformance/verify_exports.py FOLDER
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Rng } from '../../src/core/random.ts'
import { exportCheckpoint } from '../../src/policy/checkpoints/export-checkpoint.ts'
import { Decoder } from '../../src/policy/transformer/decode/decoder.ts'
import { parameterShapes, type Architecture } from '../../src/policy/transformer/model/architecture.ts'
import { LayeredPass } from '../../src/policy/transformer/model/layered-pass.ts'
import { loraLayerShapes, loraScale, loraShapes, type LoraSettings } from '../../src/policy/transformer/model/lora.ts'
import { packSequences } from '../../src/policy/transformer/model/packed-rows.ts'
import { ParameterSet } from '../../src/policy/transformer/model/parameter-set.ts'
import type { Backend } from '../../src/tensor/backend.ts'
import { openBackend } from '../../src/tensor/open-backend.ts'
import { elementCount, type Shape } from '../../src/tensor/program.ts'

interface Exported {
  readonly architecture: Architecture
  readonly lora: LoraSettings
  /** Above this size its weights are in several files. */
  readonly shardBytes?: number
}

const small = {
  vocabularySize: 96,
  width: 32,
  layers: 3,
  heads: 4,
  keyValueHeads: 2,
  maxLengthTokens: 256,
  positions: 'rotary',
  mlp: 'swiglu',
  mlpWidth: 48,
} as const satisfies Architecture

const models: { readonly [name: string]: Exported } = {
  llama: {
    architecture: {
      ...small,
      attentionBias: 'all',
      mlpBias: true,
      normEpsilon: 1e-5,
      untiedHead: true,
      rotary: {
        base: 500_000,
        scaling: {
          kind: 'llama3',
          factor: 8,
          lowFrequencyFactor: 1,
          highFrequencyFactor: 4,
          originalLengthTokens: 64,
        },
      },
    },
    lora: { rank: 4, alpha: 8, targets: ['query', 'key', 'value', 'attentionOut', 'gate', 'up', 'down'] },
  },
  'silu-without-gate': {
    architecture: { ...small, mlp: 'silu', keyValueHeads: 4 },
    lora: { rank: 2, alpha: 2, targets: ['query', 'value'] },
  },
  'qwen2-window': {
    architecture: {
      ...small,
      attentionBias: 'query-key-value',
      rotary: { base: 1e6 },
      slidingWindow: { tokens: 9, layers: [1, 2] },
    },
    lora: { rank: 3, alpha: 5, targets: ['query', 'down'], rankStabilised: true },
    shardBytes: 20_000,
  },
  'qwen3-yarn': {
    architecture: {
      ...small,
      headWidth: 16,
      queryKeyNorm: true,
      rotary: {
        base: 1e6,
        scaling: {
          kind: 'yarn',
          factor: 4,
          originalLengthTokens: 64,
          betaFast: 32,
          betaSlow: 1,
          truncate: true,
        },
      },
    },
    lora: { rank: 4, alpha: 4, targets: ['key', 'up'] },
  },
  mistral: {
    architecture: { ...small, headWidth: 12, slidingWindow: { tokens: 16, layers: [0, 1, 2] } },
    lora: { rank: 1, alpha: 1, targets: ['attentionOut'] },
  },
}

/** Norms around 1, everything else around 0. */
function drawn(shapes: ReadonlyMap<string, Shape>, deviation: number, rng: Rng): Map<string, Float32Array> {
  return new Map(
    [...shapes].map(([name, shape]) => {
      const mean = /norm$/i.test(name) ? 1 : 0
      return [name, Float32Array.from({ length: elementCount(shape) }, () => mean + deviation * rng.normal())]
    }),
  )
}

async function exportModel(folder: string, { architecture, lora, shardBytes }: Exported, backend: Backend) {
  const rng = Rng.fromSeed('conformance')
  const base = drawn(parameterShapes(architecture), 0.25, rng)
  const adapter = drawn(loraShapes(architecture, lora), 0.15, rng)
  const model = {
    architecture,
    read: (name: string): Float32Array => base.get(name) as Float32Array,
  }
  const adapted = {
    ...model,
    adapter: { settings: lora, read: (name: string): Float32Array => adapter.get(name) as Float32Array, base: null },
  }
  const shards = shardBytes === undefined ? {} : { shardBytes }
  await exportCheckpoint(model, join(folder, 'model'), { to: 'hf', ...shards })
  await exportCheckpoint(adapted, join(folder, 'adapter'), { to: 'peft' })
  await exportCheckpoint(adapted, join(folder, 'merged'), { to: 'hf', ...shards })

  const sequences = [70, 33].map((length) => Array.from({ length }, () => rng.int(3, architecture.vocabularySize - 1)))
  const shapes = new Map([...parameterShapes(architecture), ...loraShapes(architecture, lora)])
  const weights = ParameterSet.create(backend, shapes, { values: new Map([...base, ...adapter]) })
  const prompt = Int32Array.from(sequences[1]?.slice(0, 5) ?? [])
  const computed = async (settings: LoraSettings | undefined) => {
    const adapters =
      settings === undefined
        ? {}
        : { adapters: { shapes: loraLayerShapes(architecture, settings), scale: loraScale(settings) } }
    const gradients = ParameterSet.create(backend, new Map())
    const pass = new LayeredPass({ trained: { architecture, ...adapters, learns: () => false }, backend, gradients })
    const logProbs: number[][] = []
    for (const tokens of sequences) {
      const sequence = {
        tokens: Int32Array.from(tokens),
        sampled: Uint8Array.from(tokens, (_, at) => Math.min(at, 1)),
        logProbs: new Float32Array(tokens.length - 1),
        sampledBy: null,
      }
      const options = { maxLengthTokens: architecture.maxLengthTokens, positionsPerRun: 512, attentionTokens: 64 }
      for (const run of packSequences([sequence], options))
        logProbs.push([...(await pass.score(weights, run, 1)).logProbs])
    }
    await pass.close()
    const decoder = Decoder.open({ architecture, lora: settings }, backend)
    const sampling = { temperature: 0, topK: 0, topP: 1, maxTokens: 200 }
    const [reply] = await decoder.generate(weights, [{ prompt, seed: 0 }], sampling, {
      tokens: [],
      texts: [],
      pieces: null,
    })
    await decoder.close()
    return { logProbs, greedy: [...(reply?.tokens ?? [])] }
  }
  const ours = { sequences, prompt: [...prompt], base: await computed(undefined), adapted: await computed(lora) }
  await writeFile(join(folder, 'ours.json'), `${JSON.stringify(ours)}\n`)
  weights.dispose()
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = process.argv[2]
  if (folder === undefined) throw new Error('give the folder that the models are written into')
  const backend = await openBackend({ name: 'onnx-cpu', threads: 1 })
  for (const [name, model] of Object.entries(models)) {
    await mkdir(join(folder, name), { recursive: true })
    await exportModel(join(folder, name), model, backend)
  }
  await backend.close()
}
