// AdamW on every thread: each takes a range of the parts. Norms are added up in the order of the parts, so the result
// does not depend on how many threads there are.
import type { KernelUpdate, PartRange } from '../model/kernel-update.ts'
import { clipOf, type AdamWStep } from '../model/update.ts'
import type { ShardFunctions } from './shard-protocol.ts'
import type { WorkerCalls } from './worker-calls.ts'

/** Parts that are worth a message to another thread. */
const fewestPerThread = 8

/** @param gradients how many threads have accumulated; the first so many gradients are added up */
export async function updateOnThreads(
  { own, helpers }: { readonly own: KernelUpdate; readonly helpers: readonly WorkerCalls<ShardFunctions>[] },
  step: AdamWStep,
  gradients: number,
): Promise<number> {
  const [first, ...others] = rangesOf(own.parts.length, helpers.length + 1) as [PartRange, ...PartRange[]]
  const onAll = async <Result>(
    here: (range: PartRange) => Result,
    there: (calls: WorkerCalls<ShardFunctions>, range: PartRange) => Promise<Result>,
  ): Promise<Result[]> => {
    const elsewhere = others.map((range, index) => there(helpers[index] as WorkerCalls<ShardFunctions>, range))
    return [here(first), ...(await Promise.all(elsewhere))]
  }
  const sums = await onAll(
    (range) => own.squareSums(range, gradients),
    (calls, range) => calls.call('squareSums', range, gradients),
  )
  let squares = 0
  for (const each of sums) for (const sum of each) squares += sum
  const norm = Math.sqrt(squares)
  if (!Number.isFinite(norm)) return norm
  const clipped = { ...step, clip: clipOf(norm, step.maxGradNorm) }
  await onAll(
    (range) => own.step(range, gradients, clipped),
    (calls, range) => calls.call('step', range, gradients, clipped),
  )
  return norm
}

function rangesOf(parts: number, threads: number): PartRange[] {
  const count = Math.min(threads, Math.max(1, Math.floor(parts / fewestPerThread)))
  const edge = (index: number): number => Math.floor((index * parts) / count)
  return Array.from({ length: count }, (_, index) => ({ from: edge(index), to: edge(index + 1) }))
}
