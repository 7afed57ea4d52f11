// The Gym face of a configured environment: one conversation at a time, and of it the public half alone.
import type {
  Action,
  Conversation,
  ConversationStep,
  Environment,
  EnvironmentSpec,
  PublicVerdict,
  ResetOptions,
  ResetResult,
  StepResult,
} from './environment.ts'
import { RlvrError } from './errors.ts'
import { requireNoGroupRewards } from './group-rewards.ts'
import { requireUnspent } from './limits.ts'
import { requireNothingLacks } from './needs.ts'
import { Rng } from './random.ts'
import { publicTask, type Task, type Taskset, type TasksetChoice } from './task.ts'
import type { Verdict } from './verdict.ts'

export class GymEnvironment<Answer> implements Environment<Answer> {
  readonly id: string
  readonly #spec: EnvironmentSpec<Answer>
  readonly #choice: TasksetChoice
  #taskset: Promise<Taskset<Answer>> | undefined
  #conversation: Conversation | undefined
  #last: Promise<unknown> = Promise.resolve()
  #stepping = false

  /** @throws RlvrError `RLVR_USAGE` for an environment that asks what one conversation at a time cannot give */
  constructor(spec: EnvironmentSpec<Answer>, choice: TasksetChoice) {
    requireNothingLacks(spec)
    requireNoGroupRewards(spec, 'the Gym face')
    requireUnspent(spec, 'the Gym face')
    this.id = spec.id
    this.#spec = spec
    this.#choice = choice
  }

  async reset(options: ResetOptions<Answer> = {}): Promise<ResetResult> {
    return await this.#inTurn(async () => {
      // A state that could not be disposed of is told of by `close`, and keeps no next episode from beginning.
      await this.#end().catch(() => undefined)
      const task = options.task ?? (await this.#chooseTask(options))
      this.#conversation = await this.#spec.begin({ task, seed: options.seed ?? 0 })
      return { observation: this.#conversation.observation, info: { task: publicTask(task) } }
    })
  }

  async step(action: string | Action, options: { signal?: AbortSignal } = {}): Promise<StepResult> {
    if (this.#stepping)
      throw new RlvrError(
        'RLVR_ENVIRONMENT',
        `\`${this.id}\`: another step is under way; wait for it, or make another environment.`,
      )
    this.#stepping = true
    try {
      return await this.#inTurn(async () => {
        if (this.#conversation === undefined)
          throw new RlvrError('RLVR_ENVIRONMENT', `\`${this.id}\`: call reset() before step().`)
        return publicStep(await this.#conversation.step(action, options))
      })
    } catch (thrown) {
      throw withoutWords(thrown)
    } finally {
      this.#stepping = false
    }
  }

  async close(): Promise<void> {
    await this.#inTurn(async () => await this.#end())
  }

  /** One thing at a time: what is asked for meanwhile waits until that has ended, however it ends. */
  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work)
    this.#last = turn.catch(() => undefined)
    return await turn
  }

  async #end(): Promise<void> {
    const conversation = this.#conversation
    this.#conversation = undefined
    await conversation?.close()
  }

  async #chooseTask({ seed, index }: ResetOptions<Answer>): Promise<Task<Answer>> {
    this.#taskset ??= this.#spec.tasks(this.#choice)
    const taskset = await this.#taskset
    if (taskset.size === 0)
      throw new RlvrError('RLVR_TASK', `\`${this.id}\` has no tasks in its ${taskset.split} split.`)
    return taskset.at(index ?? indexOfSeed(taskset, seed ?? 0))
  }
}

/** The place of the task that a seed chooses; the same everywhere that a task is asked for by seed. */
export function indexOfSeed({ size }: Pick<Taskset, 'size'>, seed: number): number {
  return Rng.fromSeed(seed)
    .fork('reset')
    .int(0, (size ?? 2 ** 31) - 1)
}

/** A step without what is kept from the policy. */
export function publicStep(step: ConversationStep): StepResult {
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

/** What an author's code threw may hold the answer: its words stay in the error's cause. */
export function withoutWords(thrown: unknown): unknown {
  if (!RlvrError.isInstance(thrown) || thrown.cause === undefined) return thrown
  const [where] = thrown.message.split(': ', 1)
  return new RlvrError(
    thrown.code,
    `${where} failed. What it threw is this error's \`cause\`; it may hold the answer.`,
    {
      cause: thrown.cause,
    },
  )
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
