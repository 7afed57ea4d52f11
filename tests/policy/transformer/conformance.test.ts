// The families of checkpoints give the numbers of transformers: logits within 1e-4, log-probabilities, and the
// gradient of every parameter within 1e-5 of the largest number in that parameter's gradient.
import { afterAll, describe, expect, test } from 'vitest'
import { openBackend } from '../../../src/tensor/open-backend.ts'
import { Program, anyRows } from '../../../src/tensor/program.ts'
import { parameterShapes } from '../../../src/policy/transformer/model/architecture.ts'
import { appendLogits } from '../../../src/policy/transformer/model/head.ts'
import { stopAt } from './stop-at.ts'
import { TransformerModel } from '../../../src/policy/transformer/threads/transformer-model.ts'
import { runFloat64, tensor, type Float64Tensor } from '../../tensor/float64-program.ts'
import { gradientsOf, loadParameters, relativeError } from './golden.ts'
import { checkpointNames, goldenCheckpoint, type GoldenCheckpoint } from './golden-checkpoint.ts'
import { appendHidden, gradientProgram, parameterInputs } from './whole-program.ts'

const backends = ['onnx-cpu', 'tfjs-wasm'] as const

/** max|a - b| */
function largestDifference(actual: ArrayLike<number>, due: ArrayLike<number>): number {
  expect(actual.length).toBe(due.length)
  return Array.from(due, (each, at) => Math.abs((actual[at] as number) - each)).reduce((a, b) => Math.max(a, b), 0)
}

function logitsProgram({ architecture }: GoldenCheckpoint, positions: number): Program {
  const program = new Program()
  const parameters = parameterInputs(program, architecture)
  const tokens_N = program.input('tokens', [anyRows], 'int32')
  const hidden_Nd = appendHidden(program, architecture, parameters, tokens_N, positions)
  program.output('logits', appendLogits(program, architecture, parameters, hidden_Nd, program.scalar(1)))
  return program
}

for (const name of checkpointNames)
  describe(name, async () => {
    const golden = await goldenCheckpoint(name)
    const { architecture, parameters, sequences } = golden

    test('the gradient program itself, in float64, gives the numbers of transformers', () => {
      const shapes = parameterShapes(architecture)
      const gradients = new Map(
        [...shapes].map(([key, shape]) => [
          key,
          tensor(
            shape,
            parameters.get(key)!.map(() => 0),
          ),
        ]),
      )
      for (const [index, { tokens }] of sequences.entries()) {
        const positions = tokens.length - 1
        const inputs: Record<string, Float64Tensor> = {
          tokens: tensor([positions], tokens.subarray(0, -1)),
          targets: tensor([positions], tokens.subarray(1)),
          inverseTemperature: tensor([1], [1]),
          coefficients: tensor([positions, 1], golden.coefficients[index]!.logProbs),
        }
        for (const [key, shape] of shapes) {
          inputs[key] = tensor(shape, parameters.get(key)!)
          inputs[`accumulated.${key}`] = gradients.get(key)!
        }
        const outputs = runFloat64(gradientProgram(architecture, positions, { entropy: false }), inputs)
        for (const key of shapes.keys()) gradients.set(key, outputs[`gradient.${key}`]!)
        expect(largestDifference(outputs['logProbs']!.data, golden.logProbs[index]!)).toBeLessThan(1e-5)
      }
      // transformers computes its norms in float32, whatever the model is in.
      for (const [key, due] of golden.gradients)
        expect(relativeError(gradients.get(key)!.data, due), key).toBeLessThan(1e-5)
    })

    for (const backendName of backends) {
      test(`${backendName}: logits are those of transformers`, async () => {
        const backend = await openBackend({ name: backendName, threads: 1 })
        for (const [index, { tokens }] of sequences.entries()) {
          const compiled = await backend.compile(logitsProgram(golden, tokens.length))
          const shapes = [...parameterShapes(architecture)]
          const inputs = Object.fromEntries(
            shapes.map(([key, shape]) => [key, backend.upload(parameters.get(key)!, shape)]),
          )
          const outputs = await compiled.run({ ...inputs, tokens: backend.upload(tokens, [tokens.length]) })
          const logits = await backend.download(outputs['logits']!)
          expect(largestDifference(logits, golden.logits[index]!)).toBeLessThan(1e-4)
          await compiled.close()
        }
        await backend.close()
      })

      describe(`${backendName}: a model that learns`, async () => {
        const model = await TransformerModel.open({ architecture, seed: 0, backend: backendName, threads: 1 })
        await loadParameters(model, parameters)
        afterAll(async () => await model.close())

        test('log-probabilities and gradients are those of transformers', async () => {
          const scores = await model.accumulate(sequences, 1, golden.coefficients)
          for (const [index, { logProbs }] of scores.entries())
            expect(largestDifference(logProbs, golden.logProbs[index]!)).toBeLessThan(1e-4)
          const gradients = await gradientsOf(model)
          expect([...gradients.keys()].sort()).toEqual([...golden.gradients.keys()].sort())
          for (const [key, due] of golden.gradients)
            expect(relativeError(gradients.get(key)!, due), key).toBeLessThan(1e-5)
        })

        const { greedy } = golden
        if (greedy !== null)
          test('greedy generation of 200 tokens is that of transformers, token for token', async () => {
            const sampling = { temperature: 0, topK: 0, topP: 1, maxTokens: greedy.reply.length }
            const [reply] = await model.generate([{ prompt: greedy.prompt, seed: 0 }], sampling, stopAt())
            expect(reply?.tokens.join(' ')).toBe(greedy.reply.join(' '))
          })
      })
    }
  })
