// What a training starts from, known before it is opened.
import type { TrainablePolicy } from '../../core/policy.ts'
import type { SettingsContext } from '../../../trainers/complete-settings.ts'
import type { SnapshotAtPath } from './open-snapshot-path.ts'
import type { RunSettings } from './run-settings.ts'

export interface StartingPolicy {
  /** As `config.json` keeps it. */
  readonly kept: RunSettings['policy']
  /** The snapshot that its weights come from; null for fresh ones, and for those of a base. */
  readonly snapshot: SnapshotAtPath | null
  /** What the defaults of settings depend on. */
  readonly described: SettingsContext['policy']
  /** Whether the recipe of the environment is for it: a small policy that begins with it. */
  readonly isSmall: boolean
  /** Where it had to be opened to be known. */
  readonly opened: TrainablePolicy | null
}
