import { expect, test } from 'vitest'
import { RlvrError } from '../../src/core/errors.ts'
import { anyRows, Program, type Value } from '../../src/tensor/program.ts'

const program = new Program()
const x = program.input('x', [2, 3])
const rows = program.input('rows', [anyRows, 3])
const indices = program.input('indices', [2], 'int32')
const rank = (...shape: number[]): Value => program.input(`of ${program.inputs.size}`, shape)

/** What is refused, and the words of the refusal that tell what came. */
const refused: { readonly [what: string]: readonly [() => unknown, RegExp] } = {
  'matMul of inner sizes that differ': [() => program.matMul(x, x), /cannot multiply \[2,3\] by \[2,3\]/],
  'matMul of a transposed operand that fits only untransposed': [
    () => program.matMul(x, rank(3, 4), { transposeA: true }),
    /\[2,3\]ᵀ by \[3,4\]/,
  ],
  'matMul of different ranks': [() => program.matMul(x, rank(1, 3, 2)), /rank 2 or 3; got \[2,3\] and \[1,3,2\]/],
  'matMul of rank 4': [() => program.matMul(rank(1, 1, 2, 2), rank(1, 1, 2, 2)), /rank 2 or 3/],
  'matMul of batches that would have to broadcast': [
    () => program.matMul(rank(2, 3, 3), rank(1, 3, 3)),
    /cannot multiply \[2,3,3\] by \[1,3,3\]/,
  ],
  'a sum of shapes that do not broadcast': [() => program.add(x, rank(2)), /\[2,3\] and \[2\] do not broadcast/],
  'unknown rows with a known number of them': [() => program.add(rows, x), /do not broadcast/],
  'a reshape to another number of elements': [() => program.reshape(x, [7]), /\[2,3\] into \[7\]/],
  'a reshape to rank 5': [() => program.reshape(x, [1, 1, 1, 2, 3]), /rank 4 at most/],
  'an input of rank 5': [() => rank(1, 1, 1, 1, 1), /rank 4 at most/],
  'a broadcast of a dimension that is not 1': [() => program.broadcast(x, [4, 3]), /\[2,3\] over \[4,3\]/],
  'a broadcast to another rank': [() => program.broadcast(x, [1, 2, 3]), /over \[1,2,3\]/],
  'a broadcast to rows that are not known': [() => program.broadcast(rank(1, 3), [anyRows, 3]), /over \[-1,3\]/],
  'a transpose that names an axis twice': [() => program.transpose(x, [0, 0]), /permutation of its axes; got \[0,0\]/],
  'a transpose that moves unknown rows': [() => program.transpose(rows, [1, 0]), /unknown dimension after the first/],
  'an empty slice': [() => program.slice(x, 1, 1, 1), /slice 1\.\.1 of axis 1/],
  'a slice past the end': [() => program.slice(x, 1, 0, 4), /slice 0\.\.4 of axis 1 is outside \[2,3\]/],
  'a slice of unknown rows': [() => program.slice(rows, 0, 0, 1), /outside \[-1,3\]/],
  'a slice of an axis that is not there': [() => program.slice(x, 2, 0, 1), /\[2,3\] has no axis 2/],
  'a negative pad': [() => program.pad(x, 1, -1, 0), /pad cannot put -1 before/],
  'a pad of unknown rows': [() => program.pad(rows, 0, 1, 0), /pad cannot put .* of \[-1,3\]/],
  'a concat of nothing': [() => program.concat([], 0), /at least one/],
  'a concat of parts that differ elsewhere': [
    () => program.concat([x, rank(2, 4)], 0),
    /concat cannot join \[2,3\], \[2,4\] along axis 0/,
  ],
  'a concat of ranks that differ': [() => program.concat([x, rank(2)], 0), /concat cannot join/],
  'a concat along unknown rows': [() => program.concat([rows, x], 0), /concat cannot join/],
  'an inverse root mean square over unknown rows': [
    () => program.inverseRms(program.input('vector', [anyRows]), 1e-6),
    /inverseRms needs a width; got \[-1\]/,
  ],
  'a sum over an axis that is not there': [() => program.sum(x, [2]), /sum over the axes \[2\] does not fit \[2,3\]/],
  'a mean over an axis twice': [() => program.mean(x, [1, 1]), /mean over the axes \[1,1\]/],
  'a sum over no axis': [() => program.sum(x, []), /sum over the axes \[\]/],
  'rows of a table of rank 3': [() => program.gatherRows(rank(2, 2, 2), indices), /gatherRows needs a matrix/],
  'indices that are floats': [() => program.gatherRows(x, rank(2)), /int32 indices of rank 1; got float32 \[2\]/],
  'indices of rank 2': [
    () => program.pick(x, program.input('square', [2, 2], 'int32')),
    /int32 indices of rank 1; got int32 \[2,2\]/,
  ],
  'a pick of fewer indices than rows': [
    () => program.pick(rank(3, 3), indices),
    /each of the indices \[2\]; got \[3,3\]/,
  ],
  'a scatter of more rows than indices': [() => program.scatterAddRows(rank(3, 3), indices, 4), /got \[3,3\]/],
  'an unpick of two values a row': [() => program.unpick(rank(2, 2), indices, 4), /one value a row/],
  'a constant that does not fill its shape': [
    () => program.constant(new Float32Array(5), [2, 3]),
    /needs 6 numbers; got 5/,
  ],
  'an empty dimension': [() => rank(2, 0), /empty or unknown dimension/],
  'two inputs of one name': [() => program.input('x', [1]), /an input `x` already/],
  'two outputs of one name': [
    () => {
      program.output('y', x)
      program.output('y', x)
    },
    /an output `y` already/,
  ],
}

for (const [what, [write, words]] of Object.entries(refused))
  test(`a step program refuses ${what}, and says what came`, () => {
    let thrown: unknown
    try {
      write()
    } catch (error) {
      thrown = error
    }
    expect(RlvrError.isInstance(thrown) && thrown.code).toBe('RLVR_TENSOR')
    expect((thrown as Error).message).toMatch(words)
  })

test('a scalar that is used often is one constant', () => {
  const own = new Program()
  expect(own.scalar(0.5)).toBe(own.scalar(0.5))
  expect(own.scalar(2)).not.toBe(own.scalar(0.5))
  expect(own.constants).toHaveLength(2)
})
