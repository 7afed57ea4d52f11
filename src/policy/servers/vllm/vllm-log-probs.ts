// Which log-probabilities a vLLM server reports (`--logprobs-mode`): raw ones, of the model at temperature 1, or
// processed ones, at the temperature and of the tokens that top-k, top-p and min-p kept. A training needs those at the
// sampling temperature before any token was taken away. Which they are is found out by two questions, each of which
// allows one token alone: processed ones are 0 both times, and raw ones cannot be, since no two tokens are certain.
// Source: vllm-project/vllm 0.32, `vllm/config/model.py` (`LogprobsMode`).
import type { Sampling } from '../../../core/policy.ts'
import type { DecodedReply } from '../../transformer/decode/decoder.ts'

/** @param ask draws one token where only this one is allowed */
export async function reportsProcessed(ask: (token: number) => Promise<DecodedReply>): Promise<boolean> {
  for (const token of [0, 1]) if (((await ask(token)).logProbs[0] ?? -Infinity) < -1e-3) return false
  return true
}

/** What keeps a server's log-probabilities from being those of this sampling; null where they are. */
export function logProbsFault({ temperature, topK, topP, minP = 0 }: Sampling, isProcessed: boolean): string | null {
  const isWarm = temperature !== 0 && temperature !== 1
  const isCut = topK > 0 || topP < 1 || minP > 0
  if (isWarm && isCut)
    return `gives no log-probabilities that suit temperature ${temperature} with topK, topP or minP: leave one of the two out.`
  if (isWarm && !isProcessed)
    return `gives log-probabilities at temperature 1 where ${temperature} is sampled at. Start it with \`--logprobs-mode processed_logprobs\`.`
  if (isCut && isProcessed && temperature !== 0)
    return 'gives log-probabilities among the tokens that topK, topP or minP kept. Start it with `--logprobs-mode raw_logprobs`, or leave them out.'
  return null
}
