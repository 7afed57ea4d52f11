// Problems about recursion, counting and choosing.
import { block, type CodeProblem } from '../problem.ts'

export const recursion: readonly CodeProblem[] = [
  {
    id: 'teams',
    title: 'Teams of a given size',
    level: 'easy',
    statement:
      'Return in how many ways a team of `size` people can be chosen from `people` people; the order of choosing does not matter. Both are from 0 to 50. There is one way to choose nobody, and none to choose more people than there are.',
    signature: 'teams(people: int, size: int) -> int',
    cases: block`
      5, 2 -> 10
      4, 4 -> 1
      0, 0 -> 1
      0, 1 -> 0
      3, 4 -> 0
      7, 0 -> 1
      10, 1 -> 10
      10, 9 -> 10
      50, 25 -> 126410606437752
      49, 6 -> 13983816
    `,
    python: block`
      def teams(people, size):
          if size > people:
              return 0
          ways = 1
          for i in range(size):
              ways = ways * (people - i) // (i + 1)
          return ways
    `,
    javascript: block`
      function teams(people, size) {
        let row = [1]
        for (let i = 0; i < people; i++) row = [1, ...row.slice(1).map((value, j) => value + row[j]), 1]
        return row[size] ?? 0
      }
    `,
    slips: [
      {
        why: 'the order of choosing counts',
        python: [' // (i + 1)', ''],
        javascript: ['row[size] ?? 0', '(row[size] ?? 0) * Math.max(1, size)'],
      },
      {
        why: 'too large a team',
        python: ['return 0', 'return 1'],
        javascript: ['?? 0', '?? 1'],
      },
    ],
  },
  {
    id: 'nested-total',
    title: 'Total by depth',
    level: 'easy',
    statement:
      '`nested` is a list whose items are whole numbers or lists of the same kind, nested at most 50 deep. Return the sum of all numbers, each multiplied by its depth: numbers in `nested` itself have depth 1, those in a list within it depth 2, and so on. Lists may be empty.',
    signature: 'nested_total(nested: json[]) -> int',
    cases: block`
      [1, [2, [3]]] -> 14
      [[4], 5, []] -> 13
      [] -> 0
      [[[[]]]] -> 0
      [0] -> 0
      [-1, [1]] -> 1
      [[[[[[7]]]]]] -> 42
      [1, 2, 3] -> 6
      [[1, [2], 3], [[4]], 5] -> 31
      [[-2, [-3, [-4]]], 10] -> -19
    `,
    python: block`
      def nested_total(nested, depth=1):
          return sum(nested_total(item, depth + 1) if isinstance(item, list) else item * depth for item in nested)
    `,
    javascript: block`
      function nestedTotal(nested) {
        const total = (items, depth) =>
          items.reduce((sum, item) => sum + (Array.isArray(item) ? total(item, depth + 1) : item * depth), 0)
        return total(nested, 1)
      }
    `,
    slips: [
      { why: 'depth does not count', python: ['item * depth', 'item'], javascript: ['item * depth', 'item'] },
      {
        why: 'depth begins at 0',
        python: ['depth=1', 'depth=0'],
        javascript: ['total(nested, 1)', 'total(nested, 0)'],
      },
    ],
  },
  {
    id: 'bracket-words',
    title: 'All balanced bracket words',
    level: 'medium',
    statement:
      'Return all texts of `pairs` opening and `pairs` closing round brackets that are balanced, in ascending order as texts, where "(" comes before ")". `pairs` is from 0 to 7; for 0 the only one is the empty text.',
    signature: 'bracket_words(pairs: int) -> text[]',
    cases: block`
      2 -> ["(())", "()()"]
      1 -> ["()"]
      0 -> [""]
      5 -> ["((((()))))", "(((()())))", "(((())()))", "(((()))())", "(((())))()", "((()(())))", "((()()()))", "((()())())", "((()()))()", "((())(()))", "((())()())", "((())())()", "((()))(())", "((()))()()", "(()((())))", "(()(()()))", "(()(())())", "(()(()))()", "(()()(()))", "(()()()())", "(()()())()", "(()())(())", "(()())()()", "(())((()))", "(())(()())", "(())(())()", "(())()(())", "(())()()()", "()(((())))", "()((()()))", "()((())())", "()((()))()", "()(()(()))", "()(()()())", "()(()())()", "()(())(())", "()(())()()", "()()((()))", "()()(()())", "()()(())()", "()()()(())", "()()()()()"]
      3 -> ["((()))", "(()())", "(())()", "()(())", "()()()"]
      4 -> ["(((())))", "((()()))", "((())())", "((()))()", "(()(()))", "(()()())", "(()())()", "(())(())", "(())()()", "()((()))", "()(()())", "()(())()", "()()(())", "()()()()"]
    `,
    python: block`
      def bracket_words(pairs):
          words = []

          def extend(word, opened, closed):
              if closed == pairs:
                  words.append(word)
                  return
              if opened < pairs:
                  extend(word + "(", opened + 1, closed)
              if closed < opened:
                  extend(word + ")", opened, closed + 1)

          extend("", 0, 0)
          return words
    `,
    javascript: block`
      function bracketWords(pairs) {
        const words = []
        const extend = (word, opened, closed) => {
          if (closed === pairs) words.push(word)
          if (opened < pairs) extend(word + '(', opened + 1, closed)
          if (closed < opened) extend(word + ')', opened, closed + 1)
        }
        extend('', 0, 0)
        return words
      }
    `,
    slips: [
      {
        why: 'closes too early',
        python: ['closed < opened', 'closed < pairs'],
        javascript: ['closed < opened', 'closed < pairs'],
      },
      {
        why: 'gives nothing for 0',
        python: ['return words', 'return [word for word in words if word]'],
        javascript: ['return words', 'return words.filter((word) => word)'],
      },
    ],
  },
  {
    id: 'hanoi-move',
    title: 'A move of the towers',
    level: 'medium',
    statement:
      'A tower of `disks` disks moves from peg A to peg C with B as help, by the shortest sequence of moves: one disk at a time, never a larger one on a smaller one. Return move number `move` (counted from 1) as two letters, from and to, such as "AC". `disks` is from 1 to 50 and `move` from 1 to 2^disks - 1, so the whole sequence can be too long to write down.',
    signature: 'hanoi_move(disks: int, move: int) -> text',
    cases: block`
      1, 1 -> "AC"
      2, 2 -> "AC"
      2, 1 -> "AB"
      2, 3 -> "BC"
      3, 1 -> "AC"
      3, 4 -> "AC"
      3, 6 -> "BC"
      3, 7 -> "AC"
      10, 700 -> "AB"
      50, 562949953421312 -> "AC"
      50, 1125899906842623 -> "BC"
      49, 123456789012345 -> "CB"
    `,
    python: block`
      def hanoi_move(disks, move):
          source, spare, target = "A", "B", "C"
          while True:
              middle = 2 ** (disks - 1)
              if move == middle:
                  return source + target
              if move < middle:
                  spare, target = target, spare
              else:
                  move -= middle
                  source, spare = spare, source
              disks -= 1
    `,
    javascript: block`
      function hanoiMove(disks, move, source = 'A', spare = 'B', target = 'C') {
        const middle = 2 ** (disks - 1)
        if (move === middle) return source + target
        if (move < middle) return hanoiMove(disks - 1, move, source, target, spare)
        return hanoiMove(disks - 1, move - middle, spare, source, target)
      }
    `,
    slips: [
      {
        why: 'the second half starts at the wrong peg',
        python: ['source, spare = spare, source', 'source, target = target, source'],
        javascript: ['spare, source, target)', 'target, spare, source)'],
      },
      {
        why: 'never swaps',
        python: ['spare, target = target, spare', 'pass'],
        javascript: ['source, target, spare)', 'source, spare, target)'],
      },
    ],
  },
  {
    id: 'word-rank',
    title: 'Rank among the anagrams',
    level: 'hard',
    statement:
      'Write down all different arrangements of the letters of `word` in alphabetical order. Return the place of `word` among them, counted from 1. `word` has 1 to 16 lower-case letters, of which some may be equal; the answer is below 2^53.',
    signature: 'word_rank(word: text) -> int',
    cases: block`
      "bca" -> 4
      "aab" -> 1
      "a" -> 1
      "ba" -> 2
      "zzz" -> 1
      "cba" -> 6
      "baa" -> 3
      "question" -> 24572
      "bookkeeper" -> 10743
      "mississippi" -> 13737
      "ponmlkjihgfedcba" -> 20922789888000
    `,
    python: block`
      from math import factorial


      def word_rank(word):
          def arrangements(letters):
              ways = factorial(len(letters))
              for letter in set(letters):
                  ways //= factorial(letters.count(letter))
              return ways

          rank = 1
          left = sorted(word)
          for letter in word:
              for smaller in sorted(set(left)):
                  if smaller >= letter:
                      break
                  rest = left.copy()
                  rest.remove(smaller)
                  rank += arrangements(rest)
              left.remove(letter)
          return rank
    `,
    javascript: block`
      function wordRank(word) {
        const factorial = (n) => (n < 2 ? 1 : n * factorial(n - 1))
        const counts = {}
        for (const letter of word) counts[letter] = (counts[letter] ?? 0) + 1
        const arrangements = (size) => Object.values(counts).reduce((ways, n) => ways / factorial(n), factorial(size))
        let rank = 1
        for (let i = 0; i < word.length; i++) {
          for (const smaller of Object.keys(counts)) {
            if (smaller >= word[i] || counts[smaller] === 0) continue
            counts[smaller]--
            rank += arrangements(word.length - 1 - i)
            counts[smaller]++
          }
          counts[word[i]]--
        }
        return rank
      }
    `,
    slips: [
      {
        why: 'takes equal letters for different ones',
        python: ['ways //= factorial(letters.count(letter))', 'pass'],
        javascript: ['ways / factorial(n)', 'ways'],
      },
      { why: 'counts from 0', python: ['rank = 1', 'rank = 0'], javascript: ['rank = 1', 'rank = 0'] },
    ],
  },
  {
    id: 'fair-split',
    title: 'The fairest split',
    level: 'hard',
    statement:
      'Split `weights` into two groups, either of which may be empty, so that the sums of the groups differ as little as possible. Return that difference. The list holds 0 to 40 whole numbers from 0 to 1,000. Trying all 2^40 splits is too slow.',
    signature: 'fairest_split(weights: int[]) -> int',
    cases: block`
      [3, 1, 4, 2] -> 0
      [10, 1, 1] -> 8
      [] -> 0
      [7] -> 7
      [5, 5] -> 0
      [0, 0, 0] -> 0
      [3, 3, 2, 2, 2] -> 0
      [8, 7, 6, 5, 4] -> 0
      [1000, 1, 999] -> 0
      [977, 953, 941, 937, 929, 919, 911, 907, 887, 883, 881, 877, 863, 859, 857, 853, 839, 829, 827, 823, 821, 811, 809, 797, 787, 773, 769, 761, 757, 751, 743, 739, 733, 727, 719, 709, 701, 691, 683, 677] -> 0
      [64, 32, 16, 8, 4, 2, 1, 200] -> 73
    `,
    python: block`
      def fairest_split(weights):
          reachable = {0}
          for weight in weights:
              reachable |= {each + weight for each in reachable}
          total = sum(weights)
          return min(abs(total - 2 * each) for each in reachable)
    `,
    javascript: block`
      function fairestSplit(weights) {
        const total = weights.reduce((sum, weight) => sum + weight, 0)
        let reachable = new Set([0])
        for (const weight of weights) {
          const more = [...reachable].map((each) => each + weight)
          reachable = new Set([...reachable, ...more])
        }
        return Math.min(...[...reachable].map((each) => Math.abs(total - 2 * each)))
      }
    `,
    slips: [
      {
        why: 'greedy: the heaviest to the lighter group',
        python: [
          '    return min(abs(total - 2 * each) for each in reachable)',
          '    gap = 0\n    for weight in sorted(weights, reverse=True):\n        gap = abs(gap - weight)\n    return gap',
        ],
        javascript: [
          'return Math.min(...[...reachable].map((each) => Math.abs(total - 2 * each)))',
          'return [...weights].sort((a, b) => b - a).reduce((gap, weight) => Math.abs(gap - weight), 0)',
        ],
      },
      {
        why: 'gives 0 or 1 by parity',
        python: ['min(abs(total - 2 * each) for each in reachable)', 'total % 2'],
        javascript: ['Math.min(...[...reachable].map((each) => Math.abs(total - 2 * each)))', 'total % 2'],
      },
    ],
  },
]
