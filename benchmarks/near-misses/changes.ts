// Changes of one thing in an answer's text. Each returns null where the answer has nothing of its kind.
import type { Rng } from '../../src/core/random.ts'

export interface Change {
  readonly kind: string
  readonly apply: (text: string, rng: Rng) => string | null
}

/** One of the places where the pattern stands, replaced. */
function replaceOne(text: string, pattern: RegExp, rng: Rng, make: (match: RegExpExecArray) => string): string | null {
  const places = [...text.matchAll(pattern)]
  const place = places[rng.int(0, Math.max(0, places.length - 1))]
  if (place === undefined) return null
  return text.slice(0, place.index) + make(place) + text.slice(place.index + place[0].length)
}

const otherDigit = (digit: string, rng: Rng): string => String((Number(digit) + rng.int(1, 9)) % 10)

const swaps = (kind: string, pairs: { readonly [from: string]: string }): Change => {
  const names = Object.keys(pairs)
  const pattern = new RegExp(
    names
      .map((name) => name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&') + (/[a-z]$/.test(name) ? '(?![a-zA-Z])' : ''))
      .join('|'),
    'g',
  )
  return { kind, apply: (text, rng) => replaceOne(text, pattern, rng, ([found]) => pairs[found] as string) }
}

/** Items that commas outside brackets part, inside the outermost bracket if there is one. */
function items(text: string): { before: string; parts: string[]; after: string } | null {
  const match = /^(\\\{|\\left[([]|[([])(.*?)(\\\}|\\right[)\]]|[)\]])$/.exec(text)
  const inner = match?.[2] ?? text
  const parts: string[] = []
  let depth = 0
  let from = 0
  for (let index = 0; index < inner.length; index++) {
    const character = inner.charAt(index)
    if ('([{'.includes(character)) depth++
    else if (')]}'.includes(character)) depth--
    else if (character === ',' && depth === 0) {
      parts.push(inner.slice(from, index))
      from = index + 1
    }
  }
  parts.push(inner.slice(from))
  return parts.length < 2 ? null : { before: match?.[1] ?? '', parts, after: match?.[3] ?? '' }
}

function withItems(text: string, change: (parts: string[]) => string[] | null): string | null {
  const found = items(text)
  const parts = found && change(found.parts)
  return found === null || parts === null ? null : found.before + parts.join(',') + found.after
}

export const changes: readonly Change[] = [
  {
    kind: 'sign of the whole',
    apply: (text) => (/^[-([\\{]|[<>=]|\\text/.test(text) ? (text.startsWith('-') ? text.slice(1) : null) : `-${text}`),
  },
  {
    kind: 'sign inside',
    apply: (text, rng) =>
      replaceOne(text, /(?<=[\w)}\s])[+-](?=\s?[\w(\\])/g, rng, ([sign]) => (sign === '+' ? '-' : '+')),
  },
  { kind: 'digit', apply: (text, rng) => replaceOne(text, /\d/g, rng, ([digit]) => otherDigit(digit, rng)) },
  { kind: 'digit left out', apply: (text, rng) => replaceOne(text, /(?<=\d)\d|\d(?=\d)/g, rng, () => '') },
  {
    kind: 'digit doubled',
    // 3.333 is what 3.33 was rounded from.
    apply: (text, rng) => (/\.\d/.test(text) ? null : replaceOne(text, /[1-9]/g, rng, ([digit]) => digit + digit)),
  },
  {
    kind: 'decimal point moved',
    apply: (text, rng) => replaceOne(text, /(\d)\.(\d)/g, rng, (match) => `${match[1]}${match[2]}.`),
  },
  {
    kind: 'exponent',
    apply: (text, rng) =>
      replaceOne(text, /\^(\{?)(\d)/g, rng, (match) => `^${match[1]}${otherDigit(match[2] as string, rng)}`),
  },
  { kind: 'exponent left out', apply: (text, rng) => replaceOne(text, /\^(?:\{\d+\}|\d)/g, rng, () => '') },
  {
    kind: 'numerator and denominator',
    apply: (text, rng) =>
      replaceOne(text, /\\[dt]?frac\{([^{}]*)\}\{([^{}]*)\}/g, rng, (match) => `\\frac{${match[2]}}{${match[1]}}`),
  },
  {
    kind: 'root left out',
    apply: (text, rng) => replaceOne(text, /\\sqrt\{([^{}]*)\}/g, rng, (match) => `(${match[1]})`),
  },
  { kind: 'π left out', apply: (text, rng) => replaceOne(text, /(?<=\d)\\pi/g, rng, () => '') },
  swaps('bracket kind', { '[': '(', '\\{': '(', ']': ')' }),
  {
    kind: 'bracket opened or closed',
    apply: (text, rng) =>
      rng.int(0, 1) === 0
        ? replaceOne(text, /^\((?=.*,)/g, rng, () => '[')
        : replaceOne(text, /(?<=,.*)\)$/g, rng, () => ']'),
  },
  swaps('relation direction', { '<': '>', '>': '<', '\\le': '\\ge', '\\ge': '\\le' }),
  swaps('relation strictness', { '<': '\\le ', '>': '\\ge ', '\\le': '<', '\\ge': '>' }),
  swaps('relation', { '=': '\\ne ', '\\ne': '=' }),
  swaps('operator', { '+': '\\cdot ', '/': '+' }),
  swaps('function', { '\\sin': '\\cos', '\\cos': '\\sin', '\\ln': '\\sin' }),
  swaps('letter', { x: 'y', y: 'z', n: 'm', a: 'b', k: 'n' }),
  swaps('unit', {
    ' cm': ' m',
    ' m': ' km',
    ' km': ' m',
    ' kg': ' g',
    ' g': ' kg',
    ' hours': ' minutes',
    ' minutes': ' hours',
    ' L': ' kg',
  }),
  {
    kind: 'order of a tuple',
    apply: (text, rng) =>
      /^(?:\\left)?[([]/.test(text)
        ? withItems(text, (parts) => {
            const at = rng.int(0, parts.length - 2)
            return parts.map((part, index) =>
              index === at ? (parts[at + 1] as string) : index === at + 1 ? (parts[at] as string) : part,
            )
          })
        : null,
  },
  {
    kind: 'element left out',
    apply: (text, rng) =>
      withItems(text, (parts) =>
        parts.length < 3 && /^[([]/.test(text) ? null : parts.toSpliced(rng.int(0, parts.length - 1), 1),
      ),
  },
  { kind: 'element added', apply: (text, rng) => withItems(text, (parts) => [...parts, String(rng.int(1000, 9999))]) },
  {
    kind: 'element changed',
    apply: (text, rng) =>
      withItems(text, (parts) => parts.with(rng.int(0, parts.length - 1), String(rng.int(1000, 9999)))),
  },
  {
    kind: 'term added',
    apply: (text, rng) => (/[,<>=]|\\text|^[([\\{]/.test(text) ? null : `${text}+${rng.int(1, 9)}`),
  },
  {
    kind: 'factor added',
    apply: (text, rng) => (/[,<>=+-]|\\text|^[([\\{]/.test(text) ? null : `${rng.int(2, 9)}\\cdot ${text}`),
  },
]
