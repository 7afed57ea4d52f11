import { expect, test } from 'vitest'
import { described } from '../../trainers/described.ts'

test('a described part is the same function, with its words', () => {
  const twice = (x: number): number => 2 * x
  const part = described('twice the value', twice)
  expect(part).toBe(twice)
  expect([part(4), part.description]).toEqual([8, 'twice the value'])
})
