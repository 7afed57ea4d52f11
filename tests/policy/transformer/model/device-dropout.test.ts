import { expect, test } from 'vitest'
import { Rng } from '../../../../src/core/random.ts'
import {
  dropColumns,
  dropProgram,
  dropRows,
  drawnChance,
} from '../../../../src/policy/transformer/model/device-dropout.ts'
import { openBackend } from '../../../../src/tensor/open-backend.ts'
import { runFloat64, tensor } from '../../../tensor/float64-program.ts'

const [count, width] = [600, 64]

function kept(chance: number, seed: string): Float64Array {
  const { rows, columns } = drawn(seed)
  const given = { rows: tensor([count, 3], [...rows]), 'columns.x': tensor([3, width], [...columns]) }
  return Float64Array.from(runFloat64(dropProgram(new Map([['x', width]]), chance), given)['x']!.data)
}

function drawn(seed: string): { rows: Float32Array; columns: Float32Array } {
  return { rows: dropRows(count, Rng.fromSeed(seed)), columns: dropColumns(width, Rng.fromSeed('columns')) }
}

test('numbers are left out with the chance that was asked for, and the others grow so that the sum stays', () => {
  for (const chance of [0.05, 0.3, 0.75]) {
    const values = kept(chance, 'rate')
    const grown = Math.fround(1 / (1 - drawnChance(chance)))
    expect(drawnChance(chance)).toBeCloseTo(chance, 3)
    expect(new Set(values)).toEqual(new Set([0, grown]))
    const left = values.reduce((sum, each) => sum + Number(each === 0), 0) / values.length
    // Five times the standard error of so many draws.
    expect(Math.abs(left - chance)).toBeLessThan(5 * Math.sqrt((chance * (1 - chance)) / values.length) + 1 / 2048)
  }
})

test('what is left out at two places has nothing to do with each other: two columns, two rows, two runs', () => {
  const values = kept(0.5, 'a').map((each) => Number(each > 0) - 0.5)
  const others = kept(0.5, 'b').map((each) => Number(each > 0) - 0.5)
  const at = (row: number, column: number): number => values[row * width + column] as number
  const correlations: number[] = []
  for (let column = 1; column < width; column++) {
    let sum = 0
    for (let row = 0; row < count; row++) sum += 4 * at(row, 0) * at(row, column)
    correlations.push(sum / Math.sqrt(count))
  }
  for (let row = 1; row < count; row++) {
    let sum = 0
    for (let column = 0; column < width; column++) sum += 4 * at(0, column) * at(row, column)
    correlations.push(sum / Math.sqrt(width))
  }
  correlations.push(
    values.reduce((sum, each, index) => sum + 4 * each * (others[index] as number), 0) / Math.sqrt(values.length),
  )
  // Of so many normal numbers the largest stays below 4.5, and their squares are 1 on average.
  expect(Math.max(...correlations.map(Math.abs))).toBeLessThan(4.5)
  expect(correlations.reduce((sum, each) => sum + each * each, 0) / correlations.length).toBeCloseTo(1, 0)
})

test('float32 leaves out exactly what float64 does', async () => {
  const backend = await openBackend({ name: 'tfjs-cpu' })
  const { rows, columns } = drawn('exact')
  const program = await backend.compile(dropProgram(new Map([['x', width]]), 0.3))
  const { x } = await program.run({
    rows: backend.upload(rows, [count, 3]),
    'columns.x': backend.upload(columns, [3, width]),
  })
  const found = await backend.download(x!)
  expect([...found].map((each) => each > 0)).toEqual([...kept(0.3, 'exact')].map((each) => each > 0))
  await program.close()
  await backend.close()
})
