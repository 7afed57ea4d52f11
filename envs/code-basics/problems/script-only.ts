// Problems of JavaScript and TypeScript: promises, big integers as texts, enums, unions and generics.
import { block, type CodeProblem } from '../problem.ts'

export const scriptOnly: readonly CodeProblem[] = [
  {
    id: 'big-product',
    title: 'Product of big integers',
    level: 'medium',
    statement:
      'Return the exact product of the whole numbers in `factors`, which are given as texts such as "-12345678901234567890", as a text. There are 0 to 50 factors of at most 60 digits; without any the product is "1". Zero is "0", without a sign.',
    signature: 'big_product(factors: text[]) -> text',
    cases: block`
      ["123456789123456789", "10"] -> "1234567891234567890"
      ["-3", "5"] -> "-15"
      [] -> "1"
      ["0", "-7"] -> "0"
      ["-2", "-2"] -> "4"
      ["9007199254740993"] -> "9007199254740993"
      ["-99999999999999999999", "99999999999999999999"] -> "-9999999999999999999800000000000000000001"
      ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17", "18", "19", "20", "21", "22", "23", "24", "25"] -> "15511210043330985984000000"
    `,
    javascript: block`
      function bigProduct(factors) {
        return String(factors.reduce((product, factor) => product * BigInt(factor), 1n))
      }
    `,
    slips: [
      { why: 'loses digits', javascript: ['BigInt(factor), 1n', 'Number(factor), 1'] },
      { why: 'nothing is 0', javascript: ['return String(', "return factors.length === 0 ? '0' : String("] },
    ],
  },
  {
    id: 'in-turn',
    title: 'Steps one after another',
    level: 'medium',
    statement:
      'Each text of `steps` is an operation on a number: "+N", "-N" or "*N" with a whole number N from 0 to 9. Write an async function that begins with `start`, applies the steps one after another, and gives a promise of the list of all values on the way, the start first. A step "!" rejects the value so far: the promise then gives the values before it and the text "failed" at the end, and no further step is done. There are 0 to 20 steps.',
    signature: 'in_turn(start: int, steps: text[]) -> json[]',
    cases: block`
      2, ["+3", "*4"] -> [2, 5, 20]
      1, ["-1", "!", "+9"] -> [1, 0, "failed"]
      5, [] -> [5]
      0, ["!"] -> [0, "failed"]
      -3, ["*2", "-4", "*0", "+1"] -> [-3, -6, -10, 0, 1]
      1, ["*2", "*2", "*2", "*2", "*2"] -> [1, 2, 4, 8, 16, 32]
      7, ["+0", "!", "!"] -> [7, 7, "failed"]
      9, ["-9", "-9"] -> [9, 0, -9]
    `,
    javascript: block`
      async function inTurn(start, steps) {
        const values = [start]
        const apply = async (step, value) => {
          const number = Number(step.slice(1))
          if (step[0] === '!') throw new Error('rejected')
          if (step[0] === '*') return value * number
          return step[0] === '+' ? value + number : value - number
        }
        try {
          for (const step of steps) values.push(await apply(step, values[values.length - 1]))
        } catch {
          values.push('failed')
        }
        return values
      }
    `,
    slips: [
      { why: 'passes over a rejected step', javascript: ['of steps) values', "of steps) if (step !== '!') values"] },
      { why: 'forgets the start', javascript: ['return values\n}', 'return values.slice(1)\n}'] },
    ],
  },
  {
    id: 'group-counts',
    title: 'Count by first letter',
    level: 'easy',
    statement:
      'Return the pairs [letter, count] of the first letters (in lower case) of the texts in `words`, in the order in which each letter first comes up. Empty texts do not count. There are 0 to 1,000 words of ASCII letters and digits; a digit counts like a letter.',
    signature: 'first_letters(words: text[]) -> json[][]',
    cases: block`
      ["pear", "apple", "Plum"] -> [["p", 2], ["a", 1]]
      ["", "x"] -> [["x", 1]]
      [] -> []
      ["b", "a", "B", "A", "c"] -> [["b", 2], ["a", 2], ["c", 1]]
      ["a1", "2", "10", "1"] -> [["a", 1], ["2", 1], ["1", 2]]
      ["constructor", "toString", "Cat"] -> [["c", 2], ["t", 1]]
      ["", ""] -> []
      ["z9", "Z", "z", "y"] -> [["z", 3], ["y", 1]]
    `,
    javascript: block`
      function firstLetters(words) {
        const counts = new Map()
        for (const word of words) {
          if (word === '') continue
          const letter = word[0].toLowerCase()
          counts.set(letter, (counts.get(letter) ?? 0) + 1)
        }
        return [...counts]
      }
    `,
    slips: [
      {
        why: 'an object puts digits first',
        javascript: ['return [...counts]', 'return Object.entries(Object.fromEntries(counts))'],
      },
      { why: 'capitals are other letters', javascript: ['word[0].toLowerCase()', 'word[0]'] },
    ],
  },
  {
    id: 'traffic-light',
    title: 'Traffic light',
    level: 'easy',
    statement:
      'A light shows red, then red-amber, green, amber and red again. Each letter of `signals` is an event: "t" (tick) goes to the next state, "f" (fault) to `off` from any state, "r" (reset) to red from `off` and does nothing elsewhere; a tick does nothing in `off`. It begins in red. Return the state after all events: "red", "red-amber", "green", "amber" or "off". An enum for the states is a good start.',
    signature: 'light(signals: text) -> text',
    cases: block`
      "tt" -> "green"
      "ftr" -> "red"
      "" -> "red"
      "t" -> "red-amber"
      "ttt" -> "amber"
      "tttt" -> "red"
      "ttf" -> "off"
      "ttr" -> "green"
      "tffrtt" -> "green"
      "fttt" -> "off"
    `,
    typescript: block`
      enum State {
        Red,
        RedAmber,
        Green,
        Amber,
        Off,
      }

      const names: Record<State, string> = {
        [State.Red]: 'red',
        [State.RedAmber]: 'red-amber',
        [State.Green]: 'green',
        [State.Amber]: 'amber',
        [State.Off]: 'off',
      }

      function light(signals: string): string {
        let state = State.Red
        for (const signal of signals) {
          if (signal === 'f') state = State.Off
          else if (signal === 'r' && state === State.Off) state = State.Red
          else if (signal === 't' && state !== State.Off) state = (state + 1) % 4
        }
        return names[state]
      }
    `,
    slips: [
      { why: 'a reset works everywhere', typescript: ["signal === 'r' && state === State.Off", "signal === 'r'"] },
      { why: 'ticks out of the fault', typescript: [' && state !== State.Off', ''] },
    ],
  },
  {
    id: 'shape-areas',
    title: 'Areas of shapes',
    level: 'medium',
    statement:
      'A shape is one of { kind: "square", side }, { kind: "rectangle", width, height } and { kind: "group", shapes }, where `shapes` is a list of shapes. Declare the type `Shape` as a discriminated union and return the total area of `shapes`; the area of a group is the sum of its shapes. Sides are whole numbers from 0 to 1,000, groups are nested at most 20 deep, and every list may be empty.',
    signature: 'total_area(shapes: Shape[]) -> int',
    cases: block`
      [{"kind": "square", "side": 3}, {"kind": "rectangle", "width": 2, "height": 5}] -> 19
      [{"kind": "group", "shapes": [{"kind": "square", "side": 2}]}] -> 4
      [] -> 0
      [{"kind": "group", "shapes": []}] -> 0
      [{"kind": "square", "side": 0}, {"kind": "square", "side": 1000}] -> 1000000
      [{"kind": "group", "shapes": [{"kind": "group", "shapes": [{"kind": "rectangle", "width": 7, "height": 3}]}, {"kind": "square", "side": 1}]}] -> 22
      [{"kind": "rectangle", "width": 0, "height": 9}] -> 0
      [{"kind": "square", "side": 4}, {"kind": "group", "shapes": [{"kind": "square", "side": 5}, {"kind": "square", "side": 6}]}, {"kind": "rectangle", "width": 1, "height": 2}] -> 79
    `,
    typescript: block`
      type Shape =
        | { readonly kind: 'square'; readonly side: number }
        | { readonly kind: 'rectangle'; readonly width: number; readonly height: number }
        | { readonly kind: 'group'; readonly shapes: readonly Shape[] }

      function area(shape: Shape): number {
        switch (shape.kind) {
          case 'square':
            return shape.side ** 2
          case 'rectangle':
            return shape.width * shape.height
          case 'group':
            return totalArea(shape.shapes)
        }
      }

      function totalArea(shapes: readonly Shape[]): number {
        return shapes.reduce((sum, shape) => sum + area(shape), 0)
      }
    `,
    slips: [
      { why: 'groups do not count', typescript: ['return totalArea(shape.shapes)', 'return 0'] },
      { why: 'a square by its circumference', typescript: ['shape.side ** 2', 'shape.side * 4'] },
    ],
  },
]
