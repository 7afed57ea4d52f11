// The numbers of an evaluation as a table for people.
import type { Estimate } from '../../core/estimate.ts'
import type { EvaluationSummary } from '../../eval/evaluate.ts'

/** A few aligned lines: each number with its 95 % interval, then what could not be judged and what was cut. */
export function evaluationTable(summary: EvaluationSummary): string {
  const rows: [name: string, value: string, interval: string][] = [
    estimateRow('reward', summary.reward),
    estimateRow('outcome', summary.outcome),
    ...summary.passAtK.map((pass) => estimateRow(`pass@${pass.k}`, pass)),
    ...Object.entries(summary.scores).map(([term, score]): [string, string, string] => [
      `  ${term}`,
      score === null ? '-' : score.toFixed(4),
      '',
    ]),
  ]
  const nameWidth = Math.max(...rows.map(([name]) => name.length))
  const { environment, policy, split, tasks, tasksAsked, repliesPerTask, nullRewards, truncated } = summary
  const missing = tasks < tasksAsked ? ` (of ${tasksAsked} asked: the split has no more different ones)` : ''
  const causes = Object.entries(nullRewards.byCause).map(([cause, count]) => `${cause} ${count}`)
  return [
    `${environment} · ${policy.name} · ${split} · ${tasks} tasks${missing} × ${repliesPerTask} replies`,
    ...rows.map(([name, value, interval]) => `${name.padEnd(nameWidth)}  ${value}  ${interval}`.trimEnd()),
    nullRewards.total === 0
      ? 'every reply was judged'
      : `${nullRewards.total} of ${summary.episodes} could not be judged: ${causes.join(', ')}`,
    ...(truncated.tokens > 0 ? [`${truncated.tokens} were cut at the token limit`] : []),
    ...(truncated.turns > 0 ? [`${truncated.turns} were cut at the turn limit`] : []),
  ].join('\n')
}

function estimateRow(name: string, estimate: Estimate | null): [string, string, string] {
  if (estimate === null) return [name, '-', 'nothing could be judged']
  const { value, interval, method, tasks } = estimate
  return [
    name,
    value.toFixed(4),
    `[${interval.low.toFixed(4)}, ${interval.high.toFixed(4)}]  ${method} over ${tasks} tasks`,
  ]
}
