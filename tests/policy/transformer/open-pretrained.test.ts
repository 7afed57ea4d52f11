import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { TokenSequence } from '../../../src/core/policy.ts'
import { Rng } from '../../../src/core/random.ts'
import { writeAdapterFolder } from '../../../src/policy/checkpoints/adapter-folder.ts'
import { initialLora, type LoraSettings } from '../../../src/policy/transformer/model/lora.ts'
import { openPretrained, type PretrainedProgress } from '../../../src/policy/transformer/open-pretrained.ts'
import { policyOfCheckpoint } from '../../../src/policy/transformer/policy-of-checkpoint.ts'
import type { TransformerPolicy } from '../../../src/policy/transformer/transformer-policy.ts'
import { temporaryFolder } from '../../record/temporary-folder.ts'
import { tinyChatArchitecture, writeTinyChatModel } from '../checkpoints/tiny-chat-model.ts'
import { digestOf, snapshotOf, tensorsOf } from '../snapshot-folder.ts'

const lora: LoraSettings = { rank: 2, alpha: 4, targets: ['query', 'up'] }
const own = { backend: 'onnx-cpu', threads: 1 } as const
const messages = [{ role: 'user', content: 'Say A.' }] as const
const sampling = { temperature: 0, topK: 0, topP: 1, maxTokens: 6 }

async function model(seed = 0): Promise<string> {
  return await writeTinyChatModel(join(temporaryFolder(), 'model'), { seed })
}

async function learned(policy: TransformerPolicy, steps: number): Promise<void> {
  const sequences = ['A', 'A A'].map((reply) => policy.encode(messages, reply))
  for (let step = 0; step < steps; step++) {
    await policy.accumulate(
      sequences,
      { temperature: 1 },
      sequences.map(({ logProbs }) => ({ logProbs: logProbs.map(() => -0.1) })),
    )
    await policy.apply({ learningRate: 0.01, maxGradNorm: 1 })
  }
}

test('a checkpoint answers and learns by an adapter; its reference stays what it was', async () => {
  const folder = await model()
  const progress: PretrainedProgress[] = []
  const policy = await openPretrained(folder, { ...own, lora, onProgress: (each) => progress.push(each) })
  const read = progress.filter(({ kind }) => kind === 'read')
  expect(read.at(-1)?.done).toBe(read.at(-1)?.total)
  expect(read.length).toBeGreaterThan(10)
  const sequence = policy.encode(messages, 'A')
  const reference = await policy.freeze()
  const [before] = await policy.score([sequence], { temperature: 1 })
  await learned(policy, 60)
  const [after] = await policy.score([sequence], { temperature: 1 })
  const sum = (numbers: Float32Array | undefined): number => (numbers ?? new Float32Array()).reduce((a, b) => a + b, 0)
  expect(sum(after?.logProbs)).toBeGreaterThan(sum(before?.logProbs) + 0.5)
  const [kept] = await reference.score([sequence], { temperature: 1 })
  expect([...(kept?.logProbs ?? [])]).toEqual([...(before?.logProbs ?? [])].map((each) => expect.closeTo(each, 5)))
  const [reply] = await policy.generate([{ messages, seed: 1 }], sampling)
  expect(reply?.sequence?.tokens.length).toBe(
    policy.encode(messages, '').tokens.length - 1 + (reply?.lengthTokens ?? 0),
  )
  await policy.close()
})

test('a snapshot of an adapter goes on to the bit in a policy of the same checkpoint, and is refused on another', async () => {
  const folder = await model()
  const policy = await openPretrained(folder, { ...own, lora })
  await learned(policy, 2)
  const snapshot = await snapshotOf(policy)
  expect([...(await tensorsOf(snapshot)).keys()].every((name) => name.includes('.lora'))).toBe(true)
  const again = await openPretrained(folder, { ...own, lora, seed: 7, maxLengthTokens: 100 })
  await again.restore(snapshot)
  const other = await openPretrained(await model(1), { ...own, lora })
  await expect(other.restore(snapshot)).rejects.toThrow('its adapter belongs to')
  for (const each of [policy, again]) await learned(each, 1)
  expect(await tensorsOf(await snapshotOf(again))).toEqual(await tensorsOf(await snapshotOf(policy)))
  for (const each of [policy, again, other]) await each.close()
})

test('training in full takes and gives snapshots of the whole model, and an evaluator takes them too', async () => {
  const folder = await model()
  const policy = await openPretrained(folder, own)
  await learned(policy, 1)
  const snapshot = await snapshotOf(policy)
  const evaluator = await openPretrained(folder, { ...own, trainable: false })
  await evaluator.restore(snapshot)
  const sequence = policy.encode(messages, 'A')
  expect(await evaluator.score([sequence], { temperature: 1 })).toEqual(
    await policy.score([sequence], { temperature: 1 }),
  )
  await expect(learned(evaluator, 1)).rejects.toThrow('opened to answer')
  await expect(snapshotOf(evaluator)).rejects.toThrow('opened to answer')
  for (const each of [policy, evaluator]) await each.close()
})

test('an adapter of PEFT is what training begins with; its settings need not be said, and others are refused', async () => {
  const [folder, adapter] = [await model(), join(temporaryFolder(), 'adapter')]
  mkdirSync(adapter)
  const values = new Map(
    [...initialLora(tinyChatArchitecture, lora, Rng.fromSeed(3))].map(([name, data]) => [name, data.map(() => 0.1)]),
  )
  await writeAdapterFolder(adapter, {
    ...{ architecture: tinyChatArchitecture, settings: lora, base: { name: '/models/another' } },
    read: (name) => values.get(name) as Float32Array,
  })
  const told: string[] = []
  const logger = { debug: () => {}, info: () => {}, warn: (sentence: string) => told.push(sentence) }
  const policy = await openPretrained(folder, { ...own, adapter, logger })
  expect(told).toEqual([expect.stringContaining(`was made for /models/another`)])
  expect(told[0]).toContain(folder)
  const tensors = await tensorsOf(await snapshotOf(policy))
  for (const [name, data] of values) expect(tensors.get(name)).toEqual(data)
  await policy.close()
  // What `lora` leaves out is the adapter's.
  await (await openPretrained(folder, { ...own, adapter, lora: { dropout: 0.1 } })).close()
  await expect(openPretrained(folder, { ...own, adapter, lora: { ...lora, alpha: 5 } })).rejects.toThrow(
    /`lora.alpha` is 5, and the adapter has 4. Leave it out/,
  )
})

test('a policy that only answers may do so from 8 or 4 bits: it says so, and its scores are those of float32', async () => {
  const folder = await model()
  const answered = async (precision: 'float32' | 'int8' | 'int4'): Promise<{ backend: string; apart: number }> => {
    const policy = await openPretrained(folder, { ...own, trainable: false, precision })
    const [reply] = await policy.generate([{ messages, seed: 1 }], { ...sampling, temperature: 1 })
    const sequence = reply?.sequence as TokenSequence
    const [score] = await policy.score([sequence], { temperature: 1 })
    const { backend } = policy
    await policy.close()
    const apart = sequence.logProbs.map((each, index) => Math.abs(each - (score?.logProbs[index] as number)))
    return { backend, apart: Math.max(...apart) }
  }
  const [full, eight, four] = [await answered('float32'), await answered('int8'), await answered('int4')]
  expect([full.backend, eight.backend, four.backend]).toEqual(['onnx-cpu', 'onnx-cpu int8', 'onnx-cpu int4'])
  expect(full.apart).toBeLessThan(1e-5)
  expect(eight.apart).toBeGreaterThan(1e-5)
  expect(eight.apart).toBeLessThan(0.1)
  expect(four.apart).toBeGreaterThan(eight.apart)
  expect(four.apart).toBeLessThan(1)
})

test('what cannot be opened is told in words, and nothing is left open', async () => {
  const folder = await model()
  const faults: [string, object, RegExp][] = [
    [folder, { lora: { rank: 0 } }, /`rank` is a whole number above 0/],
    [folder, { lora: { r: 8 } }, /The rank is called `rank`/],
    [folder, { lora: true }, /`lora`.*true/],
    [folder, { maxLengthTokens: 100_000 }, /beyond the 512 positions/],
    [folder, { precison: 'float32' }, /precison.*precision/],
    [folder, { precision: 'int2' }, /'float32', 'bfloat16', 'int8' or 'int4'/],
    [folder, { precision: 'int8' }, /`precision` int8 is for a policy that only answers.*`trainable: false`/],
    [folder, { precision: 'int4', trainable: false, backend: 'tfjs-cpu' }, /int4 are read by the back end onnx-cpu/],
    [folder, { trainable: 'no' }, /`trainable` is true or false/],
    [folder, { adapter: folder }, /holds no adapter/],
    [join(folder, 'none'), {}, /none/],
  ]
  for (const [source, options, words] of faults)
    await expect(openPretrained(source, options as never), words.source).rejects.toThrow(words)
  await expect(openPretrained(7 as never)).rejects.toThrow('takes a folder or `hf:owner/name`')
  writeFileSync(join(folder, 'model.safetensors'), 'torn')
  await expect(openPretrained(folder, own)).rejects.toThrow('safetensors')
  rmSync(join(folder, 'tokenizer.json'))
  await expect(openPretrained(folder, own)).rejects.toThrow(/safetensors|tokenizer/)
  expect(digestOf(folder)).toHaveLength(64)
})

test('angles that are stretched for any length hold conversations beyond the positions of pre-training', async () => {
  const folder = await model()
  const path = join(folder, 'config.json')
  const config = JSON.parse(readFileSync(path, 'utf8')) as object
  writeFileSync(path, JSON.stringify({ ...config, rope_scaling: { rope_type: 'dynamic', factor: 2 } }))
  const policy = await policyOfCheckpoint(folder, { ...own, maxLengthTokens: 600 })
  const long = policy.encode(messages, 'A '.repeat(265))
  expect(long.tokens.length).toBeGreaterThan(512)
  const [score] = await policy.score([long], { temperature: 1 })
  expect(score?.logProbs.every((each) => Number.isFinite(each))).toBe(true)
  await policy.close()
})
