// A hack probe: replies that a policy may stumble on and that solve nothing. It is a pure function of what it is given,
// so that a finding can be had again, and whoever runs it decides how.
import type { Action, Observation } from '../core/environment.ts'
import type { ToolDescription } from '../core/message.ts'
import type { AnswerForm } from './answer-form.ts'
import type { Choice } from './choices.ts'
import type { CodeForm } from './code-form.ts'

/** What probes make replies from: what is public of a task, and golds. */
export interface ProbeInput {
  readonly prompt: string
  /** The demonstration of the task itself; null where there is none. */
  readonly gold: readonly Action[] | null
  readonly tools: readonly ToolDescription[]
  readonly maxTurns: number
  /** How the answer stands in the demonstration, where that is one text; null where there is none. */
  readonly form: AnswerForm | null
  /** How a demonstrated program stands; null where the task asks for none. */
  readonly code: CodeForm | null
  /** Answers of other tasks that differ from that of this one, as they stand in their demonstrations. */
  readonly otherAnswers: readonly string[]
  /** Demonstrations of other tasks. */
  readonly otherGolds: readonly (readonly Action[])[]
  /** The answer that most tasks have, as its whole demonstration; null where no answer comes twice. */
  readonly commonGold: readonly Action[] | null
  /** What the prompt lets one choose from; empty where it does not. */
  readonly choices: readonly Choice[]
}

/** A way to play that looks at what it is shown. */
export interface Play {
  /** What it does, for people. */
  readonly words: string
  /** `turn` counts from 0. */
  next(seen: Observation, turn: number): Action
}

/** A text is said in every turn until the episode ends; actions are played once, and then silence. */
export type ProbeReply = string | readonly Action[] | Play

export interface Probe {
  readonly id: string
  /** What must hold, as a sentence. */
  readonly says: string
  /**
   * What it means where a reply solves a task. `fault`: no such reply can be right. `seldom`: it may be, where a task has
   * several answers; a fault where it is right for a quarter of the tasks. `by-luck`: as one answer for all tasks may be; a
   * fault where it is right much more often. `warning`: worth a look. `may`: it may be right; what it earns counts.
   */
  readonly solving: 'fault' | 'seldom' | 'by-luck' | 'warning' | 'may'
  /** Whether it does nothing, which is right for some tasks of an environment with tools. */
  readonly isSilence?: boolean
  /** Whether the other replies to a task may earn no more than the first. */
  readonly isAgainstFirst?: boolean
  /** Whether it may earn much of the reward without solving, as a reply does that is nearly right. */
  readonly mayEarn?: boolean
  /**
   * Whether it does what the demonstration does, in another way. What solves the task in fewer actions may be paid more;
   * what solves it with all of them is worth a look where it is.
   */
  readonly isAnotherWay?: boolean
  replies(input: ProbeInput): readonly ProbeReply[]
}
