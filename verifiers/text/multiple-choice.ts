// Whether a reply states the right letter of a multiple-choice question, and only that one.
import { show, RlvrError } from '../../src/core/errors.ts'
import { answerOf } from '../../src/core/reasoning/split-reply.ts'
import { invalid, scored } from '../../src/core/verdict.ts'
import type { Verifier } from '../../src/core/verifier.ts'
import { checkVerifierOptions, markVerifierFactory } from '../../src/core/verifier-factory.ts'
import { statedLetters } from './stated-letters.ts'

export interface MultipleChoiceOptions {
  /** The letters of the choices. Default `ABCDE`. */
  readonly choices?: string
}

/**
 * 1 where the last stated choice is the answer. The answer is a letter, or several (`AC` or `A, C`) where a question
 * has more than one right choice; naming other letters than those is wrong.
 * @throws RlvrError `RLVR_USAGE` where `choices` is not a row of different capital letters
 * @example multipleChoice({ choices: 'ABCD' })
 */
export function multipleChoice(options: MultipleChoiceOptions = {}): Verifier<string> {
  checkVerifierOptions('multipleChoice()', options, { choices: true })
  const choices = options.choices ?? 'ABCDE'
  if (typeof choices !== 'string' || !/^[A-Z]{2,26}$/.test(choices) || new Set(choices).size !== choices.length) {
    throw new RlvrError(
      'RLVR_USAGE',
      `\`choices\` is a row of different capital letters, like ABCD; got ${show(choices)}.`,
    )
  }
  return {
    name: 'multiple-choice',
    reads: 'reply',
    verify: ({ reply, task }) => {
      const wanted = goldLetters(task.answer, choices)
      if (wanted === null) {
        return invalid('broken-gold', `The task's answer ${show(task.answer)} names no letters out of ${choices}.`)
      }
      const stated = statedLetters(answerOf(reply), choices)
      if (stated === null) return scored(false, 'The reply states no choice.')
      const letters = [...stated.letters].sort().join('')
      const evidence = { candidate: stated.text, where: stated.where, letters }
      if (letters === wanted) return scored(true, `The reply states ${letters}.`, evidence)
      const hedges = stated.letters.length > 1 && wanted.length === 1
      const reason = hedges
        ? `The reply hedges between ${stated.letters.join(' and ')}.`
        : `The reply states ${letters}.`
      return scored(false, `${reason} Right is ${wanted}.`, evidence)
    },
  }
}

markVerifierFactory(multipleChoice, 'multipleChoice()')

/** The sorted letters of a gold such as `B`, `(b)`, `A, C`; null where it is no such thing. */
function goldLetters(answer: unknown, choices: string): string | null {
  if (typeof answer !== 'string' || !/^[\s(),.;A-Za-z]{1,80}$/.test(answer)) return null
  const letters = [...new Set(answer.toUpperCase().replace(/[^A-Z]/g, ''))].sort()
  return letters.length > 0 && letters.every((letter) => choices.includes(letter)) ? letters.join('') : null
}
