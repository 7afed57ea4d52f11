// Expressions that exact algebra could not settle, judged by their values. A difference that an interval keeps away from
// zero is a proof that they differ. Agreement of a constant to hundreds of bits, or of functions at random points
// (Schwartz 1980, Zippel 1979), is no proof and is marked probabilistic.
import { whole, type Rational } from '../../number/rational.ts'
import { OverLimit } from '../bounds/limits.ts'
import { ballField } from '../numeric/ball-field.ts'
import { complexField, type Complex, type ComplexField } from '../numeric/complex.ts'
import { doubleField } from '../numeric/double-field.ts'
import { evaluate } from '../numeric/evaluate.ts'
import { Undetermined } from '../numeric/real-field.ts'
import { childrenOf, someTree, treeKey, type MathTree } from '../read/tree.ts'
import { different, same, type Comparison } from './comparison.ts'

const doubles = complexField(doubleField)
const sharpened = complexField(ballField(160))
const precisions = [128, 512, 1536] as const
const fewestPoints = 8
const mostAttempts = 30
const sharpenedPoints = 2
const negligible = 1e-9

/** Signs that stand for no number. */
const valueless = new Set(['infty', 'ldots', 'none', 'emptyset'])
const constants = new Set(['pi', 'e'])

/** Null where neither side could be evaluated: nothing is known. */
export function compareByValues(gold: MathTree, candidate: MathTree): Comparison | null {
  const names = [...new Set([...symbolsOf(gold), ...symbolsOf(candidate)])].sort()
  if (names.some((name) => valueless.has(name))) return null
  const isComplex = names.includes('i') || names.includes('I') || [gold, candidate].some(hasNegativeRoot)
  const free = names.filter((name) => !constants.has(name) && name !== 'i' && name !== 'I')
  const budget = { steps: 0 }
  return free.length === 0
    ? compareConstants(gold, candidate, isComplex, budget)
    : compareFunctions(gold, candidate, free, isComplex, budget)
}

function compareConstants(
  gold: MathTree,
  candidate: MathTree,
  isComplex: boolean,
  budget: { steps: number },
): Comparison | null {
  const first = differenceAt(gold, candidate, doubles, new Map(), true, budget)
  if (first === 'nonzero') return different('interval', 'their intervals do not meet')
  let agreed = 0
  for (const bits of precisions) {
    const found = differenceAt(
      gold,
      candidate,
      complexField(ballField(bits)),
      new Map(),
      isComplex || first === null,
      budget,
    )
    if (found === 'nonzero') return different('interval', `their intervals do not meet at ${bits} bits`)
    if (found === null) break
    agreed = bits
  }
  return agreed === 0 ? null : same('probabilistic', `they agree to ${agreed} bits`)
}

function compareFunctions(
  gold: MathTree,
  candidate: MathTree,
  names: readonly string[],
  isComplex: boolean,
  budget: { steps: number },
): Comparison | null {
  const random = generator(treeKey(gold) + treeKey(candidate))
  const needsWhole = [gold, candidate].some((tree) => someTree(tree, isWholeFunction))
  const agreeing: ReadonlyMap<string, Rational>[] = []
  for (let attempt = 0; attempt < mostAttempts && agreeing.length < fewestPoints; attempt++) {
    const sample = new Map(names.map((name, index) => [name, sampleAt(attempt, index, needsWhole, random)]))
    const found = differenceAt(gold, candidate, doubles, sample, isComplex, budget)
    if (found === 'nonzero') return different('interval', `they differ at ${pointText(sample)}`)
    if (found === 'near') agreeing.push(sample)
  }
  if (agreeing.length < fewestPoints) return null
  let confirmed = 0
  // The last points are the more telling: signs are mixed there.
  for (const sample of agreeing.toReversed()) {
    if (confirmed === sharpenedPoints) break
    const found = differenceAt(gold, candidate, sharpened, sample, isComplex, budget)
    if (found === 'nonzero') return different('interval', `they differ at ${pointText(sample)}`)
    if (found === 'near') confirmed++
  }
  if (confirmed < sharpenedPoints) return null
  return same('probabilistic', `they agree at ${agreeing.length} random points`)
}

/** Whether the difference is surely not zero, or is as near to zero as can be told; null where there is no value. */
function differenceAt<R>(
  gold: MathTree,
  candidate: MathTree,
  numbers: ComplexField<R>,
  sample: ReadonlyMap<string, Rational>,
  isComplex: boolean,
  budget: { steps: number },
): 'nonzero' | 'near' | null {
  const values = new Map<string, Complex<R>>()
  for (const [name, value] of sample) values.set(name, numbers.rational(value))
  const point = { numbers, values, isComplex, budget }
  try {
    const [left, right] = [evaluate(gold, point), evaluate(candidate, point)]
    const difference = numbers.add(left, numbers.negate(right))
    if (numbers.isNonzero(difference)) return 'nonzero'
    // Two wide intervals that overlap say nothing.
    const isSharp = [left, right].every((side) => uncertaintyOf(side, numbers) < 2 ** (-numbers.field.bits / 2))
    return isSharp ? 'near' : null
  } catch (thrown) {
    if (thrown instanceof Undetermined || thrown instanceof RangeError) return null
    if (thrown instanceof OverLimit) return null
    throw thrown
  }
}

/** Of the more certain part; a value that is zero as far as can be told is certain as well. */
function uncertaintyOf<R>({ real, imaginary }: Complex<R>, { field }: ComplexField<R>): number {
  const of = (part: R): number =>
    field.sign(part) === null && Math.abs(field.toNumber(part)) < negligible ? 0 : field.uncertainty(part)
  return imaginary === null ? of(real) : Math.min(of(real), of(imaginary))
}

function symbolsOf(tree: MathTree): string[] {
  return tree.kind === 'symbol' ? [tree.name] : childrenOf(tree).flatMap(symbolsOf)
}

function hasNegativeRoot(tree: MathTree): boolean {
  return someTree(tree, (each) => each.kind === 'apply' && each.name === 'cis')
}

function isWholeFunction(tree: MathTree): boolean {
  if (tree.kind !== 'apply') return false
  if (['factorial', 'sum', 'prod', 'gcd', 'lcm'].includes(tree.name)) return true
  if (tree.name === 'binomial') return tree.of[1]?.kind !== 'number'
  if (tree.name !== 'power') return false
  const [base, exponent] = tree.of as [MathTree, MathTree]
  return base.kind === 'number' && base.value.numerator < 0n && symbolsOf(exponent).length > 0
}

/** How far the points of eight attempts lie from zero, and whether they are negative: for the first letter, and for others. */
const sizes = [1, 5, 3, 1, 60, 3, 60, 3]
const signs: readonly (readonly [boolean, boolean])[] = [
  [false, false],
  [false, false],
  [true, true],
  [false, false],
  [false, false],
  [true, false],
  [true, true],
  [false, true],
]

/** Small and large, of either sign: √x² and x agree on positive numbers only, max(x, −10) and x near zero only. */
function sampleAt(attempt: number, index: number, isWhole: boolean, random: () => number): Rational {
  if (isWhole) return whole(BigInt(1 + Math.floor(random() * (attempt < 8 ? 6 : 14))))
  const size = sizes[attempt % sizes.length] as number
  // A large one is at least half as large.
  const least = size > 5 ? size * 48 : 0
  const numerator = BigInt(1 + least + Math.floor(random() * (size * 96 - least)))
  const isNegative = (signs[attempt % signs.length] as readonly [boolean, boolean])[index % 2 === 0 ? 0 : 1]
  return { numerator: isNegative ? -numerator : numerator, denominator: 97n }
}

/** Numbers in 0..1 that depend on the text alone (FNV-1a, then xorshift32): the same question gets the same answer. */
function generator(text: string): () => number {
  let state = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    state = Math.imul(state ^ text.charCodeAt(index), 0x01000193)
  }
  state ||= 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
}

function pointText(sample: ReadonlyMap<string, Rational>): string {
  return [...sample]
    .slice(0, 3)
    .map(([name, { numerator, denominator }]) => `${name} = ${numerator}${denominator === 1n ? '' : `/${denominator}`}`)
    .join(', ')
}
