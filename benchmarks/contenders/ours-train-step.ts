// Our side of `train-step`: one forward, backward and AdamW of the given shape through the ONNX lowering.
// The same work as the peer's (peers/gpt_workloads.py): loss = sum(weights * -logProb) over fixed random tokens,
// no gradient clipping, no metric read back within a step. A round returns milliseconds a step.
import type { Contender, Work } from '../contender.ts'

export async function oursTrainStep(_work: Work): Promise<Contender> {
  throw new Error('our training step is not plugged in yet (benchmarks/contenders/ours-train-step.ts)')
}
