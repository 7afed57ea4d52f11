// An answer's text to tokens: LaTeX and plain notation alike. Commands that only set type vanish here.
import { multiply, rational, whole, type Rational } from '../number/rational.ts'
import { mostDigits, mostTokens, OverLimit } from './limits.ts'

export type Token =
  /** `decimals` counts the digits after the point; null for a number written without one. */
  | { readonly kind: 'number'; readonly value: Rational; readonly decimals: number | null; readonly spaced: boolean }
  | { readonly kind: 'word'; readonly name: string }
  /** A LaTeX command that means something, without its backslash. */
  | { readonly kind: 'command'; readonly name: string }
  /** What `\text{…}` holds. */
  | { readonly kind: 'text'; readonly text: string }
  /** An operator, a relation, a bracket or a comma. `{` and `}` group; a set's braces are `\{` and `\}`. */
  | { readonly kind: 'mark'; readonly mark: string }

const layout =
  /(?:\s|~|\\[,;:!> ]|\\(?:left|right|displaystyle|textstyle|limits|quad|qquad|bigl?|bigr|Bigl?|Bigr|middle|nonumber|hfill)(?![A-Za-z])|\\?\$|[€£¥₹]|&)+/y
const thousands = /\d{1,3}(?:(?:,|\{,\}|,?\\[,!]\s?|\s)\d{3})+(?![\d])(?:\.\d+)?/y
/** Inside brackets a bare comma or a space parts items. */
const innerThousands = /\d{1,3}(?:(?:\{,\}|,?\\[,!]\s?)\d{3})+(?![\d])(?:\.\d+)?/y
const plainNumber = /(?:\d+(?:\.\d+|\.(?![.\d]))?|\.\d+)(?:[eE][+-]?\d+)?/y
const repeating = /\\overline\s?\{(\d+)\}/y
const textCommand =
  /\\(?:text|textbf|textit|textrm|textnormal|mbox|mathrm|mathbf|mathit|operatorname)\s?\{([^{}\\]*)\}/y
const command = /\\([A-Za-z]+)/y
const word = /\p{L}(?:[\p{L}']*)(?:_(?:\{\w+\}|\w))?/uy
const marks = /\\[{}]|\\%|<=|>=|!=|\*\*|[-+*/^!%()[\]{}=<>,;:|_°]/y

const commandMarks: { readonly [name: string]: string } = {
  cdot: '*',
  times: '*',
  ast: '*',
  div: '/',
  le: '<=',
  leq: '<=',
  leqslant: '<=',
  ge: '>=',
  geq: '>=',
  geqslant: '>=',
  lt: '<',
  gt: '>',
  ne: '!=',
  neq: '!=',
  lbrace: '\\{',
  rbrace: '\\}',
  lvert: '|',
  rvert: '|',
  circ: '°',
  degree: '°',
}

/** Characters that models write for ASCII ones or commands. NFKC folds full-width forms. */
const unicodeForms: { readonly [character: string]: string } = {
  '−': '-',
  '–': '-',
  '×': '*',
  '·': '*',
  '⋅': '*',
  '∗': '*',
  '÷': '/',
  '≤': '<=',
  '≥': '>=',
  '≠': '!=',
  '√': '\\sqrt ',
  π: '\\pi ',
  '∞': '\\infty ',
  '²': '^2',
  '³': '^3',
  '，': ',',
}

/**
 * The tokens of `text`, or null where a character belongs to no notation known here.
 * @throws OverLimit past 2,000 tokens or for a number of more than 4,096 digits
 * @example tokenise('1{,}000\\,\\frac12') // number 1000, command frac, number 12
 */
export function tokenise(text: string): Token[] | null {
  const folded = text
    .replace(/[−–×·⋅∗÷≤≥≠√π∞²³，]/g, (character) => unicodeForms[character] ?? character)
    .normalize('NFKC')
  return tokensOf(separateDigits(folded))
}

/** `\frac12` takes single digits as arguments; braces say so to the rest of this file. */
function separateDigits(text: string): string {
  return text
    .replace(/(\\[dtc]?frac)\s?(\d)/g, '$1{$2}')
    .replace(/(\\[dtc]?frac\s?\{[^{}]{0,200}\})\s?(\d)/g, '$1{$2}')
    .replace(/(\\sqrt)\s?(\d)/g, '$1{$2}')
}

function tokensOf(folded: string): Token[] | null {
  const tokens: Token[] = []
  let depth = 0
  let index = 0
  let spaced = false
  const matchAt = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = index
    const match = pattern.exec(folded)
    if (match !== null) index += match[0].length
    return match
  }
  while (index < folded.length) {
    if (tokens.length >= mostTokens) throw new OverLimit(`more than ${mostTokens} tokens`)
    if (matchAt(layout) !== null) {
      spaced = true
      continue
    }
    const grouped = matchAt(depth === 0 ? thousands : innerThousands)
    const digits = grouped ?? matchAt(plainNumber)
    if (digits !== null) {
      const repeated = grouped === null ? matchAt(repeating) : null
      const written = grouped === null ? digits[0] : digits[0].replace(/[^\d.]/g, '')
      tokens.push({ kind: 'number', ...readDecimal(written, repeated?.[1] ?? ''), spaced })
      spaced = false
      continue
    }
    spaced = false
    const quoted = matchAt(textCommand)
    if (quoted !== null) {
      tokens.push({ kind: 'text', text: (quoted[1] ?? '').trim() })
      continue
    }
    const name = matchAt(word)
    if (name !== null) {
      tokens.push({ kind: 'word', name: name[0].replace(/[{}]/g, '') })
      continue
    }
    const mark = matchAt(marks)
    if (mark !== null) {
      const plain = mark[0] === '**' ? '^' : mark[0] === '\\%' ? '%' : mark[0]
      if (plain === '(' || plain === '[' || plain === '\\{') depth++
      if (plain === ')' || plain === ']' || plain === '\\}') depth--
      tokens.push({ kind: 'mark', mark: plain })
      continue
    }
    const named = matchAt(command)
    if (named === null) return null
    const known = commandMarks[named[1] ?? '']
    tokens.push(known === undefined ? { kind: 'command', name: named[1] ?? '' } : { kind: 'mark', mark: known })
  }
  return tokens
}

/**
 * The exact value of decimal digits with an optional exponent and repeating tail.
 * @example readDecimal('0.1', '6').value // 1/6
 */
function readDecimal(written: string, repeated: string): { value: Rational; decimals: number | null } {
  const [mantissa = '', exponentText = '0'] = written.toLowerCase().split('e')
  const [integer = '', fraction] = mantissa.split('.')
  const exponent = Number(exponentText)
  if (mantissa.length + repeated.length > mostDigits || Math.abs(exponent) > mostDigits) {
    throw new OverLimit(`a number of more than ${mostDigits} digits`)
  }
  const places = fraction?.length ?? 0
  if (repeated === '') {
    const value = multiply(whole(BigInt(integer + (fraction ?? ''))), powerOfTen(exponent - places))
    return { value, decimals: fraction === undefined ? null : Math.max(0, places - exponent) }
  }
  // 0.1(6) = (16 - 1) / 90: the digits with one period, less those without, over as many nines.
  const nines = 10n ** BigInt(repeated.length) - 1n
  const digits = BigInt(integer + (fraction ?? '') + repeated) - BigInt(integer + (fraction ?? ''))
  return { value: multiply(rational(digits, nines) as Rational, powerOfTen(-places)), decimals: null }
}

function powerOfTen(power: number): Rational {
  return power >= 0 ? whole(10n ** BigInt(power)) : (rational(1n, 10n ** BigInt(-power)) as Rational)
}
