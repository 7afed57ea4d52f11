import { expect, test } from 'vitest'
import type { Architecture } from '../../../../src/policy/transformer/model/architecture.ts'
import { coresFor } from '../../../../src/policy/transformer/threads/cores.ts'
import type { Backend } from '../../../../src/tensor/backend.ts'

const small: Architecture = {
  ...{ vocabularySize: 100, width: 64, layers: 2, heads: 4, maxLengthTokens: 32, positions: 'rotary' },
  ...{ mlp: 'swiglu', mlpWidth: 128 },
}

function on(name: string): Backend {
  return { name } as Backend
}

test('small models have a shard a thread, large ones one shard whose products all threads share', () => {
  expect(coresFor(small, on('onnx-cpu'), { threads: 4 })).toEqual({ threads: 4, shards: 4, threadsPerShard: 1 })
  const large = { ...small, vocabularySize: 49_152, width: 576 }
  expect(coresFor(large, on('onnx-cpu'), { threads: 4 })).toEqual({ threads: 4, shards: 1, threadsPerShard: 4 })
})

test('a model whose programs hold its weights has one shard, so that they are held once', () => {
  expect(coresFor(small, on('onnx-cpu'), { threads: 4, isHeld: true })).toMatchObject({ shards: 1, threadsPerShard: 4 })
})

test('other back ends have one thread', () => {
  for (const name of ['tfjs-wasm', 'tfjs-gpu', 'onnx-webgpu'])
    expect(coresFor(small, on(name), { threads: 4 })).toEqual({ threads: 1, shards: 1, threadsPerShard: 1 })
})
