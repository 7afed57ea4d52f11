// Problems about following rules step by step: games, machines, queues.
import { block, type CodeProblem } from '../problem.ts'

export const simulation: readonly CodeProblem[] = [
  {
    id: 'robot-walk',
    title: 'Robot on a board',
    level: 'easy',
    statement:
      'A robot stands on field (0, 0) of a board whose fields have coordinates from 0 to 9 in both directions, and looks north (y grows to the north, x to the east). In `orders`, a text of 0 to 1,000 letters, "L" and "R" turn it by a quarter turn to the left and right, "F" moves it one field forward; a move that would leave the board does not happen. Return [x, y] at the end.',
    signature: 'robot_walk(orders: text) -> int[]',
    cases: block`
      "FFRF" -> [1, 2]
      "LF" -> [0, 0]
      "" -> [0, 0]
      "RF" -> [1, 0]
      "FFFFFFFFFFFF" -> [0, 9]
      "RRF" -> [0, 0]
      "RFFFFFFFFFFFFLFF" -> [9, 2]
      "FRFRFRF" -> [0, 0]
      "LLLF" -> [1, 0]
      "FFRFFLLFRRRRF" -> [0, 2]
    `,
    python: block`
      def robot_walk(orders):
          x = y = 0
          dx, dy = 0, 1
          for order in orders:
              if order == "L":
                  dx, dy = -dy, dx
              elif order == "R":
                  dx, dy = dy, -dx
              elif 0 <= x + dx <= 9 and 0 <= y + dy <= 9:
                  x, y = x + dx, y + dy
          return [x, y]
    `,
    javascript: block`
      function robotWalk(orders) {
        const ways = [[0, 1], [1, 0], [0, -1], [-1, 0]]
        let [x, y, way] = [0, 0, 0]
        for (const order of orders) {
          if (order !== 'F') {
            way = (way + (order === 'R' ? 1 : 3)) % 4
            continue
          }
          const [nextX, nextY] = [x + ways[way][0], y + ways[way][1]]
          if (nextX >= 0 && nextX <= 9 && nextY >= 0 && nextY <= 9) [x, y] = [nextX, nextY]
        }
        return [x, y]
      }
    `,
    slips: [
      {
        why: 'the board has 11 fields a side',
        python: ['y + dy <= 9', 'y + dy <= 10'],
        javascript: ['nextY <= 9', 'nextY <= 10'],
      },
      { why: 'left and right swapped', python: ['order == "L"', 'order == "R"'], javascript: ['? 1 : 3', '? 3 : 1'] },
    ],
  },
  {
    id: 'three-in-a-row',
    title: 'Verdict on a board',
    level: 'easy',
    statement:
      'The input holds the three rows of a game of noughts and crosses, three characters each: "X", "O" or "." for an empty field. Print `X` or `O` where that player alone has three in a row (across, down or diagonally), `both` where both have, `open` where nobody has and a field is empty, else `draw`. Any board can be given.',
    cases: block`
      "XXX\nOO.\n..." -> "X"
      "XOX\nXOO\nOXX" -> "draw"
      "...\n...\n..." -> "open"
      "X.O\nX.O\nX.O" -> "both"
      "O..\n.O.\n..O" -> "O"
      "..X\n.X.\nX.." -> "X"
      "OXX\nOXX\nO.." -> "O"
      "XO.\nOX.\n..." -> "open"
      "XOX\nOXO\nOXO" -> "draw"
      "..O\nXXO\n.XO" -> "O"
      "XXO\nOOO\nXXX" -> "both"
    `,
    python: block`
      def solve(text):
          rows = text.split("\n")[:3]
          columns = ["".join(row[i] for row in rows) for i in range(3)]
          diagonals = ["".join(rows[i][i] for i in range(3)), "".join(rows[i][2 - i] for i in range(3))]
          lines = rows + columns + diagonals
          if "XXX" in lines and "OOO" in lines:
              return "both"
          for player in "XO":
              if player * 3 in lines:
                  return player
          return "open" if "." in "".join(rows) else "draw"
    `,
    javascript: block`
      function solve(text) {
        const board = text.replace(/\s/g, '')
        const lines = ['012', '345', '678', '036', '147', '258', '048', '246']
        const has = (player) => lines.some((line) => [...line].every((place) => board[place] === player))
        if (has('X') && has('O')) return 'both'
        if (has('X')) return 'X'
        if (has('O')) return 'O'
        return board.includes('.') ? 'open' : 'draw'
      }
    `,
    slips: [
      {
        why: 'forgets a diagonal',
        python: [', "".join(rows[i][2 - i] for i in range(3))]', ']'],
        javascript: [", '246'", ''],
      },
      {
        why: 'one winner is enough',
        python: ['"XXX" in lines and "OOO" in lines', 'False'],
        javascript: ["has('X') && has('O')", 'false'],
      },
    ],
  },
  {
    id: 'cells-that-live',
    title: 'Life on a ring',
    level: 'medium',
    statement:
      '`cells` is a text of 3 to 60 characters that stand in a ring (the last one is the left neighbour of the first): "#" lives, "." does not. From one step to the next a cell lives where exactly one of its two neighbours lived; its own state does not matter. Return the ring after `steps` steps, 0 to 1,000.',
    signature: 'ring_life(cells: text, steps: int) -> text',
    cases: block`
      "..#..", 1 -> ".#.#."
      "..#..", 2 -> "#...#"
      "#.#", 0 -> "#.#"
      "###", 1 -> "..."
      "...", 1000 -> "..."
      "#...", 1 -> ".#.#"
      "...#", 1 -> "#.#."
      "##..", 1 -> "####"
      "#.......", 4 -> "........"
      "#......................", 1000 -> "..##...##.####.##...##."
      ".##.#.###..#", 7 -> "...#..##..#."
    `,
    python: block`
      def ring_life(cells, steps):
          for _ in range(steps):
              right = cells[1:] + cells[0]
              left = cells[-1] + cells[:-1]
              cells = "".join("#" if a != b else "." for a, b in zip(left, right))
          return cells
    `,
    javascript: block`
      function ringLife(cells, steps) {
        let ring = [...cells]
        for (let step = 0; step < steps; step++) {
          ring = ring.map((_, i) => (ring.at(i - 1) !== ring[(i + 1) % ring.length] ? '#' : '.'))
        }
        return ring.join('')
      }
    `,
    slips: [
      {
        why: 'a line, not a ring',
        python: ['cells[1:] + cells[0]', 'cells[1:] + "."'],
        javascript: ['ring[(i + 1) % ring.length]', "(ring[i + 1] ?? '.')"],
      },
      {
        why: 'one step too many',
        python: ['range(steps)', 'range(steps + 1)'],
        javascript: ['step < steps', 'step <= steps'],
      },
    ],
  },
  {
    id: 'till-queue',
    title: 'Queue at the tills',
    level: 'medium',
    statement:
      'Customers stand in one queue before several tills that are all free at time 0. The next one in the queue goes to the till that is free first, among several to the one with the lowest number. The first line of the input is the number of tills (1 to 50), the second how long each customer takes, in the order of the queue (0 to 1,000 whole numbers from 0 to 100). Print two numbers separated by a space: the time at which the last till becomes free for good, and the number (from 1) of the till that served most customers, the lowest one where several did.',
    cases: block`
      "2\n5 3 4" -> "7 2"
      "1\n2 2 2" -> "6 1"
      "3\n" -> "0 1"
      "3\n7" -> "7 1"
      "2\n0 0 1" -> "1 1"
      "2\n10 1 1 1 1 1" -> "10 2"
      "3\n1 2 3 4 5 6 7 8 9" -> "18 1"
      "2\n4 4 4 4" -> "8 1"
      "50\n1 2 3" -> "3 1"
      "4\n9 3 3 2 8 1 1 1 2 6 10 2" -> "16 2"
      "2\n3 1 1 2 1" -> "4 2"
    `,
    python: block`
      def solve(text):
          lines = text.split("\n")
          free = [0] * int(lines[0])
          served = [0] * len(free)
          for time in map(int, lines[1].split()):
              till = free.index(min(free))
              free[till] += time
              served[till] += 1
          return str(max(free)) + " " + str(served.index(max(served)) + 1)
    `,
    javascript: block`
      function solve(text) {
        const [first, second] = text.split('\n')
        const tills = Array.from({ length: Number(first) }, () => ({ free: 0, served: 0 }))
        for (const time of second.split(' ').filter((word) => word !== '')) {
          const till = tills.reduce((best, each) => (each.free < best.free ? each : best))
          till.free += Number(time)
          till.served++
        }
        const most = Math.max(...tills.map((till) => till.served))
        return Math.max(...tills.map((till) => till.free)) + ' ' + (tills.findIndex((till) => till.served === most) + 1)
      }
    `,
    slips: [
      {
        why: 'customers go round in turn',
        python: ['free.index(min(free))', 'sum(served) % len(free)'],
        javascript: ['each.free < best.free', 'each.served < best.served'],
      },
      {
        why: 'the highest till among several',
        python: ['served.index(max(served)) + 1', 'len(served) - served[::-1].index(max(served))'],
        javascript: ['tills.findIndex(', 'tills.findLastIndex('],
      },
    ],
  },
  {
    id: 'card-duel',
    title: 'Card duel',
    level: 'hard',
    statement:
      'Two players hold the stacks `left` and `right` of different whole numbers, top card first. In each round both lay down their top card; the higher one wins, and its owner puts both under the own stack, the higher one first. A player without cards loses. When the two stacks are exactly as they were before an earlier round, the duel is a tie. Return [winner, rounds]: "left", "right" or "tie", and the number of rounds played. Both stacks hold 0 to 10 cards; where both are empty at the start it is a tie after 0 rounds.',
    signature: 'card_duel(left: int[], right: int[]) -> json[]',
    cases: block`
      [5, 1], [3, 4] -> ["left", 4]
      [1], [2] -> ["right", 1]
      [], [] -> ["tie", 0]
      [3], [] -> ["left", 0]
      [], [3] -> ["right", 0]
      [1, 2, 3], [4, 5, 6] -> ["right", 3]
      [9, 2, 6, 3, 1], [5, 8, 4, 7, 10] -> ["right", 29]
      [4, 1, 3], [2, 6, 5] -> ["right", 7]
      [2, 4, 1], [3, 5, 6] -> ["right", 3]
      [1, 8, 3, 6], [2, 7, 4, 5] -> ["left", 8]
      [10, 3, 8, 1], [2, 9, 4, 7] -> ["left", 10]
      [4, 3, 7, 8, 10, 5], [1, 6, 9, 2] -> ["tie", 68]
    `,
    python: block`
      def card_duel(left, right):
          left, right = list(left), list(right)
          seen = set()
          rounds = 0
          while left and right:
              state = (tuple(left), tuple(right))
              if state in seen:
                  return ["tie", rounds]
              seen.add(state)
              a, b = left.pop(0), right.pop(0)
              if a > b:
                  left += [a, b]
              else:
                  right += [b, a]
              rounds += 1
          return ["left" if left else "right" if right else "tie", rounds]
    `,
    javascript: block`
      function cardDuel(left, right) {
        const [mine, yours] = [[...left], [...right]]
        const seen = new Set()
        let rounds = 0
        for (; mine.length > 0 && yours.length > 0; rounds++) {
          const state = mine.join() + '|' + yours.join()
          if (seen.has(state)) return ['tie', rounds]
          seen.add(state)
          const [a, b] = [mine.shift(), yours.shift()]
          if (a > b) mine.push(a, b)
          else yours.push(b, a)
        }
        if (mine.length + yours.length === 0) return ['tie', rounds]
        return [mine.length > 0 ? 'left' : 'right', rounds]
      }
    `,
    slips: [
      {
        why: 'the lower card goes under first',
        python: ['left += [a, b]', 'left += [b, a]'],
        javascript: ['mine.push(a, b)', 'mine.push(b, a)'],
      },
      {
        why: 'two empty stacks are a win',
        python: ['"right" if right else "tie"', '"right"'],
        javascript: ["if (mine.length + yours.length === 0) return ['tie', rounds]", ''],
      },
    ],
  },
]
