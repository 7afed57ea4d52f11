import { expect, test } from 'vitest'
import { hashSplit } from '../../src/core/split.ts'

// python3: [i for i in range(40)
//   if int(hashlib.sha256(json.dumps(f"Problem {i}").encode()).hexdigest()[:8], 16) % 8 == 0]
test('one prompt in eight is held out, by the first 32 bits of its SHA-256', () => {
  const held = Array.from({ length: 40 }, (_, index) => index).filter((n) => hashSplit(`Problem ${n}`) === 'test')
  expect(held).toEqual([7, 19, 22, 23, 25, 26])
})

test('a share is parts of a denominator, from none to all', () => {
  const numbers = Array.from({ length: 40 }, (_, index) => index)
  // … % 20 < 3
  const held = numbers.filter((n) => hashSplit(`Problem ${n}`, { parts: 3, of: 20 }) === 'test')
  expect(held).toEqual([10, 12, 24, 32])
  expect(numbers.every((n) => hashSplit(`Problem ${n}`, { parts: 0, of: 1 }) === 'train')).toBe(true)
  expect(numbers.every((n) => hashSplit(`Problem ${n}`, { parts: 1, of: 1 }) === 'test')).toBe(true)
})
