import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { RlvrError } from '../../../src/core/errors.ts'
import { decodeSafetensors, encodeSafetensors, type NamedTensor } from '../../../src/policy/checkpoints/safetensors.ts'

/** A file with this header and these bytes of numbers. */
function fileOf(header: unknown, body: Uint8Array = new Uint8Array(0)): Uint8Array {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(text.length))
  return Buffer.concat([length, text, body])
}

function codeOf(read: () => unknown): string {
  try {
    read()
    return 'none'
  } catch (thrown) {
    return RlvrError.isInstance(thrown) ? thrown.code : `a plain ${String(thrown)}`
  }
}

const sample = (): Uint8Array =>
  encodeSafetensors({
    tensors: new Map<string, NamedTensor>([
      ['a', { shape: [2, 3], data: Float32Array.of(1, -2, 3.5, 0, Infinity, 1e-40) }],
      ['größe', { shape: [1], data: Float32Array.of(7) }],
    ]),
    metadata: { kind: 'test', text: 'ä "quoted"' },
  })

test('what is written is read back, to the bit', () => {
  const { tensors, metadata } = decodeSafetensors(sample())
  expect(metadata).toEqual({ kind: 'test', text: 'ä "quoted"' })
  expect([...tensors.keys()]).toEqual(['a', 'größe'])
  expect(tensors.get('a')).toEqual({ shape: [2, 3], data: Float32Array.of(1, -2, 3.5, 0, Infinity, 1e-40) })
})

test('a file is read the same from a Buffer, and from the middle of a larger array', () => {
  const file = sample()
  const due = decodeSafetensors(file)
  expect(decodeSafetensors(Buffer.from(file))).toEqual(due)
  for (const offset of [1, 2, 3, 8]) {
    const larger = Buffer.alloc(file.length + 16)
    larger.set(file, offset)
    expect(decodeSafetensors(larger.subarray(offset, offset + file.length))).toEqual(due)
  }
})

test('what was read is a copy: the file may be written over', () => {
  const file = Buffer.from(sample())
  const { tensors } = decodeSafetensors(file)
  file.fill(0)
  expect(tensors.get('größe')?.data[0]).toBe(7)
})

test('the numbers of a written file start at a multiple of 8 bytes', () => {
  for (let length = 0; length < 8; length++) {
    const file = encodeSafetensors({ tensors: new Map(), metadata: { pad: 'x'.repeat(length) } })
    expect(new DataView(file.buffer).getBigUint64(0, true) % 8n).toBe(0n)
  }
})

test('half precision and bfloat16 are read by their bits', () => {
  const halves = Uint16Array.of(0x3c00, 0xc000, 0x3555, 0x0001, 0x7bff, 0x7c00, 0xfc00, 0x8000)
  const brains = Uint16Array.of(0x3f80, 0xc000, 0x3eab, 0x7f80, 0x0001)
  const { tensors } = decodeSafetensors(
    fileOf(
      {
        half: { dtype: 'F16', shape: [8], data_offsets: [0, 16] },
        brain: { dtype: 'BF16', shape: [5], data_offsets: [16, 26] },
      },
      Buffer.concat([Buffer.from(halves.buffer), Buffer.from(brains.buffer)]),
    ),
  )
  expect([...(tensors.get('half')?.data ?? [])]).toEqual([
    1,
    -2,
    Math.fround(0.333251953125),
    2 ** -24,
    65504,
    Infinity,
    -Infinity,
    -0,
  ])
  expect([...(tensors.get('brain')?.data ?? [])]).toEqual([
    1,
    -2,
    Math.fround(0.333984375),
    Infinity,
    Math.fround(9.183549615799121e-41),
  ])
})

const refused: { readonly [what: string]: readonly [() => Uint8Array, RegExp] } = {
  'an empty file': [() => new Uint8Array(0), /truncated or of another format/],
  'a text': [() => Buffer.from('these are no tensors at all'), /truncated or of another format/],
  'a file cut within its header': [() => sample().subarray(0, 40), /truncated/],
  'a file cut within its numbers': [() => sample().subarray(0, -1), /`größe` of shape \[1\] lies outside the file/],
  'a header that is no JSON': [() => fileOf('{"a":'), /its header is no JSON/],
  'a header that is null': [() => fileOf('null'), /header/],
  'a header that is a list': [() => fileOf('[1,2]'), /header is no JSON object/],
  'an entry that is a number': [() => fileOf({ a: 4 }), /`a`/],
  'an entry without offsets': [() => fileOf({ a: { dtype: 'F32', shape: [1] } }), /`a`/],
  'an entry without a shape': [() => fileOf({ a: { dtype: 'F32', data_offsets: [0, 4] } }, new Uint8Array(4)), /`a`/],
  'a negative shape': [
    () => fileOf({ a: { dtype: 'F32', shape: [-1, -1], data_offsets: [0, 4] } }, new Uint8Array(4)),
    /`a`/,
  ],
  'a type that cannot be read': [
    () => fileOf({ a: { dtype: 'I64', shape: [1], data_offsets: [0, 8] } }, new Uint8Array(8)),
    /type I64; F32, F16 and BF16 can be read/,
  ],
  'offsets that do not match the shape': [
    () => fileOf({ a: { dtype: 'F32', shape: [2], data_offsets: [0, 4] } }, new Uint8Array(8)),
    /`a` of shape \[2\] lies outside/,
  ],
}

for (const [what, [file, words]] of Object.entries(refused))
  test(`${what} is refused by name`, () => {
    expect(codeOf(() => decodeSafetensors(file()))).toBe('RLVR_POLICY')
    expect(() => decodeSafetensors(file())).toThrow(words)
  })

test('a damaged file is read or refused, and never a crash of another kind', () => {
  const file = sample()
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }), (changes) => {
      const damaged = file.slice()
      for (const [at, byte] of changes) damaged[at] = byte
      expect(['none', 'RLVR_POLICY']).toContain(codeOf(() => decodeSafetensors(damaged)))
    }),
    { numRuns: 1000 },
  )
})
