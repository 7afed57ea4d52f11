// Problems about lists of numbers.
import { block, type CodeProblem } from '../problem.ts'
import { spread } from '../spread.ts'

export const arrays: readonly CodeProblem[] = [
  {
    id: 'runner-up',
    title: 'Runner-up',
    level: 'easy',
    statement:
      'Return the second largest of the different values in `scores`, or NULL where there are fewer than two different values. The list holds 0 to 1,000 whole numbers from -10^9 to 10^9.',
    signature: 'runner_up(scores: int[]) -> int?',
    cases: block`
      [7, 3, 9, 9] -> 7
      [4, 4] -> null
      [] -> null
      [5] -> null
      [1, 2] -> 1
      [2, 1] -> 1
      [-5, -1, -3] -> -3
      [0, -1000000000] -> -1000000000
      [0, 5, 5, 0] -> 0
      [10, 9, 10, 8, 9, 10] -> 9
    `,
    python: block`
      def runner_up(scores):
          different = sorted(set(scores))
          return different[-2] if len(different) > 1 else None
    `,
    javascript: block`
      function runnerUp(scores) {
        const different = [...new Set(scores)].sort((a, b) => b - a)
        return different.length > 1 ? different[1] : null
      }
    `,
    slips: [
      {
        why: 'counts the best twice',
        python: ['set(scores)', 'scores'],
        javascript: ['[...new Set(scores)]', '[...scores]'],
      },
      {
        why: 'takes 0 for nothing',
        python: [
          'return different[-2] if len(different) > 1 else None',
          'return (different[-2] or None) if len(different) > 1 else None',
        ],
        javascript: ['different.length > 1 ? different[1] : null', 'different[1] || null'],
      },
    ],
  },
  {
    id: 'turn-list',
    title: 'Turn a list',
    level: 'easy',
    statement:
      'Return `items` turned by `steps` places to the right: an item at index i moves to index i + `steps`, and what leaves the end comes in at the front. Negative steps turn to the left. `items` holds 0 to 1,000 whole numbers, `steps` is from -10^9 to 10^9.',
    signature: 'turn(items: int[], steps: int) -> int[]',
    cases: block`
      [1, 2, 3, 4], 1 -> [4, 1, 2, 3]
      [1, 2, 3, 4], -1 -> [2, 3, 4, 1]
      [], 3 -> []
      [9], 1000000000 -> [9]
      [1, 2, 3], 0 -> [1, 2, 3]
      [1, 2, 3], 3 -> [1, 2, 3]
      [1, 2, 3], 7 -> [3, 1, 2]
      [1, 2, 3, 4, 5], -1000000000 -> [1, 2, 3, 4, 5]
      [1, 2, 3, 4, 5], -7 -> [3, 4, 5, 1, 2]
      [1, 1, 2], 1 -> [2, 1, 1]
    `,
    python: block`
      def turn(items, steps):
          if not items:
              return []
          cut = -steps % len(items)
          return items[cut:] + items[:cut]
    `,
    javascript: block`
      function turn(items, steps) {
        const count = items.length
        if (count === 0) return []
        const cut = ((-steps % count) + count) % count
        return [...items.slice(cut), ...items.slice(0, cut)]
      }
    `,
    slips: [
      { why: 'turns the other way', python: ['-steps', 'steps'], javascript: ['-steps', 'steps'] },
      {
        why: 'more steps than items',
        python: ['-steps % len(items)', '-steps'],
        javascript: ['((-steps % count) + count) % count', '-steps'],
      },
    ],
  },
  {
    id: 'temperature-gap',
    title: 'Biggest jump',
    level: 'easy',
    statement:
      'Return the largest difference in size between neighbours in `readings`, that is the largest |a - b| of two readings next to each other. With fewer than two readings it is 0. The list holds 0 to 20,000 whole numbers from -10^6 to 10^6.',
    signature: 'biggest_jump(readings: int[]) -> int',
    cases: block`
      [3, 5, 1] -> 4
      [2, 2, 2] -> 0
      [] -> 0
      [8] -> 0
      [1, 10] -> 9
      [10, 1] -> 9
      [-5, 5, 0, -20] -> 20
      [1000000, -1000000] -> 2000000
      [0, 1, 3, 6, 10] -> 4
      [10, 6, 3, 1, 0] -> 4
    `,
    large: [{ args: [spread(5000, { below: 1000, seed: 3 })], expected: 974 }],
    python: block`
      def biggest_jump(readings):
          return max((abs(a - b) for a, b in zip(readings, readings[1:])), default=0)
    `,
    javascript: block`
      function biggestJump(readings) {
        let biggest = 0
        for (let i = 1; i < readings.length; i++) biggest = Math.max(biggest, Math.abs(readings[i] - readings[i - 1]))
        return biggest
      }
    `,
    slips: [
      {
        why: 'jumps down do not count',
        python: ['abs(a - b)', 'b - a'],
        javascript: ['Math.abs(readings[i] - readings[i - 1])', 'readings[i] - readings[i - 1]'],
      },
      {
        why: 'leaves out the last pair',
        python: ['readings[1:]', 'readings[1:-1]'],
        javascript: ['i < readings.length', 'i < readings.length - 1'],
      },
    ],
  },
  {
    id: 'longest-plateau',
    title: 'Longest plateau',
    level: 'medium',
    statement:
      'A plateau is an unbroken part of `heights` in which the highest and the lowest value differ by at most 1. Return the length of the longest one. The list holds 0 to 5,000 whole numbers from 0 to 10^6; for the empty list the answer is 0.',
    signature: 'longest_plateau(heights: int[]) -> int',
    cases: block`
      [1, 2, 2, 3, 3] -> 4
      [5, 5, 7, 5] -> 2
      [] -> 0
      [0] -> 1
      [1, 3, 5] -> 1
      [1, 2, 3, 4] -> 2
      [2, 1, 2, 1, 2] -> 5
      [4, 4, 4] -> 3
      [9, 1, 1, 2, 9, 9, 8, 8, 9] -> 5
      [3, 2, 2, 1, 1, 2, 3] -> 5
    `,
    large: [{ args: [spread(5000, { below: 3, seed: 11 })], expected: 18 }],
    python: block`
      def longest_plateau(heights):
          best = start = 0
          for end in range(len(heights)):
              part = heights[start:end + 1]
              while max(part) - min(part) > 1:
                  start += 1
                  part = part[1:]
              best = max(best, len(part))
          return best
    `,
    javascript: block`
      function longestPlateau(heights) {
        let best = 0
        let start = 0
        for (let end = 0; end < heights.length; end++) {
          let low = heights[end]
          let high = heights[end]
          for (let i = end - 1; i >= start; i--) {
            low = Math.min(low, heights[i])
            high = Math.max(high, heights[i])
            if (high - low > 1) {
              start = i + 1
              break
            }
          }
          best = Math.max(best, end + 1 - start)
        }
        return best
      }
    `,
    slips: [
      {
        why: 'compares neighbours only',
        python: ['max(part) - min(part) > 1', 'len(part) > 1 and abs(part[-1] - part[-2]) > 1'],
        javascript: ['high - low > 1', 'i === end - 1 && high - low > 1'],
      },
      { why: 'equal values only', python: ['> 1', '> 0'], javascript: ['> 1', '> 0'] },
    ],
  },
  {
    id: 'pairs-with-sum',
    title: 'Pairs with a given sum',
    level: 'medium',
    statement:
      'Count the pairs of places i < j with `numbers`[i] + `numbers`[j] = `total`. The list holds 0 to 20,000 whole numbers from -10^6 to 10^6; `total` is from -2·10^6 to 2·10^6. Looking at every pair is too slow.',
    signature: 'pairs_with_sum(numbers: int[], total: int) -> int',
    cases: block`
      [1, 4, 2, 3], 5 -> 2
      [2, 2, 2], 4 -> 3
      [], 0 -> 0
      [5], 10 -> 0
      [5, 5], 10 -> 1
      [-3, 3, 0, 0], 0 -> 2
      [1, 2, 3], 100 -> 0
      [-1000000, -1000000], -2000000 -> 1
      [1, 1, 1, 3, 3], 4 -> 6
      [0, 0, 0, 0, 0], 0 -> 10
    `,
    large: [{ args: [spread(20_000, { below: 100, seed: 5 }), 99], expected: 2001817 }],
    python: block`
      def pairs_with_sum(numbers, total):
          seen = {}
          pairs = 0
          for number in numbers:
              pairs += seen.get(total - number, 0)
              seen[number] = seen.get(number, 0) + 1
          return pairs
    `,
    javascript: block`
      function pairsWithSum(numbers, total) {
        const seen = new Map()
        let pairs = 0
        for (const number of numbers) {
          pairs += seen.get(total - number) ?? 0
          seen.set(number, (seen.get(number) ?? 0) + 1)
        }
        return pairs
      }
    `,
    slips: [
      {
        why: 'counts equal numbers once',
        python: ['seen.get(number, 0) + 1', '1'],
        javascript: ['(seen.get(number) ?? 0) + 1', '1'],
      },
      {
        why: 'pairs a number with itself',
        python: [
          '    pairs += seen.get(total - number, 0)\n        seen[number] = seen.get(number, 0) + 1',
          '    seen[number] = seen.get(number, 0) + 1\n        pairs += seen.get(total - number, 0)',
        ],
        javascript: [
          'pairs += seen.get(total - number) ?? 0',
          'pairs += (seen.get(total - number) ?? 0) + (number * 2 === total ? 1 : 0)',
        ],
      },
    ],
  },
  {
    id: 'trapped-rain',
    title: 'Rain between walls',
    level: 'hard',
    statement:
      'Walls of width 1 and the heights `walls` stand side by side without a gap. It rains until nothing more stays. Return how many units of water stand between the walls: above each wall up to the lower one of the highest wall to its left and the highest to its right. The list holds 0 to 20,000 whole numbers from 0 to 1,000.',
    signature: 'trapped_rain(walls: int[]) -> int',
    cases: block`
      [3, 0, 2] -> 2
      [1, 2, 3] -> 0
      [] -> 0
      [5] -> 0
      [4, 4] -> 0
      [2, 0, 2] -> 2
      [5, 1, 3, 1, 5] -> 10
      [0, 3, 0, 1, 0, 2, 0] -> 5
      [5, 4, 3, 2, 1] -> 0
      [1, 0, 1, 0, 1000] -> 2
    `,
    large: [{ args: [spread(20_000, { below: 50, seed: 9 })], expected: 487433 }],
    python: block`
      def trapped_rain(walls):
          left, right = 0, len(walls) - 1
          level = water = 0
          while left < right:
              if walls[left] < walls[right]:
                  lower = walls[left]
                  left += 1
              else:
                  lower = walls[right]
                  right -= 1
              level = max(level, lower)
              water += level - lower
          return water
    `,
    javascript: block`
      function trappedRain(walls) {
        const highestAfter = [...walls, 0]
        for (let i = walls.length - 1; i >= 0; i--) highestAfter[i] = Math.max(walls[i], highestAfter[i + 1])
        let highest = 0
        let water = 0
        walls.forEach((wall, i) => {
          highest = Math.max(highest, wall)
          water += Math.min(highest, highestAfter[i]) - wall
        })
        return water
      }
    `,
    slips: [
      {
        why: 'forgets the walls passed',
        python: ['level = max(level, lower)', 'level = lower'],
        javascript: ['highest = Math.max(highest, wall)', 'highest = wall'],
      },
      { why: 'holds water on one side only', javascript: ['Math.min(highest, highestAfter[i])', 'highest'] },
    ],
  },
  {
    id: 'window-maxima',
    title: 'Sum of window maxima',
    level: 'hard',
    statement:
      'Slide a window of `width` neighbours over `numbers` and return the sum of the maxima of all its positions. The list holds 0 to 20,000 whole numbers from -1,000 to 1,000; `width` is from 1 to 20,000. Where the window is wider than the list there is no position and the sum is 0. Looking through the whole window at every position is too slow.',
    signature: 'window_maxima(numbers: int[], width: int) -> int',
    cases: block`
      [1, 3, 2, 5], 2 -> 11
      [4, 1, 1, 1], 3 -> 5
      [], 1 -> 0
      [7], 1 -> 7
      [7], 2 -> 0
      [-1, -2, -3], 1 -> -6
      [-4, -2, -9], 2 -> -4
      [1, 2, 3], 3 -> 3
      [9, 8, 7, 6, 5], 2 -> 30
      [2, 2, 2, 2], 3 -> 4
      [5, 1, 4, 1, 3, 1, 2], 4 -> 16
    `,
    large: [{ args: [Array.from({ length: 20_000 }, (_, i) => 1000 - (i % 2000)), 9000], expected: 11001000 }],
    python: block`
      from collections import deque


      def window_maxima(numbers, width):
          falling = deque()
          total = 0
          for end, number in enumerate(numbers):
              while falling and numbers[falling[-1]] <= number:
                  falling.pop()
              falling.append(end)
              if falling[0] <= end - width:
                  falling.popleft()
              if end >= width - 1:
                  total += numbers[falling[0]]
          return total
    `,
    javascript: block`
      function windowMaxima(numbers, width) {
        const falling = []
        let head = 0
        let total = 0
        numbers.forEach((number, end) => {
          while (falling.length > head && numbers[falling[falling.length - 1]] <= number) falling.pop()
          falling.push(end)
          if (falling[head] <= end - width) head++
          if (end >= width - 1) total += numbers[falling[head]]
        })
        return total
      }
    `,
    slips: [
      {
        why: 'keeps a number one place too long',
        python: ['<= end - width', '< end - width'],
        javascript: ['<= end - width', '< end - width'],
      },
      {
        why: 'counts windows not yet full',
        python: ['end >= width - 1', 'end >= 0'],
        javascript: ['end >= width - 1', 'end >= 0'],
      },
    ],
  },
]
