// What is to be attempted: a task, its place in a group, and the seed of the attempt.
import type { Task } from '../core/task.ts'

export interface EpisodePlan {
  readonly task: Task
  /** Assigned by whoever plans; never derived from a text, or tasks of equal wording would share a baseline. */
  readonly groupId: string
  /** The place in the group, from 0. */
  readonly index: number
  /** Seeds everything random in the episode: the environment's state and each reply. */
  readonly seed: string
  /** 2 and up when the attempts before ended in an error that was not the policy's; 1 where it is left out. */
  readonly attempt?: number
}

/** The id of the episode that a plan becomes. */
export function episodeId(plan: EpisodePlan, phase: 'train' | 'eval'): string {
  const attempt = plan.attempt ?? 1
  return `${phase}-${plan.groupId}-${plan.index}${attempt > 1 ? `-attempt-${attempt}` : ''}`
}
