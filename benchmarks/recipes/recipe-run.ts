// One training by a recipe with one seed, and what it was worth on held-out tasks before the first rollout (after the
// cold start), on the way, and at the end.
import { mkdtemp, rm } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Recipe } from '../../envs/recipe.ts'
import type { EnvironmentFactory } from '../../src/core/define-env.ts'
import type { Estimate } from '../../src/core/estimate.ts'
import { contentHash } from '../../src/core/json.ts'
import { openTransformer } from '../../src/index.ts'
import { resolveSettings, train } from '../../trainers/index.ts'
import { pairedGain } from '../learning/paired-gain.ts'
import { rewardedByCoin } from './coin.ts'

/** What a training is rewarded by: the environment, or a coin. */
export type RewardSource = 'environment' | 'coin'

export interface RecipeSubject {
  readonly environment: string
  /** Its family, or `control` for one that is not to be learned. */
  readonly kind: string
  readonly factory: EnvironmentFactory
  readonly recipe: Recipe
}

/** A line of the file of results. */
export interface RecipeRow {
  readonly environment: string
  readonly kind: string
  readonly reward: RewardSource
  readonly seed: number
  /** Of the recipe: a row of another one is not taken for this one's. */
  readonly recipe: string
  readonly coldStartSteps: number
  readonly steps: number
  readonly greedy: { readonly coldStart: number; readonly end: number }
  /** Sampled pass@1 of held-out tasks after so many rollouts. */
  readonly curve: readonly (readonly [step: number, pass1: number])[]
  /** By which sampled pass@1 rose, task by task, with its 95 % interval over the seed's tasks. */
  readonly gain: Estimate
  /** By the clock and of the processor, evaluations included; the load when it began. */
  readonly seconds: number
  readonly processorSeconds: number
  readonly load: number
}

/** Held-out tasks are tried so often, the first and the last time included. */
const points = 6

export function recipeHash({ recipe }: RecipeSubject): string {
  return contentHash(recipe).slice(0, 12)
}

export async function recipeRun(
  subject: RecipeSubject,
  { reward, seed, threads }: { reward: RewardSource; seed: number; threads: number },
): Promise<RecipeRow> {
  const { environment, kind, factory, recipe } = subject
  const folder = await mkdtemp(join(tmpdir(), 'rlvr-recipe-'))
  const [load = 0] = loadavg()
  const usedBefore = process.cpuUsage()
  const started = performance.now()
  const policy = await openTransformer({ ...recipe.policy, seed, threads })
  try {
    const configured = factory.configure(recipe.options)
    const spec = reward === 'coin' ? rewardedByCoin(configured) : configured
    const steps = recipe.settings.steps ?? 200
    const evaluation = { ...recipe.settings.evaluation, everySteps: Math.ceil(steps / (points - 1)) }
    const settings = await resolveSettings({ ...recipe.settings, seed, evaluation }, { environment: spec, policy })
    const curve: [number, number][] = []
    const { heldOut } = await train({
      environment: spec,
      policy,
      settings,
      run: join(folder, 'run'),
      onEvent: (event) => {
        if (event.type === 'evaluation') curve.push([event.step, event.result.sampledPass1])
      },
    })
    const seconds = (performance.now() - started) / 1000
    const used = process.cpuUsage(usedBefore)
    const gain = await pairedGain(join(folder, 'run'))
    if (gain === null) throw new Error(`${environment} seed ${seed}: no held-out task could be judged`)
    return {
      environment,
      kind,
      reward,
      seed,
      recipe: recipeHash(subject),
      coldStartSteps: settings.coldStart?.steps ?? 0,
      steps,
      greedy: { coldStart: heldOut.coldStart.greedyPass1, end: heldOut.end.greedyPass1 },
      curve,
      gain,
      seconds,
      processorSeconds: (used.user + used.system) / 1e6,
      load,
    }
  } finally {
    await policy.close()
    await rm(folder, { recursive: true })
  }
}
