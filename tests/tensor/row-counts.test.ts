import { expect, test } from 'vitest'
import { anyRows, pickedRows, Program } from '../../src/tensor/program.ts'
import { liveNumbers, rowCounts } from '../../src/tensor/row-counts.ts'

test('rows are counted through reshapes, transpositions and picks', () => {
  const program = new Program()
  const x = program.input('x', [anyRows, 8])
  const heads = program.transpose(program.reshape(x, [anyRows, 3, 2, 4]), [0, 2, 1, 3])
  const scores = program.matMul(program.reshape(heads, [anyRows, 3, 4]), program.reshape(heads, [anyRows, 3, 4]), {
    transposeB: true,
  })
  const picked = program.gatherRows(x, program.input('at', [pickedRows], 'int32'))
  const counts = rowCounts(program)
  expect(counts.get(heads.id)).toEqual({ base: anyRows, times: 1 / 3 })
  expect(counts.get(scores.id)).toEqual({ base: anyRows, times: 2 / 3 })
  expect(counts.get(picked.id)).toEqual({ base: pickedRows, times: 1 })
})

test('numbers live from where they are made to their last use', () => {
  const program = new Program()
  const x = program.input('x', [anyRows, 4])
  const wide = program.matMul(x, program.input('weight', [4, 100]))
  const narrow = program.sum(program.silu(wide), [1])
  program.output('y', program.add(program.multiply(narrow, narrow), program.reshape(narrow, [anyRows, 1])))
  // The product and what silu makes of it: 200 a row; later only columns of 1.
  expect(liveNumbers(program, 10)).toBe(2000)
})
