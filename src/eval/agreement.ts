// How far a judge agrees with labels that people, or a program, gave. Several replies to one task are one piece of
// evidence: shares are means over tasks, intervals are over tasks.
//   κ = (po − pe) / (1 − pe), po the share of replies where both say the same, pe that of two who say so by chance
//   (Cohen 1960, "A coefficient of agreement for nominal scales"); its interval by bootstrap over tasks
import { estimateShare, type ShareEstimate } from '../core/estimate.ts'
import { Rng } from '../core/random.ts'
import { mean, quantile, type Interval } from '../core/statistics.ts'
import type { Verdict } from '../core/verdict.ts'

export interface LabelledVerdict {
  /** What tells tasks apart. */
  readonly task: string
  /** Whether the reply is right, by whoever labelled it. */
  readonly label: boolean
  readonly verdict: Verdict
}

export interface Agreement {
  readonly replies: number
  readonly tasks: number
  /** By label and verdict; `unjudged` are invalid, or the question did not arise. */
  readonly counts: {
    readonly rightAccepted: number
    readonly rightRefused: number
    readonly wrongAccepted: number
    readonly wrongRefused: number
    readonly unjudged: number
  }
  readonly unjudged: ShareEstimate | null
  /** Of what was judged. */
  readonly accuracy: ShareEstimate | null
  /** Of all replies: what was not judged agrees with nobody. */
  readonly accuracyAll: ShareEstimate | null
  /** Null where chance alone agrees always, as where all labels and verdicts are the same. */
  readonly kappa: { readonly value: number; readonly interval: Interval | null } | null
  /** Share of the wrong replies that were accepted, of what was judged. */
  readonly falsePositives: ShareEstimate | null
  /** Share of the right replies that were refused, of what was judged. */
  readonly falseNegatives: ShareEstimate | null
  /** Mean share of the pairs of votes on one reply that say the same; null where no reply had several votes. */
  readonly consistency: number | null
}

interface Judged extends LabelledVerdict {
  readonly accepted: boolean | null
}

/**
 * @param acceptFrom the score from which on a reply counts as accepted
 * @example agreementWith([{ task: 'a', label: true, verdict: scored(1, 'yes') }]).accuracy?.value // 1
 */
export function agreementWith(
  rows: readonly LabelledVerdict[],
  { acceptFrom = 0.5 }: { readonly acceptFrom?: number } = {},
): Agreement {
  const all = rows.map((row): Judged => ({ ...row, accepted: acceptedOf(row.verdict, acceptFrom) }))
  const judged = all.filter(({ accepted }) => accepted !== null)
  const count = (label: boolean, accepted: boolean): number =>
    judged.filter((row) => row.label === label && row.accepted === accepted).length
  const agrees = ({ label, accepted }: Judged): boolean => label === accepted
  return {
    replies: all.length,
    tasks: new Set(all.map(({ task }) => task)).size,
    counts: {
      rightAccepted: count(true, true),
      rightRefused: count(true, false),
      wrongAccepted: count(false, true),
      wrongRefused: count(false, false),
      unjudged: all.length - judged.length,
    },
    unjudged: shareOf(all, ({ accepted }) => accepted === null),
    accuracy: shareOf(judged, agrees),
    accuracyAll: shareOf(all, agrees),
    kappa: kappaOf(judged),
    falsePositives: shareOf(
      judged.filter(({ label }) => !label),
      ({ accepted }) => accepted === true,
    ),
    falseNegatives: shareOf(
      judged.filter(({ label }) => label),
      ({ accepted }) => accepted === false,
    ),
    consistency: mean(all.flatMap(({ verdict }) => agreementOfVotes(verdict) ?? [])),
  }
}

export interface PreferenceVerdicts {
  readonly task: string
  readonly chosen: Verdict
  readonly rejected: Verdict
}

export interface PreferenceAgreement {
  readonly pairs: number
  /** Pairs of which either reply could not be judged. */
  readonly unjudged: number
  /** Pairs whose replies scored the same: half right. */
  readonly ties: number
  /** Share of the judged pairs whose preferred reply scores more. */
  readonly accuracy: ShareEstimate | null
}

/** How far scores order pairs as whoever preferred one of them did. */
export function preferenceAgreement(pairs: readonly PreferenceVerdicts[]): PreferenceAgreement {
  const judged = pairs.flatMap(({ task, chosen, rejected }) =>
    chosen.status === 'scored' && rejected.status === 'scored'
      ? [{ task, credit: (1 + Math.sign(chosen.score - rejected.score)) / 2 }]
      : [],
  )
  return {
    pairs: pairs.length,
    unjudged: pairs.length - judged.length,
    ties: judged.filter(({ credit }) => credit === 0.5).length,
    accuracy: estimateShare(byTask(judged).map((each) => mean(each.map(({ credit }) => credit)) as number)),
  }
}

function acceptedOf(verdict: Verdict, acceptFrom: number): boolean | null {
  return verdict.status === 'scored' ? verdict.score >= acceptFrom : null
}

function shareOf(rows: readonly Judged[], holds: (row: Judged) => boolean): ShareEstimate | null {
  return estimateShare(byTask(rows).map((each) => mean(each.map((row) => Number(holds(row)))) as number))
}

function byTask<Row extends { readonly task: string }>(rows: readonly Row[]): Row[][] {
  return [...Map.groupBy(rows, ({ task }) => task).values()]
}

/** [right and accepted, right and refused, wrong and accepted, wrong and refused] */
type Table = readonly [number, number, number, number]

function kappaOf(judged: readonly Judged[]): Agreement['kappa'] {
  const tables = byTask(judged).map((rows): Table => {
    const table: [number, number, number, number] = [0, 0, 0, 0]
    for (const { label, accepted } of rows) table[(label ? 0 : 2) + (accepted === true ? 0 : 1)]!++
    return table
  })
  const value = kappa(sumOf(tables))
  if (value === null) return null
  const rng = Rng.fromSeed('interval')
  const values: number[] = []
  for (let round = 0; round < 2000; round++) {
    const drawn = tables.map(() => tables[rng.int(0, tables.length - 1)] as Table)
    const each = kappa(sumOf(drawn))
    if (each !== null) values.push(each)
  }
  if (tables.length < 2 || values.length === 0) return { value, interval: null }
  return { value, interval: { low: quantile(values, 0.025) as number, high: quantile(values, 0.975) as number } }
}

function sumOf(tables: readonly Table[]): Table {
  const sum: [number, number, number, number] = [0, 0, 0, 0]
  for (const table of tables) for (let cell = 0; cell < 4; cell++) sum[cell]! += table[cell] as number
  return sum
}

function kappa([rightAccepted, rightRefused, wrongAccepted, wrongRefused]: Table): number | null {
  const all = rightAccepted + rightRefused + wrongAccepted + wrongRefused
  const observed = (rightAccepted + wrongRefused) / all
  const byChance =
    ((rightAccepted + rightRefused) * (rightAccepted + wrongAccepted) +
      (wrongAccepted + wrongRefused) * (rightRefused + wrongRefused)) /
    all ** 2
  return all === 0 || byChance === 1 ? null : (observed - byChance) / (1 - byChance)
}

/** As a verdict of several votes says it. */
function agreementOfVotes(verdict: Verdict): number | null {
  const evidence = verdict.status === 'not-applicable' ? undefined : verdict.evidence
  const agreement = evidence?.['agreement']
  return typeof agreement === 'number' ? agreement : null
}
