// `{ x | x > 2 }` says what `x > 2` says: the condition is compared, not the notation.
import { relation, type MathTree } from '../read/tree.ts'

/** The condition of a set in builder notation, with `|` or a colon; any other tree as it is. */
export function withoutBuilder(tree: MathTree): MathTree {
  const item = tree.kind === 'list' && tree.brackets === '{}' && tree.items.length === 1 ? tree.items[0] : undefined
  if (item?.kind !== 'relation') return tree
  const [first, ...rest] = item.sides as [MathTree, ...MathTree[]]
  if (item.operators[0] === 'mid' && rest.length > 1) return relation(item.operators.slice(1), rest)
  const named = first.kind === 'list' && first.brackets === ':' && first.items.length === 2 ? first.items : null
  return named === null ? tree : relation(item.operators, [named[1] as MathTree, ...rest])
}
