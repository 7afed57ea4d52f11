// Whether a reply is, character for character, the reference answer.
import { show } from '../../src/core/errors.ts'
import { splitReply } from '../../src/core/reasoning/split-reply.ts'
import { invalid, scored } from '../../src/core/verdict.ts'
import type { Verifier } from '../../src/core/verifier.ts'
import { checkVerifierOptions, markVerifierFactory } from '../../src/core/verifier-factory.ts'
import { answerIn, nothingAt, type AnswerPlace } from '../reply/answer-text.ts'
import { foundEvidence } from '../reply/found.ts'

export interface ExactOptions {
  /** Where the answer stands. Default `reply`: all of it. */
  readonly from?: AnswerPlace
}

/**
 * 1 where the text equals the answer; white space at either end does not count.
 * @example exact({ from: 'answer-tag' })
 */
export function exact(options: ExactOptions = {}): Verifier<string> {
  checkVerifierOptions('exact()', options, { from: true })
  const place = options.from ?? 'reply'
  return {
    name: 'exact',
    reads: 'reply',
    verify: ({ reply, task }) => {
      if (typeof task.answer !== 'string') {
        return invalid('broken-gold', `exact() compares with a text; the task's answer is ${show(task.answer)}.`)
      }
      const found = answerIn(reply, place)
      const text = found?.text ?? ''
      if (splitReply(reply).isOpen) return scored(false, 'The reply never ends its reasoning.')
      if (text === task.answer.trim()) {
        return scored(true, 'The text equals the answer.', found === null ? undefined : foundEvidence(found))
      }
      if (found === null) return scored(false, nothingAt(place))
      return scored(false, 'The text differs from the answer.', foundEvidence(found))
    },
  }
}

markVerifierFactory(exact, 'exact()')
