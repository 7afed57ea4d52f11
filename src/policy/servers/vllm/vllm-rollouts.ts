// Rollouts through vLLM. What speaks to the server is loaded when it is asked for.
import type { TransformerPolicy } from '../../transformer/transformer-policy.ts'
import type { VllmPolicy, VllmRolloutsOptions } from './vllm-policy.ts'

export type { VllmPolicy, VllmRolloutsOptions } from './vllm-policy.ts'

/**
 * A policy with an adapter, whose replies are drawn by a vLLM server that has the same base: with all of its threads
 * and memory left for learning. What is closed is both, the policy and what the server was given.
 * @throws RlvrError `RLVR_USAGE` for options that cannot be, and for a policy that learns in full; `RLVR_POLICY` where
 *   the server cannot be reached or has no such model
 * @example
 * const policy = await openPretrained('./model', { lora: { rank: 16 } })
 * await train({ environment: 'countdown', policy: await vllmRollouts(policy, { baseUrl: 'http://localhost:8000', model: 'base' }) })
 */
export async function vllmRollouts(policy: TransformerPolicy, options: VllmRolloutsOptions): Promise<VllmPolicy> {
  const { openVllmPolicy } = await import('./vllm-policy.ts')
  return await openVllmPolicy(policy, options)
}
