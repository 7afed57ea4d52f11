import { unit } from 'mathjs'
import { expect, test } from 'vitest'
import units from '../../envs/units/index.ts'
import { kinds } from '../../envs/units/table.ts'
import { drawnTasks } from './drawn.ts'
import { verdictsOf } from './verdicts.ts'

/** The names of mathjs for units that it calls otherwise. */
const named = (symbol: string): string =>
  ({ d: 'day', t: 'tonne', ha: 'hectare', min: 'minute', 'm/min': 'm/minute', h: 'hour', 'km/h': 'km/hour' })[symbol] ??
  symbol

test('sizes of units are those of mathjs', () => {
  for (const [first, ...others] of Object.values(kinds).map((kind) => [...kind]))
    for (const { symbol, steps } of others)
      expect(unit(1, named(symbol)).toNumber(named(first!.symbol)), symbol).toBeCloseTo(steps / first!.steps, 6)
})

test('answers are what mathjs converts to', async () => {
  for (const { prompt, answer } of await drawnTasks(units, { levels: [1, 2, 3, 4, 5], count: 40 })) {
    const [terms = '', to = ''] = (prompt as string).slice(0, -1).split('>')
    expect(to).toBe(answer.unit)
    let total = 0
    for (const term of terms.split('+')) {
      const [, number, symbol = ''] = /^([\d.]+)(.*)$/.exec(term) ?? []
      total += unit(Number(number), named(symbol)).toNumber(named(to))
    }
    const [above, below = 1] = answer.value.split('/').map(Number)
    expect(above! / below / total).toBeCloseTo(1, 9)
  }
})

test('the number counts alone or with the unit asked for, not in another', async () => {
  const task = { prompt: '3.2km>m:', answer: { value: '3200', unit: 'm' } }
  const right = [
    '3200',
    '3,200 m',
    '<answer>3200 metres</answer>',
    '\\boxed{3200\\text{ m}}',
    '3200.0 meters',
    '6400/2 m',
  ]
  const wrong = ['3.2 km', '3200 km', '3.2', '3200 m or 3201 m', '3200 + 0', '320000 cm', 'm', '3.2km>m:', '']
  expect(await verdictsOf(units, {}, task, right)).toEqual(right.map(() => true))
  expect(await verdictsOf(units, {}, task, wrong)).toEqual(wrong.map(() => false))
})
