// What a client asks for when an episode begins. Of the arguments that OpenEnv's `reset` passes on these are known; others
// (a row of a trainer's data set, whatever it holds) are left alone, as OpenEnv does.
//   seed        chooses the task as everywhere else, and is that of the environment's own randomness
//   episode_id  how the client calls the episode
//   split       `train` (default) or `test`
//   index       the task's place in its split
//   reference   the task that a row names (see `TaskReference`)
//   invalid     "error": a reply that could not be judged is an error frame, not a null reward. verifiers' adapter adds
//               `result.reward or 0.0`, so that a null would count as a zero there
// Source: huggingface/OpenEnv src/openenv/core/env_server/types.py (`ResetRequest`).
import type { Json } from '../../../core/json.ts'
import type { Split } from '../../../core/task.ts'
import { FieldFaults, fieldFault, isObject, type FieldFault } from './field-fault.ts'

export interface ResetRequest {
  readonly seed: number | undefined
  readonly episodeId: string | undefined
  readonly split: Split | undefined
  readonly index: number | undefined
  readonly reference: Json | undefined
  readonly invalidIsError: boolean
}

/** Throws `FieldFaults`. */
export function readReset(given: unknown): ResetRequest {
  if (!isObject(given))
    throw new FieldFaults([fieldFault([], 'dict_type', { msg: 'Input should be an object', input: given })])
  const faults: FieldFault[] = []
  const fault = (field: string, type: string, msg: string): undefined => {
    faults.push(fieldFault([field], type, { msg, input: given[field] }))
  }
  const whole = (field: string): number | undefined => {
    const said = given[field] ?? undefined
    if (said === undefined) return undefined
    // A column of a data set may hold texts.
    const value = typeof said === 'string' && /^\d{1,19}$/.test(said) ? Number(said) : said
    if (typeof value !== 'number' || !Number.isInteger(value))
      return fault(field, 'int_type', 'Input should be a valid integer')
    return value < 0 ? fault(field, 'greater_than_equal', 'Input should be greater than or equal to 0') : value
  }
  const episodeId = given['episode_id'] ?? undefined
  if (episodeId !== undefined && typeof episodeId !== 'string')
    fault('episode_id', 'string_type', 'Input should be a valid string')
  else if (typeof episodeId === 'string' && episodeId.length > 255)
    fault('episode_id', 'string_too_long', 'String should have at most 255 characters')
  const split = given['split'] ?? undefined
  if (split !== undefined && split !== 'train' && split !== 'test')
    fault('split', 'literal_error', "Input should be 'train' or 'test'")
  const invalid = given['invalid'] ?? undefined
  if (invalid !== undefined && invalid !== 'error' && invalid !== 'null')
    fault('invalid', 'literal_error', "Input should be 'error' or 'null'")
  const read = {
    seed: whole('seed'),
    index: whole('index'),
    episodeId: episodeId as string | undefined,
    split: split as Split | undefined,
    reference: given['reference'] ?? undefined,
    invalidIsError: invalid === 'error',
  }
  if (faults.length > 0) throw new FieldFaults(faults)
  return read
}
