import { expect, test } from 'vitest'
import { appendGradients } from '../../../src/tensor/gradients.ts'
import { fusedNorms } from '../../../src/tensor/onnx/fused-norms.ts'
import { openOnnxBackend } from '../../../src/tensor/onnx/onnx-backend.ts'
import { anyRows, Program, type Value } from '../../../src/tensor/program.ts'
import { runFloat64, tensor } from '../float64-program.ts'

function norm(program: Program, x: Value, weight: Value): Value {
  return program.multiply(program.multiply(x, program.inverseRms(x, 1e-3)), weight)
}

test('a norm that nothing looks into is one operator, and what it gives is x / √(mean(x²) + ε) · weight', async () => {
  const program = new Program()
  const x = program.input('x', [anyRows, 4])
  program.output('y', norm(program, x, program.input('weight', [4])))
  expect([...fusedNorms(program, { givesInverse: true }).norms.values()]).toMatchObject([
    { x, weight: program.inputs.get('weight'), epsilon: 1e-3, inverseIsRead: false },
  ])
  expect(fusedNorms(program, { givesInverse: true }).absorbed.size).toBe(2)
  program.output('inverse', program.nodes[0]?.output as Value)
  expect([...fusedNorms(program, { givesInverse: true }).norms.values()]).toMatchObject([{ inverseIsRead: true }])
  expect(fusedNorms(program, { givesInverse: false }).norms.size).toBe(0)
  const backend = await openOnnxBackend({ threads: 1 })
  const compiled = await backend.compile(program)
  const given = [
    [0.1, -2, 3, 0.5],
    [1e-3, 0, 2e-3, 0],
  ]
  const weight = [1, 2, -3, 0.25]
  const { y, inverse } = await compiled.run({
    x: backend.upload(Float32Array.from(given.flat()), [2, 4]),
    weight: backend.upload(Float32Array.from(weight), [4]),
  })
  const scales = given.map((row) => 1 / Math.sqrt(row.reduce((sum, each) => sum + each * each, 0) / 4 + 1e-3))
  const due = given.flatMap((row, at) => row.map((each, index) => each * scales[at]! * (weight[index] as number)))
  expect([...(await backend.download(inverse!))]).toEqual(scales.map((each) => expect.closeTo(each, 4)))
  expect([...(await backend.download(y!))]).toEqual(due.map((each) => expect.closeTo(each, 6)))
  await compiled.close()
  await backend.close()
})

test('what gradients read of a norm is made beside it, and the same as without', async () => {
  const program = new Program()
  const x = program.input('x', [2, 4])
  const weight = program.input('weight', [4])
  const y = norm(program, x, weight)
  const [ofWeight, ofX] = appendGradients(program, [[y, program.input('dy', [2, 4])]], [weight, x])
  program.output('ofWeight', ofWeight as Value)
  program.output('ofX', ofX as Value)
  const [fused] = fusedNorms(program, { givesInverse: true }).norms.values()
  expect(fused).toMatchObject({ inverseIsRead: true, scaled: { shape: [2, 4] } })
  const given = {
    x: tensor([2, 4], [0.1, -2, 3, 0.5, 1e-3, 0, 2e-3, 0.7]),
    weight: tensor([4], [1, 2, -3, 0.25]),
    dy: tensor([2, 4], [1, 2, 3, 4, 5, 6, 7, 8]),
  }
  const due = runFloat64(program, given)
  const backend = await openOnnxBackend({ threads: 1 })
  const compiled = await backend.compile(program)
  const found = await compiled.run(
    Object.fromEntries(
      Object.entries(given).map(([name, { shape, data }]) => [name, backend.upload(Float32Array.from(data), shape)]),
    ),
  )
  for (const name of ['ofWeight', 'ofX'])
    expect([...(await backend.download(found[name]!))]).toEqual(
      [...due[name]!.data].map((each) => expect.closeTo(each, 4)),
    )
  await compiled.close()
  await backend.close()
})

test('a norm stays in its parts where its weight is made by the program, maybe too late', () => {
  const program = new Program()
  const x = program.input('x', [2, 4])
  const inverse = program.inverseRms(x, 1e-3)
  const weight = program.multiply(program.input('weight', [4]), program.scalar(2))
  program.output('y', program.multiply(program.multiply(x, inverse), weight))
  expect(fusedNorms(program, { givesInverse: true }).norms.size).toBe(0)
})
