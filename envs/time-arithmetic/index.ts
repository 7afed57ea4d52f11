// Reckoning with times of the day and durations. After reasoning-gym's `time_intervals`.
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import type { Rng } from '../../src/core/random.ts'
import { judged, shownAnswer } from '../judged-answer.ts'
import { levelOf, levelOption } from '../level-option.ts'
import { promptOption } from '../prompt-option.ts'
import { readTime, timeText } from './times.ts'

type Question = 'later' | 'earlier' | 'until' | 'sum' | 'zones'

interface TimeSettings {
  readonly questions: readonly Question[]
  /** The unit of all times in seconds: 60 leaves seconds out. */
  readonly unit: 1 | 60
  /** The longest duration in seconds; times stay within one day where it is short. */
  readonly longest: number
  /** Durations that are added up. */
  readonly parts: number
}

const day = 86_400

const levels: readonly TimeSettings[] = [
  { questions: ['later'], unit: 60, longest: 3600, parts: 2 },
  { questions: ['later', 'earlier', 'until'], unit: 60, longest: 6 * 3600, parts: 2 },
  { questions: ['later', 'earlier', 'until', 'sum'], unit: 60, longest: 23 * 3600, parts: 3 },
  { questions: ['later', 'earlier', 'until', 'sum', 'zones'], unit: 1, longest: 23 * 3600, parts: 4 },
  { questions: ['sum', 'zones'], unit: 1, longest: 99 * 3600, parts: 8 },
]

const timeArithmetic: EnvironmentFactory<string> = defineEnv({
  id: 'time-arithmetic',
  description: 'Reckon with times of the day and durations.',
  card: {
    source: 'Generated; times of 24 hours, days of 24 hours.',
    verifier:
      'The time or duration as H:MM or H:MM:SS; a zero before the hours or no seconds where they are 0 do not matter.',
    limits: 'No summer time, no leap seconds, no a.m. and p.m.',
  },
  options: Type.Object({
    level: levelOption(
      levels,
      '1: up to an hour later; 2: later, earlier, from one to the other, 6 hours; 3: sums of durations too, past midnight, 23 hours; 4: seconds and time zones too; 5: sums of eight durations, time zones with a duration',
    ),
    prompt: promptOption,
  }),
  draw: ({ rng, options: { level, prompt } }) => {
    const { compact, words, answer } = drawQuestion(rng, levelOf(levels, level))
    return prompt === 'compact'
      ? { prompt: `${compact}:`, answer }
      : { prompt: `${words} Write it as ${answer.length > 6 ? 'HH:MM:SS' : 'HH:MM'} in <answer></answer>.`, answer }
  },
  rewards: ({ prompt }) => ({
    correct: judged<string>(prompt, {
      name: 'same-time',
      isSound: (answer) => readTime(answer) !== null,
      faultOf: (text, answer) => {
        const given = readTime(text)
        if (given === null) return 'The answer is no time like 13:05 or 13:05:30.'
        return given === readTime(answer) ? null : `${timeText(given, 1)} is another time.`
      },
    }),
  }),
  outcome: 'correct',
  demonstrate: ({ answer }, { options }) => shownAnswer(options.prompt, answer),
})

interface Asked {
  readonly compact: string
  readonly words: string
  readonly answer: string
}

function drawQuestion(rng: Rng, { questions, unit, longest, parts }: TimeSettings): Asked {
  const drawn = (most: number): number => rng.int(1, Math.floor(most / unit)) * unit
  const text = (seconds: number): string => timeText(seconds, unit)
  const [start, length] = [drawn(day) % day, drawn(Math.min(longest, day - unit))]
  const end = (start + length) % day
  switch (rng.pick(questions)) {
    case 'later':
      return {
        compact: `${text(start)}+${text(length)}`,
        words: `It is ${text(start)}. What time is it ${spoken(length)} later?`,
        answer: text(end),
      }
    case 'earlier':
      return {
        compact: `${text(end)}-${text(length)}`,
        words: `It is ${text(end)}. What time was it ${spoken(length)} before?`,
        answer: text(start),
      }
    case 'until':
      return {
        compact: `${text(start)}>${text(end)}`,
        words: `Something begins at ${text(start)} and ends at the next ${text(end)}. How long does it last?`,
        answer: text(length),
      }
    case 'sum': {
      const durations = Array.from({ length: parts }, () => drawn(longest))
      return {
        compact: durations.map(text).join('+'),
        words: `How long are ${durations.map(text).join(', ')} together?`,
        answer: text(durations.reduce((sum, each) => sum + each, 0)),
      }
    }
    default: {
      // Offsets from -12:00 to +14:00 in quarters of an hour, as the zones in use have them.
      const [from, to] = [rng.int(-48, 56), rng.int(-48, 56)]
      const answer = (((start + length + (to - from) * 900) % day) + day) % day
      return {
        compact: `${text(start)}${offset(from)}+${text(length)}${offset(to)}`,
        words: `It is ${text(start)} at UTC${offset(from)}. What time will it be at UTC${offset(to)} in ${spoken(length)}?`,
        answer: text(answer),
      }
    }
  }
}

function offset(quarters: number): string {
  const size = Math.abs(quarters)
  return `${quarters < 0 ? '-' : '+'}${Math.floor(size / 4)}:${String((size % 4) * 15).padStart(2, '0')}`
}

/** `2 hours 1 minute 5 seconds`. */
function spoken(seconds: number): string {
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(seconds / 3600), 'hour'],
    [Math.floor(seconds / 60) % 60, 'minute'],
    [seconds % 60, 'second'],
  ]
  return parts.flatMap(([count, word]) => (count === 0 ? [] : [`${count} ${word}${count === 1 ? '' : 's'}`])).join(' ')
}

export default timeArithmetic
export const noRecipe = 'No small transformer has been taught to reckon with times; train a checkpoint.'
