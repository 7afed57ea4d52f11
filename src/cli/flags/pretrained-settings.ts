// What `config.json` keeps of a policy that stands on a checkpoint of Hugging Face, and what is known of it unopened.
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { RlvrError } from '../../core/errors.ts'
import { openCheckpointFolder } from '../../policy/checkpoints/open-checkpoint-folder.ts'
import { mostPositions, type Architecture } from '../../policy/transformer/model/architecture.ts'
import { readRunConfig } from '../../record/run-directory.ts'
import { asNamed } from './as-named.ts'
import type { BaseCheckpoint } from './base-checkpoint.ts'
import type { PolicyChoice } from './policy-settings.ts'
import { pretrainedName } from './pretrained-name.ts'
import { headerOnCheckpoint } from './stands-on.ts'

/** As `config.json` keeps it, in full. */
export interface PretrainedSettings extends Omit<PolicyChoice, 'maxLengthTokens' | 'tokenizer'> {
  readonly base: BaseCheckpoint
  /** The adapter that the training began with, whose settings `lora` has; null for a fresh one, for that of a run, or for none. */
  readonly adapter: BaseCheckpoint | null
  readonly maxLengthTokens: number
}

/** What a conversation may have where nobody says: a model of 131,072 positions is not meant to be held whole. */
const usualLengthTokens = 2048

export function isPretrained(policy: object): policy is PretrainedSettings {
  return 'base' in policy
}

/** Whether a policy's name is that of a checkpoint, or of a run that stands on one. */
export async function isOfCheckpoint(name: string): Promise<boolean> {
  return pretrainedName(name) !== null || pretrainedRun(name) !== null || (await headerOnCheckpoint(name)) !== null
}

/** What the run at a path, or the run that a checkpoint is of, keeps of its policy where that stands on a checkpoint. */
export function pretrainedRun(path: string): PretrainedSettings | null {
  const policy = policyOfRun(path)
  return policy !== null && isPretrained(policy) ? policy : null
}

/** What the run at a path, or the run that a checkpoint is of, keeps of its policy; null for any other path. */
export function policyOfRun(path: string): object | null {
  const run = [path, dirname(dirname(path))].find((folder) => isRun(folder))
  const policy = run === undefined ? undefined : readRunConfig(run).settings['policy']
  return typeof policy === 'object' ? policy : null
}

function isRun(folder: string): boolean {
  return existsSync(join(folder, 'config.json')) && existsSync(join(folder, 'checkpoints'))
}

/** The shape of a checkpoint; nothing large is read. */
export async function architectureOf({ folder }: BaseCheckpoint): Promise<Architecture> {
  const opened = await asNamed(async () => await openCheckpointFolder(folder))
  await opened.close()
  return opened.architecture
}

/** The longest conversation: what was asked for, within what the model has positions for. */
export function lengthWithin(architecture: Architecture, asked: number | null, { source }: BaseCheckpoint): number {
  const { maxLengthTokens: positions } = architecture
  if (asked === null) return Math.min(positions, usualLengthTokens)
  if (asked <= mostPositions(architecture)) return asked
  throw new RlvrError(
    'RLVR_USAGE',
    `Conversations of ${asked} tokens are longer than the ${positions} positions of ${source}. Ask for fewer.`,
  )
}
