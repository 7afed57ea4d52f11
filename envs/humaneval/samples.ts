// Two problems of our own in the form of HumanEval, one a split, so that the environment runs without its data.
// They are samples to try things with, not a benchmark.
import type { JsonObject } from '../../src/core/json.ts'
import type { Split } from '../../src/core/task.ts'

export const sampleRecords: { readonly [split in Split]: JsonObject } = {
  train: {
    task_id: 'sample-train',
    prompt:
      'from typing import List\n\n\ndef gaps(numbers: List[int]) -> List[int]:\n    """The difference between each number and the one before it.\n    >>> gaps([1, 4, 9])\n    [3, 5]\n    """\n',
    entry_point: 'gaps',
    canonical_solution: '    return [after - before for before, after in zip(numbers, numbers[1:])]\n',
    test: 'def check(candidate):\n    assert candidate([1, 4, 9]) == [3, 5]\n    assert candidate([]) == []\n    assert candidate([7]) == []\n    assert candidate([5, 2, 2]) == [-3, 0]\n',
  },
  test: {
    task_id: 'sample-test',
    prompt:
      'def double(number: int) -> int:\n    """Twice the number."""\n    return 2 * number\n\n\ndef half(number: int) -> int:\n    """The number that `double` makes `number` of; its argument is even.\n    >>> half(6)\n    3\n    """\n',
    entry_point: 'half',
    canonical_solution: '    return number // 2\n',
    test: 'def check(candidate):\n    for number in (0, 2, -8, 10 ** 18):\n        assert double(candidate(number)) == number\n',
  },
}
