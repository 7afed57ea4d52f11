// Whether a snapshot belongs to a policy: the same adapter on the same base, or a whole model for one that is whole.
import { RlvrError } from '../../../core/errors.ts'
import type { LoraSettings } from './lora.ts'
import type { BaseIdentity, SnapshotAdapter, SnapshotHeader } from './snapshot.ts'

/**
 * @param own what the policy's adapter is and stands on; null for a policy without
 * @throws RlvrError `RLVR_POLICY` naming the first difference
 */
export function checkSnapshotFits({ adapter }: SnapshotHeader, own: SnapshotAdapter | null): void {
  const refuse = (sentence: string): never => {
    throw new RlvrError('RLVR_POLICY', sentence)
  }
  if (adapter === undefined)
    return own === null
      ? undefined
      : refuse(
          'The snapshot is of another policy: it holds a whole model, and this policy is an adapter on a frozen one. Open a policy without `lora` for it.',
        )
  if (own === null)
    return refuse(
      `The snapshot is of another policy: it holds ${described(adapter.lora)} for ${named(adapter.base)}. Open that checkpoint with \`lora\`, and restore the snapshot into it.`,
    )
  if (canonical(adapter.lora) !== canonical(own.lora))
    refuse(
      `The snapshot is of another policy: it holds ${described(adapter.lora)}, and this policy has ${described(own.lora)}.`,
    )
  if (adapter.base.fingerprint !== own.base.fingerprint)
    refuse(
      `The snapshot is of another policy: its adapter belongs to ${named(adapter.base)}, and this policy stands on ${named(own.base)}. Open that checkpoint, and restore the snapshot into it.`,
    )
}

function canonical({ rank, alpha, targets, dropout = 0, rankStabilised = false }: LoraSettings): string {
  return JSON.stringify([rank, alpha, [...targets].sort(), dropout, rankStabilised])
}

function described({ rank, alpha, targets, dropout = 0, rankStabilised = false }: LoraSettings): string {
  const further = [...(dropout > 0 ? [`dropout ${dropout}`] : []), ...(rankStabilised ? ['rank-stabilised'] : [])]
  return `an adapter of ${[`rank ${rank}`, `alpha ${alpha}`, ...further].join(', ')} on ${targets.join(', ')}`
}

function named({ source, fingerprint }: BaseIdentity): string {
  return `${source} (${fingerprint.slice(0, 12)})`
}
