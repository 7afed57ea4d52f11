// One training step (forward, backward, AdamW; no gradient clipping) of a small transformer, against PyTorch.
import { againstPyTorch } from './against-pytorch.ts'
import type { Benchmark } from './benchmark.ts'
import { oursTrainStep } from './contenders/ours-train-step.ts'

export const trainStep: Benchmark = {
  name: 'train-step',
  summary: 'forward, backward and AdamW of one batch; milliseconds a step',
  run: (options) =>
    againstPyTorch({ job: 'train-step', unit: 'ms/step', ours: oursTrainStep, stepsPerRound: { S: 4, M: 1 } }, options),
}
