// What a finished training run says for itself.
import { counted } from '../../core/counted.ts'
import { failureLines } from '../../core/failure-tally.ts'
import type { HeldOutResult } from '../../core/held-out.ts'
import type { TrainSummary } from '../../../trainers/train.ts'
import { formatMetric } from '../../view/format-metric.ts'
import { printable } from './terminal-text.ts'

interface Kept {
  readonly run: string
  readonly report: string
  readonly hadColdStart: boolean
}

export function summaryLines(summary: TrainSummary, { run, report, hadColdStart }: Kept): string[] {
  const { environment, algorithm, seed, steps, seconds, peakRssMb, heldOut, failures, alarms } = summary
  return [
    '',
    `${environment}, ${algorithm}, seed ${seed}: ${counted(steps, 'step')} in ${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s, at most ${peakRssMb} MB of memory`,
    `held-out tasks (${heldOut.end.tasks})   sampled pass@1            greedy pass@1    sampled reward`,
    `  ${hadColdStart ? 'after the cold start' : 'at the start        '}    ${proportions(heldOut.coldStart)}`,
    `  at the end              ${proportions(heldOut.end)}`,
    ...failureLines(failures).map(printable),
    ...alarms.map(({ name, step, message }) => printable(`alarm ${name} at step ${step}: ${message}`)),
    `run     ${run}`,
    `report  ${report}`,
  ]
}

function proportions({ sampledPass1, interval, greedyPass1, sampledReward }: HeldOutResult): string {
  return `${sampledPass1.toFixed(3)} (${interval.low.toFixed(3)} to ${interval.high.toFixed(3)})    ${greedyPass1.toFixed(3)}            ${formatMetric(sampledReward, 'reward')}`
}
