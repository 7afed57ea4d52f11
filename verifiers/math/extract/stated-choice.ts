// Which of the given choices a reply states: for golds that are one of a known list of words or letters.
import { findBoxes } from '../../reply/boxes.ts'
import { trimmedFound, type Found } from '../../reply/found.ts'
import { tagContent } from '../../reply/tag-content.ts'
import { longestTail } from '../bounds/limits.ts'
import { statedAnswer } from './stated-answer.ts'

/**
 * The choice in the last box, the last <answer>, after the last announcing phrase, at the reply's beginning (its
 * first 80 characters), or else the last that stands alone; the reason in words where none or several are stated.
 * @example statedChoice('A. Because B is not valid', ['A', 'B']) // { text: 'A', … }
 */
export function statedChoice(reply: string, choices: readonly string[]): Found | string {
  const box = findBoxes(reply).last.at(-1)
  const marked =
    (box && trimmedFound(reply, box.at, box.at + box.text.length, 'last \\boxed{}')) ??
    tagContent(reply, 'answer') ??
    statedAnswer(reply)
  if (marked !== null && marked !== undefined) {
    const named = mentioned(marked.text, choices)
    if (named.length > 1) return 'The reply states several choices.'
    if (named.length === 1) return { ...marked, text: named[0]?.choice as string }
  }
  const leading = mentioned(reply.slice(0, 80), choices).find(({ at, choice }) => {
    return reply.slice(0, at).trim().replace(/[(*"]/g, '') === '' && /^[).:*"]/.test(reply.slice(at + choice.length))
  })
  const offset = Math.max(0, reply.length - longestTail)
  const found = leading ?? mentioned(reply.slice(offset), choices).at(-1)
  if (found === undefined) return 'The reply states none of the choices.'
  return { text: found.choice, where: 'last stated choice', at: leading ? found.at : found.at + offset }
}

/** The choices that stand in a text as words of their own, in order, each once. */
function mentioned(text: string, choices: readonly string[]): { choice: string; at: number }[] {
  const places: { choice: string; at: number }[] = []
  for (const choice of choices) {
    for (let at = text.lastIndexOf(choice); at >= 0; at = at === 0 ? -1 : text.lastIndexOf(choice, at - 1)) {
      const around = text.charAt(at - 1) + text.charAt(at + choice.length)
      if (!/[\p{L}\p{N}]/u.test(around)) {
        places.push({ choice, at })
        break
      }
    }
  }
  return places.sort((one, other) => one.at - other.at)
}
