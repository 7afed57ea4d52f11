// The value of an expression. mathjs reads and computes it; what it may hold is listed here, by kinds of nodes, functions
// and constants, so that nothing else of mathjs (`import`, `parse`, `evaluate`, `createUnit`, random numbers, matrices,
// assignments) can be reached, whatever a later version brings. The dangerous ones are off besides.
// https://mathjs.org/docs/expressions/security.html
import { all, create, type BigNumber, type FactoryFunctionMap, type MathNode } from 'mathjs'
import type { Calculation } from './calculation.ts'

/** Digits that are computed with, and of integers that are told. */
const precision = 200
/** Digits of results that are no integers: the last of those computed with are not to be trusted. */
const shownDigits = 15

const functions: ReadonlySet<string> = new Set(
  'abs cbrt ceil combinations cos acos sin asin tan atan atan2 cosh sinh tanh exp factorial fix floor gcd hypot lcm ln log log10 log2 max mean median min mod nthRoot permutations pow round sign sqrt square cube sum add subtract multiply divide'.split(
    ' ',
  ),
)
const constants: ReadonlySet<string> = new Set(['pi', 'e'])
const operators: ReadonlySet<string> = new Set(['+', '-', '*', '/', '^', '!', '%', 'mod'])

/** With the tolerance that mathjs has by itself, `floor` and `mod` of long numbers are off by one. */
const [relTol, absTol] = [10 ** -(precision - 10), 10 ** -(precision - 10)]
const math = create(all as FactoryFunctionMap, { number: 'BigNumber', precision, relTol, absTol })
/** As it is before it is off. */
const parse: (text: string) => MathNode = math.parse.bind(math)
const dangerous = ['import', 'createUnit', 'reviver', 'evaluate', 'parse', 'simplify', 'derivative', 'resolve']
const off = (name: string) => () => {
  throw new Error(`There is no \`${name}\` here.`)
}
math.import(Object.fromEntries(dangerous.map((name) => [name, off(name)])), { override: true })

/** What mathjs has no name for, and what it has in 15 digits alone. */
const scope = {
  ln: (value: BigNumber) => math.log(value),
  pi: math.bignumber(-1).acos(),
  e: math.bignumber(1).exp(),
}

interface Parts {
  readonly name?: string
  readonly op?: string
  readonly implicit?: boolean
  readonly value?: unknown
  readonly fn?: MathNode & Parts
}

export function calculate(expression: string): Calculation {
  try {
    const node = parse(expression.replaceAll('×', '*').replaceAll('÷', '/').replaceAll('−', '-'))
    const fault = faultIn(node)
    if (fault !== null) return { fault }
    const value: unknown = node.evaluate({ ...scope })
    return shown(value)
  } catch (thrown) {
    if (thrown instanceof RangeError) return { fault: 'the expression is nested too deeply' }
    return { fault: (thrown instanceof Error ? thrown.message : String(thrown)).slice(0, 200) }
  }
}

/** What in an expression no calculator has; null where nothing is. */
function faultIn(tree: MathNode): string | null {
  let fault: string | null = null
  tree.traverse((each, path, parent) => {
    fault ??= nodeFault(each, path, parent)
  })
  return fault
}

function nodeFault(node: MathNode & Parts, path: string, parent: (MathNode & Parts) | null): string | null {
  switch (node.type) {
    case 'ConstantNode':
      // The hundred of a percentage is a plain number.
      return math.isBigNumber(node.value) || typeof node.value === 'number' ? null : 'an expression holds numbers alone'
    case 'ParenthesisNode':
      return null
    case 'OperatorNode':
      return operators.has(node.op ?? '')
        ? null
        : `there is no operator \`${node.op}\`; there are ${[...operators].join(' ')}`
    case 'FunctionNode': {
      const { fn } = node
      if (fn?.type === 'SymbolNode' && functions.has(fn.name ?? '')) return null
      return `there is no function \`${(fn?.name ?? 'of that kind').slice(0, 40)}\`; there are ${[...functions].join(', ')}`
    }
    case 'SymbolNode':
      if (parent?.type === 'FunctionNode' && path === 'fn') return null
      return constants.has(node.name ?? '')
        ? null
        : `\`${(node.name ?? '').slice(0, 40)}\` has no value; there are pi and e`
    default:
      return `an expression holds numbers, operators and functions; no ${node.type.replace(/Node$/, '').toLowerCase()}`
  }
}

/** Integers whole where all their digits were computed, else rounded. */
function shown(value: unknown): Calculation {
  if (typeof value === 'number') return shown(math.bignumber(value))
  if (!math.isBigNumber(value)) return { fault: 'the result is no real number' }
  if (!value.isFinite()) return { fault: 'the result is no finite number' }
  if (value.isInteger() && value.abs().lt(math.bignumber(`1e${precision}`))) return { value: value.toFixed() }
  const rounded = value.toSignificantDigits(shownDigits)
  const exponent = rounded.isZero() ? 0 : rounded.e
  return { value: exponent >= -7 && exponent < 21 ? rounded.toFixed() : rounded.toExponential() }
}
