// Two questions of our own, one a split, so that the environment runs without a file.
import type { JsonObject } from '../../src/core/json.ts'
import type { Split } from '../../src/core/task.ts'

export const sampleRecords: { readonly [split in Split]: JsonObject } = {
  train: {
    question: 'Which of these numbers is a prime?',
    choices: ['51', '57', '59', '63'],
    answer: 2,
  },
  test: {
    Question: 'A stone falls from rest for two seconds, without drag. How far does it fall, near enough?',
    'Correct Answer': '20 metres',
    'Incorrect Answer 1': '5 metres',
    'Incorrect Answer 2': '10 metres',
    'Incorrect Answer 3': '40 metres',
  },
}
