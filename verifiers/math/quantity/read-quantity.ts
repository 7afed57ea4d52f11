// Numbers with units to trees: `5 km`, `v = 9.8 \mathrm{~m}/\mathrm{s}^2`, `\$18 per day`, `9 chickens and 10 rabbits`,
// `5 ft 3 in`. A quantity is `quantity(value, unit …)`: the unit's text is a symbol, which `unitsOf` reads again.
import { add, compare, divide, multiply, type Rational } from '../../number/rational.ts'
import { apply, list, number, relation, someTree, symbol, type ApplyTree, type MathTree } from '../read/tree.ts'
import { readClock } from './clock.ts'
import { readNumberWords } from './number-words.ts'
import { readPieces, readUnit, type UnitReading } from './read-unit.ts'
import { asOneNumber } from './separators.ts'
import { splitTop } from './split-top.ts'
import { dimensionKey, type Unit } from './unit-names.ts'
import { unitPieces } from './unit-pieces.ts'

export interface QuantityReading {
  readonly tree: MathTree
  /** Whether no letter of a unit can be a variable. */
  readonly isSure: boolean
}

type ReadTree = (text: string) => MathTree | null

const mark = 'unit '
const longest = 600
const mostPieces = 32
/** What must stand in a text that holds a quantity; most answers do not. */
const hint =
  /\\(?:text|mathrm|mbox|rm|textrm|textbf|mathsf|mathbf|operatorname|textnormal|textit|hbox|SI|si|unit|qty|Omega|mu|ohm|circ|degree|pounds|euro|yen)(?![a-z])|(?<![\\\p{L}])\p{L}{2,}|\p{L}\s?\/\s?\p{L}|\d\s?\p{L}\s?\^\s?\{?-?\d\}?(?:$|[\s,/])|\p{L}[\s·⋅]\p{L}\s?\^|[°℃℉Ω$€£¥₹₩₽₱฿₺¢′″'"\u3040-\u9fff]|\d\s?\\[dt]?frac\s?\{\s?\p{L}|[\d}]\s?\p{L}\.?$|\d:\d|[ap]\.\s?m/iu

export function isQuantity(tree: MathTree): tree is ApplyTree {
  return tree.kind === 'apply' && tree.name === 'quantity'
}

export function holdsQuantity(tree: MathTree): boolean {
  return someTree(tree, (each) => each.kind === 'apply' && (each.name === 'quantity' || each.name === 'clock'))
}

export function quantity(value: MathTree, unit: string): ApplyTree {
  return apply('quantity', value, symbol(mark + unit))
}

export function unitTextOf(tree: ApplyTree): string {
  const [, unit] = tree.of
  return unit?.kind === 'symbol' ? unit.name.slice(mark.length) : ''
}

/** What the unit of a quantity can mean. */
export function unitsOf(tree: ApplyTree): readonly Unit[] {
  return readUnit(unitTextOf(tree))?.units ?? []
}

/**
 * The text as a quantity, a list of them or a relation to one; null where no unit stands in it.
 * @param read reads what is no unit
 */
export function readQuantity(text: string, read: ReadTree): QuantityReading | null {
  if (text.length > longest || !hint.test(text)) return null
  return readOne(text, read) ?? readList(text, read) ?? readSides(text, read)
}

const joints =
  /\s*(?:,(?!\d{3}(?!\d))|;|，|；)\s*(?:(?:and|or)\s)?|\s*\\text\{\s*,?\s*(?:and|or)\s*\}|,?\s+(?:and|or)\s+/y

function readList(text: string, read: ReadTree): QuantityReading | null {
  if (!/[,;，；]|and|or/.test(text)) return null
  const parts = splitTop(text, joints)
  if (parts.length < 2 || parts.some((part) => part.text.trim() === '')) return null
  const readings = parts.map((part) => readSides(readNumberWords(part.text.trim()), read))
  const units = readings.map((reading) =>
    reading !== null && isQuantity(reading.tree) ? unitTextOf(reading.tree) : null,
  )
  if (readings.every((reading) => reading === null)) return null
  const items = readings.map((reading, index) => reading?.tree ?? plain((parts[index] as { text: string }).text, read))
  if (items.some((item) => item === null)) return null
  // `3, 4 and 5 cm`: the last unit is that of all.
  const last = units.at(-1)
  const areAll = last !== null && last !== undefined && units.slice(0, -1).every((unit) => unit === null)
  const joint = parts.some((part) => /or/.test(part.mark))
    ? 'or'
    : parts.some((part) => /and/.test(part.mark))
      ? 'and'
      : ''
  const united = items.map((item) =>
    areAll && item !== null && !isQuantity(item) ? quantity(item, last) : (item as MathTree),
  )
  return { tree: list(joint, united), isSure: readings.every((reading) => reading?.isSure !== false) }
}

const relationMarks = /\s*(?:=|≈|<|>|≤|≥|\\(?:approx|leqslant|leq|le|geqslant|geq|ge|lt|gt)(?![A-Za-z]))\s*/y
const relationNames: { readonly [mark: string]: string } = {
  approx: '≈',
  le: '<=',
  leq: '<=',
  leqslant: '<=',
  ge: '>=',
  geq: '>=',
  geqslant: '>=',
  lt: '<',
  gt: '>',
  '≤': '<=',
  '≥': '>=',
}

/** One quantity, or a relation with one. */
function readSides(text: string, read: ReadTree): QuantityReading | null {
  const sides = /[=≈<>≤≥]|\\[algl]/.test(text) ? splitTop(text, relationMarks) : []
  if (sides.length < 2) return readOne(text, read)
  const readings = sides.map((side) => readOne(side.text.trim(), read))
  if (readings.every((reading) => reading === null)) return null
  const trees = readings.map((reading, index) => reading?.tree ?? read((sides[index] as { text: string }).text.trim()))
  if (trees.some((tree) => tree === null)) return null
  const operators = sides.slice(0, -1).map((side) => {
    const name = side.mark.replace('\\', '')
    return relationNames[name] ?? name
  })
  return {
    tree: relation(operators, trees as MathTree[]),
    isSure: readings.every((reading) => reading?.isSure !== false),
  }
}

function plain(text: string, read: ReadTree): MathTree | null {
  const tree = read(text.trim())
  return tree === null || someTree(tree, (each) => each.kind === 'text') ? null : tree
}

function readOne(text: string, read: ReadTree): QuantityReading | null {
  const clock = readClock(text)
  if (clock !== null) return { tree: clock, isSure: true }
  return withCurrency(text, read) ?? sumOfUnits(text, read) ?? withUnit(text, read)
}

const currencyFirst =
  /^([-+−]?)\s?((?:US|A|C|HK|S|NZ|R)?\s?\\?\$|[€£¥₹₩₽₱฿₺]|\\(?:euro|pounds|yen)\b|(?:\\(?:text|mathrm)\{\s?)?(?:USD|EUR|GBP|CNY|RMB|JPY|INR|AUD|CAD|CHF|KRW|HKD|SGD|Rs)\.?\s?\}?)(?:\s|~|\\[,;: ]|\{\})*(?=[-−\d.\\])/u

/** `\$18 per day`, `USD 32`, `€5.50` */
function withCurrency(text: string, read: ReadTree): QuantityReading | null {
  const match = currencyFirst.exec(text)
  if (match === null) return null
  const rest = text.slice(match[0].length)
  const currency = (match[2] as string).replace(/\\(?:text|mathrm)\{|[{}\\.]/g, '').trim()
  const inner = withUnit(rest, read)
  const after = inner !== null && isQuantity(inner.tree) ? unitTextOf(inner.tree) : null
  const value =
    inner !== null && isQuantity(inner.tree) ? inner.tree.of[0] : plain(asOneNumber(rest, false) ?? rest, read)
  if (value === null || value === undefined) return null
  const isSameAgain = after !== null && namesSame(currency, after)
  const unit = after === null || isSameAgain ? currency : `${currency} ${after}`
  const signed = match[1] === '-' || match[1] === '−' ? apply('negate', value) : value
  return readUnit(unit) === null ? null : { tree: quantity(signed, unit), isSure: true }
}

function namesSame(one: string, other: string): boolean {
  const keys = (text: string): string[] => (readUnit(text)?.units ?? []).map((unit) => dimensionKey(unit.dimension))
  return keys(one).some((key) => keys(other).includes(key))
}

/** A number and its unit: the longest unit whose number is one. */
function withUnit(text: string, read: ReadTree): QuantityReading | null {
  const pieces = unitPieces(text)
  for (let index = Math.max(0, pieces.length - mostPieces); index < pieces.length; index++) {
    const piece = pieces[index]
    if (piece === undefined || piece.at <= 0 || piece.kind === 'other' || piece.kind === 'power') continue
    if (piece.kind === 'mark' && !['frac', '(', '{', '/'].includes(piece.value)) continue
    const before = text.slice(0, piece.at).replace(/(?:\\[,;:! ]|\\quad|\{\}|~|\s)+$/, '')
    if (!endsAsNumber(before, piece.isMarked)) continue
    const reading = readPieces(pieces.slice(index))
    if (reading === null) continue
    const found = united(before, text.slice(piece.at), reading, piece.isMarked, read)
    if (found !== null) return found
  }
  return null
}

function endsAsNumber(before: string, isMarked: boolean): boolean {
  return /(?:[\d)}\]π]|\\pi)$/.test(before) || (isMarked && /(?<![\\A-Za-z])[a-z]$/.test(before))
}

function united(
  before: string,
  unit: string,
  reading: UnitReading,
  isMarked: boolean,
  read: ReadTree,
): QuantityReading | null {
  // A sign of degrees alone is an operator of the grammar.
  if (/^\s*\^?\s*\{?\s*(?:°|\\circ|\\degree)\s*\}?\s*$/.test(unit)) return null
  const digits = asOneNumber(before, false)
  if (digits !== null) {
    // `5,50 €` is a price; `3,4 cm` may be two lengths.
    const isOne = reading.units.some(isMoney) || asOneNumber(before, true) !== null
    return { tree: quantity(read(digits) as MathTree, unit.trim()), isSure: reading.isSure && isOne }
  }
  const value = read(before)
  if (value === null || value.kind === 'relation' || value.kind === 'list') return null
  if (isMarked && reading.isSure ? someTree(value, (each) => each.kind === 'text') : !isNumeric(value)) return null
  return { tree: quantity(value, unit.trim()), isSure: reading.isSure }
}

/** Whether a tree is a number: no letters but π and e. */
export function isNumeric(tree: MathTree): boolean {
  return !someTree(
    tree,
    (each) =>
      each.kind === 'text' ||
      each.kind === 'list' ||
      each.kind === 'relation' ||
      (each.kind === 'symbol' && each.name !== 'pi' && each.name !== 'e'),
  )
}

const boundary = /(?<=[\p{L}}.])(\s*(?:,\s*(?:and\s)?|\\text\{\s*and\s*\}|and\s)?\s*)(?=\d)/u
const mostParts = 5
/** Parts of customary units, which a comma or "and" may join: 5 ft and 3 in. Of metres and centimetres that is a list. */
const customary = new Set([2n, 3n, 4n, 7n, 12n, 14n, 16n, 24n, 36n, 60n, 168n, 1440n, 3600n])

/** `5 ft 3 in`, `2 hours and 30 minutes`: a sum of falling units of one kind. */
function sumOfUnits(text: string, read: ReadTree): QuantityReading | null {
  const segments = text.split(boundary)
  if (segments.length < 3 || segments.length > 2 * mostParts) return null
  const parts: ApplyTree[] = []
  let isSure = false
  for (let index = 0; index < segments.length; index += 2) {
    const part = withUnit((segments[index] as string).trim(), read)
    if (part === null || !isQuantity(part.tree) || part.tree.of[0]?.kind !== 'number') return null
    parts.push(part.tree)
    isSure ||= part.isSure
  }
  const [first, ...more] = parts as [ApplyTree, ...ApplyTree[]]
  for (const unit of unitsOf(first)) {
    let total = (first.of[0] as { value: Rational }).value
    let previous = unit
    const isSum = more.every((part, index) => {
      const smaller = unitsOf(part).find((each) => dimensionKey(each.dimension) === dimensionKey(unit.dimension))
      const step = smaller && divide(previous.scale, smaller.scale)
      if (!smaller || !step || smaller.pi !== unit.pi || compare(previous.scale, smaller.scale) <= 0) return false
      const isJoined = (segments[2 * index + 1] as string).trim() !== ''
      if (isJoined && !(step.denominator === 1n && (customary.has(step.numerator) || isMoney(unit)))) return false
      const share = multiply((part.of[0] as { value: Rational }).value, divide(smaller.scale, unit.scale) as Rational)
      total = add(total, share)
      previous = smaller
      return true
    })
    if (isSum) return { tree: quantity(number(total), unitTextOf(first)), isSure }
  }
  return null
}

function isMoney(unit: Unit): boolean {
  return [...unit.dimension.keys()].some((name) => /^(?:[$€£₹]|CNY|JPY)$/.test(name))
}
