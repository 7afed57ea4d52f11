// The transformer gives the numbers of a reference in another language, computed in float64.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stopAt } from './stop-at.ts'
import type { TransformerModel } from '../../../src/policy/transformer/threads/transformer-model.ts'
import { gradientProgram } from './whole-program.ts'
import { runFloat64, tensor, type Float64Tensor } from '../../tensor/float64-program.ts'
import {
  goldenArchitecture,
  goldenCoefficients,
  goldenModel,
  goldenNames,
  goldenNumbers,
  goldenParameters,
  goldenSequences,
  gradientsOf,
  loadParameters,
  relativeError,
  stateOf,
  type GoldenTensor,
} from './golden.ts'

const tolerance = 1e-5

function expectGradients(
  actual: ReadonlyMap<string, ArrayLike<number>>,
  due: { readonly [name: string]: GoldenTensor },
): void {
  expect([...actual.keys()].sort()).toEqual(Object.keys(due).sort())
  for (const [name, { values }] of Object.entries(due))
    expect(relativeError(actual.get(name) ?? [], values), name).toBeLessThan(tolerance)
}

for (const name of goldenNames) {
  const golden = goldenNumbers(name)
  const sequences = goldenSequences(golden)

  test(`${name}: the gradient program itself, in float64, gives the reference's numbers`, () => {
    const architecture = goldenArchitecture(golden, golden.shape.length)
    const rows = golden.inputs.flat().length
    const program = gradientProgram(architecture, golden.shape.length, { entropy: false })
    const inputs: Record<string, Float64Tensor> = {
      tokens: tensor([rows], golden.inputs.flat()),
      targets: tensor([rows], golden.targets.flat()),
      inverseTemperature: tensor([1], [1]),
      coefficients: tensor(
        [rows, 1],
        golden.weights.flat().map((weight) => -weight),
      ),
    }
    for (const [parameter, { shape, values }] of Object.entries(golden.parameters)) {
      inputs[parameter] = tensor(shape, values)
      inputs[`accumulated.${parameter}`] = tensor(shape, new Float64Array(values.length))
    }
    const outputs = runFloat64(program, inputs)
    // Constants of a program are float32: the tables of rotary positions, and epsilon.
    for (const [parameter, { values }] of Object.entries(golden.gradients))
      expect(relativeError(outputs[`gradient.${parameter}`]?.data ?? [], values), parameter).toBeLessThan(1e-6)
    expect(relativeError(outputs['logProbs']?.data ?? [], golden.logProbs.flat())).toBeLessThan(1e-7)
    expect(relativeError(outputs['entropies']?.data ?? [], golden.entropies.flat())).toBeLessThan(1e-7)
  })

  for (const [backend, threads] of [
    ['onnx-cpu', 1],
    ['onnx-cpu', 2],
    ['tfjs-wasm', 1],
  ] as const)
    describe(`${name} through ${backend} on ${threads} thread${threads > 1 ? 's' : ''}`, () => {
      let model: TransformerModel
      beforeAll(async () => {
        const { beta1, beta2, epsilon, weightDecay } = golden.adamW
        model = await goldenModel(golden, backend, { threads, optimizer: { beta1, beta2, epsilon, weightDecay } })
      })
      afterAll(async () => await model.close())

      /** The weights of the reference again, whatever the test before did. */
      const fresh = async (): Promise<TransformerModel> => {
        await loadParameters(model, goldenParameters(golden, model.architecture))
        return model
      }

      test('log-probabilities and entropies are those of the reference', async () => {
        const scores = await (await fresh()).score(sequences, 1)
        expect(
          relativeError(
            scores.flatMap(({ logProbs }) => [...logProbs]),
            golden.logProbs.flat(),
          ),
        ).toBeLessThan(tolerance)
        expect(
          relativeError(
            scores.flatMap(({ entropies }) => [...(entropies ?? [])]),
            golden.entropies.flat(),
          ),
        ).toBeLessThan(tolerance)
      })

      test('the gradient of every parameter is that of the reference', async () => {
        await fresh()
        const scores = await model.accumulate(sequences, 1, goldenCoefficients(golden))
        expect(
          relativeError(
            scores.flatMap(({ logProbs }) => [...logProbs]),
            golden.logProbs.flat(),
          ),
        ).toBeLessThan(tolerance)
        expectLearned(await gradientsOf(model))
      })

      test('a batch that is shared out over threads gives the same scores, in order, and the same gradient', async () => {
        await fresh()
        const copies = 8
        const many = Array.from({ length: copies }, () => sequences).flat()
        const shares = goldenCoefficients(golden).map(({ logProbs }) => ({
          logProbs: logProbs.map((each) => each / copies),
        }))
        const scores = await model.accumulate(many, 1, Array.from({ length: copies }, () => shares).flat())
        const due = Array.from({ length: copies }, () => golden.logProbs).flat(2)
        expect(
          relativeError(
            scores.flatMap(({ logProbs }) => [...logProbs]),
            due,
          ),
        ).toBeLessThan(tolerance)
        expectLearned(await gradientsOf(model))
        // Updated weights reach every thread.
        await model.apply({ learningRate: 0.1, maxGradNorm: 1 })
        const together = await model.score(many, 1)
        const [alone] = await model.score(sequences.slice(0, 1), 1)
        for (let copy = 0; copy < copies; copy++)
          expect(relativeError(together[copy * sequences.length]?.logProbs ?? [], alone?.logProbs ?? [])).toBeLessThan(
            1e-6,
          )
      })

      test('gradients of parts, of other lengths and in another order, add up to that of the whole', async () => {
        await fresh()
        const coefficients = goldenCoefficients(golden)
        await model.accumulate(sequences.slice(2), 1, coefficients.slice(2))
        // Only the first tokens of a sequence, then only the others: together they are the sequence.
        const split = 3
        const first = sequences.slice(0, 2).map((each) => ({
          ...each,
          tokens: each.tokens.slice(0, split + 1),
          sampled: each.sampled.slice(0, split + 1),
        }))
        const rest = sequences.slice(0, 2).map((each) => ({
          ...each,
          sampled: each.sampled.map((mark, at) => (at <= split ? 0 : mark)),
        }))
        await model.accumulate(
          first,
          1,
          coefficients.slice(0, 2).map(({ logProbs }) => ({ logProbs: logProbs.slice(0, split) })),
        )
        await model.accumulate(
          rest,
          1,
          coefficients.slice(0, 2).map(({ logProbs }) => ({ logProbs: logProbs.slice(split) })),
        )
        expectLearned(await gradientsOf(model))
      })

      test("two steps of AdamW end at the reference's parameters", async () => {
        await fresh()
        const losses: number[] = []
        for (let step = 0; step < golden.adamW.steps; step++) {
          const scores = await model.accumulate(sequences, 1, goldenCoefficients(golden))
          losses.push(
            -golden.weights
              .flat()
              .reduce((sum, weight, at) => sum + weight * scores.flatMap(({ logProbs }) => [...logProbs])[at]!, 0),
          )
          await model.apply({ learningRate: golden.adamW.learningRate, maxGradNorm: Infinity })
        }
        expect(relativeError(losses, golden.adamW.losses)).toBeLessThan(tolerance)
        const tensors = await stateOf(model)
        for (const [parameter, { values }] of Object.entries(golden.adamW.parameters))
          expect(relativeError(tensors.get(parameter)!.subarray(0, values.length), values), parameter).toBeLessThan(
            tolerance,
          )
      })

      const { entropyGradients } = golden
      if (entropyGradients !== undefined)
        test('the gradient of the entropies is that of the reference', async () => {
          await fresh()
          const none = golden.weights.map((row) => new Float64Array(row.length))
          await model.accumulate(
            sequences,
            1,
            golden.weights.map((row, index) => ({ logProbs: none[index]!, entropies: Float64Array.from(row) })),
          )
          expectLearned(await gradientsOf(model), entropyGradients)
        })

      test('greedy generation continues each prompt as the reference does', async () => {
        await fresh()
        const replies = await model.generate(
          golden.inputs.map((row) => ({ prompt: Int32Array.of(row[0] as number), seed: 0 })),
          { temperature: 0, topK: 0, topP: 1, maxTokens: golden.shape.length - 1 },
          stopAt(),
        )
        expect(replies.map(({ tokens }, index) => [golden.inputs[index]![0], ...tokens])).toEqual(golden.greedy)
      })

      for (const temperature of [0.3, 1, 1.7])
        test(`sampler and scorer agree on log-probabilities at temperature ${temperature}`, async () => {
          await fresh()
          const requests = Array.from({ length: 12 }, (_, index) => ({
            prompt: Int32Array.from(golden.inputs[index % 3]!.slice(0, 1 + (index % 4))),
            seed: index,
          }))
          const replies = await model.generate(requests, { temperature, topK: 0, topP: 1, maxTokens: 5 }, stopAt(0))
          const scores = await model.score(
            replies.map(({ tokens, logProbs }, index) => ({
              tokens: Int32Array.from([...requests[index]!.prompt, ...tokens]),
              sampled: Uint8Array.from([...requests[index]!.prompt.map(() => 0), ...tokens.map(() => 1)]),
              logProbs,
              sampledBy: null,
            })),
            temperature,
          )
          for (const [index, { logProbs }] of scores.entries())
            for (const [at, logProb] of logProbs.entries())
              expect(Math.abs(logProb - replies[index]!.logProbs[at]!)).toBeLessThan(tolerance)
        })

      /** The learned positions have one row more here than in the reference, which no token reads. */
      function expectLearned(gradients: Map<string, Float64Array>, due = golden.gradients): void {
        const own = new Map([...gradients].map(([key, data]) => [key, data.subarray(0, due[key]?.values.length)]))
        expectGradients(own, due)
      }
    })
}
