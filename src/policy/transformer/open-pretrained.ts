// Opens a checkpoint of Hugging Face as a policy: its text by its own tokenizer and template, its weights read by the
// thread that computes, straight to where they stay.
import type { Logger } from '../../core/logger.ts'
import { RlvrError } from '../../core/errors.ts'
import type { OptimizerSettings } from '../../core/policy.ts'
import type { BackendName } from '../../tensor/open-backend.ts'
import { isObject } from '../../data/field.ts'
import { otherBaseNotice } from '../checkpoints/other-base.ts'
import { resolveCheckpoint, type ResolveOptions } from '../checkpoints/hub/resolve-checkpoint.ts'
import { openCheckpointFolder } from '../checkpoints/open-checkpoint-folder.ts'
import { loraOfAdapter } from './lora-of-adapter.ts'
import { mostPositions, type Architecture } from './model/architecture.ts'
import { checkLora, completeLora, type LoraSettings } from './model/lora.ts'
import type { Precision } from './model/model-numbers.ts'
import { checkPretrainedOptions } from './pretrained-options.ts'
import { openTextFolder, type TextFolderOptions } from './text/hugging-face/open-text-folder.ts'
import { ModelClient } from './threads/model-client.ts'
import { TransformerPolicy } from './transformer-policy.ts'

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

/**
 * A checkpoint of Hugging Face as a policy that answers, scores and learns, in full or by an adapter. The caller closes it.
 * @param source a folder (`./model`, `hf:./model`), or `hf:owner/name@revision` of the hub, which is fetched once
 * @throws RlvrError `RLVR_POLICY` for a checkpoint, tokenizer or adapter that cannot be read, with what is wrong; `RLVR_DATA` for a
 *   model that the hub does not give; `RLVR_USAGE` for options that cannot be; nothing is left open then
 */
export async function openPretrained(source: string, options: PretrainedOptions = {}): Promise<TransformerPolicy> {
  checkPretrainedOptions(source, options)
  const { trainable = true, precision, seed = 0, optimizer, backend, threads, onProgress, logger, signal } = options
  const answersIn = precision === 'int8' || precision === 'int4' ? precision : undefined
  const folder = await folderOf(source, options)
  const architecture = await architectureOf(folder, source, options.maxLengthTokens)
  const { templateSwitches, chatTemplate, date } = options
  const codec = await openTextFolder(folder, {
    source,
    embeddingRows: architecture.vocabularySize,
    ...(templateSwitches !== undefined && { templateSwitches }),
    ...(chatTemplate !== undefined && { chatTemplate }),
    ...(date !== undefined && { date }),
  })
  for (const notice of codec.notices) logger?.info(notice)
  const adapter = options.adapter === undefined ? undefined : await folderOf(options.adapter, options)
  const lora =
    adapter === undefined
      ? wholeLora(options.lora, architecture)
      : await loraOverIt(adapter, architecture, source, options)
  signal?.throwIfAborted()
  const model = await ModelClient.open({
    architecture,
    seed,
    checkpoint: { folder, source, adapter, precision: precision === answersIn ? undefined : (precision as Precision) },
    answersIn,
    lora,
    trainable,
    ...(optimizer !== undefined && { optimizer }),
    ...(backend !== undefined && { backend }),
    ...(threads !== undefined && { threads }),
    memoryBytes: options.memoryBytes,
    ...(onProgress !== undefined && { onProgress: (done, total) => onProgress({ kind: 'read', done, total }) }),
  })
  if (signal?.aborted === true) await model.close()
  signal?.throwIfAborted()
  return new TransformerPolicy(model, architecture, codec, {
    name: options.name ?? nameOf(source, options.adapter),
    lora,
  })
}

/** As the command line names it: `hf:./model+./adapter`. */
function nameOf(source: string, adapter: string | undefined): string {
  const parts = [source, ...(adapter === undefined ? [] : [adapter])]
  return `hf:${parts.map((part) => part.replace(/^hf:/, '')).join('+')}`
}

async function folderOf(source: string, { hub, onProgress, signal }: PretrainedOptions): Promise<string> {
  const { folder } = await resolveCheckpoint(source, {
    ...hub,
    ...(signal !== undefined && { signal }),
    ...(onProgress !== undefined && {
      onProgress: ({ doneBytes, totalBytes }) => onProgress({ kind: 'fetch', done: doneBytes, total: totalBytes }),
    }),
  })
  return folder
}

/** What `config.json` says, for conversations of the asked length. */
async function architectureOf(
  folder: string,
  source: string,
  maxLengthTokens: number | undefined,
): Promise<Architecture> {
  const opened = await openCheckpointFolder(folder)
  await opened.close()
  const { architecture } = opened
  if (maxLengthTokens === undefined) return architecture
  if (maxLengthTokens > mostPositions(architecture))
    throw new RlvrError(
      'RLVR_USAGE',
      `openPretrained: \`maxLengthTokens\` ${maxLengthTokens} is beyond the ${architecture.maxLengthTokens} positions of ${source}. Ask for fewer.`,
    )
  return { ...architecture, maxLengthTokens }
}

/** Of an adapter that is there; that it was made for another model is told. */
async function loraOverIt(
  folder: string,
  architecture: Architecture,
  source: string,
  { adapter = folder, lora: given, logger }: PretrainedOptions,
): Promise<LoraSettings> {
  const { lora, base } = await loraOfAdapter(folder, architecture, given)
  const notice = otherBaseNotice(adapter, base, source)
  if (notice !== null) logger?.warn(notice)
  return lora
}

function wholeLora(given: Partial<LoraSettings> | undefined, architecture: Architecture): LoraSettings | undefined {
  if (given === undefined) return undefined
  const whole: unknown = isObject(given) ? completeLora(given) : given
  checkLora(whole, architecture)
  return whole
}
