// The numbers of an evaluation, or of scored replies, as a table for people.
import { counted } from '../../core/counted.ts'
import type { Estimate } from '../../core/estimate.ts'
import type { EvaluationSummary } from '../../eval/evaluate.ts'
import { failureText } from '../../eval/evaluation-stop.ts'
import type { ReplyNumbers } from '../../eval/summarise.ts'
import { printable } from './terminal-text.ts'

/** A few aligned lines: each number with its 95 % interval, then what could not be judged and what was cut. */
export function evaluationTable(summary: EvaluationSummary): string {
  const { environment, policy, split, tasks, tasksAsked, repliesPerTask, truncated } = summary
  const missing = tasks < tasksAsked && summary.stopped === null
  const note = missing ? ` (of ${tasksAsked} asked: the split has no more different ones)` : ''
  return [
    `${environment} · ${policy.name} · ${split} · ${counted(tasks, 'task')}${note} × ${counted(repliesPerTask, 'reply', 'replies')}`,
    ...numberLines(summary),
    ...(['turns', 'time', 'cost'] as const).flatMap((limit) =>
      truncated[limit] > 0 ? [`${truncated[limit]} were cut at the ${limit === 'turns' ? 'turn' : limit} limit`] : [],
    ),
  ].join('\n')
}

/** The numbers that every judged set of replies has, then its failures. */
export function numberLines(numbers: ReplyNumbers): string[] {
  const rows: [name: string, value: string, interval: string][] = [
    estimateRow('reward', numbers.reward),
    estimateRow('reward_all', numbers.rewardAll),
    estimateRow('outcome', numbers.outcome),
    estimateRow('outcome_all', numbers.outcomeAll),
    ...numbers.passAtK.map((pass) => estimateRow(`pass@${pass.k}`, pass)),
    // That of one reply is pass@1.
    ...numbers.passHatK.slice(1).map((pass) => estimateRow(`pass^${pass.k}`, pass)),
    ...Object.entries(numbers.scores).map(([term, score]): [string, string, string] => [
      `  ${term}`,
      score === null ? '-' : score.toFixed(4),
      '',
    ]),
  ]
  const nameWidth = Math.max(...rows.map(([name]) => name.length))
  return [
    ...rows.map(([name, value, interval]) => `${name.padEnd(nameWidth)}  ${value}  ${interval}`.trimEnd()),
    ...failureText(numbers.failures).map(printable),
  ]
}

function estimateRow(name: string, estimate: Estimate | null): [string, string, string] {
  if (estimate === null) return [name, '-', 'nothing could be judged']
  const { value, interval, method, tasks } = estimate
  if (interval === null) return [name, value.toFixed(4), 'of one task, which gives no interval']
  const ends = `[${interval.low.toFixed(4)}, ${interval.high.toFixed(4)}]`
  return [name, value.toFixed(4), `${ends}  ${method} over ${counted(tasks, 'task')}`]
}
