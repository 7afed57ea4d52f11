// Parameters by stacks: those that are alike but for their rows, layer after layer, stand below each other, and so do
// their moments. An update takes a stack at a time, in a score of operations rather than as many for each parameter.
import { stackShape } from '../../../tensor/adamw.ts'
import { elementCount, type Shape } from '../../../tensor/program.ts'
import { isMatrix } from './parameter-layout.ts'

export interface ParameterStack {
  readonly names: readonly string[]
  /** Of each, in the order of the names. */
  readonly shapes: readonly Shape[]
  /** Of all below each other. */
  readonly shape: Shape
  readonly decays: boolean
}

/** Numbers of a stack of several: an update holds some ten times as much for a moment. */
export const largestStack: number = 2 ** 23

/** Every parameter is in one stack; the order within it is that of the shapes. */
export function stacksOf(shapes: ReadonlyMap<string, Shape>, most: number = largestStack): ParameterStack[] {
  const open = new Map<string, { names: string[]; shapes: Shape[]; count: number }>()
  const all: { names: string[]; shapes: Shape[]; count: number }[] = []
  for (const [name, shape] of shapes) {
    const kind = `${shape.length} ${shape.slice(1).join()}`
    const count = elementCount(shape)
    let stack = open.get(kind)
    if (stack === undefined || stack.count + count > most) {
      stack = { names: [], shapes: [], count: 0 }
      open.set(kind, stack)
      all.push(stack)
    }
    stack.names.push(name)
    stack.shapes.push(shape)
    stack.count += count
  }
  return all.map(({ names, shapes: own }) => ({
    names,
    shapes: own,
    shape: stackShape(own),
    decays: isMatrix(own[0] as Shape),
  }))
}
