// The model that both of our contenders run: a model of the workload through the ONNX lowering on the CPU.
import { readFileSync } from 'node:fs'
import { Rng } from '../../src/core/random.ts'
import { TransformerModel } from '../../src/policy/transformer/threads/transformer-model.ts'
import { workloads, type Work } from '../contender.ts'

export async function oursModel({ shape, threads }: Work): Promise<TransformerModel> {
  const { width, layers, heads, length, vocabulary } = workloads[shape]
  return await TransformerModel.open({
    // One more than the workload predicts: its first token is given.
    architecture: {
      vocabularySize: vocabulary,
      width,
      layers,
      heads,
      maxLengthTokens: length + 1,
      positions: 'learned',
      mlp: 'silu',
      mlpWidth: 4 * width,
    },
    seed: 0,
    backend: 'onnx-cpu',
    threads,
  })
}

/** `count` tokens of the workload's vocabulary. */
export function randomTokens({ shape }: Work, count: number, name: string): Int32Array {
  const rng = Rng.fromSeed('benchmark').fork(name)
  return Int32Array.from({ length: count }, () => rng.int(0, workloads[shape].vocabulary - 1))
}

export function onnxRuntimeVersion(): string {
  const file = new URL('../../node_modules/onnxruntime-node/package.json', import.meta.url)
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}
