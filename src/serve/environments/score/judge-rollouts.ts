// A batch judged: first all of its rollouts are found and read, so that a wrong one can refuse the batch before any work
// is done; then each is judged by its task, many at once, none longer than the batch's deadline.
import { breathe } from '../../../core/breathe.ts'
import type { Action } from '../../../core/environment.ts'
import { describeError } from '../../../core/errors.ts'
import { mapConcurrently } from '../../../core/map-concurrently.ts'
import type { Task } from '../../../core/task.ts'
import { FieldFault } from '../../../data/field.ts'
import { taskFinder } from '../../../eval/task-finder.ts'
import { RequestFault } from '../../http/request-fault.ts'
import { gradeCompletion, type GradeOptions } from '../grade-completion.ts'
import { ungraded, type Grade } from '../grade.ts'
import type { Served } from '../protocol.ts'
import { ProtocolFault } from '../protocol-fault.ts'
import type { ServedEnvironment } from '../served-environment.ts'
import { publicWords } from '../session.ts'
import { completionActions } from './completion-actions.ts'
import type { NamedTask, Rollout, RolloutFault } from './read-rollouts.ts'
import { rowReference } from './row-reference.ts'

/** A rollout that can be judged. */
export interface FoundRollout {
  readonly id?: string | number
  readonly environment: ServedEnvironment
  readonly task: Task
  readonly actions: readonly (string | Action)[]
}

export interface JudgedRollout {
  readonly grade: Grade
  readonly ms: number
}

export interface JudgeOptions {
  readonly signal: AbortSignal
  readonly deadlineMs: number
}

/** Judged at once of one batch. Whoever owns a resource, such as the sandbox, has limits of its own. */
const concurrency = 64

export class RolloutJudge {
  readonly #served: Served
  readonly #finders = new WeakMap<ServedEnvironment, (taskId: string) => Promise<Task>>()
  #judged = 0
  #unjudged = 0

  constructor(served: Served) {
    this.#served = served
  }

  /** In their order; a fault for one that cannot be. */
  async find(rollouts: readonly (Rollout | RolloutFault)[]): Promise<(FoundRollout | RolloutFault)[]> {
    const found: (FoundRollout | RolloutFault)[] = []
    for (const rollout of rollouts) {
      await breathe()
      found.push('fault' in rollout ? rollout : await this.#found(rollout))
    }
    return found
  }

  /**
   * In their order; what could not be judged, or not in time, has no reward. Throws `RequestFault` 503 where the request
   * was broken off: what an interrupted server did not judge is told to nobody as if that were the reply's.
   */
  async judge(
    rollouts: readonly FoundRollout[],
    { signal: callers, deadlineMs }: JudgeOptions,
  ): Promise<JudgedRollout[]> {
    const options = { signal: AbortSignal.any([callers, AbortSignal.timeout(deadlineMs)]), logger: this.#served.logger }
    const judged = await mapConcurrently(rollouts, concurrency, async (rollout) => {
      await breathe()
      const start = performance.now()
      const grade = await this.#grade(rollout, options)
      return { grade, ms: Math.round((performance.now() - start) * 1000) / 1000 }
    })
    if (callers.aborted) throw new RequestFault(503, 'harness_error: interrupted; nothing of it was judged.')
    return judged
  }

  stats(): { judged: number; unjudged: number } {
    return { judged: this.#judged, unjudged: this.#unjudged }
  }

  async #grade({ environment, task, actions }: FoundRollout, options: GradeOptions): Promise<Grade> {
    if (options.signal.aborted) return ungraded('time-limit')
    const grade = await gradeCompletion(environment, task, actions, options)
    if (grade.reward === null) this.#unjudged++
    else this.#judged++
    return grade
  }

  async #found({ id, task: named, completion }: Rollout): Promise<FoundRollout | RolloutFault> {
    const own = id === undefined ? {} : { id }
    try {
      const { environment, task } = await this.#task(named)
      return { ...own, environment, task, actions: completionActions(completion, task) }
    } catch (thrown) {
      if (thrown instanceof ProtocolFault) return { ...own, fault: thrown }
      this.#served.logger.warn(`a task could not be made or read: ${describeError(thrown)}`)
      return { ...own, fault: new ProtocolFault('failed', publicWords(thrown)) }
    }
  }

  async #task(named: NamedTask): Promise<{ environment: ServedEnvironment; task: Task }> {
    const { environments } = this.#served
    if (named.by === 'row') return await environments.find(rowReference(named.row))
    const environment = environments.named(named.environment)
    if (named.by === 'task') return { environment, task: named.task }
    let find = this.#finders.get(environment)
    if (find === undefined) {
      find = taskFinder(environment.spec, environment.seed)
      this.#finders.set(environment, find)
    }
    try {
      return { environment, task: await find(named.taskId) }
    } catch (thrown) {
      if (thrown instanceof FieldFault) throw new ProtocolFault('unknown-task', thrown.message)
      throw thrown
    }
  }
}
