// Two answers brought to one notation where each alone may be read in two ways: unit vectors and tuples, rows in brackets
// and matrices, points with their letter, C(10, 3).
import { apply, childrenOf, list, mapChildren, relation, someTree, symbol, type MathTree } from '../read/tree.ts'
import { isMatrix } from './matrices.ts'
import { normalForm, type NormalForm } from './normal-form.ts'
import { constantOf } from './polynomial.ts'
import { divide, type Rational } from '../../number/rational.ts'

const basis = ['bold i', 'bold j', 'bold k']

/** Both trees, the one read as the other asks. */
export function aligned(gold: MathTree, candidate: MathTree): readonly [MathTree, MathTree] {
  const [one, other] = [factored(pointed(gold, candidate), candidate), factored(pointed(candidate, gold), gold)]
  const [hasMatrix, facesMatrix] = [endsInMatrix(one), endsInMatrix(other)]
  if (hasMatrix !== facesMatrix) return hasMatrix ? [one, rowsAsMatrix(other)] : [rowsAsMatrix(one), other]
  const [isOneVector, isOtherVector] = [holdsBasis(one), holdsBasis(other)]
  if (isOneVector && !isOtherVector) return vectors(one, other)
  if (isOtherVector && !isOneVector) return vectors(other, one).toReversed() as [MathTree, MathTree]
  return [one, other]
}

/** `f(1 - f)` beside `f - f^2`: where the other side has the letter as a number and no value of it, it is a factor of the sum. */
function factored(tree: MathTree, facing: MathTree): MathTree {
  const isCallOf = (each: MathTree, name: string): boolean => each.kind === 'apply' && each.name === name
  const letters = ['f', 'g'].filter(
    (name) =>
      someTree(tree, (each) => isCallOf(each, name)) &&
      !someTree(facing, (each) => isCallOf(each, name)) &&
      someTree(facing, (each) => each.kind === 'symbol' && each.name === name),
  )
  if (letters.length === 0) return tree
  const multiplied = (each: MathTree): MathTree => {
    const folded = mapChildren(each, multiplied)
    if (folded.kind !== 'apply' || !letters.includes(folded.name) || folded.of.length !== 1) return folded
    const [sum] = folded.of
    return sum?.kind === 'apply' && sum.name === 'add' ? apply('multiply', symbol(folded.name), sum) : folded
  }
  return multiplied(tree)
}

/** `A(1, 2)` beside a tuple is the point; `C(10, 3)` and `P(10, 3)` beside a value count. */
function pointed(tree: MathTree, facing: MathTree): MathTree {
  if (tree.kind !== 'apply' || tree.name !== 'multiply' || tree.of.length !== 2) return tree
  const [letter, tuple] = tree.of as [MathTree, MathTree]
  if (letter.kind !== 'symbol' || !/^[A-Z]'*(?:_\w)?$/.test(letter.name)) return tree
  if (tuple.kind !== 'list' || tuple.brackets !== '()' || tuple.items.length < 2) return tree
  if (facing.kind === 'list' || facing.kind === 'relation') return relation(['='], [letter, tuple])
  const [upper, lower] = tuple.items as [MathTree, MathTree]
  const areWhole = [upper, lower].every((each) => each.kind === 'number' && each.value.denominator === 1n)
  if (!areWhole || tuple.items.length !== 2) return tree
  if (letter.name === 'C') return apply('binomial', upper, lower)
  if (letter.name !== 'P') return tree
  return apply('multiply', apply('binomial', upper, lower), apply('factorial', lower))
}

function endsInMatrix(tree: MathTree): boolean {
  return isMatrix(tree.kind === 'relation' ? (tree.sides.at(-1) as MathTree) : tree)
}

/** `[[1, 2], [3, 4]]` beside a matrix. */
function rowsAsMatrix(tree: MathTree): MathTree {
  if (tree.kind !== 'list') return tree
  const rows = tree.items
  const isRow = (row: MathTree): boolean => row.kind === 'list' && ['[]', '()'].includes(row.brackets)
  if (tree.brackets !== '[]' && tree.brackets !== '()') return tree
  if (rows.length === 0 || !rows.every(isRow)) return tree
  const contents = rows.map(childrenOf)
  if (contents.some((items) => items.length !== contents[0]?.length)) return tree
  return list(
    'matrix',
    contents.map((items) => list('row', items)),
  )
}

const holdsBasis = (tree: MathTree): boolean =>
  someTree(tree, (each) => each.kind === 'symbol' && basis.includes(each.name))

/** A sum of unit vectors beside a tuple, a matrix or a sum of plain i, j and k. */
function vectors(sum: MathTree, other: MathTree): readonly [MathTree, MathTree] {
  const facing = other.kind === 'relation' ? other.sides.at(-1) : other
  if (facing?.kind === 'list') {
    const length = facing.items.length
    const size = endsInMatrix(facing) ? Math.max(length, widthOf(facing)) : length
    return [tupleOf(sum, size) ?? sum, other]
  }
  return [sum, withBasis(other)]
}

const widthOf = (matrix: MathTree): number => childrenOf(childrenOf(matrix)[0] ?? matrix).length

function withBasis(tree: MathTree): MathTree {
  if (tree.kind === 'symbol') return /^[ijk]$/.test(tree.name) ? symbol(`bold ${tree.name}`) : tree
  if (tree.kind === 'apply') return apply(tree.name, ...tree.of.map(withBasis))
  return tree
}

function tupleOf(tree: MathTree, size: number): MathTree | null {
  if (tree.kind === 'relation') {
    const [name, value] = tree.sides as [MathTree, MathTree]
    const tuple = tree.operators.join() === '=' ? tupleOf(value, size) : null
    return tuple && relation(['='], [name, tuple])
  }
  if (size < 2 || size > 3) return null
  const form = normalForm(tree, { steps: 0 })
  const bottom = form && constantOf(form.bottom)
  if (form === null || bottom === null) return null
  const parts = basis.slice(0, size).map((name) => componentOf(form, name, bottom))
  const isWhole =
    parts.every((part) => part !== null) && termsOf(form) === parts.reduce((sum, part) => sum + (part?.count ?? 0), 0)
  return isWhole
    ? list(
        '()',
        parts.map((part) => part?.tree ?? wholeNumber(0n)),
      )
    : null
}

interface Component {
  readonly tree: MathTree
  readonly count: number
}

const termsOf = (form: NormalForm): number => form.top.size

/** The terms of one unit vector without it, as a sum of numbers times what else stands in them. */
function componentOf(form: NormalForm, name: string, bottom: Rational): Component | null {
  const terms: MathTree[] = []
  for (const { monomial, coefficient } of form.top.values()) {
    const own = monomial.find(([each]) => each === name)
    if (own === undefined) continue
    if (own[1] !== 1) return null
    const rest = monomial.filter(([each]) => each !== name)
    // Roots and letters are names of the form; a function's name has no tree to go back to.
    if (rest.some(([each]) => each.includes('(') || basis.includes(each))) return null
    const share = divide(coefficient, bottom) as Rational
    const factors = rest.map(([each, power]) => apply('power', factorOf(each), wholeNumber(BigInt(power))))
    terms.push(apply('multiply', { kind: 'number', value: share, decimals: null }, ...factors))
  }
  return { tree: terms.length === 0 ? wholeNumber(0n) : apply('add', wholeNumber(0n), ...terms), count: terms.length }
}

const wholeNumber = (value: bigint): MathTree => ({
  kind: 'number',
  value: { numerator: value, denominator: 1n },
  decimals: null,
})

function factorOf(name: string): MathTree {
  return name.startsWith('√') ? apply('sqrt', wholeNumber(BigInt(name.slice(1)))) : symbol(name)
}
