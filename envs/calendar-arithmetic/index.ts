// Reckoning with dates of the Gregorian calendar. After reasoning-gym's `calendar_arithmetic`.
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import type { Rng } from '../../src/core/random.ts'
import { shownAnswer } from '../judged-answer.ts'
import { levelOf, levelOption } from '../level-option.ts'
import { promptOption } from '../prompt-option.ts'
import { sameWords } from '../same-answer.ts'
import { businessDays, dateText, dayNumber, weekdayOf, weekdays } from './days.ts'

type Question = 'after' | 'before' | 'between' | 'weekday' | 'business-days'

interface DateSettings {
  readonly questions: readonly Question[]
  readonly years: readonly [number, number]
  /** The most days that are added or lie between two dates. */
  readonly days: number
}

const levels: readonly DateSettings[] = [
  { questions: ['after'], years: [2000, 2030], days: 40 },
  { questions: ['after', 'before', 'between'], years: [2000, 2030], days: 120 },
  { questions: ['after', 'before', 'between', 'between', 'business-days'], years: [1950, 2050], days: 400 },
  { questions: ['after', 'before', 'between', 'business-days', 'weekday'], years: [1900, 2100], days: 1500 },
  { questions: ['after', 'before', 'between', 'business-days', 'weekday'], years: [1600, 2400], days: 40_000 },
]

const calendarArithmetic: EnvironmentFactory<string> = defineEnv({
  id: 'calendar-arithmetic',
  description: 'Reckon with dates: days after, before and between, weekdays, business days.',
  card: {
    source: 'Generated; the Gregorian calendar, also before and after it was in use everywhere.',
    verifier: 'The date as YYYY-MM-DD, the number in digits, or the English name of the weekday.',
    limits:
      'No holidays: business days are Monday to Friday. One question in five at levels 4 and 5 has one of 7 answers.',
  },
  options: Type.Object({
    level: levelOption(
      levels,
      '1: up to 40 days after a date; 2: after, before and between, 120 days; 3: business days too, 400 days; 4: weekdays too, 1,500 days; 5: 40,000 days between 1600 and 2400',
    ),
    prompt: promptOption,
  }),
  draw: ({ rng, options: { level, prompt } }) => {
    const { compact, words, form, answer } = drawQuestion(rng, levelOf(levels, level))
    return prompt === 'compact'
      ? { prompt: `${compact}:`, answer }
      : { prompt: `${words} ${form} in <answer></answer>.`, answer }
  },
  rewards: ({ prompt }) => ({ correct: sameWords(prompt) }),
  outcome: 'correct',
  demonstrate: ({ answer }, { options }) => shownAnswer(options.prompt, answer),
})

interface Asked {
  readonly compact: string
  readonly words: string
  readonly form: string
  readonly answer: string
}

const dateForm = 'Write the date as YYYY-MM-DD'
const numberForm = 'Write the number in digits'

function drawQuestion(rng: Rng, { questions, years: [first, last], days: most }: DateSettings): Asked {
  const lowest = dayNumber({ year: first, month: 1, day: 1 })
  const from = rng.int(lowest, dayNumber({ year: last, month: 12, day: 31 }))
  const days = rng.int(2, most)
  const [date, later] = [dateText(from), dateText(from + days)]
  switch (rng.pick(questions)) {
    case 'after':
      return {
        compact: `${date}+${days}`,
        words: `What date is ${days} days after ${date}?`,
        form: dateForm,
        answer: later,
      }
    case 'before':
      return {
        compact: `${later}-${days}`,
        words: `What date is ${days} days before ${later}?`,
        form: dateForm,
        answer: date,
      }
    case 'between':
      return {
        compact: `${date}>${later}`,
        words: `How many days after ${date} is ${later}?`,
        form: numberForm,
        answer: String(days),
      }
    case 'weekday':
      return {
        compact: `${date}w`,
        words: `What day of the week is ${date}?`,
        form: 'Write its English name, like Monday,',
        answer: weekdays[weekdayOf(from)] ?? '',
      }
    default:
      return {
        compact: `${date}b${later}`,
        words: `How many days from ${date} to ${later}, both included, are not Saturdays or Sundays?`,
        form: numberForm,
        answer: String(businessDays(from, from + days)),
      }
  }
}

export default calendarArithmetic
export const noRecipe = 'No small transformer has been taught the calendar; train a checkpoint.'
