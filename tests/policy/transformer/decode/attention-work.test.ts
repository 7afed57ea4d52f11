import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Rng } from '../../../../src/core/random.ts'
import type { AttentionHelper } from '../../../../src/policy/transformer/decode/attention-work.ts'
import { DecodeMemory } from '../../../../src/policy/transformer/decode/decode-memory.ts'
import { Segments, type StepRow } from '../../../../src/policy/transformer/decode/decoding.ts'
import type { Architecture } from '../../../../src/policy/transformer/model/architecture.ts'

const architecture: Architecture = {
  vocabularySize: 8,
  width: 256,
  layers: 2,
  heads: 8,
  keyValueHeads: 2,
  maxLengthTokens: 4096,
  positions: 'rotary',
  mlp: 'swiglu',
  mlpWidth: 8,
}

/** What rows of the last pass of a prompt, and of ten steps after it, mix; enough tokens to be worth sharing. */
async function mixed(
  helpers: readonly AttentionHelper[],
  {
    replies,
    promptTokens,
    passRows,
  }: { readonly replies: number; readonly promptTokens: number; readonly passRows: number },
): Promise<Float32Array[]> {
  const memory = new DecodeMemory(architecture, helpers)
  const steps = 10
  memory.layOut({
    rows: Math.max(replies, passRows),
    tokens: promptTokens + replies * steps,
    longest: promptTokens + steps,
    deepest: 2,
  })
  const rng = Rng.fromSeed('attention')
  const all: Float32Array[] = []
  const pass = (rows: readonly StepRow[], attends = true): void => {
    memory.setRows(rows, () => attends)
    for (let layer = 0; layer < architecture.layers; layer++) {
      for (const name of ['queries', 'keys', 'values'] as const) {
        const numbers = memory.array(name, rows.length)
        for (let at = 0; at < numbers.length; at++) numbers[at] = rng.normal()
      }
      memory.attend(layer)
      all.push(memory.array('mixed', rows.length).slice())
    }
  }
  const segments = new Segments()
  const prompt = segments.add(null, promptTokens)
  for (let start = 0; start < promptTokens; start += passRows)
    pass(
      Array.from({ length: Math.min(passRows, promptTokens - start) }, (_, at) => ({
        segment: prompt,
        position: start + at,
        token: 0,
      })),
      start + passRows >= promptTokens,
    )
  const own = Array.from({ length: replies }, () => segments.add(prompt, steps))
  for (let step = 0; step < steps; step++)
    pass(own.map((segment) => ({ segment, position: promptTokens + step, token: 0 })))
  await memory.rest()
  return all
}

const cases = [
  { name: 'many rows, by rows', replies: 50, promptTokens: 200, passRows: 64 },
  { name: 'one row, by its heads', replies: 1, promptTokens: 4000, passRows: 200 },
]

describe.each(cases)('attention that threads share out: $name', (given) => {
  const workers: Worker[] = []
  let helped = 0
  const helpers = [1, 2].map((thread): AttentionHelper => async (work) => {
    const worker = workers[thread - 1] as Worker
    helped++
    worker.postMessage({ work, thread })
    await once(worker, 'message')
  })
  beforeAll(() => {
    for (const _ of helpers) workers.push(new Worker(new URL('./attention-helper.ts', import.meta.url)))
  })
  afterAll(async () => {
    for (const worker of workers) await worker.terminate()
  })

  test('is the same to the bit as that of one thread, whoever takes which piece', async () => {
    const due = await mixed([], given)
    for (let again = 0; again < 3; again++) expect(await mixed(helpers, given)).toEqual(due)
    expect(helped).toBe(6)
  })

  test('does not wait for helpers that never come, or that fail', async () => {
    const failing: AttentionHelper[] = [async () => undefined, async () => await Promise.reject(new Error('no'))]
    expect(await mixed(failing, given)).toEqual(await mixed([], given))
  })
})
