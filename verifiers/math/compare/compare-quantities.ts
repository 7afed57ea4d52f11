// Two quantities, exactly: both in one unit. A unit may be left out on either side; units of another kind differ.
// °C, °F and K are converted with their zeros; a factor of π (degrees, revolutions) stays a symbol.
import { add, divide, equal, multiply, one, subtract, whole, zero, type Rational } from '../../number/rational.ts'
import { clockTree, sameTime } from '../quantity/clock.ts'
import { isQuantity, quantity, unitsOf } from '../quantity/read-quantity.ts'
import { dimensionKey, type Unit } from '../quantity/unit-names.ts'
import { apply, number, symbol, type ApplyTree, type MathTree } from '../read/tree.ts'
import { different, same, type Comparison } from './comparison.ts'

type Compare = (gold: MathTree, candidate: MathTree) => Comparison

const otherKind = different('text', 'their units differ')

/** At least one side is a quantity or a time of day. Null for sides of several parts, which another comparison takes apart. */
export function compareQuantities(gold: MathTree, candidate: MathTree, compare: Compare): Comparison | null {
  const isClock = (tree: MathTree): boolean => tree.kind === 'apply' && tree.name === 'clock'
  if (isClock(gold) || isClock(candidate)) {
    const [left, right] = [clockTree(gold), clockTree(candidate)]
    if (left === null || right === null) return different('structure', 'one is a time of day')
    return sameTime(left, right) ? same('structure', 'they are one time') : different('structure')
  }
  if (isQuantity(gold) && isQuantity(candidate)) return compareBoth(gold, candidate, compare)
  const [united, bare] = isQuantity(gold) ? [gold, candidate] : [candidate as ApplyTree, gold]
  if (bare.kind === 'list' || bare.kind === 'relation') return null
  const value = counted(united)
  // 2 dozen is 24, and 5 % is no length.
  if (value !== null) {
    const compared = isQuantity(gold) ? compare(value, candidate) : compare(gold, value)
    if (compared.equal || !isQuantity(gold)) return compared
  }
  if (bare.kind === 'apply' && bare.name === 'percent') return otherKind
  if (bare.kind === 'apply' && bare.name === 'degrees') return compareDegrees(gold, candidate, compare)
  return isQuantity(gold) ? compare(valueOf(gold), candidate) : compare(gold, valueOf(candidate as ApplyTree))
}

/** The value of a unit that only counts, such as a dozen. */
function counted(tree: ApplyTree): MathTree | null {
  const unit = unitsOf(tree).find((each) => each.dimension.size === 0)
  return unit === undefined ? null : apply('multiply', number(unit.scale), valueOf(tree))
}

function valueOf(tree: ApplyTree): MathTree {
  return tree.of[0] as MathTree
}

function compareBoth(gold: ApplyTree, candidate: ApplyTree, compare: Compare): Comparison {
  let nearest: Comparison = otherKind
  const seen = new Set<string>()
  for (const wanted of unitsOf(gold)) {
    for (const given of unitsOf(candidate)) {
      if (!isOneKind(wanted, given)) continue
      const key = `${wanted.scale.numerator}/${wanted.scale.denominator} ${given.scale.numerator}/${given.scale.denominator}`
      if (seen.has(key)) continue
      seen.add(key)
      const compared = compareIn(wanted, given, gold, candidate, compare)
      if (compared.equal) return compared
      nearest = compared
    }
  }
  return nearest
}

function isOneKind(wanted: Unit, given: Unit): boolean {
  const [left, right] = [dimensionKey(wanted.dimension), dimensionKey(given.dimension)]
  if (left === right) return true
  // `18 per day` where the gold is `\$18 per day`: the currency is left out as any unit may be.
  return wanted.dimension.size > 1 && withoutCurrency(wanted) === right && right !== ''
}

const currency = /^(?:[$€£₹₩₽₱฿₺]|CNY|JPY|MXN|CHF|[A-Z]{1,2}\$|ZAR)$/

function withoutCurrency({ dimension }: Unit): string {
  return dimensionKey(new Map([...dimension].filter(([name]) => !currency.test(name))))
}

/** In the gold's unit, so that its digits count as written; else in the candidate's, for the same of its digits. */
function compareIn(wanted: Unit, given: Unit, gold: ApplyTree, candidate: ApplyTree, compare: Compare): Comparison {
  const [left, right] = [valueOf(gold), valueOf(candidate)]
  const isSameUnit = equal(wanted.scale, given.scale) && wanted.pi === given.pi && equal(wanted.offset, given.offset)
  if (isSameUnit) return compare(left, right)
  const compared = compare(left, converted(right, given, wanted))
  if (compared.equal) return compared
  return right.kind === 'number' && right.decimals !== null ? compare(converted(left, wanted, given), right) : compared
}

/** (value + offset) · scale / scale − offset, with the power of π that is left over. */
function converted(value: MathTree, from: Unit, to: Unit): MathTree {
  const factor = divide(from.scale, to.scale) as Rational
  const isPlain = equal(from.offset, zero) && equal(to.offset, zero)
  if (from.pi === to.pi && value.kind === 'number' && value.base === undefined) {
    const exact = subtract(multiply(add(value.value, from.offset), factor), to.offset)
    return isPlain ? rescaled(value, factor, exact) : number(exact)
  }
  const scaled = apply('multiply', number(factor), isPlain ? value : apply('add', value, number(from.offset)))
  const turned = from.pi === to.pi ? scaled : apply('multiply', scaled, powerOfPi(from.pi - to.pi))
  return isPlain ? turned : apply('add', turned, number(multiply(to.offset, whole(-1n))))
}

function powerOfPi(power: number): MathTree {
  return apply('power', symbol('pi'), number(whole(BigInt(power))))
}

/** A decimal moved by a power of ten is a decimal still: 3.50 km is 3500 m, 3.50 cm is 0.0350 m. */
function rescaled(value: MathTree & { kind: 'number' }, factor: Rational, exact: Rational): MathTree {
  if (value.decimals === null) return number(exact)
  let shift = 0
  let rest = factor
  for (; rest.denominator > 1n && rest.numerator === 1n && rest.denominator % 10n === 0n; shift++)
    rest = { numerator: 1n, denominator: rest.denominator / 10n }
  for (; rest.denominator === 1n && rest.numerator > 1n && rest.numerator % 10n === 0n; shift--)
    rest = { numerator: rest.numerator / 10n, denominator: 1n }
  if (!equal(rest, one)) return number(exact)
  const decimals = value.decimals + shift
  return decimals <= 0 ? number(exact) : { ...value, value: exact, decimals }
}

/** `90^\circ` beside an angle in other units, or beside a temperature whose scale is left out. */
function compareDegrees(gold: MathTree, candidate: MathTree, compare: Compare): Comparison {
  const united = isQuantity(gold) ? gold : (candidate as ApplyTree)
  const bare = (isQuantity(gold) ? candidate : gold) as ApplyTree
  const isTemperature = unitsOf(united).some(
    (unit) => dimensionKey(unit.dimension) === 'K^1' && !equal(unit.offset, zero),
  )
  if (isTemperature) {
    return isQuantity(gold) ? compare(valueOf(united), valueOf(bare)) : compare(valueOf(bare), valueOf(united))
  }
  const angle = quantity(valueOf(bare), 'degree')
  return isQuantity(gold) ? compareBoth(gold, angle, compare) : compareBoth(angle, candidate as ApplyTree, compare)
}

/** Whether the numbers of one side belong to different units that the other leaves out: 9 chickens and 10 rabbits. */
export function unitsTellApart(one: readonly MathTree[], other: readonly MathTree[]): boolean {
  const kinds = (items: readonly MathTree[]): Set<string> =>
    new Set(
      items.flatMap((item) =>
        isQuantity(item)
          ? unitsOf(item)
              .slice(0, 1)
              .map((unit) => dimensionKey(unit.dimension))
          : [],
      ),
    )
  const [left, right] = [kinds(one), kinds(other)]
  return (left.size > 1 && right.size === 0) || (right.size > 1 && left.size === 0)
}
