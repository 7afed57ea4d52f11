// Opens a checkpoint of Hugging Face as a policy. What reads it is loaded when it is asked for, so that a start does
// not wait for tokenizers and templates.
import { checkPretrainedOptions, type PretrainedOptions } from './pretrained-options.ts'
import type { TransformerPolicy } from './transformer-policy.ts'

export type { PretrainedOptions, PretrainedProgress } from './pretrained-options.ts'

/**
 * A checkpoint of Hugging Face as a policy that answers, scores and learns, in full or by an adapter. The caller closes it.
 * @param source a folder (`./model`, `hf:./model`), or `hf:owner/name@revision` of the hub, which is fetched once
 * @throws RlvrError `RLVR_POLICY` for a checkpoint, tokenizer or adapter that cannot be read, with what is wrong; `RLVR_DATA` for a
 *   model that the hub does not give; `RLVR_USAGE` for options that cannot be; nothing is left open then
 */
export async function openPretrained(source: string, options: PretrainedOptions = {}): Promise<TransformerPolicy> {
  checkPretrainedOptions(source, options)
  const { policyOfCheckpoint } = await import('./policy-of-checkpoint.ts')
  return await policyOfCheckpoint(source, options)
}
