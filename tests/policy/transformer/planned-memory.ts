// A process of its own: opens a model by the settings given as JSON, learns twice, and says what it planned and what it
// took at most beyond what it took before, in MB.
import { Rng } from '../../../src/core/random.ts'
import { TransformerModel, type ModelOptions } from '../../../src/policy/transformer/threads/transformer-model.ts'

const tokens = 256

async function learn(model: TransformerModel): Promise<void> {
  const rng = Rng.fromSeed('tokens')
  const { vocabularySize } = model.architecture
  const sequences = Array.from({ length: 8 }, () => ({
    tokens: Int32Array.from({ length: tokens }, () => rng.int(0, vocabularySize - 1)),
    sampled: new Uint8Array(tokens).fill(1, 1),
    logProbs: new Float32Array(tokens - 1),
    sampledBy: null,
  }))
  const coefficients = sequences.map(({ logProbs }) => ({ logProbs: logProbs.map(() => -1e-3) }))
  await model.accumulate(sequences, 1, coefficients)
  await model.apply({ learningRate: 1e-3, maxGradNorm: 1 })
}

const options = JSON.parse(process.argv[2] as string) as Pick<ModelOptions, 'architecture' | 'lora' | 'memoryBytes'>
const common = { seed: 0, backend: 'onnx-cpu', threads: 2 } as const
// What the runtime takes by itself.
const small = { ...options.architecture, vocabularySize: 64, width: 32, layers: 1, mlpWidth: 32 }
const first = await TransformerModel.open({ ...common, architecture: small })
await learn(first)
await first.close()
const before = process.memoryUsage().rss
const model = await TransformerModel.open({ ...common, ...options })
for (let step = 0; step < 2; step++) await learn(model)
// `maxRSS` is in KiB.
const taken = process.resourceUsage().maxRSS * 1024 - before
process.stdout.write(JSON.stringify({ plan: model.memoryLines[0], takenMb: taken / 1e6 }))
await model.close()
