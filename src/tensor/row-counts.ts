// How many rows the values of a step program have, where that is known only when it runs, and how many numbers are alive
// at once while it does.
import { elementCount, type Program, type Value } from './program.ts'

/** An unknown number of rows: `times` those of the inputs whose first dimension is `base`. */
export interface RowCount {
  readonly base: number
  readonly times: number
}

/** The unknown numbers of rows of a program's values, by their ids. */
export function rowCounts(program: Program): Map<number, RowCount> {
  const counts = new Map<number, RowCount>()
  for (const { id, shape } of program.inputs.values())
    if ((shape[0] ?? 1) < 0) counts.set(id, { base: shape[0] as number, times: 1 })
  for (const { operation, inputs, output } of program.nodes) {
    if ((output.shape[0] ?? 1) >= 0) continue
    const rank = output.shape.length
    const source =
      operation.kind === 'reshape'
        ? inputs[0]
        : operation.kind === 'gatherRows'
          ? inputs[1]
          : inputs.find(({ shape }) => shape.length === rank && (shape[0] as number) < 0)
    const count = source && counts.get(source.id)
    if (source === undefined || count === undefined) continue
    const times = elementCount(source.shape.slice(1)) / elementCount(output.shape.slice(1))
    counts.set(output.id, operation.kind === 'reshape' ? { ...count, times: count.times * times } : count)
  }
  return counts
}

/**
 * The most numbers that a run's own values take at once, inputs and constants apart, when each is let go after its last
 * use; with `rows` for every unknown number of rows.
 */
export function liveNumbers(program: Program, rows: number): number {
  const counts = rowCounts(program)
  const made = new Set(program.nodes.map(({ output }) => output.id))
  const sizeOf = ({ id, shape }: Value): number =>
    (shape[0] ?? 1) < 0 ? rows * (counts.get(id)?.times ?? 1) * elementCount(shape.slice(1)) : elementCount(shape)
  const reshaped = new Set(
    program.nodes.filter(({ operation }) => operation.kind === 'reshape').map(({ output }) => output.id),
  )
  const lastUse = new Map<number, number>()
  program.nodes.forEach(({ inputs }, place) => inputs.forEach(({ id }) => lastUse.set(id, place)))
  for (const { id } of program.outputs.values()) lastUse.set(id, program.nodes.length)
  const values = new Map(
    program.nodes.flatMap(({ inputs, output }) => [...inputs, output]).map((each) => [each.id, each]),
  )
  const ending = Map.groupBy(
    [...lastUse].filter(([id]) => made.has(id)),
    ([, place]) => place,
  )
  let [live, most] = [0, 0]
  program.nodes.forEach(({ output, operation }, place) => {
    // A reshaped tensor is the same numbers.
    if (operation.kind !== 'reshape') live += sizeOf(output)
    most = Math.max(most, live)
    for (const [id] of ending.get(place) ?? []) if (!reshaped.has(id)) live -= sizeOf(values.get(id) as Value)
  })
  return most
}
