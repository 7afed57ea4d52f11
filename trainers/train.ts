// The training loop: cold start, then policy steps, with held-out evaluation, records and checkpoints between them.
// Interrupted anywhere, it goes on from the newest checkpoint and does the same as if it had not been.
import { counted } from '../src/core/counted.ts'
import { RlvrError, describeError } from '../src/core/errors.ts'
import type { HeldOutResult } from '../src/core/held-out.ts'
import type { JsonObject } from '../src/core/json.ts'
import { openEnvironment } from '../src/core/registry.ts'
import type { RunDirectory } from '../src/record/run-directory.ts'
import { breathe } from '../src/core/breathe.ts'
import { heldOut } from '../src/rollout/held-out.ts'
import { coldStartStep } from './cold-start.ts'
import { SkipGuard } from './optimizer-step.ts'
import { policyStep, type PolicyStepContext } from './policy-step.ts'
import { freshProgress, type Progress } from './progress.ts'
import { referencePolicy } from './reference-policy.ts'
import { RunHealth } from './run-health.ts'
import { WeightWatch, WeightsNotFinite, finiteMetrics } from './soundness.ts'
import type { Metrics, TrainEvent, TrainPhase } from './train-event.ts'
import { sampledSequence, tellingGroup } from './telling-samples.ts'
import type { StoppedSummary, TrainSummary } from './train-summary.ts'
import { planLines, type ColdStartSettings } from './train-settings.ts'
import { prepare, type Prepared, type ResolvedOptions, type TrainOptions } from './prepare-training.ts'
import { checkTrainOptions } from './train-options.ts'
import { renamedSettings } from './plain-settings.ts'
import { resumedWith, settingsRecord } from './resumed-settings.ts'

export type { TrainOptions } from './prepare-training.ts'
export type { TrainSummary } from './train-summary.ts'

/**
 * Trains to the end of the settings, from the newest checkpoint of `run` where there is one.
 * @throws RlvrError `RLVR_USAGE` for settings that cannot work, `RLVR_TRAINER` after three skipped steps in a row or
 *   where the weights are no numbers any more, `RLVR_TOLERANCE` where too many replies cannot be judged,
 *   `RLVR_INTERRUPTED` when `signal` aborts. Whatever it throws, `run` holds a sound checkpoint
 */
export async function train(options: TrainOptions): Promise<TrainSummary> {
  checkTrainOptions(options)
  await using opened = await openEnvironment(options.environment)
  const prepared = await prepare(options, opened.spec)
  return await new Training(prepared.options, prepared).run()
}

class Training {
  readonly #options: ResolvedOptions
  readonly #prepared: Prepared
  readonly #emit: (event: TrainEvent) => void
  #progress: Progress
  #guard = new SkipGuard()
  #health: RunHealth
  readonly #weights: WeightWatch
  /** The policy's version when the last step ended: another one says that a step was stopped halfway. */
  #settledVersion = 0
  #since = performance.now()

  constructor(options: ResolvedOptions, prepared: Prepared) {
    this.#options = options
    this.#prepared = prepared
    this.#emit = options.onEvent ?? (() => undefined)
    this.#health = new RunHealth(options.settings)
    this.#weights = new WeightWatch(options.policy, options.run)
    this.#progress = freshProgress(options.settings)
  }

  async run(): Promise<TrainSummary> {
    const { settings, run } = this.#options
    await this.#resume()
    this.#emit({
      type: 'plan',
      lines: planLines(settings, { heldOutTasks: this.#prepared.heldOutTasks.length }),
      totalSteps: settings.steps,
      coldStartSteps: settings.coldStart?.steps ?? 0,
    })
    try {
      this.#settledVersion = this.#options.policy.version
      // So that there is something to go back to from the first step on.
      if (this.#done === 0) await this.#checkpoint()
      if (settings.coldStart !== null) await this.#coldStart(settings.coldStart)
      if (this.#progress.coldStart === null || this.#progress.owed !== null) await this.#evaluateApart()
      await this.#policySteps()
      // Of a run whose last checkpoint, from an earlier version, does not say that its evaluation is owed.
      if (this.#progress.end === null) await this.#evaluateApart()
    } catch (thrown) {
      throw await this.#stop(thrown)
    } finally {
      this.#weights.close()
    }
    const summary = this.#summary(null) as TrainSummary
    run?.writeSummary(summary)
    run?.sync()
    return summary
  }

  async #coldStart(coldStart: ColdStartSettings): Promise<void> {
    const { policy, settings, run } = this.#options
    const { spec, taskset } = this.#prepared
    const context = { spec, policy, taskset, settings, guard: this.#guard }
    if (this.#progress.coldStartSteps < coldStart.steps) this.#phase('cold-start')
    for (let step = this.#progress.coldStartSteps + 1; step <= coldStart.steps; step++) {
      await breathe()
      this.#throwIfInterrupted()
      const { metrics, skipped, probe } = await coldStartStep(context, coldStart, step)
      this.#weights.note(metrics, probe, this.#done)
      this.#progress.coldStartSteps = step
      this.#settledVersion = policy.version
      run?.writeMetrics({ step, phase: 'cold-start', ...finiteMetrics(metrics) })
      if (skipped !== null) this.#warn(step, `Step skipped: ${skipped}.`)
      this.#emit({ type: 'cold-start-step', step, metrics })
      await this.#checkpointWhenDue(step, coldStart.steps)
    }
  }

  async #policySteps(): Promise<void> {
    const { policy, settings, run, signal } = this.#options
    const reference = settings.algorithm.kl.estimator === null ? null : await referencePolicy(policy, run ?? null)
    const context: PolicyStepContext = {
      spec: this.#prepared.spec,
      policy,
      taskset: this.#prepared.taskset,
      settings,
      reference,
      guard: this.#guard,
      onPhase: (phase) => this.#phase(phase),
      ...(signal !== undefined && { signal }),
    }
    for (let step = this.#progress.steps + 1; step <= settings.steps; step++) {
      await breathe()
      this.#throwIfInterrupted()
      const result = await policyStep(context, step, this.#progress.coefficients)
      this.#weights.note(result.metrics, sampledSequence(result.groups), this.#done)
      this.#progress.steps = step
      this.#progress.coefficients = result.coefficients
      this.#settledVersion = policy.version
      const isLast = step === settings.steps
      const records = result.groups.flatMap(({ episodes }) => episodes.map(({ record }) => record))
      run?.writeEpisodes(records)
      const checkup = this.#health.checkStep(step, result.metrics, records, isLast)
      const ofStep = finiteMetrics({ ...result.metrics, ...checkup.metrics })
      const isDue = isLast || step % settings.evaluation.everySteps === 0
      if (isDue) this.#owe(ofStep)
      const evaluation = isDue && checkup.stop === null ? await this.#evaluateOwed() : null
      const metrics = { ...ofStep, ...evaluation?.metrics }
      this.#writeStep(step, metrics)
      if (checkup.warning !== null) this.#warn(step, checkup.warning)
      for (const skip of result.skips) this.#warn(step, `Optimizer step skipped: ${skip}.`)
      this.#emit({ type: 'step', step, metrics, sample: tellingGroup(result.groups) })
      for (const { name, message } of checkup.alarms) this.#emit({ type: 'alarm', step, name, message })
      const stop = checkup.stop ?? evaluation?.failed ?? null
      if (stop !== null) throw stop
      await this.#checkpointWhenDue(step, settings.steps)
    }
    await reference?.close()
  }

  #writeStep(step: number, metrics: Metrics): void {
    this.#options.run?.writeMetrics({ step, phase: this.#options.settings.algorithm.name, ...metrics })
  }

  /** Before the first step; or what a resumed run owes after the step at which it ended. */
  async #evaluateApart(): Promise<void> {
    if (this.#progress.owed === null) this.#owe(null)
    const ofStep = this.#progress.owed?.metrics ?? null
    const { metrics, failed } = await this.#evaluateOwed()
    if (ofStep !== null) this.#writeStep(this.#progress.steps, { ...ofStep, ...metrics })
    if (failed !== null) throw failed
    if (ofStep !== null) await this.#checkpoint()
  }

  #owe(metrics: Metrics | null): void {
    const position = this.#options.run?.position() ?? null
    this.#progress.owed = { position, health: this.#health.state, metrics }
  }

  /** What the evaluation that is owed comes to, or what it failed by: then it is owed still, and its step is kept. */
  async #evaluateOwed(): Promise<{ metrics: Metrics; failed: unknown }> {
    const started = performance.now()
    try {
      const { result, stop } = await this.#evaluate()
      if (stop === null) this.#progress.owed = null
      const metrics = {
        'eval/sampled_pass1': result.sampledPass1,
        'eval/greedy_pass1': result.greedyPass1,
        'eval/low': result.interval.low,
        'eval/high': result.interval.high,
        'time/evaluate': (performance.now() - started) / 1000,
      }
      return { metrics, failed: stop }
    } catch (failed) {
      return { metrics: {}, failed: failed ?? new RlvrError('RLVR_TRAINER', 'The evaluation threw nothing.') }
    }
  }

  async #evaluate(): Promise<{ result: HeldOutResult; stop: RlvrError | null }> {
    const { policy, settings, run } = this.#options
    const step = this.#progress.steps
    await this.#weights.check()
    this.#phase('evaluate')
    let stop: RlvrError | null = null
    // Not interruptible: it is short, and between a policy's update and its record nothing may be cut off.
    const { result } = await heldOut({
      environment: this.#prepared.spec,
      policy,
      tasks: this.#prepared.heldOutTasks,
      repliesPerTask: settings.evaluation.repliesPerTask,
      sampling: settings.sampling,
      seed: settings.seed,
      step,
      onEpisodes: (episodes) => {
        const records = episodes.map(({ record }) => record)
        run?.writeEpisodes(records)
        const checkup = this.#health.checkEvaluation(records)
        stop = checkup.stop
        if (checkup.warning !== null) this.#warn(step, checkup.warning)
      },
    })
    if (step === 0) this.#progress.coldStart = result
    if (step === settings.steps) this.#progress.end = result
    this.#emit({ type: 'evaluation', step, result })
    return { result, stop }
  }

  async #checkpointWhenDue(done: number, total: number): Promise<void> {
    if (done === total || done % this.#options.settings.checkpointEverySteps === 0) await this.#checkpoint()
  }

  async #checkpoint(): Promise<void> {
    const { run, policy } = this.#options
    await this.#weights.check()
    // While steps are skipped nobody knows whether the weights are to blame.
    if (this.#guard.inRow > 0) return
    if (run === undefined) return await this.#weights.keep(this.#done)
    this.#phase('checkpoint')
    this.#takeTime()
    this.#progress.skipsInRow = this.#guard.inRow
    this.#progress.health = this.#health.state
    const step = this.#done
    const settings = settingsRecord(this.#options.settings, this.#options.environment.options)
    const metadata = { progress: { ...this.#progress }, position: run.position(), settings } as unknown as JsonObject
    const snapshot = async (folder: string): Promise<void> => await policy.snapshot(folder)
    const path = await run.writeCheckpoint({ step, metadata, snapshot }, { keep: 3 })
    this.#emit({ type: 'checkpoint', step: this.#progress.steps, coldStartStep: this.#progress.coldStartSteps, path })
  }

  async #resume(): Promise<void> {
    const { run, policy, settings } = this.#options
    const found = (await run?.newestCheckpoint()) ?? null
    if (run === undefined || found === null) {
      run?.rewind({ episodesBytes: 0, metricsBytes: 0 })
      return
    }
    for (const damaged of found.damaged) this.#warn(0, damaged.message)
    const {
      progress,
      position,
      settings: before,
    } = found.checkpoint.metadata as unknown as {
      progress: Progress
      settings?: JsonObject
      position: ReturnType<RunDirectory['position']>
    }
    let changes: string | null
    try {
      changes = resumedWith(
        before === undefined ? settingsRecord(settings, this.#options.environment.options) : renamedSettings(before),
        settingsRecord(settings, this.#options.environment.options),
        {
          accept: this.#options.acceptChanges === true,
        },
      )
      if (settings.steps < progress.steps)
        throw new RlvrError(
          'RLVR_USAGE',
          `The run has done ${counted(progress.steps, 'step')} already, more than \`steps\` ${settings.steps}. Give more, or begin a new run.`,
        )
      await policy.restore(found.checkpoint.snapshot)
    } finally {
      await found.checkpoint.close()
    }
    const owed = progress.owed ?? null
    run.rewind(owed?.position ?? position)
    if (changes !== null) this.#warn(progress.steps, changes)
    this.#progress = { ...this.#progress, ...progress }
    // The end of a run that has been lengthened is still to come.
    if (owed !== null || progress.steps < settings.steps) this.#progress.end = null
    this.#guard = new SkipGuard(progress.skipsInRow)
    this.#health = new RunHealth(settings, owed?.health ?? progress.health)
  }

  /**
   * Keeps what a stopped run has learned, and says of it what stopped it. A step that was under way is done again; of
   * one that was stopped between two of its optimizer steps the weights are not kept, but those of the checkpoint before.
   */
  async #stop(thrown: unknown): Promise<unknown> {
    const { run, policy } = this.#options
    const error = (await this.#rollBackIfBroken(thrown)) ?? thrown
    const isInterrupted = RlvrError.isInstance(error) && error.code === 'RLVR_INTERRUPTED'
    if (error === thrown && policy.version === this.#settledVersion) {
      // Where the disk is what failed, its error says more than that of another try.
      await this.#checkpoint().catch((second: unknown) => {
        if (isInterrupted) throw second
      })
    }
    if (run !== undefined) writeQuietly(() => run.writeSummary(this.#summary(describeError(error))))
    return error
  }

  /** Where the weights are no numbers any more: goes back to the last that were, and gives the error that says so. */
  async #rollBackIfBroken(thrown: unknown): Promise<RlvrError | null> {
    const fault =
      this.#guard.gradientFault ??
      (await this.#weights.check().then(
        () => (thrown instanceof WeightsNotFinite ? thrown.message : null),
        (broken: unknown) => (broken instanceof WeightsNotFinite ? broken.message : null),
      ))
    if (fault === null) return null
    const back = await this.#weights.rollBack()
    const where = back === null ? 'There are none before to go back to' : `The policy is back at ${back}`
    const message = `${fault}, so the weights are no finite numbers any more. ${where}.`
    const alarm = { name: 'weights-not-finite', step: this.#progress.steps, message } as const
    this.#health.raise(alarm)
    this.#emit({ type: 'alarm', ...alarm })
    return new RlvrError('RLVR_TRAINER', `Alarm ${alarm.name}: ${message} Lower the learning rate.`, { cause: thrown })
  }

  #summary(stopped: string | null): StoppedSummary {
    const { settings } = this.#options
    this.#takeTime()
    const { steps, seconds, peakRssMb, coldStart, end } = this.#progress
    const { failures, raised } = this.#health.state
    return {
      environment: this.#prepared.spec.id,
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

  /** Steps that are done, of the cold start and after it. */
  get #done(): number {
    return this.#progress.coldStartSteps + this.#progress.steps
  }

  #takeTime(): void {
    const now = performance.now()
    this.#progress.seconds += (now - this.#since) / 1000
    const peakRssMb = Math.ceil(process.resourceUsage().maxRSS / 1024)
    this.#progress.peakRssMb = Math.max(this.#progress.peakRssMb, peakRssMb)
    this.#since = now
  }

  #phase(phase: TrainPhase): void {
    const { coldStartSteps, steps } = this.#progress
    // Work on a step is told with the step that it will end, what follows a step with that step.
    const step =
      phase === 'cold-start' ? coldStartSteps + 1 : ['generate', 'verify', 'update'].includes(phase) ? steps + 1 : steps
    this.#emit({ type: 'phase-start', phase, step })
  }

  #warn(step: number, message: string): void {
    this.#emit({ type: 'warning', step, message })
  }

  #throwIfInterrupted(): void {
    if (this.#options.signal?.aborted === true)
      throw new RlvrError('RLVR_INTERRUPTED', 'Training was interrupted.', { cause: this.#options.signal.reason })
  }
}

/** What is written beside an error must not take its place. */
function writeQuietly(write: () => void): void {
  try {
    write()
  } catch {}
}
