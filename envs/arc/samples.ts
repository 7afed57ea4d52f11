// Two tasks of our own in the form of ARC, for where no files are given: a mirror, and holes that are filled.
import type { Split } from '../../src/core/task.ts'

export const samples: { readonly [split in Split]: unknown } = {
  train: {
    train: [
      {
        input: [
          [1, 0, 0],
          [0, 2, 0],
        ],
        output: [
          [0, 0, 1],
          [0, 2, 0],
        ],
      },
      {
        input: [
          [3, 3, 0, 0],
          [0, 4, 0, 0],
        ],
        output: [
          [0, 0, 3, 3],
          [0, 0, 4, 0],
        ],
      },
      {
        input: [
          [5, 0],
          [5, 6],
        ],
        output: [
          [0, 5],
          [6, 5],
        ],
      },
    ],
    test: [
      {
        input: [
          [7, 0, 8, 0],
          [0, 0, 8, 9],
        ],
        output: [
          [0, 8, 0, 7],
          [9, 8, 0, 0],
        ],
      },
    ],
  },
  test: {
    train: [
      {
        input: [
          [1, 1, 1],
          [1, 0, 1],
          [1, 1, 1],
        ],
        output: [
          [1, 1, 1],
          [1, 4, 1],
          [1, 1, 1],
        ],
      },
      {
        input: [
          [0, 2, 2, 2],
          [0, 2, 0, 2],
          [0, 2, 2, 2],
        ],
        output: [
          [0, 2, 2, 2],
          [0, 2, 4, 2],
          [0, 2, 2, 2],
        ],
      },
    ],
    test: [
      {
        input: [
          [3, 3, 3, 3, 0],
          [3, 0, 0, 3, 0],
          [3, 3, 3, 3, 0],
          [0, 0, 0, 0, 0],
        ],
        output: [
          [3, 3, 3, 3, 0],
          [3, 4, 4, 3, 0],
          [3, 3, 3, 3, 0],
          [0, 0, 0, 0, 0],
        ],
      },
    ],
  },
}
