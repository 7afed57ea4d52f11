import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import propositionalLogic from '../../envs/propositional-logic/index.ts'
import { allRows, drawFormula, inWords, variableTable } from '../../envs/propositional-logic/formula.ts'
import { Rng } from '../../src/core/random.ts'
import { verdictsOf } from './verdicts.ts'

/** The value of a formula as JavaScript has it, by other means than tables. */
function valueOf(text: string, values: readonly boolean[]): boolean {
  const source = text
    .replaceAll('-', '!')
    .replaceAll('=', '===')
    .replaceAll('>', '<=')
    .replaceAll('&', '&&')
    .replaceAll('|', '||')
  const names = Object.fromEntries(values.map((value, index) => [String.fromCharCode(65 + index), value]))
  return runInNewContext(source, names) as boolean
}

const rows = (count: number): boolean[][] =>
  Array.from({ length: 2 ** count }, (_, row) =>
    Array.from({ length: count }, (_, index) => ((row >> index) & 1) === 1),
  )

test('the table of a formula is what its text says', () => {
  for (let seed = 0; seed < 200; seed++) {
    const count = 2 + (seed % 4)
    const tables = Array.from({ length: count }, (_, index) => variableTable(index, count))
    const { text, table } = drawFormula(Rng.fromSeed(seed), tables, 1 + (seed % 5))
    let wanted = 0
    for (const [row, values] of rows(count).entries()) if (valueOf(text, values)) wanted += 2 ** row
    expect(table, text).toBe(wanted)
    expect(table).toBeLessThanOrEqual(allRows(count))
  }
})

test('the answer is what holds in every case that the premises allow', async () => {
  for (const level of [1, 3, 5]) {
    const taskset = await propositionalLogic.configure({ level, prompt: 'compact' }).tasks({ split: 'test', seed: 1 })
    for (let index = 0; index < 25; index++) {
      const { prompt, answer } = taskset.at(index)
      const premises = (prompt as string).slice(0, -1).split(',')
      const models = rows(answer.length).filter((values) => premises.every((text) => valueOf(text, values)))
      const wanted = answer.split('').map((_, variable) => {
        const seen = new Set(models.map((values) => values[variable]))
        return seen.size === 2 ? '?' : seen.has(true) ? 'T' : 'F'
      })
      expect(models.length).toBeGreaterThan(0)
      expect(answer).toBe(wanted.join(''))
    }
  }
})

test('premises are written in the usual signs', () => {
  expect(inWords('-(A&B)|(C>-A)')).toBe('¬(A ∧ B) ∨ (C → ¬A)')
})

test('answers are read in their order or by name; one wrong letter is wrong', async () => {
  const task = { prompt: 'given', answer: 'T?F' }
  const right = ['T?F', '<answer>T, ?, F</answer>', 'A: true; B: unknown; C: false']
  const wrong = ['T?T', 'TF', '???', 'TF?', 'T?F?', 'A: true, B: unknown']
  expect(await verdictsOf(propositionalLogic, {}, task, right)).toEqual([true, true, true])
  expect(await verdictsOf(propositionalLogic, {}, task, wrong)).toEqual(wrong.map(() => false))
})
