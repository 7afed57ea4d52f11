// What `config.json` keeps of the policies that an environment needs: a judge, an opponent, a user.
import type { Need } from '../../core/needs.ts'
import type { Sampling } from '../../core/policy.ts'
import type { OwnSource } from '../own/source.ts'
import type { EvaluatedModel } from './model-weights.ts'
import type { ServerSettings } from './server-settings.ts'

export interface NeededPolicy {
  /** Its name, as it was given. */
  readonly policy: string
  /** The file of a policy of one's own; null for any other. */
  readonly source: OwnSource | null
  /** What is asked of it in place of what the environment asks. */
  readonly sampling: Partial<Sampling>
  readonly server: ServerSettings | null
  /** The weights; null for a policy whose weights are not ours. */
  readonly model: EvaluatedModel | null
  /** Requests under way at once; null where nothing was said. */
  readonly concurrency: number | null
}

export type NeededPolicies = { readonly [need in Need]?: NeededPolicy }
