// How far a judge agrees with labels, as a table for people.
import { counted } from '../../core/counted.ts'
import type { ShareEstimate } from '../../core/estimate.ts'
import type { Interval } from '../../core/statistics.ts'
import type { Agreement, PreferenceAgreement } from '../../eval/agreement.ts'

/** The labelled replies' lines, then the pairs'; of neither where there are none. */
export function agreementTable(agreement: Agreement, preference: PreferenceAgreement): string {
  const lines: string[] = []
  if (agreement.replies > 0) {
    const { counts, kappa, consistency } = agreement
    lines.push(
      `${counted(agreement.replies, 'labelled reply', 'labelled replies')} of ${counted(agreement.tasks, 'task')}`,
      row('accuracy', agreement.accuracy, 'of what was judged'),
      row('accuracy_all', agreement.accuracyAll, 'not judged counts as wrong'),
      row('kappa', kappa, kappa === null ? 'labels or verdicts are all the same' : 'beyond chance'),
      row('false positives', agreement.falsePositives, `${counts.wrongAccepted} wrong replies accepted`),
      row('false negatives', agreement.falseNegatives, `${counts.rightRefused} right replies refused`),
      row('not judged', agreement.unjudged, counted(counts.unjudged, 'reply', 'replies')),
      row(
        'votes agree',
        consistency === null ? null : { value: consistency, interval: null },
        'pairs of votes on a reply',
      ),
    )
  }
  if (preference.pairs > 0)
    lines.push(
      counted(preference.pairs, 'pair'),
      row('accuracy', preference.accuracy, `${counted(preference.ties, 'tie')}, ${preference.unjudged} not judged`),
    )
  return lines.join('\n')
}

function row(
  name: string,
  estimate: ShareEstimate | { readonly value: number; readonly interval: Interval | null } | null,
  note: string,
): string {
  const value = estimate === null ? '-' : estimate.value.toFixed(4)
  const interval = estimate?.interval
    ? `[${estimate.interval.low.toFixed(4)}, ${estimate.interval.high.toFixed(4)}]`
    : ''
  return `${name.padEnd(16)}${value.padEnd(8)}${interval.padEnd(18)}${note}`.trimEnd()
}
