// Takes a model away: as a Hugging Face folder, an adapter taken into its weights, or as the adapter alone for PEFT. The
// folder is there whole or not at all.
import { RlvrError } from '../../core/errors.ts'
import { intoNewFolder } from '../../record/new-folder.ts'
import type { Architecture } from '../transformer/model/architecture.ts'
import type { LoraSettings } from '../transformer/model/lora.ts'
import type { AdapterBase } from './adapter-config.ts'
import { writeAdapterFolder } from './adapter-folder.ts'
import { countingKept, type KeptChange } from './kept-change.ts'
import { mergedWith, type ReadParameter } from './merge-adapter.ts'
import { writeCheckpointFolder } from './write-checkpoint-folder.ts'
import type { WrittenType } from './write-safetensors.ts'

/** What is to be written, from a snapshot, a policy or a checkpoint. */
export interface ExportedModel {
  readonly architecture: Architecture
  /** The numbers of a parameter by our name, without the adapter. */
  readonly read: ReadParameter
  /** The numbers before a training of all weights, where they are at hand: to count what rounding keeps of it. */
  readonly before?: ReadParameter
  readonly adapter?: ExportedAdapter
  /** Fields of the `config.json` that the model came with. */
  readonly config?: { readonly [field: string]: unknown }
  /** The folder that its tokenizer and its settings of generation are copied from. */
  readonly filesOf?: string
  /** Files that are made instead. */
  readonly files?: { readonly [name: string]: string | Uint8Array }
}

export interface ExportedAdapter {
  readonly settings: LoraSettings
  /** The numbers of `layers.N.query.loraA` and so on. */
  readonly read: ReadParameter
  readonly base: AdapterBase | null
}

export interface ExportOptions {
  /** `hf`: a whole model; `peft`: its adapter. */
  readonly to: 'hf' | 'peft'
  /** How numbers are stored: `F32` unless given. */
  readonly type?: WrittenType
  /** Above this size weights are in several files: 5 GB unless given. */
  readonly shardBytes?: number
}

export interface Exported {
  readonly leftOut: readonly string[]
  readonly kept: KeptChange | null
}

/**
 * Writes a model or its adapter into a new or an empty folder.
 * @returns which parameters had no place in it: those of a value head; and what 16 bits kept of a training, where what
 *   was before it is known
 * @throws RlvrError `RLVR_USAGE` for a folder that holds something, and for an adapter that is not there; `RLVR_POLICY`
 *   for a model that transformers cannot express; `RLVR_RECORD` where the folder cannot be written
 */
export async function exportCheckpoint(
  model: ExportedModel,
  folder: string,
  options: ExportOptions,
): Promise<Exported> {
  return await intoNewFolder(folder, async (place) =>
    options.to === 'hf' ? await writeModel(model, place, options) : await writeAdapter(model, place, options),
  )
}

async function writeModel(
  { adapter, read, before = adapter === undefined ? undefined : read, ...model }: ExportedModel,
  folder: string,
  { type, shardBytes }: ExportOptions,
): Promise<Exported> {
  const merged =
    adapter === undefined ? read : mergedWith(read, { settings: adapter.settings, readAdapter: adapter.read })
  const counting =
    before === undefined || type === undefined || type === 'F32' ? null : countingKept(merged, before, type)
  const { leftOut } = await writeCheckpointFolder(folder, {
    ...model,
    read: counting?.read ?? merged,
    ...(type !== undefined && { type }),
    ...(shardBytes !== undefined && { shardBytes }),
  })
  return { leftOut, kept: counting?.count() ?? null }
}

async function writeAdapter(
  { architecture, adapter }: ExportedModel,
  folder: string,
  { type }: ExportOptions,
): Promise<Exported> {
  if (adapter === undefined)
    throw new RlvrError(
      'RLVR_USAGE',
      'There is no adapter to write for PEFT: this model was trained whole. Write it as a model (`hf`).',
    )
  if (architecture.mlp === 'silu' && adapter.settings.targets.includes('up'))
    throw new RlvrError(
      'RLVR_USAGE',
      'An adapter of an MLP without a gate has no place in the families of transformers. Write the model with the adapter in its weights (`hf`).',
    )
  await writeAdapterFolder(folder, { architecture, ...adapter, ...(type !== undefined && { type }) })
  return { leftOut: [], kept: null }
}
