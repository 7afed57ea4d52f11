// What `rlvr export` takes away, by its name: the weights of a run or a checkpoint in one, of a snapshot, or of a
// Hugging Face checkpoint with an adapter, which is then merged.
import { RlvrError } from '../../core/errors.ts'
import { openAdapterFolder } from '../../policy/checkpoints/adapter-folder.ts'
import type { ExportedAdapter, ExportedModel } from '../../policy/checkpoints/export-checkpoint.ts'
import { openCheckpointFolder, type CheckpointFolder } from '../../policy/checkpoints/open-checkpoint-folder.ts'
import { otherBaseNotice } from '../../policy/checkpoints/other-base.ts'
import { parameterShapes } from '../../policy/transformer/model/architecture.ts'
import { loraShapes, type LoraSettings } from '../../policy/transformer/model/lora.ts'
import { ownTokenizerFiles } from '../../policy/transformer/text/own-tokenizer-files.ts'
import { SnapshotReader } from '../../policy/transformer/model/snapshot.ts'
import { ownDescription } from '../../policy/transformer/text/own-codec.ts'
import { tell } from '../display/tell.ts'
import { asNamed } from './as-named.ts'
import { findAgain, findCheckpoint, type BaseCheckpoint } from './base-checkpoint.ts'
import { openSnapshotPath } from './open-snapshot-path.ts'
import { pretrainedName } from './pretrained-name.ts'
import { pretrainedRun } from './pretrained-settings.ts'
import { isOnCheckpoint, standsOn } from './stands-on.ts'

export interface FoundModel {
  readonly model: ExportedModel
  /** The checkpoint that it stands on; null for a small model of this library. */
  readonly base: BaseCheckpoint | null
  readonly close: () => Promise<void>
}

/** @throws RlvrError `RLVR_USAGE` for a name of nothing that can be exported, and for files that do not fit */
export async function exportedModel(name: string, moved: string | undefined): Promise<FoundModel> {
  return await asNamed(async () => await foundModel(name, moved))
}

async function foundModel(name: string, moved: string | undefined): Promise<FoundModel> {
  const foreign = pretrainedName(name)
  if (foreign !== null && moved !== undefined)
    throw new RlvrError('RLVR_USAGE', `\`--base\` is for runs; \`${name}\` names its checkpoint itself.`)
  if (foreign !== null) return await merging(name, foreign.base, foreign.adapters)
  const run = pretrainedRun(name)
  const snapshot = await openSnapshotPath(name)
  const closing: (() => Promise<void>)[] = [snapshot.close]
  try {
    const reader = await SnapshotReader.open(snapshot.snapshot)
    closing.unshift(async () => await reader.close())
    const close = async (): Promise<void> => {
      for (const each of closing) await each()
    }
    const madeInCode = run === null && isOnCheckpoint(reader.header)
    if (run === null && !madeInCode) {
      if (moved !== undefined)
        throw new RlvrError(
          'RLVR_USAGE',
          `\`--base\` has no effect on ${name}, which stands on no checkpoint of Hugging Face.`,
        )
      return { model: ownModel(reader), base: null, close }
    }
    const { base, lora } =
      run === null
        ? await standsOn(name, reader.header, moved)
        : { lora: run.lora, base: await findAgain(run.base, { owner: name, moved }) }
    const folder = await openCheckpointFolder(base.folder)
    closing.unshift(async () => await folder.close())
    const { architecture } = folder
    const model = {
      architecture,
      config: folder.config,
      filesOf: base.folder,
      ...(lora === null
        ? { read: readerOf(reader, parameterShapes(architecture)), before: readBase(folder) }
        : {
            read: readBase(folder),
            adapter: adapterOf(lora, readerOf(reader, loraShapes(architecture, lora)), base),
          }),
    }
    return { model, base, close }
  } catch (thrown) {
    for (const each of closing) await each()
    throw thrown
  }
}

/** A checkpoint with an adapter over it. */
async function merging(name: string, source: string, adapters: readonly string[]): Promise<FoundModel> {
  const [adapter, ...more] = adapters
  if (adapter === undefined)
    throw new RlvrError(
      'RLVR_USAGE',
      `\`${name}\` is written as transformers reads it already. Name an adapter to be merged into it, \`${name}+ADAPTER\`, or a run.`,
    )
  if (more.length > 0)
    throw new RlvrError(
      'RLVR_USAGE',
      `\`${name}\` names ${adapters.length} adapters; name one to be merged, hf:${source}+ADAPTER.`,
    )
  const base = await findCheckpoint(source)
  const folder = await openCheckpointFolder(base.folder)
  try {
    const found = await findCheckpoint(adapter)
    const opened = await openAdapterFolder(found.folder, folder.architecture)
    tell(otherBaseNotice(adapter, opened.base, source))
    const read = readInto(loraShapes(folder.architecture, opened.settings), opened)
    return {
      model: {
        architecture: folder.architecture,
        config: folder.config,
        filesOf: base.folder,
        read: readBase(folder),
        adapter: adapterOf(opened.settings, read, base),
      },
      base,
      close: async () => {
        await opened.close()
        await folder.close()
      },
    }
  } catch (thrown) {
    await folder.close()
    throw thrown
  }
}

function ownModel(reader: SnapshotReader): ExportedModel {
  const { architecture, tokenizer } = reader.header
  return {
    architecture,
    read: readerOf(reader, parameterShapes(architecture)),
    config: { bos_token_id: null, eos_token_id: 0, pad_token_id: 0 },
    files: ownTokenizerFiles(ownDescription(tokenizer), architecture),
  }
}

function adapterOf(settings: LoraSettings, read: ExportedAdapter['read'], base: BaseCheckpoint): ExportedAdapter {
  const { source, folder, commit } = base
  const name = commit === null ? folder : source.replace(/@[^@]*$/, '')
  return { settings, read, base: { name, ...(commit !== null && { revision: commit }) } }
}

type Shapes = ReadonlyMap<string, readonly number[]>

function readerOf(reader: SnapshotReader, shapes: Shapes): ExportedModel['read'] {
  return async (parameter) => {
    reader.check(parameter, shapes.get(parameter) ?? [])
    return await reader.read(parameter)
  }
}

function readBase(folder: CheckpointFolder): ExportedModel['read'] {
  return readInto(parameterShapes(folder.architecture), folder)
}

function readInto(shapes: Shapes, from: Pick<CheckpointFolder, 'readInto'>): ExportedModel['read'] {
  return async (parameter) => {
    const shape = shapes.get(parameter) ?? []
    const numbers = new Float32Array(shape.reduce((product, size) => product * size, 1))
    await from.readInto(parameter, numbers)
    return numbers
  }
}
