// Sums, products and powers of written matrices, worked out entry by entry as trees. Entries are compared later.
import { mostMatrixEntries } from '../bounds/limits.ts'
import { zero } from '../../number/rational.ts'
import { apply, list, mapChildren, number, type ListTree, type MathTree } from '../read/tree.ts'

const largestPower = 8n

/** The tree with every operation on matrices that can be done, done; what is too large stays as it is. */
export function foldMatrices(tree: MathTree): MathTree {
  if (!holdsMatrix(tree)) return tree
  const folded = mapChildren(tree, foldMatrices)
  if (folded.kind !== 'apply') return folded
  const [first, second] = folded.of as [MathTree, MathTree?]
  switch (folded.name) {
    case 'add':
      return folded.of.every((each) => isMatrix(each))
        ? folded.of.slice(1).reduce((sum, each) => added(sum, each) ?? folded, first)
        : folded
    case 'negate':
      return isMatrix(first) ? mapEntries(first, (entry) => apply('negate', entry)) : folded
    case 'multiply':
      return folded.of.reduce((product, factor) => multiplied(product, factor) ?? apply('multiply', product, factor))
    case 'divide':
      return isMatrix(first) && second !== undefined && !isMatrix(second)
        ? mapEntries(first, (entry) => apply('divide', entry, second))
        : folded
    case 'power':
      return (isMatrix(first) && second !== undefined ? raised(first, second) : null) ?? folded
    case 'det':
      return (isMatrix(first) ? determinant(first) : null) ?? folded
    default:
      return folded
  }
}

export function isMatrix(tree: MathTree): tree is ListTree {
  return tree.kind === 'list' && tree.brackets === 'matrix'
}

function holdsMatrix(tree: MathTree): boolean {
  if (isMatrix(tree)) return true
  return tree.kind === 'apply' && tree.of.some(holdsMatrix)
}

const rowsOf = (matrix: ListTree): readonly (readonly MathTree[])[] =>
  matrix.items.map((row) => (row.kind === 'list' ? row.items : [row]))

const matrixOf = (rows: readonly (readonly MathTree[])[]): ListTree =>
  list(
    'matrix',
    rows.map((row) => list('row', row)),
  )

function mapEntries(matrix: ListTree, change: (entry: MathTree) => MathTree): ListTree {
  return matrixOf(rowsOf(matrix).map((row) => row.map(change)))
}

function added(left: MathTree, right: MathTree): MathTree | null {
  if (!isMatrix(left) || !isMatrix(right)) return null
  const [rows, others] = [rowsOf(left), rowsOf(right)]
  if (rows.length !== others.length || rows[0]?.length !== others[0]?.length) return null
  return matrixOf(rows.map((row, y) => row.map((entry, x) => apply('add', entry, others[y]?.[x] as MathTree))))
}

function multiplied(left: MathTree, right: MathTree): MathTree | null {
  if (!isMatrix(left)) return isMatrix(right) ? mapEntries(right, (entry) => apply('multiply', left, entry)) : null
  if (!isMatrix(right)) return mapEntries(left, (entry) => apply('multiply', entry, right))
  const [rows, others] = [rowsOf(left), rowsOf(right)]
  const width = others[0]?.length ?? 0
  if (rows[0]?.length !== others.length || rows.length * width * others.length > mostMatrixEntries) return null
  return matrixOf(
    rows.map((row) =>
      Array.from({ length: width }, (_, x) =>
        apply('add', number(zero), ...row.map((entry, y) => apply('multiply', entry, others[y]?.[x] as MathTree))),
      ),
    ),
  )
}

function raised(matrix: ListTree, exponent: MathTree): MathTree | null {
  if (exponent.kind === 'symbol' && /^(?:T|top|mathsf T)$/.test(exponent.name)) return transposed(matrix)
  if (exponent.kind !== 'number' || exponent.value.denominator !== 1n) return null
  const count = exponent.value.numerator
  if (count < 1n || count > largestPower || rowsOf(matrix).length > 4) return null
  let result: MathTree = matrix
  for (let index = 1n; index < count; index++) result = multiplied(result, matrix) ?? result
  return result
}

function transposed(matrix: ListTree): ListTree {
  const rows = rowsOf(matrix)
  return matrixOf((rows[0] ?? []).map((_, x) => rows.map((row) => row[x] as MathTree)))
}

/** Of a 2 × 2 or 3 × 3 matrix, by its first row. */
function determinant(matrix: ListTree): MathTree | null {
  const rows = rowsOf(matrix)
  const [first, ...rest] = rows as [readonly MathTree[], ...(readonly MathTree[])[]]
  if (rows.length !== first.length || rows.length > 3) return null
  if (rows.length === 1) return first[0] as MathTree
  const terms = first.map((entry, column) => {
    const minor = matrixOf(rest.map((row) => row.filter((_, x) => x !== column)))
    const product = apply('multiply', entry, determinant(minor) as MathTree)
    return column % 2 === 0 ? product : apply('negate', product)
  })
  return apply('add', ...terms)
}
