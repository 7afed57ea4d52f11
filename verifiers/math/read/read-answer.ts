// An answer's text to what it says: a tree, and the unit that may follow a number. Prose stays text.
import { longestAnswer, OverLimit } from '../bounds/limits.ts'
import { withNamedLeft } from './left-side.ts'
import { withNumberSets } from './number-sets.ts'
import { withRoundBrackets, withSigns } from './open-brackets.ts'
import { parse } from './parse.ts'
import { plainNotation } from './plain-notation.ts'
import { splitQualifiers, type Condition } from './qualifiers.ts'
import { withoutWords } from './said-in-words.ts'
import { builderCondition } from './builder.ts'
import { fold, tokenise, type TokeniseOptions } from './tokenise.ts'
import { someTree, type MathTree } from './tree.ts'
import { splitUnit } from './units.ts'

export interface Answer {
  readonly tree: MathTree
  /** What follows a number and names what is counted: `cm`, `dollars`; null without. */
  readonly unit: string | null
  /** The text without marks of type such as `$` and `**`. */
  readonly text: string
  /** `1,22` read with a decimal comma; null for anything else. */
  readonly decimalComma: MathTree | null
  /** The answer without conditions such as `for all real x`, and those; absent where it has none. */
  /** Whether it was written `{ x | … }`: the tree is the condition. */
  readonly isBuilder?: boolean
  readonly qualified?: { readonly core: Answer; readonly conditions: readonly ReadCondition[] }
}

/** A condition with its relation read. */
export interface ReadCondition extends Condition {
  readonly tree: MathTree | null
}

export interface ReadOptions {
  /** Whether commas outside brackets part items, as they do where the gold is a list. */
  readonly isList?: boolean
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
    return { tree: { kind: 'number', value, decimals: null }, unit: null, text: written, decimalComma: null }
  }
  if (written.length > longestAnswer) throw new OverLimit(`an answer of more than ${longestAnswer} characters`)
  const text = rewritten(withoutMarkup(plainNotation(written)))
  const condition = builderCondition(text)
  if (condition !== null) {
    const built = readPlain(condition, options)
    if (built.tree.kind === 'relation' || built.tree.kind === 'list') return { ...built, text, isBuilder: true }
  }
  const answer = readPlain(text, options)
  const qualified = readQualified(text, options)
  if (qualified === null || qualified === undefined) return answer
  return answer.tree.kind === 'text' ? { ...answer, tree: qualified.core.tree, qualified } : { ...answer, qualified }
}

/** One notation for what has several: names on the left, number sets, brackets, words. */
function rewritten(text: string): string {
  if (/^[-+\d.,/\s]*$/.test(text)) return text
  return withRoundBrackets(withNumberSets(withoutWords(withNamedLeft(withSigns(text)))))
}

function readQualified(text: string, options: ReadOptions): Answer['qualified'] | null {
  const split = splitQualifiers(text)
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

function readPlain(text: string, options: ReadOptions): Answer {
  const decimalComma = readDecimalComma(text)
  const areCommasThousands = options.isList !== true
  const plain = text.replace(
    /\s?\\?(?:\\(?:text|mathrm|mbox)\s?\{\s?(?:percent|pct)\s?\}|\b(?:percent|pct)\b)\.?$/i,
    '%',
  )
  // A number with a unit is tried first: `5 cm` would read as a product as well.
  const united = splitUnit(plain)
  const numeric = united && readTree(united.number, { areCommasThousands })
  if (united !== null && numeric && (united.isMarked ? !hasProse(numeric) : isNumeric(numeric))) {
    return { tree: numeric, unit: united.unit, text, decimalComma }
  }
  const tree = readTree(plain, { areCommasThousands })
  if (tree === null || hasProse(tree)) return { tree: { kind: 'text', text }, unit: null, text, decimalComma }
  return { tree, unit: null, text, decimalComma }
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

function readDecimalComma(text: string): MathTree | null {
  const match = /^([-+]?\d+),(\d+)$/.exec(text)
  if (match === null) return null
  const [, integer = '', fraction = ''] = match
  // `1,2` is a list and `1,234` a thousand; `1,22`, `0,5` and `1,2345` may be decimals.
  const mayBe = /^[-+]?0$/.test(integer) || (fraction.length !== 3 && fraction.length > 1)
  return mayBe ? readTree(`${integer}.${fraction}`, { areCommasThousands: true }) : null
}

/** The text without what only sets type around all of it. */
function withoutMarkup(written: string): string {
  let text = written.trim()
  for (;;) {
    const inner =
      /^(?:\*\*([^*]+)\*\*|`([^`]+)`|\$\$([^$]+)\$\$|\$([^$]+)\$|\\\(([^]+)\\\)|\\\[([^]+)\\\]|\\(?:boxed|fbox)\s?\{([^{}]*)\})[.,]?$/.exec(
        text,
      )
    const next = inner?.slice(1).find((group) => group !== undefined)
    if (next === undefined) break
    text = next.trim()
  }
  // A stop ends the sentence; a comma, a colon or a semicolon holds nothing after it.
  return text
    .replace(/(?:\\\\|(?<!\\)[.,;:。，；])$/, '')
    .replace(/^(?:about|approximately|roughly|\\approx|≈|=)\s?/i, '')
    .replace(/\*\*/g, (stars, at: number) => (isPowerAt(text, at) ? stars : ' '))
    .replace(/\\[()[\]]|(?<!\\)\$/g, ' ')
    .trim()
}

/** Whether `**` stands between two operands and is a power. */
function isPowerAt(text: string, at: number): boolean {
  return /[\w)\]}]\s?$/.test(text.slice(Math.max(0, at - 2), at)) && /^\s?[\w({\\-]/.test(text.slice(at + 2, at + 4))
}

function isNumeric(tree: MathTree): boolean {
  return !someTree(
    tree,
    (each) =>
      each.kind === 'text' ||
      each.kind === 'list' ||
      (each.kind === 'symbol' && each.name !== 'pi' && each.name !== 'e' && each !== firstName(tree)),
  )
}

/** The name of `x = 5 cm`. */
function firstName(tree: MathTree): MathTree | null {
  return tree.kind === 'relation' ? (tree.sides[0] as MathTree) : null
}

function hasProse(tree: MathTree): boolean {
  return someTree(tree, (each) => each.kind === 'text')
}
