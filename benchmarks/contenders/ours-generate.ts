// Our side of `generate`: greedy decoding with the key-value cache, 64 one-token prompts, 64 new tokens each.
// The log-probability of every token is part of it. A round returns tokens a second.
import { generation, type Contender, type Work } from '../contender.ts'
import { onnxRuntimeVersion, oursModel, randomTokens } from './ours-model.ts'

export async function oursGenerate(work: Work): Promise<Contender> {
  const { batch, newTokens } = generation
  const model = await oursModel(work)
  const requests = [...randomTokens(work, batch, 'prompts')].map((token, index) => ({
    prompt: Int32Array.of(token),
    seed: index,
  }))
  const sampling = { temperature: 0, topK: 0, topP: 1, maxTokens: newTokens }
  return {
    name: 'rlvr onnx-cpu',
    version: `onnxruntime-node ${onnxRuntimeVersion()}`,
    async round() {
      const started = performance.now()
      for (let step = 0; step < work.stepsPerRound; step++)
        await model.generate(requests, sampling, { tokens: [], texts: [], pieces: null })
      const seconds = (performance.now() - started) / 1000
      return (batch * newTokens * work.stepsPerRound) / seconds
    },
    close: () => model.close(),
  }
}
