// Writes a Hugging Face folder: `config.json`, `model.safetensors` (or shards with an index), and beside them what the
// tokenizer and the generation need. transformers, vLLM and `openCheckpointFolder` read it.
// Source: huggingface/transformers, `save_pretrained`: the names of shards, and `format: pt` in the metadata.
import { copyFile, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Architecture } from '../transformer/model/architecture.ts'
import { indexName, weightsName } from './checkpoint-tensors.ts'
import { expressed, type ExpressedTensor } from './config-of-architecture.ts'
import { countOf } from './safetensors-header.ts'
import { writeSafetensors, type TensorSource, type WrittenType } from './write-safetensors.ts'
import { bytesOf } from './stored-numbers.ts'

export interface WriteCheckpointOptions {
  readonly architecture: Architecture
  /** The numbers of a parameter by our name, matrices as [in, out]. Called once for each, in order. */
  readonly read: (parameter: string) => Float32Array | Promise<Float32Array>
  /** How numbers are stored: `F32` unless given. */
  readonly type?: WrittenType
  /** Above this size weights are in several files: 5 GB unless given. */
  readonly shardBytes?: number
  /** Fields that are kept, of the `config.json` that the model was read from; those of the architecture win. */
  readonly config?: { readonly [field: string]: unknown }
  /** A folder whose tokenizer, template and generation settings are copied. */
  readonly filesOf?: string
  /** Further files by name, such as a tokenizer that was made; they win over those that are copied. */
  readonly files?: { readonly [name: string]: string | Uint8Array }
}

/** What of a folder has nothing to do with its weights. */
export const companionFiles = [
  'generation_config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'added_tokens.json',
  'chat_template.jinja',
  'chat_template.json',
  'vocab.json',
  'merges.txt',
  'tokenizer.model',
] as const

/**
 * Writes a checkpoint into an empty folder that is there.
 * @returns which parameters had no place in it: those of a value head
 * @throws RlvrError `RLVR_POLICY` for a model that no family of transformers can express, or a number that the type
 *   cannot hold
 */
export async function writeCheckpointFolder(
  folder: string,
  { architecture, read, type = 'F32', shardBytes = 5e9, config = {}, filesOf, files = {} }: WriteCheckpointOptions,
): Promise<{ leftOut: readonly string[] }> {
  const { tensors, leftOut, config: fields } = expressed(architecture, config['model_type'])
  const shards = shardsOf(tensors, type, shardBytes)
  const map: Record<string, string> = {}
  for (const [index, shard] of shards.entries()) {
    const name = shards.length === 1 ? weightsName : shardName(index + 1, shards.length)
    for (const { tensor } of shard) map[tensor] = name
    await writeSafetensors(
      join(folder, name),
      shard.map((each) => sourceOf(each, type, read)),
      { format: 'pt' },
    )
  }
  if (shards.length > 1) {
    const total_size = tensors.reduce((sum, { shape }) => sum + countOf(shape) * bytesOf[type], 0)
    await writeFile(join(folder, indexName), json({ metadata: { total_size }, weight_map: map }))
  }
  if (filesOf !== undefined)
    for (const name of companionFiles)
      if (existsSync(join(filesOf, name))) await copyFile(join(filesOf, name), join(folder, name))
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content)
  await writeFile(join(folder, 'config.json'), json(merged({ ...idsOf(files), ...config }, fields, type)))
  return { leftOut }
}

/** Of files that are made: the tokens that begin and end texts, for a `config.json` that would be read as saying others. */
function idsOf({
  'generation_config.json': made,
}: NonNullable<WriteCheckpointOptions['files']>): Record<string, unknown> {
  if (made === undefined) return {}
  const {
    bos_token_id = null,
    eos_token_id = null,
    pad_token_id = null,
  } = JSON.parse(Buffer.from(made).toString()) as Record<string, unknown>
  return { bos_token_id, eos_token_id, pad_token_id }
}

/** The kept fields with the architecture's, one spelling of each. */
function merged(
  config: { readonly [field: string]: unknown },
  fields: Record<string, unknown>,
  type: WrittenType,
): Record<string, unknown> {
  const { rope_parameters: _, rope_scaling: __, dtype: ___, torch_dtype: ____, ...kept } = config
  // A policy may have been opened for shorter texts than the model can read.
  const { max_position_embeddings = fields['max_position_embeddings'] } = kept
  return { ...kept, ...fields, max_position_embeddings, torch_dtype: torchNames[type] }
}

const torchNames: { readonly [type in WrittenType]: string } = { F32: 'float32', F16: 'float16', BF16: 'bfloat16' }

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

function shardName(index: number, count: number): string {
  const digits = (number: number): string => String(number).padStart(5, '0')
  return `model-${digits(index)}-of-${digits(count)}.safetensors`
}

/** Consecutive tensors of at most `shardBytes` together; a larger one stands alone. */
function shardsOf(
  tensors: readonly ExpressedTensor[],
  type: WrittenType,
  shardBytes: number,
): (readonly ExpressedTensor[])[] {
  const shards: ExpressedTensor[][] = [[]]
  let bytes = 0
  for (const tensor of tensors) {
    const size = countOf(tensor.shape) * bytesOf[type]
    if (bytes > 0 && bytes + size > shardBytes) {
      shards.push([])
      bytes = 0
    }
    shards.at(-1)?.push(tensor)
    bytes += size
  }
  return shards
}

function sourceOf(
  { tensor: name, shape, transposed, from }: ExpressedTensor,
  type: WrittenType,
  read: WriteCheckpointOptions['read'],
): TensorSource {
  if (typeof from === 'string') return { name, shape, type, transposed, read: () => read(from) }
  return { name, shape, type, read: () => new Float32Array(countOf(shape)).fill(from) }
}
