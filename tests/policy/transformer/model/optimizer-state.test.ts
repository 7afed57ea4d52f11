// Both ways of carrying out an update, over the same numbers.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { defaultOptimizer } from '../../../../src/core/policy.ts'
import { Rng } from '../../../../src/core/random.ts'
import { KernelUpdate, sharedSets, type SharedSets } from '../../../../src/policy/transformer/model/kernel-update.ts'
import { OptimizerState } from '../../../../src/policy/transformer/model/optimizer-state.ts'
import { ProgramUpdate } from '../../../../src/policy/transformer/model/program-update.ts'
import type { AdamWStep } from '../../../../src/policy/transformer/model/update.ts'
import { updateOnThreads } from '../../../../src/policy/transformer/threads/shared-update.ts'
import type { Backend } from '../../../../src/tensor/backend.ts'
import { openBackend } from '../../../../src/tensor/open-backend.ts'
import type { Shape } from '../../../../src/tensor/program.ts'

const shapes = new Map<string, Shape>([
  ['embedding', [37, 12]],
  ['layers.0.norm', [12]],
  ['layers.0.query', [12, 12]],
])

let backends: { arrays: Backend; own: Backend }

beforeEach(async () => {
  backends = {
    arrays: await openBackend({ name: 'onnx-cpu', threads: 1 }),
    own: await openBackend({ name: 'tfjs-cpu' }),
  }
})

afterEach(async () => {
  for (const backend of Object.values(backends)) await backend.close()
})

interface Trained {
  readonly state: OptimizerState
  readonly carryOut: (step: AdamWStep) => Promise<number>
}

function trainedOn(backend: Backend): Trained {
  const rng = Rng.fromSeed('values')
  const values = new Map([...shapes].map(([name, shape]) => [name, normals(rng, shape)]))
  const state = OptimizerState.create(backend, shapes, { settings: defaultOptimizer, values, gradients: 1 })
  const shared = sharedSets(state.sets)
  if (shared === null) {
    const program = new ProgramUpdate(backend, shapes, state.sets)
    return { state, carryOut: (step) => program.apply(step) }
  }
  const own = new KernelUpdate(shapes, shared satisfies SharedSets)
  return { state, carryOut: (step) => updateOnThreads({ own, helpers: [] }, step, 1) }
}

function normals(rng: Rng, shape: Shape): Float32Array {
  return Float32Array.from({ length: shape.reduce((product, each) => product * each, 1) }, () => rng.normal())
}

function accumulate({ state }: Trained, seed: number, last?: number): void {
  const rng = Rng.fromSeed(seed)
  for (const [name, shape] of shapes) {
    const gradient = normals(rng, shape)
    if (last !== undefined) gradient[gradient.length - 1] = last
    state.sets.gradients[0]?.write(name, gradient)
  }
}

async function everything({ state }: Trained): Promise<Map<string, number[]>> {
  const { weights, moments } = state.sources()
  const all = new Map<string, number[]>()
  for (const { name, read } of [...weights, ...moments]) all.set(name, [...(await read())])
  return all
}

test('the kernel and the step program make the same steps to seven digits', async () => {
  const both = [trainedOn(backends.arrays), trainedOn(backends.own)] as const
  expect(both[0].state.parameters.shared).not.toBeNull()
  expect(both[1].state.parameters.shared).toBeNull()
  for (let step = 0; step < 3; step++) {
    const options = { learningRate: 0.01, maxGradNorm: step === 1 ? 0.5 : 1e6 }
    for (const each of both) accumulate(each, step)
    const results = await Promise.all(both.map(({ state, carryOut }) => state.apply(options, carryOut)))
    expect(results[0]?.gradNorm).toBeCloseTo(results[1]?.gradNorm as number, 4)
  }
  const [kernel, program] = [await everything(both[0]), await everything(both[1])]
  for (const [name, values] of program)
    expect(kernel.get(name)).toEqual(values.map((value) => expect.closeTo(value, 6)))
})

test('after a step the gradient is zero; one that is not finite changes nothing and stays', async () => {
  for (const backend of Object.values(backends)) {
    const trained = trainedOn(backend)
    const { state, carryOut } = trained
    const before = await everything(trained)
    accumulate(trained, 1, Number.NaN)
    const result = await state.apply({ learningRate: 0.1, maxGradNorm: 1 }, carryOut)
    expect(result.skipped).toBe(true)
    expect(await everything(trained)).toEqual(before)
    expect(state.steps).toBe(0)
    accumulate(trained, 1)
    expect(await state.apply({ learningRate: 0.1, maxGradNorm: 1 }, carryOut)).toMatchObject({ skipped: false })
    expect(await everything(trained)).not.toEqual(before)
    for (const name of shapes.keys())
      expect((await state.sets.gradients[0]?.read(name))?.every((each) => each === 0)).toBe(true)
  }
})
