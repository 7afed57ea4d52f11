// A Hugging Face checkpoint open for reading: what `config.json` says as our architecture, and its tensors by our
// names and in our layout. Nothing of a large tensor is in memory but the array it goes to and a few megabytes.
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { counted } from '../../core/counted.ts'
import { RlvrError } from '../../core/errors.ts'
import type { Architecture } from '../transformer/model/architecture.ts'
import { architectureOf, familyOf, type Family } from './architecture-config.ts'
import { ggufAdvice, listed, openCheckpointTensors, type CheckpointTensors } from './checkpoint-tensors.ts'
import { ConfigFields } from './config-fields.ts'
import { readJsonFile } from './json-file.ts'
import { countOf } from './safetensors-header.ts'
import type { SafetensorsFile } from './safetensors.ts'
import { readHalves, readNumbers, type PlacedTensor } from './read-tensor.ts'
import type { StoredType } from './stored-numbers.ts'
import { namedTensors } from './tensor-names.ts'

export interface CheckpointFolder {
  readonly path: string
  readonly family: Family
  readonly architecture: Architecture
  /** What `config.json` holds. */
  readonly config: { readonly [field: string]: unknown }
  /** How the numbers of each parameter are stored. */
  readonly storedTypes: ReadonlyMap<string, StoredType>
  /**
   * The numbers of a parameter (`layers.0.query`) as `parameterShapes` has it, matrices transposed to [in, out].
   * @param target of the parameter's size; may lie in shared memory
   */
  readInto(parameter: string, target: Float32Array): Promise<void>
  /** The same as bfloat16: to the bit where they are stored so, else rounded to the nearest. */
  readHalvesInto(parameter: string, target: Uint16Array): Promise<void>
  close(): Promise<void>
}

/**
 * Opens a folder with `config.json` and weights in safetensors, and checks that every tensor is there with its shape.
 * @throws RlvrError `RLVR_POLICY` with what was expected, what came, and which file it is about
 * @example
 * const checkpoint = await openCheckpointFolder('./SmolLM2-135M-Instruct')
 * const embedding = new Float32Array(checkpoint.architecture.vocabularySize * checkpoint.architecture.width)
 * await checkpoint.readInto('embedding', embedding)
 */
export async function openCheckpointFolder(path: string): Promise<CheckpointFolder> {
  const config = await readConfig(path)
  const fields = new ConfigFields(join(path, 'config.json'), config)
  const family = familyOf(fields)
  const described = architectureOf(fields)
  const tensors = await openCheckpointTensors(path)
  try {
    const { architecture, sources } = await matched(path, described, tensors)
    return new OpenFolder({ path, family, architecture, config }, sources, tensors)
  } catch (thrown) {
    await tensors.close()
    throw thrown
  }
}

async function readConfig(path: string): Promise<Record<string, unknown>> {
  if (!(statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false))
    throw new RlvrError('RLVR_POLICY', `${path} is no folder; expected one with config.json and model.safetensors.`)
  if (!existsSync(join(path, 'config.json')))
    throw new RlvrError(
      'RLVR_POLICY',
      existsSync(join(path, 'adapter_config.json'))
        ? `${path} holds an adapter and no model; give the folder of the model that it belongs to, and the adapter beside it.`
        : `${path} holds no config.json, which says of what shape a model is.${ggufAdvice(path)}`,
    )
  return await readJsonFile(join(path, 'config.json'))
}

/** Finds each parameter's tensor, and every other fault that there may be between the two lists. */
async function matched(
  path: string,
  described: Architecture,
  { files }: CheckpointTensors,
): Promise<{ architecture: Architecture; sources: Map<string, PlacedTensor> }> {
  // A model that was saved without its head, as `LlamaModel`, leaves the first part of the names out.
  const prefix = files.has('embed_tokens.weight') && !files.has('model.embed_tokens.weight') ? 'model.' : ''
  const found = new Map([...files].map(([name, file]) => [prefix + name, { name, file }]))
  const { architecture, embedding } = await withHead(described, found)
  const wrong: { missing: string[]; shapes: string[]; extra: string[] } = { missing: [], shapes: [], extra: [] }
  const sources = new Map<string, PlacedTensor>()
  const used = new Set(['lm_head.weight', 'model.embed_tokens.weight'])
  for (const named of namedTensors(architecture)) {
    const tensor = named.parameter === 'embedding' ? embedding : named.tensor
    used.add(tensor)
    const source = found.get(tensor)
    const shape = source?.file.shapes.get(source.name)
    if (source === undefined || shape === undefined) wrong.missing.push(tensor)
    else if (shape.join() !== named.shape.join())
      wrong.shapes.push(`${tensor} is [${shape.join()}], due [${named.shape.join()}]`)
    else {
      const { type } = source.file.readable(source.name)
      const { transposed } = named
      sources.set(named.parameter, { file: source.file, name: source.name, type, shape, transposed })
    }
  }
  // Angles, which old checkpoints hold, are made from the configuration.
  for (const name of found.keys()) if (!used.has(name) && !name.endsWith('rotary_emb.inv_freq')) wrong.extra.push(name)
  const sentences = [
    ...(wrong.missing.length > 0
      ? [
          `${counted(wrong.missing.length, 'tensor')} ${wrong.missing.length === 1 ? 'is' : 'are'} missing (${listed(wrong.missing)})`,
        ]
      : []),
    ...(wrong.shapes.length > 0
      ? [`${wrong.shapes.length} ${wrong.shapes.length === 1 ? 'has' : 'have'} another shape (${listed(wrong.shapes)})`]
      : []),
    ...(wrong.extra.length > 0
      ? [
          `${wrong.extra.length} ${wrong.extra.length === 1 ? 'is' : 'are'} not of this architecture (${listed(wrong.extra)})`,
        ]
      : []),
  ]
  if (sentences.length > 0)
    throw new RlvrError('RLVR_POLICY', `The weights in ${path} do not fit its config.json: ${sentences.join('; ')}.`)
  return { architecture, sources }
}

/**
 * Whether the head is the embedding. As transformers does it: where the two are to be one and both are stored, they
 * are one if their numbers are equal; where one of them is stored, it is both.
 */
async function withHead(
  described: Architecture,
  found: ReadonlyMap<string, { name: string; file: SafetensorsFile }>,
): Promise<{ architecture: Architecture; embedding: string }> {
  const [embedding, head] = ['model.embed_tokens.weight', 'lm_head.weight'] as const
  const stored = [found.get(embedding), found.get(head)] as const
  if (described.untiedHead === true || stored[1] === undefined) return { architecture: described, embedding }
  if (stored[0] === undefined) return { architecture: described, embedding: head }
  const areEqual = await sameBytes(stored[0], stored[1])
  return { architecture: areEqual ? described : { ...described, untiedHead: true }, embedding }
}

async function sameBytes(a: { name: string; file: SafetensorsFile }, b: typeof a): Promise<boolean> {
  const [first, second] = [a.file.readable(a.name), b.file.readable(b.name)]
  if (first.type !== second.type || first.shape.join() !== second.shape.join()) return false
  return await a.file.equals(a.name, b.file, b.name)
}

class OpenFolder implements CheckpointFolder {
  readonly path: string
  readonly family: Family
  readonly architecture: Architecture
  readonly config: { readonly [field: string]: unknown }
  readonly storedTypes: ReadonlyMap<string, StoredType>
  readonly #sources: ReadonlyMap<string, PlacedTensor>
  readonly #tensors: CheckpointTensors

  constructor(
    { path, family, architecture, config }: Pick<CheckpointFolder, 'path' | 'family' | 'architecture' | 'config'>,
    sources: ReadonlyMap<string, PlacedTensor>,
    tensors: CheckpointTensors,
  ) {
    this.path = path
    this.family = family
    this.architecture = architecture
    this.config = config
    this.storedTypes = new Map([...sources].map(([parameter, { type }]) => [parameter, type]))
    this.#sources = sources
    this.#tensors = tensors
  }

  async readInto(parameter: string, target: Float32Array): Promise<void> {
    await readNumbers(this.#source(parameter, target), target)
  }

  async readHalvesInto(parameter: string, target: Uint16Array): Promise<void> {
    await readHalves(this.#source(parameter, target), target)
  }

  async close(): Promise<void> {
    await this.#tensors.close()
  }

  #source(parameter: string, target: { readonly length: number }): PlacedTensor {
    const source = this.#sources.get(parameter)
    if (source === undefined)
      throw new RlvrError('RLVR_POLICY', `The checkpoint ${this.path} has no parameter \`${parameter}\`.`)
    const due = countOf(source.shape)
    if (target.length !== due)
      throw new RlvrError(
        'RLVR_POLICY',
        `\`${parameter}\` of ${this.path} holds ${due} numbers; it was to be read into ${target.length}.`,
      )
    return source
  }
}
