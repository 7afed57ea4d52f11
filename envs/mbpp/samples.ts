// Two problems of our own in the form of MBPP, one a split, so that the environment runs without its data.
// They are samples to try things with, not a benchmark.
import type { JsonObject } from '../../src/core/json.ts'
import type { Split } from '../../src/core/task.ts'

export const sampleRecords: { readonly [split in Split]: JsonObject } = {
  train: {
    task_id: 'sample-train',
    text: 'Write a function to count how often each word of a text occurs.',
    code: 'def word_counts(text):\n    counts = {}\n    for word in text.split():\n        counts[word] = counts.get(word, 0) + 1\n    return counts',
    test_setup_code: '',
    test_list: [
      "assert word_counts('to be or not to be') == {'to': 2, 'be': 2, 'or': 1, 'not': 1}",
      "assert word_counts('') == {}",
      "assert word_counts(' a  a ') == {'a': 2}",
    ],
    challenge_test_list: [],
  },
  test: {
    task_id: 'sample-test',
    text: 'Write a function to find the area of a circle, given its diameter.',
    code: 'import math\ndef circle_area(diameter):\n    return math.pi * diameter ** 2 / 4',
    test_setup_code: 'import math',
    test_list: [
      'assert math.isclose(circle_area(2), math.pi)',
      'assert circle_area(0) == 0',
      'assert math.isclose(circle_area(1), 0.7853981633974483)',
    ],
    challenge_test_list: [],
  },
}
