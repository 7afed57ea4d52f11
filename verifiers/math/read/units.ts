// Units that follow a number, from a table of dimensions. A bare single letter is a variable and no unit: 3t, 2c, 10 h.
import { multiply, rational, whole, type Rational } from '../../number/rational.ts'
import { functions, greek } from './commands.ts'

export interface Unit {
  /** `length`, `length^2`, `currency`, …; of an unknown word the word itself. */
  readonly dimension: string
  /** How many of the dimension's own unit it is. */
  readonly scale: Rational
  readonly isKnown: boolean
}

/** Dimension, then names with what each is in the first of them. */
const table: { readonly [dimension: string]: { readonly [names: string]: string } } = {
  length: {
    'm meter metre': '1',
    'cm centimeter centimetre': '1/100',
    'mm millimeter millimetre': '1/1000',
    'km kilometer kilometre': '1000',
    'inch inches in': '254/10000',
    'ft foot feet': '3048/10000',
    'yd yard': '9144/10000',
    'mi mile': '1609344/1000',
  },
  mass: { 'kg kilogram': '1', 'g gram': '1/1000', 'mg milligram': '1/1000000', 'lb lbs pound': '45359237/100000000' },
  time: {
    's sec second': '1',
    'min minute': '60',
    'h hr hrs hour': '3600',
    day: '86400',
    week: '604800',
    ms: '1/1000',
  },
  volume: { 'l liter litre': '1', 'ml milliliter millilitre': '1/1000' },
  currency: { dollar: '1', 'cent cents': '1/100', euro: 'x', yuan: 'x', rupee: 'x' },
  angle: { 'degree deg': '1', 'radian rad': 'x' },
}

const known: ReadonlyMap<string, Unit> = new Map(
  Object.entries(table).flatMap(([dimension, units]) =>
    Object.entries(units).flatMap(([names, size]) => {
      const [top = '1', bottom = '1'] = size.split('/')
      const scale = size === 'x' ? whole(1n) : (rational(BigInt(top), BigInt(bottom)) as Rational)
      const own = size === 'x' ? names : dimension
      return names.split(' ').map((name) => [name, { dimension: own, scale, isKnown: true }] as const)
    }),
  ),
)

const unitEnd =
  /(?:(?:\\[ ,;]|\s|~)*(?:\\(?:text|textbf|textnormal|mathrm|textrm|mbox|operatorname|rm)\s?\{(?:[^{}\d\\]*)(?:\^\{?[23]\}?)?\}(?:\^\{?[23]\}?)?|\p{L}{2,}[.]?(?:\^\{?[23]\}?|[²³])?|\p{L}[²³]|\p{L}{1,3}\/\p{L}{1,3}))+$/u
const longestUnit = 60
const shortestWord = 4

/**
 * The number and the unit of `12 cm`, `5\text{ apples}`, `3 m/s`; null without a unit of at least two letters.
 * @example splitUnit('15\\mbox{ cm}^2') // { number: '15', unit: 'cm^2' }
 */
export function splitUnit(text: string): { number: string; unit: string; isMarked: boolean } | null {
  const tail = text.slice(-longestUnit)
  const offset = text.length - tail.length
  const match = unitEnd.exec(tail)
  if (match === null || offset + match.index === 0) return null
  const number = text.slice(0, offset + match.index)
  if (!/[\d)}%\]]$/.test(number) || /\\[A-Za-z]*$/.test(number)) return null
  const unit = match[0]
    .replace(/\\[a-z]+|[{}\\~,;.]/g, ' ')
    .replace(/²/g, '^2')
    .replace(/³/g, '^3')
    .replace(/\s+/g, ' ')
    .replace(/\s?\^\s?/g, '^')
    .trim()
    .toLowerCase()
  if (unit === '' || /(?:^|\s)(?:and|or|if|for|where|is|are)(?:\s|$)/.test(unit)) return null
  const isMarked = /\\[a-z]/.test(match[0])
  return isMarked || unit.split(' ').every(isUnitWord) ? { number, unit, isMarked } : null
}

/** Whether letters without a mark of text are a unit: one of the table, or too long for a product such as `3ab`. */
function isUnitWord(word: string): boolean {
  const parts = word.split('/').map((part) => part.replace(/\^.*$/, ''))
  if (parts.every((part) => known.has(part) || known.has(singular(part)))) return true
  return parts.length === 1 && word.length >= shortestWord && !greek.has(word) && !functions.has(word)
}

/**
 * @example unitOf('square inches') // length^2
 */
export function unitOf(written: string): Unit {
  const squared = /^(?:square|sq\.?)\s/.test(written) ? 2 : /^cubic\s/.test(written) ? 3 : 1
  const [base = '', power] = written.replace(/^(?:square|sq\.?|cubic)\s/, '').split('^')
  const found = known.get(base) ?? known.get(singular(base))
  const exponent = power === undefined ? squared : Number(power)
  if (found === undefined) return { dimension: singular(written), scale: whole(1n), isKnown: false }
  let scale = found.scale
  for (let count = 1; count < exponent; count++) scale = multiply(scale, found.scale)
  return { dimension: exponent === 1 ? found.dimension : `${found.dimension}^${exponent}`, scale, isKnown: true }
}

function singular(word: string): string {
  return word.replace(/(?<=ch|sh)es$|s$/, '')
}
