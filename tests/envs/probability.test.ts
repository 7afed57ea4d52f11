import { expect, test } from 'vitest'
import probability from '../../envs/probability/index.ts'
import { drawnTasks } from './drawn.ts'
import { verdictsOf } from './verdicts.ts'

/** Hands of `drawn` balls by their number of red ones, counted by taking balls one after another. */
function redChance(red: number, blue: number, drawn: number, wanted: number): number {
  if (drawn === 0) return wanted === 0 ? 1 : 0
  if (red < 0 || blue < 0 || wanted < 0) return 0
  const all = red + blue
  return (
    (red > 0 ? (red / all) * redChance(red - 1, blue, drawn - 1, wanted - 1) : 0) +
    (blue > 0 ? (blue / all) * redChance(red, blue - 1, drawn - 1, wanted) : 0)
  )
}

function expected(prompt: string): number {
  const numbers = prompt.match(/\d+/g)?.map(Number) ?? []
  const [a = 0, b = 0, c = 0, d = 0] = numbers
  if (prompt.startsWith('A')) return a / (a + b) / (a / (a + b) + c / (c + d))
  if (prompt.includes('g')) return a / (a + b + c)
  if (prompt.startsWith('r')) return redChance(a, b, c, d)
  const isLeast = prompt.includes('>')
  let [hits, all] = [0, 0]
  if (prompt.startsWith('d'))
    for (let one = 1; one <= a; one++)
      for (let other = 1; other <= b; other++, all++) hits += Number(isLeast ? one + other >= c : one + other === c)
  else
    for (; all < 2 ** a; all++) {
      const heads = all.toString(2).replaceAll('0', '').length
      hits += Number(isLeast ? heads >= b : heads === b)
    }
  return hits / all
}

test('answers are those of counting or drawing one by one, between 0 and 1', async () => {
  for (const { prompt, answer } of await drawnTasks(probability, { levels: [1, 2, 3, 4, 5], count: 80 })) {
    const [above = 0, below = 1] = answer.split('/').map(Number)
    expect(above / below, prompt as string).toBeCloseTo(expected(prompt as string), 9)
    expect(above).toBeGreaterThan(0)
    expect(above).toBeLessThan(below)
  }
})

test('the value is exact', async () => {
  const replies = ['1/3', '\\boxed{\\frac{2}{6}}', '0.333', '33 %', '1/2', '10/30', '1 - 2/3']
  expect(await verdictsOf(probability, {}, { prompt: 'given', answer: '1/3' }, replies)).toEqual([
    true,
    true,
    false,
    false,
    false,
    true,
    false,
  ])
})
