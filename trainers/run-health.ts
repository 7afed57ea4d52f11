// What a run knows of its own health: failures counted over all steps, the share of replies that went unjudged lately,
// and the alarms that were raised. Its state is plain data, kept in checkpoints.
import { RlvrError } from '../src/core/errors.ts'
import type { EpisodeRecord } from '../src/core/episode.ts'
import {
  FailureTally,
  causeName,
  failureLines,
  noFailures,
  talliedEpisode,
  tallyEpisodes,
  unjudgedShare,
  type Failures,
} from '../src/core/failure-tally.ts'
import {
  alarmHistorySteps,
  alarmMetrics,
  alarmsAt,
  defaultAlarmThresholds,
  stoppingAlarms,
  type Alarm,
  type AlarmThresholds,
} from './alarms.ts'
import type { Metrics } from './train-event.ts'

/** The share of replies that may go unjudged where nothing else is said. */
export const defaultTrainTolerance = 0.1

/** Steps over which that share is taken. */
const toleranceSteps = 5

/** An alarm with the step that raised it, counted from 1. */
export interface RaisedAlarm extends Alarm {
  readonly step: number
}

export interface HealthState {
  readonly failures: Failures
  /** Replies of the last steps. */
  readonly window: readonly Pick<Failures, 'replies' | 'unjudged'>[]
  /** What the alarms look at, of the last steps. */
  readonly history: readonly Metrics[]
  readonly raised: readonly RaisedAlarm[]
}

export const freshHealth: HealthState = { failures: noFailures, window: [], history: [], raised: [] }

/** What a step adds to it. */
export interface Checkup {
  /** Alarms that hold now and did not before. */
  readonly alarms: readonly RaisedAlarm[]
  /** `alarm/NAME: 1` for each alarm that holds, and how many there are. */
  readonly metrics: Metrics
  /** A failure of a kind that had not been met before, in words; null without one. */
  readonly warning: string | null
  /** Why the run cannot go on; null where it can. */
  readonly stop: RlvrError | null
}

export class RunHealth {
  readonly #tolerance: number
  readonly #thresholds: AlarmThresholds
  #state: HealthState

  constructor(
    options: { readonly tolerance?: number; readonly alarms?: Partial<AlarmThresholds> },
    state: HealthState = freshHealth,
  ) {
    this.#tolerance = options.tolerance ?? defaultTrainTolerance
    this.#thresholds = { ...defaultAlarmThresholds, ...options.alarms }
    this.#state = state
  }

  get state(): HealthState {
    return this.#state
  }

  /** After a training step: its metrics and all its episodes. At the last step a short window counts as a whole one. */
  checkStep(step: number, metrics: Metrics, records: readonly EpisodeRecord[], isLast: boolean): Checkup {
    const warning = this.#count(records)
    const { replies, unjudged } = tallyEpisodes(records)
    const window = [...this.#state.window, { replies, unjudged }].slice(-toleranceSteps)
    const before = new Set(alarmsAt(this.#state.history, this.#thresholds).map(({ name }) => name))
    const kept = Object.fromEntries(alarmMetrics.map((name) => [name, metrics[name] ?? null]))
    const history = [...this.#state.history, kept].slice(-alarmHistorySteps(this.#thresholds))
    const holding = alarmsAt(history, this.#thresholds)
    const alarms = holding.filter(({ name }) => !before.has(name)).map((alarm) => ({ ...alarm, step }))
    this.#state = { ...this.#state, window, history, raised: [...this.#state.raised, ...alarms] }
    return {
      alarms,
      metrics: {
        alarms: holding.length,
        ...Object.fromEntries(holding.map(({ name }) => [`alarm/${name}`, 1])),
      },
      warning,
      stop:
        this.#stopFor(holding.find(({ name }) => stoppingAlarms.includes(name))) ??
        (isLast || window.length === toleranceSteps
          ? this.#overTolerance(sumOf(window), `the last ${window.length} steps`)
          : null),
    }
  }

  /** After a try of the held-out tasks. */
  checkEvaluation(records: readonly EpisodeRecord[]): Pick<Checkup, 'warning' | 'stop'> {
    const warning = this.#count(records)
    return { warning, stop: this.#overTolerance(tallyEpisodes(records), 'the held-out tasks') }
  }

  /** Raises an alarm that no metric shows. */
  raise(alarm: RaisedAlarm): void {
    this.#state = { ...this.#state, raised: [...this.#state.raised, alarm] }
  }

  #count(records: readonly EpisodeRecord[]): string | null {
    const { causes: known, undisposed } = this.#state.failures
    const tally = new FailureTally(this.#state.failures)
    for (const record of records) tally.add(talliedEpisode(record))
    this.#state = { ...this.#state, failures: tally.failures }
    const isNew =
      tally.failures.causes.length > known.length ||
      (tally.failures.undisposed !== undefined && undisposed === undefined)
    if (!isNew) return null
    const [heading, ...causes] = failureLines({ ...tallyEpisodes(records), empty: 0 })
    return [heading ?? '', ...(causes.length === 0 ? [] : [causes.map((line) => line.trim()).join('; ')])].join(': ')
  }

  #overTolerance(counted: Pick<Failures, 'replies' | 'unjudged'>, where: string): RlvrError | null {
    if (unjudgedShare({ ...noFailures, ...counted }) <= this.#tolerance) return null
    const { replies, unjudged } = counted
    return this.#stopped(
      `${unjudged} of ${replies} replies to ${where} could not be judged: over the tolerance of ${this.#tolerance}.`,
    )
  }

  #stopFor(alarm: Alarm | undefined): RlvrError | null {
    return alarm === undefined ? null : this.#stopped(`Alarm ${alarm.name}: ${alarm.message}`)
  }

  #stopped(reason: string): RlvrError {
    const [most] = [...this.#state.failures.causes].sort((a, b) => b.count - a.count)
    const why = most === undefined ? '' : ` ${causeName(most)}: ${most.first}`
    return new RlvrError('RLVR_TOLERANCE', `${reason}${why}`)
  }
}

function sumOf(window: HealthState['window']): Pick<Failures, 'replies' | 'unjudged'> {
  return {
    replies: window.reduce((sum, { replies }) => sum + replies, 0),
    unjudged: window.reduce((sum, { unjudged }) => sum + unjudged, 0),
  }
}
