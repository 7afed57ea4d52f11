// Problems of Python: tuples, dictionaries with keys that are no texts, keyword arguments.
import { block, type CodeProblem } from '../problem.ts'

export const pythonOnly: readonly CodeProblem[] = [
  {
    id: 'lowest-and-highest',
    title: 'Lowest and highest with their places',
    level: 'easy',
    statement:
      'Return a tuple of two tuples: (lowest value, its first index) and (highest value, its last index) of `numbers`, a list of 0 to 1,000 whole numbers. For the empty list return the empty tuple. A list in place of a tuple is wrong.',
    signature: 'extremes(numbers: int[]) -> tuple',
    cases: block`
      [3, 1, 4, 1, 4] -> {"$tuple": [{"$tuple": [1, 1]}, {"$tuple": [4, 4]}]}
      [] -> {"$tuple": []}
      [7] -> {"$tuple": [{"$tuple": [7, 0]}, {"$tuple": [7, 0]}]}
      [2, 2, 2] -> {"$tuple": [{"$tuple": [2, 0]}, {"$tuple": [2, 2]}]}
      [1, 2, 3] -> {"$tuple": [{"$tuple": [1, 0]}, {"$tuple": [3, 2]}]}
      [3, 2, 1] -> {"$tuple": [{"$tuple": [1, 2]}, {"$tuple": [3, 0]}]}
      [-1, -5, -1] -> {"$tuple": [{"$tuple": [-5, 1]}, {"$tuple": [-1, 2]}]}
      [0, 10, 0, 10] -> {"$tuple": [{"$tuple": [0, 0]}, {"$tuple": [10, 3]}]}
    `,
    strictTypes: true,
    python: block`
      def extremes(numbers):
          if not numbers:
              return ()
          low, high = min(numbers), max(numbers)
          return (low, numbers.index(low)), (high, len(numbers) - 1 - numbers[::-1].index(high))
    `,
    slips: [
      { why: 'lists in place of tuples', python: ['(low, numbers.index(low))', '[low, numbers.index(low)]'] },
      {
        why: 'the first index of the highest',
        python: ['len(numbers) - 1 - numbers[::-1].index(high)', 'numbers.index(high)'],
      },
    ],
  },
  {
    id: 'words-by-length',
    title: 'Words by length',
    level: 'medium',
    statement:
      'Return a dictionary from each word length (an int) that occurs in `line` to the sorted list of the different words of that length in lower case. Words are separated by any number of blanks; `line` holds ASCII letters and blanks. Without a word the dictionary is empty.',
    signature: 'by_length(line: text) -> dict[int, list[str]]',
    cases: block`
      "The cat saw the big owl" -> {"$dict": [[3, ["big", "cat", "owl", "saw", "the"]]]}
      "a bb A" -> {"$dict": [[1, ["a"]], [2, ["bb"]]]}
      "" -> {}
      "   " -> {}
      "one" -> {"$dict": [[3, ["one"]]]}
      "bee ant Bee cow" -> {"$dict": [[3, ["ant", "bee", "cow"]]]}
      "  to be or not  to be " -> {"$dict": [[2, ["be", "or", "to"]], [3, ["not"]]]}
      "zzzz yyyy x" -> {"$dict": [[4, ["yyyy", "zzzz"]], [1, ["x"]]]}
    `,
    python: block`
      def by_length(line):
          groups = {}
          for word in line.lower().split():
              groups.setdefault(len(word), set()).add(word)
          return {length: sorted(words) for length, words in groups.items()}
    `,
    slips: [
      {
        why: 'words in the order of the line',
        python: ['sorted(words)', 'list(dict.fromkeys(w for w in line.lower().split() if w in words))'],
      },
      { why: 'capitals are other words', python: ['line.lower().split()', 'line.split()'] },
    ],
  },
  {
    id: 'merge-counts',
    title: 'Merge counters',
    level: 'medium',
    statement:
      'Each of the dictionaries in `counters` maps a name to a whole number. Return one dictionary with the sum of the numbers of each name, without names whose sum is 0, and with its keys inserted in descending order of the sums, of equal sums in alphabetical order. To show that order, return the list of its items as (name, sum) tuples. There are 0 to 100 counters.',
    signature: 'merge_counts(counters: {int}[]) -> list[tuple[str, int]]',
    cases: block`
      [{"a": 1, "b": 2}, {"a": 3}] -> [{"$tuple": ["a", 4]}, {"$tuple": ["b", 2]}]
      [{"x": 1}, {"x": -1, "y": 0}] -> []
      [] -> []
      [{}] -> []
      [{"b": 1, "a": 1}] -> [{"$tuple": ["a", 1]}, {"$tuple": ["b", 1]}]
      [{"n": -2}, {"m": 5}, {"n": -3}] -> [{"$tuple": ["m", 5]}, {"$tuple": ["n", -5]}]
      [{"k": 10, "l": 9}, {"l": 1}, {"j": 10}] -> [{"$tuple": ["j", 10]}, {"$tuple": ["k", 10]}, {"$tuple": ["l", 10]}]
      [{"one": 1, "two": 2, "three": 3}, {"one": 2, "two": 1}] -> [{"$tuple": ["one", 3]}, {"$tuple": ["three", 3]}, {"$tuple": ["two", 3]}]
    `,
    strictTypes: true,
    python: block`
      from collections import defaultdict


      def merge_counts(counters):
          sums = defaultdict(int)
          for counter in counters:
              for name, number in counter.items():
                  sums[name] += number
          return sorted(((name, each) for name, each in sums.items() if each != 0), key=lambda item: (-item[1], item[0]))
    `,
    slips: [
      { why: 'keeps sums of 0', python: [' if each != 0', ''] },
      { why: 'leaves out sums below 0', python: ['each != 0', 'each > 0'] },
    ],
  },
]
