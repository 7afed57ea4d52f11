// Programs about numbers, dates and tables.
import type { Program } from './program.ts'

export const calendarkit: Program = {
  id: 'calendarkit',
  modules: {
    dates: `LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]


def is_leap(year):
    """Every fourth year, of the centuries every fourth."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in_month(year, month):
    """Months are 1 to 12."""
    if month == 2 and is_leap(year):
        return 29
    return LENGTHS[month - 1]


def day_of_year(year, month, day):
    """1 for the first of January."""
    return sum(days_in_month(year, earlier) for earlier in range(1, month)) + day
`,
    weeks: `from .dates import day_of_year, is_leap


def weekday(year, month, day):
    """0 for Monday; the first of January of the year 1 was one."""
    before = year - 1
    days = before * 365 + before // 4 - before // 100 + before // 400
    return (days + day_of_year(year, month, day) - 1) % 7


def weekends_left(year, month, day):
    """Saturdays and Sundays from the day on, it included, to the end of its year."""
    first = weekday(year, month, day)
    rest = (366 if is_leap(year) else 365) - day_of_year(year, month, day) + 1
    return sum(1 for step in range(rest) if (first + step) % 7 >= 5)
`,
  },
  tests: `import unittest
from calendarkit.dates import day_of_year, days_in_month, is_leap
from calendarkit.weeks import weekday


class Tests(unittest.TestCase):
    def test_leap(self):
        self.assertTrue(is_leap(2024))
        self.assertFalse(is_leap(2023))

    def test_days(self):
        self.assertEqual(days_in_month(2023, 4), 30)
        self.assertEqual(day_of_year(2023, 2, 1), 32)

    def test_weekday(self):
        self.assertEqual(weekday(2024, 1, 1), 0)
`,
  hidden: [
    ...[1900, 2000, 2023, 2024, 2100, 1600].map((year) => ['dates.is_leap', year] as const),
    ...[
      [2023, 2],
      [2024, 2],
      [1900, 2],
      [2023, 1],
      [2023, 12],
      [2024, 3],
    ].map((args) => ['dates.days_in_month', ...args] as const),
    ...[
      [2024, 12, 31],
      [2023, 12, 31],
      [2000, 3, 1],
      [2023, 1, 1],
    ].map((args) => ['dates.day_of_year', ...args] as const),
    ...[
      [1, 1, 1],
      [1999, 12, 31],
      [2000, 2, 29],
      [2026, 3, 15],
      [1900, 7, 4],
      [2401, 1, 1],
    ].map((args) => ['weeks.weekday', ...args] as const),
    ...[
      [2023, 12, 25],
      [2024, 12, 1],
      [2023, 1, 1],
      [2022, 12, 31],
      [2024, 1, 1],
    ].map((args) => ['weeks.weekends_left', ...args] as const),
  ],
}

export const romans: Program = {
  id: 'romans',
  modules: {
    encode: `PAIRS = [
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
]


def encode(number):
    """The Roman numeral of 1 to 3999; empty for any other number."""
    if number < 1 or number > 3999:
        return ""
    text = ""
    for value, letters in PAIRS:
        while number >= value:
            text += letters
            number -= value
    return text
`,
    decode: `from .encode import encode

VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


def decode(text):
    """The number of a Roman numeral; 0 where it is not written as encode writes it."""
    total = 0
    for place, letter in enumerate(text):
        value = VALUES.get(letter, 0)
        if place + 1 < len(text) and value < VALUES.get(text[place + 1], 0):
            total -= value
        else:
            total += value
    return total if encode(total) == text else 0


def add(first, second):
    """The sum of two numerals as one."""
    return encode(decode(first) + decode(second))
`,
  },
  tests: `import unittest
from romans.decode import add, decode
from romans.encode import encode


class Tests(unittest.TestCase):
    def test_encode(self):
        self.assertEqual(encode(12), "XII")
        self.assertEqual(encode(2024), "MMXXIV")

    def test_decode(self):
        self.assertEqual(decode("VIII"), 8)

    def test_add(self):
        self.assertEqual(add("II", "III"), "V")
`,
  hidden: [
    ...[1, 4, 9, 14, 40, 44, 90, 99, 400, 444, 499, 900, 949, 1994, 3888, 3999, 0, 4000, -3].map(
      (n) => ['encode.encode', n] as const,
    ),
    ...['I', 'IV', 'MCMXCIV', 'XLII', 'IIII', 'IC', 'DCCCXC', 'CDXLIV', '', 'ABC', 'MMMCMXCIX'].map(
      (text) => ['decode.decode', text] as const,
    ),
    ['decode.add', 'XIX', 'XXI'],
    ['decode.add', 'MMM', 'MMM'],
    ['decode.add', 'CD', 'C'],
  ],
}

export const matrixkit: Program = {
  id: 'matrixkit',
  modules: {
    ops: `def shape(rows):
    """Rows and columns."""
    return [len(rows), len(rows[0]) if rows else 0]


def multiply(left, right):
    """None where the shapes do not fit."""
    if shape(left)[1] != shape(right)[0]:
        return None
    columns = shape(right)[1]
    return [[sum(row[k] * right[k][j] for k in range(len(right))) for j in range(columns)] for row in left]


def trace(rows):
    """The sum of the diagonal."""
    return sum(rows[i][i] for i in range(min(shape(rows))))
`,
    turn: `from .ops import shape


def rotate(rows):
    """A quarter turn, clockwise."""
    height, width = shape(rows)
    return [[rows[height - 1 - i][j] for i in range(height)] for j in range(width)]


def spiral(rows):
    """All items, clockwise from the upper left, inwards."""
    told = []
    top, left = 0, 0
    bottom, right = shape(rows)
    while top < bottom and left < right:
        told += [rows[top][j] for j in range(left, right)]
        told += [rows[i][right - 1] for i in range(top + 1, bottom)]
        if top + 1 < bottom and left + 1 < right:
            told += [rows[bottom - 1][j] for j in range(right - 2, left - 1, -1)]
            told += [rows[i][left] for i in range(bottom - 2, top, -1)]
        top, left, bottom, right = top + 1, left + 1, bottom - 1, right - 1
    return told
`,
  },
  tests: `import unittest
from matrixkit.ops import multiply, trace
from matrixkit.turn import rotate, spiral


class Tests(unittest.TestCase):
    def test_multiply(self):
        self.assertEqual(multiply([[1, 2]], [[3], [4]]), [[11]])

    def test_trace(self):
        self.assertEqual(trace([[1, 2], [3, 4]]), 5)

    def test_turn(self):
        self.assertEqual(rotate([[1, 2], [3, 4]]), [[3, 1], [4, 2]])
        self.assertEqual(spiral([[1, 2], [4, 3]]), [1, 2, 3, 4])
`,
  hidden: [
    ['ops.shape', []],
    ['ops.shape', [[1, 2, 3]]],
    [
      'ops.multiply',
      [
        [1, 2],
        [3, 4],
      ],
      [
        [5, 6, 7],
        [8, 9, 10],
      ],
    ],
    ['ops.multiply', [[1, 2]], [[1, 2]]],
    ['ops.multiply', [[2]], [[-3]]],
    [
      'ops.trace',
      [
        [2, 9, 9],
        [9, 3, 9],
      ],
    ],
    ['ops.trace', [[5]]],
    [
      'turn.rotate',
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
    ],
    ['turn.rotate', [[1], [2], [3]]],
    [
      'turn.spiral',
      [
        [1, 2, 3, 4],
        [5, 6, 7, 8],
        [9, 10, 11, 12],
      ],
    ],
    [
      'turn.spiral',
      [
        [1, 2, 3],
        [4, 5, 6],
        [7, 8, 9],
        [10, 11, 12],
      ],
    ],
    ['turn.spiral', [[1, 2, 3]]],
    ['turn.spiral', [[1], [2]]],
    ['turn.spiral', []],
  ],
}

export const bank: Program = {
  id: 'bank',
  modules: {
    ledger: `def balance(entries, account):
    """Entries are [from, to, cents]."""
    total = 0
    for source, target, cents in entries:
        if source == account:
            total -= cents
        if target == account:
            total += cents
    return total


def overdrawn(entries, limit):
    """Accounts whose balance falls below -limit, in order of name. The account "world" does not count."""
    names = {name for entry in entries for name in entry[:2]}
    return sorted(name for name in names if name != "world" and balance(entries, name) < -limit)
`,
    interest: `from .ledger import balance


def grow(cents, percent, years):
    """Interest is added at the end of each year, rounded down to whole cents; nothing is added to what is not above 0."""
    for _ in range(years):
        if cents > 0:
            cents += cents * percent // 100
    return cents


def forecast(entries, account, percent, years):
    """Balances now and after each year."""
    now = balance(entries, account)
    return [grow(now, percent, year) for year in range(years + 1)]


def years_until(cents, goal, percent, most=50):
    """Years until at least the goal is reached; None where it is not within the most."""
    for year in range(most + 1):
        if grow(cents, percent, year) >= goal:
            return year
    return None
`,
  },
  tests: `import unittest
from bank.interest import forecast, grow
from bank.ledger import balance, overdrawn

ENTRIES = [["world", "ann", 500], ["ann", "bob", 200]]


class Tests(unittest.TestCase):
    def test_balance(self):
        self.assertEqual(balance(ENTRIES, "ann"), 300)
        self.assertEqual(overdrawn(ENTRIES, 0), [])

    def test_interest(self):
        self.assertEqual(grow(1000, 10, 1), 1100)
        self.assertEqual(forecast(ENTRIES, "bob", 0, 1), [200, 200])
`,
  hidden: [
    [
      'ledger.balance',
      [
        ['a', 'b', 5],
        ['b', 'a', 7],
        ['a', 'a', 3],
      ],
      'a',
    ],
    ['ledger.balance', [['a', 'b', 5]], 'c'],
    [
      'ledger.overdrawn',
      [
        ['a', 'b', 5],
        ['c', 'b', 6],
        ['world', 'd', 9],
        ['d', 'b', 9],
      ],
      5,
    ],
    [
      'ledger.overdrawn',
      [
        ['z', 'b', 5],
        ['c', 'b', 6],
      ],
      0,
    ],
    ['ledger.overdrawn', [['world', 'b', 500]], 10],
    ['interest.grow', 999, 5, 3],
    ['interest.grow', 1, 100, 5],
    ['interest.grow', -100, 10, 2],
    ['interest.grow', 100, 7, 0],
    [
      'interest.forecast',
      [
        ['world', 'a', 1000],
        ['a', 'b', 1],
      ],
      'a',
      10,
      3,
    ],
    ['interest.forecast', [['a', 'b', 100]], 'a', 10, 2],
    ['interest.years_until', 1000, 1331, 10],
    ['interest.years_until', 1000, 1332, 10],
    ['interest.years_until', 1000, 1000, 10],
    ['interest.years_until', 10, 100, 1],
    ['interest.years_until', 100, 200, 100, 1],
    ['interest.years_until', 100, 201, 100, 1],
  ],
}
