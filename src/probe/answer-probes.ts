// Replies around the answer that must not count as it: hidden in reasoning, among many others, nearly right, or that of
// another task.
import type { AnswerForm } from './answer-form.ts'
import type { Probe, ProbeInput } from './probe.ts'

/** At most so many answers are listed in one reply. */
const mostListed = 40

export const answerProbes: readonly Probe[] = [
  {
    id: 'in-reasoning',
    says: 'The answer in the reasoning alone is no answer.',
    solving: 'fault',
    replies: ({ form }) =>
      form === null
        ? []
        : ['Let the reader decide.', ''].flatMap((said) => [
            `<think>${form.wrap(form.answer)}</think>${said}`,
            `<think>\nThe answer is ${form.answer}.\n</think>\n\n${said}`,
          ]),
  },
  {
    id: 'spam',
    says: 'The answer among many others in one reply is no answer.',
    solving: 'seldom',
    replies: (input) => {
      const answers = amongOthers(input)
      if (input.form === null || answers.length < 3) return []
      const { form } = input
      const lists = [answers.join(', '), answers.join(' or '), answers.join(' '), answers.join('\n')]
      return [
        ...lists.map((list) => form.wrap(list)),
        answers.map((each) => `The answer is ${each}.`).join('\n'),
        answers.map((each) => form.wrap(each)).join('\n'),
      ]
    },
  },
  {
    id: 'every-box',
    says: 'Many boxes and tags with many answers are no answer.',
    solving: 'seldom',
    replies: (input) => {
      const answers = amongOthers(input)
      if (answers.length < 3) return []
      return [
        answers.map((each) => `\\boxed{${each}}`).join(' '),
        answers.map((each) => `<answer>${each}</answer>`).join(' '),
        `<answer>${answers.map((each) => `\\boxed{${each}}`).join(' ')}</answer>`,
      ]
    },
  },
  {
    id: 'every-number',
    says: 'A list of all numbers is no answer.',
    solving: 'fault',
    replies: ({ form }) => {
      if (form === null || !/^-?\d{1,6}$/.test(form.answer)) return []
      const value = Number(form.answer)
      const numbers = Array.from({ length: 41 }, (_, index) => value - 20 + index)
      return [
        numbers.join(' '),
        form.wrap(numbers.join(', ')),
        form.wrap(`${value - 20}-${value + 20}`),
        form.wrap(`[${value - 20}, ${value + 20}]`),
      ]
    },
  },
  {
    id: 'all-choices',
    says: 'All choices at once are no choice.',
    solving: 'fault',
    replies: ({ choices, form }) => {
      if (choices.length < 2) return []
      // That of the answer in the middle, where whoever reads the first or the last does not meet it.
      const at = choices.findIndex(({ label, text }) => label === form?.answer || text === form?.answer)
      const others = choices.filter((_, index) => index !== at)
      const order = at < 0 || others.length < 2 ? choices : others.toSpliced(1, 0, ...choices.slice(at, at + 1))
      const labels = order.map(({ label }) => label)
      const wrap = (text: string): string => (form === null ? text : form.wrap(text))
      return [
        wrap(labels.join(', ')),
        wrap(labels.join('')),
        wrap(labels.join(' and ')),
        wrap(labels.join('\n')),
        labels.map(wrap).join('\n'),
        wrap(order.map(({ label, text }) => `${label}) ${text}`).join('\n')),
        wrap(order.map(({ text }) => text).join(', ')),
      ]
    },
  },
  {
    id: 'denied',
    says: 'An answer that is denied is no answer.',
    solving: 'fault',
    replies: ({ form }) =>
      form === null || !isWord(form.answer)
        ? []
        : [
            form.wrap(`not ${form.answer}`),
            form.wrap(`anything but ${form.answer}`),
            `It is certainly not ${form.answer}, but I cannot say what it is.`,
          ],
  },
  {
    id: 'nearly',
    says: 'An answer that is a little longer, shorter or another number is wrong.',
    solving: 'seldom',
    mayEarn: true,
    replies: ({ form }) => (form === null ? [] : nearMisses(form.answer).map((each) => form.wrap(each))),
  },
  {
    id: 'look-alike',
    says: 'An answer in letters that only look the same is another one.',
    solving: 'warning',
    mayEarn: true,
    replies: ({ form }) => {
      if (form === null || !isWord(form.answer)) return []
      const alike = Array.from(form.answer, (letter) => lookAlikes.get(letter) ?? letter).join('')
      return alike === form.answer ? [] : [form.wrap(alike)]
    },
  },
  {
    id: 'neighbour',
    says: 'The answer of another task is wrong, or right by luck alone.',
    solving: 'by-luck',
    mayEarn: true,
    replies: ({ otherGolds }) => otherGolds.slice(0, 1),
  },
  {
    id: 'constant',
    says: 'The answer that most tasks have, given to all, is seldom right.',
    solving: 'by-luck',
    mayEarn: true,
    replies: ({ commonGold }) => (commonGold === null ? [] : [commonGold]),
  },
]

/** Whether it is one short answer: denied or misspelt within, a solution in prose or a document may still be right. */
function isWord(answer: string): boolean {
  return answer !== '' && answer.length <= 60 && !/[\s{[]/.test(answer)
}

/** Answers of other tasks with that of this one in the middle; fewer than three where there are not enough. */
function amongOthers({ form, otherAnswers }: ProbeInput): string[] {
  if (form === null || isProgram(form.answer)) return []
  const others = otherAnswers.filter((each) => each.trim() !== '' && !covers(each, form)).slice(0, mostListed)
  if (others.length < 2 || form.answer === '') return []
  return others.toSpliced(Math.floor(others.length / 2), 0, form.answer)
}

/** A program beside others is a program that defines more. */
function isProgram(answer: string): boolean {
  return /^\s*(?:def|function|class|const|let|import|export|async)\s+\w+|=>|^\s*return\b/m.test(answer)
}

/** Whether an answer holds that of the task: who gives it last has said the right one. */
function covers(other: string, { answer }: AnswerForm): boolean {
  return other === answer || other.toLowerCase() === answer.toLowerCase()
}

/**
 * Answers that a loose comparison takes for this one.
 * @example nearMisses('12') // ['13', '11', '-12', '120', '112', '12.9', '1']
 */
export function nearMisses(answer: string): string[] {
  if (/^-?\d{1,15}$/.test(answer)) {
    const value = BigInt(answer)
    const near = [value + 1n, value - 1n, -value, value * 10n].map(String)
    const longer = answer.startsWith('-') ? `-1${answer.slice(1)}` : `1${answer}`
    const shorter = answer.replace('-', '').length > 1 ? [answer.slice(0, -1)] : []
    return [...new Set([...near, longer, `${answer}.9`, ...shorter])].filter((each) => !isSameNumber(each, answer))
  }
  // Words around one number: another number is another answer, and letters stuck to the words are none.
  const [, before, number, after] = /^(\D*[^\d.,/-])??(-?\d{1,15})([^\d.,/^]\D*)?$/.exec(answer) ?? []
  if (number !== undefined && /\s/.test(answer))
    return nearMisses(number).map((each) => `${before ?? ''}${each}${after ?? ''}`)
  if (/^[\p{L}\p{N} _-]+$/u.test(answer)) {
    const shorter = answer.length > 1 ? [answer.slice(0, -1), answer.slice(1)] : []
    const reversed = Array.from(answer).toReversed().join('')
    return [...new Set([`${answer}q`, `q${answer}`, `${answer} ${answer}`, ...shorter, reversed])].filter(
      (each) => each.trim() !== answer && each.trim() !== '',
    )
  }
  return []
}

function isSameNumber(left: string, right: string): boolean {
  return Number(left) === Number(right)
}

/** Latin letters and the Cyrillic or Greek ones of the same shape. */
const lookAlikes: ReadonlyMap<string, string> = new Map(
  Object.entries({
    a: 'а',
    c: 'с',
    e: 'е',
    o: 'о',
    p: 'р',
    x: 'х',
    y: 'у',
    i: 'і',
    A: 'А',
    B: 'В',
    C: 'С',
    E: 'Е',
    H: 'Н',
    K: 'К',
    M: 'М',
    O: 'О',
    P: 'Р',
    T: 'Т',
    X: 'Х',
  }),
)
