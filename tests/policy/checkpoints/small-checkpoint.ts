// Small Hugging Face folders for tests: a configuration and tensors with numbers that tell them apart.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../../record/temporary-folder.ts'

export interface SmallTensor {
  readonly shape: readonly number[]
  readonly numbers: Float32Array
}

/** A safetensors file with this header and these bytes of numbers. */
export function fileOf(header: unknown, body: Uint8Array = new Uint8Array(0)): Buffer {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(text.length))
  return Buffer.concat([length, text, body])
}

/** A sound file of float32 tensors. */
export function fileOfTensors(tensors: ReadonlyMap<string, SmallTensor>): Buffer {
  const header: Record<string, unknown> = {}
  const parts: Buffer[] = []
  let at = 0
  for (const [name, { shape, numbers }] of tensors) {
    header[name] = { dtype: 'F32', shape, data_offsets: [at, at + numbers.byteLength] }
    parts.push(Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength))
    at += numbers.byteLength
  }
  return fileOf(header, Buffer.concat(parts))
}

/** Two layers, four query heads of width 4, two of keys and values; vocabulary 11, MLP 12 wide. */
export const smallLlama = {
  architectures: ['LlamaForCausalLM'],
  model_type: 'llama',
  vocab_size: 11,
  hidden_size: 8,
  intermediate_size: 12,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  num_key_value_heads: 2,
  head_dim: 4,
  max_position_embeddings: 64,
  tie_word_embeddings: true,
} as const

/** The tensors of `smallLlama`, and of its relatives by what is asked for. */
export function smallTensors({
  bias = false,
  norms = false,
  head = false,
}: { bias?: boolean; norms?: boolean; head?: boolean } = {}): Map<string, SmallTensor> {
  const tensors = new Map<string, SmallTensor>()
  const add = (name: string, ...shape: number[]): void => {
    const first = 1000 * tensors.size
    const size = shape.reduce((product, each) => product * each, 1)
    tensors.set(name, { shape, numbers: Float32Array.from({ length: size }, (_, index) => first + index + 0.5) })
  }
  add('model.embed_tokens.weight', 11, 8)
  for (const layer of [0, 1]) {
    const prefix = `model.layers.${layer}.`
    for (const [name, rows] of [
      ['q', 16],
      ['k', 8],
      ['v', 8],
    ] as const) {
      add(`${prefix}self_attn.${name}_proj.weight`, rows, 8)
      if (bias) add(`${prefix}self_attn.${name}_proj.bias`, rows)
    }
    if (norms) for (const name of ['q', 'k']) add(`${prefix}self_attn.${name}_norm.weight`, 4)
    add(`${prefix}self_attn.o_proj.weight`, 8, 16)
    for (const name of ['gate', 'up']) add(`${prefix}mlp.${name}_proj.weight`, 12, 8)
    add(`${prefix}mlp.down_proj.weight`, 8, 12)
    for (const name of ['input', 'post_attention']) add(`${prefix}${name}_layernorm.weight`, 8)
  }
  add('model.norm.weight', 8)
  if (head) add('lm_head.weight', 11, 8)
  return tensors
}

/** Writes a folder; in shards where files are named. */
export function smallFolder(
  config: unknown,
  tensors: ReadonlyMap<string, SmallTensor> = smallTensors(),
  shardOf?: (name: string) => string,
): string {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config))
  if (shardOf === undefined) {
    writeFileSync(join(folder, 'model.safetensors'), fileOfTensors(tensors))
    return folder
  }
  const map: Record<string, string> = {}
  for (const [shard, entries] of Map.groupBy(tensors, ([name]) => shardOf(name))) {
    writeFileSync(join(folder, shard), fileOfTensors(new Map(entries)))
    for (const [name] of entries) map[name] = shard
  }
  writeFileSync(join(folder, 'model.safetensors.index.json'), JSON.stringify({ metadata: {}, weight_map: map }))
  return folder
}
