// Two problems of our own in the form of GSM8K, one a split, so that the environment runs without its data.
// They are samples to try things with, not a benchmark.
import type { Split } from '../../src/core/task.ts'

export const sampleRows: { readonly [split in Split]: { readonly question: string; readonly answer: string } } = {
  train: {
    question:
      'A baker fills 6 trays with 14 rolls each. She sells 54 rolls before noon and half of the rest after it. How many rolls are left?',
    answer:
      'She bakes 6 * 14 = <<6*14=84>>84 rolls.\nBefore noon she sells 54, so 84 - 54 = <<84-54=30>>30 are left.\nHalf of them, 30 / 2 = <<30/2=15>>15, stay.\n#### 15',
  },
  test: {
    question:
      'Omar cycles 12 kilometres to work and the same way back, on 5 days a week. How many kilometres does he cycle in 3 weeks?',
    answer:
      'A day is 12 * 2 = <<12*2=24>>24 kilometres.\nA week is 24 * 5 = <<24*5=120>>120 kilometres.\nThree weeks are 120 * 3 = <<120*3=360>>360 kilometres.\n#### 360',
  },
}
