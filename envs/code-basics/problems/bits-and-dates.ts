// Problems about bits, clocks and calendars. Calendars are arithmetic here: no time zone has a part in them.
import { block, type CodeProblem } from '../problem.ts'
import { spread } from '../spread.ts'

export const bitsAndDates: readonly CodeProblem[] = [
  {
    id: 'bit-ribbon',
    title: 'Longest run of ones',
    level: 'easy',
    statement:
      'Return the length of the longest unbroken run of ones in the binary digits of `number`, a whole number from 0 to 2^50. For 0 it is 0.',
    signature: 'ones_run(number: int) -> int',
    cases: block`
      13 -> 2
      8 -> 1
      0 -> 0
      1 -> 1
      255 -> 8
      5 -> 1
      219 -> 2
      4294967296 -> 1
      4294967295 -> 32
      1125899906842623 -> 50
      1125899906842624 -> 1
      985162418487296 -> 3
    `,
    python: block`
      def ones_run(number):
          return max(len(run) for run in bin(number)[2:].split("0"))
    `,
    javascript: block`
      function onesRun(number) {
        return Math.max(
          ...number
            .toString(2)
            .split('0')
            .map((run) => run.length),
        )
      }
    `,
    slips: [
      { why: 'runs of zeros', python: ['split("0")', 'split("1")'], javascript: [".split('0')", ".split('1')"] },
      {
        why: '32 bits only',
        python: ['bin(number)', 'bin(number % 2**32)'],
        javascript: ['number\n      .toString(2)', '(number >>> 0)\n      .toString(2)'],
      },
    ],
  },
  {
    id: 'two-alone',
    title: 'The two that are alone',
    level: 'hard',
    statement:
      'In `numbers` every value stands exactly twice, but for two different values that stand there once. Return these two in ascending order. The list holds 2 to 20,000 whole numbers from 0 to 10^9 in any order; comparing every pair is too slow.',
    signature: 'the_lonely(numbers: int[]) -> int[]',
    cases: block`
      [4, 1, 4, 7] -> [1, 7]
      [9, 2] -> [2, 9]
      [0, 5] -> [0, 5]
      [3, 3, 0, 1] -> [0, 1]
      [1000000000, 5, 5, 999999999] -> [999999999, 1000000000]
      [1, 2, 3, 4, 5, 1, 2, 3] -> [4, 5]
      [8, 16, 8, 32] -> [16, 32]
      [7, 6, 6, 5, 7, 4] -> [4, 5]
      [10, 9, 9, 2] -> [2, 10]
      [100, 7, 7, 20, 100, 3] -> [3, 20]
    `,
    large: [
      {
        args: [[...Array(9000).keys(), 123_456, ...Array(9000).keys(), 654_321].map((i) => i * 3)],
        expected: [370368, 1962963],
      },
    ],
    python: block`
      def the_lonely(numbers):
          both = 0
          for number in numbers:
              both ^= number
          bit = both & -both
          first = 0
          for number in numbers:
              if number & bit:
                  first ^= number
          return sorted([first, first ^ both])
    `,
    javascript: block`
      function theLonely(numbers) {
        const alone = new Set()
        for (const number of numbers) {
          if (!alone.delete(number)) alone.add(number)
        }
        return [...alone].sort((a, b) => a - b)
      }
    `,
    slips: [
      {
        why: 'in the order of the list',
        python: ['sorted([first, first ^ both])', '[first, first ^ both]'],
        javascript: ['.sort((a, b) => a - b)', ''],
      },
      {
        why: 'sorts as texts',
        python: ['sorted([first, first ^ both])', 'sorted([first, first ^ both], key=str)'],
        javascript: ['.sort((a, b) => a - b)', '.sort()'],
      },
    ],
  },
  {
    id: 'switch-board',
    title: 'Switches and lamps',
    level: 'medium',
    statement:
      'A board has lamps 0 to 49, all off at first. Each item [from, to] of `presses` flips all lamps from number `from` to number `to`, both included (0 <= from <= to <= 49). Return the number of lamps that are on at the end. There are 0 to 20,000 presses.',
    signature: 'lamps_on(presses: int[][]) -> int',
    cases: block`
      [[0, 3], [2, 5]] -> 4
      [[7, 7]] -> 1
      [] -> 0
      [[0, 49]] -> 50
      [[0, 49], [0, 49]] -> 0
      [[10, 20], [11, 19]] -> 2
      [[31, 33]] -> 3
      [[0, 40], [20, 49], [35, 36]] -> 31
      [[49, 49], [0, 0], [49, 49]] -> 1
      [[1, 2], [3, 4], [2, 3]] -> 2
    `,
    large: [
      { args: [spread(8000, { below: 50, seed: 4 }).map((from, i) => [from, from + (i % (50 - from))])], expected: 27 },
    ],
    python: block`
      def lamps_on(presses):
          lamps = 0
          for first, last in presses:
              lamps ^= (1 << (last + 1)) - (1 << first)
          return bin(lamps).count("1")
    `,
    javascript: block`
      function lampsOn(presses) {
        const flips = Array(51).fill(0)
        for (const [from, to] of presses) {
          flips[from]++
          flips[to + 1]++
        }
        let [on, count] = [false, 0]
        for (const flip of flips.slice(0, 50)) {
          if (flip % 2 === 1) on = !on
          if (on) count++
        }
        return count
      }
    `,
    slips: [
      {
        why: 'the last lamp is not flipped',
        python: ['(last + 1)', 'last'],
        javascript: ['flips[to + 1]', 'flips[to]'],
      },
      { why: 'a lamp once on stays on', python: ['lamps ^=', 'lamps |='], javascript: ['on = !on', 'on = true'] },
    ],
  },
  {
    id: 'clock-sum',
    title: 'Sum of times',
    level: 'easy',
    statement:
      'The input holds 1 to 100 lines, each a span of time as `H:MM:SS` or `MM:SS`; minutes and seconds have two digits and are from 00 to 59, hours have one to three digits. Print the sum of the spans as `H:MM:SS`, hours without zeros in front.',
    cases: block`
      "1:59:30\n00:45" -> "2:00:15"
      "59:59\n00:01" -> "1:00:00"
      "00:00" -> "0:00:00"
      "0:00:07" -> "0:00:07"
      "999:59:59\n00:01" -> "1000:00:00"
      "23:00:00\n2:00:00" -> "25:00:00"
      "10:10\n10:10\n10:10" -> "0:30:30"
      "08:09" -> "0:08:09"
      "1:00:00\n01:00" -> "1:01:00"
      "30:00\n30:00\n30:00\n0:30:30" -> "2:00:30"
    `,
    python: block`
      def solve(text):
          seconds = 0
          for line in text.split():
              span = 0
              for part in line.split(":"):
                  span = span * 60 + int(part)
              seconds += span
          return "%d:%02d:%02d" % (seconds // 3600, seconds // 60 % 60, seconds % 60)
    `,
    javascript: block`
      function solve(text) {
        const spans = text.trim().split('\n')
        const seconds = spans.reduce((sum, span) => sum + span.split(':').reduce((all, part) => all * 60 + Number(part), 0), 0)
        const two = (number) => String(number % 60).padStart(2, '0')
        return Math.floor(seconds / 3600) + ':' + two(Math.floor(seconds / 60)) + ':' + two(seconds)
      }
    `,
    slips: [
      {
        why: 'a day ends at 24 hours',
        python: ['seconds // 3600,', 'seconds // 3600 % 24,'],
        javascript: ['Math.floor(seconds / 3600)', '(Math.floor(seconds / 3600) % 24)'],
      },
      {
        why: 'no zeros in front of minutes',
        python: ['%d:%02d:%02d', '%d:%d:%02d'],
        javascript: ["':' + two(Math.floor(seconds / 60))", "':' + (Math.floor(seconds / 60) % 60)"],
      },
    ],
  },
  {
    id: 'day-of-week',
    title: 'Day of the week',
    level: 'medium',
    statement:
      'The input is a date of the Gregorian calendar as `YYYY-MM-DD`, from 1600-01-01 to 9999-12-31. Print its day of the week (`Monday` to `Sunday`), or `no such date` where the month or the day does not exist. 1 January 2024 was a Monday. A year is a leap year where 4 divides it, but for those that 100 divides and 400 does not.',
    cases: block`
      "2024-01-01" -> "Monday"
      "2023-02-29" -> "no such date"
      "2024-02-29" -> "Thursday"
      "1900-02-29" -> "no such date"
      "2000-02-29" -> "Tuesday"
      "1600-01-01" -> "Saturday"
      "9999-12-31" -> "Friday"
      "2025-13-01" -> "no such date"
      "2025-00-10" -> "no such date"
      "2025-04-31" -> "no such date"
      "2025-04-00" -> "no such date"
      "1999-12-31" -> "Friday"
      "1900-03-01" -> "Thursday"
    `,
    python: block`
      def solve(text):
          year, month, day = map(int, text.strip().split("-"))
          leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
          lengths = [31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
          if not 1 <= month <= 12 or not 1 <= day <= lengths[month - 1]:
              return "no such date"
          before = year - 1
          days = before * 365 + before // 4 - before // 100 + before // 400 + sum(lengths[:month - 1]) + day
          return ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"][days % 7]
    `,
    javascript: block`
      function solve(text) {
        const [year, month, day] = text.trim().split('-').map(Number)
        const date = new Date(Date.UTC(year, month - 1, day))
        if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return 'no such date'
        return ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'][date.getUTCDay()]
      }
    `,
    slips: [
      {
        why: 'every fourth year is a leap year',
        python: ['year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)', 'year % 4 == 0'],
        javascript: [
          "return 'no such date'",
          "return year % 4 === 0 && month === 2 && day === 29 ? 'Thursday' : 'no such date'",
        ],
      },
      {
        why: 'a date that does not exist runs over',
        python: ['lengths[month - 1]:', '31:'],
        javascript: [' || date.getUTCDate() !== day', ' && day <= 31 && month !== 2'],
      },
    ],
  },
  {
    id: 'working-days',
    title: 'Working days',
    level: 'medium',
    statement:
      'Days are numbered: day 0 is a Monday, day 5 a Saturday, day 6 a Sunday, and so on, also backwards. Return the number of the day that is `count` working days after day `start`. Working days are Monday to Friday but for the days in `holidays` (a list of 0 to 100 different numbers in any order). `start` itself is never counted and need not be a working day. `count` is from 0 to 10,000; for 0 the answer is `start`. `start` and `holidays` are from -10^6 to 10^6.',
    signature: 'working_day(start: int, count: int, holidays: int[]) -> int',
    cases: block`
      4, 1, [] -> 7
      0, 3, [2] -> 4
      5, 0, [] -> 5
      5, 1, [] -> 7
      6, 1, [7, 8] -> 9
      0, 5, [] -> 7
      0, 4, [] -> 4
      -3, 1, [] -> 0
      -10, 7, [-5, -6, 0] -> 4
      0, 10000, [12, 11, 10000] -> 14002
      3, 2, [5, 6] -> 7
    `,
    python: block`
      def working_day(start, count, holidays):
          closed = set(holidays)
          day = start
          while count > 0:
              day += 1
              if day % 7 < 5 and day not in closed:
                  count -= 1
          return day
    `,
    javascript: block`
      function workingDay(start, count, holidays) {
        const closed = new Set(holidays)
        let day = start
        for (let left = count; left > 0;) {
          day++
          if (((day % 7) + 7) % 7 < 5 && !closed.has(day)) left--
        }
        return day
      }
    `,
    slips: [
      { why: 'Saturday is a working day', python: ['day % 7 < 5', 'day % 7 < 6'], javascript: ['% 7 < 5', '% 7 < 6'] },
      {
        why: 'counts the start',
        python: ['day = start', 'day = start - 1 if count else start'],
        javascript: ['let day = start', 'let day = count > 0 ? start - 1 : start'],
      },
    ],
  },
]
