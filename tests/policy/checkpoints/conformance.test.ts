// What transformers and PEFT wrote, read and written again: the same tensors under the same names, to the bit; and models
// with an adapter in their weights give the logits of the model beside its adapter.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openAdapterFolder, writeAdapterFolder } from '../../../src/policy/checkpoints/adapter-folder.ts'
import { openCheckpointTensors } from '../../../src/policy/checkpoints/checkpoint-tensors.ts'
import { mergedWith } from '../../../src/policy/checkpoints/merge-adapter.ts'
import { openCheckpointFolder } from '../../../src/policy/checkpoints/open-checkpoint-folder.ts'
import type { SafetensorsFile } from '../../../src/policy/checkpoints/safetensors.ts'
import { writeCheckpointFolder } from '../../../src/policy/checkpoints/write-checkpoint-folder.ts'
import { parameterShapes } from '../../../src/policy/transformer/model/architecture.ts'
import { appendLogits } from '../../../src/policy/transformer/model/head.ts'
import { loraShapes } from '../../../src/policy/transformer/model/lora.ts'
import { anyRows, elementCount, Program } from '../../../src/tensor/program.ts'
import { temporaryFolder } from '../../record/temporary-folder.ts'
import { runFloat64, tensor, type Float64Tensor } from '../../tensor/float64-program.ts'
import { adaptedNames, checkpointNames, goldenCheckpoint, readLogits } from '../transformer/golden-checkpoint.ts'
import { appendHidden, parameterInputs } from '../transformer/whole-program.ts'

async function tensorsOf(folder: string): Promise<Map<string, { shape: readonly number[]; numbers: Float32Array }>> {
  const { files, close } = await openCheckpointTensors(folder)
  const tensors = new Map<string, { shape: readonly number[]; numbers: Float32Array }>()
  for (const name of [...files.keys()].toSorted()) {
    const file = files.get(name) as SafetensorsFile
    tensors.set(name, { shape: file.shapes.get(name) ?? [], numbers: await file.read(name) })
  }
  await close()
  return tensors
}

function configOf(folder: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')) as Record<string, unknown>
}

describe.each(checkpointNames)('%s', (name) => {
  test('is written as transformers wrote it', async () => {
    const { folder, parameters } = await goldenCheckpoint(name)
    const checkpoint = await openCheckpointFolder(folder)
    const [first] = checkpoint.storedTypes.values()
    await checkpoint.close()
    const read = (parameter: string): Float32Array => parameters.get(parameter) as Float32Array
    for (const config of [{}, checkpoint.config]) {
      const written = temporaryFolder()
      const type = first === 'BF16' || first === 'F16' ? first : 'F32'
      await writeCheckpointFolder(written, { architecture: checkpoint.architecture, read, config, type })
      expect(await tensorsOf(written)).toEqual(await tensorsOf(folder))
      const again = await openCheckpointFolder(written)
      expect(again.architecture).toEqual(checkpoint.architecture)
      expect(again.storedTypes).toEqual(checkpoint.storedTypes)
      expect(configOf(written)['architectures']).toEqual(configOf(folder)['architectures'])
      await again.close()
    }
  })
})

describe.each(adaptedNames)('%s with an adapter of PEFT', (name) => {
  test('is written as PEFT wrote it, and gives the same logits in the weights', async () => {
    const golden = await goldenCheckpoint(name)
    const { architecture, parameters } = golden
    const folder = join(golden.folder, 'adapter')
    const adapter = await openAdapterFolder(folder, architecture)
    const { settings, base } = adapter
    const matrices = new Map<string, Float32Array>()
    for (const [parameter, shape] of loraShapes(architecture, settings)) {
      const target = new Float32Array(elementCount(shape))
      await adapter.readInto(parameter, target)
      matrices.set(parameter, target)
    }
    await adapter.close()
    const readAdapter = (parameter: string): Float32Array => matrices.get(parameter) as Float32Array
    const written = temporaryFolder()
    await writeAdapterFolder(written, { architecture, settings, base, read: readAdapter })
    const names = { weights: 'adapter_model.safetensors', index: 'none' }
    const [ours, theirs] = [await openCheckpointTensors(written, names), await openCheckpointTensors(folder, names)]
    expect([...ours.files.keys()].toSorted()).toEqual([...theirs.files.keys()].toSorted())
    for (const [each, file] of ours.files)
      expect(await file.equals(each, theirs.files.get(each) as SafetensorsFile, each)).toBe(true)
    await ours.close()
    await theirs.close()

    const read = mergedWith((parameter) => parameters.get(parameter) as Float32Array, { settings, readAdapter })
    const due = await readLogits(join(folder, 'golden.safetensors'), golden.sequences.length)
    const merged = new Map<string, Float32Array>()
    for (const parameter of parameterShapes(architecture).keys()) merged.set(parameter, await read(parameter))
    for (const [index, { tokens }] of golden.sequences.entries()) {
      const program = new Program()
      const values = parameterInputs(program, architecture)
      const tokens_N = program.input('tokens', [anyRows], 'int32')
      const hidden_Nd = appendHidden(program, architecture, values, tokens_N, tokens.length)
      program.output('logits', appendLogits(program, architecture, values, hidden_Nd, program.scalar(1)))
      const inputs: Record<string, Float64Tensor> = { tokens: tensor([tokens.length], tokens) }
      for (const [parameter, shape] of parameterShapes(architecture))
        inputs[parameter] = tensor(shape, merged.get(parameter) as Float32Array)
      const logits = runFloat64(program, inputs)['logits']?.data ?? []
      const [numbers, largest] = [due[index] ?? [], Math.max(...(due[index] ?? []).map(Math.abs))]
      const difference = Array.from(numbers, (each, at) => Math.abs(each - (logits[at] ?? NaN)))
      // transformers computes its norms in float32, which alone is worth 1e-5 of the largest here.
      expect(Math.max(...difference) / largest).toBeLessThan(2e-5)
      expect(difference.length).toBe(tokens.length * architecture.vocabularySize)
    }
  })
})
