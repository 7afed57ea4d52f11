// Folders that someone damaged, cut or made up are read whole and rightly, or refused with a sentence: never a crash of
// another kind, never a part.
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { RlvrError } from '../../../src/core/errors.ts'
import { fingerprintOf } from '../../../src/policy/checkpoints/fingerprint.ts'
import { openCheckpointFolder } from '../../../src/policy/checkpoints/open-checkpoint-folder.ts'
import { parameterShapes } from '../../../src/policy/transformer/model/architecture.ts'
import { fileOf, smallFolder, smallLlama, smallTensors } from './small-checkpoint.ts'

/** `whole` with as many finite numbers as the architecture says, or the code of a refusal. */
async function outcomeOf(folder: string): Promise<string> {
  try {
    const checkpoint = await openCheckpointFolder(folder)
    try {
      for (const [name, shape] of parameterShapes(checkpoint.architecture)) {
        const size = shape.reduce((product, each) => product * each, 1)
        expect(size).toBeLessThan(1e5)
        await checkpoint.readInto(name, new Float32Array(size))
        await checkpoint.readHalvesInto(name, new Uint16Array(size))
      }
      return 'whole'
    } finally {
      await checkpoint.close()
    }
  } catch (thrown) {
    if (!RlvrError.isInstance(thrown)) throw thrown
    expect(thrown.message).toMatch(/^.*\S\.$/s)
    return thrown.code
  }
}

const shards = (name: string): string => `m${name.includes('layers.1') ? 2 : 1}.safetensors`

test('bytes changed, cut off or added anywhere in a folder', async () => {
  const folder = smallFolder(smallLlama, smallTensors(), shards)
  const names = readdirSync(folder)
  const whole = new Map(names.map((name) => [name, readFileSync(join(folder, name))]))
  const outcomes = new Set<string>()
  const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...names),
      fc.array(fc.tuple(place, fc.nat(255)), { maxLength: 3 }),
      fc.option(place),
      fc.uint8Array({ maxLength: 9 }),
      async (name, changes, cut, more) => {
        const bytes = Buffer.from(whole.get(name) ?? [])
        // Most of a file are numbers, of which any are as good; half of the changes are to its beginning.
        for (const [at, byte] of changes) bytes[Math.floor(at * (byte % 2 === 0 ? bytes.length : 600))] = byte
        const kept = cut === null ? bytes : bytes.subarray(0, Math.floor(cut * bytes.length))
        writeFileSync(join(folder, name), Buffer.concat([kept, more]))
        outcomes.add(await outcomeOf(folder))
        writeFileSync(join(folder, name), whole.get(name) ?? '')
      },
    ),
    { numRuns: 400 },
  )
  expect([...outcomes].filter((each) => each !== 'whole' && each !== 'RLVR_POLICY')).toEqual([])
  expect(await outcomeOf(folder)).toBe('whole')
})

test('lies in a header: types, shapes and offsets of other tensors, numbers and kinds of value', async () => {
  const folder = smallFolder(smallLlama)
  const file = readFileSync(join(folder, 'model.safetensors'))
  const length = Number(file.readBigUInt64LE(0))
  const body = file.subarray(8 + length)
  const text = file.subarray(8, 8 + length).toString()
  const names = [...smallTensors().keys()]
  const strange = fc.oneof(
    fc.constantFrom(-1, 0, 0.5, 2 ** 53, 1e308, '4', null, [], {}, true, 'F64', 'I64', 'BF16', 'F8_E4M3', 'f32'),
    fc.nat(4000),
    fc.array(fc.nat(200), { maxLength: 3 }),
    fc.constant([0, file.length]),
  )
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...names),
      fc.constantFrom('dtype', 'shape', 'data_offsets', 'more'),
      strange,
      async (name, field, value) => {
        const header = JSON.parse(text) as Record<string, Record<string, unknown>>
        const before = JSON.stringify(header[name]?.[field])
        header[name] = { ...header[name], [field]: value }
        writeFileSync(join(folder, 'model.safetensors'), fileOf(header, body))
        const isTrue = field === 'more' || JSON.stringify(value) === before
        expect(await outcomeOf(folder)).toBe(isTrue ? 'whole' : 'RLVR_POLICY')
      },
    ),
    { numRuns: 400 },
  )
})

test('any value in any field of a configuration', async () => {
  const folder = smallFolder(smallLlama)
  const fields = [
    ...Object.keys(smallLlama),
    'rope_scaling',
    'rope_parameters',
    'hidden_act',
    'layer_types',
    'attention_bias',
  ]
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...fields),
      fc.constantFrom('llama', 'qwen2', 'qwen3', 'mistral', 'gpt2'),
      fc.oneof(fc.jsonValue(), fc.nat(100)),
      async (field, model_type, value) => {
        const { architectures: _, ...rest } = smallLlama
        writeFileSync(join(folder, 'config.json'), JSON.stringify({ ...rest, model_type, [field]: value }))
        expect(['whole', 'RLVR_POLICY']).toContain(await outcomeOf(folder))
      },
    ),
    { numRuns: 400 },
  )
})

test('what is no file is not waited for, and what is often found in the place of weights is told', async () => {
  for (const name of ['config.json', 'model.safetensors'])
    for (const [make, words] of [
      [(path: string) => execFileSync('mkfifo', [path]), `${name} is a pipe, a socket or a device; expected a file.`],
      [(path: string) => mkdirSync(path), `${name} is a folder; expected a file.`],
    ] as const) {
      const folder = smallFolder(smallLlama)
      rmSync(join(folder, name))
      make(join(folder, name))
      await expect(openCheckpointFolder(folder)).rejects.toThrow(words)
      await expect(fingerprintOf(folder)).rejects.toThrow(words)
    }
  for (const [content, words] of [
    ['version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 5\n', 'is a pointer of git-LFS'],
    ['<!DOCTYPE html><html><body>Not found</body></html>', 'is a web page'],
    ['PK\u0003\u0004 archive/data.pkl', 'is an archive, as PyTorch saves weights'],
  ] as const) {
    const folder = smallFolder(smallLlama)
    writeFileSync(join(folder, 'model.safetensors'), content)
    await expect(openCheckpointFolder(folder)).rejects.toThrow(`model.safetensors ${words}`)
  }
})
