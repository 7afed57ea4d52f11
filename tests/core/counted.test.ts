import { expect, test } from 'vitest'
import { counted } from '../../src/core/counted.ts'

test('one of a thing has no s', () => {
  expect([0, 1, 2].map((count) => counted(count, 'row'))).toEqual(['0 rows', '1 row', '2 rows'])
  expect([1, 3].map((count) => counted(count, 'reply', 'replies'))).toEqual(['1 reply', '3 replies'])
})
