import { expect, test } from 'vitest'
import cellularAutomaton, { nextRow } from '../../envs/cellular-automaton/index.ts'
import { verdictsOf } from './verdicts.ts'

/** A step by strings: the rule's digits by neighbourhood, from 111 to 000. */
function stepByText(row: string, rule: number): string {
  const digits = rule.toString(2).padStart(8, '0')
  return row
    .split('')
    .map((cell, place) => {
      const left = row.charAt((place + row.length - 1) % row.length)
      const right = row.charAt((place + 1) % row.length)
      return digits.charAt(7 - Number.parseInt(left + cell + right, 2))
    })
    .join('')
}

test('a step is that of Wolfram’s numbering: rule 90 is the sum of both neighbours, rule 110 as published', () => {
  expect(nextRow(0b00100, 90, 5).toString(2).padStart(5, '0')).toBe('01010')
  expect(nextRow(0b00010, 110, 5).toString(2).padStart(5, '0')).toBe('00110')
  expect(nextRow(0b10000, 2, 5).toString(2).padStart(5, '0')).toBe('00001')
})

test('the answer is the row after the steps of the prompt', async () => {
  for (const level of [1, 2, 3, 4, 5]) {
    const taskset = await cellularAutomaton.configure({ level, prompt: 'compact' }).tasks({ split: 'train', seed: 0 })
    for (let index = 0; index < 40; index++) {
      const { prompt, answer } = taskset.at(index)
      const [rule = '', start = '', steps = ''] = (prompt as string).slice(0, -1).split(',')
      let row = start
      for (let step = 0; step < Number(steps); step++) row = stepByText(row, Number(rule))
      expect(row).toBe(answer)
      expect(new Set(answer).size).toBe(2)
    }
  }
})

test('one cell off or one too many is wrong', async () => {
  const task = { prompt: 'given', answer: '01010' }
  const replies = ['01010', '<answer>0 1 0 1 0</answer>', '01011', '010100', '0101', '01010 or 01011']
  expect(await verdictsOf(cellularAutomaton, {}, task, replies)).toEqual([true, true, false, false, false, false])
})
