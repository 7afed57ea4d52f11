import { expect, test } from 'vitest'
import type { Answer } from '../../src/sandbox/engine.ts'
import { defaultLimits, jobBytes } from '../../src/sandbox/limits.ts'
import { AnswerTaker } from '../../src/sandbox/take-answers.ts'
import type { Attachment } from '../../src/sandbox/worker/frames.ts'

const read = (text: string, wallMs: number): Answer => ({ ending: 'finished', value: text, wallMs })
const whole = (text: string): Attachment => ({ bytes: text.length, kept: Buffer.from(text) })
const start = (text: string, bytes: number): Attachment => ({ bytes, kept: Buffer.from(text) })

function taking(most: number, stopsAt = Infinity): { answers: AnswerTaker; taken: Answer[] } {
  const taken: Answer[] = []
  const sink = {
    begin: () => void taken.splice(0),
    mostBytes: () => most,
    take: (answer: Answer) => taken.push(answer) < stopsAt,
  }
  return { taken, answers: new AnswerTaker({ limits: defaultLimits, sink }, read) }
}

test('what is longer than anybody reads is told by its start, and never read', () => {
  const { answers, taken } = taking(20_000)
  expect(answers.keeps(20_000)).toBe(20_000)
  expect(answers.keeps(20_001)).toBe(0)
  // How a call failed is always read.
  expect(taking(0).answers.keeps(10_000)).toBe(10_000)
  answers.takeText(start('{"v":[1,2,', 20_001), 3)
  answers.takeText(whole('text'), 4)
  expect(taken).toEqual([
    { ending: 'finished', unread: '[1,2,', wallMs: 3, bytes: 20_001 },
    { ending: 'finished', value: 'text', wallMs: 4, bytes: 4 },
  ])
  expect(answers.told).toEqual({})
})

test('once the sink has enough, nothing more is held or handed on', () => {
  const { answers, taken } = taking(100, 1)
  answers.takeText(whole('first'), 1)
  expect(answers.isEnough).toBe(true)
  expect(answers.keeps(1)).toBe(0)
  answers.takeText(whole('second'), 1)
  answers.takeEnd({ ending: 'time_limit' }, 10)
  expect(taken).toHaveLength(1)
})

test('all answers together have a bound, and the one that passes it is output_limit', () => {
  const { answers, taken } = taking(100)
  const most = jobBytes(defaultLimits)
  for (let bytes = 0; bytes <= most; bytes += 8 << 20) answers.takeText(start('[', 8 << 20), 1)
  expect(taken.map(({ ending }) => ending)).toEqual([...Array<string>(8).fill('finished'), 'output_limit'])
  expect(answers.isEnough).toBe(true)
})

test('without a sink the answers are collected, and the call under way ends as the program did', () => {
  const answers = new AnswerTaker({ limits: defaultLimits }, read)
  answers.takeText(whole('one'), 5)
  answers.takeEnd({ ending: 'memory_limit', message: 'full' }, 12)
  expect(answers.told.answers).toEqual([
    { ending: 'finished', value: 'one', wallMs: 5, bytes: 3 },
    { ending: 'memory_limit', message: 'full', wallMs: 7 },
  ])
})
