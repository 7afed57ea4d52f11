// An adapter as PEFT keeps it: `adapter_config.json` and `adapter_model.safetensors`, with A as [r, in] and B as
// [out, r] under `base_model.model.model.layers.N.self_attn.q_proj.lora_A.weight`. Ours are [in, r] and [r, out].
// Source: huggingface/peft 0.21, `peft/utils/save_and_load.py` (`get_peft_model_state_dict`).
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { counted } from '../../core/counted.ts'
import { RlvrError } from '../../core/errors.ts'
import type { Architecture } from '../transformer/model/architecture.ts'
import { loraShapes, loraTargets, type LoraSettings } from '../transformer/model/lora.ts'
import { adapterFields, adapterSettings, checkModules, moduleOf, type AdapterBase } from './adapter-config.ts'
import { listed } from './checkpoint-tensors.ts'
import { ConfigFields } from './config-fields.ts'
import { readJsonFile } from './json-file.ts'
import { readNumbers, type PlacedTensor } from './read-tensor.ts'
import { countOf } from './safetensors-header.ts'
import { SafetensorsFile } from './safetensors.ts'
import { writeSafetensors, type WrittenType } from './write-safetensors.ts'

const adapterConfigName = 'adapter_config.json'
export const adapterWeightsName = 'adapter_model.safetensors'

export interface AdapterFolder {
  readonly path: string
  readonly settings: LoraSettings
  /** What it says of the model that it was trained on. */
  readonly base: AdapterBase | null
  /** The numbers of `layers.N.query.loraA` and so on, in our layout. */
  readInto(parameter: string, target: Float32Array): Promise<void>
  close(): Promise<void>
}

/**
 * Opens an adapter for a model, and checks that every matrix is there with its shape.
 * @throws RlvrError `RLVR_POLICY` for an adapter of another kind, with what is not supported, or for another model
 */
export async function openAdapterFolder(path: string, architecture: Architecture): Promise<AdapterFolder> {
  const config = join(path, adapterConfigName)
  if (!existsSync(config))
    throw new RlvrError('RLVR_POLICY', `${path} holds no adapter: ${adapterConfigName} is missing.`)
  const fields = new ConfigFields(config, await readJsonFile(config))
  const { settings: read, base } = adapterSettings(fields)
  if (!existsSync(join(path, adapterWeightsName)))
    throw new RlvrError(
      'RLVR_POLICY',
      `${path} holds no weights of an adapter: ${adapterWeightsName} is missing.${existsSync(join(path, 'adapter_model.bin')) ? ' Save it from PEFT with `safe_serialization=True`; adapter_model.bin can run code when it is read.' : ''}`,
    )
  const file = await SafetensorsFile.open(join(path, adapterWeightsName))
  try {
    const settings = { ...read, targets: targetsOf(path, file) }
    checkModules(fields, [...file.tensors.keys()])
    const sources = placed(path, settings, architecture, file)
    const readInto = async (parameter: string, target: Float32Array): Promise<void> => {
      const source = sources.get(parameter)
      if (source === undefined || target.length !== countOf(source.shape))
        throw new RlvrError('RLVR_POLICY', `The adapter ${path} has no \`${parameter}\` of ${target.length} numbers.`)
      await readNumbers(source, target)
    }
    return { path, settings, base, readInto, close: async () => await file.close() }
  } catch (thrown) {
    await file.close()
    throw thrown
  }
}

/** Which products have an adapter in some layer, in our order. */
function targetsOf(path: string, { tensors }: SafetensorsFile): LoraSettings['targets'] {
  const names = [...tensors.keys()]
  const targets = loraTargets.filter((target) => names.some((name) => name.includes(`.${moduleOf(target)}.lora_`)))
  if (targets.length > 0) return targets
  throw new RlvrError(
    'RLVR_POLICY',
    `${path} holds no adapter of ${loraTargets.map(moduleOf).join(', ')}; its tensors are ${names.length === 0 ? 'none' : listed(names)}.`,
  )
}

function placed(
  path: string,
  settings: LoraSettings,
  architecture: Architecture,
  file: SafetensorsFile,
): Map<string, PlacedTensor> {
  const sources = new Map<string, PlacedTensor>()
  const missing: string[] = []
  const extra = new Set(file.tensors.keys())
  for (const [parameter, shape] of loraShapes(architecture, settings)) {
    const name = tensorName(parameter)
    const found = file.shapes.get(name)
    extra.delete(name)
    if (found === undefined) missing.push(name)
    else if (found.join() === shape.toReversed().join())
      sources.set(parameter, { file, name, type: file.readable(name).type, shape: found, transposed: true })
    else
      throw new RlvrError(
        'RLVR_POLICY',
        `The adapter ${path} does not fit this model: ${name} is [${found.join()}], and should be [${shape.toReversed().join()}].`,
      )
  }
  const wrong = missing.length > 0 ? missing : [...extra]
  if (wrong.length === 0) return sources
  const what = missing.length > 0 ? 'it lacks' : 'this model has no place for'
  throw new RlvrError(
    'RLVR_POLICY',
    `The adapter ${path} does not fit this model: ${what} ${counted(wrong.length, 'tensor')} (${listed(wrong)}).`,
  )
}

export interface WriteAdapterOptions {
  readonly architecture: Architecture
  readonly settings: LoraSettings
  readonly base: AdapterBase | null
  /** The numbers of an adapter's parameter by our name. */
  readonly read: (parameter: string) => Float32Array | Promise<Float32Array>
  /** `F32` unless given. */
  readonly type?: WrittenType
}

/** Writes an adapter that PEFT loads into a folder that is there. */
export async function writeAdapterFolder(
  folder: string,
  { architecture, settings, base, read, type = 'F32' }: WriteAdapterOptions,
): Promise<void> {
  const tensors = [...loraShapes(architecture, settings)].map(([parameter, shape]) => ({
    name: tensorName(parameter),
    shape: shape.toReversed(),
    type,
    transposed: true,
    read: () => read(parameter),
  }))
  await writeSafetensors(join(folder, adapterWeightsName), tensors, { format: 'pt' })
  await writeFile(join(folder, adapterConfigName), `${JSON.stringify(adapterFields(settings, base), null, 2)}\n`)
}

/** Of `layers.0.query.loraA`: `base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight`. */
function tensorName(parameter: string): string {
  const [, layer = '', target = '', part = ''] = /^layers\.(\d+)\.(\w+)\.lora([AB])$/.exec(parameter) ?? []
  const module = moduleOf(target as LoraSettings['targets'][number])
  return `base_model.model.model.layers.${layer}.${module}.lora_${part}.weight`
}
