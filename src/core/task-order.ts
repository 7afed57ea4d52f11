// Which tasks a step works on: a pure function of the seed and a position, so that a resumed run meets the same ones.
import { Rng } from './random.ts'
import type { Task, Taskset } from './task.ts'

/**
 * The task at a position from 0. An endless taskset is walked through; a finite one is gone through whole, in a new
 * order each time.
 */
export function taskAt(taskset: Taskset, position: number, seed: number | string): Task {
  if (taskset.size === null) return taskset.at(position)
  const epoch = Math.floor(position / taskset.size)
  return taskset.at(epochOrder(taskset, epoch, seed)[position % taskset.size] as number)
}

const orders = new WeakMap<Taskset, { key: string; order: readonly number[] }>()

function epochOrder(taskset: Taskset, epoch: number, seed: number | string): readonly number[] {
  const key = `${seed}/order/${epoch}`
  const known = orders.get(taskset)
  if (known?.key === key) return known.order
  const order = Rng.fromSeed(key).shuffle(Array.from({ length: taskset.size ?? 0 }, (_, index) => index))
  orders.set(taskset, { key, order })
  return order
}
