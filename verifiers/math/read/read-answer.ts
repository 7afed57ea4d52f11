// An answer's text to what it says: a tree, and the unit that may follow a number. Prose stays text.
import { longestAnswer, OverLimit } from '../bounds/limits.ts'
import { withNamedLeft } from './left-side.ts'
import { withNumberSets } from './number-sets.ts'
import { withRoundBrackets, withSigns } from './open-brackets.ts'
import { foldFigures } from '../quantity/figures.ts'
import { isQuantity, readQuantity, unitTextOf } from '../quantity/read-quantity.ts'
import { readPrimes } from '../quantity/read-primes.ts'
import { asOneNumber } from '../quantity/separators.ts'
import { spelledOut } from '../quantity/spelled-units.ts'
import { foldWritten } from '../quantity/written-numbers.ts'
import { withCommonNotation } from './notation.ts'
import { optionValue } from './option-value.ts'
import { parse } from './parse.ts'
import { plainNotation } from './plain-notation.ts'
import { splitQualifiers, type Condition } from './qualifiers.ts'
import { withoutWords } from './said-in-words.ts'
import { builderCondition } from './builder.ts'
import { features, featuresOf } from './features.ts'
import { fold, tokenise, type TokeniseOptions } from './tokenise.ts'
import { apply, childrenOf, number, someTree, type MathTree } from './tree.ts'

export interface Answer {
  readonly tree: MathTree
  /** What follows a number and names what is counted, as it is written; null without. */
  readonly unit: string | null
  /** The text without marks of type such as `$` and `**`. */
  readonly text: string
  /** `1,22` and the like read as one number, by another custom of separators; null for anything else. */
  readonly decimalComma: MathTree | null
  /** Readings that count only beside a quantity that is one without doubt: `3 m` as metres, `5'3"` as feet or minutes. */
  readonly quantities: readonly MathTree[]
  /** The letter of an option and its value, `(C) 42`; the tree is that of the value. */
  readonly option?: { readonly letter: string; readonly value: Answer }
  /** Whether it was written `{ x | … }`: the tree is the condition. */
  readonly isBuilder?: boolean
  /** The answer without conditions such as `for all real x`, and those; absent where it has none. */
  readonly qualified?: { readonly core: Answer; readonly conditions: readonly ReadCondition[] }
}

/** A condition with its relation read. */
export interface ReadCondition extends Condition {
  readonly tree: MathTree | null
}

export interface ReadOptions {
  /** Whether commas outside brackets part items, as they do where the gold is a list. */
  readonly isList?: boolean
  /** Whether figures of other scripts stay as they are: a gold that is written so is compared as it is written. */
  readonly isGold?: boolean
}

/** Whole answers of the commonest kind, which need no grammar. */
const plainInteger = /^-?\d{1,15}$/

export function isPlainInteger(text: string): boolean {
  return plainInteger.test(text)
}

/**
 * @throws OverLimit for a text longer than 4,096 characters, or as `tokenise` and `parse` do
 * @example readAnswer('$12\\text{ cm}$') // number 12, unit 'cm'
 */
export function readAnswer(written: string, options: ReadOptions = {}): Answer {
  if (plainInteger.test(written)) {
    const value = { numerator: BigInt(written), denominator: 1n }
    return {
      tree: { kind: 'number', value, decimals: null },
      unit: null,
      text: written,
      decimalComma: null,
      quantities: [],
    }
  }
  if (written.length > longestAnswer) throw new OverLimit(`an answer of more than ${longestAnswer} characters`)
  const given = featuresOf(written)
  const plain = plainNotation(written, given)
  const bare = plain === written ? given : featuresOf(plain)
  const marked = withoutMarkup(plain, bare)
  const option = (bare & features.capital) === 0 ? null : optionValue(marked)
  if (option !== null) {
    const value = readAnswer(option.value, options)
    return { ...value, text: marked, option: { letter: option.letter, value } }
  }
  const text = rewritten(marked, marked === plain ? bare : featuresOf(marked))
  const found = text === plain ? bare : featuresOf(text)
  const condition = builderCondition(text, found)
  if (condition !== null) {
    const built = readPlain(condition, options, featuresOf(condition))
    if (built.tree.kind === 'relation' || built.tree.kind === 'list') return { ...built, text, isBuilder: true }
  }
  const answer = readPlain(text, options, found)
  const qualified = readQualified(text, options, found)
  if (qualified === null || qualified === undefined) return answer
  return answer.tree.kind === 'text' ? { ...answer, tree: qualified.core.tree, qualified } : { ...answer, qualified }
}

/** One notation for what has several: names on the left, number sets, brackets, words. */
function rewritten(given: string, found: number): string {
  if (/^[-+]?[\d.,\s]*$/.test(given)) return given
  let text = withCommonNotation(given, found)
  if ((found & (features.rare | features.beyond | features.capital | features.bar)) !== 0) text = withSigns(text)
  let left = text === given ? found : featuresOf(text)
  const named = withNamedLeft(text, left)
  if (named !== text) left = featuresOf(named)
  text = withoutWords(named, left)
  if (text !== named) left = featuresOf(text)
  if ((left & (features.capital | features.beyond | features.rare)) !== 0) {
    text = withNumberSets(text)
    return withRoundBrackets(text)
  }
  return (left & features.square) === 0 ? text : withRoundBrackets(text)
}

function readQualified(text: string, options: ReadOptions, found: number): Answer['qualified'] | null {
  const split = splitQualifiers(text, found)
  if (split === null) return null
  const core = readAnswer(split.core, options)
  if (core.tree.kind === 'text') return null
  const conditions = split.conditions.map((condition) => {
    const { relation } = condition
    return { ...condition, tree: relation === null ? null : readTree(relation, { areCommasThousands: false }) }
  })
  if (conditions.some(({ relation, tree }) => relation !== null && tree === null)) return null
  const { core: inner = core, conditions: others = [] } = core.qualified ?? {}
  return { core: inner, conditions: [...conditions, ...others] }
}

function readPlain(text: string, options: ReadOptions, found: number): Answer {
  const residue = !text.includes('\\pmod')
    ? null
    : /^(.+?)(?:\s|\\[ ,;:]|\\q?quad|~)*\\pmod\s?(?:\{\s?(\d{1,40})\s?\}|(\d))$/.exec(text)
  if (residue !== null) {
    const inner = readPlain((residue[1] as string).trim(), options, found)
    const modulus = number({ numerator: BigInt(residue[2] ?? residue[3] ?? 0), denominator: 1n })
    if (inner.tree.kind !== 'text') return { ...inner, text, tree: apply('modulo', inner.tree, modulus) }
  }
  const { letter, text: upright, rare, beyond, dollar, quote, colon, comma, dot, underscore } = features
  const decimalComma = (found & (comma | dot)) === 0 ? null : readDecimalComma(text, options.isGold === true)
  const areCommasThousands = options.isList !== true
  const isFormula = (found & (letter | upright | rare | beyond | quote | comma | dot | underscore)) === 0
  const figures = isFormula || options.isGold === true ? text : foldFigures(text)
  const mayBeSpelled = !isFormula && ((found & (upright | rare | beyond | quote)) !== 0 || text.includes('h'))
  const plain = isFormula ? text : foldWritten(mayBeSpelled ? spelledOut(figures) : figures)
  const read = (part: string): MathTree | null => readTree(part, { areCommasThousands })
  // A number with a unit is tried first: `5 cm` would read as a product as well.
  const mayMeasure = (found & (letter | upright | rare | beyond | dollar | quote | colon)) !== 0
  const measured = mayMeasure ? readQuantity(plain, read) : null
  if (measured?.isSure === true)
    return { tree: measured.tree, unit: unitOf(measured.tree), text, decimalComma, quantities: [] }
  const tree = read(plain)
  const primes = (found & (quote | rare | beyond)) === 0 ? [] : readPrimes(figures)
  const quantities = primes.length > 0 || measured === null ? primes : [measured.tree]
  if (tree === null || hasProse(tree))
    return { tree: { kind: 'text', text }, unit: null, text, decimalComma, quantities }
  return { tree, unit: null, text, decimalComma, quantities }
}

function unitOf(tree: MathTree): string | null {
  if (isQuantity(tree)) return unitTextOf(tree)
  return tree.kind === 'list' || tree.kind === 'relation'
    ? (childrenOf(tree)
        .map(unitOf)
        .find((unit) => unit !== null) ?? null)
    : null
}

/** Whether the text is read as mathematics; prose and what no rule reads are not. */
export function isUnread(answer: Answer): boolean {
  return answer.tree.kind === 'text'
}

function readTree(written: string, options: TokeniseOptions): MathTree | null {
  const text = fold(written)
  const tokens = tokenise(text, options)
  return tokens === null || tokens.length === 0 ? null : parse(tokens, text)
}

function readDecimalComma(text: string, isGold: boolean): MathTree | null {
  const name = /^[A-Za-z]\s?=\s?/.exec(text)?.[0] ?? ''
  const digits = asOneNumber(text.slice(name.length), isGold)
  return digits === null ? null : readTree(name + digits, { areCommasThousands: true })
}

/** The text without what only sets type around all of it. */
function withoutMarkup(written: string, found: number): string {
  let text = written.trim()
  const { star, dollar, quote, rare, words, beyond, tilde, equals } = features
  const isWrapped = (found & (star | dollar | quote | rare)) !== 0
  if (isWrapped) text = unwrappedMarks(text)
  // A stop ends the sentence; a comma, a colon or a semicolon holds nothing after it.
  text = text.replace(/(?:\\\\|(?<![\\.])[.,;:。，；])$/, '')
  if (isWrapped || (found & (words | beyond | tilde | equals)) !== 0) text = withoutRounding(text)
  return isWrapped ? withoutStars(text).trim() : text.trim()
}

/** The text out of dollars, stars, ticks, brackets of formulas and a box around all of it. */
function unwrappedMarks(written: string): string {
  let text = written
  for (;;) {
    const inner =
      /^(?:\*\*([^*]+)\*\*|`([^`]+)`|\$\$([^$]+)\$\$|\$([^$]+)\$|\\\(([^]+)\\\)|\\\[([^]+)\\\]|\\(?:boxed|fbox)\s?\{([^{}]*)\})[.,]?$/.exec(
        text,
      )
    const next = inner?.slice(1).find((group) => group !== undefined)
    if (next === undefined) return text
    text = next.trim()
  }
}

/** The text without what says that it is rounded. */
function withoutRounding(text: string): string {
  return text.replace(
    /^(?:about|approximately|approx\.?|roughly|around|circa|ca\.|约为?|大约|\\approx(?![a-z])|\\sim(?![a-z])|≈|~|=)\s?/i,
    '',
  )
}

/** The text without marks of bold type and of formulas inside of it. */
function withoutStars(text: string): string {
  return text
    .replace(/\*\*/g, (stars, at: number) => (isPowerAt(text, at) ? stars : ' '))
    .replace(/^([^$]*(?<!\\))\$(?=\s?\d[^$]*$)/, '$1\\$')
    .replace(/\\[()[\]]|(?<!\\)\$/g, ' ')
}

/** Whether `**` stands between two operands and is a power. */
function isPowerAt(text: string, at: number): boolean {
  return /[\w)\]}]\s?$/.test(text.slice(Math.max(0, at - 2), at)) && /^\s?[\w({\\-]/.test(text.slice(at + 2, at + 4))
}

function hasProse(tree: MathTree): boolean {
  return someTree(tree, (each) => each.kind === 'text')
}
