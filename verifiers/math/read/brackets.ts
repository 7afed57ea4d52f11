// What a closed bracket means: a group, a tuple, an interval, a set, an absolute value, a matrix.
import { contentOf, endItem, type Group } from './frames.ts'
import { apply, list, type MathTree } from './tree.ts'
import { Unreadable } from './unreadable.ts'

/** Opening marks with the marks that may close them. Braces are read apart. */
export const closersOf: { readonly [opener: string]: readonly string[] } = {
  '(': [')', ']'],
  '[': [']', ')'],
  '\\{': ['\\}', '}'],
  '⟨': ['⟩'],
  '⌊': ['⌋'],
  '⌈': ['⌉'],
}

/**
 * The tree of a group that `closer` closes.
 * @throws Unreadable where the closer does not fit or the group is empty
 */
export function closeGroup(group: Group, closer: string): MathTree {
  const { opener } = group
  if (opener === '\\{' && isEmpty(group) && closersOf['\\{']?.includes(closer))
    return { kind: 'symbol', name: 'emptyset' }
  endItem(group)
  const { items, joint } = contentOf(group)
  const [first, ...more] = items as [MathTree, ...MathTree[]]
  if (opener === '' || opener === '{' || opener === '[degree') {
    const wanted = opener === '' ? '' : opener === '{' ? '}' : ']'
    if (closer !== wanted && !(opener === '{' && closer === '\\}')) throw new Unreadable('a bracket is not closed')
    return more.length === 0 ? first : list(joint, items)
  }
  if (opener === '|' || opener === '‖') {
    if (closer !== opener || more.length > 0) throw new Unreadable('a bar is not closed')
    return apply(opener === '|' ? 'abs' : 'norm', first)
  }
  if (!closersOf[opener]?.includes(closer)) throw new Unreadable('a bracket is not closed')
  switch (opener) {
    case '\\{':
      return list('{}', items)
    case '⟨':
      return list('()', items)
    case '⌊':
    case '⌈':
      if (more.length > 0) throw new Unreadable('only one value is rounded')
      return apply(opener === '⌊' ? 'floor' : 'ceil', first)
    default:
      if (more.length === 0) {
        if ((opener === '(') !== (closer === ')')) throw new Unreadable('brackets of two kinds around one value')
        return first
      }
      return list(opener + closer, items)
  }
}

function isEmpty(group: Group): boolean {
  return group.expecting && group.operands.length === 0 && group.items.length === 0 && group.rows.length === 0
}

/** Rows of equal length; a matrix with bars around it is its determinant. */
export function matrixOf(group: Group): MathTree {
  endItem(group)
  const rows = [...group.rows, group.items]
  if (group.opener === 'cases' || group.opener.startsWith('align') || group.opener === 'gathered') {
    return list(
      '',
      rows.map((row) => (row.length === 1 ? (row[0] as MathTree) : list('', row))),
    )
  }
  const width = rows[0]?.length
  if (rows.some((row) => row.length !== width)) throw new Unreadable('rows of different lengths')
  const matrix = list(
    'matrix',
    rows.map((row) => list('row', row)),
  )
  return group.opener === 'vmatrix' ? apply('det', matrix) : matrix
}

/** Whether a mark closes a bracket. */
export function isCloser(mark: string): boolean {
  return ')]}⟩⌋⌉'.includes(mark) || mark === '\\}'
}
