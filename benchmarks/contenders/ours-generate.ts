// Our side of `generate`: greedy decoding with the key-value cache, 64 one-token prompts, 64 new tokens each.
// A round returns tokens a second: batch * newTokens * stepsPerRound / seconds.
import type { Contender, Work } from '../contender.ts'

export async function oursGenerate(_work: Work): Promise<Contender> {
  throw new Error('our generation is not plugged in yet (benchmarks/contenders/ours-generate.ts)')
}
