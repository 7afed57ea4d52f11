// Two problems of our own in the form of APPS, one a split, so that the environment runs without data. They are
// samples to try things with, not a benchmark.
import type { JsonObject } from '../../src/core/json.ts'
import type { Split } from '../../src/core/task.ts'

export const sampleRecords: { readonly [split in Split]: JsonObject } = {
  train: {
    problem_id: 'sample-train',
    question:
      'A shop notes its sales, one a line: the name of a good and how many of it. The first line says how many lines follow. Print the good that sold most, all its lines together; of several, the first by alphabet.',
    input_output: JSON.stringify({
      inputs: ['3\nrye 2\noat 3\nrye 2\n', '1\nsalt 1\n', '2\nb 5\na 5\n'],
      outputs: ['rye\n', 'salt\n', 'a\n'],
    }),
    solutions: JSON.stringify([
      'sold = {}\nfor _ in range(int(input())):\n    name, count = input().split()\n    sold[name] = sold.get(name, 0) + int(count)\nprint(min(sold, key=lambda name: (-sold[name], name)))\n',
    ]),
  },
  test: {
    problem_id: 'sample-test',
    question:
      'Given a list of lists of numbers, return the mean of each list, in their order; 0 for one that is empty.',
    starter_code: 'def means(lists):\n',
    input_output: JSON.stringify({
      fn_name: 'means',
      inputs: [[[[1, 2], [3]]], [[[]]], [[]], [[[0.5, 0.5]]]],
      outputs: [[[1.5, 3]], [[0]], [[]], [[0.5]]],
    }),
    solutions: JSON.stringify([
      'def means(lists):\n    return [sum(each) / len(each) if each else 0 for each in lists]\n',
    ]),
  },
}
