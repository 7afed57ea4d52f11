import { cpSync, readdirSync, readFileSync, rmSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import { expect, test, onTestFinished } from 'vitest'
import { promptMessages } from '../../../src/core/message.ts'
import type { OptimizerSettings, TokenCoefficients, TokenSequence } from '../../../src/core/policy.ts'
import { SafetensorsFile } from '../../../src/policy/checkpoints/safetensors.ts'
import { writeSafetensors, type TensorSource } from '../../../src/policy/checkpoints/write-safetensors.ts'
import {
  openSnapshot,
  openTransformer,
  type TransformerOptions,
  type TransformerPolicy,
} from '../../../src/policy/transformer/transformer-policy.ts'
import { checkPolicy } from '../../../src/testing.ts'
import { temporaryFolder } from '../../record/temporary-folder.ts'
import { digestOf, snapshotOf, tensorsOf } from '../snapshot-folder.ts'

const tiny: TransformerOptions = {
  architecture: {
    width: 16,
    layers: 2,
    heads: 2,
    maxLengthTokens: 32,
    positions: 'learned',
    mlp: 'silu',
    mlpWidth: 32,
  },
  tokenizer: { kind: 'character', alphabet: '0123456789+=' },
  backend: 'onnx-cpu',
  threads: 1,
}
const rotary: TransformerOptions = {
  ...tiny,
  architecture: { ...tiny.architecture, positions: 'rotary', mlp: 'swiglu' },
  tokenizer: { kind: 'byte' },
}
const sampling = { temperature: 1, topK: 0, topP: 1, maxTokens: 6 }
const atOne = { temperature: 1 }

async function open(options: TransformerOptions = tiny): Promise<TransformerPolicy> {
  const policy = await openTransformer(options)
  onTestFinished(async () => await policy.close())
  return policy
}

function raise(sequences: readonly TokenSequence[], by = 1): TokenCoefficients[] {
  return sequences.map(({ sampled }) => ({
    logProbs: new Float64Array(sampled.reduce((sum, mark) => sum + mark, 0)).fill(-by),
  }))
}

async function trainOn(policy: TransformerPolicy, sequences: readonly TokenSequence[], steps = 1): Promise<number[]> {
  const norms: number[] = []
  for (let step = 0; step < steps; step++) {
    await policy.accumulate(sequences, atOne, raise(sequences))
    norms.push((await policy.apply({ learningRate: 1e-2, maxGradNorm: 1 })).gradNorm ?? Number.NaN)
  }
  return norms
}

const examples = (policy: TransformerPolicy): TokenSequence[] =>
  ['1+2=', '30+4='].map((prompt, index) => policy.encode(promptMessages(prompt), index === 0 ? '3' : '34'))

for (const backend of ['onnx-cpu', 'tfjs-wasm'] as const)
  for (const [name, options] of Object.entries({ tiny, rotary }))
    test(`the transformer keeps the contract of a policy (${name}, ${backend})`, async () => {
      const findings = await checkPolicy(await openTransformer({ ...options, backend }))
      expect(findings.length).toBeGreaterThan(15)
    })

test('the transformer keeps the contract of a policy with a value head', async () => {
  const withHead = { ...tiny, architecture: { ...tiny.architecture, valueHead: true } }
  const findings = await checkPolicy(await openTransformer({ ...withHead, backend: 'onnx-cpu' }))
  expect(findings).toContainEqual({ name: 'coefficients of values raise the values', ok: true, detail: '' })
})

test('the same seed makes the same weights, another one others', async () => {
  const weights = async (seed: number): Promise<string> => digestOf(await snapshotOf(await open({ ...tiny, seed })))
  expect(await weights(1)).toEqual(await weights(1))
  expect(await weights(1)).not.toEqual(await weights(2))
})

test('a restored policy goes on to the same bits: three steps later the snapshots are equal', async () => {
  const policy = await open()
  const sequences = examples(policy)
  await trainOn(policy, sequences, 2)
  const taken = await snapshotOf(policy)
  const norms = await trainOn(policy, sequences, 3)
  const other = await open({ ...tiny, seed: 99 })
  await trainOn(other, sequences.slice(1), 1)
  await other.restore(taken)
  expect(other.version).toBe(2)
  expect(await trainOn(other, sequences, 3)).toEqual(norms)
  expect(digestOf(await snapshotOf(other))).toBe(digestOf(await snapshotOf(policy)))
})

test('a snapshot opens as the policy it was taken of, and answers as it', async () => {
  const policy = await open(rotary)
  await trainOn(policy, examples(policy))
  const opened = await openSnapshot(await snapshotOf(policy), { backend: 'onnx-cpu', threads: 1 })
  onTestFinished(async () => await opened.close())
  const request = [{ messages: promptMessages('5+5='), seed: 1 }]
  expect(opened.architecture).toEqual(policy.architecture)
  expect(await opened.generate(request, sampling)).toEqual(await policy.generate(request, sampling))
})

test('a snapshot of another shape or alphabet is refused by the name of what differs, and changes nothing', async () => {
  const policy = await open()
  const before = await snapshotOf(policy)
  const others: readonly (readonly [TransformerOptions, RegExp])[] = [
    [{ ...tiny, architecture: { ...tiny.architecture, width: 24 } }, /its width is 24, this one's is 16/],
    [{ ...tiny, architecture: { ...tiny.architecture, layers: 1 } }, /its layers is 1, this one's is 2/],
    [{ ...tiny, architecture: { ...tiny.architecture, positions: 'rotary' } }, /its positions is rotary/],
    [{ ...tiny, architecture: { ...tiny.architecture, heads: 4 } }, /its heads is 4/],
    [{ ...tiny, tokenizer: { kind: 'character', alphabet: '=+9876543210' } }, /its tokenizer is .*9876543210/],
  ]
  for (const [options, words] of others) {
    const snapshot = await snapshotOf(await open(options))
    await expect(policy.restore(snapshot)).rejects.toThrow(words)
  }
  expect(digestOf(await snapshotOf(policy))).toBe(digestOf(before))
})

test('a torn snapshot, a foreign file and one that lacks a tensor are refused, and change nothing', async () => {
  const policy = await open()
  const snapshot = await snapshotOf(policy)
  const weights = await SafetensorsFile.open(join(snapshot, 'weights.safetensors'))
  onTestFinished(async () => await weights.close())
  const tensors = await tensorsOf(snapshot)
  const sources = (kept: (name: string) => boolean): TensorSource[] =>
    [...tensors]
      .filter(([name]) => kept(name))
      .map(([name, data]) => ({ name, shape: [data.length], read: () => data }))
  const isMoment = (name: string): boolean => /^(first|second)\./.test(name)
  /** A copy of the snapshot with one file changed. */
  const changed = async (change: (folder: string) => unknown): Promise<string> => {
    const folder = join(temporaryFolder(), 'changed')
    cpSync(snapshot, folder, { recursive: true })
    await change(folder)
    return folder
  }
  const withMetadata = async (metadata: Record<string, string>): Promise<string> =>
    await changed((folder) =>
      writeSafetensors(
        join(folder, 'weights.safetensors'),
        sources((name) => !isMoment(name)),
        metadata,
      ),
    )
  const refused: readonly (readonly [string, RegExp])[] = [
    [
      await changed((folder) => {
        const path = join(folder, 'moments.safetensors')
        truncateSync(path, readFileSync(path).length - 5)
      }),
      /no safetensors file: tensor `second.finalNorm`/,
    ],
    [await withMetadata({ format: 'pt' }), /no snapshot of this library's transformer.*it says pt/],
    [await withMetadata({ ...weights.metadata, counters: '{' }), /metadata of the snapshot .* is damaged/],
    [
      await changed((folder) =>
        writeSafetensors(
          join(folder, 'moments.safetensors'),
          sources((name) => isMoment(name) && name !== 'first.finalNorm'),
        ),
      ),
      /`first.finalNorm` should hold 16 numbers .*it is missing/,
    ],
    [await changed((folder) => rmSync(join(folder, 'weights.safetensors'))), /weights.safetensors is missing/],
  ]
  for (const [folder, words] of refused) await expect(policy.restore(folder)).rejects.toThrow(words)
  expect(digestOf(await snapshotOf(policy))).toBe(digestOf(snapshot))
})

test('weights are a safetensors file of their own, from which a policy opens without moments', async () => {
  const policy = await open()
  await trainOn(policy, examples(policy), 2)
  const snapshot = await snapshotOf(policy)
  expect(readdirSync(snapshot).sort()).toEqual(['moments.safetensors', 'weights.safetensors'])
  const file = await SafetensorsFile.open(join(snapshot, 'weights.safetensors'))
  expect([...file.shapes].map(([name, shape]) => `${name} ${shape}`)).toContain('layers.1.up 16,32')
  expect(Object.keys(file.metadata).sort()).toEqual(['architecture', 'counters', 'format', 'tokenizer'])
  await file.close()
  const opened = await openSnapshot(join(snapshot, 'weights.safetensors'), { backend: 'onnx-cpu', threads: 1 })
  onTestFinished(async () => await opened.close())
  expect(opened.version).toBe(2)
  expect(await opened.score(examples(policy), atOne)).toEqual(await policy.score(examples(policy), atOne))
})

test('a snapshot of one file, as it once was, is restored to the bit', async () => {
  const policy = await open()
  await trainOn(policy, examples(policy), 2)
  const snapshot = await snapshotOf(policy)
  const weights = await SafetensorsFile.open(join(snapshot, 'weights.safetensors'))
  const { metadata } = weights
  await weights.close()
  const folder = temporaryFolder()
  const sources = [...(await tensorsOf(snapshot))].map(([name, data]) => ({
    name,
    shape: [data.length],
    read: () => data,
  }))
  await writeSafetensors(join(folder, 'snapshot.safetensors'), sources, { ...metadata, format: 'rlvr-transformer-1' })
  const other = await open({ ...tiny, seed: 5 })
  await other.restore(folder)
  expect(digestOf(await snapshotOf(other))).toBe(digestOf(snapshot))
})

test('a gradient that is not finite is skipped: weights, moments, version and the next step are as without it', async () => {
  const [policy, clean] = [await open(), await open()]
  const sequences = examples(policy)
  for (const bad of [Number.NaN, Infinity, 1e38]) {
    await policy.accumulate(sequences, atOne, raise(sequences, bad))
    const { skipped, gradNorm } = await policy.apply({ learningRate: 1, maxGradNorm: 1 })
    expect([skipped, Number.isFinite(gradNorm)]).toEqual([true, false])
  }
  expect(policy.version).toBe(0)
  expect(await trainOn(policy, sequences)).toEqual(await trainOn(clean, sequences))
  expect(digestOf(await snapshotOf(policy))).toBe(digestOf(await snapshotOf(clean)))
})

test('an update that would ruin the weights is refused, and the gradient stays', async () => {
  const policy = await open()
  const sequences = examples(policy)
  await policy.accumulate(sequences, atOne, raise(sequences))
  for (const bad of [
    { learningRate: Number.NaN },
    { learningRate: -1 },
    { learningRate: Infinity },
    { maxGradNorm: 0 },
  ])
    await expect(policy.apply({ learningRate: 1, maxGradNorm: 1, ...bad })).rejects.toThrow(/An update needs a finite/)
  expect((await policy.apply({ learningRate: 1e-3, maxGradNorm: Infinity })).gradNorm).toBeGreaterThan(0)
})

test('an update takes the optimizer settings that it is given, for this once, in place of its own', async () => {
  const changed = { beta1: 0.5, beta2: 0.9, epsilon: 1e-3, weightDecay: 0.3 }
  const [own, given] = [await open({ ...tiny, optimizer: changed }), await open()]
  const sequences = examples(own)
  const update = async (policy: TransformerPolicy, optimizer?: Partial<OptimizerSettings>): Promise<number> => {
    await policy.accumulate(sequences, atOne, raise(sequences))
    await policy.apply({ learningRate: 1e-2, maxGradNorm: 1, ...(optimizer !== undefined && { optimizer }) })
    const scores = await policy.score(sequences, atOne)
    return scores.flatMap(({ logProbs }) => [...logProbs]).reduce((sum, each) => sum + each, 0)
  }
  for (let step = 0; step < 2; step++) expect(await update(given, changed)).toBe(await update(own))
  expect(await update(given)).not.toBe(await update(own))
  await expect(update(given, { beta1: 1 })).rejects.toThrow('Optimizer: `beta1` is from 0 to below 1; got 1.')
  await expect(update(given, { beta: 0.9 } as Partial<OptimizerSettings>)).rejects.toThrow(/optimizer setting `beta`/)
})

test('a text of `stop` ends a reply and is no part of its text, while its tokens stay in the sequence', async () => {
  const policy = await open()
  const request = { messages: promptMessages('1+1='), seed: 1 }
  const [free] = await policy.generate([request], { ...sampling, maxTokens: 12 })
  const text = free?.text ?? ''
  const stop = text.slice(2, 4)
  const [ended] = await policy.generate([request], { ...sampling, maxTokens: 12, stop: ['x', stop] })
  const due = text.slice(0, text.indexOf(stop))
  expect(ended).toMatchObject({ text: due, finish: 'stop' })
  expect(ended?.lengthTokens).toBeLessThan(free?.lengthTokens ?? 0)
  expect(ended?.sequence?.tokens).toEqual(free?.sequence?.tokens.slice(0, ended?.sequence?.tokens.length))
})

test('coefficients that are not one a sampled token are refused, not taken for 0', async () => {
  const policy = await open()
  const sequences = examples(policy)
  const accumulate = async (given: readonly TokenCoefficients[]): Promise<unknown> =>
    await policy.accumulate(sequences, atOne, given)
  await expect(accumulate(raise(sequences.slice(1)))).rejects.toThrow('of 1 sequences; there are 2')
  const short = raise(sequences).with(1, { logProbs: new Float64Array(2) })
  await expect(accumulate(short)).rejects.toThrow('Sequence 1 has 3 sampled tokens, but the loss gave 2 coefficients')
  const odd = raise(sequences).map((each) => ({ ...each, entropies: new Float64Array(1) }))
  await expect(accumulate(odd)).rejects.toThrow('the loss gave 1 coefficients for `entropies`')
})

test('a loss sees the log-probabilities of the present weights, sampled by them or not', async () => {
  const policy = await open()
  const replies = await policy.generate([{ messages: promptMessages('1+1='), seed: 4 }], sampling)
  const sequences = replies.map(({ sequence }) => sequence as TokenSequence)
  const seen = async (): Promise<number[]> => {
    let given: number[] = []
    await policy.accumulate(sequences, atOne, (logProbs) => {
      given = [...(logProbs[0] ?? [])]
      return raise(sequences)
    })
    return given
  }
  const scored = async (): Promise<unknown[]> =>
    [...((await policy.score(sequences, atOne))[0]?.logProbs ?? [])].map((each) => expect.closeTo(each, 5))
  expect(await seen()).toEqual(await scored())
  await policy.apply({ learningRate: 0.1, maxGradNorm: 1 })
  const after = await seen()
  expect(after).toEqual(await scored())
  expect(after).not.toEqual([...(sequences[0]?.logProbs ?? [])])
  // Other weights under the number of the version that sampled.
  await policy.restore(await snapshotOf(await open({ ...tiny, seed: 5 })))
  expect(policy.version).toBe(0)
  expect(await seen()).toEqual(await scored())
})

test('a second turn goes on from the tokens, and its prompt is not learned from', async () => {
  const policy = await open()
  const first = promptMessages('1+1=')
  const [reply] = await policy.generate([{ messages: first, seed: 1 }], { ...sampling, maxTokens: 3 })
  const sequence = reply?.sequence as TokenSequence
  const messages = [...first, { role: 'assistant' as const, content: reply?.text ?? '' }, ...promptMessages('2+')]
  const [second] = await policy.generate([{ messages, seed: 2, previous: { sequence, messages: 2 } }], {
    ...sampling,
    maxTokens: 3,
  })
  const both = second?.sequence as TokenSequence
  expect([...both.tokens.subarray(0, sequence.tokens.length)]).toEqual([...sequence.tokens])
  const marked = both.sampled.reduce((sum, mark) => sum + mark, 0)
  expect(marked).toBe((reply?.lengthTokens ?? 0) + (second?.lengthTokens ?? 0))
  expect(both.logProbs).toHaveLength(marked)
  expect([...both.logProbs.subarray(0, sequence.logProbs.length)]).toEqual([...sequence.logProbs])
  expect(both.sampledBy).toEqual({ version: 0, temperature: 1 })
  const [scores] = await policy.score([both], atOne)
  both.logProbs.forEach((logProb, at) => expect(scores?.logProbs[at]).toBeCloseTo(logProb, 5))
})

test('the turns of two versions belong to neither', async () => {
  const policy = await open()
  const first = promptMessages('1+1=')
  const [reply] = await policy.generate([{ messages: first, seed: 1 }], { ...sampling, maxTokens: 2 })
  await trainOn(policy, examples(policy))
  const messages = [...first, { role: 'assistant' as const, content: reply?.text ?? '' }, ...promptMessages('2+')]
  const previous = { sequence: reply?.sequence as TokenSequence, messages: 2 }
  const [second] = await policy.generate([{ messages, seed: 2, previous }], { ...sampling, maxTokens: 2 })
  expect(second?.sequence?.sampledBy).toBeNull()
})

test('a demonstration that is too long, and a text outside the alphabet, are refused with what to do', async () => {
  const policy = await open()
  expect(() => policy.encode(promptMessages('1+1='), '1'.repeat(40))).toThrow(/47 tokens together; the policy holds 32/)
  await expect(policy.generate([{ messages: promptMessages('x'), seed: 0 }], sampling)).rejects.toThrow(/no "x"/)
  await expect(policy.score(examples(policy), { temperature: 0 })).rejects.toThrow(/temperature above 0; got 0/)
})

test('sizes that cannot work are refused before anything starts', async () => {
  const refused: readonly (readonly [Partial<TransformerOptions['architecture']>, RegExp])[] = [
    [{ heads: 3 }, /width 16 does not divide by 3 heads/],
    [{ heads: 8 }, /a head of width 2 is not a multiple of 4/],
    [{ layers: 0 }, /`layers` must be a whole number above 0; got 0/],
    [{ width: 1.5 }, /`width` must be a whole number/],
  ]
  for (const [change, words] of refused)
    await expect(openTransformer({ ...tiny, architecture: { ...tiny.architecture, ...change } })).rejects.toThrow(words)
})

test('a closed policy says so, and a worker that dies is named in every call that waits or follows', async () => {
  const closed = await openTransformer(tiny)
  await Promise.all([closed.close(), closed.close()])
  await closed.close()
  await expect(closed.discard()).rejects.toThrow('The policy is closed.')

  const workers: Worker[] = []
  const note = (worker: Worker): void => void workers.push(worker)
  process.on('worker', note)
  // Without native code in it: ending a thread inside of onnxruntime can abort the process.
  const policy = await openTransformer({ ...tiny, backend: 'tfjs-wasm' })
  process.off('worker', note)
  const sequences = examples(policy)
  const waiting = [policy.score(sequences, atOne), policy.discard()].map((call) =>
    expect(call).rejects.toThrow(/thread of the policy ended/),
  )
  await workers[0]?.terminate()
  await Promise.all(waiting)
  await expect(policy.score(sequences, atOne)).rejects.toThrow(/thread of the policy ended/)
  await policy.close()
})

test('a policy that is closed while it computes finishes that first, for every caller of close', async () => {
  const threads: Worker[] = []
  const note = (worker: Worker): void => void threads.push(worker)
  process.on('worker', note)
  const policy = await openTransformer(tiny)
  process.off('worker', note)
  let isGone = false
  threads[0]?.once('exit', () => (isGone = true))
  const sequences = examples(policy)
  const computing = policy.score(sequences, atOne)
  const first = policy.close()
  await policy.close()
  expect(isGone).toBe(true)
  expect(await computing).toHaveLength(sequences.length)
  await first
  await expect(policy.score(sequences, atOne)).rejects.toThrow('The policy is closed.')
})

test('a frozen copy outlives updates and restores, and is gone once closed', async () => {
  const policy = await open()
  const sequences = examples(policy)
  const before = await snapshotOf(policy)
  const due = await policy.score(sequences, atOne)
  const frozen = await policy.freeze()
  await trainOn(policy, sequences, 2)
  const trained = await policy.freeze()
  await policy.restore(before)
  expect(await frozen.score(sequences, atOne)).toEqual(due)
  expect(await trained.score(sequences, atOne)).not.toEqual(due)
  await frozen.close()
  await expect(frozen.score(sequences, atOne)).rejects.toThrow(/no frozen copy/)
  await trained.close()
})
