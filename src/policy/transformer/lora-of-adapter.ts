// How an adapter that is there learns on: as its own settings say. Its matrices have a rank and places, and count by a
// scale, which others cannot be asked for; what is left out while it learns can.
import { RlvrError, show } from '../../core/errors.ts'
import { isObject } from '../../data/field.ts'
import type { AdapterBase } from '../checkpoints/adapter-config.ts'
import { openAdapterFolder } from '../checkpoints/adapter-folder.ts'
import type { Architecture } from './model/architecture.ts'
import { checkLora, completeLora, type LoraSettings } from './model/lora.ts'

export interface AdapterToLearn {
  readonly lora: Required<LoraSettings>
  /** What it says of the model that it was made for. */
  readonly base: AdapterBase | null
}

/**
 * The settings of the adapter in a folder; of what is asked for, the dropout.
 * @param given what is asked for; what is not, or is undefined, is the adapter's
 * @throws RlvrError `RLVR_USAGE` for a setting that the adapter has otherwise, `RLVR_POLICY` for one that cannot be read
 */
export async function loraOfAdapter(
  folder: string,
  architecture: Architecture,
  given: Partial<LoraSettings> = {},
): Promise<AdapterToLearn> {
  const opened = await openAdapterFolder(folder, architecture)
  await opened.close()
  const own = completeLora(opened.settings)
  const asked = isObject(given)
    ? Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
    : given
  const whole: unknown = isObject(asked) ? { ...own, ...asked } : asked
  checkLora(whole, architecture)
  const settings = completeLora(whole)
  const others = (['rank', 'alpha', 'targets', 'rankStabilised'] as const).filter(
    (name) => inWords(settings[name]) !== inWords(own[name]),
  )
  if (others.length === 0) return { lora: { ...own, dropout: settings.dropout }, base: opened.base }
  const sentences = others.map(
    (name) => `\`lora.${name}\` is ${inWords(settings[name])}, and the adapter has ${inWords(own[name])}`,
  )
  throw new RlvrError(
    'RLVR_USAGE',
    `The adapter ${folder} learns on as it was made: ${sentences.join('; ')}. Leave ${others.length === 1 ? 'it' : 'them'} out, or begin without the adapter.`,
  )
}

function inWords(value: number | boolean | readonly string[]): string {
  return typeof value === 'object' ? [...value].sort().join(', ') : show(value, 40)
}
