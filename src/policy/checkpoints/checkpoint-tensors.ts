// The tensors of a Hugging Face folder, in one file (`model.safetensors`) or in shards with an index
// (`model.safetensors.index.json`: `{ metadata: { total_size }, weight_map: { tensor: file } }`).
// Source: huggingface/transformers, `modeling_utils.py`; huggingface/huggingface_hub, "Serialization".
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { RlvrError } from '../../core/errors.ts'
import { readJsonFile } from './json-file.ts'
import { isRecord } from './safetensors-header.ts'
import { SafetensorsFile } from './safetensors.ts'

export const weightsName = 'model.safetensors'
export const indexName = 'model.safetensors.index.json'

/** Every tensor of a checkpoint with the file that holds it. */
export interface CheckpointTensors {
  readonly files: ReadonlyMap<string, SafetensorsFile>
  readonly close: () => Promise<void>
}

/** Opens all files of a folder. Throws `RLVR_POLICY` where one is missing, damaged, or not what the index says. */
export async function openCheckpointTensors(
  folder: string,
  names: { readonly weights: string; readonly index: string } = { weights: weightsName, index: indexName },
): Promise<CheckpointTensors> {
  const opened: SafetensorsFile[] = []
  const close = async (): Promise<void> => {
    for (const file of opened) await file.close()
  }
  try {
    const files = new Map<string, SafetensorsFile>()
    if (existsSync(join(folder, names.weights))) {
      const file = await SafetensorsFile.open(join(folder, names.weights))
      opened.push(file)
      for (const name of file.tensors.keys()) files.set(name, file)
      return { files, close }
    }
    const index = join(folder, names.index)
    if (!existsSync(index)) throw noWeights(folder, names)
    const placed = await weightMap(index)
    const shards = Map.groupBy(placed, ([, shard]) => shard)
    const missing = [...shards.keys()].filter((shard) => !existsSync(join(folder, shard)))
    if (missing.length > 0)
      throw fault(index, `it names ${missing.length} of ${shards.size} files that are not there: ${listed(missing)}`)
    for (const [shard, entries] of shards) {
      const file = await SafetensorsFile.open(join(folder, shard))
      opened.push(file)
      const due = entries.map(([name]) => name)
      const absent = due.filter((name) => !file.tensors.has(name))
      if (absent.length > 0) throw fault(index, `${shard} lacks ${absent.length} of its tensors: ${listed(absent)}`)
      const wanted = new Set(due)
      const strange = [...file.tensors.keys()].filter((name) => !wanted.has(name))
      if (strange.length > 0)
        throw fault(index, `${shard} holds ${strange.length} tensors that it does not place there: ${listed(strange)}`)
      for (const name of due) files.set(name, file)
    }
    return { files, close }
  } catch (thrown) {
    await close()
    throw thrown
  }
}

async function weightMap(index: string): Promise<[string, string][]> {
  const map = (await readJsonFile(index))['weight_map']
  if (!isRecord(map)) throw fault(index, '`weight_map` should be an object of tensor names and files')
  return Object.entries(map).map(([name, shard]) => {
    // A file of this folder and of no other.
    if (typeof shard !== 'string' || !/^[\w-][\w.-]*\.safetensors$/.test(shard))
      throw fault(
        index,
        `tensor \`${name}\` should be in a .safetensors file of this folder; it is in ${JSON.stringify(shard)}`,
      )
    return [name, shard]
  })
}

/** The first few of many names. */
export function listed(names: readonly string[], most = 3): string {
  const more = names.length > most ? ` and ${names.length - most} more` : ''
  return `${names.slice(0, most).join(', ')}${more}`
}

function noWeights(folder: string, { weights, index }: { weights: string; index: string }): RlvrError {
  const pickled =
    existsSync(join(folder, 'pytorch_model.bin')) || existsSync(join(folder, 'pytorch_model.bin.index.json'))
  const advice = pickled
    ? ' It holds pytorch_model.bin, which can run code when it is read; save it with `save_pretrained(folder, safe_serialization=True)`.'
    : ggufAdvice(folder)
  return new RlvrError('RLVR_POLICY', `${folder} holds no weights: expected ${weights} or ${index}.${advice}`)
}

function fault(index: string, what: string): RlvrError {
  return new RlvrError('RLVR_POLICY', `${index} does not fit its files: ${what}.`)
}

/** What to do where a folder has weights for llama.cpp alone; empty where it has none. */
export function ggufAdvice(folder: string): string {
  const file = readdirSync(folder).find((name) => name.endsWith('.gguf'))
  return file === undefined ? '' : ` ${file} is GGUF, which is not read; take the safetensors that it was made from.`
}
