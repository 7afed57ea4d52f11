// Held-out evaluations of a training. One that is due is owed until it has come to its end: a run that stops within it
// goes back to where it began and does it first of all.
import { RlvrError } from '../src/core/errors.ts'
import type { HeldOutResult } from '../src/core/held-out.ts'
import { heldOut } from '../src/rollout/held-out.ts'
import type { Metrics } from './train-event.ts'
import type { TrainingState } from './training-state.ts'

/** Notes that an evaluation is due, and where the records stood. `metrics` are those of the step before it, if any. */
export function oweEvaluation(state: TrainingState, metrics: Metrics | null): void {
  const position = state.options.run?.position() ?? null
  state.progress.owed = { position, health: state.health.state, metrics }
}

/** What the evaluation that is owed comes to, or what it failed by: then it is owed still, and its step is kept. */
export async function evaluateOwed(state: TrainingState): Promise<{ metrics: Metrics; failed: unknown }> {
  const started = performance.now()
  try {
    const { result, stop } = await evaluate(state)
    if (stop === null) state.progress.owed = null
    const metrics = {
      'eval/sampled_pass1': result.sampledPass1,
      'eval/greedy_pass1': result.greedyPass1,
      'eval/sampled_reward': result.sampledReward,
      'eval/low': result.interval.low,
      'eval/high': result.interval.high,
      'time/evaluate': (performance.now() - started) / 1000,
    }
    return { metrics, failed: stop }
  } catch (failed) {
    return { metrics: {}, failed: failed ?? new RlvrError('RLVR_TRAINER', 'The evaluation threw nothing.') }
  }
}

async function evaluate(state: TrainingState): Promise<{ result: HeldOutResult; stop: RlvrError | null }> {
  const { policy, settings, run } = state.options
  const step = state.progress.steps
  await state.weights.check()
  state.phase('evaluate')
  let stop: RlvrError | null = null
  // Not interruptible: it is short, and between a policy's update and its record nothing may be cut off.
  const { result } = await heldOut({
    environment: state.prepared.spec,
    policy,
    tasks: state.prepared.heldOutTasks,
    repliesPerTask: settings.evaluation.repliesPerTask,
    sampling: settings.sampling,
    seed: settings.seed,
    step,
    ...(settings.limits !== undefined && { limits: settings.limits }),
    onEpisodes: (episodes) => {
      const records = episodes.map(({ record }) => record)
      run?.writeEpisodes(records)
      const checkup = state.health.checkEvaluation(records)
      stop = checkup.stop
      if (checkup.warning !== null) state.warn(step, checkup.warning)
    },
  })
  if (step === 0) state.progress.coldStart = result
  if (step === settings.steps) state.progress.end = result
  state.emit({ type: 'evaluation', step, result })
  return { result, stop }
}
