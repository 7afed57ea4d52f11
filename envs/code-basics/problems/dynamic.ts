// Problems about dynamic programming: plain recursion is right there and too slow.
import { block, type CodeProblem } from '../problem.ts'
import { spread } from '../spread.ts'

export const dynamic: readonly CodeProblem[] = [
  {
    id: 'hop-count',
    title: 'Ways up the stairs',
    level: 'medium',
    statement:
      'Return in how many ways `stairs` stairs can be climbed with hops of exactly 1, 2 or 5 stairs; hops in another order are another way. `stairs` is from 0 to 60; there is one way to climb none. The answer is below 2^53.',
    signature: 'hop_count(stairs: int) -> int',
    cases: block`
      3 -> 3
      5 -> 9
      0 -> 1
      1 -> 1
      2 -> 2
      4 -> 5
      6 -> 15
      10 -> 128
      37 -> 230626263
      60 -> 49203950608909
    `,
    python: block`
      def hop_count(stairs):
          ways = [1]
          for height in range(1, stairs + 1):
              ways.append(sum(ways[height - hop] for hop in (1, 2, 5) if hop <= height))
          return ways[stairs]
    `,
    javascript: block`
      function hopCount(stairs) {
        const ways = [1]
        for (let height = 1; height <= stairs; height++) {
          ways[height] = ways[height - 1] + (ways[height - 2] ?? 0) + (ways[height - 5] ?? 0)
        }
        return ways[stairs]
      }
    `,
    slips: [
      {
        why: 'forgets the hop of exactly 5',
        python: ['hop <= height', 'hop < height'],
        javascript: ['ways[height - 5] ?? 0', 'height > 5 ? ways[height - 5] : 0'],
      },
      { why: 'order does not count', python: ['(1, 2, 5)', '(1, 5)'], javascript: ['(ways[height - 2] ?? 0)', '0'] },
    ],
  },
  {
    id: 'exact-change',
    title: 'Fewest coins',
    level: 'medium',
    statement:
      'The first line of the input is an amount from 0 to 10,000, the second the values of the coins at hand: 1 to 10 different whole numbers from 1 to 1,000 in any order. Each coin may be used any number of times. Print the smallest number of coins that add up to the amount, or `impossible`.',
    cases: block`
      "11\n1 5 6" -> "2"
      "7\n2 4" -> "impossible"
      "0\n3" -> "0"
      "10000\n1" -> "10000"
      "8\n1 4 5" -> "2"
      "30\n25 10 1" -> "3"
      "9999\n1000 999" -> "10"
      "1\n2 3" -> "impossible"
      "6\n6" -> "1"
      "9973\n7 83 411 365" -> "29"
      "10000\n3 6 9" -> "impossible"
    `,
    python: block`
      def solve(text):
          first, second = text.split("\n")[:2]
          amount = int(first)
          fewest = [0] + [None] * amount
          for value in map(int, second.split()):
              for sum_ in range(value, amount + 1):
                  before = fewest[sum_ - value]
                  if before is not None and (fewest[sum_] is None or before + 1 < fewest[sum_]):
                      fewest[sum_] = before + 1
          return "impossible" if fewest[amount] is None else str(fewest[amount])
    `,
    javascript: block`
      function solve(text) {
        const [first, second] = text.split('\n')
        const amount = Number(first)
        const values = second.split(' ').map(Number)
        const fewest = [0]
        for (let sum = 1; sum <= amount; sum++) {
          fewest[sum] = Math.min(...values.map((value) => (value > sum ? Infinity : fewest[sum - value] + 1)))
        }
        return fewest[amount] === Infinity ? 'impossible' : String(fewest[amount])
      }
    `,
    slips: [
      {
        why: 'greedy: the largest coin first',
        python: [
          '    fewest = [0]',
          '    coins, left = 0, amount\n    for value in sorted(map(int, second.split()), reverse=True):\n        coins, left = coins + left // value, left % value\n    return "impossible" if left else str(coins)\n    fewest = [0]',
        ],
        javascript: [
          'const fewest = [0]',
          "let coins = 0, left = amount\n  for (const value of values.sort((a, b) => b - a)) {\n    coins += Math.floor(left / value)\n    left %= value\n  }\n  return left ? 'impossible' : String(coins)\n  const fewest = [0]",
        ],
      },
      {
        why: 'prints a number for what is impossible',
        python: ['"impossible" if', '"-1" if'],
        javascript: ["'impossible'", "'-1'"],
      },
    ],
  },
  {
    id: 'edit-cost',
    title: 'Cost of a correction',
    level: 'hard',
    statement:
      'A text of lower-case letters is changed into another one. Deleting or inserting a letter costs 2, replacing one by another costs 3, swapping two different letters that stand side by side costs 1, and no letter takes part in more than one change (what was swapped stays as it is afterwards). Return the smallest cost of turning `typed` into `meant`. Both have 0 to 200 letters.',
    signature: 'edit_cost(typed: text, meant: text) -> int',
    cases: block`
      "hte", "the" -> 1
      "cat", "cart" -> 2
      "", "" -> 0
      "", "abc" -> 6
      "abc", "" -> 6
      "same", "same" -> 0
      "a", "b" -> 3
      "ab", "ba" -> 1
      "abc", "cab" -> 4
      "ca", "abc" -> 6
      "sunday", "saturday" -> 7
      "aaaaaaaaaabbbbbbbbbbaaaaaaaaaabbbbbbbbbb", "bbbbbbbbbbaaaaaaaaaabbbbbbbbbbaaaaaaaaaa" -> 40
    `,
    python: block`
      def edit_cost(typed, meant):
          rows = [[2 * column for column in range(len(meant) + 1)]]
          for i, have in enumerate(typed, 1):
              row = [2 * i]
              for j, want in enumerate(meant, 1):
                  cost = min(row[j - 1] + 2, rows[i - 1][j] + 2, rows[i - 1][j - 1] + (0 if have == want else 3))
                  if i > 1 and j > 1 and have != want and have == meant[j - 2] and want == typed[i - 2]:
                      cost = min(cost, rows[i - 2][j - 2] + 1)
                  row.append(cost)
              rows.append(row)
          return rows[-1][-1]
    `,
    javascript: block`
      function editCost(typed, meant) {
        const known = new Map()
        const cost = (i, j) => {
          if (i === 0 || j === 0) return 2 * (i + j)
          const key = i * 1000 + j
          if (known.has(key)) return known.get(key)
          const [have, want] = [typed[i - 1], meant[j - 1]]
          let least = Math.min(cost(i, j - 1) + 2, cost(i - 1, j) + 2, cost(i - 1, j - 1) + (have === want ? 0 : 3))
          const isSwap = i > 1 && j > 1 && have !== want && have === meant[j - 2] && want === typed[i - 2]
          if (isSwap) least = Math.min(least, cost(i - 2, j - 2) + 1)
          known.set(key, least)
          return least
        }
        return cost(typed.length, meant.length)
      }
    `,
    slips: [
      { why: 'knows no swap', python: ['i > 1 and', 'False and'], javascript: ['if (isSwap)', 'if (false)'] },
      { why: 'replacing costs 2', python: ['else 3', 'else 2'], javascript: ['? 0 : 3', '? 0 : 2'] },
    ],
  },
  {
    id: 'longest-climb',
    title: 'Longest climb',
    level: 'hard',
    statement:
      'Return the length of the longest strictly ascending sequence that remains when some (or no) numbers are taken out of `numbers` and the others keep their order. The list holds 0 to 20,000 whole numbers from -10^6 to 10^6. Comparing every pair is too slow.',
    signature: 'longest_climb(numbers: int[]) -> int',
    cases: block`
      [3, 1, 2, 5, 4] -> 3
      [5, 5, 5] -> 1
      [] -> 0
      [1] -> 1
      [9, 7, 5] -> 1
      [1, 2, 3, 4] -> 4
      [10, 1, 11, 2, 12, 3] -> 3
      [2, 6, 3, 4, 1, 2, 9, 5, 8] -> 5
      [0, -1, 0, -2, 1] -> 3
      [1, 3, 2, 3, 1, 4, 4] -> 4
    `,
    large: [{ args: [spread(20_000, { below: 9999, seed: 21 })], expected: 268 }],
    python: block`
      from bisect import bisect_left


      def longest_climb(numbers):
          smallest_end = []
          for number in numbers:
              place = bisect_left(smallest_end, number)
              smallest_end[place:place + 1] = [number]
          return len(smallest_end)
    `,
    javascript: block`
      function longestClimb(numbers) {
        const smallestEnd = []
        for (const number of numbers) {
          let [low, high] = [0, smallestEnd.length]
          while (low < high) {
            const middle = (low + high) >> 1
            if (smallestEnd[middle] < number) low = middle + 1
            else high = middle
          }
          smallestEnd[low] = number
        }
        return smallestEnd.length
      }
    `,
    slips: [
      {
        why: 'equal numbers climb',
        python: ['place = bisect_left(smallest_end, number)', 'place = bisect_left(smallest_end, number + 1)'],
        javascript: ['smallestEnd[middle] < number', 'smallestEnd[middle] <= number'],
      },
      {
        why: 'neighbours only',
        python: [
          '    smallest_end = []',
          '    best = run = 0\n    for i, number in enumerate(numbers):\n        run = run + 1 if i and number > numbers[i - 1] else 1\n        best = max(best, run)\n    return best\n    smallest_end = []',
        ],
        javascript: [
          'const smallestEnd = []',
          'let best = 0, run = 0\n  numbers.forEach((n, i) => {\n    run = n > numbers[i - 1] ? run + 1 : 1\n    best = Math.max(best, run)\n  })\n  return best\n  const smallestEnd = []',
        ],
      },
    ],
  },
  {
    id: 'word-splits',
    title: 'Ways to split into words',
    level: 'hard',
    statement:
      'Return in how many ways `line`, 0 to 60 lower-case letters, can be cut into words of `words`, a list of 0 to 30 different non-empty texts; a word may be used again. The empty line can be cut in one way. The answer is below 2^53.',
    signature: 'word_splits(line: text, words: text[]) -> int',
    cases: block`
      "catsand", ["cat", "cats", "and", "sand"] -> 2
      "aaa", ["a", "aa"] -> 3
      "", ["a"] -> 1
      "", [] -> 1
      "a", [] -> 0
      "ab", ["abc", "a"] -> 0
      "abab", ["ab", "abab", "a", "b"] -> 5
      "xyz", ["xyz"] -> 1
      "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", ["a", "aa", "aaa"] -> 0
      "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", ["a", "aa"] -> 2504730781961
      "nowherenow", ["no", "now", "here", "where", "nowhere", "w"] -> 8
    `,
    python: block`
      def word_splits(line, words):
          ways = [1] + [0] * len(line)
          for end in range(1, len(line) + 1):
              ways[end] = sum(ways[end - len(word)] for word in words if line[:end].endswith(word))
          return ways[-1]
    `,
    javascript: block`
      function wordSplits(line, words) {
        const ways = [1]
        for (let end = 1; end <= line.length; end++) {
          ways[end] = 0
          for (const word of words) if (line.slice(0, end).endsWith(word)) ways[end] += ways[end - word.length]
        }
        return ways[line.length]
      }
    `,
    slips: [
      {
        why: 'says whether, not in how many ways',
        python: ['ways[-1]', 'int(ways[-1] > 0)'],
        javascript: ['return ways[line.length]', 'return ways[line.length] > 0 ? 1 : 0'],
      },
      {
        why: 'takes a word wherever it stands',
        python: ['line[:end].endswith(word)', 'len(word) <= end and word in line[:end]'],
        javascript: ['line.slice(0, end).endsWith(word)', 'line.slice(0, end).includes(word)'],
      },
    ],
  },
]
