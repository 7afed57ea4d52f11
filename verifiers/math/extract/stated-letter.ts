// The letter that a reply states where the gold is the letter of a choice: read as `multipleChoice` reads it.
import { labelRow, readGoldChoice } from '../../choice/labels.ts'
import { statedChoice } from '../../choice/stated-choice.ts'
import type { Found } from '../../reply/found.ts'

/**
 * The letter of a gold such as `B`, `(B)` or `\text{(B)}`; null for any other gold.
 * @example letterOfGold('\\text{(B)}') // 'B'
 */
export function letterOfGold(gold: string): string | null {
  if (!/^[^\p{L}]*(?:\\[a-z]+[^\p{L}]*)?[A-J][^\p{L}\d]*$/u.test(gold) || /[=+*/^_|<>-]/.test(gold)) return null
  const choice = readGoldChoice(gold, null)
  return choice === null || choice.text !== null || choice.labels.length !== 1 ? null : (choice.labels[0] as string)
}

/**
 * The letter out of `letters` that the reply states; several with "or" between them where it hedges. The reason in
 * words where it states none.
 */
export function statedLetter(reply: string, letters: readonly string[]): Found | string {
  const stated = statedChoice(reply, labelRow(letters))
  if (typeof stated === 'string') return stated
  const text = stated.labels.join(stated.isHedge ? ' or ' : ', ')
  return { text, where: stated.where, at: Math.max(0, reply.lastIndexOf(stated.labels[0] as string)) }
}
