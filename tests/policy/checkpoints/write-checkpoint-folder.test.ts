import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openCheckpointFolder } from '../../../src/policy/checkpoints/open-checkpoint-folder.ts'
import { SafetensorsFile } from '../../../src/policy/checkpoints/safetensors.ts'
import { writeCheckpointFolder } from '../../../src/policy/checkpoints/write-checkpoint-folder.ts'
import type { WriteCheckpointOptions } from '../../../src/policy/checkpoints/write-checkpoint-folder.ts'
import { parameterShapes, type Architecture } from '../../../src/policy/transformer/model/architecture.ts'
import { temporaryFolder } from '../../record/temporary-folder.ts'

const small: Architecture = {
  vocabularySize: 11,
  width: 8,
  layers: 2,
  heads: 2,
  keyValueHeads: 1,
  headWidth: 4,
  maxLengthTokens: 64,
  positions: 'rotary',
  mlp: 'swiglu',
  mlpWidth: 12,
  normEpsilon: 1e-6,
  rotary: { base: 10_000 },
}

/** Numbers that bfloat16 and half precision can hold, another beginning for each parameter. */
function numbersOf(architecture: Architecture): Map<string, Float32Array> {
  const shapes = [...parameterShapes(architecture)]
  return new Map(
    shapes.map(([name, shape], at) => {
      const length = shape.reduce((product, size) => product * size, 1)
      return [name, Float32Array.from({ length }, (_, index) => ((index * 5 + at) % 127) - 60)]
    }),
  )
}

async function written(
  architecture: Architecture,
  options: Partial<WriteCheckpointOptions> = {},
): Promise<{ folder: string; numbers: Map<string, Float32Array>; leftOut: readonly string[] }> {
  const folder = temporaryFolder()
  const numbers = numbersOf(architecture)
  const read = (name: string): Float32Array => numbers.get(name) as Float32Array
  const { leftOut } = await writeCheckpointFolder(folder, { architecture, read, ...options })
  return { folder, numbers, leftOut }
}

async function readBack(folder: string): Promise<{ architecture: Architecture; numbers: Map<string, Float32Array> }> {
  const checkpoint = await openCheckpointFolder(folder)
  const numbers = new Map<string, Float32Array>()
  for (const [name, shape] of parameterShapes(checkpoint.architecture)) {
    const target = new Float32Array(shape.reduce((product, size) => product * size, 1))
    await checkpoint.readInto(name, target)
    numbers.set(name, target)
  }
  await checkpoint.close()
  return { architecture: checkpoint.architecture, numbers }
}

function configOf(folder: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')) as Record<string, unknown>
}

test('each family is written and read back, to the bit', async () => {
  const yarn = { kind: 'yarn', factor: 4, originalLengthTokens: 16, betaFast: 32, betaSlow: 1, truncate: true } as const
  for (const [family, architecture] of [
    ['llama', small],
    ['llama', { ...small, attentionBias: 'all', mlpBias: true, untiedHead: true }],
    ['mistral', { ...small, slidingWindow: { tokens: 5, layers: [0, 1] } }],
    ['mistral', { ...small, slidingWindow: { tokens: 5, layers: [1] } }],
    ['qwen2', { ...small, attentionBias: 'query-key-value', rotary: { base: 1e6, scaling: yarn } }],
    ['qwen2', { ...small, attentionBias: 'query-key-value', slidingWindow: { tokens: 5, layers: [1] } }],
    ['qwen3', { ...small, headWidth: 8, queryKeyNorm: true, slidingWindow: { tokens: 5, layers: [0] } }],
  ] as const satisfies (readonly [string, Architecture])[]) {
    const { folder, numbers } = await written(architecture)
    expect(configOf(folder)['model_type']).toBe(family)
    expect(await readBack(folder)).toEqual({ architecture, numbers })
  }
})

test('numbers are stored in the type that is asked for, in shards above a size', async () => {
  for (const type of ['F32', 'F16', 'BF16'] as const) {
    const { folder, numbers } = await written(small, { type, shardBytes: 700 })
    expect(existsSync(join(folder, 'model.safetensors'))).toBe(false)
    const index = JSON.parse(readFileSync(join(folder, 'model.safetensors.index.json'), 'utf8')) as {
      metadata: { total_size: number }
      weight_map: Record<string, string>
    }
    const count = [...numbers.values()].reduce((sum, { length }) => sum + length, 0)
    expect(index.metadata.total_size).toBe(count * (type === 'F32' ? 4 : 2))
    expect(Object.values(index.weight_map)[0]).toMatch(/^model-00001-of-000\d\d\.safetensors$/)
    const checkpoint = await openCheckpointFolder(folder)
    expect(new Set(checkpoint.storedTypes.values())).toEqual(new Set([type]))
    await checkpoint.close()
    expect((await readBack(folder)).numbers).toEqual(numbers)
    expect(configOf(folder)['torch_dtype']).toBe({ F32: 'float32', F16: 'float16', BF16: 'bfloat16' }[type])
  }
})

test('numbers beyond half precision are refused', async () => {
  const read = (name: string): Float32Array => {
    const numbers = numbersOf(small).get(name) as Float32Array
    return name === 'layers.1.up' ? numbers.fill(70_000) : numbers
  }
  await expect(written(small, { type: 'F16', read })).rejects.toThrow(
    /`model\.layers\.1\.mlp\.up_proj\.weight` holds numbers beyond 65,504, which F16 cannot hold; write it as BF16/,
  )
})

test('an MLP without a gate is written as one whose gate computes the same', async () => {
  const { folder, numbers } = await written({ ...small, mlp: 'silu' })
  const back = await readBack(folder)
  expect(back.architecture).toMatchObject({ mlp: 'swiglu', mlpBias: true })
  for (const layer of ['layers.0.', 'layers.1.']) {
    expect(back.numbers.get(`${layer}gate`)).toEqual(numbers.get(`${layer}up`))
    expect(back.numbers.get(`${layer}down`)).toEqual(numbers.get(`${layer}down`))
    expect(back.numbers.get(`${layer}up`)).toEqual(new Float32Array(96))
    expect(back.numbers.get(`${layer}upBias`)).toEqual(new Float32Array(12).fill(1))
    expect(back.numbers.get(`${layer}gateBias`)).toEqual(new Float32Array(12))
    expect(back.numbers.get(`${layer}downBias`)).toEqual(new Float32Array(8))
    expect(back.numbers.get(`${layer}query`)).toEqual(numbers.get(`${layer}query`))
  }
})

test('a value head is left out, and told', async () => {
  const { folder, leftOut } = await written({ ...small, valueHead: true })
  expect(leftOut).toEqual(['valueHead.weight', 'valueHead.bias'])
  expect((await readBack(folder)).architecture).toEqual(small)
})

test('what no family can express is refused in words', async () => {
  const { rotary: _, ...learned } = small
  await expect(written({ ...learned, positions: 'learned' })).rejects.toThrow(
    /it has learned positions, and the families/,
  )
  for (const features of [
    { queryKeyNorm: true, mlpBias: true },
    { queryKeyNorm: true, attentionBias: 'query-key-value' },
    { attentionBias: 'query-key-value', mlpBias: true },
    { attentionBias: 'all', slidingWindow: { tokens: 4, layers: [0, 1] } },
  ] as const)
    await expect(written({ ...small, ...features })).rejects.toThrow(/cannot be written for transformers: it has /)
})

test('a configuration that was read keeps what is not the architecture, and its family where two can be', async () => {
  const config = {
    model_type: 'mistral',
    eos_token_id: 7,
    rope_parameters: { rope_theta: 5, rope_type: 'default' },
    dtype: 'bfloat16',
    max_position_embeddings: 4096,
  }
  const { folder } = await written(small, { config })
  const fields = configOf(folder)
  expect(fields).toMatchObject({
    model_type: 'mistral',
    architectures: ['MistralForCausalLM'],
    sliding_window: null,
    eos_token_id: 7,
    rope_theta: 10_000,
    max_position_embeddings: 4096,
    torch_dtype: 'float32',
  })
  expect(fields).not.toHaveProperty('rope_parameters')
  expect(fields).not.toHaveProperty('dtype')
})

test('tokenizer and generation settings are copied, and files that are given win', async () => {
  const filesOf = temporaryFolder()
  for (const name of ['tokenizer.json', 'generation_config.json', 'README.md'])
    writeFileSync(join(filesOf, name), `old ${name}`)
  const made = JSON.stringify({ eos_token_id: 3 })
  const { folder } = await written(small, { filesOf, files: { 'generation_config.json': made } })
  expect(readFileSync(join(folder, 'tokenizer.json'), 'utf8')).toBe('old tokenizer.json')
  expect(readFileSync(join(folder, 'generation_config.json'), 'utf8')).toBe(made)
  expect(existsSync(join(folder, 'README.md'))).toBe(false)
  // A Llama whose configuration leaves them out begins texts with token 1 and ends them with token 2.
  expect(configOf(folder)).toMatchObject({ bos_token_id: null, eos_token_id: 3, pad_token_id: null })
})

test('the metadata says that tensors are as PyTorch has them, which transformers asks for', async () => {
  const { folder } = await written(small)
  const file = await SafetensorsFile.open(join(folder, 'model.safetensors'))
  expect(file.metadata).toEqual({ format: 'pt' })
  await file.close()
})
