import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openCheckpointFolder, type CheckpointFolder } from '../../../src/policy/checkpoints/open-checkpoint-folder.ts'
import { parameterShapes } from '../../../src/policy/transformer/model/architecture.ts'
import { temporaryFolder } from '../../record/temporary-folder.ts'
import { fileOf, smallFolder, smallLlama, smallTensors, type SmallTensor } from './small-checkpoint.ts'

/** All parameters, after which the folder is closed. */
async function everything(checkpoint: CheckpointFolder): Promise<Map<string, Float32Array>> {
  const parameters = new Map<string, Float32Array>()
  for (const [name, shape] of parameterShapes(checkpoint.architecture)) {
    const bytes = new SharedArrayBuffer(4 * shape.reduce((product, size) => product * size, 1))
    const target = new Float32Array(bytes)
    await checkpoint.readInto(name, target)
    parameters.set(name, target)
  }
  await checkpoint.close()
  return parameters
}

async function refusal(folder: string): Promise<string> {
  const checkpoint = await openCheckpointFolder(folder).catch((thrown: unknown) => thrown as Error)
  if (!(checkpoint instanceof Error)) await checkpoint.close()
  return checkpoint instanceof Error ? checkpoint.message.replaceAll(folder, 'FOLDER') : 'none'
}

/** As [in, out]. */
function transposed({ shape, numbers }: SmallTensor): number[] {
  const [outer = 0, inner = 0] = shape
  return Array.from({ length: outer * inner }, (_, at) => numbers[(at % outer) * inner + Math.floor(at / outer)] ?? NaN)
}

test('a folder is read by our names, its linear layers transposed, into shared memory', async () => {
  const tensors = smallTensors()
  const checkpoint = await openCheckpointFolder(smallFolder(smallLlama, tensors))
  expect(checkpoint.family).toBe('llama')
  expect(checkpoint.architecture).toMatchObject({ width: 8, heads: 4, keyValueHeads: 2, headWidth: 4, mlpWidth: 12 })
  expect(new Set(checkpoint.storedTypes.values())).toEqual(new Set(['F32']))
  const read = await everything(checkpoint)
  const stored = (name: string): SmallTensor => tensors.get(name) as SmallTensor
  expect([...(read.get('embedding') ?? [])]).toEqual([...stored('model.embed_tokens.weight').numbers])
  expect([...(read.get('finalNorm') ?? [])]).toEqual([...stored('model.norm.weight').numbers])
  for (const [ours, theirs] of [
    ['query', 'self_attn.q_proj'],
    ['key', 'self_attn.k_proj'],
    ['value', 'self_attn.v_proj'],
    ['attentionOut', 'self_attn.o_proj'],
    ['gate', 'mlp.gate_proj'],
    ['up', 'mlp.up_proj'],
    ['down', 'mlp.down_proj'],
  ])
    expect([...(read.get(`layers.1.${ours}`) ?? [])]).toEqual(transposed(stored(`model.layers.1.${theirs}.weight`)))
  expect([...(read.get('layers.1.mlpNorm') ?? [])]).toEqual([
    ...stored('model.layers.1.post_attention_layernorm.weight').numbers,
  ])
})

test('shards give the same numbers as one file', async () => {
  const tensors = smallTensors()
  const single = await everything(await openCheckpointFolder(smallFolder(smallLlama, tensors)))
  const shardOf = (name: string): string => `model-0000${name.includes('layers.1') ? 2 : 1}-of-00002.safetensors`
  expect(await everything(await openCheckpointFolder(smallFolder(smallLlama, tensors, shardOf)))).toEqual(single)
})

test('a matrix larger than what is read at a time is transposed whole, from every type', async () => {
  // 700 x 600 numbers are two pieces; each is a whole number that bfloat16 and half precision can hold.
  const [vocabulary, width, wide] = [4, 600, 700]
  const config = {
    ...smallLlama,
    vocab_size: vocabulary,
    hidden_size: width,
    intermediate_size: wide,
    num_hidden_layers: 1,
  }
  const number = (outer: number, inner: number): number => (outer * 7 + inner * 3) % 251
  for (const type of ['F64', 'F32', 'F16', 'BF16'] as const) {
    const header: Record<string, unknown> = {}
    const parts: Buffer[] = []
    let at = 0
    for (const [name, shape] of [
      ['model.embed_tokens.weight', [vocabulary, width]],
      ['model.layers.0.self_attn.q_proj.weight', [16, width]],
      ['model.layers.0.self_attn.k_proj.weight', [8, width]],
      ['model.layers.0.self_attn.v_proj.weight', [8, width]],
      ['model.layers.0.self_attn.o_proj.weight', [width, 16]],
      ['model.layers.0.mlp.gate_proj.weight', [wide, width]],
      ['model.layers.0.mlp.up_proj.weight', [wide, width]],
      ['model.layers.0.mlp.down_proj.weight', [width, wide]],
      ['model.layers.0.input_layernorm.weight', [1, width]],
      ['model.layers.0.post_attention_layernorm.weight', [1, width]],
      ['model.norm.weight', [1, width]],
    ] as const) {
      const [outer, inner] = shape
      const values = Float32Array.from({ length: outer * inner }, (_, index) =>
        number(Math.floor(index / inner), index % inner),
      )
      const { buffer } =
        type === 'F64'
          ? Float64Array.from(values)
          : type === 'F32'
            ? values
            : Uint16Array.from(values, type === 'BF16' ? upperHalf : halfOf)
      const body = Buffer.from(buffer)
      header[name] = { dtype: type, shape: outer === 1 ? [inner] : shape, data_offsets: [at, at + body.length] }
      parts.push(body)
      at += body.length
    }
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'config.json'), JSON.stringify(config))
    writeFileSync(join(folder, 'model.safetensors'), fileOf(header, Buffer.concat(parts)))
    const checkpoint = await openCheckpointFolder(folder)
    expect(checkpoint.storedTypes.get('layers.0.gate')).toBe(type)
    const gate = new Float32Array(width * wide)
    await checkpoint.readInto('layers.0.gate', gate)
    const due = Float32Array.from({ length: width * wide }, (_, index) =>
      number(index % wide, Math.floor(index / wide)),
    )
    expect(Buffer.compare(Buffer.from(gate.buffer), Buffer.from(due.buffer))).toBe(0)
    const halves = new Uint16Array(new SharedArrayBuffer(2 * width * wide))
    await checkpoint.readHalvesInto('layers.0.gate', halves)
    expect(halves.every((half, index) => half === upperHalf(due[index] ?? NaN))).toBe(true)
    await checkpoint.close()
  }
})

const single = new Float32Array(1)
const bits = new Uint32Array(single.buffer)

/** A number that bfloat16 holds exactly. */
function upperHalf(value: number): number {
  single[0] = value
  return (bits[0] ?? 0) >>> 16
}

/** A whole number from 0 to 2,048 in half precision. */
function halfOf(value: number): number {
  if (value === 0) return 0
  const exponent = Math.floor(Math.log2(value))
  return ((exponent + 15) << 10) | ((value - 2 ** exponent) * 2 ** (10 - exponent))
}

test('an array of another size, and a parameter that is none, are refused', async () => {
  const checkpoint = await openCheckpointFolder(smallFolder(smallLlama))
  await expect(checkpoint.readInto('finalNorm', new Float32Array(7))).rejects.toThrow(/holds 8 numbers; .* into 7/)
  await expect(checkpoint.readHalvesInto('head', new Uint16Array(88))).rejects.toThrow(/no parameter `head`/)
  await checkpoint.close()
})

test('biases, norms of heads and a head of its own are found', async () => {
  const qwen2 = { ...smallLlama, architectures: ['Qwen2ForCausalLM'], model_type: 'qwen2', tie_word_embeddings: false }
  const read = await everything(
    await openCheckpointFolder(smallFolder(qwen2, smallTensors({ bias: true, head: true }))),
  )
  expect([...read.keys()]).toEqual(expect.arrayContaining(['layers.0.queryBias', 'layers.1.valueBias', 'head']))
  const qwen3 = { ...smallLlama, architectures: ['Qwen3ForCausalLM'], model_type: 'qwen3' }
  const normed = await everything(await openCheckpointFolder(smallFolder(qwen3, smallTensors({ norms: true }))))
  expect([...normed.keys()]).toEqual(expect.arrayContaining(['layers.0.queryNorm', 'layers.1.keyNorm']))
})

test('where embedding and head are to be one, what is stored decides, as in transformers', async () => {
  const both = smallTensors({ head: true })
  const embedding = both.get('model.embed_tokens.weight') as SmallTensor
  const differing = await openCheckpointFolder(smallFolder(smallLlama, both))
  expect(differing.architecture.untiedHead).toBe(true)
  await differing.close()
  both.set('lm_head.weight', embedding)
  const equal = await openCheckpointFolder(smallFolder(smallLlama, both))
  expect(equal.architecture.untiedHead).toBeUndefined()
  await equal.close()
  both.delete('model.embed_tokens.weight')
  const read = await everything(await openCheckpointFolder(smallFolder(smallLlama, both)))
  expect([...(read.get('embedding') ?? [])]).toEqual([...embedding.numbers])
})

test('a model that was saved without its head, and stored angles, are read', async () => {
  const bare = new Map([...smallTensors()].map(([name, tensor]) => [name.replace(/^model\./, ''), tensor]))
  bare.set('layers.0.self_attn.rotary_emb.inv_freq', { shape: [2], numbers: Float32Array.of(1, 0.5) })
  const config = { ...smallLlama, architectures: ['LlamaModel'] }
  const read = await everything(await openCheckpointFolder(smallFolder(config, bare)))
  expect(read).toEqual(await everything(await openCheckpointFolder(smallFolder(smallLlama))))
})

test('tensors that are missing, of another shape or of another model are counted, and the first named', async () => {
  const tensors = smallTensors()
  tensors.delete('model.layers.0.mlp.up_proj.weight')
  tensors.set('model.norm.weight', { shape: [9], numbers: new Float32Array(9) })
  for (const name of ['a', 'b', 'c', 'd']) tensors.set(`score.${name}`, { shape: [1], numbers: new Float32Array(1) })
  expect(await refusal(smallFolder(smallLlama, tensors))).toBe(
    'The weights in FOLDER do not fit its config.json: 1 tensor is missing (model.layers.0.mlp.up_proj.weight); ' +
      '1 has another shape (model.norm.weight is [9], due [8]); ' +
      '4 are not of this architecture (score.a, score.b, score.c and 1 more).',
  )
})

test('a head of its own that is not stored is missing', async () => {
  expect(await refusal(smallFolder({ ...smallLlama, tie_word_embeddings: false }))).toContain(
    'missing (lm_head.weight)',
  )
})

test('a folder that is none, is empty, or holds something else says what it lacks', async () => {
  const folder = temporaryFolder()
  expect(await refusal(join(folder, 'none'))).toMatch(/is no folder; expected one with config\.json/)
  expect(await refusal(folder)).toMatch(/holds no config\.json/)
  writeFileSync(join(folder, 'adapter_config.json'), '{}')
  expect(await refusal(folder)).toMatch(/holds an adapter and no model/)
  writeFileSync(join(folder, 'config.json'), JSON.stringify(smallLlama))
  expect(await refusal(folder)).toMatch(/holds no weights: expected model\.safetensors/)
  writeFileSync(join(folder, 'pytorch_model.bin'), '')
  expect(await refusal(folder)).toMatch(/safe_serialization=True/)
})

test('an index that does not fit its shards is refused with the file and the tensor', async () => {
  const shards = (): string =>
    smallFolder(smallLlama, smallTensors(), (name) => `m${name.includes('layers.1') ? 2 : 1}.safetensors`)
  const gone = shards()
  rmSync(join(gone, 'm2.safetensors'))
  expect(await refusal(gone)).toMatch(/names 1 of 2 files that are not there: m2\.safetensors/)
  const swapped = shards()
  renameSync(join(swapped, 'm1.safetensors'), join(swapped, 'm'))
  renameSync(join(swapped, 'm2.safetensors'), join(swapped, 'm1.safetensors'))
  renameSync(join(swapped, 'm'), join(swapped, 'm2.safetensors'))
  expect(await refusal(swapped)).toMatch(/m1\.safetensors lacks 11 of its tensors: model\.embed_tokens\.weight, /)
  const change = (edit: (map: Record<string, unknown>) => void): string => {
    const folder = shards()
    const path = join(folder, 'model.safetensors.index.json')
    const index = JSON.parse(readFileSync(path, 'utf8')) as { weight_map: Record<string, unknown> }
    edit(index.weight_map)
    writeFileSync(path, JSON.stringify(index))
    return folder
  }
  const without = change((map) => delete map['model.norm.weight'])
  expect(await refusal(without)).toMatch(/holds 1 tensors that it does not place there: model\.norm\.weight/)
  for (const place of [
    '../m1.safetensors',
    '/etc/m1.safetensors',
    'a/../../m.safetensors',
    '..\\m.safetensors',
    'x.bin',
    5,
  ])
    expect(await refusal(change((map) => (map['model.norm.weight'] = place)))).toMatch(
      /tensor `model\.norm\.weight` should be in a \.safetensors file of this folder/,
    )
  const twice = shards()
  const path = join(twice, 'model.safetensors.index.json')
  writeFileSync(path, '{"weight_map": {"a": "m1.safetensors", "a": "m2.safetensors"}}')
  expect(await refusal(twice)).toMatch(/gives `a` twice/)
})

test('weights of llama.cpp are named, with what to take instead', async () => {
  const folder = smallFolder(smallLlama, smallTensors())
  renameSync(join(folder, 'model.safetensors'), join(folder, 'model-q4.gguf'))
  expect(await refusal(folder)).toMatch(/holds no weights: .+ model-q4\.gguf is GGUF, which is not read; take the/)
  rmSync(join(folder, 'config.json'))
  expect(await refusal(folder)).toMatch(/holds no config\.json.+ model-q4\.gguf is GGUF/)
})
