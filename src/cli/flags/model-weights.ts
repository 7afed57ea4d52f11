// Which weights answer, as `config.json` keeps them: to the bit, and wherever their files are.
import type { BaseCheckpoint } from './base-checkpoint.ts'
import type { PretrainedSettings } from './pretrained-settings.ts'

/** How numbers of a checkpoint are held while it answers: as they are stored where null. Of 8 and 4 bits answers differ. */
export const precisions = ['float32', 'bfloat16', 'int8', 'int4'] as const
export type Precision = (typeof precisions)[number]

export interface EvaluatedModel {
  /** The checkpoint; null for a small model of this library, which has none. */
  readonly base: BaseCheckpoint | null
  /** Laid over it, in this order. */
  readonly adapters: readonly BaseCheckpoint[]
  /** The snapshot of a run: its path, and `fingerprintOf` its files. */
  readonly snapshot: { readonly path: string; readonly sha256: string } | null
  /** The adapter that the snapshot holds; null where it holds all weights. */
  readonly lora: PretrainedSettings['lora']
  readonly precision: Precision | null
  readonly maxLengthTokens: number | null
}
