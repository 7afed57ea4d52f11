import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import multipleChoice from '../../envs/multiple-choice/index.ts'
import { choiceTask } from '../../envs/multiple-choice/record.ts'
import { checkEnvironment } from '../../src/testing/check-environment.ts'
import { verdictsOf } from './verdicts.ts'

const mmlu = { question: 'How many legs has an ant?', choices: ['4', '6', '8', '10'], answer: 1 }
const gpqa = {
  Question: 'How many legs has a spider?',
  'Correct Answer': '8',
  'Incorrect Answer 1': '4',
  'Incorrect Answer 2': '6',
  'Incorrect Answer 3': '10',
}

test('the samples keep the contract', async () => {
  await checkEnvironment(multipleChoice)
})

test('the right choice of every form stands behind its letter, whatever the shuffle', () => {
  for (let seed = 0; seed < 40; seed++)
    for (const [record, right] of [
      [mmlu, '6'],
      [{ ...mmlu, answer: 'b' }, '6'],
      [{ question: 'How many?', options: ['one', 'two', 'three'], answer: 'C' }, 'three'],
      [gpqa, '8'],
    ] as const) {
      const { prompt, answer, metadata } = choiceTask(record, 't', seed)
      expect(prompt).toContain(`\n${answer}. ${right}\n`)
      expect((metadata as { options: string[] }).options['ABCD'.indexOf(answer)]).toBe(right)
    }
})

test('no letter is right more often than another', () => {
  const counts = new Map<string, number>()
  for (let index = 0; index < 2000; index++) {
    const { answer } = choiceTask({ ...gpqa, Question: `Question ${index}?` }, 't', 0)
    counts.set(answer, (counts.get(answer) ?? 0) + 1)
  }
  expect([...counts.keys()].sort()).toEqual(['A', 'B', 'C', 'D'])
  for (const count of counts.values()) expect(Math.abs(count - 500)).toBeLessThan(100)
})

test('choices that speak of others keep their places', () => {
  const record = { ...mmlu, choices: ['4', '6', 'Both A and B', 'None of the above'] }
  for (let seed = 0; seed < 20; seed++) expect(choiceTask(record, 't', seed).answer).toBe('B')
})

test('a letter or a text counts, several do not', async () => {
  const task = choiceTask(mmlu, 't', 0)
  const wrong = task.answer === 'A' ? 'B' : 'A'
  const replies = [`The answer is ${task.answer}.`, '6', `${task.answer} or ${wrong}`, wrong, 'A B C D', '']
  expect(await verdictsOf(multipleChoice, {}, task, replies)).toEqual([true, true, false, false, false, false])
})

test.each<[object, string]>([
  [{ ...mmlu, answer: 4 }, 'field `answer`: expected the place'],
  [{ ...mmlu, answer: '' }, 'field `answer`: expected the place'],
  [{ ...mmlu, answer: 'Z' }, 'field `answer`: expected the place'],
  [{ ...mmlu, answer: null }, 'field `answer`: expected the place'],
  [{ ...mmlu, choices: ['6'] }, 'field `choices`: expected a list of 2 to 26 texts'],
  [{ ...mmlu, choices: ['6', '6'] }, 'field `choices`: two choices are the same'],
  [{ ...mmlu, question: 3 }, 'field `question`: expected a text'],
  [{ ...gpqa, 'Incorrect Answer 2': undefined }, 'field `Incorrect Answer 2`: is missing'],
])('a faulty record is told by its line and field: %j', async (faulty, message) => {
  const path = join(await mkdtemp(join(tmpdir(), 'rlvr-choice-')), 'test.jsonl')
  await writeFile(path, `${JSON.stringify(mmlu)}\n${JSON.stringify(faulty)}\n`)
  await expect(multipleChoice.configure({ path }).tasks({ split: 'test', seed: 0 })).rejects.toThrow(
    `line 2, ${message}`,
  )
})
