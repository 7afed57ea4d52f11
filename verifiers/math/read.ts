// An answer's text to what it says: a tree, and the unit that may follow a number. Prose stays text.
import { longestAnswer, OverLimit } from './limits.ts'
import { parse } from './parse.ts'
import { tokenise } from './tokenise.ts'
import type { MathTree } from './tree.ts'

export interface Answer {
  readonly tree: MathTree
  /** What follows a number and names what is counted: `cm`, `dollars`; null without. */
  readonly unit: string | null
  /** The text without marks of type such as `$` and `**`. */
  readonly text: string
}

const conjunction = /,?\s*(?:\\(?:text|mbox|quad|textrm)\s?\{?\s*(?:or|and)\s*\}|\b(?:or|and)\b)\s*/gi

/**
 * @throws OverLimit for a text longer than 4,096 characters, or as `tokenise` and `parse` do
 * @example readAnswer('$12\\text{ cm}$') // number 12, unit 'cm'
 */
export function readAnswer(written: string): Answer {
  if (written.length > longestAnswer) throw new OverLimit(`an answer of more than ${longestAnswer} characters`)
  const text = withoutMarkup(written)
  const plain = text.replace(/\s?\\?\b(?:percent|pct)\b\.?$/i, '%').replace(conjunction, ', ')
  // A number with a unit is tried first: `5 cm` would read as a product as well.
  const united = splitUnit(plain)
  const numeric = united && readTree(united.number)
  if (united && numeric && isNumeric(numeric)) return { tree: numeric, unit: united.unit, text }
  const tree = readTree(plain)
  if (tree === null || hasProse(tree)) return { tree: { kind: 'text', text }, unit: null, text }
  return { tree, unit: null, text }
}

function readTree(text: string): MathTree | null {
  const tokens = tokenise(text)
  return tokens === null || tokens.length === 0 ? null : parse(tokens)
}

/** Whether a reply names several answers where one was asked: "7 or 42". */
export function isHedged(text: string): boolean {
  return /(?:^|[^\p{L}])or(?:[^\p{L}]|$)/iu.test(text)
}

function withoutMarkup(written: string): string {
  let text = written.trim()
  for (;;) {
    const inner = /^(?:\*\*([^*]+)\*\*|`([^`]+)`|\$\$([^$]+)\$\$|\$([^$]+)\$|\\\(([^]+)\\\)|\\\[([^]+)\\\])[.,]?$/.exec(
      text,
    )
    const next = inner?.slice(1).find((group) => group !== undefined)
    if (next === undefined) break
    text = next.trim()
  }
  // A stop ends the sentence; a comma, a colon or a semicolon holds nothing after it.
  return text
    .replace(/(?:\\\\|[.,;:])$/, '')
    .replace(/^(?:about|approximately|\\approx|≈|=)\s?/i, '')
    .trim()
}

const unitEnd =
  /(?:(?:\\[ ,;]|\s|~)*(?:\\(?:text|textbf|textnormal|mathrm|textrm|mbox|operatorname)\s?\{(?:[^{}\d]*)\}(?:\^\{?[23]\}?)?|\p{L}{2,}[.]?(?:\^\{?[23]\}?|[²³])?|\p{L}[²³]|\p{L}{1,3}\/\p{L}{1,3}))+$/u

/** The number and the unit of `12 cm`, `5\text{ apples}`, `3 m/s`; null without a unit of at least two letters. */
function splitUnit(text: string): { number: string; unit: string } | null {
  if (text.length > 400) return null
  const match = unitEnd.exec(text)
  if (match === null || match.index === 0) return null
  const number = text.slice(0, match.index)
  if (!/[\d)}%]$/.test(number)) return null
  const unit = match[0]
    .replace(/\\(?:text|textbf|textnormal|mathrm|textrm|mbox|operatorname)|[{}\\~,;.]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase()
  return { number, unit }
}

function isNumeric(tree: MathTree): boolean {
  switch (tree.kind) {
    case 'number':
      return true
    case 'negative':
    case 'percent':
      return isNumeric(tree.of)
    case 'operation':
      return isNumeric(tree.left) && isNumeric(tree.right)
    case 'relation':
      return tree.operators.every((operator) => operator === '=') && isNumeric(tree.sides.at(-1) as MathTree)
    default:
      return false
  }
}

/** Whether a word of four or more small letters, or `\text{…}`, stands in the tree: then it is a sentence. */
function hasProse(tree: MathTree): boolean {
  switch (tree.kind) {
    case 'text':
      return true
    case 'symbol':
      return /^\p{L}{4,}$/u.test(tree.name)
    case 'negative':
    case 'percent':
    case 'factorial':
      return hasProse(tree.of)
    case 'operation':
      return hasProse(tree.left) || hasProse(tree.right)
    case 'call':
      return tree.of.some(hasProse)
    case 'list':
      return tree.items.some(hasProse)
    case 'relation':
      return tree.sides.some(hasProse)
    default:
      return false
  }
}
