// The verifier of an environment whose answers are judged by rules of its own: where the answer stands in a reply,
// and that a reference which cannot be read is no wrong answer.
import { show } from '../src/core/errors.ts'
import { invalid, scored } from '../src/core/verdict.ts'
import type { Verifier } from '../src/core/verifier.ts'
import { answerText, type AnswerPlace } from '../verifiers/reply/answer-text.ts'
import { foundEvidence } from '../verifiers/reply/found.ts'
import type { PromptStyle } from './prompt-option.ts'

/** No answer asked for here is nearly as long; a longer text is not looked at. */
const longest = 20_000

export interface AnswerRules<Answer> {
  readonly name: string
  /** Whether the rules can judge by this reference; what else stands in a task is a fault of the task. */
  readonly isSound: (answer: Answer) => boolean
  /** What is wrong with what a reply answers, as a sentence; null where it is right. */
  readonly faultOf: (text: string, answer: Answer) => string | null
  /** An answer of several lines, such as a grid: where nothing marks it, it is the whole reply. Default false. */
  readonly hasLines?: boolean
}

/**
 * Judges the answer of a reply: with `compact` prompts all of it, else its last `<answer>`, its last `\boxed{}` or its
 * last line. 1 where `faultOf` finds nothing, else 0 with what it says.
 */
export function judged<Answer>(style: PromptStyle, rules: AnswerRules<Answer>): Verifier<Answer> {
  const { name, isSound, faultOf, hasLines = false } = rules
  return {
    name,
    verify: ({ reply, task }) => {
      if (!holds(isSound, task.answer))
        return invalid('broken-gold', `${name} cannot judge by the task's answer ${show(task.answer)}.`)
      const place = style === 'compact' ? 'reply' : placeIn(reply, hasLines)
      const found = answerText(reply, place)
      if (found === null) return scored(false, 'The reply holds no whole answer.')
      if (found.text.length > longest) return scored(false, 'The text is far longer than any answer.')
      const fault = faultOf(found.text, task.answer)
      return scored(fault === null, fault ?? 'The answer keeps every rule.', foundEvidence(found))
    },
  }
}

function placeIn(reply: string, hasLines: boolean): AnswerPlace {
  if (reply.includes('<answer>')) return 'answer-tag'
  if (reply.includes('\\boxed{')) return 'boxed'
  return hasLines ? 'reply' : 'last-line'
}

/** A reference of another shape may make the look at it throw, which says the same. */
function holds<Answer>(isSound: (answer: Answer) => boolean, answer: Answer): boolean {
  try {
    return isSound(answer)
  } catch {
    return false
  }
}

/** The answer as a reply gives it in either style. */
export function shownAnswer(style: PromptStyle, text: string): string {
  return style === 'compact' ? text : `<answer>${text}</answer>`
}
