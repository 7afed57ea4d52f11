// Problems about sorting, intervals and matrices.
import { block, type CodeProblem } from '../problem.ts'
import { spread } from '../spread.ts'

export const ordering: readonly CodeProblem[] = [
  {
    id: 'podium',
    title: 'Ranking with ties',
    level: 'easy',
    statement:
      'Return the place of each number in `points`, in the order of the list: the most points are place 1; equal points share the better place, and the places after them are left out (9, 7, 7, 4 give 1, 2, 2, 4). The list holds 0 to 5,000 whole numbers from 0 to 10^6.',
    signature: 'places(points: int[]) -> int[]',
    cases: block`
      [7, 9, 4, 7] -> [2, 1, 4, 2]
      [1, 2, 3] -> [3, 2, 1]
      [] -> []
      [5] -> [1]
      [5, 5, 5] -> [1, 1, 1]
      [0, 10, 0, 10, 5] -> [4, 1, 4, 1, 3]
      [3, 2, 1] -> [1, 2, 3]
      [100, 1000000, 99, 100] -> [2, 1, 4, 2]
      [2, 10, 9] -> [3, 1, 2]
      [1, 1, 2, 2, 3, 3] -> [5, 5, 3, 3, 1, 1]
    `,
    python: block`
      def places(points):
          first = {}
          for place, each in enumerate(sorted(points, reverse=True), 1):
              first.setdefault(each, place)
          return [first[each] for each in points]
    `,
    javascript: block`
      function places(points) {
        const falling = [...points].sort((a, b) => b - a)
        const first = new Map()
        falling.forEach((each, i) => {
          if (!first.has(each)) first.set(each, i + 1)
        })
        return points.map((each) => first.get(each))
      }
    `,
    slips: [
      {
        why: 'leaves out no place after a tie',
        python: ['sorted(points, reverse=True)', 'sorted(set(points), reverse=True)'],
        javascript: ['[...points].sort', '[...new Set(points)].sort'],
      },
      {
        why: 'shares the worse place',
        python: ['first.setdefault(each, place)', 'first[each] = place'],
        javascript: ['if (!first.has(each)) ', ''],
      },
    ],
  },
  {
    id: 'shelf-order',
    title: 'Order on the shelf',
    level: 'medium',
    statement:
      'Each item of `books` is [title, author, year]. Return the titles in the order of the shelf: by author in alphabetical order without regard to case, of one author the newest first, of one year by title, compared by character code. Titles and authors hold ASCII letters and blanks; authors that differ in case only are the same author. There are 0 to 500 books; no two agree in all of this.',
    signature: 'shelf_order(books: json[][]) -> text[]',
    cases: block`
      [["Dust", "Ito", 1999], ["Ash", "abel", 2003], ["Bog", "Ito", 2001]] -> ["Ash", "Bog", "Dust"]
      [["b", "x", 5], ["a", "x", 5]] -> ["a", "b"]
      [] -> []
      [["One", "Me", 1]] -> ["One"]
      [["c", "B", 1], ["b", "a", 1], ["a", "C", 1]] -> ["b", "c", "a"]
      [["t", "IBO", 900], ["u", "ibo", 1000], ["v", "Ibo", 99]] -> ["u", "t", "v"]
      [["b", "q", 7], ["B", "q", 7], ["a", "Q", 7]] -> ["B", "a", "b"]
      [["x y", "Al Z", 3], ["x", "Al", 3], ["xa", "al", 3]] -> ["x", "xa", "x y"]
      [["e", "e", 1], ["d", "d", 2], ["c", "c", 3], ["b", "b", 4], ["a", "a", 5]] -> ["a", "b", "c", "d", "e"]
      [["m", "k", 2000], ["n", "k", 2000], ["l", "k", 2010], ["o", "j", 1990]] -> ["o", "l", "m", "n"]
    `,
    python: block`
      def shelf_order(books):
          ordered = sorted(books, key=lambda book: (book[1].lower(), -book[2], book[0]))
          return [title for title, author, year in ordered]
    `,
    javascript: block`
      function shelfOrder(books) {
        const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0)
        return books
          .map(([title, author, year]) => ({ title, author: author.toLowerCase(), year }))
          .sort((a, b) => compare(a.author, b.author) || b.year - a.year || compare(a.title, b.title))
          .map(({ title }) => title)
      }
    `,
    slips: [
      { why: 'the oldest first', python: ['-book[2]', 'book[2]'], javascript: ['b.year - a.year', 'a.year - b.year'] },
      {
        why: 'capitals before small letters',
        python: ['book[1].lower()', 'book[1]'],
        javascript: ['author.toLowerCase()', 'author'],
      },
    ],
  },
  {
    id: 'free-slots',
    title: 'Free time',
    level: 'medium',
    statement:
      'A day has the minutes 0 to 1440. Each item [from, to] of `meetings` is taken from minute `from` to minute `to`, with 0 <= from < to <= 1440; meetings can overlap and stand in any order. Return the free parts of the day that are at least `length` minutes long (1 to 1440) as [from, to], in ascending order. There are 0 to 500 meetings.',
    signature: 'free_slots(meetings: int[][], length: int) -> int[][]',
    cases: block`
      [[60, 120], [90, 300], [600, 1440]], 60 -> [[0, 60], [300, 600]]
      [], 30 -> [[0, 1440]]
      [[0, 1440]], 1 -> []
      [[0, 1439]], 1 -> [[1439, 1440]]
      [[0, 1439]], 2 -> []
      [[100, 200], [200, 300]], 1 -> [[0, 100], [300, 1440]]
      [[300, 400], [100, 200]], 100 -> [[0, 100], [200, 300], [400, 1440]]
      [[0, 1000], [10, 20], [30, 40]], 5 -> [[1000, 1440]]
      [[10, 20]], 1440 -> []
      [[100, 900], [200, 300], [950, 960], [955, 1400]], 40 -> [[0, 100], [900, 950], [1400, 1440]]
      [[720, 721]], 720 -> [[0, 720]]
    `,
    python: block`
      def free_slots(meetings, length):
          slots = []
          free = 0
          for start, end in sorted(meetings) + [[1440, 1440]]:
              if start - free >= length:
                  slots.append([free, start])
              free = max(free, end)
          return slots
    `,
    javascript: block`
      function freeSlots(meetings, length) {
        const slots = []
        let free = 0
        for (const [from, to] of [...meetings.toSorted((a, b) => a[0] - b[0]), [1440, 1440]]) {
          if (from - free >= length) slots.push([free, from])
          free = Math.max(free, to)
        }
        return slots
      }
    `,
    slips: [
      {
        why: 'a meeting within a longer one ends both',
        python: ['max(free, end)', 'end'],
        javascript: ['Math.max(free, to)', 'to'],
      },
      { why: 'forgets the end of the day', python: [' + [[1440, 1440]]', ''], javascript: [', [1440, 1440]]', ']'] },
    ],
  },
  {
    id: 'busiest-moment',
    title: 'Busiest moment',
    level: 'hard',
    statement:
      'Each item [arrival, departure] of `visits` is a guest who is there from second `arrival` to just before second `departure` (arrival < departure, whole numbers from 0 to 10^9). Return [guests, second]: the largest number of guests there at once, and the first second at which so many are there. Without a visit return [0, 0]. There are 0 to 5,000 visits; comparing every pair is too slow.',
    signature: 'busiest(visits: int[][]) -> int[]',
    cases: block`
      [[1, 5], [3, 8], [5, 9]] -> [2, 3]
      [[10, 20]] -> [1, 10]
      [] -> [0, 0]
      [[0, 1], [1, 2]] -> [1, 0]
      [[5, 6], [5, 6], [1, 2], [1, 2]] -> [2, 1]
      [[0, 1000000000], [999999999, 1000000000]] -> [2, 999999999]
      [[3, 4], [2, 5], [1, 6]] -> [3, 3]
      [[1, 4], [4, 7], [4, 5], [2, 4], [3, 4]] -> [3, 3]
      [[0, 3], [3, 5], [0, 5]] -> [2, 0]
      [[8, 9], [1, 3], [2, 4], [6, 9], [7, 8]] -> [2, 2]
    `,
    large: [
      {
        args: [spread(5000, { below: 1_000_000, seed: 8 }).map((from, i) => [from, from + 1 + ((i * 37) % 90_000)])],
        expected: [262, 410666],
      },
    ],
    python: block`
      def busiest(visits):
          changes = sorted([(start, 1) for start, end in visits] + [(end, -1) for start, end in visits])
          best = [0, 0]
          there = 0
          for second, change in changes:
              there += change
              if there > best[0]:
                  best = [there, second]
          return best
    `,
    javascript: block`
      function busiest(visits) {
        const changes = visits.flatMap(([from, to]) => [[from, 1], [to, -1]])
        changes.sort((a, b) => a[0] - b[0] || a[1] - b[1])
        let best = [0, 0]
        let there = 0
        for (const [second, change] of changes) {
          there += change
          if (there > best[0]) best = [there, second]
        }
        return best
      }
    `,
    slips: [
      {
        why: 'who leaves is still there in that second',
        python: [
          'sorted([(start, 1) for start, end in visits] + [(end, -1) for start, end in visits])',
          'sorted([(start, 1) for start, end in visits] + [(end, -1) for start, end in visits], key=lambda c: (c[0], -c[1]))',
        ],
        javascript: ['a[1] - b[1]', 'b[1] - a[1]'],
      },
      {
        why: 'the last such second',
        python: ['there > best[0]', 'there >= best[0]'],
        javascript: ['there > best[0]', 'there >= best[0]'],
      },
    ],
  },
  {
    id: 'snail-order',
    title: 'Snail order',
    level: 'medium',
    statement:
      'Return the numbers of `rows`, a matrix of 0 to 30 rows of the same length (0 to 30), in the order of a snail: along the first row to the right, down the last column, along the last row to the left, up the first column, and so on inward until each number was read once.',
    signature: 'snail_order(rows: int[][]) -> int[]',
    cases: block`
      [[1, 2, 3], [4, 5, 6], [7, 8, 9]] -> [1, 2, 3, 6, 9, 8, 7, 4, 5]
      [[1, 2], [3, 4], [5, 6]] -> [1, 2, 4, 6, 5, 3]
      [] -> []
      [[]] -> []
      [[5]] -> [5]
      [[1, 2, 3]] -> [1, 2, 3]
      [[1], [2], [3]] -> [1, 2, 3]
      [[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]] -> [1, 2, 3, 4, 8, 12, 11, 10, 9, 5, 6, 7]
      [[1, 2, 3], [4, 5, 6], [7, 8, 9], [10, 11, 12], [13, 14, 15]] -> [1, 2, 3, 6, 9, 12, 15, 14, 13, 10, 7, 4, 5, 8, 11]
      [[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12], [13, 14, 15, 16]] -> [1, 2, 3, 4, 8, 12, 16, 15, 14, 13, 9, 5, 6, 7, 11, 10]
    `,
    python: block`
      def snail_order(rows):
          left = [list(row) for row in rows]
          order = []
          while left and left[0]:
              order += left[0]
              left = [list(column) for column in zip(*left[1:])][::-1]
          return order
    `,
    javascript: block`
      function snailOrder(rows) {
        const order = []
        let [top, bottom, left, right] = [0, rows.length - 1, 0, (rows[0]?.length ?? 0) - 1]
        while (top <= bottom && left <= right) {
          for (let x = left; x <= right; x++) order.push(rows[top][x])
          for (let y = top + 1; y <= bottom; y++) order.push(rows[y][right])
          if (top < bottom) for (let x = right - 1; x >= left; x--) order.push(rows[bottom][x])
          if (left < right) for (let y = bottom - 1; y > top; y--) order.push(rows[y][left])
          top++
          bottom--
          left++
          right--
        }
        return order
      }
    `,
    slips: [
      {
        why: 'turns the wrong way',
        python: ['[::-1]', ''],
        javascript: ['let x = right - 1; x >= left; x--', 'let x = left; x < right; x++'],
      },
      { why: 'reads a single row twice', javascript: ['if (top < bottom) for', 'for'] },
    ],
  },
  {
    id: 'column-print',
    title: 'Aligned columns',
    level: 'medium',
    statement:
      'The input is a table of 1 to 50 lines with the same number of cells, which are separated by "|" and hold no blanks; a cell may be empty. Print the table with its columns aligned: each cell is filled with blanks up to the width of the longest cell of its column, numbers (cells of one or more digits only) with the blanks in front, all other cells with the blanks behind; columns are separated by one blank. Blanks at the end of a line are left out.',
    cases: block`
      "item|price\ntea|3\ncoffee|12" -> "item   price\ntea        3\ncoffee    12"
      "a|b\nccc|d" -> "a   b\nccc d"
      "one" -> "one"
      "1\n10\n100" -> "  1\n 10\n100"
      "a||c\n|bb|" -> "a    c\n  bb"
      "x1|1x\nyyy|22" -> "x1  1x\nyyy 22"
      "-5|7\n12|1000" -> "-5    7\n12 1000"
      "5|\n10|\n1|abc" -> " 5\n10\n 1 abc"
      "name|n|note\nz|0|\nlonger|123|ok" -> "name   n   note\nz        0\nlonger 123 ok"
      "|\n|" -> ""
    `,
    python: block`
      def solve(text):
          rows = [line.split("|") for line in text.rstrip("\n").split("\n")]
          widths = [max(map(len, column)) for column in zip(*rows)]

          def filled(cell, width):
              return cell.rjust(width) if cell.isdigit() else cell.ljust(width)

          return "\n".join(" ".join(map(filled, row, widths)).rstrip() for row in rows)
    `,
    javascript: block`
      function solve(text) {
        const rows = text.replace(/\n$/, '').split('\n').map((line) => line.split('|'))
        const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => row[i].length)))
        const filled = (cell, i) => (/^\d+$/.test(cell) ? cell.padStart(widths[i]) : cell.padEnd(widths[i]))
        return rows.map((row) => row.map(filled).join(' ').trimEnd()).join('\n')
      }
    `,
    slips: [
      {
        why: 'numbers stand at the left',
        python: ['cell.rjust(width)', 'cell.ljust(width)'],
        javascript: ['cell.padStart', 'cell.padEnd'],
      },
      {
        why: 'the first line sets the widths',
        python: ['max(map(len, column))', 'len(column[0])'],
        javascript: ['Math.max(...rows.map((row) => row[i].length))', 'rows[0][i].length'],
      },
    ],
  },
  {
    id: 'neighbour-swaps',
    title: 'Sorting by swaps',
    level: 'easy',
    statement:
      'Sort a copy of `items` in ascending order in this way: go through the list from left to right and swap neighbours of which the left one is greater; repeat until a pass swaps nothing. Return the number of swaps. The list holds 0 to 200 whole numbers.',
    signature: 'swaps(items: int[]) -> int',
    cases: block`
      [3, 1, 2] -> 2
      [1, 2, 3] -> 0
      [] -> 0
      [4] -> 0
      [2, 2, 2] -> 0
      [2, 1] -> 1
      [5, 4, 3, 2, 1] -> 10
      [1, 3, 2, 3, 1] -> 4
      [-1, -2, 0, -2] -> 3
      [10, 9, 2, 33, 1] -> 7
    `,
    python: block`
      def swaps(items):
          return sum(a > b for i, b in enumerate(items) for a in items[:i])
    `,
    javascript: block`
      function swaps(items) {
        const list = [...items]
        let count = 0
        for (let end = list.length - 1; end > 0; end--) {
          for (let i = 0; i < end; i++) {
            if (list[i] > list[i + 1]) {
              [list[i], list[i + 1]] = [list[i + 1], list[i]]
              count++
            }
          }
        }
        return count
      }
    `,
    slips: [
      {
        why: 'miscounts the last pass',
        python: ['a > b', 'a >= b'],
        javascript: ['end = list.length - 1', 'end = list.length - 2'],
      },
      {
        why: 'compares as texts',
        python: ['a > b', 'str(a) > str(b)'],
        javascript: ['list[i] > list[i + 1]) {', 'String(list[i]) > String(list[i + 1])) {'],
      },
    ],
  },
]
