import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import sat from '../../envs/sat/index.ts'
import { drawInstance, firstFalse, levels } from '../../envs/sat/instance.ts'
import { Rng } from '../../src/core/random.ts'
import { verdictsOf } from './verdicts.ts'

test('clauses keep to their level, stand in one order, differ, and are true for the solution', () => {
  for (const [index, { variables, width, clauses: count }] of levels.entries()) {
    for (let seed = 0; seed < 20; seed++) {
      const { formula, solution } = drawInstance(Rng.fromSeed(`${index} ${seed}`), levels[index] as (typeof levels)[0])
      const clauses = formula.split(',')
      expect(new Set(clauses).size).toBe(count)
      for (const clause of clauses) {
        const letters = clause.replaceAll('-', '')
        expect(letters).toHaveLength(width)
        expect(letters).toBe(letters.split('').sort().join(''))
        expect(letters.charCodeAt(width - 1) - 96).toBeLessThanOrEqual(variables)
      }
      expect(firstFalse(formula, solution)).toBeNull()
    }
  }
})

test('exactly the assignments that truth by evaluation accepts are right', async () => {
  const taskset = await sat.configure({ level: 2, prompt: 'compact' }).tasks({ split: 'train', seed: 3 })
  for (let index = 0; index < 12; index++) {
    const task = taskset.at(index)
    const replies = Array.from({ length: 16 }, (_, bits) => bits.toString(2).padStart(4, '0'))
    const expected = replies.map((reply) => {
      const [a, b, c, d] = reply.split('').map((bit) => bit === '1')
      const source = task.answer.formula
        .replaceAll('-', '!')
        .replaceAll(/[a-d](?=[!a-d])/g, '$&||')
        .replaceAll(',', ')&&(')
      return runInNewContext(`(${source})`, { a, b, c, d }) as boolean
    })
    expect(expected).toContain(true)
    expect(await verdictsOf(sat, { level: 2, prompt: 'compact' }, task, replies)).toEqual(expected)
  }
})

test('answers are read as letters, as words or by name, and only whole', async () => {
  const task = { prompt: 'given', answer: { formula: 'a-b,bc', solution: 'TTF' } }
  const right = ['TTF', '<answer>T, T, F</answer>', '\\boxed{110}', 'a: true, b: true, c: false', 'c=F, a=T, b=T']
  const wrong = ['FTF', '<answer>TT</answer>', 'TTF or FFT', 'TT?', 'a=T, a=T, c=F', '<answer>TTF</answer> <answer>FTF']
  expect(await verdictsOf(sat, {}, task, right)).toEqual(right.map(() => true))
  expect(await verdictsOf(sat, {}, task, wrong)).toEqual(wrong.map(() => false))
})
