// The training loop: cold start, then policy steps, with held-out evaluation, records and checkpoints between them.
// Interrupted anywhere, it goes on from the newest checkpoint and does the same as if it had not been.
import { openEnvironment } from '../src/core/registry.ts'
import { breathe } from '../src/core/breathe.ts'
import { coldStartStep } from './cold-start.ts'
import { goOn, keepCheckpoint, keepWhenDue, stopTraining } from './keep-training.ts'
import { evaluateOwed, oweEvaluation } from './owed-evaluation.ts'
import { policyStep, type PolicyStepContext } from './policy-step.ts'
import { referencePolicy } from './reference-policy.ts'
import { SelfPlay } from './self-play.ts'
import { finiteMetrics } from './soundness.ts'
import type { Metrics } from './train-event.ts'
import { sampledSequence, tellingGroup } from './telling-samples.ts'
import type { TrainSummary } from './train-summary.ts'
import { planLines, type ColdStartSettings } from './train-settings.ts'
import { prepare, type TrainOptions } from './prepare-training.ts'
import { checkTrainOptions } from './train-options.ts'
import { TrainingState } from './training-state.ts'

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
  await using selfPlay = options.opponent === 'self' ? new SelfPlay(options.policy) : null
  await using opened = await openEnvironment(
    options.environment,
    selfPlay === null ? {} : { opponent: selfPlay.opponent },
  )
  const state = new TrainingState(await prepare(options, opened.spec), selfPlay)
  const { policy, settings, run } = state.options
  await selfPlay?.begin({ settings, run: run ?? null })
  await goOn(state)
  state.emit({
    type: 'plan',
    lines: [...planLines(settings, { heldOutTasks: state.prepared.heldOutTasks.length }), ...(policy.planLines ?? [])],
    totalSteps: settings.steps,
    coldStartSteps: settings.coldStart?.steps ?? 0,
  })
  try {
    state.settledVersion = policy.version
    // So that there is something to go back to from the first step on.
    if (state.done === 0) await keepCheckpoint(state)
    if (settings.coldStart !== null) await coldStartSteps(state, settings.coldStart)
    if (state.progress.coldStart === null || state.progress.owed !== null) await evaluateApart(state)
    await policySteps(state)
    // Of a run whose last checkpoint, from an earlier version, does not say that its evaluation is owed.
    if (state.progress.end === null) await evaluateApart(state)
  } catch (thrown) {
    throw await stopTraining(state, thrown)
  } finally {
    state.weights.close()
  }
  const summary = state.summary(null) as TrainSummary
  run?.writeSummary(summary)
  run?.sync()
  return summary
}

async function coldStartSteps(state: TrainingState, coldStart: ColdStartSettings): Promise<void> {
  const { policy, settings, run } = state.options
  const { spec, taskset } = state.prepared
  const context = { spec, policy, taskset, settings, guard: state.guard }
  for (let step = state.progress.coldStartSteps + 1; step <= coldStart.steps; step++) {
    await breathe()
    state.throwIfInterrupted()
    state.phase('cold-start')
    const { metrics, skipped, probe } = await coldStartStep(context, coldStart, step)
    state.weights.note(metrics, probe, state.done)
    state.progress.coldStartSteps = step
    state.settledVersion = policy.version
    run?.writeMetrics({ step, phase: 'cold-start', ...finiteMetrics(metrics) })
    if (skipped !== null) state.warn(step, `Step skipped: ${skipped}.`)
    state.emit({ type: 'cold-start-step', step, metrics })
    await keepWhenDue(state, step, coldStart.steps)
  }
}

async function policySteps(state: TrainingState): Promise<void> {
  const { policy, settings, run, signal } = state.options
  const reference = settings.algorithm.kl.estimator === null ? null : await referencePolicy(policy, run ?? null)
  const context: PolicyStepContext = {
    spec: state.prepared.spec,
    policy,
    taskset: state.prepared.taskset,
    settings,
    reference,
    guard: state.guard,
    onPhase: (phase) => state.phase(phase),
    ...(signal !== undefined && { signal }),
  }
  for (let step = state.progress.steps + 1; step <= settings.steps; step++) {
    await breathe()
    state.throwIfInterrupted()
    await state.enter(step)
    const result = await policyStep(context, step, state.progress)
    state.weights.note(result.metrics, sampledSequence(result.groups), state.done)
    state.progress.steps = step
    state.progress.coefficients = result.coefficients
    state.progress.course = result.course
    state.settledVersion = policy.version
    const isLast = step === settings.steps
    const records = result.groups.flatMap(({ episodes }) => episodes.map(({ record }) => record))
    run?.writeEpisodes(records)
    const checkup = state.health.checkStep(step, result.metrics, records, isLast)
    const ofStep = finiteMetrics({ ...result.metrics, ...checkup.metrics })
    const isDue = isLast || step % settings.evaluation.everySteps === 0
    if (isDue) oweEvaluation(state, ofStep)
    const evaluation = isDue && checkup.stop === null ? await evaluateOwed(state) : null
    const metrics = { ...ofStep, ...evaluation?.metrics }
    writeStep(state, metrics)
    if (checkup.warning !== null) state.warn(step, checkup.warning)
    for (const skip of result.skips) state.warn(step, `Optimizer step skipped: ${skip}.`)
    state.emit({ type: 'step', step, metrics, sample: tellingGroup(result.groups) })
    for (const { name, message } of checkup.alarms) state.emit({ type: 'alarm', step, name, message })
    const stop = checkup.stop ?? evaluation?.failed ?? null
    if (stop !== null) throw stop
    await keepWhenDue(state, step, settings.steps)
  }
  await reference?.close()
}

/** Before the first step; or what a resumed run owes after the step at which it ended. */
async function evaluateApart(state: TrainingState): Promise<void> {
  if (state.progress.owed === null) oweEvaluation(state, null)
  await state.enter(state.progress.steps)
  const ofStep = state.progress.owed?.metrics ?? null
  const { metrics, failed } = await evaluateOwed(state)
  if (ofStep !== null) writeStep(state, { ...ofStep, ...metrics })
  if (failed !== null) throw failed
  if (ofStep !== null) await keepCheckpoint(state)
}

function writeStep({ options: { run, settings }, progress }: TrainingState, metrics: Metrics): void {
  run?.writeMetrics({ step: progress.steps, phase: settings.algorithm.name, ...metrics })
}
