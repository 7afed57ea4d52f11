// Opens a policy at a Tinker-compatible service. What speaks to it is loaded when it is asked for, so that a start does not
// wait for tokenizers and templates.
import { checkTinkerOptions, type TinkerOptions } from './tinker-options.ts'
import type { TinkerPolicy } from './tinker-policy.ts'

export type { TinkerOptions } from './tinker-options.ts'

/**
 * A policy that answers, scores and learns at a Tinker-compatible service (Thinking Machines' Tinker, SkyRL's server): an
 * adapter (LoRA) over a base model. The caller closes it.
 * @throws RlvrError `RLVR_USAGE` for options that cannot be; `RLVR_POLICY` where tokenizer or service cannot be had. Nothing
 *   is left open then
 * @example
 * const policy = await openTinker({ model: 'Qwen/Qwen3-0.6B', baseUrl: 'http://localhost:8000', tokenizer: './Qwen3-0.6B' })
 */
export async function openTinker(options: TinkerOptions): Promise<TinkerPolicy> {
  checkTinkerOptions(options)
  const { policyAtService } = await import('./policy-at-service.ts')
  return await policyAtService(options)
}
