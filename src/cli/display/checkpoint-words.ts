// The line for a checkpoint, by the steps that a person sees go by.
import type { TrainEvent } from '../../../trainers/train-event.ts'

type CheckpointEvent = Extract<TrainEvent, { type: 'checkpoint' }>

/** A function that gives the line for each checkpoint; null for one that is written over the one before. */
export function checkpointWords(): (event: CheckpointEvent) => string | null {
  let last: string | null = null
  return ({ step, coldStartStep, path }) => {
    if (path === last) return null
    last = path
    const after = coldStartStep > 0 ? `after cold-start step ${coldStartStep}` : 'before step 1'
    return `checkpoint ${step > 0 ? `after step ${step}` : after}: ${path}`
  }
}
