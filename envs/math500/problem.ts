// A record of MATH-500 as a task: `problem`, `answer` in LaTeX, and `solution`, `subject`, `level` and `unique_id` where
// the record has them. Format: huggingface.co/datasets/HuggingFaceH4/MATH-500.
import type { JsonObject } from '../../src/core/json.ts'
import type { TaskFields } from '../../src/core/task.ts'
import { textField } from '../../src/data/field.ts'

const kept = ['solution', 'subject', 'level', 'unique_id']

/** Throws `FieldFault` where the record has no problem or no answer. */
export function competitionTask(record: JsonObject, id: string): TaskFields<string> {
  const metadata: { [field: string]: JsonObject[string] } = {}
  for (const field of kept) if (record[field] !== undefined) metadata[field] = record[field]
  return {
    id,
    prompt: `${textField(record, 'problem')}\n\nReason step by step, then put the final answer in \\boxed{}.`,
    answer: textField(record, 'answer'),
    metadata,
  }
}
