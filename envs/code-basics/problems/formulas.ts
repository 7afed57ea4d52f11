// Problems about the value of a formula or a program.
import { block, type CodeProblem } from '../problem.ts'

export const formulas: readonly CodeProblem[] = [
  {
    id: 'postfix-value',
    title: 'Postfix calculator',
    level: 'medium',
    statement:
      'The input is one line of a calculation in postfix notation: whole numbers and the signs + - * /, separated by single spaces; a sign takes the two values before it, the first of them as its left side. Division drops the part behind the point (7 / 2 is 3, -7 / 2 is -3). Print the value. Print `error` where a sign finds fewer than two values, where more than one value is left, or at a division by zero. All values stay below 10^9 in size. Numbers may begin with a minus sign.',
    cases: block`
      "3 4 + 2 *" -> "14"
      "1 +" -> "error"
      "7" -> "7"
      "7 2 /" -> "3"
      "-7 2 /" -> "-3"
      "7 -2 /" -> "-3"
      "1 0 /" -> "error"
      "1 2" -> "error"
      "10 3 -" -> "7"
      "5 1 2 + 4 * + 3 -" -> "14"
      "+" -> "error"
      "0 5 /" -> "0"
      "2 3 4 * -5 + -" -> "-5"
    `,
    python: block`
      def solve(text):
          values = []
          for word in text.split():
              if word not in ("+", "-", "*", "/"):
                  values.append(int(word))
                  continue
              if len(values) < 2:
                  return "error"
              right, left = values.pop(), values.pop()
              if word == "+":
                  values.append(left + right)
              elif word == "-":
                  values.append(left - right)
              elif word == "*":
                  values.append(left * right)
              elif right == 0:
                  return "error"
              else:
                  size = abs(left) // abs(right)
                  values.append(size if (left < 0) == (right < 0) else -size)
          return str(values[0]) if len(values) == 1 else "error"
    `,
    javascript: block`
      function solve(text) {
        const values = []
        const signs = {
          '+': (a, b) => a + b,
          '-': (a, b) => a - b,
          '*': (a, b) => a * b,
          '/': (a, b) => (b === 0 ? NaN : Math.trunc(a / b)),
        }
        for (const word of text.trim().split(' ')) {
          if (!(word in signs)) {
            values.push(Number(word))
            continue
          }
          const [left, right] = values.splice(-2)
          if (right === undefined) return 'error'
          const value = signs[word](left, right)
          if (Number.isNaN(value)) return 'error'
          values.push(value)
        }
        return values.length === 1 ? String(values[0] + 0) : 'error'
      }
    `,
    slips: [
      {
        why: 'rounds down',
        python: ['else -size', 'else left // right'],
        javascript: ['Math.trunc(a / b)', 'Math.floor(a / b)'],
      },
      {
        why: 'sides the wrong way round',
        python: ['right, left = values', 'left, right = values'],
        javascript: ['const [left, right] = values', 'const [right, left] = values'],
      },
    ],
  },
  {
    id: 'formula-value',
    title: 'Value of a formula',
    level: 'hard',
    statement:
      'The input is a formula on one line: whole numbers, the signs + - * ^, round brackets and any number of blanks between them. ^ is the power and binds most closely, from the right (2^3^2 is 2^9); then *, then + and -, from the left. A minus sign may stand before a number, a bracket or another such sign; it binds less closely than ^ (-2^2 is -4) and more closely than *. Right of ^ may stand a minus sign only within brackets, and exponents are from 0 to 20. All values stay below 2^53 in size; formulas are well formed and have at most 500 characters. Print the value.',
    cases: block`
      "2 + 3 * 4" -> "14"
      "-2^2" -> "-4"
      "7" -> "7"
      "2^3^2" -> "512"
      "10 - 4 - 3" -> "3"
      "(1 + 2) * (3 + 4)" -> "21"
      "--5" -> "5"
      "2 * -3" -> "-6"
      "(-2)^2" -> "4"
      "  ( ( 8 ) ) " -> "8"
      "2-3^2*2+1" -> "-15"
      "-(2 + 3)^2 * 2" -> "-50"
      "5^0 - -(4-6)" -> "-1"
      "2^(1+1)^(2+1) - 12*12" -> "112"
    `,
    python: block`
      import re


      def solve(text):
          tokens = re.findall(r"\d+|\S", text)

          def take(*wanted):
              return tokens.pop(0) if tokens and tokens[0] in wanted else None

          def total():
              value = product()
              while True:
                  sign = take("+", "-")
                  if sign is None:
                      return value
                  value = value + product() if sign == "+" else value - product()

          def product():
              value = signed()
              while take("*"):
                  value *= signed()
              return value

          def signed():
              return -signed() if take("-") else power()

          def power():
              base = atom()
              return base ** power() if take("^") else base

          def atom():
              if take("("):
                  value = total()
                  take(")")
                  return value
              return int(tokens.pop(0))

          return str(total())
    `,
    javascript: block`
      function solve(text) {
        const tokens = text.match(/\d+|\S/g)
        const take = (...wanted) => (wanted.includes(tokens[0]) ? tokens.shift() : undefined)
        const atom = () => {
          if (!take('(')) return Number(tokens.shift())
          const value = total()
          take(')')
          return value
        }
        const power = () => {
          const base = atom()
          return take('^') ? base ** power() : base
        }
        const signed = () => (take('-') ? 0 - signed() : power())
        const product = () => {
          let value = signed()
          while (take('*')) value *= signed()
          return value
        }
        const total = () => {
          let value = product()
          for (let sign = take('+', '-'); sign; sign = take('+', '-')) {
            value += sign === '+' ? product() : -product()
          }
          return value
        }
        return String(total())
      }
    `,
    slips: [
      {
        why: 'a minus sign binds more closely than a power',
        python: [
          '-signed() if take("-") else power()',
          '(lambda value: value ** power() if take("^") else value)(-atom()) if take("-") else power()',
        ],
        javascript: ['0 - signed()', "((value) => (take('^') ? value ** power() : value))(-atom())"],
      },
      {
        why: 'powers from the left',
        python: [
          'return base ** power() if take("^") else base',
          'while take("^"):\n            base **= atom()\n        return base',
        ],
        javascript: [
          "return take('^') ? base ** power() : base",
          "let value = base\n    while (take('^')) value **= atom()\n    return value",
        ],
      },
    ],
  },
  {
    id: 'tiny-machine',
    title: 'A tiny machine',
    level: 'hard',
    statement:
      'A machine has the registers a, b, c and d, all 0 at first. The input is its program, 1 to 50 lines: `set R V` puts V into register R, `add R V` adds V to it, `jump V N` goes N lines on (N a whole number, negative means back, never 0) where V is not 0 and to the next line where it is. V is a whole number or a register. The machine stops when it leaves the program at either end, or before instruction number 100,001 would be executed. Print the values of a, b, c and d separated by spaces, and behind them ` stopped` where it was stopped by the limit.',
    cases: block`
      "set a 3\nadd b 2\nadd a -1\njump a -2" -> "0 6 0 0"
      "jump 1 -1\nset a 1" -> "0 0 0 0"
      "set d 7" -> "0 0 0 7"
      "jump 0 5\nset a 1" -> "1 0 0 0"
      "jump 1 2\nset a 1\nset b 2" -> "0 2 0 0"
      "add a 1\njump 1 -1" -> "50000 0 0 0 stopped"
      "set a 5\nset b a\nadd b a\nadd a b" -> "15 10 0 0"
      "set a -3\nadd a 1\nadd c 2\njump a -2\nset d c" -> "0 0 6 6"
      "set a 100\nset b 9\nadd c 1\nadd b -1\njump b -2\nadd a -1\njump a -5" -> "0 0 900 0"
      "set a 49999\nadd a -1\njump a -1" -> "0 0 0 0"
      "set a 50000\nadd a -1\njump a -1" -> "0 0 0 0 stopped"
    `,
    python: block`
      def solve(text):
          program = [line.split() for line in text.split("\n") if line]
          registers = {"a": 0, "b": 0, "c": 0, "d": 0}

          def value(word):
              return registers[word] if word in registers else int(word)

          line = executed = 0
          while 0 <= line < len(program) and executed < 100000:
              name, first, second = program[line]
              executed += 1
              line += int(second) if name == "jump" and value(first) != 0 else 1
              if name == "set":
                  registers[first] = value(second)
              elif name == "add":
                  registers[first] += value(second)
          ending = " stopped" if 0 <= line < len(program) else ""
          return " ".join(str(registers[name]) for name in "abcd") + ending
    `,
    javascript: block`
      function solve(text) {
        const program = text.trim().split('\n').map((line) => line.split(' '))
        const registers = { a: 0, b: 0, c: 0, d: 0 }
        const value = (word) => registers[word] ?? Number(word)
        let line = 0
        let executed = 0
        for (; program[line] !== undefined && executed < 100000; executed++) {
          const [name, first, second] = program[line]
          if (name === 'set') registers[first] = value(second)
          if (name === 'add') registers[first] += value(second)
          line += name === 'jump' && value(first) !== 0 ? Number(second) : 1
        }
        return Object.values(registers).join(' ') + (program[line] === undefined ? '' : ' stopped')
      }
    `,
    slips: [
      {
        why: 'jumps where the value is above 0 only',
        python: ['value(first) != 0', 'value(first) > 0'],
        javascript: ['value(first) !== 0', 'value(first) > 0'],
      },
      {
        why: 'stops one instruction early',
        python: ['executed < 100000', 'executed < 99999'],
        javascript: ['executed < 100000', 'executed < 99999'],
      },
    ],
  },
]
