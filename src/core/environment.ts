// The Gym-like face of an environment: `reset` gives an observation, `step` takes a reply.
// After Gymnasium's `Env` (Farama-Foundation/Gymnasium gymnasium/core.py), with a record in place of its 5-tuple.
import type { Json, JsonObject } from './json.ts'
import type { Message, ToolCall } from './message.ts'
import type { Rng } from './random.ts'
import type { Rubric } from './rubric.ts'
import type { Task, Taskset, TaskContext } from './task.ts'
import type { ToolDescription } from './tool.ts'
import type { Verdict } from './verdict.ts'

/** What the policy sees: the conversation so far and the tools it may call. */
export interface Observation {
  readonly messages: readonly Message[]
  readonly tools: readonly ToolDescription[]
}

/** What the policy does. A plain text is an action without tool calls (but see `parseToolCalls`). */
export interface Action {
  readonly text: string
  readonly toolCalls?: readonly ToolCall[]
}

export interface StepInfo {
  readonly turn: number
  /** Whether the task was solved: set at the end, null before it and where it could not be judged. */
  readonly outcome: boolean | null
  /** The verdict of each reward term: empty before the end. */
  readonly verdicts: { readonly [name: string]: Verdict }
  readonly toolCalls: number
  readonly toolFailures: number
}

export interface StepResult {
  readonly observation: Observation
  /** What this step earned: 0 before the end; at the end the rubric's reward, null where it could not be judged. */
  readonly reward: number | null
  /** The task came to its own end. */
  readonly terminated: boolean
  /** A limit ended the episode. */
  readonly truncated: boolean
  readonly info: StepInfo
}

export interface ResetOptions<Answer = Json> {
  /** Chooses the task: the same seed gives the same one. */
  readonly seed?: number
  /** Chooses the task by its index in the split instead. */
  readonly index?: number
  /** The task itself. */
  readonly task?: Task<Answer>
}

export interface ResetResult<Answer = Json> {
  readonly observation: Observation
  readonly info: { readonly task: Task<Answer> }
}

/** One conversation at a time; make several for several at once, they are cheap. */
export interface Environment<Answer = Json> {
  readonly id: string
  reset(options?: ResetOptions<Answer>): Promise<ResetResult<Answer>>
  /** Throws `RLVR_ENVIRONMENT` before `reset` and after the end of the episode. */
  step(action: string | Action, options?: { signal?: AbortSignal }): Promise<StepResult>
  close(): Promise<void>
}

/** How an environment presents itself in listings and in the README beside it. */
export interface EnvironmentCard {
  /** Where the tasks come from, with licence. */
  readonly source: string
  /** Which verifier decides, and how strictly. */
  readonly verifier: string
  /** What the environment cannot judge or teach. */
  readonly limits: string
}

/** A definition made runnable: everything that rollouts, evaluation and serving need of an environment. */
export interface EnvironmentSpec<Answer = Json> {
  readonly id: string
  readonly description: string
  readonly card: EnvironmentCard | null
  readonly optionsSchema: JsonObject
  /** The options in force, defaults filled. */
  readonly options: JsonObject
  readonly rubric: Rubric<Answer>
  readonly maxTurns: number
  tasks(context: Omit<TaskContext, 'options'>): Promise<Taskset<Answer>>
  /** A reply that solves the task, for cold starts and self-checks; null where the environment knows none. */
  demonstrate(task: Task<Answer>, rng: Rng): string | null
  /** A Gym face over the tasks of a split (default `train`, seed 0). */
  create(context?: Partial<Omit<TaskContext, 'options'>>): Environment<Answer>
}
