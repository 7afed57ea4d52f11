// What `/verify` answers (nemo_gym/base_resources_server.py, BaseVerifyResponse of 0.7): the request as it came, and
// `reward` with it. There is no null: a reply that could not be judged has `reward` 0.0 with `mask_sample`, and the kind
// of the failure from nemo_gym/failure_kinds.py. `_ng_failure_class` keeps it out of the averages of 0.4, which knows no
// `mask_sample`: its rollout collection lays such rows aside and asks again (nemo_gym/rollout_collection.py);
// `instance_config` is for older NeMo RL (as in nemo_gym/judge.py).
import type { JsonObject } from '../../../core/json.ts'
import type { Grade, UngradedCause } from '../grade.ts'
import { isObject } from './read-row.ts'

/** Why there is no reward, in NeMo Gym's words. */
export interface Masked {
  /** Of nemo_gym/failure_kinds.py, or `rlvr:…`. */
  readonly kind: string
  readonly reason: string
}

export type Verified = { readonly grade: Grade } | { readonly masked: Masked }

const kinds: { readonly [cause in UngradedCause]: Masked } = {
  'broken-gold': { kind: 'verifier_error', reason: 'The reference answer of the task cannot be read.' },
  'verifier-error': { kind: 'verifier_error', reason: 'A verifier failed; its server has the cause in its log.' },
  timeout: { kind: 'verifier_error', reason: 'A verifier took longer than it may.' },
  sandbox: { kind: 'provider_unavailable', reason: 'The sandbox that the verdict needs failed.' },
  judge: { kind: 'judge_failed', reason: 'The judge that the verdict needs failed.' },
  'not-applicable': { kind: 'rlvr:not_applicable', reason: 'None of the rewards applies to this task.' },
  environment: {
    kind: 'rlvr:environment_error',
    reason: 'The environment failed; its server has the cause in its log.',
  },
  'time-limit': { kind: 'rlvr:time_limit', reason: 'The environment took longer than it may.' },
  unfinished: {
    kind: 'rlvr:unfinished',
    reason: 'The episode did not come to its end: the environment had more to say, which this agent cannot ask for.',
  },
}

/** The cause of a grade without a reward; null where it has one. */
export function maskOf({ invalid }: Grade): Masked | null {
  return invalid === null ? null : kinds[invalid]
}

/** What stands in the reply beside the request. */
export function verifyFields(verified: Verified, row: JsonObject): JsonObject {
  const masked = 'masked' in verified ? verified.masked : maskOf(verified.grade)
  if (masked !== null) {
    const { instance_config: config } = row
    return {
      reward: 0,
      mask_sample: true,
      failure_kind: masked.kind,
      failure_reason: masked.reason,
      instance_config: { ...(isObject(config) && config), mask_sample: true },
      _ng_failure_class: masked.kind,
    }
  }
  const { reward, outcome, scores } = (verified as { grade: Grade }).grade
  const components = Object.entries(scores).filter(([, score]) => score !== null)
  return {
    reward,
    ...(outcome !== null && { resolved: outcome }),
    ...(components.length > 0 && { reward_components: Object.fromEntries(components) as JsonObject }),
  }
}

/**
 * The request with `fields` beside it, byte for byte as it came where it has none of them: an agent of 0.4 refuses keys
 * that it did not send, and token ids and large numbers stay what they are.
 * @example withFields('{"a": 1}', { a: 1 }, { reward: 1 }) // '{"a": 1,"reward":1}'
 */
export function withFields(text: string, row: JsonObject, fields: JsonObject): string {
  if (Object.keys(fields).some((name) => Object.hasOwn(row, name))) return JSON.stringify({ ...row, ...fields })
  const end = text.lastIndexOf('}')
  return `${text.slice(0, end)},${JSON.stringify(fields).slice(1)}`
}
