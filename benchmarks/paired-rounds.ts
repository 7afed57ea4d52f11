// Rounds of several contenders, interleaved, so that a slow minute of the machine hits all of them alike.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Contender } from './contender.ts'

/** Idle threads of the contender before may still spin for a while; they must not slow the next one. */
const restMs = 30

export interface Spread {
  readonly median: number
  readonly min: number
  readonly max: number
}

/** One array of round values for each contender, all of the same length. The order turns round from round to round. */
export async function pairedRounds(
  contenders: readonly Contender[],
  options: { readonly warmUpRounds: number; readonly rounds: number },
): Promise<number[][]> {
  const values = contenders.map((): number[] => [])
  for (let round = -options.warmUpRounds; round < options.rounds; round++) {
    for (let turn = 0; turn < contenders.length; turn++) {
      const index = (turn + Math.abs(round)) % contenders.length
      await sleep(restMs)
      const value = await contenders[index]!.round()
      if (!Number.isFinite(value) || value <= 0)
        throw new Error(`a round of ${contenders[index]!.name} gave ${value}; expected a positive number`)
      if (round >= 0) values[index]!.push(value)
    }
  }
  return values
}

export function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((left, right) => left - right)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  const median = sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
  return { median, min: sorted[0] ?? Number.NaN, max: sorted.at(-1) ?? Number.NaN }
}

/** Round by round our time over the peer's; below 1 we are faster. Rates are turned into times. */
export function timeRatios(ours: readonly number[], peer: readonly number[], higherIsBetter: boolean): Spread {
  return spread(ours.map((value, round) => (higherIsBetter ? peer[round]! / value : value / peer[round]!)))
}
