// Greedy generation with a key-value cache (64 one-token prompts, 64 new tokens each), against PyTorch.
import { againstPyTorch } from './against-pytorch.ts'
import type { Benchmark } from './benchmark.ts'
import { oursGenerate } from './contenders/ours-generate.ts'

export const generate: Benchmark = {
  name: 'generate',
  summary: 'greedy decoding with a key-value cache at batch 64; tokens a second',
  run: (options) =>
    againstPyTorch({ job: 'generate', unit: 'tokens/s', ours: oursGenerate, stepsPerRound: { S: 2, M: 1 } }, options),
}
