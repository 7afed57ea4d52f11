import { expect, test } from 'vitest'
import { judged, shownAnswer } from '../../envs/judged-answer.ts'
import { bare, readCells, readItems, readRows, readTruths, readWhole } from '../../envs/read-answer.ts'
import { runVerifier } from '../../src/core/verifier.ts'
import { makeTask } from '../../src/core/task.ts'

const rules = {
  name: 'same',
  isSound: (answer: string) => answer.length > 0,
  faultOf: (text: string, answer: string) => (text === answer ? null : `${text} is not ${answer}.`),
}

async function scoreOf(style: 'words' | 'compact', reply: string, answer: string): Promise<unknown> {
  const verdict = await runVerifier(judged(style, rules), {
    task: makeTask({ prompt: 'given', answer }, 'given'),
    reply,
    messages: [],
  })
  return verdict.status === 'scored' ? verdict.score : verdict.status
}

test('words: the last tag, else the last box, else the last line; compact: all of it', async () => {
  for (const reply of ['<answer>7</answer>', 'a \\boxed{7}', 'It follows.\nAnswer: 7', '<think>8</think>\n7'])
    expect(await scoreOf('words', reply, '7'), reply).toBe(1)
  for (const reply of ['7', ' 7\n']) expect(await scoreOf('compact', reply, '7')).toBe(1)
  for (const reply of ['<answer>7', '7 <answer>8</answer>', '7\n8', '']) {
    expect(await scoreOf('words', reply, '7'), reply).toBe(0)
    expect(await scoreOf('compact', reply, '7'), reply).toBe(0)
  }
  expect(await scoreOf('compact', shownAnswer('words', '7'), '7')).toBe(0)
  expect(await scoreOf('words', shownAnswer('words', '7'), '7')).toBe(1)
  expect(await scoreOf('words', '7'.repeat(30_000), '7')).toBe(0)
})

test('a reference that the rules cannot read is no wrong answer', async () => {
  expect(await scoreOf('words', '7', '')).toBe('invalid')
  expect(await scoreOf('words', '7', null as never)).toBe('invalid')
})

test('marks around an answer do not count, anything else does', () => {
  expect(bare('**"Otto"**.')).toBe('Otto')
  expect(readWhole('$-12$.')).toBe(-12)
  expect([readWhole('1.5'), readWhole('1 2'), readWhole('twelve'), readWhole('')]).toEqual([null, null, null, null])
  expect(readItems("['a', b; c]\nd -> e")).toEqual(['a', 'b', 'c', 'd', 'e'])
  expect(readCells('[[1, 2],\n[3, 4]]', '1234')).toBe('1234')
  expect(readCells('12\n3x', '123')).toBeNull()
  expect(readRows('1 2\n30 4')).toEqual([
    [1, 2],
    [30, 4],
  ])
  expect(readRows('[[1,2],[3,4]]')).toEqual([
    [1, 2],
    [3, 4],
  ])
  expect(readRows('12\n34')).toEqual([
    [1, 2],
    [3, 4],
  ])
  expect(readRows('1 2\nx')).toBeNull()
  expect(readTruths('b: false, a = true', ['a', 'b'])).toEqual(['T', 'F'])
  expect(readTruths('T', ['a', 'b'])).toBeNull()
})
