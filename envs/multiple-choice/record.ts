// A question with choices as a task. Records: MMLU (cais/mmlu: `question`, `choices`, `answer` by its place from 0 or its
// letter), MMLU-Pro (`options`, `answer`), GPQA (Idavidrein/gpqa: `Question`, `Correct Answer`, `Incorrect Answer 1` to 3).
// The choices are shuffled by seed and question, so that no letter is right more often than another.
import type { JsonObject } from '../../src/core/json.ts'
import { Rng } from '../../src/core/random.ts'
import type { TaskFields } from '../../src/core/task.ts'
import { FieldFault, fieldAt, requiredField, textField } from '../../src/data/field.ts'

const labels = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'

interface Question {
  readonly question: string
  readonly choices: readonly string[]
  /** The place of the right one. */
  readonly right: number
}

export function choiceTask(record: JsonObject, id: string, seed: number): TaskFields<string> {
  const { question, choices, right } = fieldAt(record, 'Question') === undefined ? ofList(record) : ofGpqa(record)
  if (new Set(choices).size !== choices.length) throw new FieldFault('choices', 'two choices are the same')
  const order = choices.map((_, index) => index)
  // Choices that speak of others by letter or place keep theirs.
  const shuffled = choices.some(namesOthers) ? order : Rng.fromSeed(`${seed}/${question}`).shuffle(order)
  const options = shuffled.map((index) => choices[index] as string)
  const shown = options.map((text, index) => `${labels[index]}. ${text}`).join('\n')
  return {
    id,
    prompt: `${question}\n\n${shown}\n\nAnswer with the letter of the right choice.`,
    answer: labels[shuffled.indexOf(right)] as string,
    metadata: { options },
  }
}

function namesOthers(choice: string): boolean {
  return /\b(?:above|below|both|neither|[A-D] (?:and|or) [A-D]|all of th|none of th)/i.test(choice)
}

function ofList(record: JsonObject): Question {
  const name = fieldAt(record, 'choices') === undefined ? 'options' : 'choices'
  const choices = requiredField(record, name)
  const isList = Array.isArray(choices) && choices.length >= 2 && choices.length <= labels.length
  if (!isList || !choices.every((each) => typeof each === 'string' && each.trim() !== ''))
    throw new FieldFault(name, 'expected a list of 2 to 26 texts')
  const answer = requiredField(record, 'answer')
  const right = typeof answer === 'string' ? labels.indexOf(answer.trim().toUpperCase()) : answer
  if (typeof right !== 'number' || !Number.isInteger(right) || right < 0 || right >= choices.length || answer === '')
    throw new FieldFault(
      'answer',
      `expected the place of the right choice from 0, or its letter; there are ${choices.length}`,
    )
  return { question: textField(record, 'question').trim(), choices: choices as string[], right }
}

function ofGpqa(record: JsonObject): Question {
  const wrong = [1, 2, 3].map((each) => textField(record, `Incorrect Answer ${each}`).trim())
  const choices = [textField(record, 'Correct Answer').trim(), ...wrong]
  return { question: textField(record, 'Question').trim(), choices, right: 0 }
}
