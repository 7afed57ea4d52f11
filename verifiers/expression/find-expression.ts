// Where a reply states its arithmetic: in <answer>…</answer>, in \boxed{}, else on its last line.
import { splitReply } from '../../src/core/reasoning/split-reply.ts'
import { answerText } from '../reply/answer-text.ts'
import { findBoxes } from '../reply/boxes.ts'
import { movedFound, type Found } from '../reply/found.ts'

/**
 * The one candidate; null where the reply is blank or breaks off inside a tag or a box.
 * @example findExpression('<answer>(1 + 2) * 3 = 9</answer>').text // '(1 + 2) * 3 = 9'
 */
export function findExpression(reply: string): Found | null {
  const { answer, at } = splitReply(reply)
  const place = answer.includes('<answer>')
    ? 'answer-tag'
    : findBoxes(answer).count > 0 || answer.includes('\\boxed{')
      ? 'boxed'
      : 'last-line'
  const found = answerText(answer, place)
  if (found === null) return null
  return movedFound(withoutMarkup(found), at)
}

/** Without the marks of code, bold and mathematics around it, and without a full stop. */
function withoutMarkup(found: Found): Found {
  const leading = /^(?:[`*_$\s]|\\\(|\\\[)*/.exec(found.text)?.[0].length ?? 0
  const rest = found.text.slice(leading)
  // From the end by hand: a pattern anchored at `$` would be tried at every mark of a long run.
  let end = rest.length
  for (;;) {
    if (end > 1 && rest.charAt(end - 2) === '\\' && /[)\]]/.test(rest.charAt(end - 1))) end -= 2
    else if (end > 0 && /[`*_$.\s]/.test(rest.charAt(end - 1))) end--
    else return { ...found, text: rest.slice(0, end), at: found.at + leading }
  }
}
