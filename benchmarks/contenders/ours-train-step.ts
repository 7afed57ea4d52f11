// Our side of `train-step`: one forward, backward and AdamW of the given shape through the ONNX lowering.
// The same work as the peer's (peers/gpt_workloads.py): loss = sum(weights * -logProb) over fixed random tokens,
// no gradient clipping. It is the path that training takes, so packing the batch, the scores it gives back and the
// gradient norm are in it. A round returns milliseconds a step.
import type { TokenSequence } from '../../src/core/policy.ts'
import { workloads, type Contender, type Work } from '../contender.ts'
import { onnxRuntimeVersion, oursModel, randomTokens } from './ours-model.ts'

export async function oursTrainStep(work: Work): Promise<Contender> {
  const { batch, length } = workloads[work.shape]
  const model = await oursModel(work)
  const sequences = Array.from({ length: batch }, (_, index): TokenSequence => ({
    tokens: randomTokens(work, length + 1, `sequence ${index}`),
    sampled: new Uint8Array(length + 1).fill(1, 1),
    logProbs: new Float32Array(length),
    sampledBy: null,
  }))
  const coefficients = sequences.map(() => ({ logProbs: new Float32Array(length).fill(-1 / (batch * length)) }))
  return {
    name: 'rlvr onnx-cpu',
    version: `onnxruntime-node ${onnxRuntimeVersion()}`,
    async round() {
      const started = performance.now()
      for (let step = 0; step < work.stepsPerRound; step++) {
        await model.accumulate(sequences, 1, coefficients)
        await model.apply({ learningRate: 1e-3, maxGradNorm: Infinity })
      }
      return (performance.now() - started) / work.stepsPerRound
    },
    close: () => model.close(),
  }
}
