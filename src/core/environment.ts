// The Gym-like face of an environment: `reset` gives an observation, `step` takes a reply. It shows the public half
// of tasks alone. After Gymnasium's `Env` (Farama-Foundation/Gymnasium gymnasium/core.py), with a record in place of
// its 5-tuple.
import type { JsonObject } from './json.ts'
import type { GroupTerms } from './group-rewards.ts'
import type { EpisodeLimit, EpisodeLimits } from './limits.ts'
import type { Message, ToolCall, ToolDescription } from './message.ts'
import type { Need } from './needs.ts'
import type { Rng } from './random.ts'
import type { GivenResources } from './resources.ts'
import type { Rubric, RubricResult } from './rubric.ts'
import type { PublicTask, Task, Taskset, TasksetChoice } from './task.ts'
import type { InvalidCause } from './verdict.ts'

/** What the policy sees: the conversation so far and the tools it may call. */
export interface Observation {
  readonly messages: readonly Message[]
  readonly tools: readonly ToolDescription[]
}

/** What the policy does. A plain text is an action without tool calls (but see `readToolCalls`). */
export interface Action {
  readonly text: string
  readonly toolCalls?: readonly ToolCall[]
}

/** A verdict without its words and evidence, which may name the answer. */
export type PublicVerdict =
  | { readonly status: 'scored'; readonly score: number }
  | { readonly status: 'not-applicable' }
  | { readonly status: 'invalid'; readonly cause: InvalidCause }

export interface StepInfo {
  /** Replies given so far, this one included. */
  readonly turn: number
  /** Whether the task was solved: set at the end, null before it and where it could not be judged. */
  readonly outcome: boolean | null
  /** The verdict of each reward term: empty before the end. */
  readonly verdicts: { readonly [name: string]: PublicVerdict }
  readonly toolCalls: number
  readonly toolFailures: number
}

export interface StepResult {
  readonly observation: Observation
  /**
   * What this step earned by itself (0 where `observe` and the tools gave nothing), and at the end the rubric's reward
   * with it: null where that could not be judged. Rewards of all steps add up to the episode's.
   */
  readonly reward: number | null
  /** The task came to its own end. */
  readonly terminated: boolean
  /** A limit ended the episode. */
  readonly truncated: boolean
  readonly info: StepInfo
}

export interface ResetOptions<Answer = unknown> {
  /** Chooses the task: the same seed gives the same one. */
  readonly seed?: number
  /** Chooses the task by its index in the split instead. */
  readonly index?: number
  /** The task itself, from one who holds its answer. */
  readonly task?: Task<Answer>
}

export interface ResetResult {
  readonly observation: Observation
  readonly info: { readonly task: PublicTask }
}

/** One conversation at a time; make several for several at once, they are cheap. */
export interface Environment<Answer = unknown> {
  readonly id: string
  reset(options?: ResetOptions<Answer>): Promise<ResetResult>
  /** Throws `RLVR_ENVIRONMENT` before `reset`, after the end of the episode, and while another step is under way. */
  step(action: string | Action, options?: { signal?: AbortSignal }): Promise<StepResult>
  close(): Promise<void>
}

/** What a step earned by itself, apart from the rubric. */
export interface StepReward {
  /** The place of the reply that earned it among the episode's replies, from 0. */
  readonly turn: number
  readonly reward: number
  /** What `processRewards` said of the reply, each term that applied. Left out where the environment has none. */
  readonly scores?: { readonly [name: string]: number }
}

/** What went wrong in a tool itself, in its full words: for its author, never for the policy. */
export interface ToolFault {
  /** The place of the reply that called it, from 0. */
  readonly turn: number
  readonly tool: string
  readonly message: string
}

/** What has come of a conversation after a step. */
export interface ConversationStep {
  readonly observation: Observation
  readonly turn: number
  /** What this step earned by itself. */
  readonly stepReward: number
  /** The task came to its own end. */
  readonly terminated: boolean
  /** A limit ended it. */
  readonly truncated: boolean
  /** Which one did; null where none did. */
  readonly limit: EpisodeLimit | null
  readonly toolCalls: number
  readonly toolFailures: number
  /** What the rubric says at the end, reasons and evidence with it; null before. */
  readonly judgement: RubricResult | null
}

/** An episode with all that is kept from the policy. Its state is disposed of once, however it ends. */
export interface Conversation {
  readonly observation: Observation
  /** All that was said, for the record: more than what the policy is shown, where it is not shown everything. */
  readonly transcript: readonly Message[]
  /** What steps earned so far, those that earned nothing left out. */
  readonly stepRewards: readonly StepReward[]
  /** Failures of tools that were not told to the policy in full. */
  readonly toolFaults: readonly ToolFault[]
  /** The limits in force. Those of tokens and cost are for whoever asks the policy to keep, by `last` and `truncate`. */
  readonly limits: EpisodeLimits
  /** Aborts when the limit of time is reached; null without one. */
  readonly deadline: AbortSignal | null
  /** With `last`: the limit that this reply reached; where the environment would go on, the episode ends by it. */
  step(action: string | Action, options?: { signal?: AbortSignal; last?: EpisodeLimit }): Promise<ConversationStep>
  /** Ends the episode by a limit, without another reply: it is judged as it stands. */
  truncate(limit: EpisodeLimit, options?: { signal?: AbortSignal }): Promise<ConversationStep>
  /** Ends it. Rejects with `RLVR_ENVIRONMENT` where the state could not be disposed of. */
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
export interface EnvironmentSpec<Answer = unknown> extends AsyncDisposable {
  readonly id: string
  readonly description: string
  readonly card: EnvironmentCard | null
  readonly optionsSchema: JsonObject
  /** The options in force, defaults filled. */
  readonly options: JsonObject
  readonly rubric: Rubric<Answer>
  /** What compares the replies to one task; empty where nothing does. */
  readonly groupTerms: GroupTerms
  readonly maxTurns: number
  /** What ends an episode besides its own end; a run may tighten it. */
  readonly limits: EpisodeLimits
  /** Policies that it has to be handed, and those of them that it was not: without them no episode begins. */
  readonly needs: readonly Need[]
  readonly lacks: readonly Need[]
  /**
   * True where what the policy is shown loses what was said before. Whoever keeps the conversation himself cannot keep to
   * that. Left out elsewhere.
   */
  readonly forgets?: boolean
  /** What a policy is told of the tools, the same in every episode; empty where there are none. */
  readonly tools: readonly ToolDescription[]
  tasks(choice: TasksetChoice): Promise<Taskset<Answer>>
  /** The messages that an episode of the task opens with, the system message among them; no episode begins. */
  opening(task: Pick<Task<Answer>, 'prompt'> & Partial<Task<Answer>>): readonly Message[]
  /** Actions that solve the task, for cold starts, gold runs and self-checks; null where the environment knows none. */
  demonstrate(task: Task<Answer>, rng: Rng): readonly Action[] | null
  /** The same environment under the same options, with more to work with beside what it has; both are to be closed. */
  handed(resources: GivenResources): EnvironmentSpec<Answer>
  /** A Gym face over the tasks of a split (default `train`, seed 0). */
  create(choice?: Partial<TasksetChoice>): Environment<Answer>
  /**
   * An episode with all that is kept from the policy: for rollouts and whoever else holds the answers. `maxTurns` is for
   * one who counts turns himself: a protocol that is sent one call at a time cannot tell which belong to one reply.
   */
  begin(options: {
    task: Task<Answer>
    seed?: number
    signal?: AbortSignal
    maxTurns?: number
    limits?: EpisodeLimits
  }): Promise<Conversation>
  /** Ends what was opened for it, such as a sandbox that nobody handed in. */
  close(): Promise<void>
}
