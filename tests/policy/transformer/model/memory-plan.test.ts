import { expect, test } from 'vitest'
import type { Architecture } from '../../../../src/policy/transformer/model/architecture.ts'
import { keeps } from '../../../../src/policy/transformer/model/layered-pass.ts'
import {
  headRowsOf,
  keptLayers,
  memoryPlan,
  memoryPlanLines,
  runMemory,
  wholeRunBytes,
  type MemoryPlanOptions,
} from '../../../../src/policy/transformer/model/memory-plan.ts'

/** SmolLM2-135M. */
const architecture: Architecture = {
  vocabularySize: 49_152,
  width: 576,
  layers: 30,
  heads: 9,
  keyValueHeads: 3,
  maxLengthTokens: 8192,
  positions: 'rotary',
  mlp: 'swiglu',
  mlpWidth: 1536,
}
const trained = { architecture, learns: () => true }
const full: MemoryPlanOptions = {
  trained,
  learnedNumbers: 134_515_008,
  frozenBytesPerNumber: 0,
  threads: 2,
  run: { rows: 1024, positions: 128 },
  keeps: keeps.all,
  cacheBytes: 0,
  budgetBytes: 4e9,
}

test('weights, moments and gradients are counted, and what is left keeps layers', () => {
  const plan = memoryPlan(full)
  const bytesOf = (name: string): number => plan.parts.find((part) => part.name === name)?.bytes ?? 0
  expect(bytesOf('weights that learn')).toBe(4 * 134_515_008)
  expect(bytesOf('moments')).toBe(8 * 134_515_008)
  expect(bytesOf('gradients')).toBe(8 * 134_515_008)
  expect(plan.totalBytes).toBeLessThanOrEqual(4e9)
  expect(plan.keptLayers).toBeGreaterThan(0)
  expect(plan.keptLayers).toBeLessThan(30)
  expect(memoryPlan({ ...full, budgetBytes: 8e9 }).keptLayers).toBe(30)
})

test('an adapter on frozen weights of 16 bits takes a fraction', () => {
  const learns = (name: string): boolean => name.includes('.lora')
  const adapters = {
    shapes: new Map([
      ['query.loraA', [576, 16]],
      ['query.loraB', [16, 576]],
    ] as const),
    scale: 2,
  }
  const plan = memoryPlan({
    ...full,
    trained: { architecture, adapters, learns },
    learnedNumbers: 552_960,
    frozenBytesPerNumber: 2,
    budgetBytes: 2e9,
  })
  // The embedding and the last norm stay float32, and each thread has room for two widened layers.
  const [outside, layer] = [49_152 * 576 + 576, 3_540_096]
  expect(30 * layer + outside).toBe(134_515_008)
  expect(plan.parts[0]).toEqual({ name: 'frozen weights', bytes: 2 * 30 * layer + 4 * (outside + 2 * 2 * layer) })
  expect(plan.keptLayers).toBeGreaterThan(10)
})

test('a longer row keeps more a position, for its scores', () => {
  const short = runMemory(trained, { rows: 1024, positions: 128 }, keeps.all)
  const long = runMemory(trained, { rows: 1024, positions: 1024 }, keeps.all)
  // 9 heads and 896 further columns, in the probabilities that are kept.
  expect(long.perKeptLayer - short.perKeptLayer).toBe(4 * 1024 * 9 * 896)
  expect(keptLayers(short, architecture, short.atLeast + short.bothKinds + 3.5 * short.perKeptLayer)).toBe(3)
  // Where all are kept there are no programs of the other kind.
  expect(keptLayers(short, architecture, short.atLeast + 30 * short.perKeptLayer)).toBe(30)
  expect(keptLayers(short, architecture, short.atLeast + 30 * short.perKeptLayer - 1)).toBeLessThan(30)
  expect(keptLayers(short, architecture, 0)).toBe(0)
})

test('a model that does not fit is refused with the numbers', () => {
  expect(() => memoryPlan({ ...full, budgetBytes: 2e9 })).toThrow(
    /^The model needs 3\.\d GB to learn, of which 2\.0 GB may be taken: weights that learn 539 MB, moments 1\.1 GB, gradients 1\.1 GB, work on 1024 tokens at once \d+ MB\. Train an adapter .+`policy\.memoryMb`/,
  )
})

test('the plan is said in lines', () => {
  const lines = memoryPlanLines(memoryPlan({ ...full, budgetBytes: 8e9 }))
  expect(lines[0]).toMatch(
    /^memory {7}\d\.\d GB of 8\.0 GB, layer by layer; what gradients need of each layer is kept$/,
  )
  expect(lines).toContain('             moments                      1.1 GB')
})

test('long vocabularies go through the head a few hundred positions at a time', () => {
  expect(headRowsOf(architecture)).toBe(256)
  expect(headRowsOf({ ...architecture, vocabularySize: 512 })).toBe(24_576)
})

test('weights are held again, to reply from, where everything else fits beside them', () => {
  const heldBytes = 5e8
  const roomy = memoryPlan({ ...full, heldBytes, budgetBytes: 8e9 })
  const without = memoryPlan({ ...full, budgetBytes: 8e9 })
  expect(roomy.holdsWeights).toBe(true)
  expect(roomy.totalBytes).toBe(without.totalBytes + heldBytes)
  expect(roomy.bytesPerThread).toBe(without.bytesPerThread - heldBytes / 2)
  const exact = memoryPlan({ ...full, heldBytes, budgetBytes: roomy.totalBytes })
  expect(exact).toMatchObject({ holdsWeights: true, keptLayers: 30 })
  const scarce = memoryPlan({ ...full, heldBytes, budgetBytes: roomy.totalBytes - 1 })
  expect(scarce).toMatchObject({ holdsWeights: false, keptLayers: 30, totalBytes: without.totalBytes })
  expect(without.holdsWeights).toBe(false)
})

test('a small model is computed whole where a run of it fits, else layer by layer; the plan says which', () => {
  const small = {
    ...architecture,
    vocabularySize: 512,
    width: 128,
    layers: 4,
    heads: 4,
    keyValueHeads: 4,
    mlpWidth: 384,
  }
  const options = { ...full, trained: { architecture: small, learns: () => true }, learnedNumbers: 917_000 }
  const bytes = wholeRunBytes(options.trained, full.run) as number
  const needed = bytes * 2 + 917_000 * 4 * 5
  const roomy = memoryPlan({ ...options, budgetBytes: needed })
  expect(roomy).toMatchObject({ isWhole: true, keptLayers: 4, totalBytes: needed })
  expect(memoryPlanLines(roomy)[0]).toMatch(/, the whole model at once; what gradients need of each layer is kept$/)
  const scarce = memoryPlan({ ...options, budgetBytes: needed - 1 })
  expect(scarce.isWhole).toBe(false)
  expect(memoryPlanLines(scarce)[0]).toContain('layer by layer')
  // Frozen weights of 16 bits are widened a layer at a time.
  expect(memoryPlan({ ...options, frozenBytesPerNumber: 2, budgetBytes: 4e9 }).isWhole).toBe(false)
  expect(wholeRunBytes(trained, full.run)).toBeNull()
})
