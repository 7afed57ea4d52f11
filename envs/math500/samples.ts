// Two problems of our own in the form of MATH-500, one a split, so that the environment runs without its data.
// They are samples to try things with, not a benchmark.
import type { JsonObject } from '../../src/core/json.ts'
import type { Split } from '../../src/core/task.ts'

export const sampleRows: { readonly [split in Split]: JsonObject } = {
  train: {
    problem: 'Find all real numbers $x$ with $x^2 = 6x - 7$.',
    solution: 'By completing the square, $(x-3)^2 = 2$, so $x = 3 \\pm \\sqrt{2}$.',
    answer: '3 + \\sqrt{2}, 3 - \\sqrt{2}',
    subject: 'Algebra',
    level: 2,
  },
  test: {
    problem:
      'A point is chosen uniformly in a square. What is the probability that it lies within the inscribed circle?',
    solution: 'With side $2$ the square has the area $4$ and the circle the area $\\pi$.',
    answer: '\\frac{\\pi}{4}',
    subject: 'Geometry',
    level: 2,
  },
}
