// A model that runs for long holds no more memory than one that has just begun.
import { expect, test } from 'vitest'
import { stopAt } from './stop-at.ts'
import { inFolder } from '../snapshot-folder.ts'
import {
  goldenCoefficients,
  goldenModel,
  goldenNumbers,
  goldenSequences,
  gradientsOf,
  relativeError,
} from './golden.ts'

for (const backend of ['onnx-cpu', 'tfjs-wasm'] as const)
  test(`memory stays flat over many cycles of generation, gradients, updates and snapshots on ${backend}`, async () => {
    const golden = goldenNumbers('rotary-swiglu')
    const model = await goldenModel(golden, backend)
    const sequences = goldenSequences(golden)
    const coefficients = goldenCoefficients(golden)
    const requests = golden.inputs.map((row, seed) => ({ prompt: Int32Array.from(row.slice(0, 3)), seed }))
    const cycle = async (): Promise<void> => {
      await model.generate(requests, { temperature: 1, topK: 0, topP: 1, maxTokens: 4 }, stopAt(0))
      await model.accumulate(sequences, 1, coefficients)
      await model.apply({ learningRate: 1e-3, maxGradNorm: 1 })
      await model.accumulate(sequences, 1, coefficients)
      await model.discard()
      const frozen = await model.freeze()
      await model.score(sequences, 1, frozen)
      await model.thaw(frozen)
      await inFolder(async (folder) => {
        await model.save(folder, { kind: 'byte' })
        await model.load(folder)
      })
    }
    const tensors = async (): Promise<number> => {
      if (backend === 'onnx-cpu') return 0
      const { memory } = await import('@tensorflow/tfjs-core')
      return memory().numTensors
    }
    for (let warmUp = 0; warmUp < 20; warmUp++) await cycle()
    const [tensorsBefore, bytesBefore] = [await tensors(), process.memoryUsage().rss]
    for (let count = 0; count < 100; count++) await cycle()
    expect(await tensors()).toBe(tensorsBefore)
    // Weights, zeros and moments at least: the count sees the model.
    if (backend === 'tfjs-wasm') expect(tensorsBefore).toBeGreaterThan(30)
    // Room for garbage that waits; a compiled program or a cache that is lost each cycle would take more.
    expect(process.memoryUsage().rss - bytesBefore).toBeLessThan(60 * 2 ** 20)
    await model.close()
  })

test('a model refuses to take less than it needs, and learns the same from the least', async () => {
  const golden = goldenNumbers('rotary-swiglu')
  const gradientsWithin = async (memoryBytes: number): Promise<{ lines: readonly string[]; gradient: number[] }> => {
    const model = await goldenModel(golden, 'onnx-cpu', { memoryBytes })
    await model.accumulate(goldenSequences(golden), 1, goldenCoefficients(golden))
    const gradient = [...(await gradientsOf(model)).values()].flatMap((values) => [...values])
    const lines = model.memoryLines
    await model.close()
    return { lines, gradient }
  }
  const all = await gradientsWithin(1e9)
  expect(all.lines[0]).toContain('the whole model at once; what gradients need of each layer is kept')
  const refusal = /^The model needs (\d+) MB to learn, of which 1 MB may be taken: weights that learn 1 MB/
  const refused = await gradientsWithin(1e6).catch((thrown: unknown) => (thrown as Error).message)
  expect(refused).toMatch(refusal)
  const least = await gradientsWithin(1e6 * Number(refusal.exec(refused as string)?.[1]))
  expect(relativeError(least.gradient, all.gradient)).toBeLessThan(1e-6)
})
