// A device that fails within a step: what was accumulated is forgotten, and an update that failed part way is never
// taken for weights.
import { afterEach, expect, test } from 'vitest'
import type { Architecture } from '../../../../src/policy/transformer/model/architecture.ts'
import { TransformerModel } from '../../../../src/policy/transformer/threads/transformer-model.ts'
import type { Backend, Tensors } from '../../../../src/tensor/backend.ts'
import { backendNames, openBackend, type BackendOpeners } from '../../../../src/tensor/open-backend.ts'
import { onDevice } from '../../../tensor/on-device.ts'
import { inFolder } from '../../snapshot-folder.ts'

const architecture: Architecture = {
  vocabularySize: 13,
  width: 16,
  layers: 2,
  heads: 2,
  maxLengthTokens: 16,
  positions: 'rotary',
  mlp: 'swiglu',
  mlpWidth: 24,
}
const sequence = {
  tokens: Int32Array.of(3, 1, 4, 1, 5, 9, 2, 6),
  sampled: Uint8Array.of(0, 0, 1, 1, 1, 1, 1, 1),
  logProbs: new Float32Array(6),
  sampledBy: null,
}
const coefficients = [{ logProbs: Float32Array.of(1, -0.5, 0.3, 2, -1, 0.7) }]

/** A device that fails at a run of which `failsAt` says so. */
function failing(backend: Backend, failsAt: (outputs: Tensors) => string | null): Backend {
  const device = onDevice(backend)
  return {
    ...device,
    compile: async (program) => {
      const compiled = await device.compile(program)
      return {
        run: async (inputs, into) => {
          const outputs = await compiled.run(inputs, into)
          const words = failsAt(outputs)
          if (words !== null) throw new Error(words)
          return outputs
        },
        close: async () => await compiled.close(),
      }
    },
  }
}

const open: TransformerModel[] = []
afterEach(async () => {
  for (const model of open.splice(0)) await model.close()
})

async function modelOn(failsAt: (outputs: Tensors) => string | null): Promise<TransformerModel> {
  const opener = async (): Promise<Backend> => failing(await openBackend({ name: 'tfjs-cpu' }), failsAt)
  const openers = Object.fromEntries(backendNames.map((name) => [name, opener])) as unknown as BackendOpeners
  const model = await TransformerModel.open({ architecture, seed: 1, backend: 'tfjs-gpu', openers })
  open.push(model)
  return model
}

const step = { learningRate: 0.05, maxGradNorm: 1 }
const logProbs = async (model: TransformerModel): Promise<number[]> => [
  ...(await model.score([sequence], 1))[0]!.logProbs,
]

test('a device that is lost on the way back leaves no part of a gradient, and the step can be made again', async () => {
  let countdown = Infinity
  const model = await modelOn((outputs) =>
    'gradient.finalNorm' in outputs && countdown-- === 0 ? 'device lost' : null,
  )
  const due = await modelOn(() => null)
  await due.accumulate([sequence], 1, coefficients)
  const { gradNorm } = await due.apply(step)

  await model.accumulate([sequence], 1, coefficients)
  countdown = 0
  await expect(model.accumulate([sequence], 1, coefficients)).rejects.toMatchObject({
    code: 'RLVR_TENSOR',
    message: expect.stringContaining('was lost (device lost)') as string,
  })
  expect(model.version).toBe(0)
  await model.accumulate([sequence], 1, coefficients)
  expect((await model.apply(step)).gradNorm).toBeCloseTo(gradNorm as number, 6)
  expect(model.version).toBe(1)
  expect(await logProbs(model)).toEqual(await logProbs(due))
})

test('an update that runs out of memory part way gives no weights until a snapshot is restored', async () => {
  let fails = false
  let stacks = 0
  const model = await modelOn((outputs) =>
    fails && 'parameter.0' in outputs && ++stacks === 2 ? 'OOM when allocating tensor' : null,
  )
  await model.accumulate([sequence], 1, coefficients)
  await model.apply(step)
  await inFolder(async (folder) => {
    await model.save(folder, { kind: 'byte' })
    const before = await logProbs(model)
    await model.accumulate([sequence], 1, coefficients)
    fails = true
    await expect(model.apply(step)).rejects.toMatchObject({
      code: 'RLVR_TENSOR',
      message: expect.stringContaining('not enough memory') as string,
    })
    expect(model.version).toBe(1)
    const refused = { code: 'RLVR_POLICY', message: expect.stringMatching(/^An update failed part way/) as string }
    await inFolder(async (other) => {
      await expect(model.save(other, { kind: 'byte' })).rejects.toMatchObject(refused)
    })
    await expect(model.score([sequence], 1)).rejects.toMatchObject(refused)
    await expect(model.accumulate([sequence], 1, coefficients)).rejects.toMatchObject(refused)
    await expect(model.freeze()).rejects.toMatchObject(refused)
    fails = false
    await model.load(folder)
    expect(await logProbs(model)).toEqual(before)
    await model.accumulate([sequence], 1, coefficients)
    expect((await model.apply(step)).skipped).toBe(false)
  })
})

test('what crosses and is dispatched is counted for the whole model', async () => {
  const model = await modelOn(() => null)
  const before = await model.traffic()
  await model.accumulate([sequence], 1, coefficients)
  const after = await model.traffic()
  expect(after.uploadedBytes).toBeGreaterThan(before.uploadedBytes)
  expect(after.operations - before.operations).toBeGreaterThan(100)
  expect(after.dispatchMs).toBeGreaterThan(before.dispatchMs)
})

test('a frozen copy is made on the device, and stays as it was when the model learns on', async () => {
  const model = await modelOn(() => null)
  const before = await model.traffic()
  const frozen = await model.freeze()
  const after = await model.traffic()
  expect([after.uploadedBytes - before.uploadedBytes, after.downloadedBytes - before.downloadedBytes]).toEqual([0, 0])
  const due = await logProbs(model)
  await model.accumulate([sequence], 1, coefficients)
  await model.apply(step)
  expect([...(await model.score([sequence], 1, frozen))[0]!.logProbs]).toEqual(due)
  expect(await logProbs(model)).not.toEqual(due)
  await model.thaw(frozen)
  expect(await logProbs(model)).not.toEqual(due)
})
