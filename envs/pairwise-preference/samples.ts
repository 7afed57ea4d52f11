// Two pairs of our own, one a split, so that the environment runs without a file.
import type { JsonObject } from '../../src/core/json.ts'
import type { Split } from '../../src/core/task.ts'

export const sampleRecords: { readonly [split in Split]: JsonObject } = {
  train: {
    prompt: 'How do I stop a bicycle chain from squeaking?',
    chosen:
      'Wipe the chain clean, put a drop of chain oil on each link, turn the pedals, and wipe off what is too much.',
    rejected: 'Bicycles are a popular means of transport in many countries.',
  },
  test: {
    prompt: [{ role: 'user', content: 'What is the capital of Australia?' }],
    chosen: [{ role: 'assistant', content: 'Canberra.' }],
    rejected: [{ role: 'assistant', content: 'Sydney, its largest city, is the capital.' }],
  },
}
