// The training loop: cold start, then policy steps, with held-out evaluation, records and checkpoints between them.
// Interrupted anywhere, it goes on from the newest checkpoint and does the same as if it had not been.
import { join } from 'node:path'
import type { EnvironmentSpec } from '../src/core/environment.ts'
import type { Group } from '../src/core/episode.ts'
import { RlvrError } from '../src/core/errors.ts'
import type { HeldOutResult } from '../src/core/held-out.ts'
import type { JsonObject } from '../src/core/json.ts'
import type { Scorer, TrainablePolicy } from '../src/core/policy.ts'
import { configure, type EnvironmentLike } from '../src/core/registry.ts'
import type { Task } from '../src/core/task.ts'
import { newestCheckpoint, writeCheckpoint } from '../src/record/checkpoint-file.ts'
import type { RunDirectory } from '../src/record/run-directory.ts'
import { distinctTasks, heldOut } from '../src/rollout/held-out.ts'
import { coldStartStep } from './cold-start.ts'
import { SkipGuard } from './optimizer-step.ts'
import { policyStep, type PolicyStepContext } from './policy-step.ts'
import type { Metrics, TrainEvent, TrainPhase } from './train-event.ts'
import { checkSettings, planLines, type ColdStartSettings, type TrainSettings } from './train-settings.ts'

export interface TrainOptions {
  /** The id of a known one, a factory, or a configured environment. */
  readonly environment: EnvironmentLike
  readonly policy: TrainablePolicy
  readonly settings: TrainSettings
  /** Where episodes, metrics, checkpoints and the summary go; nothing is written without one. */
  readonly run?: RunDirectory
  readonly onEvent?: (event: TrainEvent) => void
  readonly signal?: AbortSignal
}

/** `summary.json`. */
export interface TrainSummary {
  readonly environment: string
  readonly algorithm: string
  readonly seed: number | string
  /** Policy steps done; cold-start steps are not among them. */
  readonly steps: number
  readonly seconds: number
  readonly heldOut: { readonly coldStart: HeldOutResult; readonly end: HeldOutResult }
}

/** How far a run has come: what a checkpoint holds beside the policy. */
interface Progress {
  coldStartSteps: number
  steps: number
  skipsInRow: number
  seconds: number
  coldStart: HeldOutResult | null
  end: HeldOutResult | null
}

/**
 * Trains to the end of the settings, from the newest checkpoint of `run` where there is one.
 * @throws RlvrError `RLVR_USAGE` for settings that cannot work, `RLVR_TRAINER` after three skipped steps in a row,
 *   `RLVR_INTERRUPTED` when `signal` aborts: a checkpoint has been written then
 */
export async function train(options: TrainOptions): Promise<TrainSummary> {
  checkSettings(options.settings)
  const training = new Training(options, await prepare(options))
  return await training.run()
}

interface Prepared {
  readonly spec: EnvironmentSpec
  readonly taskset: PolicyStepContext['taskset']
  readonly heldOutTasks: readonly Task[]
}

async function prepare({ environment, policy, settings }: TrainOptions): Promise<Prepared> {
  const spec = await configure(environment)
  const { seed, evaluation, sampling } = settings
  const taskset = await spec.tasks({ split: 'train', seed })
  const heldOutTasks = distinctTasks(await spec.tasks({ split: 'test', seed }), evaluation.tasks)
  if (taskset.size === 0 || heldOutTasks.length === 0)
    throw new RlvrError(
      'RLVR_TASK',
      `\`${spec.id}\` has ${taskset.size ?? 'endless'} tasks to train on and ${heldOutTasks.length} held out; both are needed.`,
    )
  if (sampling.maxTokens >= policy.maxLengthTokens)
    throw new RlvrError(
      'RLVR_USAGE',
      `Replies of ${sampling.maxTokens} tokens leave no room for a prompt: the policy holds ${policy.maxLengthTokens}. Lower sampling.maxTokens.`,
    )
  if (settings.entropyCoefficient !== 0 && policy.entropies !== true)
    throw new RlvrError(
      'RLVR_USAGE',
      `Policy \`${policy.name}\` gives no entropies, so entropyCoefficient ${settings.entropyCoefficient} would have no effect. Set it to 0, or train a policy with \`entropies: true\`.`,
    )
  return { spec, taskset, heldOutTasks }
}

class Training {
  readonly #options: TrainOptions
  readonly #prepared: Prepared
  readonly #emit: (event: TrainEvent) => void
  #progress: Progress = { coldStartSteps: 0, steps: 0, skipsInRow: 0, seconds: 0, coldStart: null, end: null }
  #guard = new SkipGuard()
  #since = performance.now()

  constructor(options: TrainOptions, prepared: Prepared) {
    this.#options = options
    this.#prepared = prepared
    this.#emit = options.onEvent ?? (() => undefined)
  }

  async run(): Promise<TrainSummary> {
    const { settings, run } = this.#options
    await this.#resume()
    this.#emit({
      type: 'plan',
      lines: planLines(settings),
      totalSteps: settings.steps,
      coldStartSteps: settings.coldStart?.steps ?? 0,
    })
    try {
      if (settings.coldStart !== null) await this.#coldStart(settings.coldStart)
      this.#progress.coldStart ??= await this.#evaluate()
      await this.#policySteps()
      this.#progress.end ??= this.#progress.coldStart
    } catch (thrown) {
      // Whatever stopped the run, what it has learned is kept. A step that was under way is done again.
      if (run !== undefined && RlvrError.isInstance(thrown) && thrown.code === 'RLVR_INTERRUPTED')
        await this.#checkpoint()
      throw thrown
    }
    const summary = this.#summary()
    run?.writeSummary(summary)
    run?.sync()
    return summary
  }

  async #coldStart(coldStart: ColdStartSettings): Promise<void> {
    const { policy, settings, run } = this.#options
    const { spec, taskset } = this.#prepared
    const context = { spec, policy, taskset, settings, guard: this.#guard }
    if (this.#progress.coldStartSteps < coldStart.steps) this.#phase('cold-start')
    for (let step = this.#progress.coldStartSteps; step < coldStart.steps; step++) {
      this.#throwIfInterrupted()
      const { metrics, skipped } = await coldStartStep(context, coldStart, step)
      this.#progress.coldStartSteps = step + 1
      run?.writeMetrics({ step, phase: 'cold-start', ...metrics })
      if (skipped !== null) this.#warn(step, `Step skipped: ${skipped}.`)
      this.#emit({ type: 'cold-start-step', step, metrics })
      await this.#checkpointWhenDue(step + 1, coldStart.steps)
    }
  }

  async #policySteps(): Promise<void> {
    const { policy, settings, signal } = this.#options
    const reference = settings.algorithm.kl.estimator === null ? null : await this.#reference()
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
    for (let step = this.#progress.steps; step < settings.steps; step++) {
      this.#throwIfInterrupted()
      const result = await policyStep(context, step)
      this.#progress.steps = step + 1
      const isLast = step + 1 === settings.steps
      const evaluation =
        isLast || (step + 1) % settings.evaluation.everySteps === 0 ? await this.#timedEvaluation() : null
      if (isLast && evaluation !== null) this.#progress.end = evaluation.result
      this.#record(step, result.groups, { ...result.metrics, ...evaluation?.metrics })
      for (const skip of result.skips) this.#warn(step, `Optimizer step skipped: ${skip}.`)
      this.#emit({
        type: 'step',
        step,
        metrics: { ...result.metrics, ...evaluation?.metrics },
        sample: telling(result.groups),
      })
      await this.#checkpointWhenDue(step + 1, settings.steps)
    }
    await reference?.close()
  }

  #record(step: number, groups: readonly Group[], metrics: Metrics): void {
    const { run, settings } = this.#options
    run?.writeEpisodes(groups.flatMap(({ episodes }) => episodes.map(({ record }) => record)))
    run?.writeMetrics({ step, phase: settings.algorithm.name, ...metrics })
  }

  async #timedEvaluation(): Promise<{ result: HeldOutResult; metrics: Metrics }> {
    const started = performance.now()
    const result = await this.#evaluate()
    const metrics = {
      'eval/sampled_pass1': result.sampledPass1,
      'eval/greedy_pass1': result.greedyPass1,
      'eval/low': result.interval.low,
      'eval/high': result.interval.high,
      'time/evaluate': (performance.now() - started) / 1000,
    }
    return { result, metrics }
  }

  async #evaluate(): Promise<HeldOutResult> {
    const { policy, settings, run } = this.#options
    const step = this.#progress.steps
    this.#phase('evaluate')
    // Not interruptible: it is short, and between a policy's update and its record nothing may be cut off.
    const { result, episodes } = await heldOut({
      environment: this.#prepared.spec,
      policy,
      tasks: this.#prepared.heldOutTasks,
      samplesPerTask: settings.evaluation.samplesPerTask,
      sampling: settings.sampling,
      seed: settings.seed,
      step,
    })
    run?.writeEpisodes(episodes.map(({ record }) => record))
    this.#emit({ type: 'evaluation', step, result })
    return result
  }

  /** The policy as it was after the cold start, kept beside the checkpoints for runs that are resumed. */
  async #reference(): Promise<Scorer & { close(): Promise<void> }> {
    const { policy, run } = this.#options
    if (run === undefined) return await policy.freeze()
    const folder = join(run.path, 'reference')
    const kept = newestCheckpoint(folder)
    const current = await policy.snapshot()
    if (kept === null) writeCheckpoint(folder, { step: 0, metadata: {}, snapshot: current })
    else await policy.restore(kept.checkpoint.snapshot)
    const reference = await policy.freeze()
    await policy.restore(current)
    return reference
  }

  async #checkpointWhenDue(done: number, total: number): Promise<void> {
    if (done === total || done % this.#options.settings.checkpointEverySteps === 0) await this.#checkpoint()
  }

  async #checkpoint(): Promise<void> {
    const { run, policy } = this.#options
    if (run === undefined) return
    this.#phase('checkpoint')
    this.#takeTime()
    this.#progress.skipsInRow = this.#guard.inRow
    const step = this.#progress.coldStartSteps + this.#progress.steps
    const metadata = { progress: { ...this.#progress }, position: run.position() } as unknown as JsonObject
    const path = run.writeCheckpoint({ step, metadata, snapshot: await policy.snapshot() }, { keep: 3 })
    this.#emit({ type: 'checkpoint', step, path })
  }

  async #resume(): Promise<void> {
    const { run, policy } = this.#options
    const found = run?.newestCheckpoint() ?? null
    if (run === undefined || found === null) {
      run?.rewind({ episodesBytes: 0, metricsBytes: 0 })
      return
    }
    for (const damaged of found.damaged) this.#warn(0, damaged.message)
    const { progress, position } = found.checkpoint.metadata as unknown as {
      progress: Progress
      position: ReturnType<RunDirectory['position']>
    }
    await policy.restore(found.checkpoint.snapshot)
    run.rewind(position)
    this.#progress = { ...progress }
    this.#guard = new SkipGuard(progress.skipsInRow)
  }

  #summary(): TrainSummary {
    const { settings } = this.#options
    this.#takeTime()
    const { steps, seconds, coldStart, end } = this.#progress
    return {
      environment: this.#prepared.spec.id,
      algorithm: settings.algorithm.name,
      seed: settings.seed,
      steps,
      seconds,
      heldOut: { coldStart: coldStart as HeldOutResult, end: end as HeldOutResult },
    }
  }

  #takeTime(): void {
    const now = performance.now()
    this.#progress.seconds += (now - this.#since) / 1000
    this.#since = now
  }

  #phase(phase: TrainPhase): void {
    this.#emit({ type: 'phase-start', phase, step: this.#progress.steps })
  }

  #warn(step: number, message: string): void {
    this.#emit({ type: 'warning', step, message })
  }

  #throwIfInterrupted(): void {
    if (this.#options.signal?.aborted === true)
      throw new RlvrError('RLVR_INTERRUPTED', 'Training was interrupted.', { cause: this.#options.signal.reason })
  }
}

/** A group whose rewards differ, where there is one: that is where something was learned. */
function telling(groups: readonly Group[]): Group | null {
  return (
    groups.find(({ episodes }) => new Set(episodes.map(({ record }) => record.reward)).size > 1) ?? groups[0] ?? null
  )
}
