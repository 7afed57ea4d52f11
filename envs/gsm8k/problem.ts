// A row of GSM8K as a task. A published answer is a worked solution whose last line is `#### N`; calculator marks
// such as `<<48/2=24>>` stand within it. Format: openai/grade-school-math, README "Solution Extracting".
import type { JsonObject } from '../../src/core/json.ts'
import type { TaskFields } from '../../src/core/task.ts'
import { FieldFault, textField } from '../../src/data/field.ts'
import type { AnswerFrom } from '../../verifiers/index.ts'

const instructions: { readonly [from in AnswerFrom]: string } = {
  any: 'Reason step by step, then give the final number.',
  boxed: 'Reason step by step, then put the final number in \\boxed{}.',
  hashes: 'Reason step by step, then end with a line `#### N`, where N is the final number.',
  'last-line': 'Reason step by step, then end with a line `A: N`, where N is the final number.',
}

/** A task from a published row `{ question, answer }`. Throws `FieldFault` where the answer has no `#### N`. */
export function problemTask(row: JsonObject, id: string, answerFrom: AnswerFrom): TaskFields<string> {
  const question = textField(row, 'question')
  const published = textField(row, 'answer')
  const mark = published.lastIndexOf('####')
  const answer = published
    .slice(mark + 4)
    .trim()
    .replaceAll(',', '')
  if (mark < 0 || answer === '') throw new FieldFault('answer', 'expected a solution that ends with a line `#### N`')
  const solution = published
    .slice(0, mark)
    .replace(/<<[^>]*>>/g, '')
    .trim()
  return { id, prompt: `${question}\n\n${instructions[answerFrom]}`, answer, metadata: { solution } }
}

/** The published solution, ended in the way that the prompt asks for. */
export function problemReply(answer: string, metadata: JsonObject, answerFrom: AnswerFrom): string {
  const endings = {
    any: `The answer is ${answer}.`,
    boxed: `\\boxed{${answer}}`,
    hashes: `#### ${answer}`,
    'last-line': `A: ${answer}`,
  } as const satisfies { [from in AnswerFrom]: string }
  const solution = metadata['solution']
  return typeof solution === 'string' ? `${solution}\n${endings[answerFrom]}` : endings[answerFrom]
}
