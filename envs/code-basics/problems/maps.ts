// Problems about maps of fields, drawn as lines of characters.
import { block, type CodeProblem } from '../problem.ts'

export const maps: readonly CodeProblem[] = [
  {
    id: 'largest-island',
    title: 'Largest island',
    level: 'medium',
    statement:
      '`rows` is a map: 0 to 60 texts of the same length, "#" is land, "." water. Land fields that share a side belong to one island; a corner is not enough. Return the number of fields of the largest island, 0 where there is no land.',
    signature: 'largest_island(rows: text[]) -> int',
    cases: block`
      ["##.", ".#.", "..#"] -> 3
      ["#.#", ".#.", "#.#"] -> 1
      [] -> 0
      ["..."] -> 0
      ["#"] -> 1
      ["#.#", "###"] -> 5
      ["###", "#.#", "###"] -> 8
      ["##..##", "......", "##..##"] -> 2
      ["#", "#", ".", "#"] -> 2
      ["#####....", "....#.##.", "..###.##.", "..#......", "..#######"] -> 17
      [".#.#.", "#.#.#", ".###."] -> 4
    `,
    large: [
      {
        args: [Array.from({ length: 60 }, (_, y) => (y % 4 === 3 ? '.'.repeat(59) : '#'.repeat(59)) + '#')],
        expected: 2715,
      },
    ],
    python: block`
      def largest_island(rows):
          land = {(y, x) for y, row in enumerate(rows) for x, field in enumerate(row) if field == "#"}
          largest = 0
          while land:
              waiting = [land.pop()]
              size = 0
              while waiting:
                  y, x = waiting.pop()
                  size += 1
                  for near in ((y - 1, x), (y + 1, x), (y, x - 1), (y, x + 1)):
                      if near in land:
                          land.remove(near)
                          waiting.append(near)
              largest = max(largest, size)
          return largest
    `,
    javascript: block`
      function largestIsland(rows) {
        const fields = rows.map((row) => [...row])
        const sizeFrom = (y, x) => {
          if (fields[y]?.[x] !== '#') return 0
          fields[y][x] = '.'
          return 1 + sizeFrom(y - 1, x) + sizeFrom(y + 1, x) + sizeFrom(y, x - 1) + sizeFrom(y, x + 1)
        }
        return Math.max(0, ...fields.flatMap((row, y) => row.map((_, x) => sizeFrom(y, x))))
      }
    `,
    slips: [
      {
        why: 'corners join',
        python: ['(y, x + 1))', '(y, x + 1), (y + 1, x + 1), (y - 1, x - 1), (y + 1, x - 1), (y - 1, x + 1))'],
        javascript: [
          ' + sizeFrom(y, x + 1)',
          ' + sizeFrom(y, x + 1) + sizeFrom(y + 1, x + 1) + sizeFrom(y + 1, x - 1)',
        ],
      },
      { why: 'never looks back up', python: ['(y - 1, x), ', ''], javascript: ['sizeFrom(y - 1, x) + ', ''] },
    ],
  },
  {
    id: 'maze-steps',
    title: 'Shortest way through a maze',
    level: 'medium',
    statement:
      'The first line of the input holds the height and the width of a maze, each from 1 to 50, the following lines are its rows: "#" is a wall, "." free, "S" the start, "E" the exit; S and E each stand there once and are free. Print the smallest number of steps up, down, left or right from S to E, or -1 where there is no way.',
    cases: block`
      "3 4\nS..#\n.#..\n...E" -> "5"
      "1 3\nS#E" -> "-1"
      "1 2\nES" -> "1"
      "1 5\nS...E" -> "4"
      "2 2\nS.\n.E" -> "2"
      "3 3\nS##\n##.\n#.E" -> "-1"
      "5 5\nS....\n####.\n.....\n.####\n....E" -> "16"
      "4 1\nE\n.\n.\nS" -> "3"
      "5 7\n#######\n#S..#E#\n#.#.#.#\n#.#...#\n#######" -> "8"
      "3 6\n.S....\n.####.\n...E#." -> "6"
    `,
    python: block`
      def solve(text):
          rows = text.split("\n")[1:]
          places = {field: (y, x) for y, row in enumerate(rows) for x, field in enumerate(row) if field in "SE"}
          steps = {places["S"]: 0}
          waiting = [places["S"]]
          for y, x in waiting:
              for near in ((y - 1, x), (y + 1, x), (y, x - 1), (y, x + 1)):
                  if near in steps or not (0 <= near[0] < len(rows) and 0 <= near[1] < len(rows[near[0]])):
                      continue
                  if rows[near[0]][near[1]] != "#":
                      steps[near] = steps[y, x] + 1
                      waiting.append(near)
          return str(steps.get(places["E"], -1))
    `,
    javascript: block`
      function solve(text) {
        const rows = text.split('\n').slice(1)
        const start = rows.findIndex((row) => row.includes('S'))
        let edge = [[start, rows[start].indexOf('S')]]
        const seen = new Set([edge[0].join()])
        for (let steps = 0; edge.length > 0; steps++) {
          if (edge.some(([y, x]) => rows[y][x] === 'E')) return String(steps)
          const near = edge.flatMap(([y, x]) => [[y - 1, x], [y + 1, x], [y, x - 1], [y, x + 1]])
          edge = near.filter(([y, x]) => {
            const key = y + ',' + x
            if ((rows[y]?.[x] ?? '#') === '#' || seen.has(key)) return false
            seen.add(key)
            return true
          })
        }
        return '-1'
      }
    `,
    slips: [
      {
        why: 'steps down and to the right only',
        python: ['((y - 1, x), (y + 1, x), (y, x - 1), (y, x + 1))', '((y + 1, x), (y, x + 1))'],
        javascript: ['[[y - 1, x], [y + 1, x], [y, x - 1], [y, x + 1]]', '[[y + 1, x], [y, x + 1]]'],
      },
      {
        why: 'counts fields, not steps',
        python: ['["S"]: 0', '["S"]: 1'],
        javascript: ['let steps = 0', 'let steps = 1'],
      },
    ],
  },
  {
    id: 'walled-paths',
    title: 'Paths between walls',
    level: 'medium',
    statement:
      '`grid` is a list of 1 to 20 texts of the same length, 1 to 20: "." is free, "#" a wall. Return the number of ways from the top left corner to the bottom right one by steps to the right or down over free fields. Where a corner is a wall there is none. The answer is below 2^53.',
    signature: 'walled_paths(grid: text[]) -> int',
    cases: block`
      ["...", ".#.", "..."] -> 2
      ["..", ".."] -> 2
      ["."] -> 1
      ["#"] -> 0
      ["#.", ".."] -> 0
      ["..", ".#"] -> 0
      [".#.", "#..", "..."] -> 0
      ["....."] -> 1
      [".", ".", "#", "."] -> 0
      [".....", ".....", "..#..", ".....", "....."] -> 34
      ["..............", "..............", "..............", "..............", "..............", "..............", "..............", "..............", "..............", "..............", "..............", "..............", "..............", ".............."] -> 10400600
    `,
    python: block`
      def walled_paths(grid):
          ways = [0] * len(grid[0])
          ways[0] = 1
          for row in grid:
              for column, field in enumerate(row):
                  if field == "#":
                      ways[column] = 0
                  elif column > 0:
                      ways[column] += ways[column - 1]
          return ways[-1]
    `,
    javascript: block`
      function walledPaths(grid) {
        const ways = grid.map(() => [])
        grid.forEach((row, y) =>
          [...row].forEach((field, x) => {
            const reached = x + y === 0 ? 1 : (ways[y - 1]?.[x] ?? 0) + (ways[y][x - 1] ?? 0)
            ways[y][x] = field === '#' ? 0 : reached
          }),
        )
        return ways.at(-1).at(-1)
      }
    `,
    slips: [
      {
        why: 'walks through walls',
        python: ['= 0\n            elif', '+= 0\n            elif'],
        javascript: ["field === '#' ? 0 : reached", 'reached'],
      },
      {
        why: 'no path over a single field',
        python: ['ways[-1]', 'ways[-1] if len(grid) + len(grid[0]) > 2 else 0'],
        javascript: ['ways.at(-1).at(-1)', 'grid.length + grid[0].length > 2 ? ways.at(-1).at(-1) : 0'],
      },
    ],
  },
]
