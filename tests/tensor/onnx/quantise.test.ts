import { afterAll, beforeAll, expect, test } from 'vitest'
import { Rng } from '../../../src/core/random.ts'
import type { Backend } from '../../../src/tensor/backend.ts'
import { openOnnxBackend } from '../../../src/tensor/onnx/onnx-backend.ts'
import { quantise, type QuantisedType } from '../../../src/tensor/onnx/quantise.ts'
import { anyRows, Program } from '../../../src/tensor/program.ts'

const rng = Rng.fromSeed('few bits')
const normals = (count: number): Float32Array => Float32Array.from({ length: count }, () => rng.normal())

let backend: Backend
beforeAll(async () => {
  backend = await openOnnxBackend({ threads: 1 })
})
afterAll(async () => await backend.close())

/** x [rows, inner] · W, computed by the back end with W in few bits. */
async function product(
  x: Float32Array,
  w: Float32Array,
  inner: number,
  storage: QuantisedType,
  transposeB = false,
): Promise<Float32Array> {
  const program = new Program()
  const columns = w.length / inner
  const held = program.constant(w, transposeB ? [columns, inner] : [inner, columns], storage)
  program.output('y', program.matMul(program.input('x', [anyRows, inner]), held, { transposeB }))
  const compiled = await backend.compile(program)
  const { y } = await compiled.run({ x: backend.upload(x, [x.length / inner, inner]) })
  await compiled.close()
  return (await backend.download(y!)) as Float32Array
}

test('levels are those of the scale: the largest number of a block is the lowest level, zeros stay zeros', () => {
  const data = Float32Array.from({ length: 32 }, (_, index) => [0, -8, 4, 7][index % 4] as number)
  const { blocks, scales } = quantise(data, { rows: 32, columns: 1, transposed: false, type: 'int4' })
  expect([...scales]).toEqual([1])
  // 8 stands for 0: 0 and -8 are levels 8 and 0, 4 and 7 are 12 and 15; the first of two is the low half.
  expect([...blocks.subarray(0, 2)]).toEqual([0x08, 0xfc])
  const none = quantise(new Float32Array(32), { rows: 32, columns: 1, transposed: false, type: 'int8' })
  expect([...none.scales]).toEqual([-0])
  expect(none.blocks.every((level) => level === 128)).toBe(true)
})

test.each([
  ['int8', 0.04],
  ['int4', 0.4],
] as const)(
  'a product with a matrix in %s is near that of float32, whichever way the matrix lies',
  async (storage, tolerance) => {
    // 40 is no multiple of a block; 7 columns are no multiple of anything.
    for (const [inner, columns] of [
      [64, 7],
      [40, 16],
    ] as const) {
      const [x, w] = [normals(3 * inner), normals(inner * columns)]
      const turned = Float32Array.from(
        { length: w.length },
        (_, at) => w[(at % inner) * columns + Math.floor(at / inner)] as number,
      )
      const got = await product(x, w, inner, storage)
      got.forEach((value, at) => {
        let due = 0
        for (let k = 0; k < inner; k++)
          due += (x[Math.floor(at / columns) * inner + k] as number) * (w[k * columns + (at % columns)] as number)
        expect(Math.abs(value - due)).toBeLessThan(tolerance * Math.sqrt(inner))
      })
      expect(await product(x, turned, inner, storage, true)).toEqual(got)
    }
  },
)
