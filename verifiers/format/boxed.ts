// Whether a reply gives its answer in a \boxed{}.
import { splitReply } from '../../src/core/reasoning/split-reply.ts'
import { scored } from '../../src/core/verdict.ts'
import type { Verifier } from '../../src/core/verifier.ts'
import { checkVerifierOptions, markVerifierFactory } from '../../src/core/verifier-factory.ts'
import { findBoxes } from '../reply/boxes.ts'
import { foundEvidence } from '../reply/found.ts'

export interface BoxedOptions {
  /** `exactly-one` refuses a second box; `last` asks only that the last box is balanced and not empty. Default `last`. */
  readonly require?: 'exactly-one' | 'last'
}

/**
 * 1 where the reply's last box is balanced and holds something; else 0 with what is wrong.
 * @example boxed({ require: 'exactly-one' })
 */
export function boxed(options: BoxedOptions = {}): Verifier {
  checkVerifierOptions('boxed()', options, { require: true })
  return {
    name: 'boxed',
    reads: 'reply',
    verify: ({ reply }) => {
      const { answer, at } = splitReply(reply)
      const boxes = findBoxes(answer)
      const box = boxes.last.at(-1)
      if (boxes.unclosed) return scored(false, 'The last \\boxed{ is never closed.')
      if (box === undefined) return scored(false, 'The reply has no \\boxed{}.')
      const evidence = {
        ...foundEvidence({ text: box.text, where: 'last \\boxed{}', at: box.at + at }),
        boxes: boxes.count,
      }
      if (box.text.trim() === '') return scored(false, 'The last \\boxed{} is empty.', evidence)
      if (options.require === 'exactly-one' && boxes.count !== 1) {
        return scored(false, `The reply has ${boxes.count} boxes where exactly one is wanted.`, evidence)
      }
      return scored(true, 'The answer stands in a balanced \\boxed{}.', evidence)
    },
  }
}

markVerifierFactory(boxed, 'boxed()')
