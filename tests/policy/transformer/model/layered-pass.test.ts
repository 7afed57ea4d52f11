// Packed rows, layer by layer and as one program, beside the model over each sequence alone, in float64.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TokenSequence } from '../../../../src/core/policy.ts'
import { Rng } from '../../../../src/core/random.ts'
import type { Backend } from '../../../../src/tensor/backend.ts'
import { openBackend } from '../../../../src/tensor/open-backend.ts'
import {
  initialParameters,
  parameterShapes,
  type Architecture,
} from '../../../../src/policy/transformer/model/architecture.ts'
import { keeps, LayeredPass } from '../../../../src/policy/transformer/model/layered-pass.ts'
import { keptLayers, runMemory } from '../../../../src/policy/transformer/model/memory-plan.ts'
import { ModelPass } from '../../../../src/policy/transformer/model/model-pass.ts'
import { WholePass } from '../../../../src/policy/transformer/model/whole-pass.ts'
import { attentionTokens, packSequences, spread } from '../../../../src/policy/transformer/model/packed-rows.ts'
import { ParameterSet } from '../../../../src/policy/transformer/model/parameter-set.ts'
import { onDevice } from '../../../tensor/on-device.ts'
import { runFloat64, tensor, type Float64Tensor } from '../../../tensor/float64-program.ts'
import { relativeError } from '../golden.ts'
import { gradientProgram } from '../whole-program.ts'

const plain = {
  vocabularySize: 17,
  width: 16,
  layers: 2,
  heads: 4,
  maxLengthTokens: 24,
  positions: 'rotary',
  mlp: 'swiglu',
  mlpWidth: 24,
} as const satisfies Architecture

const architectures: { readonly [name: string]: Architecture } = {
  'a Llama of grouped heads': { ...plain, keyValueHeads: 2 },
  'learned positions and a value head': { ...plain, positions: 'learned', mlp: 'silu', valueHead: true },
  'norms of heads, biases, a window and an untied head': {
    ...plain,
    keyValueHeads: 2,
    headWidth: 8,
    attentionBias: 'query-key-value',
    queryKeyNorm: true,
    untiedHead: true,
    slidingWindow: { tokens: 5, layers: [1] },
  },
}

const rng = Rng.fromSeed('layered')

/** Three replies to one prompt, one of which speaks twice, and two sequences of their own. */
const sequences = [
  [7, 5, 0, 0],
  [7, 3, 0, 0],
  [7, 2, 3, 4],
  [3, 6, 0, 0],
  [12, 1, 0, 0],
].map(([prompt = 0, first = 0, said = 0, second = 0]): TokenSequence => {
  const shared = Rng.fromSeed(`prompt ${prompt}`)
  const sampled = [
    new Uint8Array(prompt),
    new Uint8Array(first).fill(1),
    new Uint8Array(said),
    new Uint8Array(second).fill(1),
  ]
  const count = prompt + first + said + second
  return {
    tokens: Int32Array.from({ length: count }, (_, at) =>
      (at < prompt ? shared : rng).int(0, plain.vocabularySize - 1),
    ),
    sampled: Uint8Array.from(sampled.flatMap((part) => [...part])),
    logProbs: new Float32Array(first + second),
    sampledBy: null,
  }
})
const draw = (): Float32Array[] => sequences.map(({ logProbs }) => logProbs.map(() => rng.normal()))
const coefficients = { logProbs: draw(), entropies: draw(), values: draw() }
const temperature = 0.8

function parametersOf(architecture: Architecture): Map<string, Float32Array> {
  const own = Rng.fromSeed('weights')
  return new Map(
    [...initialParameters(architecture, own)].map(([name, data]) => [
      name,
      data.map((each) => each + 0.2 * own.normal()),
    ]),
  )
}

/** Scores of the sampled tokens and the gradient, a sequence at a time. */
function reference(architecture: Architecture, parameters: ReadonlyMap<string, Float32Array>) {
  const scores: Record<'logProbs' | 'entropies' | 'values', number[]> = { logProbs: [], entropies: [], values: [] }
  let gradients = new Map<string, Float64Tensor>(
    [...parameterShapes(architecture)].map(([name, shape]) => [
      name,
      tensor(shape, new Float64Array(parameters.get(name)!.length)),
    ]),
  )
  sequences.forEach((sequence, index) => {
    const count = sequence.tokens.length - 1
    const places = [...sequence.tokens.keys()].filter((place) => sequence.sampled[place] === 1)
    const column = (values: Float32Array): Float64Tensor => {
      const all = new Float64Array(count)
      places.forEach((place, nth) => (all[place - 1] = values[nth] as number))
      return tensor([count, 1], all)
    }
    const outputs = runFloat64(gradientProgram(architecture, count, { entropy: true }), {
      tokens: tensor([count], [...sequence.tokens.subarray(0, -1)]),
      targets: tensor([count], [...sequence.tokens.subarray(1)]),
      inverseTemperature: tensor([1], [1 / temperature]),
      coefficients: column(coefficients.logProbs[index]!),
      entropyCoefficients: column(coefficients.entropies[index]!),
      valueCoefficients: column(coefficients.values[index]!),
      ...Object.fromEntries(
        [...parameterShapes(architecture)].flatMap(([name, shape]) => [
          [name, tensor(shape, [...parameters.get(name)!])],
          [`accumulated.${name}`, gradients.get(name)!],
        ]),
      ),
    })
    for (const name of ['logProbs', 'entropies', 'values'] as const)
      for (const place of places) scores[name].push(outputs[name]?.data[place - 1] ?? 0)
    gradients = new Map([...gradients.keys()].map((name) => [name, outputs[`gradient.${name}`]!]))
  })
  return { scores, gradients }
}

const ways: readonly {
  readonly backend: 'onnx-cpu' | 'tfjs-cpu'
  readonly keeping: string
  readonly whole?: boolean
  /** Where tensors are out of the host's reach. */
  readonly device?: boolean
  readonly runBytes: number
  readonly headRows: number
}[] = [
  { backend: 'onnx-cpu', keeping: 'all', runBytes: Infinity, headRows: 64 },
  { backend: 'onnx-cpu', keeping: 'nothing', runBytes: 1, headRows: 1 },
  { backend: 'tfjs-cpu', keeping: 'all', runBytes: Infinity, headRows: 64 },
  { backend: 'tfjs-cpu', keeping: 'nothing', runBytes: 1, headRows: 3 },
  { backend: 'onnx-cpu', keeping: 'everything in one program', whole: true, runBytes: Infinity, headRows: 64 },
  { backend: 'tfjs-cpu', keeping: 'everything in one program', whole: true, runBytes: Infinity, headRows: 64 },
  { backend: 'tfjs-cpu', keeping: 'all', device: true, runBytes: Infinity, headRows: 3 },
  { backend: 'tfjs-cpu', keeping: 'everything', device: true, whole: true, runBytes: Infinity, headRows: 64 },
]

describe.each(Object.entries(architectures))('%s', (_, architecture) => {
  const parameters = parametersOf(architecture)
  const due = reference(architecture, parameters)
  describe.each(ways)(
    'on $backend (a device: $device), keeping $keeping, $headRows rows of the head at once',
    ({ backend: name, whole = false, device = false, runBytes, headRows }) => {
      let backend: Backend
      beforeAll(async () => {
        const own = await openBackend({ name, threads: 1 })
        backend = device ? onDevice(own) : own
      })
      afterAll(async () => await backend.close())

      test('scores and gradients of packed rows are those of each sequence alone', async () => {
        const shapes = parameterShapes(architecture)
        const weights = ParameterSet.create(backend, shapes, { values: parameters })
        const gradients = ParameterSet.create(backend, shapes)
        const trained = { architecture, learns: () => true }
        const layered = new LayeredPass({ trained, backend, gradients, runBytes, headRows })
        const pass = whole ? wholeOf(new WholePass({ trained, backend, gradients })) : layered
        const runs = packSequences(sequences, {
          maxLengthTokens: architecture.maxLengthTokens,
          positionsPerRun: 64,
          attentionTokens: attentionTokens(architecture),
        })
        const found: { [name: string]: Float32Array[] } = { logProbs: [], entropies: [], values: [] }
        for (const run of runs) {
          const column = (of: readonly Float32Array[]): Float32Array => spread(run, (index) => of[index])
          const given = {
            logProbs: column(coefficients.logProbs),
            entropies: column(coefficients.entropies),
            ...(architecture.valueHead === true && { values: column(coefficients.values) }),
          }
          const scored = await pass.score(weights, run, temperature)
          const scores = await pass.accumulate(weights, run, { temperature, coefficients: given })
          let from = 0
          for (const { index, sampled } of run.sequences) {
            for (const [each, values] of Object.entries(scores) as [string, Float32Array][]) {
              found[each]![index] = values.slice(from, from + sampled)
              expect(
                relativeError(
                  scored[each as 'logProbs'].subarray(from, from + sampled),
                  values.subarray(from, from + sampled),
                ),
              ).toBeLessThan(1e-6)
            }
            from += sampled
          }
        }
        for (const each of ['logProbs', 'entropies', ...(architecture.valueHead === true ? ['values'] : [])])
          expect(
            relativeError(
              found[each]!.flatMap((own) => [...own]),
              due.scores[each as 'logProbs'],
            ),
            each,
          ).toBeLessThan(1e-5)
        for (const [parameter, { data }] of due.gradients) {
          const gradient = (await backend.download(gradients.named[parameter]!)) as Float32Array
          expect(relativeError(gradient, data), parameter).toBeLessThan(2e-5)
        }
        await pass.close()
      })
    },
  )
})

/** One program takes every parameter at once. */
function wholeOf(pass: WholePass): Pick<LayeredPass, 'score' | 'accumulate' | 'close'> {
  return {
    score: async (weights, ...rest) => await pass.score(weights.whole!, ...rest),
    accumulate: async (weights, ...rest) => await pass.accumulate(weights.whole!, ...rest),
    close: async () => await pass.close(),
  }
}

test('with adapters alone learning, their gradients are those of full training, and no others are computed', async () => {
  const backend = await openBackend({ name: 'onnx-cpu', threads: 1 })
  const architecture = architectures['a Llama of grouped heads'] as Architecture
  const adapters = new Map([
    ['query.loraA', [plain.width, 2]],
    ['query.loraB', [2, plain.width]],
    ['down.loraA', [plain.mlpWidth, 2]],
    ['down.loraB', [2, plain.width]],
  ] as const)
  const adapterShapes = new Map(
    [0, 1].flatMap((layer) => [...adapters].map(([name, shape]) => [`layers.${layer}.${name}`, shape] as const)),
  )
  const own = Rng.fromSeed('adapters')
  const values = new Map([
    ...parametersOf(architecture),
    ...[...adapterShapes].map(
      ([name, [rows, columns]]) => [name, Float32Array.from({ length: rows * columns }, () => own.normal())] as const,
    ),
  ])
  const weights = ParameterSet.create(backend, new Map([...parameterShapes(architecture), ...adapterShapes]), {
    values,
  })
  const gradientsOf = async (
    learns: (name: string) => boolean,
    runBytes: number,
  ): Promise<Map<string, Float32Array>> => {
    const all = new Map([...parameterShapes(architecture), ...adapterShapes])
    const gradients = ParameterSet.create(backend, new Map([...all].filter(([name]) => learns(name))))
    const pass = new ModelPass({
      trained: { architecture, adapters: { shapes: adapters, scale: 0.5 }, learns },
      backend,
      gradients,
      runBytes,
    })
    for (const run of packSequences(sequences, { maxLengthTokens: 24, positionsPerRun: 64, attentionTokens: 64 })) {
      const given = { logProbs: spread(run, (index) => coefficients.logProbs[index]) }
      await pass.accumulate(weights, run, { temperature, coefficients: given })
    }
    await pass.close()
    return new Map(
      Object.entries(gradients.named).map(([name, { handle }]) => [name, (handle as { data: Float32Array }).data]),
    )
  }
  const whole = await gradientsOf(() => true, Infinity)
  // In one program, and layer by layer.
  for (const runBytes of [Infinity, 1]) {
    const alone = await gradientsOf((name) => name.includes('.lora'), runBytes)
    expect([...alone.keys()].sort()).toEqual([...adapterShapes.keys()].sort())
    for (const [name, gradient] of alone) {
      expect(relativeError(gradient, whole.get(name)!), name).toBeLessThan(1e-5)
      expect(gradient.some((each) => each !== 0)).toBe(true)
    }
  }
  await backend.close()
})

test('with some layers kept and others computed again, gradients are those with all kept', async () => {
  const backend = await openBackend({ name: 'onnx-cpu', threads: 1 })
  const architecture = { ...plain, layers: 6 }
  const trained = { architecture, learns: () => true }
  const shapes = parameterShapes(architecture)
  const weights = ParameterSet.create(backend, shapes, { values: initialParameters(architecture, Rng.fromSeed('six')) })
  const [run] = packSequences(sequences, { maxLengthTokens: 24, positionsPerRun: 64, attentionTokens: 64 })
  const { tokens, positions } = run!
  const memory = runMemory(trained, { rows: 2 ** Math.ceil(Math.log2(tokens.length)), positions }, keeps.all)
  const some = memory.atLeast + memory.bothKinds + 1.5 * memory.perKeptLayer
  expect(keptLayers(memory, architecture, some)).toBe(1)
  const gradientsWithin = async (runBytes: number): Promise<ParameterSet> => {
    const gradients = ParameterSet.create(backend, shapes)
    const pass = new LayeredPass({ trained, backend, gradients, runBytes })
    const given = { logProbs: spread(run!, (index) => coefficients.logProbs[index]) }
    await pass.accumulate(weights, run!, { temperature, coefficients: given })
    await pass.close()
    return gradients
  }
  const [kept, mixed] = [await gradientsWithin(Infinity), await gradientsWithin(some)]
  for (const name of shapes.keys())
    expect(relativeError(await mixed.read(name), await kept.read(name)), name).toBeLessThan(1e-5)
  await backend.close()
})
