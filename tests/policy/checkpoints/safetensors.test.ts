import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { RlvrError } from '../../../src/core/errors.ts'
import { SafetensorsFile } from '../../../src/policy/checkpoints/safetensors.ts'
import { writeSafetensors, type TensorSource } from '../../../src/policy/checkpoints/write-safetensors.ts'
import { temporaryFolder } from '../../record/temporary-folder.ts'
import { inFolder } from '../snapshot-folder.ts'
import { fileOf } from './small-checkpoint.ts'

async function codeOf(read: () => Promise<unknown>): Promise<string> {
  try {
    await read()
    return 'none'
  } catch (thrown) {
    return RlvrError.isInstance(thrown) ? thrown.code : `a plain ${String(thrown)}`
  }
}

/** The path of a file with these bytes. */
function saved(bytes: Uint8Array): string {
  const path = join(temporaryFolder(), 'tensors.safetensors')
  writeFileSync(path, bytes)
  return path
}

async function decode(bytes: Uint8Array): Promise<Map<string, Float32Array>> {
  const file = await SafetensorsFile.open(saved(bytes))
  try {
    const tensors = new Map<string, Float32Array>()
    for (const name of file.shapes.keys()) tensors.set(name, await file.read(name))
    return tensors
  } finally {
    await file.close()
  }
}

const numbers = Float32Array.of(1, -2, 3.5, 0, Infinity, 1e-40)
const sources: readonly TensorSource[] = [
  { name: 'a', shape: [2, 3], read: () => numbers },
  { name: 'größe', shape: [1], read: async () => Float32Array.of(7) },
]
const sampleMetadata = { kind: 'test', text: 'ä "quoted"' }
let sampleBytes: Uint8Array
const sample = (): Uint8Array => sampleBytes
beforeAll(async () => {
  sampleBytes = await inFolder(async (folder) => {
    await writeSafetensors(join(folder, 'sample'), sources, sampleMetadata)
    return readFileSync(join(folder, 'sample'))
  })
})

test('what is written is read back, to the bit', async () => {
  const file = await SafetensorsFile.open(saved(sample()))
  expect(file.metadata).toEqual(sampleMetadata)
  expect([...file.shapes]).toEqual([
    ['a', [2, 3]],
    ['größe', [1]],
  ])
  expect(await file.read('a')).toEqual(numbers)
  await expect(file.read('b')).rejects.toThrow(/it holds no tensor `b`/)
  await file.close()
})

test('tensors are asked for one after another, and one of another size than its shape is refused', async () => {
  let open = 0
  const counting = Array.from({ length: 5 }, (_, index): TensorSource => ({
    name: `t${index}`,
    shape: [4],
    read: async () => {
      expect(open++).toBe(index)
      return new Float32Array(index < 4 ? 4 : 3)
    },
  }))
  await expect(writeSafetensors(join(temporaryFolder(), 'x'), counting)).rejects.toThrow(/`t4` of shape \[4\] has 3/)
})

test('the numbers of a written file start at a multiple of 8 bytes', async () => {
  for (let length = 0; length < 8; length++) {
    const path = join(temporaryFolder(), 'x')
    await writeSafetensors(path, [], { pad: 'x'.repeat(length) })
    expect(readFileSync(path).readBigUInt64LE(0) % 8n).toBe(0n)
  }
})

test('half precision and bfloat16 are read by their bits', async () => {
  const halves = Uint16Array.of(0x3c00, 0xc000, 0x3555, 0x0001, 0x7bff, 0x7c00, 0xfc00, 0x8000)
  const brains = Uint16Array.of(0x3f80, 0xc000, 0x3eab, 0x7f80, 0x0001)
  const tensors = await decode(
    fileOf(
      {
        half: { dtype: 'F16', shape: [8], data_offsets: [0, 16] },
        brain: { dtype: 'BF16', shape: [5], data_offsets: [16, 26] },
      },
      Buffer.concat([Buffer.from(halves.buffer), Buffer.from(brains.buffer)]),
    ),
  )
  expect([...(tensors.get('half') ?? [])]).toEqual([
    1,
    -2,
    Math.fround(0.333251953125),
    2 ** -24,
    65504,
    Infinity,
    -Infinity,
    -0,
  ])
  expect([...(tensors.get('brain') ?? [])]).toEqual([
    1,
    -2,
    Math.fround(0.333984375),
    Infinity,
    Math.fround(9.183549615799121e-41),
  ])
})

const refused: { readonly [what: string]: readonly [() => Uint8Array, RegExp] } = {
  'an empty file': [() => new Uint8Array(0), /truncated or of another format/],
  'a text': [() => Buffer.from('these are no tensors at all'), /damaged or of another format/],
  'a file cut within its header': [() => sample().subarray(0, 40), /truncated/],
  'a file cut within its numbers': [() => sample().subarray(0, -1), /`größe` of shape \[1\] lies outside the file/],
  'a header that is no JSON': [() => fileOf('{"a":'), /its header is no JSON/],
  'a header that is null': [() => fileOf('null'), /header/],
  'a header that is a list': [() => fileOf('[1,2]'), /header does not begin with `{`/],
  'a header of 100 GB': [
    () => Buffer.concat([Buffer.from([0, 0, 0, 0, 25, 0, 0, 0]), Buffer.alloc(64)]),
    /header would take 107374182400 bytes/,
  ],
  'a name that stands twice': [
    () => fileOf('{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"\\u0061":{}}'),
    /header gives `a` twice/,
  ],
  'numbers that two tensors share': [
    () =>
      fileOf(
        {
          a: { dtype: 'F32', shape: [2], data_offsets: [0, 8] },
          b: { dtype: 'F32', shape: [2], data_offsets: [4, 12] },
        },
        new Uint8Array(12),
      ),
    /`b` overlaps tensor `a`/,
  ],
  'numbers before the first tensor': [
    () => fileOf({ a: { dtype: 'F32', shape: [1], data_offsets: [4, 8] } }, new Uint8Array(8)),
    /bytes 0 to 4, before tensor `a`, belong to no tensor/,
  ],
  'numbers behind the last tensor': [
    () => fileOf({ a: { dtype: 'F32', shape: [1], data_offsets: [0, 4] } }, new Uint8Array(7)),
    /last 3 bytes belong to no tensor/,
  ],
  'a shape whose size overflows': [
    () => fileOf({ a: { dtype: 'F32', shape: [2 ** 40, 2 ** 40], data_offsets: [0, 4] } }, new Uint8Array(4)),
    /no size in whole bytes/,
  ],
  'a type that is unknown': [
    () => fileOf({ a: { dtype: 'F33', shape: [1], data_offsets: [0, 4] } }, new Uint8Array(4)),
    /unknown type F33/,
  ],
  'an entry that is a number': [() => fileOf({ a: 4 }), /`a`/],
  'an entry without offsets': [() => fileOf({ a: { dtype: 'F32', shape: [1] } }), /`a`/],
  'an entry without a shape': [() => fileOf({ a: { dtype: 'F32', data_offsets: [0, 4] } }, new Uint8Array(4)), /`a`/],
  'a negative shape': [
    () => fileOf({ a: { dtype: 'F32', shape: [-1, -1], data_offsets: [0, 4] } }, new Uint8Array(4)),
    /`a`/,
  ],
  'a type that cannot be read': [
    () => fileOf({ a: { dtype: 'I64', shape: [1], data_offsets: [0, 8] } }, new Uint8Array(8)),
    /type I64; F64, F32, F16, BF16 can be read/,
  ],
  'offsets that do not match the shape': [
    () => fileOf({ a: { dtype: 'F32', shape: [2], data_offsets: [0, 4] } }, new Uint8Array(8)),
    /`a` of shape \[2\] and type F32 takes 8 bytes; its offsets 0 and 4 leave it 4/,
  ],
}

for (const [what, [file, words]] of Object.entries(refused))
  test(`${what} is refused by name`, async () => {
    expect(await codeOf(() => decode(file()))).toBe('RLVR_POLICY')
    await expect(decode(file())).rejects.toThrow(words)
  })

test('a damaged file is read or refused, and never a crash of another kind', async () => {
  const file = sample()
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
      async (changes) => {
        const damaged = file.slice()
        for (const [at, byte] of changes) damaged[at] = byte
        expect(['none', 'RLVR_POLICY']).toContain(await codeOf(() => decode(damaged)))
      },
    ),
    { numRuns: 500 },
  )
})
