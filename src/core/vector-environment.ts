// Several Gym faces of one environment stepped at once. A place whose episode ends is reset within the same step, to its
// next task (Gymnasium's autoreset mode `SAME_STEP`, gymnasium/vector/vector_env.py).
import type { Action, Environment, Observation, StepResult } from './environment.ts'
import { RlvrError, describeError, show } from './errors.ts'
import type { JsonObject } from './json.ts'
import { configure, type EnvironmentLike } from './registry.ts'
import type { GivenResources } from './resources.ts'
import type { PublicTask, TasksetChoice } from './task.ts'

export interface VectorOptions extends Partial<TasksetChoice> {
  /** Environments beside each other. */
  readonly count: number
  readonly options?: JsonObject
  readonly resources?: GivenResources
}

/** What a place shows: its observation, and the task that it is of. */
export interface VectorPlace {
  readonly observation: Observation
  readonly task: PublicTask
}

export interface VectorStepResult extends StepResult {
  /** What failed in the environment, in words that hold no answer: the episode is over without a reward. Null where nothing did. */
  readonly error: string | null
  /** What the place shows from now on: the same episode, or, where it ended, the next one. */
  readonly next: VectorPlace
}

export class VectorEnvironment {
  readonly id: string
  readonly count: number
  readonly #environments: readonly Environment[]
  readonly #size: number | null
  readonly #close: () => Promise<void>
  readonly #episodes: number[]
  #places: VectorPlace[] = []

  constructor(
    environments: readonly Environment[],
    { id, size, close }: { readonly id: string; readonly size: number | null; readonly close: () => Promise<void> },
  ) {
    this.id = id
    this.count = environments.length
    this.#environments = environments
    this.#size = size
    this.#close = close
    this.#episodes = environments.map(() => 0)
  }

  /** Begins anew: place p plays the tasks p, p + count, p + 2 · count, … of the split, round and round where it is a list. */
  async reset(): Promise<readonly VectorPlace[]> {
    this.#episodes.fill(0)
    this.#places = await Promise.all(this.#environments.map(async (_, place) => await this.#begin(place)))
    return [...this.#places]
  }

  /**
   * One action for each place. A place that fails loses its own episode alone.
   * @throws RlvrError `RLVR_ENVIRONMENT` before `reset`, and where there is not one action for each place
   */
  async step(
    actions: readonly (string | Action)[],
    options: { signal?: AbortSignal } = {},
  ): Promise<readonly VectorStepResult[]> {
    if (this.#places.length === 0)
      throw new RlvrError('RLVR_ENVIRONMENT', `\`${this.id}\`: call reset() before step().`)
    if (!Array.isArray(actions) || actions.length !== this.count)
      throw new RlvrError(
        'RLVR_ENVIRONMENT',
        `\`${this.id}\`: step() takes a list of ${this.count} actions, one for each environment; got ${Array.isArray(actions) ? actions.length : show(actions, 60)}.`,
      )
    return await Promise.all(
      this.#environments.map(async (environment, place): Promise<VectorStepResult> => {
        const { task } = this.#places[place] as VectorPlace
        const step = await this.#stepOf(environment, actions[place] as string | Action, options)
        const isOver = step.terminated || step.truncated
        const next = isOver ? await this.#begin(place) : { observation: step.observation, task }
        this.#places[place] = next
        return { ...step, next }
      }),
    )
  }

  /** Ends all of them. */
  async close(): Promise<void> {
    await Promise.all(this.#environments.map(async (environment) => await environment.close()))
    await this.#close()
  }

  async #stepOf(
    environment: Environment,
    action: string | Action,
    options: { signal?: AbortSignal },
  ): Promise<Omit<VectorStepResult, 'next'>> {
    const place = this.#places[this.#environments.indexOf(environment)] as VectorPlace
    try {
      return { ...(await environment.step(action, options)), error: null }
    } catch (thrown) {
      if (options.signal?.aborted === true) throw thrown
      const info = { turn: 0, outcome: null, verdicts: {}, toolCalls: 0, toolFailures: 0 }
      const { observation } = place
      return { observation, reward: null, terminated: false, truncated: true, info, error: describeError(thrown) }
    }
  }

  async #begin(place: number): Promise<VectorPlace> {
    const episode = (this.#episodes[place] as number)++
    const index = place + episode * this.count
    const environment = this.#environments[place] as Environment
    const { observation, info } = await environment.reset({
      index: this.#size === null ? index : index % this.#size,
      seed: index,
    })
    return { observation, task: info.task }
  }
}

/**
 * Several of one environment, stepped at once.
 * @throws RlvrError `RLVR_USAGE` for a count that is none, `RLVR_TASK` for a split without tasks
 * @example
 * const environments = await makeVector('countdown', { count: 4 })
 * const places = await environments.reset()
 * const steps = await environments.step(places.map(() => '<answer>1 + 1</answer>'))
 */
export async function makeVector(environment: EnvironmentLike, choice: VectorOptions): Promise<VectorEnvironment> {
  const { count, options, resources, split = 'train', seed = 0 } = choice
  if (!(Number.isSafeInteger(count) && count >= 1))
    throw new RlvrError('RLVR_USAGE', `makeVector: \`count\` is a whole number from 1; got ${show(count, 40)}.`)
  const spec = await configure(environment, options, resources)
  const { size } = await spec.tasks({ split, seed })
  if (size === 0) throw new RlvrError('RLVR_TASK', `\`${spec.id}\` has no tasks in its ${split} split.`)
  const environments = Array.from({ length: count }, () => spec.create({ split, seed }))
  // One that was configured already is its owner's to close.
  const close = async (): Promise<void> => (spec === environment ? undefined : await spec.close())
  return new VectorEnvironment(environments, { id: spec.id, size, close })
}
