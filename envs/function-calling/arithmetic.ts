// Drawn records of one call, for policies too small for functions that nobody told them of: which of four functions
// of two numbers is asked for, and for which numbers.
import type { JsonObject } from '../../src/core/json.ts'
import { generate, type Taskset, type TasksetChoice } from '../../src/core/task.ts'
import type { PromptStyle } from '../prompt-option.ts'
import type { Expected } from './expected-calls.ts'
import { callTask } from './record.ts'

const functions = [
  { name: 'add', sign: '+', words: 'plus' },
  { name: 'subtract', sign: '-', words: 'minus' },
  { name: 'multiply', sign: '*', words: 'times' },
  { name: 'divide', sign: '/', words: 'divided by' },
] as const

const number = { type: 'integer', description: '' }

const descriptions: JsonObject[] = functions.map(({ name, words }) => ({
  name,
  description: `What a ${words} b is.`,
  parameters: { type: 'dict', properties: { a: number, b: number }, required: ['a', 'b'] },
}))

/** Endless; of a split, with seed and options. */
interface ArithmeticCalls {
  open(choice: TasksetChoice & { readonly options: { readonly prompt: PromptStyle } }): Taskset<Expected>
}

export const arithmeticCalls: ArithmeticCalls = generate(({ rng, index, options: { prompt } }) => {
  const { name, sign, words } = rng.pick(functions)
  const [a, b] = [rng.int(10, 99), rng.int(10, 99)]
  const record = {
    id: `arithmetic-${index}`,
    question: [[{ role: 'user', content: `What is ${a} ${words} ${b}?` }]],
    function: descriptions,
    ground_truth: [{ [name]: { a: [a], b: [b] } }],
  }
  const task = callTask(record, record.id, new Map())
  return prompt === 'compact' ? { ...task, prompt: `${a}${sign}${b}:` } : task
})
