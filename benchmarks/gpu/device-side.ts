// Our side on one back end, a process of its own, so that a device that is lost or a driver that hangs ends nothing else:
// node device-side.ts BACKEND SHAPE SECONDS. Prints a line of JSON for each thing that it found out: what opened, the
// rate of a large product, a training step, generation; the last of a kind counts.
import { openBackend, type BackendName } from '../../src/tensor/open-backend.ts'
import { Program } from '../../src/tensor/program.ts'
import type { Backend, DeviceTensor } from '../../src/tensor/backend.ts'
import { trafficBetween, type TrafficCounts } from '../../src/tensor/traffic.ts'
import { Rng } from '../../src/core/random.ts'
import { TransformerModel } from '../../src/policy/transformer/threads/transformer-model.ts'
import type { TokenSequence } from '../../src/core/policy.ts'
import { spread } from '../paired-rounds.ts'
import { deviceShapes, type DeviceShape } from './shapes.ts'
import type { SideLine } from './side-line.ts'

const [name = '', shapeName = '', seconds = '10'] = process.argv.slice(2)
const say = (line: SideLine): void => void process.stdout.write(`${JSON.stringify(line)}\n`)

/** Runs rounds for so long, at least three after one that is not counted; milliseconds each. */
async function rounds(work: () => Promise<void>, budgetMs: number): Promise<number[]> {
  await work()
  const begun = performance.now()
  const taken: number[] = []
  while (taken.length < 3 || (performance.now() - begun < budgetMs && taken.length < 200)) {
    const started = performance.now()
    await work()
    taken.push(performance.now() - started)
  }
  return taken
}

/** The highest rate of a product of two square matrices, in operations a second: what the device gives this back end. */
async function productRate(backend: Backend, budgetMs: number): Promise<{ size: number; rate: number }> {
  const times = 4
  let best = { size: 0, rate: 0 }
  for (let size = 512; size <= 8192; size *= 2) {
    const program = new Program()
    const [x, w] = [program.input('x', [size, size]), program.input('w', [size, size])]
    let y = x
    for (let each = 0; each < times; each++) y = program.matMul(y, w)
    program.output('y', program.slice(y, 0, 0, 1))
    const compiled = await backend.compile(program)
    const rng = Rng.fromSeed('product')
    const small = Float32Array.from({ length: size }, () => rng.normal() / size)
    const data = new Float32Array(size * size).map((_, at) => small[(at * 7 + (at >> 9)) % size] as number)
    const inputs = { x: backend.upload(data, [size, size]), w: backend.upload(data, [size, size]) }
    const taken = await rounds(async () => {
      const { y: row } = await compiled.run(inputs)
      await backend.download(row as DeviceTensor)
      backend.dispose(row as DeviceTensor)
    }, budgetMs / 8)
    for (const tensor of Object.values(inputs)) backend.dispose(tensor)
    await compiled.close()
    const rate = (times * 2 * size ** 3 * 1000) / Math.min(...taken)
    if (rate > best.rate) best = { size, rate }
    // Twice the size is eight times the work.
    if (Math.min(...taken) * 8 * 4 > budgetMs) break
  }
  return best
}

async function trainingSteps(
  model: TransformerModel,
  { architecture, step }: DeviceShape,
  budgetMs: number,
): Promise<void> {
  const { rows, tokens } = step
  const rng = Rng.fromSeed('device')
  const sequences = Array.from({ length: rows }, (): TokenSequence => ({
    tokens: Int32Array.from({ length: tokens + 1 }, () => rng.int(0, architecture.vocabularySize - 1)),
    sampled: new Uint8Array(tokens + 1).fill(1, 1),
    logProbs: new Float32Array(tokens),
    sampledBy: null,
  }))
  const coefficients = sequences.map(() => ({ logProbs: new Float32Array(tokens).fill(-1 / (rows * tokens)) }))
  let before: TrafficCounts = model.backend.traffic.counts
  const taken = await rounds(async () => {
    before = model.backend.traffic.counts
    await model.accumulate(sequences, 1, coefficients)
    await model.apply({ learningRate: 1e-4, maxGradNorm: Infinity })
  }, budgetMs)
  say({
    kind: 'step',
    ms: spread(taken),
    rounds: taken.length,
    traffic: trafficBetween(before, model.backend.traffic.counts),
  })
}

async function generation(
  model: TransformerModel,
  { architecture, replies }: DeviceShape,
  budgetMs: number,
): Promise<void> {
  const { prompts, promptTokens, newTokens } = replies
  const rng = Rng.fromSeed('prompts')
  const requests = Array.from({ length: prompts }, (_, seed) => ({
    prompt: Int32Array.from({ length: promptTokens }, () => rng.int(0, architecture.vocabularySize - 1)),
    seed,
  }))
  const sampling = { temperature: 0, topK: 0, topP: 1, maxTokens: newTokens }
  let before: TrafficCounts = model.backend.traffic.counts
  const taken = await rounds(async () => {
    before = model.backend.traffic.counts
    await model.generate(requests, sampling, { tokens: [], texts: [], pieces: null })
  }, budgetMs)
  say({
    kind: 'generation',
    tokensPerSecond: spread(taken.map((ms) => (prompts * newTokens * 1000) / ms)),
    rounds: taken.length,
    steps: newTokens,
    traffic: trafficBetween(before, model.backend.traffic.counts),
  })
}

const shape = deviceShapes[shapeName]
if (shape === undefined)
  throw new Error(`There is no shape \`${shapeName}\`; there are ${Object.keys(deviceShapes).join(', ')}.`)
const budgetMs = Number(seconds) * 1000
try {
  const backend = await openBackend({ name: name as BackendName })
  say({ kind: 'product', ...(await productRate(backend, budgetMs / 4)) })
  await backend.close()
  const started = performance.now()
  const model = await TransformerModel.open({ architecture: shape.architecture, seed: 0, backend: name as BackendName })
  const { onDevice } = model.backend
  say({ kind: 'open', backend: model.backend.name, onDevice, seconds: (performance.now() - started) / 1000 })
  await trainingSteps(model, shape, budgetMs / 2)
  await generation(model, shape, budgetMs / 2)
  process.exit(0)
} catch (thrown) {
  say({ kind: 'failed', reason: thrown instanceof Error ? thrown.message : String(thrown) })
  process.exit(1)
}
