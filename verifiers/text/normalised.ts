// Whether a reply is the reference answer, apart from differences that do not change what it says.
import { show } from '../../src/core/errors.ts'
import { invalid, scored } from '../../src/core/verdict.ts'
import type { Verifier } from '../../src/core/verifier.ts'
import { checkVerifierOptions, markVerifierFactory } from '../../src/core/verifier-factory.ts'
import { answerIn, nothingAt, type AnswerPlace } from '../reply/answer-text.ts'
import { cut, foundEvidence } from '../reply/found.ts'
import { normaliseText, type NormaliseOptions } from './normalise-text.ts'

export interface NormalisedOptions extends NormaliseOptions {
  /** Where the answer stands. Default `reply`: all of it. */
  readonly from?: AnswerPlace
}

/** A text longer than this many times the answer (and then some) is not the answer, and is not normalised. */
const longestRatio = 20

/**
 * 1 where both texts are equal once normalised.
 * @example normalised({ from: 'last-line' }) // 'Answer: the  Nile.' for the answer 'The Nile'
 */
export function normalised(options: NormalisedOptions = {}): Verifier<string> {
  checkVerifierOptions('normalised()', options, {
    from: true,
    unicode: true,
    case: true,
    whitespace: true,
    punctuation: true,
  })
  const place = options.from ?? 'reply'
  return {
    name: 'normalised',
    reads: 'reply',
    verify: ({ reply, task }) => {
      if (typeof task.answer !== 'string') {
        return invalid('broken-gold', `normalised() compares with a text; the task's answer is ${show(task.answer)}.`)
      }
      const answer = normaliseText(task.answer, options)
      if (answer === '') {
        return invalid('broken-gold', `Nothing is left of the task's answer ${show(task.answer)} once normalised.`)
      }
      const found = answerIn(reply, place)
      if (found === null) return scored(false, nothingAt(place))
      const evidence = foundEvidence(found)
      if (found.text.length > task.answer.length * longestRatio + 10_000) {
        return scored(false, 'The text is far longer than the answer.', evidence)
      }
      const text = normaliseText(found.text, options)
      const reason =
        text === answer ? 'The text equals the answer once normalised.' : 'The text differs from the answer.'
      return scored(text === answer, reason, { ...evidence, normalised: cut(text), answer: cut(answer) })
    },
  }
}

markVerifierFactory(normalised, 'normalised()')
