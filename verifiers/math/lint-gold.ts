// Faults of a gold answer that would cost a training run: it cannot be scored, it does not verify against itself, it can
// be read in two ways, or the verdict on it hangs on a policy.
import { cut } from '../reply/found.ts'
import { unwrapped } from './compare/compare-text.ts'
import { isListOfTwo, readGold } from './gold.ts'
import type { Answer } from './read/read-answer.ts'
import { someTree, type MathTree } from './read/tree.ts'
import { verify, type MathOptions } from './verify.ts'

/** `broken` and `not-itself` make the task worthless; `ambiguous` and `policy` are worth a look. */
export type GoldFault = 'broken' | 'not-itself' | 'ambiguous' | 'policy'

export interface GoldFinding {
  readonly fault: GoldFault
  /** What is the matter and what mends it, in words. */
  readonly message: string
}

/**
 * All that is the matter with a gold; empty for a sound one.
 * @example lintGold('100,200')[0].fault // 'ambiguous'
 */
export function lintGold(gold: string | number, options: MathOptions = {}): readonly GoldFinding[] {
  const answer = readGold(gold)
  if (typeof answer === 'string') return [{ fault: 'broken', message: `${answer} Every reply would be unscorable.` }]
  const { choices, decimals, allowSetRelation } = options
  const policy = {
    ...(choices !== undefined && { choices }),
    ...(decimals !== undefined && { decimals }),
    ...(allowSetRelation !== undefined && { allowSetRelation }),
  }
  const itself = verify(gold, `\\boxed{${answer.text}}`, policy)
  if (itself.verdict !== 'correct') {
    return [{ fault: 'not-itself', message: `The gold in a box is not accepted: ${itself.reason}` }]
  }
  return [...ambiguities(answer), ...policies(answer)]
}

function ambiguities({ text, tree, decimalComma }: Answer): GoldFinding[] {
  const finding = (message: string): GoldFinding => ({ fault: 'ambiguous', message })
  const found: GoldFinding[] = []
  if (isListOfTwo(text) && tree.kind === 'list') {
    found.push(finding(`${cut(text)} is read as two numbers; write the thousand with {,} or without a comma.`))
  }
  if (decimalComma !== null) found.push(finding(`The comma of ${cut(text)} may part two numbers or be a decimal one.`))
  if (/\d\s?\/\s?\d+\s?(?:[A-Za-z(]|\\(?![\\,;: ]|end|frac|text))/.test(text)) {
    found.push(finding(`What stands after / in ${cut(text)} is read as one denominator; write \\frac{}{} or brackets.`))
  }
  if (tree.kind === 'text' && /\d|\\/.test(unwrapped(text))) {
    found.push(finding(`${cut(text)} is words and mathematics: only the same text is accepted.`))
  }
  return found
}

function policies({ text, unit, tree }: Answer): GoldFinding[] {
  const finding = (message: string): GoldFinding => ({ fault: 'policy', message })
  const found: GoldFinding[] = []
  const has = (test: (each: MathTree) => boolean): boolean => someTree(tree, test)
  if (has((each) => each.kind === 'number' && (each.significant ?? 0) >= 3 && each.decimals !== null)) {
    found.push(finding('A decimal of three or more digits accepts what rounds to it (precision).'))
  }
  if (has((each) => each.kind === 'number' && each.base !== undefined)) {
    found.push(finding('A number in a base is accepted in that base only (base).'))
  }
  if (has((each) => each.kind === 'apply' && each.name === 'percent')) {
    found.push(finding('A percentage is accepted with and without its sign (percent).'))
  }
  if (unit !== null) found.push(finding(`The unit "${unit}" may be left out or converted (units).`))
  if (tree.kind === 'list' && tree.brackets === '') {
    found.push(finding(`The parts of ${cut(text)} are accepted in any order (order).`))
  }
  return found
}
