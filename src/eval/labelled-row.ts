// A row of replies with labels, or of a pair of which one was preferred, as `rlvr agree` reads it.
//   { id?, task: { prompt, answer, metadata? } or taskId, reply, label }
//   { id?, prompt, chosen, rejected }
import type { EnvironmentSpec } from '../core/environment.ts'
import type { Json, JsonObject } from '../core/json.ts'
import { promptMessages, type Message } from '../core/message.ts'
import { makeTask, type Task } from '../core/task.ts'
import type { Verdict } from '../core/verdict.ts'
import { runVerifier } from '../core/verifier.ts'
import { FieldFault } from '../data/field.ts'
import { rowId, type FieldMap } from '../data/field-map.ts'
import { readScoreRow, scoreFields, type ScoreRequest } from './score-reply.ts'

/** The fields that `--field` can map. */
export const labelledFields: readonly string[] = [...scoreFields, 'label', 'prompt', 'chosen', 'rejected']

export type LabelledRow =
  | (ScoreRequest & { readonly kind: 'labelled'; readonly label: boolean })
  | {
      readonly kind: 'pair'
      readonly id: string
      readonly task: Task
      readonly chosen: string
      readonly rejected: string
    }

const labels: ReadonlyMap<Json, boolean> = new Map<Json, boolean>([
  ...[true, 1, 'true', '1', 'yes', 'correct', 'right', 'good'].map((label) => [label, true] as const),
  ...[false, 0, 'false', '0', 'no', 'incorrect', 'wrong', 'bad'].map((label) => [label, false] as const),
])

/** Throws `FieldFault`. */
export function readLabelledRow(fields: FieldMap, row: JsonObject, line: number): LabelledRow {
  if (fields.get(row, 'chosen') !== undefined) {
    const id = rowId(fields, row, line)
    const task = makeTask({ id, prompt: fields.text(row, 'prompt'), answer: null }, id)
    return { kind: 'pair', id, task, chosen: fields.text(row, 'chosen'), rejected: fields.text(row, 'rejected') }
  }
  const given = fields.required(row, 'label')
  const label = labels.get(typeof given === 'string' ? given.trim().toLowerCase() : given)
  if (label === undefined)
    throw new FieldFault(
      'label',
      `expected true or false, 1 or 0, yes or no, correct or incorrect; got ${JSON.stringify(given)}`,
    )
  return { kind: 'labelled', label, ...readScoreRow(fields, row, line) }
}

/** What one reward of an environment says of a reply to a task. */
export async function termVerdict(
  spec: EnvironmentSpec,
  term: string,
  { task, reply, signal }: { readonly task: Task; readonly reply: string; readonly signal: AbortSignal },
): Promise<Verdict> {
  const messages: Message[] = [...promptMessages(task.prompt), { role: 'assistant', content: reply }]
  const verifier = spec.rubric.terms[term]?.verifier
  if (verifier === undefined) throw new TypeError(`\`${spec.id}\` has no reward \`${term}\`.`)
  return await runVerifier(verifier, { task, reply, messages }, { signal })
}
