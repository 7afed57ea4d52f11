import { expect, test } from 'vitest'
import modularArithmetic from '../../envs/modular-arithmetic/index.ts'
import { drawnTasks } from './drawn.ts'
import { verdictsOf } from './verdicts.ts'

test('answers are what whole numbers of any size give', async () => {
  const kinds = new Set<string>()
  for (const { prompt, answer } of await drawnTasks(modularArithmetic, { levels: [1, 2, 3, 4, 5], count: 150 })) {
    const [, first = '', kind = '', second = '', last = ''] =
      /^\((\d+)([-+*^/])(\d+)\)%(\d+)=$/.exec(prompt as string) ?? []
    const [a, b, modulus] = [BigInt(first), BigInt(second), BigInt(last)]
    kinds.add(kind)
    expect(BigInt(answer)).toBeGreaterThan(0n)
    expect(BigInt(answer)).toBeLessThan(modulus)
    if (kind === '/') expect((b * BigInt(answer)) % modulus).toBe(1n)
    else expect(BigInt(answer)).toBe((kind === '+' ? a + b : kind === '*' ? a * b : a ** b) % modulus)
  }
  expect([...kinds].sort()).toEqual(['*', '+', '/', '^'])
})

test('another number of the class is wrong', async () => {
  const replies = ['10', '35', '-15', '110', '(17+93)%25']
  expect(await verdictsOf(modularArithmetic, {}, { prompt: '(17+93)%25=', answer: '10' }, replies)).toEqual([
    true,
    false,
    false,
    false,
    false,
  ])
})
