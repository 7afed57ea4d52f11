import { expect, test } from 'vitest'
import { readAssignment } from '../../envs/read-assignment.ts'

test('values by name or in order, in any spacing, are read; a value too many is none', () => {
  const numerators = (text: string) => readAssignment(text, ['x', 'y'])?.map(({ numerator }) => numerator)
  expect(numerators('x  =  3 ,y=\n4')).toEqual([3n, 4n])
  expect(numerators('(3, 4)')).toEqual([3n, 4n])
  expect(readAssignment('x = 3, y = 4, z = 5', ['x', 'y'])).toBeNull()
  // Of square time in the brackets this took seconds.
  expect(readAssignment('('.repeat(200_000), ['x', 'y'])).toBeNull()
})
