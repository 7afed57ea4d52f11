// A checkpoint of Hugging Face as a policy: its text by its own tokenizer and template, its weights read by the thread
// that computes, straight to where they stay.
import { RlvrError } from '../../core/errors.ts'
import { isObject } from '../../data/field.ts'
import { otherBaseNotice } from '../checkpoints/other-base.ts'
import { resolveCheckpoint } from '../checkpoints/hub/resolve-checkpoint.ts'
import { openCheckpointFolder } from '../checkpoints/open-checkpoint-folder.ts'
import { loraOfAdapter } from './lora-of-adapter.ts'
import { mostPositions, type Architecture } from './model/architecture.ts'
import { checkLora, completeLora, type LoraSettings } from './model/lora.ts'
import type { Precision } from './model/model-numbers.ts'
import type { PretrainedOptions } from './pretrained-options.ts'
import { openTextFolder } from './text/hugging-face/open-text-folder.ts'
import { ModelClient } from './threads/model-client.ts'
import { TransformerPolicy } from './transformer-policy.ts'

/** Opens it with options that are checked; rejects as `openPretrained` says. */
export async function policyOfCheckpoint(source: string, options: PretrainedOptions): Promise<TransformerPolicy> {
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
