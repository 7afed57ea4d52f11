// One training under way: its parts, how far it has come, and what it tells of itself.
import { RlvrError } from '../src/core/errors.ts'
import { listCheckpoints } from '../src/record/checkpoint-file.ts'
import { SkipGuard } from './optimizer-step.ts'
import type { Prepared, ResolvedOptions } from './prepare-training.ts'
import { freshProgress, type Progress } from './progress.ts'
import { RunHealth } from './run-health.ts'
import type { SelfPlay } from './self-play.ts'
import { WeightWatch } from './soundness.ts'
import type { TrainEvent, TrainPhase } from './train-event.ts'
import type { StoppedSummary } from './train-summary.ts'

export class TrainingState {
  readonly options: ResolvedOptions
  readonly prepared: Prepared
  readonly weights: WeightWatch
  readonly emit: (event: TrainEvent) => void
  progress: Progress
  guard: SkipGuard = new SkipGuard()
  health: RunHealth
  /** The policy's version when the last step ended: another one says that a step was stopped halfway. */
  settledVersion = 0
  #since = performance.now()

  /** Null where the policy does not play against itself. */
  readonly #selfPlay: SelfPlay | null

  constructor(prepared: Prepared, selfPlay: SelfPlay | null = null) {
    const { options } = prepared
    this.#selfPlay = selfPlay
    this.options = options
    this.prepared = prepared
    this.emit = options.onEvent ?? (() => undefined)
    this.weights = new WeightWatch(options.policy, options.run)
    this.progress = freshProgress(options.settings, prepared.taskset.course?.initial ?? null)
    this.health = new RunHealth(options.settings)
  }

  /** Steps that are done, of the cold start and after it. */
  get done(): number {
    return this.progress.coldStartSteps + this.progress.steps
  }

  /** Before the policy is rolled out at a step; after the last one, to be evaluated. */
  async enter(step: number): Promise<void> {
    const { run, settings } = this.options
    const coldStartSteps = settings.coldStart?.steps ?? 0
    const kept = run === undefined ? [] : listCheckpoints(run.checkpointFolder)
    const checkpoints = kept.map((each) => Math.max(0, each.step - coldStartSteps))
    await this.#selfPlay?.enter(step, { done: this.progress.steps, checkpoints })
  }

  phase(phase: TrainPhase): void {
    const { coldStartSteps, steps } = this.progress
    // Work on a step is told with the step that it will end, what follows a step with that step.
    const step =
      phase === 'cold-start' ? coldStartSteps + 1 : ['generate', 'verify', 'update'].includes(phase) ? steps + 1 : steps
    this.emit({ type: 'phase-start', phase, step })
  }

  warn(step: number, message: string): void {
    this.emit({ type: 'warning', step, message })
  }

  /** Adds the time since the last call to that of the run, and takes the peak of memory. */
  takeTime(): void {
    const now = performance.now()
    this.progress.seconds += (now - this.#since) / 1000
    const peakRssMb = Math.ceil(process.resourceUsage().maxRSS / 1024)
    this.progress.peakRssMb = Math.max(this.progress.peakRssMb, peakRssMb)
    this.#since = now
  }

  /** What the run comes to so far. `stopped` says what ended it, null where nothing did. */
  summary(stopped: string | null): StoppedSummary {
    const { settings } = this.options
    this.takeTime()
    const { steps, seconds, peakRssMb, coldStart, end } = this.progress
    const { failures, raised } = this.health.state
    return {
      environment: this.prepared.spec.id,
      algorithm: settings.algorithm.name,
      seed: settings.seed,
      steps,
      seconds,
      peakRssMb,
      heldOut: { coldStart, end },
      failures,
      alarms: raised,
      stopped,
    }
  }

  /** @throws RlvrError `RLVR_INTERRUPTED` where the caller's signal is aborted */
  throwIfInterrupted(): void {
    const { signal } = this.options
    if (signal?.aborted === true)
      throw new RlvrError('RLVR_INTERRUPTED', 'Training was interrupted.', { cause: signal.reason })
  }
}
