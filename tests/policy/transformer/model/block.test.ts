// A block's fragments against what they must equal by their own definition, computed in float64. That they are what
// transformers computes is shown by `tests/policy/transformer/conformance.test.ts`.
import { expect, test } from 'vitest'
import { Rng } from '../../../../src/core/random.ts'
import { anyRows, elementCount, Program } from '../../../../src/tensor/program.ts'
import {
  layerShapes,
  parameterShapes,
  type Architecture,
} from '../../../../src/policy/transformer/model/architecture.ts'
import { linear, precedesAttention } from '../../../../src/policy/transformer/model/block.ts'
import { runFloat64, tensor, type Float64Tensor } from '../../../tensor/float64-program.ts'
import { relativeError } from '../golden.ts'
import { appendHidden, parameterInputs } from '../whole-program.ts'

const grouped: Architecture = {
  vocabularySize: 11,
  width: 12,
  layers: 2,
  heads: 4,
  keyValueHeads: 2,
  headWidth: 8,
  maxLengthTokens: 12,
  positions: 'rotary',
  mlp: 'swiglu',
  mlpWidth: 16,
  attentionBias: 'all',
  mlpBias: true,
  queryKeyNorm: true,
  slidingWindow: { tokens: 3, layers: [1] },
}

/** Matrices around 0 and vectors around 1, all drawn. */
function drawn(architecture: Architecture): Map<string, Float32Array> {
  const rng = Rng.fromSeed('block')
  return new Map(
    [...parameterShapes(architecture)].map(([name, shape]) => {
      const mean = shape.length === 1 ? 1 : 0
      return [name, Float32Array.from({ length: elementCount(shape) }, () => mean + 0.3 * rng.normal())]
    }),
  )
}

function tensors(architecture: Architecture, values: ReadonlyMap<string, Float32Array>): Record<string, Float64Tensor> {
  return Object.fromEntries(
    [...parameterShapes(architecture)].map(([name, shape]) => [name, tensor(shape, values.get(name) as Float32Array)]),
  )
}

/** Hidden states [T · d] of one sequence. */
function hiddenOf(architecture: Architecture, values: ReadonlyMap<string, Float32Array>, tokens: number[]): number[] {
  const program = new Program()
  const parameters = parameterInputs(program, architecture)
  const tokens_N = program.input('tokens', [anyRows], 'int32')
  program.output('hidden', appendHidden(program, architecture, parameters, tokens_N, tokens.length))
  const { hidden } = runFloat64(program, { ...tensors(architecture, values), tokens: tensor([tokens.length], tokens) })
  return [...(hidden?.data ?? [])]
}

test('heads of keys and values that are shared give what copies of them would', () => {
  const values = drawn(grouped)
  const { headWidth = 0 } = grouped
  const copied = new Map(
    [...values].map(([name, data]) => {
      if (!/\.(key|value)(Bias)?$/.test(name)) return [name, data]
      const columns = 2 * headWidth
      const copies: number[] = []
      for (let row = 0; row < data.length; row += columns)
        for (const head of [0, 0, 1, 1])
          copies.push(...data.subarray(row + head * headWidth, row + (head + 1) * headWidth))
      return [name, Float32Array.from(copies)]
    }),
  )
  const tokens = [3, 1, 4, 1, 5, 9]
  const due = hiddenOf({ ...grouped, keyValueHeads: 4 }, copied, tokens)
  expect(relativeError(hiddenOf(grouped, values, tokens), due)).toBeLessThan(1e-12)
})

test('an adapter takes part where its matrices are, and dropout multiplies what it reads', () => {
  const program = new Program()
  const names = { up: [2, 3], upBias: [3], 'up.loraA': [2, 1], 'up.loraB': [1, 3] } as const
  const weights = new Map(Object.entries(names).map(([name, shape]) => [name, program.input(name, shape)]))
  const x_Nd = program.input('x', [anyRows, 2])
  const block = { program, architecture: grouped, weights, adapterScale: 0.5 }
  program.output('whole', linear(block, x_Nd, 'up'))
  const kept = program.input('kept', [anyRows, 2])
  program.output('dropped', linear({ ...block, weights: new Map(weights).set('up.loraKept', kept) }, x_Nd, 'up'))
  const off = new Map([...weights].filter(([name]) => !name.includes('lora')))
  program.output('off', linear({ ...block, weights: off }, x_Nd, 'up'))
  const outputs = runFloat64(program, {
    x: tensor([1, 2], [1, 2]),
    kept: tensor([1, 2], [0, 2]),
    up: tensor([2, 3], [1, 2, 3, 4, 5, 6]),
    upBias: tensor([3], [10, 20, 30]),
    'up.loraA': tensor([2, 1], [3, 5]),
    'up.loraB': tensor([1, 3], [1, -1, 2]),
  })
  // x · W + bias = (19, 32, 45); x · A = 13, and 20 with what is kept of x = (0, 4).
  expect([...outputs['off']!.data]).toEqual([19, 32, 45])
  expect([...outputs['whole']!.data]).toEqual([25.5, 25.5, 58])
  expect([...outputs['dropped']!.data]).toEqual([29, 22, 65])
})

test('every parameter of a layer is read before or after its attention', () => {
  const names = [...layerShapes(grouped).keys()]
  expect(names.filter(precedesAttention)).toEqual([
    'attentionNorm',
    'query',
    'queryBias',
    'key',
    'keyBias',
    'value',
    'valueBias',
    'queryNorm',
    'keyNorm',
  ])
  expect(precedesAttention('query.loraA')).toBe(true)
  expect(precedesAttention('attentionOut.loraA')).toBe(false)
})
