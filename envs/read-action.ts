// The action of one turn, as a reply gives it: in `<answer></answer>`, in `\boxed{}`, or as its last line; brackets
// around it, as TextArena asks for (`[up]`), do not count.
import { splitReply } from '../src/core/reasoning/split-reply.ts'
import { answerText } from '../verifiers/reply/answer-text.ts'
import { bare } from './read-answer.ts'

/** No action is nearly as long. */
const longest = 200

/**
 * In lower case; null where the reply holds none.
 * @example readAction('I go on.\n<answer>Up</answer>') // 'up'
 */
export function readAction(reply: string): string | null {
  const { answer } = splitReply(reply)
  const place = answer.includes('<answer>') ? 'answer-tag' : answer.includes('\\boxed{') ? 'boxed' : 'last-line'
  const text = answerText(answer, place)?.text ?? ''
  if (text.length > longest) return null
  const plain = bare(text)
  const action = bare(plain.startsWith('[') && plain.endsWith(']') ? plain.slice(1, -1) : plain)
  return action === '' ? null : action.toLowerCase()
}
