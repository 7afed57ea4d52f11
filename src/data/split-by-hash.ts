// The split rule of tasks that nothing else divides: by the hash of the prompt, or of a field of the row.
import { checkNames } from '../core/check-names.ts'
import { RlvrError, show } from '../core/errors.ts'
import type { JsonObject } from '../core/json.ts'
import { hashSplit, type Share, type Split } from '../core/split.ts'
import { fieldAt } from './field.ts'

/** Which split a task belongs to; null for neither. `row` is what the task was made of. */
export type SplitRule<Row = never> = (task: DividedTask, row: Row) => Split | null

/** What a rule can look at. */
export interface DividedTask {
  readonly prompt: unknown
  readonly answer: unknown
  readonly metadata: JsonObject
}

/**
 * Holds out a share of the tasks for `test`, 1/8 unless `test` says otherwise. A prompt belongs to one split, however
 * often and in whatever file it stands. `by` names a field of the row (a dotted path) that is hashed in the prompt's
 * place, so that a change of the prompt's words moves no task.
 * @throws RlvrError `RLVR_USAGE` for a share that is no fraction with a denominator of at most 10,000
 * @example fromJsonl('problems.jsonl', { split: splitByHash({ test: 1 / 5 }), task })
 */
export function splitByHash(options: { test?: number; by?: string } = {}): SplitRule<object> {
  checkNames('splitByHash()', options, ['test', 'by'])
  const { test = 1 / 8, by } = options
  const share = fractionOf(test)
  return (task, row) => hashSplit((by === undefined ? task.prompt : fieldAt(row as JsonObject, by)) ?? null, share)
}

const largestDenominator = 10_000

function fractionOf(test: number): Share {
  if (typeof test !== 'number' || !(test >= 0 && test <= 1))
    throw new RlvrError('RLVR_USAGE', `splitByHash: \`test\` is the share held out, in 0..1; got ${show(test, 80)}.`)
  for (let of = 1; of <= largestDenominator; of++) {
    const parts = Math.round(test * of)
    if (Math.abs(test * of - parts) < 1e-9) return { parts, of }
  }
  throw new RlvrError(
    'RLVR_USAGE',
    `splitByHash: \`test\` is a share like 1/8 or 0.15, with at most four decimals; got ${test}.`,
  )
}
