// Mathematics that is written otherwise than the grammar has it: combinations, remainders, roots and signs of keyboards
// and other alphabets, rows that part equations, vectors in angle brackets.
import { anyFeature, features } from './features.ts'

const vulgar = /[⅐-⅞↉]/g
const chosen = String.raw`(?:\{?\\(?:mathrm|text|rm|mathbf|operatorname)\s?\{\s?([CPA])\s?\}\}?|([CPA]))`
const number = String.raw`(?:\{\s?(\w{1,6})\s?\}|(\w))`
// ^{10}C_3, _{10}C_3, {}^{10}C_{3}
const before = new RegExp(`(?:\\{\\s?\\})?[_^]${number}\\s?${chosen}\\s?_\\s?${number}`, 'g')
// C_{10}^3 with a letter in type, P_{10}^3, A_{10}^3
const after = new RegExp(`(?<![A-Za-z\\\\])${chosen}\\s?_\\s?${number}\\s?\\^\\s?${number}`, 'g')
const upside = new RegExp(
  `(?<![A-Za-z\\\\])(?:\\\\mathrm\\s?\\{\\s?C\\s?\\}|C)\\s?\\^\\s?\\{?(\\d{1,4})\\}?\\s?_\\s?\\{?(\\d{1,4})\\}?`,
  'g',
)

const counting = (letter: string, upper: string, lower: string): string =>
  letter === 'C' ? `\\binom{${upper}}{${lower}}` : `\\frac{(${upper})!}{(${upper}-${lower})!}`

/** The text in the notation that the grammar reads. */
export function withCommonNotation(text: string, found: number = anyFeature): string {
  let plain = text
  const has = (bits: number): boolean => (found & bits) !== 0
  if (has(features.beyond)) plain = withoutRareCharacters(plain)
  if (has(features.capital) && /[CPA]/.test(plain)) plain = withCombinations(plain)
  if (has(features.words | features.rare) && plain.includes('mod')) plain = withRemainder(plain)
  if (/[<>=+/]/.test(plain)) plain = withSignsOfKeyboard(plain)
  if (has(features.letter) && /\d\s?[xX]\s?\d/.test(plain)) {
    plain = plain.replace(
      /(\d)\s?[xX]\s?(?=10\s?\^)|(\d)\s[xX]\s(?=\d)/g,
      (_, one?: string, other?: string) => `${one ?? other}\\times `,
    )
  }
  if (has(features.words | features.text | features.rare | features.beyond)) plain = withoutNames(plain, has)
  if (has(features.caret) && plain.includes('o')) plain = plain.replace(degreeByLetter, '$1^\\circ')
  if (has(features.underscore)) plain = withBases(plain)
  if (has(features.angle)) plain = plain.replace(/^<([^<>]*,[^<>]*)>$/, '\\langle $1\\rangle')
  if (has(features.caret) && has(features.comma)) plain = withTransposed(plain)
  if (has(features.rare | features.ampersand)) plain = withParts(plain)
  return has(features.square) ? withMatrixRows(plain) : plain
}

const degreeByLetter = /(\d)\s?\^\s?\{?\s?(?:\\(?:text|mathrm)\s?\{\s?o\s?\}|o)\s?\}?$/

/** Names and words for what has a sign. */
function withoutNames(text: string, has: (bits: number) => boolean): string {
  let plain = text
  if (has(features.rare)) {
    plain = plain
      .replace(/\\surd(?![A-Za-z])/g, '\\sqrt')
      .replace(/\\minus(?![A-Za-z])/g, '-')
      .replace(/\\[ns]frac(?![A-Za-z])|\\nicefrac(?![A-Za-z])/g, '\\frac')
      .replace(/\\cr(?![A-Za-z])/g, '\\\\')
  }
  if (!has(features.words)) return plain
  return plain
    .replace(/\bcbrt\b/g, '\\sqrt[3]')
    .replace(/^([+-]?)inf$/, '$1\\infty')
    .replace(/^(\d+)\s?(?:\\(?:text|mathrm)\s?\{\s?to\s?\}|\bto\b)\s?(?=\d+$)/, '$1:')
    .replace(
      /^(?:\\text\s?\{\s?)?(?:(?:the )?(?:ordered )?(?:point|pair|vector|triple)|either)(?:\s?\}\s?|\s)(?=[\d(\\⟨$-])/i,
      '',
    )
    .replace(/\bor else\b/g, 'or')
}

/** `(101)_2`, `101_{\text{two}}` */
function withBases(text: string): string {
  return text
    .replace(/\((\d+)\)\s?_/g, '$1_')
    .replace(
      /_\s?\{?\s?\\(?:text|mathrm)\s?\{\s?(two|three|four|five|six|seven|eight|nine|twelve|sixteen)\s?\}\s?\}?/g,
      (_, word: string) => `_{${bases[word]}}`,
    )
}

const bases: { readonly [word: string]: number } = {
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  twelve: 12,
  sixteen: 16,
}

function withoutRareCharacters(text: string): string {
  return text
    .replace(vulgar, (character) => {
      const [top = '', bottom = ''] = character.normalize('NFKC').split('⁄')
      return `\\frac{${top}}{${bottom}}`
    })
    .replace(/[\u{1d400}-\u{1d7ff}]/gu, (character) => character.normalize('NFKC'))
    .replace(/∜/g, '\\sqrt[4]')
    .replace(/[✕✖⨯╳]/g, '\\times ')
    .replace(/[˚∘]/g, '°')
    .replace(/[≦⩽]/g, '\\le ')
    .replace(/[≧⩾]/g, '\\ge ')
    .replace(/∣/g, '|')
    .replace(/∶/g, ':')
    .replace(/[↔⟺]/g, '\\iff ')
}

function withCombinations(text: string): string {
  return text
    .replace(before, (_, n1?: string, n2?: string, c1?: string, c2?: string, k1?: string, k2?: string) =>
      counting(c1 ?? c2 ?? 'C', n1 ?? n2 ?? '', k1 ?? k2 ?? ''),
    )
    .replace(upside, (_, lower: string, upper: string) => counting('C', upper, lower))
    .replace(after, (written, c1?: string, c2?: string, n1?: string, n2?: string, k1?: string, k2?: string) => {
      const [letter, upper, lower] = [c1 ?? c2 ?? 'C', n1 ?? n2 ?? '', k1 ?? k2 ?? '']
      // `C_1^2` is the square of a constant; ten or more, or a counting letter, says combinations.
      return /^\d{2,}$/.test(upper) || (c1 !== undefined && /^[\dkmn]+$/.test(upper))
        ? counting(letter, upper, lower)
        : written
    })
    .replace(
      /(?<![\w.])(\d{1,4})\s?([CP])\s?_?\{?(\d{1,4})\}?(?![\w.])/g,
      (_, upper: string, letter: string, lower: string) => counting(letter, upper, lower),
    )
    .replace(/\bnC[rk]\s?\((\d{1,4}),\s?(\d{1,4})\)/g, '\\binom{$1}{$2}')
}

/** `(mod 7)`, `\mod 7`, `mod 7` after ≡ as `\pmod{7}`. */
function withRemainder(text: string): string {
  return text
    .replace(/\(\s?(?:\\(?:text|mathrm|operatorname)\s?\{\s?mod\s?\}|\\b?mod|mod)\s*([^()]{1,40})\)/g, '\\pmod{$1}')
    .replace(/\(\s?\\text\s?\{\s?mod\s+(\d+)\s?\}\s?\)/g, '\\pmod{$1}')
    .replace(
      /(?<=(?:≡|\\equiv).*)(?:\\text\s?\{\s?mod\s?\}|\\b?mod|(?<!\\[a-z]*)\bmod)(?![a-z])\s*\{?\s?(\w+)\s?\}?$/,
      '\\pmod{$1}',
    )
    .replace(/(?<=\d\s)mod(?=\s\d)/g, '\\bmod')
}

function withSignsOfKeyboard(text: string): string {
  return text
    .replace(/=<(?!=)/g, '\\le ')
    .replace(/<>|=\/=|\/=(?=\s?[\d-])/g, '\\ne ')
    .replace(/\+\s?\/\s?-|\+-(?!-)/g, '\\pm ')
}

/** `(1,2,3)^T` is the tuple; of a matrix the columns become rows, which `foldMatrices` does. */
function withTransposed(text: string): string {
  return text.replace(
    /^(\(?[^()^]*,[^()^]*\)|\[[^[\]^]*,[^[\]^]*\])\s?\^\s?\{?\s?(?:\\(?:mathsf|mathrm|text|mathbf|rm)\s?\{?\s?T\s?\}?|T|\\top|\\intercal)\s?\}?$/,
    '$1',
  )
}

/** `x = 2 \quad x = 3`, `a = 1 \\ b = 2`, `x = 2 & x = 3`: equations in a row, which commas part. */
function withParts(text: string): string {
  if (!/\\q?quad|\\\\|&/.test(text) || /\\begin/.test(text) || /[,;]|\bor\b|\band\b|\\lor|\\vee/.test(text)) return text
  const parts = text
    .split(/\\qquad|\\quad|\\\\|&/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
  const isEquation = (part: string): boolean => /^[^=<>]*[\w})']\s?=\s?[^=<>]+$/.test(part)
  return parts.length > 1 && parts.every(isEquation) ? parts.join(', ') : text
}

/** `[1, 2; 3, 4]` as rows in brackets. */
function withMatrixRows(text: string): string {
  const inner = /^\[([^[\]]*,[^[\]]*;[^[\]]*,[^[\]]*)\]$/.exec(text)?.[1]
  if (inner === undefined) return text
  const rows = inner.split(';')
  const width = rows[0]?.split(',').length ?? 0
  // Two ends with decimal commas are an interval.
  const isInterval = rows.length === 2 && rows.every((row) => /^\s*-?\d+,\d+\s*$/.test(row))
  return !isInterval && width > 1 && rows.every((row) => row.split(',').length === width)
    ? `[${rows.map((row) => `[${row}]`).join(',')}]`
    : text
}
