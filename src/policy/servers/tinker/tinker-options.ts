// What `openTinker` is given, checked at once, each fault in a sentence.
import { checkNames } from '../../../core/check-names.ts'
import { RlvrError, show } from '../../../core/errors.ts'
import type { OptimizerSettings } from '../../../core/policy.ts'
import type { TextFolderOptions } from '../../transformer/text/hugging-face/open-text-folder.ts'
import type { ServiceOptions } from './service.ts'

export interface TinkerOptions
  extends ServiceOptions, Pick<TextFolderOptions, 'templateSwitches' | 'chatTemplate' | 'date'> {
  /** The base model, as the service names it, such as `Qwen/Qwen3-8B`. */
  readonly model: string
  /** Folder with the base model's tokenizer.json and chat template; `model` where that is a folder and this is left out. */
  readonly tokenizer?: string
  /** Longest conversation in tokens, the reply included; 2048 where left out. */
  readonly maxLengthTokens?: number
  /** Rank of the adapter that learns; 32 where left out. */
  readonly rank?: number
  /** Seeds the adapter; 0 where left out. */
  readonly seed?: number | string
  /** What differs from `defaultOptimizer` without weight decay. */
  readonly optimizer?: Partial<OptimizerSettings>
  /**
   * How the service puts the losses of a step together: their `sum`, as Tinker does, or the `mean` over sequences of the
   * mean over targets, as SkyRL's JAX back end does. Found out by two trial steps of a model that is thrown away where left out.
   */
  readonly reduction?: 'sum' | 'mean'
  /** Requests for samples under way at once, 64 unless said otherwise. */
  readonly maxConcurrent?: number
  /** What records and reports call it; `tinker:MODEL` where left out. */
  readonly name?: string
}

const known = [
  ...['baseUrl', 'apiKey', 'headers', 'timeoutMs', 'retries', 'fetch', 'logger', 'pause'],
  ...['templateSwitches', 'chatTemplate', 'date', 'model', 'tokenizer', 'maxLengthTokens', 'rank', 'seed', 'optimizer'],
  ...['reduction', 'maxConcurrent', 'name'],
] as const satisfies readonly (keyof TinkerOptions)[]

// An option that the check does not know does not compile.
const areKnown: keyof TinkerOptions extends (typeof known)[number] ? true : false = true
void areKnown

/** Throws `RLVR_USAGE` for an option that is not known or cannot be. */
export function checkTinkerOptions(options: TinkerOptions): void {
  const refuse = (name: string, what: string, value: unknown): never => {
    throw new RlvrError('RLVR_USAGE', `openTinker: \`${name}\` is ${what}; got ${show(value, 80)}.`)
  }
  if (typeof options !== 'object' || options === null)
    throw new RlvrError('RLVR_USAGE', `openTinker: it takes { model, baseUrl, … }; got ${show(options, 80)}.`)
  checkNames('openTinker', options, [...known])
  const { model, tokenizer, reduction, headers = {} } = options
  if (typeof model !== 'string' || model === '') refuse('model', 'the name of a base model of the service', model)
  if (tokenizer !== undefined && (typeof tokenizer !== 'string' || tokenizer === ''))
    refuse('tokenizer', 'a folder with a tokenizer.json', tokenizer)
  if (reduction !== undefined && reduction !== 'sum' && reduction !== 'mean')
    refuse('reduction', "'sum' or 'mean'", reduction)
  try {
    void new Headers(headers)
  } catch {
    refuse('headers', "an object of a header's names and values, in characters that a header can have", headers)
  }
  for (const [name, least, most] of [
    ['timeoutMs', 1, 2 ** 31 - 1],
    ['retries', 0, 1000],
    ['maxConcurrent', 1, 1_000_000],
    ['maxLengthTokens', 2, 2 ** 31 - 1],
    ['rank', 1, 65_536],
  ] as const) {
    const value: unknown = options[name]
    if (
      value !== undefined &&
      !(Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most)
    )
      refuse(name, `a whole number from ${least} to ${most}`, value)
  }
}
