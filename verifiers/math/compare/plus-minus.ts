// `a ± b` stands for two values. All the signs of one item turn together.
import { list, mapChildren, someTree, type MathTree } from '../read/tree.ts'
import { apply } from '../read/tree.ts'
import { negate } from '../read/operators.ts'
import { zero } from '../../number/rational.ts'

/** The tree with ± written out: an item of a list becomes two items, anything else a list of two. */
export function expandPlusMinus(tree: MathTree): MathTree {
  if (!someTree(tree, isPlusMinus)) return tree
  const isOpenList = tree.kind === 'list' && ['', 'or', 'and', '{}'].includes(tree.brackets)
  if (!isOpenList) return list('', bothSigns(tree))
  return list(
    tree.brackets,
    tree.items.flatMap((item) => (someTree(item, isPlusMinus) ? bothSigns(item) : [item])),
  )
}

function bothSigns(tree: MathTree): MathTree[] {
  return [signed(tree, false), signed(tree, true)]
}

function signed(tree: MathTree, isMinus: boolean): MathTree {
  const parts = mapChildren(tree, (child) => signed(child, isMinus))
  if (!isPlusMinus(parts)) return parts
  const [left, right] = parts.of as [MathTree, MathTree]
  const turned = isMinus ? negate(right) : right
  return left.kind === 'number' && left.value.numerator === zero.numerator ? turned : apply('add', left, turned)
}

function isPlusMinus(tree: MathTree): tree is MathTree & { kind: 'apply' } {
  return tree.kind === 'apply' && tree.name === 'plus-minus'
}
