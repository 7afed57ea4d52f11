// Whether the list of whole numbers in `<answer>` is the reference list, whatever separates them.
import { show } from '../../src/core/errors.ts'
import { invalid, scored } from '../../src/core/verdict.ts'
import type { Verifier } from '../../src/core/verifier.ts'
import { answerText } from '../../verifiers/reply/answer-text.ts'

/**
 * 1 where the answer tag holds the numbers of the answer in its order and nothing else. Commas, spaces, semicolons
 * and one pair of brackets may stand between and around them.
 * @example // answer '1, 2, 3': `<answer>[1,2,3]</answer>` scores 1, `<answer>1, 3, 2</answer>` 0
 */
export function sameNumbers(): Verifier<string> {
  return {
    name: 'same-numbers',
    verify: ({ reply, task }) => {
      const wanted = typeof task.answer === 'string' ? numberList(task.answer) : null
      if (wanted === null)
        return invalid('broken-gold', `Expected a list of whole numbers like \`1, 2, 3\`; got ${show(task.answer)}.`)
      const found = answerText(reply, 'answer-tag')
      if (found === null) return scored(false, 'The reply has no closed <answer>…</answer>.')
      const given = numberList(found.text)
      if (given === null) return scored(false, 'The answer holds something else than whole numbers.')
      const isSame = given.length === wanted.length && given.every((number, index) => number === wanted[index])
      return scored(isSame, isSame ? 'The numbers are the sorted ones.' : 'The numbers are not the sorted ones.')
    },
  }
}

function numberList(text: string): number[] | null {
  const bare = /^\[([^[\]]*)\]$/.exec(text.trim())?.[1] ?? text
  const parts = bare.trim().split(/[\s,;]+/)
  return parts.every((part) => /^\d{1,15}$/.test(part)) ? parts.map(Number) : null
}
