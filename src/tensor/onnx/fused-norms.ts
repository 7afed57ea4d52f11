// Norms that one operator of onnxruntime computes whole: x / √(mean(x²) + ε) · weight. Seven small operators become one,
// which also gives 1 / √(mean(x²) + ε) to whoever reads it; where gradients read x / √(mean(x²) + ε), that is made again
// by one product.
import type { Node, Program, Value } from '../program.ts'

export interface FusedNorm {
  readonly x: Value
  readonly weight: Value
  readonly epsilon: number
  /** What is computed: the norm, and what its rows were multiplied by. */
  readonly output: Value
  readonly inverse: Value
  /** Whether something else reads `inverse`. */
  readonly inverseIsRead: boolean
  /** x times its inverse, where something else reads that. */
  readonly scaled: Value | null
}

/**
 * The norms by their first node, in whose place each is computed, and the nodes that fall away.
 * @param options.givesInverse whether the operator gives the inverse too; without that, norms are left alone whose
 *   inverse is read
 */
export function fusedNorms(
  program: Program,
  { givesInverse }: { readonly givesInverse: boolean },
): {
  readonly norms: ReadonlyMap<Node, FusedNorm>
  readonly absorbed: ReadonlySet<Node>
} {
  const makers = new Map<number, Node>()
  const uses = new Map<number, number>()
  const use = ({ id }: Value): void => void uses.set(id, (uses.get(id) ?? 0) + 1)
  for (const node of program.nodes) {
    makers.set(node.output.id, node)
    for (const input of node.inputs) use(input)
  }
  for (const output of program.outputs.values()) use(output)
  const norms = new Map<Node, FusedNorm>()
  const absorbed = new Set<Node>()
  for (const node of program.nodes) {
    const [scaled, weight] = node.inputs
    if (node.operation.kind !== 'multiply' || scaled === undefined || weight?.shape.length !== 1) continue
    const scaling = makers.get(scaled.id)
    const [x, inverse] = scaling?.inputs ?? []
    if (scaling?.operation.kind !== 'multiply' || x === undefined || inverse === undefined) continue
    const rms = makers.get(inverse.id)
    if (rms?.operation.kind !== 'inverseRms' || rms.inputs[0] !== x) continue
    // The weight is there before the norm's first node where no node makes it.
    if (weight.shape[0] !== x.shape.at(-1) || absorbed.has(scaling) || makers.has(weight.id)) continue
    const scaledIsRead = (uses.get(scaled.id) as number) > 1
    const inverseIsRead = scaledIsRead || (uses.get(inverse.id) as number) > 1
    if (inverseIsRead && !givesInverse) continue
    norms.set(rms, {
      x,
      weight,
      epsilon: rms.operation.epsilon,
      output: node.output,
      inverse,
      inverseIsRead,
      scaled: scaledIsRead ? scaled : null,
    })
    absorbed.add(scaling).add(node)
  }
  return { norms, absorbed }
}
