// The options of `openPretrained`, and a check of them as someone gives them whom no compiler warns: each fault in a sentence.
import { checkNames } from '../../core/check-names.ts'
import { RlvrError, show } from '../../core/errors.ts'
import type { Logger } from '../../core/logger.ts'
import type { OptimizerSettings } from '../../core/policy.ts'
import type { BackendName } from '../../tensor/open-backend.ts'
import type { ResolveOptions } from '../checkpoints/hub/resolve-checkpoint.ts'
import type { LoraSettings } from './model/lora.ts'
import type { Precision } from './model/model-numbers.ts'
import type { TextFolderOptions } from './text/hugging-face/open-text-folder.ts'

export interface PretrainedOptions extends Pick<TextFolderOptions, 'templateSwitches' | 'chatTemplate' | 'date'> {
  /**
   * What learns is an adapter beside frozen weights; all weights where left out. Of the adapter: `rank` 16, `alpha` twice
   * the rank, `targets` all seven products of a block, `dropout` 0 and `rankStabilised` false, where left out.
   */
  readonly lora?: Partial<LoraSettings>
  /**
   * Folder, or name at the hub, of a PEFT adapter to begin with. It learns on with its own settings: of `lora`, only
   * `dropout` may differ.
   */
  readonly adapter?: string
  /** False for a policy that only answers and scores: it has no gradients and no moments. True where left out. */
  readonly trainable?: boolean
  /** Longest conversation in tokens; all positions of the model where left out; more where its angles are stretched for any (dynamic). */
  readonly maxLengthTokens?: number
  /**
   * How frozen weights are at rest: `bfloat16` where the checkpoint is so and an adapter learns, else `float32`, where
   * left out. `int8` and `int4`, of a policy that only answers, are faster for few conversations at a time, and answer
   * otherwise: `policy.backend` says so. Scores are those of `float32`.
   */
  readonly precision?: Precision | 'int8' | 'int4'
  /** Seeds the adapter; 0 where left out. */
  readonly seed?: number | string
  /** What differs from `defaultOptimizer`. */
  readonly optimizer?: Partial<OptimizerSettings>
  /** What computes; `auto`, the fastest that is there, where left out. */
  readonly backend?: BackendName | 'auto'
  /** Threads of the CPU back ends; all cores by default. */
  readonly threads?: number
  /** What the policy may take of the memory while it learns, in bytes; a share of the free memory where left out. */
  readonly memoryBytes?: number
  /** Is told how far it is, while files are fetched and while weights are read. */
  readonly onProgress?: (progress: PretrainedProgress) => void
  /** Is told what of the text is read otherwise than one may think; nobody where left out. */
  readonly logger?: Logger
  /** What records and reports call it; `hf:` and its source, with the adapter, where left out. */
  readonly name?: string
  /** Ends the opening; nothing is left open then. */
  readonly signal?: AbortSignal
  /** How the hub is asked. */
  readonly hub?: Omit<ResolveOptions, 'signal' | 'onProgress'>
}

export interface PretrainedProgress {
  readonly kind: 'fetch' | 'read'
  /** Bytes that are fetched, or numbers that are read. */
  readonly done: number
  readonly total: number
}

const known = [
  ...[
    'lora',
    'adapter',
    'trainable',
    'maxLengthTokens',
    'precision',
    'seed',
    'optimizer',
    'backend',
    'threads',
    'memoryBytes',
  ],
  ...['onProgress', 'logger', 'signal', 'hub', 'name', 'templateSwitches', 'chatTemplate', 'date'],
]

/** @throws RlvrError `RLVR_USAGE` naming what is unknown or of no known kind */
export function checkPretrainedOptions(source: unknown, options: unknown): void {
  const refuse = (sentence: string): never => {
    throw new RlvrError('RLVR_USAGE', `openPretrained: ${sentence}`)
  }
  if (typeof source !== 'string')
    refuse(`it takes a folder or \`hf:owner/name\`, such as 'hf:HuggingFaceTB/SmolLM2-135M'; got ${show(source, 80)}.`)
  if (typeof options !== 'object' || options === null)
    refuse(`its second argument is an object of options; got ${show(options, 80)}.`)
  checkNames('openPretrained', options, known)
  const {
    trainable,
    maxLengthTokens,
    precision,
    threads,
    adapter,
    name: called,
    memoryBytes,
  } = options as {
    readonly [name: string]: unknown
  }
  if (trainable !== undefined && typeof trainable !== 'boolean')
    refuse(`\`trainable\` is true or false; got ${show(trainable, 80)}.`)
  if (precision !== undefined && !['float32', 'bfloat16', 'int8', 'int4'].includes(precision as string))
    refuse(`\`precision\` is 'float32', 'bfloat16', 'int8' or 'int4'; got ${show(precision, 80)}.`)
  if ((precision === 'int8' || precision === 'int4') && trainable !== false)
    refuse(
      `\`precision\` ${precision as string} is for a policy that only answers, because what learns must be what is scored. Add \`trainable: false\`, or take 'bfloat16'.`,
    )
  if (adapter !== undefined && typeof adapter !== 'string')
    refuse(`\`adapter\` is the folder or the name of a PEFT adapter; got ${show(adapter, 80)}.`)
  if (called !== undefined && (typeof called !== 'string' || called === ''))
    refuse(`\`name\` is what records call the policy; got ${show(called, 80)}.`)
  for (const [name, value] of Object.entries({ maxLengthTokens, threads, memoryBytes }))
    if (value !== undefined && !(Number.isInteger(value) && (value as number) > 0))
      refuse(`\`${name}\` is a whole number above 0; got ${show(value, 80)}.`)
}
