// By how much a run's sampled pass@1 on held-out tasks rose, task by task: the same tasks are asked before and after, so
// that what makes some of them harder cancels out.
import { estimateMean, type Estimate } from '../../src/core/estimate.ts'
import type { EpisodeRecord } from '../../src/core/episode.ts'
import { mean } from '../../src/core/statistics.ts'
import { readEpisodes } from '../../src/record/episode-reader.ts'

/** Of the first and the last evaluation that a run's folder records; null where it records none. */
export async function pairedGain(run: string): Promise<Estimate | null> {
  return gainOf(await Array.fromAsync(readEpisodes(run, { phase: 'eval' })))
}

type Asked = Pick<EpisodeRecord, 'step' | 'outcome' | 'seed'> & { readonly task: { readonly hash: string } }

/** Greedy replies, whose seeds say so, are left out. */
export function gainOf(episodes: readonly Asked[]): Estimate | null {
  const sampled = episodes.filter(({ seed, outcome }) => !seed.includes('/greedy/') && outcome !== null)
  const steps = sampled.map(({ step }) => step ?? 0)
  const [first, last] = [Math.min(...steps), Math.max(...steps)]
  const shares = new Map<string, { before: number[]; after: number[] }>()
  for (const { step, outcome, task } of sampled) {
    const own = shares.get(task.hash) ?? { before: [], after: [] }
    shares.set(task.hash, own)
    if (step === first) own.before.push(Number(outcome))
    if (step === last) own.after.push(Number(outcome))
  }
  return estimateMean(
    [...shares.values()].flatMap(({ before, after }) => {
      const [was, is] = [mean(before), mean(after)]
      return was === null || is === null ? [] : [is - was]
    }),
  )
}
