// When an answer is that of the task: names by their letters, numbers by their value, dates by their day.
import { normaliseText } from '../../verifiers/text/normalise-text.ts'
import type { AnswerRules } from '../judged-answer.ts'
import { bare } from '../read-answer.ts'
import { longDate, readDate } from './dates.ts'
import type { CorpusAnswer } from './questions.ts'

const units = /\s+(?:inhabitants|people|workers|entrants)$/i
const wordsAround = /^(?:the )?(?:river |town of |firm )?|(?: river)?$/g

export const answerRules: AnswerRules<CorpusAnswer> = {
  name: 'same-fact',
  isSound: ({ kind, value }) =>
    kind === 'name' ? plainName(value) !== '' : (kind === 'number' ? readNumber(value) : readDate(value)) !== null,
  faultOf: (text, { kind, value }) => {
    const given = bare(text)
    if (kind === 'name') return plainName(given) === plainName(value) ? null : 'It is another name, or more than one.'
    if (kind === 'number') {
      const number = readNumber(given)
      if (number === null) return 'The answer is no whole number in digits.'
      return number === readNumber(value) ? null : 'It is another number.'
    }
    const date = readDate(given)
    if (date === null) return `The answer is no date with day, month and year, such as ${longDate('1932-05-07')}.`
    return date === readDate(value) ? null : 'It is another date.'
  },
}

function plainName(text: string): string {
  return normaliseText(text).replaceAll(wordsAround, '')
}

/** @example readNumber('12,480 inhabitants') // 12480 */
function readNumber(text: string): number | null {
  const digits = text.replace(/^in /i, '').replace(units, '')
  return /^(?:\d{1,9}|\d{1,3}(?:,\d{3}){1,2})$/.test(digits) ? Number(digits.replaceAll(',', '')) : null
}
