// Tokens to a tree, with a stack of frames instead of recursion: operator precedence (Dijkstra's shunting yard, 1961)
// inside each bracket, and argument frames for LaTeX commands. Anything that no rule reads makes the whole unreadable.
import { closersOf, closeGroup, isCloser, matrixOf } from './brackets.ts'
import { endItem, endRow, openGroup, pushFrame, reduce, reduceOnce } from './frames.ts'
import type { Arguments, Group } from './frames.ts'
import {
  adjacency,
  adjacencyOfFunction,
  bigOperator,
  binding,
  derivativeOperator,
  functionOperator,
  integralOperator,
  negate,
  operatorBefore,
  operatorBetween,
  unit,
  type Operator,
  type Scripts,
} from './operators.ts'
import { derivativeVariable, indexed, mixedNumber, splitDigits } from './special-forms.ts'
import type { Token } from './tokenise.ts'
import { apply, symbol, type MathTree } from './tree.ts'
import { Unreadable } from './unreadable.ts'

/**
 * The tree; null where the tokens are no expression.
 * @throws OverLimit past 64 nested brackets or 200 levels
 * @example parse(tokens, text) // of `2x + 1`: add(multiply(2, x), 1)
 */
export function parse(tokens: readonly Token[], text: string): MathTree | null {
  try {
    return new Parser(tokens, text).parse()
  } catch (thrown) {
    if (thrown instanceof Unreadable) return null
    throw thrown
  }
}

class Parser {
  readonly #tokens: Token[]
  readonly #text: string
  readonly #stack: (Group | Arguments)[] = [openGroup('')]
  #next = 0

  constructor(tokens: readonly Token[], text: string) {
    this.#tokens = [...tokens]
    this.#text = text
  }

  parse(): MathTree {
    while (this.#next < this.#tokens.length) {
      const token = this.#tokens[this.#next++] as Token
      const frame = this.#top()
      if (frame.kind === 'arguments') this.#readArgument(frame, token)
      else this.#read(frame, token)
    }
    const [last] = this.#stack
    if (this.#stack.length !== 1 || last?.kind !== 'group') throw new Unreadable('something is not closed')
    return closeGroup(last, '')
  }

  #top(): Group | Arguments {
    return this.#stack.at(-1) as Group | Arguments
  }

  #peek(offset = 0): Token | undefined {
    return this.#tokens[this.#next + offset]
  }

  #readArgument(frame: Arguments, token: Token): void {
    if (token.kind === 'mark' && token.value === '{') {
      return pushFrame(this.#stack, openGroup('{', frame.isScript))
    }
    if (token.kind === 'number' && frame.takesDigits) this.#splitDigits(token)
    else if (token.kind === 'number') this.#place(token.number as MathTree)
    else if (token.kind === 'symbol') this.#place(symbol(token.value))
    else if (token.kind === 'structure') this.#readStructure(token.value)
    else if (token.kind === 'function') this.#readFunction(token.value)
    else if (token.kind === 'text') this.#place({ kind: 'text', text: token.value })
    else if (token.kind === 'mark' && token.value === '(') pushFrame(this.#stack, openGroup('('))
    else throw new Unreadable('an argument is missing')
  }

  /** `\frac12`: one digit is the argument, the others are read next. */
  #splitDigits(token: Token): void {
    const [first, rest] = splitDigits(token, this.#text)
    if (rest !== null) this.#tokens.splice(this.#next, 0, rest)
    this.#place(first)
  }

  #read(group: Group, token: Token): void {
    switch (token.kind) {
      case 'number':
        return this.#readNumber(group, token)
      case 'symbol':
        return this.#readSymbol(group, token)
      case 'text':
        this.#before(group, adjacency)
        return this.#place({ kind: 'text', text: token.value })
      case 'function':
        return this.#readFunction(token.value)
      case 'structure':
        return this.#readStructure(token.value)
      case 'begin':
        this.#before(group, adjacency)
        return pushFrame(this.#stack, openGroup(token.value))
      case 'end':
        return this.#endMatrix(group, token.value)
      case 'mark':
        return this.#readMark(group, token.value)
    }
  }

  #readNumber(group: Group, token: Token): void {
    const last = this.#peek(-2)
    if (!group.expecting && last?.kind === 'number' && !token.spaced) throw new Unreadable('two numbers side by side')
    const mixed = this.#plainMixedNumber(token)
    if (mixed !== null) {
      this.#before(group, adjacency)
      return this.#place(mixed)
    }
    if (!group.expecting && last?.kind === 'number' && this.#peek()?.value !== 'frac') {
      throw new Unreadable('two numbers side by side')
    }
    this.#before(group, adjacency)
    this.#place(token.number as MathTree)
  }

  /** `1 1/4` */
  #plainMixedNumber(token: Token): MathTree | null {
    const [top, slash, bottom] = [this.#peek(), this.#peek(1), this.#peek(2)]
    if (top?.kind !== 'number' || !top.spaced || slash?.value !== '/' || bottom?.kind !== 'number') return null
    const fraction = apply('divide', top.number as MathTree, bottom.number as MathTree)
    const mixed = mixedNumber(token.number as MathTree, fraction)
    if (mixed !== null) this.#next += 3
    return mixed
  }

  #readSymbol(group: Group, token: Token): void {
    const next = this.#peek()
    const integral = group.operators.findLast((operator) => operator.isIntegral)
    if (token.value === 'd' && next?.kind === 'symbol' && !next.spaced && integral !== undefined) {
      this.#next++
      return this.#endIntegral(group, integral, symbol(next.value))
    }
    this.#before(group, adjacency)
    // f(x) and g(x) are values of functions; x(x + 1) is a product.
    const isCall = /^[fg]'*$/.test(token.value) && next?.kind === 'mark' && next.value === '('
    if (!isCall) return this.#place(symbol(token.value))
    group.operators.push(functionOperator(token.value, {}, true))
  }

  #endIntegral(group: Group, integral: Operator, variable: MathTree): void {
    if (group.expecting) group.operands.push(unit)
    group.expecting = false
    while (group.operators.at(-1) !== integral) reduceOnce(group, group.operators.pop() as Operator)
    reduceOnce(group, group.operators.pop() as Operator, variable)
  }

  #readFunction(name: string): void {
    const frame = this.#top()
    if (frame.kind === 'group') this.#before(frame, adjacencyOfFunction)
    else throw new Unreadable('a function as an argument')
    this.#readScripts({}, (scripts) => {
      const next = this.#peek()
      const isBeforeBrackets = next?.kind === 'mark' && ['(', '[', '{', '\\{'].includes(next.value)
      const group = this.#top() as Group
      group.operators.push(functionOperator(name, scripts, isBeforeBrackets))
    })
  }

  #readStructure(name: string): void {
    // `5 \pmod{7}` is read as 5: a remark, not a factor.
    if (name === 'pmod') return this.#arguments(1, false, () => undefined)
    const frame = this.#top()
    const isBig = ['sum', 'prod', 'int', 'iint', 'oint', 'lim'].includes(name)
    if (frame.kind === 'group') this.#before(frame, isBig ? adjacencyOfFunction : adjacency)
    if (isBig) {
      if (frame.kind !== 'group') throw new Unreadable('a sum as an argument')
      return this.#readScripts({}, (scripts) => {
        const group = this.#top() as Group
        group.operators.push(name.endsWith('int') ? integralOperator(scripts) : bigOperator(name, scripts))
      })
    }
    if (name === 'frac' || name === 'binom') {
      return this.#arguments(2, true, ([top, bottom]) => {
        const tree = apply(name === 'frac' ? 'divide' : 'binomial', top as MathTree, bottom as MathTree)
        const variable = name === 'frac' ? derivativeVariable(tree) : null
        const group = this.#top()
        if (variable !== null && group.kind === 'group') group.operators.push(derivativeOperator(variable))
        else this.#place(tree)
      })
    }
    if (name === 'sqrt') return this.#readRoot()
    // A box inside an answer holds a part of it.
    this.#arguments(1, false, ([content]) => this.#place(content as MathTree))
  }

  #readRoot(): void {
    const next = this.#peek()
    if (next?.kind !== 'mark' || next.value !== '[') {
      return this.#arguments(1, false, ([radicand]) => this.#place(apply('sqrt', radicand as MathTree)))
    }
    this.#next++
    this.#arguments(1, false, ([degree]) => {
      this.#arguments(1, false, ([radicand]) => {
        this.#place(apply('root', radicand as MathTree, degree as MathTree))
      })
    })
    pushFrame(this.#stack, openGroup('[degree'))
  }

  /** `_{…}` and `^{…}` in any order, then `done`. */
  #readScripts(scripts: Scripts, done: (scripts: Scripts) => void): void {
    const next = this.#peek()
    const place = next?.kind === 'mark' && next.value === '_' ? 'lower' : next?.value === '^' ? 'upper' : null
    if (next?.kind !== 'mark' || place === null || scripts[place] !== undefined) return done(scripts)
    this.#next++
    const isNegative = this.#peek()?.value === '-'
    if (isNegative) this.#next++
    const take: Arguments['done'] = ([written]) => {
      const script = isNegative ? negate(written as MathTree) : (written as MathTree)
      this.#readScripts({ ...scripts, [place]: script }, done)
    }
    this.#arguments(1, true, take, true)
  }

  #arguments(wanted: number, takesDigits: boolean, done: Arguments['done'], isScript = false): void {
    pushFrame(this.#stack, { kind: 'arguments', wanted, got: [], takesDigits, isScript, done })
  }

  /** Makes room for an operand: where one stands already, the two are multiplied. */
  #before(group: Group, operator: Operator): void {
    if (group.expecting) return
    reduce(group, operator.precedence)
    group.operators.push(operator)
    group.expecting = true
  }

  /** Gives a finished value to whatever waits for it. */
  #place(value: MathTree): void {
    const frame = this.#top()
    if (frame.kind === 'arguments') {
      frame.got.push(value)
      if (frame.got.length < frame.wanted) return
      this.#stack.pop()
      return frame.done(frame.got)
    }
    const last = frame.operators.at(-1)
    const whole = frame.operands.at(-1)
    if (last === adjacency && whole !== undefined && frame.expecting) {
      const mixed = mixedNumber(whole, value)
      if (mixed !== null) {
        frame.operators.pop()
        frame.operands.pop()
        frame.operands.push(mixed)
        frame.expecting = false
        return
      }
    }
    if (!frame.expecting) {
      reduce(frame, adjacency.precedence)
      frame.operators.push(adjacency)
    }
    frame.operands.push(value)
    frame.expecting = false
  }

  #readMark(group: Group, mark: string): void {
    if (mark === '|' || mark === '‖') return this.#readBar(group, mark)
    if (mark in closersOf || mark === '{') {
      this.#before(group, adjacency)
      return pushFrame(this.#stack, openGroup(mark))
    }
    if (mark.startsWith(',') || mark === ';' || mark === '&' || mark === '\\\\') return this.#separate(group, mark)
    if (group.opener !== '' && isCloser(mark)) return this.#close(group, mark)
    if (mark === '!' || mark === '%' || mark === '°') return this.#readPostfix(group, mark)
    if (mark === '^') return this.#readPower(group)
    if (mark === '_') return this.#readSubscript(group)
    if (mark === 'choose' || mark === 'over') return this.#readInfixFraction(group, mark)
    if (group.expecting) {
      const isAfterPower = this.#peek(-2)?.value === '^'
      const before = operatorBefore(mark, isAfterPower)
      if (before !== null) {
        group.operators.push(before)
        return
      }
      // `= 5` and `≈ 5` at the beginning: the left side is left out.
      if ((mark === '=' || mark === '≈') && group.operands.length === 0 && this.#next === 1) return
      throw new Unreadable('an operand is missing')
    }
    const operator = operatorBetween(mark)
    if (operator === null) throw new Unreadable(`${mark} is out of place`)
    reduce(group, operator.precedence, operator.isRightAssociative)
    group.operators.push(operator)
    group.expecting = true
  }

  #readBar(group: Group, mark: string): void {
    if (!group.expecting && group.opener === mark) return this.#close(group, mark)
    if (!group.expecting && group.opener === '\\{') {
      reduce(group, Number.NEGATIVE_INFINITY)
      group.operators.push(operatorBetween('mid') as Operator)
      group.expecting = true
      return
    }
    this.#before(group, adjacency)
    pushFrame(this.#stack, openGroup(mark))
  }

  #separate(group: Group, mark: string): void {
    // `1, 2, and 3`: the comma has ended the item already. `and 3`, `3 or`: nothing stands there.
    const isDoubled = group.expecting && group.operators.length === 0 && group.operands.length === 0
    if (mark === ',or' || mark === ',and') group.joint = mark === ',or' ? 'or' : 'and'
    if (isDoubled && mark !== ',' && (group.items.length > 0 || group.rows.length > 0)) return
    if (mark === ';' || mark === '\\\\') {
      // A matrix may end in `\\`.
      if (mark === '\\\\' && this.#peek()?.kind === 'end') return
      return endRow(group)
    }
    endItem(group)
  }

  #close(group: Group, closer: string): void {
    this.#stack.pop()
    if (group.opener === '{' && group.expecting && group.mayBeEmpty && group.operands.length === 0) {
      const sign = group.operators.length
      if (sign <= 1) return this.#place(symbol('none'))
    }
    this.#place(closeGroup(group, closer))
  }

  #endMatrix(group: Group, name: string): void {
    if (group.opener !== name) throw new Unreadable('an environment is not closed')
    this.#stack.pop()
    this.#place(matrixOf(group))
  }

  #readPostfix(group: Group, mark: string): void {
    const operand = group.operands.pop()
    if (group.expecting || operand === undefined) throw new Unreadable('an operand is missing')
    const isLetter = operand.kind === 'symbol' && operand.name !== 'infty' && !operand.name.includes(' ')
    if (mark === '%' && isLetter) throw new Unreadable('a letter is no percentage')
    group.operands.push(apply(mark === '!' ? 'factorial' : mark === '%' ? 'percent' : 'degrees', operand))
  }

  #readPower(group: Group): void {
    const [next, after] = [this.#peek(), this.#peek(1)]
    const isBracedDegree = next?.value === '{' && after?.value === '°' && this.#peek(2)?.value === '}'
    if (next?.value === '°' || isBracedDegree) {
      this.#next += isBracedDegree ? 3 : 1
      return this.#readPostfix(group, '°')
    }
    if (group.expecting) throw new Unreadable('an operand is missing')
    // `3^{+}` and `3^+` below `\lim`: the side from which a limit is taken.
    const side = next?.value === '{' && this.#peek(2)?.value === '}' ? after : after?.value === '}' ? next : undefined
    if (group.mayBeEmpty && (side?.value === '+' || side?.value === '-')) {
      this.#next += side === after ? 3 : 1
      return
    }
    const power = operatorBetween('^') as Operator
    reduce(group, power.precedence, true)
    group.operators.push(power)
    group.expecting = true
  }

  /** `x_1`, `a_{n+1}`, `\alpha^2_i`: the subscript is part of the name, as it is written. */
  #readSubscript(group: Group): void {
    reduce(group, binding.power)
    const operand = group.operands.pop()
    const start = this.#peek()
    if (group.expecting || operand === undefined || start === undefined) throw new Unreadable('nothing to index')
    let end = start.end
    this.#next++
    if (start.value === '{') {
      for (let open = 1; open > 0; this.#next++) {
        const token = this.#peek()
        if (token === undefined) throw new Unreadable('a subscript is not closed')
        if (token.value === '{' && token.kind === 'mark') open++
        if (token.value === '}' && token.kind === 'mark') open--
        end = token.end
      }
    }
    const index = this.#text
      .slice(start.at, end)
      .replace(/^\{([^]*)\}$/, '$1')
      .replace(/\\(?:text|mathrm|mathit|rm)\s?\{?|[{}\s]/g, '')
    group.operands.push(indexed(operand, index))
  }

  /** `{n \choose k}`, `{a \over b}`: all that the braces hold so far over all that follows. */
  #readInfixFraction(group: Group, mark: string): void {
    if (group.expecting) throw new Unreadable('an operand is missing')
    reduce(group, Number.NEGATIVE_INFINITY)
    const name = mark === 'over' ? 'divide' : 'binomial'
    group.operators.push({ precedence: 0, arity: 2, build: (left, right) => apply(name, left, right) })
    group.expecting = true
  }
}
