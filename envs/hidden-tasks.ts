// Endless tasks whose prompt does not say what is asked for or what will happen: a secret word, the fall of the dice.
// The hash of the secret half decides the split, so that no secret is in both; prompts may be the same.
import { RlvrError } from '../src/core/errors.ts'
import { Rng } from '../src/core/random.ts'
import { hashSplit } from '../src/core/split.ts'
import { makeTask, type DrawTask, type TaskSource } from '../src/core/task.ts'

/** A source that draws as `draw` of a definition does, and splits by what is drawn as `answer`. */
export function hiddenTasks<Answer, Options>(draw: DrawTask<Answer, Options>): TaskSource<Answer, Options> {
  return {
    open: ({ split, seed, options }) => {
      const stream = Rng.fromSeed(seed).fork('tasks').fork(split)
      return {
        split,
        size: null,
        at: (index) => {
          if (!Number.isSafeInteger(index) || index < 0)
            throw new RlvrError('RLVR_TASK', `A task index is a whole number from 0; got ${index}.`)
          const own = stream.fork(index)
          for (let attempt = 0; attempt < 1000; attempt++) {
            const fields = draw({ rng: own.fork(attempt), index, options })
            if (hashSplit(fields.answer) === split) return makeTask(fields, `${split}-${index}`)
          }
          throw new RlvrError('RLVR_TASK', `1000 draws gave no task of the ${split} split: too few secrets differ.`)
        },
      }
    },
  }
}

/** The seed of a task's luck: it stands in the secret half, so all attempts at the task meet the same. */
export function luckOf(rng: Rng): number {
  return rng.int(0, 0x7fffffff)
}
