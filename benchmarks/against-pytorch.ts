// Our code against PyTorch, side by side in one run: what `train-step` and `generate` share.
import { availableParallelism, cpus, loadavg } from 'node:os'
import type { BenchmarkOptions, Figures, Report } from './benchmark.ts'
import type { Contender, MakeContender } from './contender.ts'
import { pairedRounds, spread, timeRatios } from './paired-rounds.ts'
import { PeerMissing, pythonPeer } from './peers/python-peer.ts'

export interface Comparison {
  readonly job: 'train-step' | 'generate'
  readonly unit: 'ms/step' | 'tokens/s'
  readonly ours: MakeContender
  /** Steps in a round, so that a round takes about a second. */
  readonly stepsPerRound: { readonly S: number; readonly M: number }
}

interface Entry {
  readonly contender: Contender
  readonly python: string | null
  readonly compiled: boolean
}

export async function againstPyTorch(comparison: Comparison, options: BenchmarkOptions): Promise<Report> {
  const { shape, threads, rounds } = options
  const higherIsBetter = comparison.unit === 'tokens/s'
  const work = { shape, threads, stepsPerRound: comparison.stepsPerRound[shape] }
  const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: availableParallelism(), loadBefore: loadavg()[0] ?? 0 }
  const missing: string[] = []
  const entries: Entry[] = []
  try {
    for (const python of options.pythons) {
      for (const compiled of options.compiled ? [false, true] : [false]) {
        options.note(
          `${python}: starting PyTorch${compiled ? ' (torch.compile)' : ''} and looking for its best settings`,
        )
        try {
          const contender = await pythonPeer({ ...work, job: comparison.job, python, compiled, higherIsBetter })
          entries.push({ contender, python, compiled })
        } catch (thrown) {
          // An eager peer that breaks is a fault; an absent one, or a torch.compile that this machine cannot do, is not.
          if (!(thrown instanceof PeerMissing) && !compiled) throw thrown
          missing.push((thrown as Error).message)
          options.note((thrown as Error).message)
          if (!compiled) break
        }
      }
    }
    if (options.peersOnly) missing.push('ours (left out by --peers-only)')
    else entries.unshift({ contender: await comparison.ours(work), python: null, compiled: false })
    if (entries.length === 0) throw new Error(`Nothing to measure. ${missing.join(' ')}`)
    options.note(`measuring ${rounds} rounds of ${entries.map((entry) => entry.contender.name).join(', ')}`)
    const contenders = entries.map((entry) => entry.contender)
    const values = await pairedRounds(contenders, { warmUpRounds: 2, rounds })
    const ourValues = options.peersOnly ? null : values[0]!
    const figures = entries.map(({ contender, python }, index): Figures => {
      const { name, version, detail = null } = contender
      const own = values[index]!
      const ratio = ourValues === null || python === null ? null : timeRatios(ourValues, own, higherIsBetter)
      return { name, version, detail, python, ...spread(own), ratio }
    })
    const eager = figures.filter((_, index) => entries[index]!.python !== null && !entries[index]!.compiled)
    const fastest = eager.toSorted((a, b) => (higherIsBetter ? b.median - a.median : a.median - b.median))[0] ?? null
    return {
      benchmark: comparison.job,
      unit: comparison.unit,
      shape,
      threads,
      rounds,
      stepsPerRound: work.stepsPerRound,
      ratio: fastest?.ratio?.median ?? null,
      peer: fastest === null ? null : `${fastest.name} ${fastest.version}`,
      ours: options.peersOnly ? null : figures[0]!,
      peers: options.peersOnly ? figures : figures.slice(1),
      missing,
      machine,
    }
  } finally {
    for (const entry of entries) await entry.contender.close()
  }
}
