import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openAdapterFolder } from '../../../src/policy/checkpoints/adapter-folder.ts'
import { exportCheckpoint, type ExportedModel } from '../../../src/policy/checkpoints/export-checkpoint.ts'
import { openCheckpointFolder } from '../../../src/policy/checkpoints/open-checkpoint-folder.ts'
import { parameterShapes, type Architecture } from '../../../src/policy/transformer/model/architecture.ts'
import { loraShapes, type LoraSettings } from '../../../src/policy/transformer/model/lora.ts'
import { temporaryFolder } from '../../record/temporary-folder.ts'

const architecture: Architecture = {
  vocabularySize: 11,
  width: 8,
  layers: 1,
  heads: 2,
  keyValueHeads: 2,
  headWidth: 4,
  maxLengthTokens: 64,
  positions: 'rotary',
  mlp: 'swiglu',
  mlpWidth: 12,
  normEpsilon: 1e-6,
  rotary: { base: 10_000 },
}
const settings: LoraSettings = { rank: 1, alpha: 2, targets: ['query'], dropout: 0, rankStabilised: false }

/** Ones everywhere. */
function ones(shapes: ReadonlyMap<string, readonly number[]>): (name: string) => Float32Array {
  return (name) => new Float32Array((shapes.get(name) ?? []).reduce((product, size) => product * size, 1)).fill(1)
}

const model: ExportedModel = { architecture, read: ones(parameterShapes(architecture)) }
const adapted: ExportedModel = {
  ...model,
  adapter: { settings, read: ones(loraShapes(architecture, settings)), base: { name: 'someone/small' } },
}

test('a model is written with its adapter in its weights, or the adapter alone', async () => {
  const folder = temporaryFolder()
  await exportCheckpoint(adapted, join(folder, 'new', 'whole'), { to: 'hf', type: 'BF16' })
  const whole = await openCheckpointFolder(join(folder, 'new', 'whole'))
  const query = new Float32Array(64)
  await whole.readInto('layers.0.query', query)
  // 1 + (2 / 1) · 1 · 1
  expect(query).toEqual(new Float32Array(64).fill(3))
  expect(whole.storedTypes.get('layers.0.query')).toBe('BF16')
  await whole.close()
  await exportCheckpoint(adapted, join(folder, 'adapter'), { to: 'peft' })
  const adapter = await openAdapterFolder(join(folder, 'adapter'), architecture)
  expect([adapter.settings, adapter.base]).toEqual([settings, { name: 'someone/small' }])
  await adapter.close()
  expect(readdirSync(folder).toSorted()).toEqual(['adapter', 'new'])
})

test('a folder that holds something is left as it is, and an empty one is used', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'thesis.tex'), 'words')
  await expect(exportCheckpoint(model, folder, { to: 'hf' })).rejects.toThrow(
    /already holds thesis\.tex; an export needs/,
  )
  await expect(exportCheckpoint(model, join(folder, 'thesis.tex'), { to: 'hf' })).rejects.toThrow(/is a file/)
  expect(readFileSync(join(folder, 'thesis.tex'), 'utf8')).toBe('words')
  mkdirSync(join(folder, 'empty'))
  await exportCheckpoint(model, join(folder, 'empty'), { to: 'hf' })
  expect(readdirSync(join(folder, 'empty')).toSorted()).toEqual(['config.json', 'model.safetensors'])
})

test('an export that fails leaves nothing behind', async () => {
  const folder = temporaryFolder()
  const read = (name: string): Float32Array => {
    if (name === 'finalNorm') throw new Error('the disk is gone')
    return model.read(name) as Float32Array
  }
  await expect(exportCheckpoint({ ...model, read }, join(folder, 'x'), { to: 'hf' })).rejects.toThrow(
    /the disk is gone/,
  )
  await expect(exportCheckpoint(model, join(folder, 'x'), { to: 'peft' })).rejects.toThrow(
    /no adapter to write for PEFT/,
  )
  const ungated = { ...architecture, mlp: 'silu' } as const
  const onUp = { ...settings, targets: ['up'] } as const
  const lora = { settings: onUp, read: ones(loraShapes(ungated, onUp)), base: null }
  await expect(
    exportCheckpoint({ ...model, architecture: ungated, adapter: lora }, join(folder, 'x'), { to: 'peft' }),
  ).rejects.toThrow(/MLP without a gate has no place/)
  expect(readdirSync(folder)).toEqual([])
})

test('a value head is told to be left out', async () => {
  const valued = { ...architecture, valueHead: true }
  const { leftOut } = await exportCheckpoint({ architecture: valued, read: model.read }, join(temporaryFolder(), 'x'), {
    to: 'hf',
  })
  expect(leftOut).toEqual(['valueHead.weight', 'valueHead.bias'])
})
