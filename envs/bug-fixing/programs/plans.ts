// Programs about grids, stocks and queues.
import type { Program } from './program.ts'

export const lifegrid: Program = {
  id: 'lifegrid',
  modules: {
    cells: `def near(grid, row, column):
    """Living cells among the eight around; beyond the edge there is none."""
    count = 0
    for down in (-1, 0, 1):
        for right in (-1, 0, 1):
            if down == 0 and right == 0:
                continue
            i, j = row + down, column + right
            if 0 <= i < len(grid) and 0 <= j < len(grid[0]):
                count += grid[i][j]
    return count
`,
    step: `from .cells import near


def step(grid):
    """A living cell with two or three around it lives on, a dead one with three is born."""
    told = []
    for i, row in enumerate(grid):
        told.append([])
        for j, cell in enumerate(row):
            around = near(grid, i, j)
            told[-1].append(1 if around == 3 or (cell == 1 and around == 2) else 0)
    return told


def period(grid, most):
    """After how many steps the grid is as it was; 0 where that takes more than the most."""
    now = grid
    for steps in range(1, most + 1):
        now = step(now)
        if now == grid:
            return steps
    return 0
`,
  },
  tests: `import unittest
from lifegrid.cells import near
from lifegrid.step import step


class Tests(unittest.TestCase):
    def test_near(self):
        self.assertEqual(near([[1, 0], [0, 1]], 0, 1), 2)

    def test_step(self):
        self.assertEqual(step([[1, 1], [1, 0]]), [[1, 1], [1, 1]])
`,
  hidden: [
    [
      'cells.near',
      [
        [1, 1, 1],
        [1, 1, 1],
        [1, 1, 1],
      ],
      1,
      1,
    ],
    [
      'cells.near',
      [
        [1, 1, 1],
        [1, 1, 1],
        [1, 1, 1],
      ],
      0,
      0,
    ],
    [
      'cells.near',
      [
        [1, 1, 1],
        [1, 1, 1],
        [1, 1, 1],
      ],
      2,
      1,
    ],
    [
      'cells.near',
      [
        [0, 1],
        [0, 0],
        [1, 0],
      ],
      1,
      1,
    ],
    [
      'step.step',
      [
        [0, 1, 0],
        [0, 1, 0],
        [0, 1, 0],
      ],
    ],
    [
      'step.step',
      [
        [1, 1, 1, 1],
        [1, 0, 0, 1],
        [1, 1, 1, 1],
      ],
    ],
    [
      'step.step',
      [
        [0, 0, 0],
        [0, 1, 0],
        [1, 0, 0],
      ],
    ],
    [
      'step.period',
      [
        [0, 1, 0],
        [0, 1, 0],
        [0, 1, 0],
      ],
      4,
    ],
    [
      'step.period',
      [
        [1, 1],
        [1, 1],
      ],
      1,
    ],
    [
      'step.period',
      [
        [1, 0],
        [0, 0],
      ],
      6,
    ],
    [
      'step.period',
      [
        [0, 1, 0],
        [0, 1, 0],
        [0, 1, 0],
      ],
      2,
    ],
    [
      'step.period',
      [
        [0, 1, 0],
        [0, 1, 0],
        [0, 1, 0],
      ],
      1,
    ],
  ],
}

export const inventory: Program = {
  id: 'inventory',
  modules: {
    stock: `def apply(moves):
    """Moves are [item, count]; one that would take more than there is does nothing. What is left, without zeros."""
    stock = {}
    for item, count in moves:
        left = stock.get(item, 0) + count
        if left >= 0:
            stock[item] = left
    return {item: count for item, count in stock.items() if count > 0}


def refused(moves):
    """How many moves do nothing."""
    return sum(1 for place in range(len(moves)) if moves[place][1] < 0 and apply(moves[: place + 1]) == apply(moves[:place]))
`,
    orders: `from .stock import apply


def to_order(moves, least):
    """What to order so that of each item in least there are so many, as [item, count] in order of name."""
    stock = apply(moves)
    return [[item, least[item] - stock.get(item, 0)] for item in sorted(least) if stock.get(item, 0) < least[item]]


def value(moves, prices, discount_from=100):
    """Of all that is there, a tenth off (rounded down) for items of which there are at least so many."""
    total = 0
    for item, count in apply(moves).items():
        price = prices.get(item, 0) * count
        total += price - price // 10 if count >= discount_from else price
    return total
`,
  },
  tests: `import unittest
from inventory.orders import to_order, value
from inventory.stock import apply


class Tests(unittest.TestCase):
    def test_apply(self):
        self.assertEqual(apply([["nut", 5], ["nut", -2]]), {"nut": 3})

    def test_orders(self):
        self.assertEqual(to_order([["nut", 5]], {"nut": 8}), [["nut", 3]])
        self.assertEqual(value([["nut", 5]], {"nut": 2}), 10)
`,
  hidden: [
    [
      'stock.apply',
      [
        ['a', 2],
        ['a', -3],
        ['b', 1],
        ['b', -1],
        ['c', 4],
      ],
    ],
    [
      'stock.apply',
      [
        ['a', -1],
        ['a', 2],
        ['a', 3],
      ],
    ],
    ['stock.apply', []],
    [
      'stock.refused',
      [
        ['a', 2],
        ['a', -3],
        ['a', -2],
        ['a', -1],
        ['b', -1],
      ],
    ],
    [
      'stock.refused',
      [
        ['a', 2],
        ['a', -1],
        ['a', -1],
      ],
    ],
    [
      'orders.to_order',
      [
        ['b', 3],
        ['a', 1],
      ],
      { b: 3, a: 4, c: 2 },
    ],
    ['orders.to_order', [['b', 9]], { b: 3 }],
    [
      'orders.value',
      [
        ['a', 100],
        ['b', 99],
      ],
      { a: 3, b: 3 },
    ],
    [
      'orders.value',
      [
        ['a', 7],
        ['b', 9],
      ],
      { a: 5 },
      7,
    ],
    ['orders.value', [['a', 9]], { a: 7 }, 5],
  ],
}

export const queueing: Program = {
  id: 'queueing',
  modules: {
    plan: `def order(jobs):
    """Jobs are [name, priority, minutes]: the highest priority first, of equals the shorter, then by name."""
    return [job[0] for job in sorted(jobs, key=lambda job: (-job[1], job[2], job[0]))]


def times(jobs):
    """[name, start, end] of each, one after another in that order."""
    lengths = {name: minutes for name, _, minutes in jobs}
    told, now = [], 0
    for name in order(jobs):
        told.append([name, now, now + lengths[name]])
        now += lengths[name]
    return told
`,
    workers: `from .plan import order, times


def share(jobs, workers):
    """Each job goes to the worker who is free first (of equals the first one): the names that each gets."""
    lengths = {name: minutes for name, _, minutes in jobs}
    free, told = [0] * workers, [[] for _ in range(workers)]
    for name in order(jobs):
        worker = free.index(min(free))
        told[worker].append(name)
        free[worker] += lengths[name]
    return told


def late(jobs, deadlines):
    """Names of those that end after their deadline, in the order in which they end; without one none is late."""
    return [name for name, _, end in times(jobs) if name in deadlines and end > deadlines[name]]
`,
  },
  tests: `import unittest
from queueing.plan import order, times
from queueing.workers import share

JOBS = [["a", 1, 5], ["b", 2, 3]]


class Tests(unittest.TestCase):
    def test_plan(self):
        self.assertEqual(order(JOBS), ["b", "a"])
        self.assertEqual(times(JOBS), [["b", 0, 3], ["a", 3, 8]])

    def test_share(self):
        self.assertEqual(share(JOBS, 2), [["b"], ["a"]])
`,
  hidden: [
    [
      'plan.order',
      [
        ['c', 1, 4],
        ['b', 1, 4],
        ['a', 1, 9],
        ['d', 5, 50],
      ],
    ],
    ['plan.order', []],
    [
      'plan.times',
      [
        ['c', 1, 4],
        ['b', 1, 2],
        ['d', 5, 50],
      ],
    ],
    [
      'workers.share',
      [
        ['a', 9, 10],
        ['b', 8, 2],
        ['c', 7, 2],
        ['d', 6, 1],
        ['e', 5, 20],
      ],
      2,
    ],
    [
      'workers.share',
      [
        ['a', 1, 1],
        ['b', 1, 1],
        ['c', 1, 1],
        ['d', 1, 1],
      ],
      3,
    ],
    ['workers.share', [['a', 1, 1]], 2],
    [
      'workers.late',
      [
        ['a', 3, 5],
        ['b', 2, 5],
        ['c', 1, 5],
      ],
      { a: 5, b: 9, c: 1 },
    ],
    [
      'workers.late',
      [
        ['a', 3, 5],
        ['b', 2, 5],
      ],
      { b: 10 },
    ],
  ],
}
