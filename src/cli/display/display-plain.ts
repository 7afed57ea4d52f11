// A training run as plain lines, for logs and pipes: one line a step, or every N steps.
import type { Metrics, TrainEvent } from '../../../trainers/train-event.ts'
import { checkpointWords } from './checkpoint-words.ts'
import { formatMetric } from '../../view/format-metric.ts'
import type { DisplayStream, TrainDisplay } from './display-stream.ts'
import { printable } from './terminal-text.ts'

export interface PlainDisplayOptions {
  /** Steps from one line to the next. Default 1; the cold start writes ten lines at most. */
  readonly every?: number
}

/** Writes no control sequences, and nothing twice. */
export function plainDisplay(stream: DisplayStream, options: PlainDisplayOptions = {}): TrainDisplay {
  const every = Math.max(1, Math.floor(options.every ?? 1))
  let totalSteps = 0
  let coldStartSteps = 0
  const checkpointLine = checkpointWords()
  const line = (text: string): void => void stream.write(`${printable(text)}\n`)
  return {
    handle(event: TrainEvent): void {
      switch (event.type) {
        case 'plan':
          totalSteps = event.totalSteps
          coldStartSteps = event.coldStartSteps
          for (const words of event.lines) line(words)
          break
        case 'cold-start-step': {
          const spacing = Math.max(every, Math.ceil(coldStartSteps / 10))
          if (event.step % spacing === 0 || event.step === coldStartSteps) {
            line(`cold start ${event.step}/${coldStartSteps}  ${inWords(event.metrics, coldStartParts)}`)
          }
          break
        }
        case 'step':
          if (event.step % every === 0 || event.step === totalSteps) {
            line(
              `step ${event.step}/${totalSteps}  ${inWords(event.metrics, [...stepParts, ...faultsOf(event.metrics)])}`,
            )
          }
          break
        case 'evaluation': {
          const { sampledPass1, greedyPass1, sampledReward, interval, tasks } = event.result
          line(
            `held-out at step ${event.step}  sampled ${share(sampledPass1)} (95 % ${share(interval.low)} to ${share(interval.high)})  greedy ${share(greedyPass1)}  reward ${formatMetric(sampledReward, 'reward')}  ${tasks} tasks`,
          )
          break
        }
        case 'warning':
          line(`warning at step ${event.step}: ${event.message}`)
          break
        case 'alarm':
          line(`ALARM ${event.name} at step ${event.step}: ${event.message} (rlvr explain ${event.name})`)
          break
        case 'checkpoint': {
          const words = checkpointLine(event)
          if (words !== null) line(words)
          break
        }
        case 'phase-start':
          break
      }
    },
    close(): void {},
  }
}

function share(value: number): string {
  return formatMetric(value, 'share')
}

type Part = readonly [label: string, metric: string, unit: Parameters<typeof formatMetric>[1]]

const coldStartParts: readonly Part[] = [
  ['loss', 'loss', 'none'],
  ['grad norm', 'grad_norm', 'none'],
  ['tokens/s', 'tokens_per_second', 'tokens/s'],
]

const stepParts: readonly Part[] = [
  ['reward', 'reward', 'reward'],
  ['outcome', 'outcome', 'share'],
  ['equal groups', 'frac_reward_zero_std', 'share'],
  ['entropy', 'entropy', 'nats'],
  ['kl', 'kl', 'nats'],
  ['grad norm', 'grad_norm', 'none'],
  ['tokens/s', 'tokens_per_second', 'tokens/s'],
  ['time', 'step_time', 'seconds'],
]

/** Told where there are any. */
const faultParts: readonly Part[] = [
  ['not judged', 'invalid_rewards', 'count'],
  ['empty', 'empty_replies', 'count'],
]

function faultsOf(metrics: Metrics): readonly Part[] {
  return faultParts.filter(([, metric]) => (metrics[metric] ?? 0) > 0)
}

/** The parts that were measured; a metric the run does not have is left out, a null one shows a dash. */
function inWords(metrics: Metrics, parts: readonly Part[]): string {
  return parts
    .filter(([, metric]) => metric in metrics && (metrics[metric] !== null || metric !== 'kl'))
    .map(([label, metric, unit]) => `${label} ${formatMetric(metrics[metric], unit)}`)
    .join('  ')
}
