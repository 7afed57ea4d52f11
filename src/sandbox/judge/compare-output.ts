// Is the text that a program printed the expected one? Whole outputs are compared: a prefix, a superset and tokens
// in another order are wrong, except where the mode says otherwise.
import type { Compare, CompareMode } from '../code-tests.ts'
import { decimalToken } from './decimal-token.ts'

/**
 * - `exact`: every character.
 * - `trim`: without white space at the ends of lines and of the output.
 * - `tokens` (default): the same runs of non-space characters in the same order.
 * - `lines`: the same non-empty lines, each trimmed at both ends.
 * - `unordered-lines`: `lines` in any order.
 * - `decimal-lines`: LiveCodeBench's own. Lines of the output without white space around it, each trimmed, blank ones
 *   inside counted; two lines are equal as text, or where all their tokens are numbers of the same exact values.
 *
 * With `floatAbs` or `floatRel`, a token that is a finite decimal number on both sides may differ by that much.
 * @example outputsEqual('1 2\n', '1\n2', 'tokens') // true
 */
export function outputsEqual(actual: string, expected: string, compare: CompareMode | Compare = 'tokens'): boolean {
  const options: Compare = typeof compare === 'string' ? { mode: compare } : compare
  const [left, right] =
    options.ignoreCase === true ? [actual.toLowerCase(), expected.toLowerCase()] : [actual, expected]
  switch (options.mode) {
    case 'exact':
      return left === right
    case 'trim':
      return sameCount(trimmedLines, left, right, (these, those) => sameParts(these, those, options))
    case 'tokens':
      return sameCount(tokens, left, right, (these, those) => sameParts(these, those, options))
    case 'lines':
      return sameCount(lines, left, right, (these, those) => sameParts(these, those, options))
    case 'unordered-lines':
      return sameCount(lines, left, right, (these, those) => sameUnordered(these, those, options))
    case 'decimal-lines':
      return sameCount(outerLines, left, right, (these, those) => sameDecimalLines(these, those, options))
  }
}

/** The program's output is cut into no more parts than it takes to see that it has too many. */
function sameCount(
  cut: (text: string, most?: number) => string[],
  actual: string,
  expected: string,
  same: (these: readonly string[], those: readonly string[]) => boolean,
): boolean {
  const wanted = cut(expected)
  const given = cut(actual, wanted.length + 1)
  return given.length === wanted.length && same(given, wanted)
}

/** White space as `isspace` of C has it: others, such as U+00A0, are part of a token. */
function tokens(text: string, most = Infinity): string[] {
  // An empty one stands before the first and behind the last.
  return text.split(/[ \t\n\v\f\r]+/, limitOf(most + 2)).filter((token) => token !== '')
}

function lines(text: string, most = Infinity): string[] {
  const found: string[] = []
  for (const [line] of text.matchAll(/\S[^\r\n]*/g)) if (found.push(line.trimEnd()) >= most) break
  return found
}

/** The lines between the first and the last that are not blank. */
function outerLines(text: string, most = Infinity): string[] {
  return text.trim().split('\n', limitOf(most))
}

function trimmedLines(text: string, most = Infinity): string[] {
  const trimmed = text.trimEnd()
  return trimmed === '' ? [] : trimmed.split(/\r\n|\n/, limitOf(most)).map((line) => line.trimEnd())
}

/** `split` takes 32 bits. */
function limitOf(most: number): number {
  return Math.min(most, 2 ** 32 - 1)
}

function sameDecimalLines(left: readonly string[], right: readonly string[], options: Compare): boolean {
  return left.length === right.length && right.every((line, index) => sameDecimalLine(left[index] ?? '', line, options))
}

function sameDecimalLine(left: string, right: string, options: Compare): boolean {
  if (samePart(left.trim(), right.trim(), options)) return true
  const [leftTokens, rightTokens] = [tokens(left), tokens(right)]
  return (
    leftTokens.length === rightTokens.length &&
    rightTokens.every((token, index) => {
      const value = decimalToken(token)
      return value !== null && value === decimalToken(leftTokens[index] ?? '')
    })
  )
}

function sameParts(left: readonly string[], right: readonly string[], options: Compare): boolean {
  return left.length === right.length && right.every((part, index) => samePart(left[index] ?? '', part, options))
}

function sameUnordered(left: readonly string[], right: readonly string[], options: Compare): boolean {
  return sameParts([...left].sort(), [...right].sort(), options)
}

function samePart(left: string, right: string, options: Compare): boolean {
  if (left === right) return true
  if (options.floatAbs === undefined && options.floatRel === undefined) return false
  const [leftTokens, rightTokens] = [tokens(left), tokens(right)]
  return (
    leftTokens.length === rightTokens.length &&
    rightTokens.every((token, index) => sameToken(leftTokens[index] ?? '', token, options))
  )
}

/** No digit can be read by two parts of it, so that a candidate's long token takes linear time. */
const decimal = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/

function sameToken(left: string, right: string, { floatAbs = 0, floatRel = 0 }: Compare): boolean {
  if (left === right) return true
  if (!decimal.test(right) || !decimal.test(left)) return false
  const difference = Math.abs(Number(integersDiffer(left, right) ?? Number(left) - Number(right)))
  return Number.isFinite(difference) && difference <= Math.max(floatAbs, floatRel * Math.abs(Number(right)))
}

/** No more digits than a double can have. */
const integer = /^[+-]?\d{1,309}$/

/** By how much, exactly; null where one is no integer. As doubles those beyond 2^53 would be equal to their neighbours. */
function integersDiffer(left: string, right: string): bigint | null {
  return integer.test(left) && integer.test(right) ? BigInt(left) - BigInt(right) : null
}
