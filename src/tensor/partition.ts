// One program as two that run one after the other, such as a block's forward and its backward: the second part has
// inputs that are not there yet when the first part runs. What the second part needs of the first part's work is either
// kept (an output of the first, an input of the second) or computed again.
import { RlvrError } from '../core/errors.ts'
import { Program, type Node, type Shape, type Value } from './program.ts'
import { rowCounts, type RowCount } from './row-counts.ts'

export interface PartitionOptions {
  /** Whether an input of this name is given to the second part alone. */
  readonly isLater: (input: string) => boolean
  /** Whether what a node of the first part gives is kept for the second part, where that needs it, or computed again. */
  readonly keeps: (node: Node) => boolean
}

/** A tensor that goes from the first part to the second. */
export interface Kept {
  /** After the first dimension. */
  readonly rest: Shape
  /** Numbers in its first dimension for each row of an input whose first dimension is `anyRows`; a fixed count where there are none. */
  readonly rows: { readonly perRow: number } | { readonly count: number }
}

export interface Parts {
  /** Has the outputs that need no later input, and what is kept. */
  readonly first: Program
  /** Has the other outputs. Its inputs are those that it needs, and what is kept. */
  readonly second: Program
  /** By the name that it has as an output and as an input: `kept.0`, `kept.1`, … */
  readonly kept: ReadonlyMap<string, Kept>
}

/** Throws `RLVR_TENSOR` where kept rows cannot be counted by those of the inputs. */
export function partition(program: Program, { isLater, keeps }: PartitionOptions): Parts {
  const makers = new Map(program.nodes.map((node) => [node.output.id, node]))
  const late = dependents(program, isLater)
  const counts = rowCounts(program)
  const keptValues = new Map<number, Value>()
  const again = new Set<number>()

  // What the second part computes: its own work, and what it does not keep of the first's.
  const visit = (value: Value): void => {
    const maker = makers.get(value.id)
    if (maker === undefined || again.has(value.id) || keptValues.has(value.id)) return
    if (!late.has(value.id) && keeps(maker)) {
      keptValues.set(value.id, value)
      return
    }
    again.add(value.id)
    for (const input of maker.inputs) visit(input)
  }
  const isLate = (value: Value): boolean => late.has(value.id)
  const outputs = [...program.outputs]
  for (const [, value] of outputs) if (isLate(value)) visit(value)

  const names = new Map([...keptValues.keys()].map((id, index) => [id, `kept.${index}`]))
  const symbols = new Map<string, number>()
  const first = copyOf(program, {
    outputs: [
      ...outputs.filter(([, value]) => !isLate(value)),
      ...[...keptValues].map(([id, value]): [string, Value] => [names.get(id) as string, value]),
    ],
    given: new Map(),
    shapeOf,
  })
  const second = copyOf(program, { outputs: outputs.filter(([, value]) => isLate(value)), given: names, shapeOf })
  const kept = new Map<string, Kept>()
  for (const [id, { shape }] of keptValues) {
    const [rows = 1, ...rest] = shape
    const count = counts.get(id)
    if (rows < 0 && count?.base !== -1)
      throw new RlvrError(
        'RLVR_TENSOR',
        `Step program: the rows of [${shape}] cannot be counted by those of the inputs.`,
      )
    kept.set(names.get(id) as string, {
      rest,
      rows: rows < 0 ? { perRow: (count as RowCount).times } : { count: rows },
    })
  }
  return { first, second, kept }

  /** Unknown counts of rows that differ are different symbols, so that no memory is shared between them. */
  function shapeOf({ id, shape }: Value): Shape {
    const count = counts.get(id)
    if (count === undefined || (shape[0] ?? 1) >= 0 || count.times === 1) return shape
    const key = `${count.base} ${count.times}`
    const symbol = symbols.get(key) ?? -10 - symbols.size
    symbols.set(key, symbol)
    return [symbol, ...shape.slice(1)]
  }
}

/** The part of a program that gives `outputs`; values in `given` are inputs of those names. */
function copyOf(
  program: Program,
  {
    outputs,
    given,
    shapeOf,
  }: {
    readonly outputs: readonly (readonly [string, Value])[]
    readonly given: ReadonlyMap<number, string>
    readonly shapeOf: (value: Value) => Shape
  },
): Program {
  const needed = new Set(outputs.map(([, value]) => value.id))
  for (const node of program.nodes.toReversed())
    if (needed.has(node.output.id) && !given.has(node.output.id)) for (const input of node.inputs) needed.add(input.id)

  const copy = new Program()
  const values = new Map<number, Value>()
  for (const [name, value] of program.inputs)
    if (needed.has(value.id)) values.set(value.id, copy.input(name, value.shape, value.type))
  for (const { value, data, storage } of program.constants)
    if (needed.has(value.id)) values.set(value.id, copy.constant(data, value.shape, storage))
  for (const node of program.nodes) {
    const { id } = node.output
    if (!needed.has(id)) continue
    const name = given.get(id)
    const inputs = (): Value[] => node.inputs.map((input) => values.get(input.id) as Value)
    values.set(
      id,
      name === undefined
        ? copy.copy(node, inputs(), shapeOf(node.output))
        : copy.input(name, shapeOf(node.output), node.output.type),
    )
  }
  for (const [name, value] of outputs) copy.output(name, values.get(value.id) as Value)
  return copy
}

/** Ids of all values that depend on a later input. */
function dependents(program: Program, isLater: (input: string) => boolean): Set<number> {
  const late = new Set([...program.inputs].filter(([name]) => isLater(name)).map(([, value]) => value.id))
  for (const { inputs, output } of program.nodes) if (inputs.some(({ id }) => late.has(id))) late.add(output.id)
  return late
}
