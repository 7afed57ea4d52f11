// Replies are programs: they run in a sandbox against tests that they never see.
import { defineEnv, taskList } from 'rlvr'
import { code, type CodeAnswer } from 'rlvr/verifiers'

/** A function to write, its cases, and a program that passes them. */
interface Problem {
  readonly prompt: string
  readonly entry: string
  readonly cases: readonly { readonly args: readonly (number | string)[]; readonly expected: number | string }[]
  readonly solution: string
}

const problems: readonly Problem[] = [
  {
    prompt: 'Write `clamp(x, low, high)` in Python, which gives x back, moved into low..high.',
    entry: 'clamp',
    cases: [
      { args: [5, 0, 3], expected: 3 },
      { args: [-5, 0, 3], expected: 0 },
      { args: [2, 0, 3], expected: 2 },
    ],
    solution: 'def clamp(x, low, high):\n    return max(low, min(x, high))',
  },
  {
    prompt: 'Write `vowels(text)` in Python, which counts the letters a, e, i, o and u of either case.',
    entry: 'vowels',
    cases: [
      { args: ['Queue'], expected: 4 },
      { args: ['rhythm'], expected: 0 },
      { args: ['AIOUe'], expected: 5 },
    ],
    solution: "def vowels(text):\n    return sum(letter in 'aeiou' for letter in text.lower())",
  },
]

export default defineEnv({
  id: 'my-env',
  description: 'Write a small Python function that passes its tests.',
  system: 'Answer with one fenced block of Python.',
  tasks: taskList<CodeAnswer>({
    train: problems.map(({ prompt, entry, cases, solution }) => ({
      prompt,
      answer: { language: 'python', tests: { format: 'call', entry, cases, limits: { timeMs: 1000 } } },
      metadata: { solution },
    })),
  }),
  rewards: { correct: code() },
  outcome: 'correct',
  demonstrate: ({ metadata }) => `\`\`\`python\n${metadata['solution'] as string}\n\`\`\``,
  card: {
    source: 'Two problems of our own.',
    verifier: 'code: every test passes, in a sandbox of processes of their own.',
    limits: 'Both splits are the same two problems: add more, and a `test` list.',
  },
})
