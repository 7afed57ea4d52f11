import { describe, expect, test } from 'vitest'
import { Rng } from '../../src/core/random.ts'
import { appendGradients } from '../../src/tensor/gradients.ts'
import { partition, type Parts } from '../../src/tensor/partition.ts'
import { anyRows, Program, type Node, type Value } from '../../src/tensor/program.ts'
import { runFloat64, tensor, type Float64Tensor } from './float64-program.ts'

/** Attention of two heads over rows of three positions, and a product, with gradients of everything. */
function block(): Program {
  const program = new Program()
  const x = program.input('x', [anyRows, 4])
  const weight = program.input('weight', [4, 4])
  const heads = program.reshape(
    program.transpose(program.reshape(program.matMul(x, weight), [anyRows, 3, 2, 2]), [0, 2, 1, 3]),
    [anyRows, 3, 2],
  )
  const seen = program.softmax(program.matMul(heads, heads, { transposeB: true }))
  const mixed = program.reshape(
    program.transpose(program.reshape(program.matMul(seen, heads), [anyRows, 2, 3, 2]), [0, 2, 1, 3]),
    [anyRows, 4],
  )
  const y = program.silu(program.add(x, mixed))
  program.output('y', y)
  const [dx, dweight] = appendGradients(program, [[y, program.input('dy', [anyRows, 4])]], [x, weight])
  program.output('dx', dx as Value)
  program.output('dweight', program.add(program.input('accumulated', [4, 4]), dweight as Value))
  return program
}

const rng = Rng.fromSeed('partition')
const numbers = (...shape: number[]): Float64Tensor =>
  tensor(
    shape,
    Array.from({ length: shape.reduce((a, b) => a * b) }, () => rng.normal()),
  )
const inputs = { x: numbers(6, 4), weight: numbers(4, 4), dy: numbers(6, 4), accumulated: numbers(4, 4) }
const isLater = (name: string): boolean => name === 'dy' || name === 'accumulated'

const ways: { readonly [name: string]: (node: Node) => boolean } = {
  everything: ({ operation }) => operation.kind !== 'reshape',
  products: ({ operation }) => operation.kind === 'matMul',
  nothing: () => false,
}

function parts(way: keyof typeof ways): Parts {
  return partition(block(), { isLater, keeps: ways[way] as (node: Node) => boolean })
}

describe.each(Object.keys(ways))('keeping %s', (way) => {
  test('the two parts give the very numbers of the whole', () => {
    const { first, second, kept } = parts(way)
    const due = runFloat64(block(), inputs)
    const before = runFloat64(first, inputs)
    expect([...first.inputs.keys()]).toEqual(['x', 'weight'])
    expect(Object.keys(before)).toEqual(['y', ...kept.keys()])
    const after = runFloat64(second, { ...inputs, ...before })
    expect(Object.keys(after)).toEqual(['dx', 'dweight'])
    for (const [name, { data }] of Object.entries({ y: before['y'] as Float64Tensor, ...after }))
      expect(data, name).toEqual(due[name]?.data)
  })

  test('the size of what is kept is known from the rows of the inputs', () => {
    const { first, kept } = parts(way)
    const before = runFloat64(first, inputs)
    for (const [name, { rest, rows }] of kept)
      expect(before[name]?.shape).toEqual(['perRow' in rows ? 6 * rows.perRow : rows.count, ...rest])
  })
})

test('products that are kept are not computed again, and nothing is kept where all is computed again', () => {
  const products = ({ nodes }: Program): number => nodes.filter(({ operation }) => operation.kind === 'matMul').length
  // Backward alone: two for each of the three forward products.
  expect(products(parts('products').second)).toBe(6)
  // The last product's result is not needed but for its sum with x.
  expect(products(parts('nothing').second)).toBe(9)
  expect(parts('nothing').kept.size).toBe(0)
  expect([...parts('products').kept.values()].map(({ rows }) => rows)).toContainEqual({ perRow: 2 / 3 })
})

test('counts of rows that differ are different dimensions in both parts', () => {
  const { first, second } = parts('everything')
  for (const program of [first, second])
    for (const value of [...program.outputs.values(), ...program.inputs.values()])
      if (value.shape.length === 3) expect(value.shape[0]).toBeLessThan(-2)
})
