// The part of a reply that a verifier of plain text compares.
import { splitReply } from '../../src/core/reasoning/split-reply.ts'
import { findBoxes } from './boxes.ts'
import { movedFound, trimmedFound, type Found } from './found.ts'
import { lastLine, withoutLabel } from './last-line.ts'
import { tagContent } from './tag-content.ts'

/** Where an environment asked for its answer: the whole reply, its `<answer>` tag, its last box, its last line. */
export type AnswerPlace = 'reply' | 'answer-tag' | 'boxed' | 'last-line'

/**
 * The answer at `place`, trimmed; null where the reply has none there.
 * @example answerText('I think so.\nAnswer: yes', 'last-line').text // 'yes'
 */
export function answerText(reply: string, place: AnswerPlace): Found | null {
  if (place === 'reply') return trimmedFound(reply, 0, reply.length, 'whole reply')
  if (place === 'answer-tag') return tagContent(reply, 'answer')
  if (place === 'last-line') {
    const line = lastLine(reply)
    return line === null ? null : withoutLabel(line)
  }
  const boxes = findBoxes(reply)
  const box = boxes.last.at(-1)
  if (box === undefined || boxes.unclosed) return null
  return trimmedFound(reply, box.at, box.at + box.text.length, 'last \\boxed{}')
}

/** The same in a reply with reasoning, which is cut first. */
export function answerIn(reply: string, place: AnswerPlace): Found | null {
  const { answer, at } = splitReply(reply)
  const found = answerText(answer, place)
  return found === null ? null : movedFound(found, at)
}

/** The reason when a place holds nothing. */
export function nothingAt(place: AnswerPlace): string {
  if (place === 'answer-tag') return 'The reply has no closed <answer>…</answer>.'
  if (place === 'boxed') return 'The reply does not end in a balanced \\boxed{}.'
  return 'The reply is blank.'
}
