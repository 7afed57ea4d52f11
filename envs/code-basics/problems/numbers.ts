// Problems about numbers and their digits.
import { block, type CodeProblem } from '../problem.ts'

export const numbers: readonly CodeProblem[] = [
  {
    id: 'digit-root-steps',
    title: 'Steps to one digit',
    level: 'easy',
    statement:
      'Replace a number by the sum of its decimal digits until it has one digit. The input is a number from 0 to 10^15. Print how many replacements it needs, 0 where it has one digit already.',
    cases: block`
      "38" -> "2"
      "7" -> "0"
      "0" -> "0"
      "9" -> "0"
      "10" -> "1"
      "18" -> "1"
      "19" -> "2"
      "199" -> "3"
      "999999999999999" -> "2"
      "1000000000000000" -> "1"
      "288" -> "2"
    `,
    python: block`
      def solve(text):
          number = int(text)
          steps = 0
          while number > 9:
              number = sum(int(digit) for digit in str(number))
              steps += 1
          return str(steps)
    `,
    javascript: block`
      function solve(text) {
        let number = Number(text)
        let steps = 0
        while (number > 9) {
          number = [...String(number)].reduce((sum, digit) => sum + Number(digit), 0)
          steps++
        }
        return String(steps)
      }
    `,
    slips: [
      { why: 'leaves 10 as it is', python: ['number > 9', 'number > 10'], javascript: ['number > 9', 'number > 10'] },
      {
        why: 'gives the digit, not the steps',
        python: ['str(steps)', 'str(number)'],
        javascript: ['return String(steps)', 'return String(number)'],
      },
    ],
  },
  {
    id: 'odd-divisors',
    title: 'Odd divisors',
    level: 'easy',
    statement:
      'Return the odd divisors of `number`, a whole number from 1 to 10^6, in ascending order; 1 and, where it is odd, the number itself are among them.',
    signature: 'odd_divisors(number: int) -> int[]',
    cases: block`
      12 -> [1, 3]
      15 -> [1, 3, 5, 15]
      1 -> [1]
      2 -> [1]
      9 -> [1, 3, 9]
      64 -> [1]
      45 -> [1, 3, 5, 9, 15, 45]
      97 -> [1, 97]
      1000000 -> [1, 5, 25, 125, 625, 3125, 15625]
      999999 -> [1, 3, 7, 9, 11, 13, 21, 27, 33, 37, 39, 63, 77, 91, 99, 111, 117, 143, 189, 231, 259, 273, 297, 333, 351, 407, 429, 481, 693, 777, 819, 999, 1001, 1221, 1287, 1443, 2079, 2331, 2457, 2849, 3003, 3367, 3663, 3861, 4329, 5291, 6993, 8547, 9009, 10101, 10989, 12987, 15873, 25641, 27027, 30303, 37037, 47619, 76923, 90909, 111111, 142857, 333333, 999999]
    `,
    python: block`
      def odd_divisors(number):
          return [each for each in range(1, number + 1, 2) if number % each == 0]
    `,
    javascript: block`
      function oddDivisors(number) {
        const found = []
        for (let each = 1; each <= number; each += 2) if (number % each === 0) found.push(each)
        return found
      }
    `,
    slips: [
      {
        why: 'leaves out the number',
        python: ['number + 1, 2', 'number, 2'],
        javascript: ['each <= number', 'each < number'],
      },
      { why: 'even ones as well', python: [', 2)', ')'], javascript: ['each += 2', 'each++'] },
    ],
  },
  {
    id: 'roman-value',
    title: 'Value of a Roman numeral',
    level: 'easy',
    statement:
      'Return the value of `numeral`, a Roman numeral in capitals from I to MMMCMXCIX, written in the usual way: I 1, V 5, X 10, L 50, C 100, D 500, M 1000; a letter of smaller value directly before one of greater value is subtracted.',
    signature: 'roman_value(numeral: text) -> int',
    cases: block`
      "XIV" -> 14
      "MMXXVI" -> 2026
      "I" -> 1
      "IX" -> 9
      "XL" -> 40
      "CD" -> 400
      "III" -> 3
      "MCMXCIV" -> 1994
      "MMMCMXCIX" -> 3999
      "DCCCLXXXVIII" -> 888
    `,
    python: block`
      def roman_value(numeral):
          values = [{"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}[letter] for letter in numeral]
          return sum(-a if a < b else a for a, b in zip(values, values[1:] + [0]))
    `,
    javascript: block`
      function romanValue(numeral) {
        const worth = { I: 1, V: 5, X: 10, L: 50, C: 100, D: 500, M: 1000 }
        const values = [...numeral].map((letter) => worth[letter])
        return values.reduce((sum, value, i) => sum + (value < (values[i + 1] ?? 0) ? -value : value), 0)
      }
    `,
    slips: [
      {
        why: 'never subtracts',
        python: ['-a if a < b else a', 'a'],
        javascript: ['? -value : value', '? value : value'],
      },
      { why: 'subtracts equal letters', python: ['a < b', 'a <= b'], javascript: ['value < (', 'value <= ('] },
    ],
  },
  {
    id: 'factor-text',
    title: 'Prime factors as text',
    level: 'medium',
    statement:
      'The input is a number from 1 to 10^12. Print it as a product of primes in ascending order, joined by `*`; a prime that occurs k > 1 times is written once as p^k. 360 gives `2^3*3^2*5`, and 1 gives `1`.',
    cases: block`
      "360" -> "2^3*3^2*5"
      "13" -> "13"
      "1" -> "1"
      "2" -> "2"
      "4" -> "2^2"
      "49" -> "7^2"
      "97969" -> "313^2"
      "999999999989" -> "999999999989"
      "1000000000000" -> "2^12*5^12"
      "600851475143" -> "71*839*1471*6857"
      "999966000289" -> "999983^2"
    `,
    python: block`
      def solve(text):
          number = int(text)
          parts = []
          prime = 2
          while prime * prime <= number:
              count = 0
              while number % prime == 0:
                  number //= prime
                  count += 1
              if count > 0:
                  parts.append(str(prime) if count == 1 else str(prime) + "^" + str(count))
              prime += 1
          if number > 1:
              parts.append(str(number))
          return "*".join(parts) or "1"
    `,
    javascript: block`
      function solve(text) {
        let number = Number(text)
        const parts = []
        for (let prime = 2; prime * prime <= number; prime++) {
          let count = 0
          while (number % prime === 0) {
            number /= prime
            count++
          }
          if (count > 0) parts.push(count === 1 ? String(prime) : prime + '^' + count)
        }
        if (number > 1) parts.push(String(number))
        return parts.join('*') || '1'
      }
    `,
    slips: [
      {
        why: 'squares of primes slip through',
        python: ['prime * prime <= number', 'prime * prime < number'],
        javascript: ['prime * prime <= number', 'prime * prime < number'],
      },
      {
        why: 'nothing for 1',
        python: ['"*".join(parts) or "1"', '"*".join(parts)'],
        javascript: ["parts.join('*') || '1'", "parts.join('*')"],
      },
    ],
  },
  {
    id: 'base-change',
    title: 'From base to base',
    level: 'medium',
    statement:
      'The input is one line with a number, its base and a new base, separated by single spaces: `DIGITS FROM TO`. Bases are from 2 to 36; digits above 9 are the letters a to z, of which the input may use either case. The number may begin with a minus sign and has at most 9 digits, perhaps with zeros in front. Print it in the new base, in lower case, without zeros in front; zero is `0` and has no sign.',
    cases: block`
      "ff 16 2" -> "11111111"
      "-101 2 10" -> "-5"
      "0 10 2" -> "0"
      "-0 7 3" -> "0"
      "000 2 36" -> "0"
      "Zz 36 10" -> "1295"
      "999999999 10 36" -> "gjdgxr"
      "zzzzzzzzz 36 2" -> "10111000101111001000101001000111111111111111111"
      "0012 3 4" -> "11"
      "-1295 10 36" -> "-zz"
      "7 8 8" -> "7"
    `,
    python: block`
      def solve(text):
          digits, base, target = text.split()
          number = int(digits, int(base))
          target = int(target)
          sign = "-" if number < 0 else ""
          number = abs(number)
          written = ""
          while number > 0:
              written = "0123456789abcdefghijklmnopqrstuvwxyz"[number % target] + written
              number //= target
          return sign + (written or "0")
    `,
    javascript: block`
      function solve(text) {
        const [digits, base, target] = text.trim().split(' ')
        const number = parseInt(digits, Number(base))
        return number === 0 ? '0' : number.toString(Number(target))
      }
    `,
    slips: [
      {
        why: 'prints nothing sensible for zero',
        python: ['written or "0"', 'written'],
        javascript: ["number === 0 ? '0' : number", "number === 0 ? '' : number"],
      },
      {
        why: 'loses the sign',
        python: ['"-" if number < 0 else ""', '""'],
        javascript: ["'0' : number.", "'0' : Math.abs(number)."],
      },
    ],
  },
  {
    id: 'fraction-sum',
    title: 'Sum of fractions',
    level: 'medium',
    statement:
      'Add the fractions in `fractions`, each a pair [numerator, denominator] of whole numbers, numerators from -20 to 20, denominators from 1 to 20; there are 0 to 30. Return the sum as a pair in lowest terms with a positive denominator. The sum 0 is [0, 1].',
    signature: 'fraction_sum(fractions: int[][]) -> int[]',
    cases: block`
      [[1, 2], [1, 3]] -> [5, 6]
      [[1, 6], [1, 3]] -> [1, 2]
      [] -> [0, 1]
      [[0, 7]] -> [0, 1]
      [[4, 2]] -> [2, 1]
      [[1, 2], [-1, 2]] -> [0, 1]
      [[-3, 6]] -> [-1, 2]
      [[-1, 4], [-1, 4], [1, 20]] -> [-9, 20]
      [[1, 19], [1, 17], [1, 13], [1, 11], [1, 7], [1, 16], [1, 9], [1, 5]] -> [185245967, 232792560]
      [[20, 1], [20, 1], [-20, 20]] -> [39, 1]
    `,
    python: block`
      from math import gcd


      def fraction_sum(fractions):
          top, bottom = 0, 1
          for numerator, denominator in fractions:
              top = top * denominator + numerator * bottom
              bottom *= denominator
              common = gcd(top, bottom)
              top, bottom = top // common, bottom // common
          return [top, bottom]
    `,
    javascript: block`
      function fractionSum(fractions) {
        const gcd = (a, b) => (b === 0 ? Math.abs(a) : gcd(b, a % b))
        let [top, bottom] = [0, 1]
        for (const [numerator, denominator] of fractions) {
          top = top * denominator + numerator * bottom
          bottom *= denominator
          const common = gcd(top, bottom)
          top /= common
          bottom /= common
        }
        return [top === 0 ? 0 : top, bottom]
      }
    `,
    slips: [
      {
        why: 'does not reduce',
        python: ['gcd(top, bottom)', '1'],
        javascript: ['common = gcd(top, bottom)', 'common = 1'],
      },
      {
        why: 'adds tops and bottoms',
        python: ['top * denominator + numerator * bottom', 'top + numerator'],
        javascript: ['top * denominator + numerator * bottom', 'top + numerator'],
      },
    ],
  },
  {
    id: 'last-digits-of-power',
    title: 'Last digits of a power',
    level: 'hard',
    statement:
      'Return the last nine decimal digits of `base` to the power of `exponent`, as a text without zeros in front ("0" where they are all zero). Both are given as texts of 1 to 200 decimal digits, perhaps with zeros in front. Anything to the power 0 is 1.',
    signature: 'power_ending(base: text, exponent: text) -> text',
    cases: block`
      "2", "10" -> "1024"
      "10", "9" -> "0"
      "0", "0" -> "1"
      "0", "5" -> "0"
      "7", "0" -> "1"
      "1", "99999999999999999999" -> "1"
      "3", "1000000000000000000000000000000" -> "1"
      "123456789", "987654321" -> "974933589"
      "1000000001", "7" -> "1"
      "007", "003" -> "343"
      "98765432109876543210987654321", "12345678901234567890123456789012345678901234567890" -> "233576801"
    `,
    python: block`
      def power_ending(base, exponent):
          return str(pow(int(base), int(exponent), 10**9))
    `,
    javascript: block`
      function powerEnding(base, exponent) {
        const modulus = 1000000000n
        let factor = BigInt(base) % modulus
        let result = 1n
        for (let left = BigInt(exponent); left > 0n; left /= 2n) {
          if (left % 2n === 1n) result = (result * factor) % modulus
          factor = (factor * factor) % modulus
        }
        return String(result)
      }
    `,
    slips: [
      { why: 'keeps ten digits', python: ['10**9', '10**10'], javascript: ['1000000000n', '10000000000n'] },
      {
        why: 'keeps zeros in front',
        python: ['str(pow(int(base), int(exponent), 10**9))', 'str(pow(int(base), int(exponent), 10**9)).zfill(9)'],
        javascript: ['String(result)', "String(result).padStart(9, '0')"],
      },
    ],
  },
]
