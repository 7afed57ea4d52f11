// The Gym face of a configured environment: one conversation at a time, and of it the public half alone.
import type {
  Action,
  Conversation,
  Environment,
  EnvironmentSpec,
  PublicVerdict,
  ResetOptions,
  ResetResult,
  StepResult,
} from './environment.ts'
import { RlvrError } from './errors.ts'
import { Rng } from './random.ts'
import { publicTask, type Task, type Taskset, type TasksetChoice } from './task.ts'
import type { Verdict } from './verdict.ts'

export class GymEnvironment<Answer> implements Environment<Answer> {
  readonly id: string
  readonly #spec: EnvironmentSpec<Answer>
  readonly #choice: TasksetChoice
  #taskset: Promise<Taskset<Answer>> | undefined
  #conversation: Promise<Conversation> | undefined

  constructor(spec: EnvironmentSpec<Answer>, choice: TasksetChoice) {
    this.id = spec.id
    this.#spec = spec
    this.#choice = choice
  }

  async reset(options: ResetOptions<Answer> = {}): Promise<ResetResult> {
    await this.close()
    const task = options.task ?? (await this.#chooseTask(options))
    this.#conversation = this.#spec.begin({ task, seed: options.seed ?? 0 })
    const { observation } = await this.#conversation
    return { observation, info: { task: publicTask(task) } }
  }

  async step(action: string | Action, options: { signal?: AbortSignal } = {}): Promise<StepResult> {
    if (this.#conversation === undefined)
      throw new RlvrError('RLVR_ENVIRONMENT', `\`${this.id}\`: call reset() before step().`)
    const conversation = await this.#conversation
    const step = await conversation.step(action, options)
    const { observation, stepReward, terminated, truncated, turn, toolCalls, toolFailures, judgement } = step
    const verdicts = Object.entries(judgement?.verdicts ?? {}).map(([name, verdict]) => [name, publicVerdict(verdict)])
    return {
      observation,
      reward: judgement === null ? stepReward : judgement.reward === null ? null : judgement.reward + stepReward,
      terminated,
      truncated,
      info: {
        turn,
        outcome: judgement?.outcome ?? null,
        verdicts: Object.fromEntries(verdicts) as { [name: string]: PublicVerdict },
        toolCalls,
        toolFailures,
      },
    }
  }

  async close(): Promise<void> {
    const conversation = this.#conversation
    this.#conversation = undefined
    // A conversation that could not begin has no state to dispose of, and `reset` has told of it.
    await (await conversation?.catch(() => undefined))?.close()
  }

  async #chooseTask({ seed, index }: ResetOptions<Answer>): Promise<Task<Answer>> {
    this.#taskset ??= this.#spec.tasks(this.#choice)
    const taskset = await this.#taskset
    if (taskset.size === 0)
      throw new RlvrError('RLVR_TASK', `\`${this.id}\` has no tasks in its ${taskset.split} split.`)
    const highest = (taskset.size ?? 2 ** 31) - 1
    return taskset.at(
      index ??
        Rng.fromSeed(seed ?? 0)
          .fork('reset')
          .int(0, highest),
    )
  }
}

function publicVerdict(verdict: Verdict): PublicVerdict {
  switch (verdict.status) {
    case 'scored':
      return { status: 'scored', score: verdict.score }
    case 'not-applicable':
      return { status: 'not-applicable' }
    case 'invalid':
      return { status: 'invalid', cause: verdict.cause }
  }
}
