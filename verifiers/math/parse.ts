// Tokens to a tree, by precedence: relations, commas, sums, products (a missing sign multiplies), signs, powers.
// Depth is bounded, so the calls cannot exhaust the stack.
import { deepestNesting, OverLimit } from './limits.ts'
import type { Token } from './tokenise.ts'
import type { MathTree, Operator } from './tree.ts'

const functionNames: ReadonlySet<string> = new Set(
  'sqrt sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh log ln exp lg gcd lcm max min'.split(' '),
)
const relations: ReadonlySet<string> = new Set(['=', '<', '>', '<=', '>=', '!='])
const closings: { readonly [opening: string]: readonly string[] } = {
  '(': [')', ']'],
  '[': [']', ')'],
  '\\{': ['\\}'],
}
const brackets: { readonly [mark: string]: string } = { '\\{': '{', '\\}': '}' }

/** Thrown where the tokens are no notation known here; never leaves this file. */
class Unreadable extends Error {}

/**
 * The tree of one answer, or null where the tokens make no sense together.
 * @throws OverLimit past 64 levels of nesting
 * @example parse(tokenise('2x = 6')) // relation '=' of product and number
 */
export function parse(tokens: readonly Token[]): MathTree | null {
  try {
    const parser = new Parser(tokens)
    return parser.whole()
  } catch (thrown) {
    if (thrown instanceof Unreadable) return null
    throw thrown
  }
}

class Parser {
  readonly #tokens: readonly Token[]
  #index = 0
  #depth = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  whole(): MathTree {
    const tree = this.#items('')
    if (this.#index < this.#tokens.length) throw new Unreadable()
    return tree
  }

  /** Relations joined by commas; one alone stands for itself where no brackets make it a list. */
  #items(around: string): MathTree {
    const items = [this.#relation()]
    while (this.#take(',') || this.#take(';')) items.push(this.#relation())
    return items.length === 1 && around === '' ? (items[0] as MathTree) : { kind: 'list', brackets: around, items }
  }

  #relation(): MathTree {
    const sides = [this.#sum()]
    const operators: string[] = []
    for (let mark = this.#mark(); mark !== null && relations.has(mark); mark = this.#mark()) {
      this.#index++
      operators.push(mark)
      sides.push(this.#sum())
    }
    return operators.length === 0 ? (sides[0] as MathTree) : { kind: 'relation', operators, sides }
  }

  #sum(): MathTree {
    if (++this.#depth > deepestNesting) throw new OverLimit(`nesting deeper than ${deepestNesting}`)
    let left = this.#product()
    for (let mark = this.#mark(); mark === '+' || mark === '-'; mark = this.#mark()) {
      this.#index++
      left = operation(mark, left, this.#product())
    }
    this.#depth--
    return left
  }

  #product(): MathTree {
    let left = this.#signed()
    for (;;) {
      const mark = this.#mark()
      if (mark === '*' || mark === '/') {
        this.#index++
        left = operation(mark, left, this.#signed())
      } else if (this.#startsFactor()) {
        left = operation('*', left, this.#power())
      } else {
        return left
      }
    }
  }

  /** Whether what follows is multiplied though no sign says so. Two numbers in a row are not. */
  #startsFactor(): boolean {
    const token = this.#tokens[this.#index]
    if (token === undefined || token.kind === 'number' || token.kind === 'text') return false
    return token.kind !== 'mark' || token.mark === '(' || token.mark === '{'
  }

  #signed(): MathTree {
    let isNegative = false
    for (let mark = this.#mark(); mark === '-' || mark === '+'; mark = this.#mark()) {
      this.#index++
      if (mark === '-') isNegative = !isNegative
    }
    const tree = this.#power()
    return isNegative ? { kind: 'negative', of: tree } : tree
  }

  #power(): MathTree {
    let base = this.#atom()
    for (let mark = this.#mark(); mark === '!' || mark === '%' || mark === '°'; mark = this.#mark()) {
      this.#index++
      if (mark !== '°') base = { kind: mark === '!' ? 'factorial' : 'percent', of: base }
    }
    if (!this.#take('^')) return base
    // `^\circ` marks degrees, which the value does not show.
    if (this.#take('°')) return base
    if (this.#mark() === '{' && this.#markAt(1) === '°' && this.#markAt(2) === '}') {
      this.#index += 3
      return base
    }
    if (++this.#depth > deepestNesting) throw new OverLimit(`nesting deeper than ${deepestNesting}`)
    const exponent = this.#signed()
    this.#depth--
    return operation('^', base, exponent)
  }

  #atom(): MathTree {
    const token = this.#tokens[this.#index++]
    if (token === undefined) throw new Unreadable()
    switch (token.kind) {
      case 'number':
        return this.#mixed(token)
      case 'text':
        return { kind: 'text', text: token.text }
      case 'word':
        return functionNames.has(token.name) ? this.#call(token.name) : symbols(token.name)
      case 'command':
        return this.#command(token.name)
      case 'mark':
        return this.#bracketed(token.mark)
    }
    throw new Unreadable()
  }

  /** `2\frac{1}{2}` and `2 1/2` add; a number followed by anything else stands for itself. */
  #mixed(token: Token & { kind: 'number' }): MathTree {
    const number: MathTree = { kind: 'number', value: token.value, decimals: token.decimals }
    const isWhole = token.decimals === null && token.value.denominator === 1n
    const next = this.#tokens[this.#index]
    if (!isWhole || next === undefined) return number
    const isFraction = next.kind === 'command' && /^[dtc]?frac$/.test(next.name)
    if (!isFraction && !(next.kind === 'number' && next.spaced && this.#markAt(1) === '/')) return number
    const start = this.#index
    const fraction = isFraction ? this.#atom() : this.#plainFraction()
    if (fraction.kind === 'operation' && fraction.left.kind === 'number' && fraction.right.kind === 'number') {
      const { left, right } = fraction
      const isProper = left.value.numerator < right.value.numerator && left.value.denominator === 1n
      if (isProper && right.value.denominator === 1n) return operation('+', number, fraction)
    }
    this.#index = start
    return number
  }

  #plainFraction(): MathTree {
    const top = this.#tokens[this.#index]
    const bottom = this.#tokens[this.#index + 2]
    if (top?.kind !== 'number' || bottom?.kind !== 'number') throw new Unreadable()
    this.#index += 3
    return operation(
      '/',
      { kind: 'number', value: top.value, decimals: top.decimals },
      { kind: 'number', value: bottom.value, decimals: bottom.decimals },
    )
  }

  #command(name: string): MathTree {
    if (/^[dtc]?frac$/.test(name)) {
      const top = this.#argument()
      return operation('/', top, this.#argument())
    }
    if (/^[dt]?binom$/.test(name)) return { kind: 'call', name: 'binomial', of: [this.#argument(), this.#argument()] }
    if (name === 'sqrt') {
      if (this.#mark() !== '[') return { kind: 'call', name: 'sqrt', of: [this.#argument()] }
      this.#index++
      const degree = this.#sum()
      if (!this.#take(']')) throw new Unreadable()
      return { kind: 'call', name: 'root', of: [this.#argument(), degree] }
    }
    if (name === 'boxed' || name === 'fbox') return this.#argument()
    if (functionNames.has(name)) return this.#call(name)
    return { kind: 'symbol', name: `\\${name}` }
  }

  /** A function's argument: in brackets, or as far as a product of symbols and numbers goes. */
  #call(name: string): MathTree {
    if (this.#mark() === '^') throw new Unreadable()
    const mark = this.#mark()
    if (mark === '(' || mark === '{') {
      const of = this.#atom()
      return { kind: 'call', name, of: of.kind === 'list' ? of.items : [of] }
    }
    let of = this.#power()
    while (this.#startsFactor() && this.#tokens[this.#index]?.kind !== 'mark') of = operation('*', of, this.#power())
    return { kind: 'call', name, of: [of] }
  }

  /** An argument of a command: a group, or one token. */
  #argument(): MathTree {
    if (++this.#depth > deepestNesting) throw new OverLimit(`nesting deeper than ${deepestNesting}`)
    const argument = this.#atom()
    this.#depth--
    return argument
  }

  #bracketed(opening: string): MathTree {
    if (opening === '{') {
      const inner = this.#items('')
      if (!this.#take('}')) throw new Unreadable()
      return inner
    }
    const closing = closings[opening]
    if (closing === undefined) throw new Unreadable()
    const inner = this.#items('?')
    const mark = this.#mark()
    if (mark === null || !closing.includes(mark) || inner.kind !== 'list') throw new Unreadable()
    this.#index++
    const only = inner.items[0] as MathTree
    // One item in round or square brackets is only grouped; in braces it is a set.
    if (inner.items.length === 1 && opening !== '\\{') {
      if ((opening === '(') !== (mark === ')')) throw new Unreadable()
      return only
    }
    return { kind: 'list', brackets: (brackets[opening] ?? opening) + (brackets[mark] ?? mark), items: inner.items }
  }

  #mark(): string | null {
    return this.#markAt(0)
  }

  #markAt(ahead: number): string | null {
    const token = this.#tokens[this.#index + ahead]
    return token?.kind === 'mark' ? token.mark : null
  }

  #take(mark: string): boolean {
    if (this.#mark() !== mark) return false
    this.#index++
    return true
  }
}

function operation(operator: Operator, left: MathTree, right: MathTree): MathTree {
  return { kind: 'operation', operator, left, right }
}

/** Up to three small letters are a product; a name with a capital or an index, or a longer word, is one symbol. */
function symbols(name: string): MathTree {
  if (name === 'pi') return { kind: 'symbol', name: '\\pi' }
  if (!/^[a-z]{2,3}$/.test(name)) return { kind: 'symbol', name }
  return Array.from(name)
    .map((letter): MathTree => ({ kind: 'symbol', name: letter }))
    .reduce((left, right) => operation('*', left, right))
}
