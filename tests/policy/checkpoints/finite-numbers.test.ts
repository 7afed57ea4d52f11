import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkFinite } from '../../../src/policy/checkpoints/finite-numbers.ts'
import { openCheckpointFolder } from '../../../src/policy/checkpoints/open-checkpoint-folder.ts'
import { roundToHalves } from '../../../src/policy/checkpoints/stored-numbers.ts'
import { fileOf, smallFolder, smallLlama, smallTensors } from './small-checkpoint.ts'

const place = { path: 'm.safetensors', name: 'w', shape: [2, 3], first: 0 }

test('every finite half and the largest numbers pass', () => {
  const finite = Uint16Array.from({ length: 0x10000 }, (_, half) => half).filter((half) => (half & 0x7f80) !== 0x7f80)
  checkFinite(finite, place)
  checkFinite(Float32Array.of(3.4028234e38, -3.4028234e38, 1e-45, -0), place)
})

test('the first that is not finite is told with its row and column', () => {
  const strange = [
    [NaN, /no number \(NaN\)/] as const,
    ...[Infinity, -Infinity].map((each) => [each, /infinite/] as const),
  ]
  for (const [number, words] of strange)
    for (let at = 0; at < 6; at++) {
      const numbers = new Float32Array(6)
      numbers[at] = number
      const halves = Uint16Array.from(new Uint32Array(numbers.buffer), (bits) => bits >>> 16)
      for (const given of [numbers, halves]) {
        expect(() => checkFinite(given, place)).toThrow(words)
        expect(() => checkFinite(given, place)).toThrow(`\`w\` is`)
        expect(() => checkFinite(given, place)).toThrow(`at [${Math.floor(at / 3)}, ${at % 3}]`)
      }
    }
})

test('a checkpoint of any stored type gives no such number, to float32 or bfloat16', async () => {
  for (const tensor of ['model.norm.weight', 'model.layers.1.mlp.up_proj.weight'])
    for (const dtype of ['F32', 'F16', 'BF16', 'F64']) {
      const folder = smallFolder(smallLlama)
      const header: Record<string, unknown> = {}
      const parts: Buffer[] = []
      let start = 0
      for (const [name, { shape, numbers }] of smallTensors()) {
        const values = Float32Array.from(numbers, () => 1)
        if (name === tensor) values[5] = Infinity
        const bytes = stored(values, dtype)
        header[name] = { dtype, shape, data_offsets: [start, start + bytes.length] }
        parts.push(bytes)
        start += bytes.length
      }
      writeFileSync(join(folder, 'model.safetensors'), fileOf(header, Buffer.concat(parts)))
      const checkpoint = await openCheckpointFolder(folder)
      const [parameter, size] =
        tensor === 'model.norm.weight' ? (['finalNorm', 8] as const) : (['layers.1.up', 96] as const)
      const words = new RegExp(`tensor \`${tensor}\` is infinite.* at \\[${size === 8 ? '5' : '0, 5'}\\]`)
      await expect(checkpoint.readInto(parameter, new Float32Array(size))).rejects.toThrow(words)
      await expect(checkpoint.readHalvesInto(parameter, new Uint16Array(size))).rejects.toThrow(words)
      await checkpoint.close()
    }
})

function stored(values: Float32Array, dtype: string): Buffer {
  if (dtype === 'F32') return Buffer.from(values.buffer)
  if (dtype === 'F64') return Buffer.from(Float64Array.from(values).buffer)
  const halves = new Uint16Array(values.length)
  if (dtype === 'F16') roundToHalves(values, halves)
  else halves.set(Uint16Array.from(new Uint32Array(values.buffer), (bits) => bits >>> 16))
  return Buffer.from(halves.buffer)
}
