// Models that stand on a checkpoint: in full, by an adapter, or only to answer.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { TokenCoefficients, TokenScores, TokenSequence } from '../../../../src/core/policy.ts'
import { Rng } from '../../../../src/core/random.ts'
import { writeCheckpointFolder } from '../../../../src/policy/checkpoints/write-checkpoint-folder.ts'
import type { WrittenType } from '../../../../src/policy/checkpoints/write-safetensors.ts'
import { initialParameters, type Architecture } from '../../../../src/policy/transformer/model/architecture.ts'
import { stopAt } from '../stop-at.ts'
import type { LoraSettings } from '../../../../src/policy/transformer/model/lora.ts'
import { TransformerModel, type ModelOptions } from '../../../../src/policy/transformer/threads/transformer-model.ts'
import { temporaryFolder } from '../../../record/temporary-folder.ts'
import { digestOf, tensorsOf } from '../../snapshot-folder.ts'

const architecture: Architecture = {
  vocabularySize: 61,
  width: 32,
  layers: 3,
  heads: 4,
  keyValueHeads: 2,
  maxLengthTokens: 24,
  positions: 'rotary',
  mlp: 'swiglu',
  mlpWidth: 48,
}

const lora: LoraSettings = { rank: 4, alpha: 8, targets: ['query', 'value', 'down'] }

const sequences: TokenSequence[] = Array.from({ length: 20 }, (_, row) => {
  const rng = Rng.fromSeed(`row ${row}`)
  const tokens = Int32Array.from({ length: 6 + (row % 9) }, () => rng.int(0, 60))
  const sampled = Uint8Array.from(tokens, (_token, at) => (at < 3 ? 0 : 1))
  return { tokens, sampled, logProbs: new Float32Array(tokens.length - 3), sampledBy: null }
})

const coefficients: TokenCoefficients[] = sequences.map(({ logProbs }, row) => ({
  logProbs: logProbs.map(() => (row % 2 === 0 ? -0.01 : 0.01)),
}))

async function checkpoint(seed: string, type: WrittenType = 'F32'): Promise<string> {
  const folder = join(temporaryFolder(), 'checkpoint')
  mkdirSync(folder)
  const values = initialParameters(architecture, Rng.fromSeed(seed))
  // Larger than fresh ones, so that attention is uneven.
  await writeCheckpointFolder(folder, {
    architecture,
    type,
    read: (name) => (values.get(name) as Float32Array).map((each) => (name.endsWith('Norm') ? each : 5 * each)),
  })
  return folder
}

async function opened(folder: string, options: Partial<ModelOptions> = {}): Promise<TransformerModel> {
  return await TransformerModel.open({
    ...{ architecture, seed: 1, backend: 'onnx-cpu', threads: 1, checkpoint: { folder } },
    ...options,
  })
}

async function saved(model: TransformerModel): Promise<string> {
  const folder = join(temporaryFolder(), 'snapshot')
  mkdirSync(folder)
  await model.save(folder, { kind: 'byte' })
  return folder
}

async function trained(model: TransformerModel, steps: number): Promise<void> {
  for (let step = 0; step < steps; step++) {
    await model.accumulate(sequences, 1, coefficients)
    await model.apply({ learningRate: 0.01, maxGradNorm: 1 })
  }
}

function logProbsOf(scores: readonly TokenScores[]): number[] {
  return scores.flatMap(({ logProbs }) => [...logProbs])
}

function farthest(a: readonly TokenScores[], b: readonly TokenScores[]): number {
  const [left, right] = [logProbsOf(a), logProbsOf(b)]
  return Math.max(...left.map((each, at) => Math.abs(each - (right[at] as number))))
}

test('the weights of a checkpoint are read to where they are trained, and an adapter that is new changes nothing', async () => {
  const folder = await checkpoint('a')
  const [full, adapted, answering] = [
    await opened(folder),
    await opened(folder, { lora }),
    await opened(folder, { trainable: false }),
  ]
  const tensors = await tensorsOf(await saved(full))
  const due = initialParameters(architecture, Rng.fromSeed('a'))
  expect(tensors.get('layers.1.query')).toEqual(due.get('layers.1.query')?.map((each) => 5 * each))
  const scores = await full.score(sequences, 1)
  expect(farthest(scores, await answering.score(sequences, 1))).toBe(0)
  expect(farthest(scores, await adapted.score(sequences, 1))).toBeLessThan(1e-6)
  await expect(answering.accumulate(sequences, 1, coefficients)).rejects.toThrow('opened to answer')
  for (const model of [full, adapted, answering]) await model.close()
})

test('an adapter learns and its base stays; frozen copies share the base, and are it by itself before anything is learned', async () => {
  const model = await opened(await checkpoint('a'), { lora })
  const before = await model.score(sequences, 1)
  const base = await model.freeze()
  await trained(model, 2)
  const between = await model.score(sequences, 1)
  const second = await model.freeze()
  await trained(model, 2)
  const after = await model.score(sequences, 1)
  expect(farthest(before, await model.score(sequences, 1, base))).toBeLessThan(1e-6)
  expect(farthest(between, await model.score(sequences, 1, second))).toBe(0)
  expect(farthest(before, between)).toBeGreaterThan(1e-3)
  expect(farthest(between, after)).toBeGreaterThan(1e-3)
  // What learns is what the loss asks for: even rows likelier, odd ones less likely.
  const sum = (scores: readonly TokenScores[], parity: number): number =>
    logProbsOf(scores.filter((_, row) => row % 2 === parity)).reduce((total, each) => total + each, 0)
  expect(sum(after, 0) - sum(after, 1)).toBeGreaterThan(sum(before, 0) - sum(before, 1))
  await model.thaw(second)
  await expect(model.score(sequences, 1, second)).rejects.toThrow('no frozen copy')
  await model.close()
})

test('threads that share one base give the scores and the steps of one thread', async () => {
  const folder = await checkpoint('a', 'BF16')
  const [one, two] = [await opened(folder, { lora }), await opened(folder, { lora, threads: 2 })]
  for (const model of [one, two]) await trained(model, 2)
  expect(farthest(await one.score(sequences, 1), await two.score(sequences, 1))).toBeLessThan(1e-4)
  const requests = sequences.map(({ tokens }, seed) => ({ prompt: tokens.slice(0, 3), seed }))
  const generated = [one, two].map((model) =>
    model.generate(requests, { temperature: 0, topK: 0, topP: 1, maxTokens: 5 }, stopAt()),
  )
  const [first, second] = await Promise.all(generated)
  expect(second?.map(({ tokens }) => [...tokens])).toEqual(first?.map(({ tokens }) => [...tokens]))
  for (const model of [one, two]) await model.close()
})

test('weights at rest as bfloat16 are those of a BF16 checkpoint to the bit, in scores and in gradients', async () => {
  const folder = await checkpoint('a', 'BF16')
  const digests: string[] = []
  for (const precision of ['bfloat16', 'float32'] as const) {
    const model = await opened(folder, { lora, checkpoint: { folder, source: 'same', precision } })
    await trained(model, 2)
    digests.push(digestOf(await saved(model)), JSON.stringify(logProbsOf(await model.score(sequences, 1))))
    await model.close()
  }
  expect(digests.slice(0, 2)).toEqual(digests.slice(2))
  await expect(opened(folder, { checkpoint: { folder, precision: 'bfloat16' } })).rejects.toThrow('Give `lora`')
})

test('a snapshot of an adapter holds it and its moments alone, and goes on to the bit on the same base', async () => {
  const folder = await checkpoint('a')
  const model = await opened(folder, { lora })
  await trained(model, 2)
  const snapshot = await saved(model)
  const names = [...(await tensorsOf(snapshot)).keys()]
  expect(names).toHaveLength(3 * 3 * 2 * architecture.layers)
  expect(names.every((name) => name.includes('.lora'))).toBe(true)
  await trained(model, 1)
  const other = await opened(folder, { lora, seed: 2 })
  await other.load(snapshot)
  await trained(other, 1)
  expect(digestOf(await saved(other))).toBe(digestOf(await saved(model)))
  const answering = await opened(folder, { lora, trainable: false })
  await answering.load(await saved(model))
  expect(farthest(await answering.score(sequences, 1), await model.score(sequences, 1))).toBe(0)
  for (const each of [model, other, answering]) await each.close()
})

test('a snapshot is refused by another base, another adapter, and a model without one, and changes nothing', async () => {
  const [a, b] = [await checkpoint('a'), await checkpoint('b')]
  const model = await opened(a, { lora })
  const snapshot = await saved(model)
  const refusals: [Partial<ModelOptions>, string, RegExp][] = [
    [{ lora }, b, /its adapter belongs to .* \([0-9a-f]{12}\), and this policy stands on/],
    [
      { lora: { ...lora, rank: 2 } },
      a,
      /it holds an adapter of rank 4, alpha 8 on query, value, down, and this policy has an adapter of rank 2/,
    ],
    [{}, a, /it holds an adapter .* Open that checkpoint with `lora`/],
  ]
  for (const [options, folder, words] of refusals) {
    const other = await opened(folder, options)
    const before = digestOf(await saved(other))
    await expect(other.load(snapshot)).rejects.toThrow(words)
    expect(digestOf(await saved(other))).toBe(before)
    await expect(model.load(await saved(other))).rejects.toThrow('of another policy')
    await other.close()
  }
  await model.close()
})
