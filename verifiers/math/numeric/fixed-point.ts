// Elementary functions in fixed point: a BigInt stands for itself over 2^bits. Each returns a value whose error is at
// most `slack` units in the last place, counted from the truncations of its loop; the tail of each alternating or
// geometric series is below the last term left out.

/** Units in the last place that any function here may be off, for arguments in the ranges that it names. */
export function slack(bits: number): bigint {
  return BigInt(bits) * 8n + 64n
}

const constants = new Map<string, bigint>()
const mostConstants = 64

function remembered(name: string, bits: number, make: () => bigint): bigint {
  const key = `${name} ${bits}`
  const known = constants.get(key)
  if (known !== undefined) return known
  if (constants.size >= mostConstants) constants.clear()
  const value = make()
  constants.set(key, value)
  return value
}

/** π by Machin's formula, 16 arctan 1/5 − 4 arctan 1/239, cut from a longer value. */
export function piFixed(bits: number): bigint {
  return remembered('pi', bits, () => {
    const guard = 32
    const longer = bits + guard
    return (16n * arctanInverse(5n, longer) - 4n * arctanInverse(239n, longer)) >> BigInt(guard)
  })
}

function arctanInverse(inverse: bigint, bits: number): bigint {
  let power = (1n << BigInt(bits)) / inverse
  const square = inverse * inverse
  let sum = power
  for (let odd = 3n, sign = -1n; power !== 0n; odd += 2n, sign = -sign) {
    power /= square
    sum += (sign * power) / odd
  }
  return sum
}

/** ln 2 = 2 artanh 1/3. */
export function lnTwoFixed(bits: number): bigint {
  return remembered('ln2', bits, () => {
    const guard = 32
    let power = (1n << BigInt(bits + guard)) / 3n
    let sum = power
    for (let odd = 3n; power !== 0n; odd += 2n) {
      power /= 9n
      sum += power / odd
    }
    return (2n * sum) >> BigInt(guard)
  })
}

/** e^x for |x| ≤ 1/2, by its Taylor series. */
export function expFixed(x: bigint, bits: number): bigint {
  const shift = BigInt(bits)
  const unit = 1n << shift
  // Eight halvings of the argument shorten the series; squaring undoes them and costs eight bits, which are added.
  const halvings = 8n
  const longer = shift + 2n * halvings + 8n
  const reduced = (x << (longer - shift)) >> halvings
  let term = 1n << longer
  let sum = term
  for (let count = 1n; term !== 0n && term !== -1n; count++) {
    term = (term * reduced) >> longer
    term /= count
    sum += term
  }
  for (let count = 0n; count < halvings; count++) sum = (sum * sum) >> longer
  const result = sum >> (longer - shift)
  return result > 0n ? result : unit
}

/** ln x for 1/2 ≤ x ≤ 2: 2 artanh((x − 1)/(x + 1)). */
export function lnFixed(x: bigint, bits: number): bigint {
  const shift = BigInt(bits)
  const unit = 1n << shift
  const ratio = ((x - unit) << shift) / (x + unit)
  const square = (ratio * ratio) >> shift
  let power = ratio
  let sum = ratio
  for (let odd = 3n; power !== 0n && power !== -1n; odd += 2n) {
    power = (power * square) >> shift
    sum += power / odd
  }
  return 2n * sum
}

/** sin x and cos x for |x| ≤ 1. */
export function sinCosFixed(x: bigint, bits: number): { readonly sin: bigint; readonly cos: bigint } {
  const shift = BigInt(bits)
  const square = (x * x) >> shift
  let sinTerm = x
  let cosTerm = 1n << shift
  let sin = sinTerm
  let cos = cosTerm
  for (let count = 1n; cosTerm > 1n || cosTerm < -1n; count += 2n) {
    cosTerm = -((cosTerm * square) >> shift) / (count * (count + 1n))
    sinTerm = -((sinTerm * square) >> shift) / ((count + 1n) * (count + 2n))
    cos += cosTerm
    sin += sinTerm
  }
  return { sin, cos }
}

/** arctan x for |x| ≤ 1: three halvings, arctan x = 2 arctan(x / (1 + √(1 + x²))), then Taylor. */
export function arctanFixed(x: bigint, bits: number): bigint {
  const guard = 16n
  const shift = BigInt(bits) + guard
  const unit = 1n << shift
  const halvings = 3n
  let reduced = x << guard
  for (let count = 0n; count < halvings; count++) {
    const root = rootOf(((reduced * reduced) >> shift) + unit, shift)
    reduced = (reduced << shift) / (unit + root)
  }
  const square = (reduced * reduced) >> shift
  let power = reduced
  let sum = reduced
  for (let odd = 3n; power !== 0n && power !== -1n; odd += 2n) {
    power = -((power * square) >> shift)
    sum += power / odd
  }
  return (sum << halvings) >> guard
}

function rootOf(value: bigint, shift: bigint): bigint {
  return wholeRoot(value << shift)
}

/** The whole number below √value, by Newton's method from a double. */
export function wholeRoot(value: bigint): bigint {
  if (value < 2n) return value
  if (value < 1n << 52n) return BigInt(Math.floor(Math.sqrt(Number(value))))
  const bits = value.toString(16).length * 4
  const drop = BigInt(Math.max(0, bits - 104)) & ~1n
  // Above the root, so that the iteration falls to it.
  let guess = (BigInt(Math.ceil(Math.sqrt(Number(value >> drop)))) + 2n) << (drop >> 1n)
  for (;;) {
    const next = (guess + value / guess) >> 1n
    if (next >= guess) return guess
    guess = next
  }
}
