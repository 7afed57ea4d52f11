// Sequences as jobs for shards, and the way back: sequences are packed into runs, and each thread is given runs of about
// as much work as the others. Sequences whose coefficients are all 0 are scored, but not gone back through.
import type { TokenCoefficients, TokenScores, TokenSequence } from '../../../core/policy.ts'
import { packSequences, spread, type PackedRun, type PackOptions } from '../model/packed-rows.ts'
import type { ShardJob } from './shard.ts'

/** Going back through a run takes twice as long as going forth. */
const gradientWork = 3

/** @param coefficients one for each sequence; null where scores alone are wanted */
export function jobsOf(
  sequences: readonly TokenSequence[],
  coefficients: readonly TokenCoefficients[] | null,
  options: PackOptions,
): ShardJob[] {
  if (coefficients === null) return packed(sequences, [...sequences.keys()], options, () => null)
  const moves = (index: number): boolean => movesAnything(coefficients[index])
  const indices = [...sequences.keys()]
  // Which program runs does not depend on how sequences are shared out.
  const entropy = coefficients.some(({ entropies }) => entropies !== undefined)
  const values = coefficients.some((each) => each.values !== undefined)
  return [
    ...packed(sequences, indices.filter(moves), options, (run) => ({
      logProbs: spread(run, (index) => coefficients[index]?.logProbs),
      ...(entropy && { entropies: spread(run, (index) => coefficients[index]?.entropies) }),
      ...(values && { values: spread(run, (index) => coefficients[index]?.values) }),
    })),
    ...packed(
      sequences,
      indices.filter((index) => !moves(index)),
      options,
      () => null,
    ),
  ]
}

/** Shares jobs out: the largest first, each to the thread that has least to do. Places in `jobs`, a thread each; none is empty. */
export function dealOut(jobs: readonly ShardJob[], threads: number): number[][] {
  const workOf = ({ run, coefficients }: ShardJob): number =>
    run.tokens.length * (coefficients === null ? 1 : gradientWork)
  const shares = Array.from({ length: threads }, () => ({ places: [] as number[], work: 0 }))
  const order = [...jobs.keys()].sort((a, b) => workOf(jobs[b] as ShardJob) - workOf(jobs[a] as ShardJob) || a - b)
  for (const place of order) {
    const least = shares.reduce((a, b) => (b.work < a.work ? b : a))
    least.places.push(place)
    least.work += workOf(jobs[place] as ShardJob)
  }
  return shares.map(({ places }) => places).filter(({ length }) => length > 0)
}

/** The scores of each sequence, from those of the picked positions of each job. */
export function scoresOf(count: number, jobs: readonly ShardJob[], ofJobs: readonly TokenScores[]): TokenScores[] {
  const none = ofJobs[0]
  const scores = Array.from({ length: count }, () => part(none, 0, 0))
  jobs.forEach(({ run }, place) => {
    let from = 0
    for (const { index, sampled } of run.sequences) scores[index] = part(ofJobs[place], from, (from += sampled))
  })
  return scores
}

function packed(
  sequences: readonly TokenSequence[],
  indices: readonly number[],
  options: PackOptions,
  coefficientsOf: (run: PackedRun) => ShardJob['coefficients'],
): ShardJob[] {
  const chosen = indices.map((index) => sequences[index] as TokenSequence)
  return packSequences(chosen, options).map((own) => {
    const run = {
      ...own,
      sequences: own.sequences.map(({ index, sampled }) => ({ index: indices[index] as number, sampled })),
    }
    return { run, coefficients: coefficientsOf(run) }
  })
}

function movesAnything(coefficients: TokenCoefficients | undefined): boolean {
  return [coefficients?.logProbs, coefficients?.entropies, coefficients?.values].some((column) =>
    column?.some((value) => value !== 0),
  )
}

function part(
  { logProbs, entropies, values }: TokenScores = { logProbs: new Float32Array() },
  from: number,
  to: number,
): TokenScores {
  return {
    logProbs: logProbs.slice(from, to),
    ...(entropies !== undefined && { entropies: entropies.slice(from, to) }),
    ...(values !== undefined && { values: values.slice(from, to) }),
  }
}
