// A trainable transformer on disk: `weights.safetensors` (parameters by name; in its metadata the architecture, the
// tokenizer and the counters) and `moments.safetensors` (the optimizer's, as `first.NAME` and `second.NAME`). What
// was written before there were two files, one with both, is read as well. Of a model that learns by an adapter, both
// hold the adapter alone, and the metadata tells its settings and what it stands on.
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { RlvrError } from '../../../core/errors.ts'
import { SafetensorsFile } from '../../checkpoints/safetensors.ts'
import { writeSafetensors, type TensorSource } from '../../checkpoints/write-safetensors.ts'
import type { TextDescription } from '../text/text-codec.ts'
import type { Architecture } from './architecture.ts'
import type { LoraSettings } from './lora.ts'

export const weightsFile = 'weights.safetensors'
export const momentsFile = 'moments.safetensors'

export interface SnapshotHeader {
  readonly architecture: Architecture
  readonly tokenizer: TextDescription
  readonly version: number
  readonly optimizerSteps: number
  /** Where the tensors are those of an adapter. */
  readonly adapter?: SnapshotAdapter
}

export interface SnapshotAdapter {
  readonly lora: LoraSettings
  /** The frozen weights that it stands on. */
  readonly base: BaseIdentity
}

export interface BaseIdentity {
  /** As it was named: a path, or `hf:owner/name@revision`. */
  readonly source: string
  /** Equal for the same weights; see `sampledFingerprint`. */
  readonly fingerprint: string
}

const formats = ['rlvr-transformer-2', 'rlvr-transformer-1']

export async function writeSnapshot(
  folder: string,
  header: SnapshotHeader,
  tensors: { readonly weights: readonly TensorSource[]; readonly moments: readonly TensorSource[] },
): Promise<void> {
  const { architecture, tokenizer, version, optimizerSteps, adapter } = header
  await writeSafetensors(join(folder, weightsFile), tensors.weights, {
    format: formats[0] as string,
    architecture: JSON.stringify(architecture),
    tokenizer: JSON.stringify(tokenizer),
    counters: JSON.stringify({ version, optimizerSteps }),
    ...(adapter !== undefined && { adapter: JSON.stringify(adapter) }),
  })
  await writeSafetensors(join(folder, momentsFile), tensors.moments)
}

/** A snapshot open for reading, tensor by tensor. */
export class SnapshotReader {
  readonly header: SnapshotHeader
  /** False for weights alone: enough to answer with, not to go on training. */
  readonly hasMoments: boolean
  readonly #path: string
  readonly #files: readonly SafetensorsFile[]

  private constructor(path: string, header: SnapshotHeader, files: readonly SafetensorsFile[]) {
    this.#path = path
    this.header = header
    this.#files = files
    this.hasMoments = files.some(({ shapes }) => [...shapes.keys()].some((name) => name.startsWith('first.')))
  }

  /**
   * @param path the folder that `snapshot` wrote, or a file of weights
   * @throws RlvrError `RLVR_POLICY` for what is no such snapshot
   */
  static async open(path: string): Promise<SnapshotReader> {
    const paths = snapshotFiles(path)
    const files: SafetensorsFile[] = []
    try {
      for (const each of paths) files.push(await SafetensorsFile.open(each))
      return new SnapshotReader(path, headerOf(paths[0] as string, files[0] as SafetensorsFile), files)
    } catch (thrown) {
      for (const file of files) await file.close()
      throw thrown
    }
  }

  /** Throws `RLVR_POLICY` where a tensor is missing or of another size. */
  check(name: string, shape: readonly number[]): void {
    const count = (sizes: readonly number[]): number => sizes.reduce((product, size) => product * size, 1)
    const own = this.#files.find(({ shapes }) => shapes.has(name))?.shapes.get(name)
    if (own !== undefined && count(own) === count(shape)) return
    const came = own === undefined ? 'is missing' : `holds ${count(own)}`
    throw new RlvrError(
      'RLVR_POLICY',
      `The snapshot ${this.#path} does not fit this policy: \`${name}\` should hold ${count(shape)} numbers (shape [${shape.join()}]); it ${came}.`,
    )
  }

  /** A tensor that is there. */
  async read(name: string): Promise<Float32Array> {
    const file = this.#files.find(({ shapes }) => shapes.has(name)) as SafetensorsFile
    return await file.read(name)
  }

  async close(): Promise<void> {
    for (const file of this.#files) await file.close()
  }
}

/** What a snapshot says of itself, its tensors unread. */
export async function readSnapshotHeader(path: string): Promise<SnapshotHeader> {
  const reader = await SnapshotReader.open(path)
  await reader.close()
  return reader.header
}

/** The files of a snapshot, the one with the header first. */
function snapshotFiles(path: string): string[] {
  if (!(statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false)) return [path]
  const [weights, moments, single] = [weightsFile, momentsFile, 'snapshot.safetensors'].map((name) => join(path, name))
  if (!existsSync(weights as string) && existsSync(single as string)) return [single as string]
  if (!existsSync(weights as string))
    throw new RlvrError(
      'RLVR_POLICY',
      `${path} holds no snapshot of this library's transformer: ${weightsFile} is missing.`,
    )
  return [weights, moments].filter((each) => each !== undefined && existsSync(each)) as string[]
}

function headerOf(path: string, { metadata }: SafetensorsFile): SnapshotHeader {
  const { format } = metadata
  if (format === undefined || !formats.includes(format))
    throw new RlvrError(
      'RLVR_POLICY',
      `${path} is a safetensors file, but no snapshot of this library's transformer: its metadata should say format ${formats[0]}; it says ${format ?? 'nothing'}.`,
    )
  try {
    const counters = JSON.parse(metadata['counters'] ?? '') as { version: number; optimizerSteps: number }
    const adapter = metadata['adapter']
    return {
      architecture: JSON.parse(metadata['architecture'] ?? '') as Architecture,
      tokenizer: JSON.parse(metadata['tokenizer'] ?? '') as TextDescription,
      ...counters,
      ...(adapter !== undefined && { adapter: JSON.parse(adapter) as SnapshotAdapter }),
    }
  } catch (thrown) {
    throw new RlvrError(
      'RLVR_POLICY',
      `The metadata of the snapshot ${path} is damaged: its architecture, tokenizer, counters or adapter are no JSON.`,
      { cause: thrown },
    )
  }
}
