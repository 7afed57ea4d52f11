// Supervised steps on demonstrations: minimise the mean negative log-likelihood of the reply's tokens. It brings a
// policy that knows nothing to where some replies succeed, so that rewards have something to compare.
import type { Action, EnvironmentSpec } from '../src/core/environment.ts'
import { RlvrError } from '../src/core/errors.ts'
import type { TokenSequence, TrainablePolicy } from '../src/core/policy.ts'
import { Rng } from '../src/core/random.ts'
import { mean } from '../src/core/statistics.ts'
import type { Task, Taskset } from '../src/core/task.ts'
import { writtenAction } from '../src/core/tool-calls.ts'
import { supervisedCoefficients, supervisedLoss } from './losses/supervised-loss.ts'
import { optimizerStep, type SkipGuard } from './optimizer-step.ts'
import { denominatorOf } from './sequence-terms.ts'
import { taskAt } from '../src/core/task-order.ts'
import type { Metrics } from './train-event.ts'
import type { ColdStartSettings, TrainSettings } from './train-settings.ts'

export interface ColdStartContext {
  readonly spec: EnvironmentSpec
  readonly policy: TrainablePolicy
  /** Demonstrations are of these; held-out tasks are never among them. */
  readonly taskset: Taskset
  readonly settings: TrainSettings
  readonly guard: SkipGuard
}

/** Supervised step `step`, from 1. */
export async function coldStartStep(
  context: ColdStartContext,
  coldStart: ColdStartSettings,
  step: number,
): Promise<{ metrics: Metrics; skipped: string | null; probe: TokenSequence | null }> {
  const { policy, settings, guard } = context
  const started = performance.now()
  const sequences = await demonstrations(context, coldStart, step - 1)
  const lengths = sequences.map(({ sampled }) => sampled.reduce((count, each) => count + each, 0))
  const denominator = denominatorOf(lengths, policy.maxLengthTokens)
  const learningRate = coldStart.learningRate(step - 1)
  const { gradNorm, skipped, scored } = await optimizerStep({
    policy,
    items: sequences,
    sequencesOf: (sequence) => [sequence],
    lossOf: {
      coefficients: (items) =>
        items.map(({ logProbs }) => [{ logProbs: supervisedCoefficients(logProbs.length, denominator) }]),
    },
    temperature: 1,
    microbatchTokens: settings.microbatchTokens,
    learningRate,
    maxGradNorm: settings.maxGradNorm,
    ...(settings.optimizer !== undefined && { optimizer: settings.optimizer }),
  })
  guard.note(step, skipped)
  const { loss } = supervisedLoss(
    scored.flatMap(({ scores }) => scores),
    denominator,
  )
  const seconds = (performance.now() - started) / 1000
  const metrics = {
    loss: Number.isFinite(loss) ? loss : null,
    entropy: mean(scored.flatMap(({ scores }) => scores.flatMap(({ entropies }) => [...(entropies ?? [])]))),
    grad_norm: gradNorm,
    learning_rate: learningRate,
    skipped_steps: skipped === null ? 0 : 1,
    step_time: seconds,
    tokens_per_second: denominator.tokens / seconds,
  }
  return { metrics, skipped, probe: sequences[0] ?? null }
}

/** A sequence for each action of the batch's demonstrations. */
async function demonstrations(
  { spec, policy, taskset, settings }: ColdStartContext,
  { batchSize }: ColdStartSettings,
  stepsDone: number,
): Promise<TokenSequence[]> {
  const rng = Rng.fromSeed(settings.seed).fork('cold-start').fork(stepsDone)
  const sequences: TokenSequence[] = []
  for (let index = 0; index < batchSize; index++) {
    const task = taskAt(taskset, stepsDone * batchSize + index, settings.seed)
    sequences.push(...(await demonstration(spec, policy, task, rng.fork(index))))
  }
  return sequences
}

/** The conversation up to each action of a demonstration, as rollouts see it, and the action as the policy's own. */
async function demonstration(
  spec: EnvironmentSpec,
  policy: TrainablePolicy,
  task: Task,
  rng: Rng,
): Promise<TokenSequence[]> {
  const actions = demonstrated(spec, task, rng)
  const seed = rng.fork('state').int(0, 2 ** 31 - 1)
  const conversation = await spec.begin({ task, seed })
  try {
    const sequences: TokenSequence[] = []
    let { messages, tools } = conversation.observation
    for (const [turn, action] of actions.entries()) {
      const text = writtenAction(action)
      sequences.push(await policy.encode(messages, text, { tools }))
      if (turn === actions.length - 1) break
      const { observation, terminated, truncated } = await conversation.step(text)
      if (terminated || truncated)
        throw new RlvrError(
          'RLVR_ENVIRONMENT',
          `The demonstration of task \`${task.id}\` of \`${spec.id}\` has ${actions.length} actions, and the episode ends after ${turn + 1}.`,
        )
      ;({ messages, tools } = observation)
    }
    return sequences
  } finally {
    await conversation.close()
  }
}

/** @throws RlvrError `RLVR_USAGE` for an environment that demonstrates nothing */
export function demonstrated(spec: EnvironmentSpec, task: Task, rng: Rng): readonly Action[] {
  const actions = spec.demonstrate(task, rng)
  if (actions !== null) return actions
  throw new RlvrError(
    'RLVR_USAGE',
    `\`${spec.id}\` has no \`demonstrate\`, so there is nothing to start from; train without a cold start, or give the environment one.`,
  )
}
