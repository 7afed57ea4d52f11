// Jinja as chat templates use it: `@huggingface/jinja` 0.5.11, with a limit of steps, and with what it does otherwise
// than Jinja in Python done as there: methods of strings with arguments, white space, equality of values, the length of
// a text, and what is set within a loop, which is forgotten by its next round.
import * as library from '@huggingface/jinja'
import { pythonStringMethods, pythonStrip, type PythonValue } from './python-strings.ts'

interface Value {
  readonly type: string
  readonly value: unknown
}
type Statement = { readonly type: string }
export type Program = Statement

interface Environment {
  readonly variables: Map<string, Value>
  set(name: string, value: unknown): Value
  lookupVariable(name: string): Value
}

/** What is used of the library, whose own types cannot be resolved by Node's rules. */
const { Environment, Interpreter, parse, tokenize } = library as unknown as {
  readonly Environment: new () => Environment
  readonly Interpreter: new (environment: Environment) => {
    run(program: Program): Value
    evaluate(statement: Statement | undefined, environment: Environment): Value
  }
  readonly parse: (tokens: unknown) => Program
  readonly tokenize: (source: string, options: { lstrip_blocks: boolean; trim_blocks: boolean }) => unknown
}

/** Evaluations of one rendering; a conversation of a hundred messages takes some ten thousand. */
const mostSteps = 500_000
/** Characters of any one text on the way. */
const mostCharacters = 2 ** 24
/** As Jinja's sandbox has it. */
const longestRange = 100_000

/** What a template says where it refuses a conversation. */
export class TemplateRefusal extends Error {
  override readonly name = 'TemplateRefusal'
}

/** @throws Error for what is no template */
export function compileTemplate(source: string): Program {
  // Python's Jinja has one way to end a line.
  const lines = source.replaceAll(/\r\n?/g, '\n')
  const program = parse(tokenize(lines, { lstrip_blocks: true, trim_blocks: true }))
  visit(program, new Set())
  return program
}

/** @param now the day that `strftime_now` tells, so that a prompt is the same on every day */
export function renderTemplate(program: Program, variables: { readonly [name: string]: unknown }, now: Date): string {
  const environment = new Environment()
  const globals = {
    false: false,
    true: true,
    none: null,
    False: false,
    True: true,
    None: null,
    raise_exception: (message: unknown) => {
      throw new TemplateRefusal(String(message))
    },
    strftime_now: (format: string) => formatDate(now, format),
    range: (...given: readonly number[]) => rangeOf(given),
  }
  for (const [name, value] of Object.entries({ ...globals, ...variables })) environment.set(name, value)
  const result = new BoundedInterpreter(environment).run(program)
  return String(result.value)
}

class BoundedInterpreter extends Interpreter {
  #steps = 0

  override evaluate(statement: Statement | undefined, environment: Environment): Value {
    if (++this.#steps > mostSteps) throw new TemplateRefusal(`it has not ended after ${mostSteps} steps`)
    const value = (statement && this.#asPython(statement, environment)) ?? super.evaluate(statement, environment)
    if (value.type === 'StringValue' && String(value.value).length > mostCharacters)
      throw new TemplateRefusal(`it makes a text of more than ${mostCharacters} characters`)
    return value
  }

  /** What Python does otherwise; null for everything else. */
  #asPython(statement: Statement, environment: Environment): Value | null {
    const node = statement as Node
    if (node.type === 'FreshRound') {
      for (const name of environment.variables.keys()) if (!node.kept?.has(name)) environment.variables.delete(name)
      return environment.lookupVariable('')
    }
    if (node.type === 'BinaryExpression' && (node.operator?.value === '==' || node.operator?.value === '!=')) {
      const same = isEqual(this.evaluate(node.left, environment), this.evaluate(node.right, environment))
      return made(same === (node.operator.value === '=='))
    }
    if (node.type === 'FilterExpression' && node.filter?.type === 'Identifier') {
      const filter = String(node.filter.value)
      if (!['trim', 'length', 'count', 'capitalize'].includes(filter)) return null
      const operand = this.evaluate(node.operand, environment)
      if (operand.type !== 'StringValue') return null
      const text = String(operand.value)
      if (filter === 'trim') return made(pythonStrip(text))
      if (filter === 'capitalize') return made(pythonStringMethods['capitalize']?.(text, []))
      return made(Array.from(text).length)
    }
    if (node.type !== 'CallExpression' || node.callee?.type !== 'MemberExpression' || node.callee.computed === true)
      return null
    const method = pythonStringMethods[String(node.callee.property?.value)]
    if (
      method === undefined ||
      node.args?.some(({ type }) => type.endsWith('SpreadExpression') || type.startsWith('Keyword')) === true
    )
      return null
    const object = this.evaluate(node.callee.object, environment)
    if (object.type !== 'StringValue') return null
    const given = (node.args ?? []).map((each) => plain(this.evaluate(each, environment)))
    return made(method(String(object.value), given))
  }
}

/** The parts of a node of a template's tree that are looked at here. */
interface Node {
  readonly type: string
  readonly value?: unknown
  readonly computed?: boolean
  readonly operator?: { readonly value: string }
  readonly left?: Statement
  readonly right?: Statement
  readonly operand?: Statement
  readonly object?: Statement
  readonly filter?: Node
  readonly callee?: Node
  readonly property?: Node
  readonly args?: readonly Node[]
  readonly loopvar?: Node
  readonly body?: unknown[]
  readonly kept?: ReadonlySet<string>
}

/** Puts before the body of every loop what forgets the round before. */
function visit(node: unknown, seen: Set<unknown>): void {
  if (typeof node !== 'object' || node === null || seen.has(node)) return
  seen.add(node)
  for (const child of node instanceof Map ? [...node].flat() : Object.values(node)) visit(child, seen)
  const { type, loopvar, body } = node as Partial<Node>
  if (type !== 'For' || loopvar === undefined) return
  const names = loopvar.type === 'Identifier' ? [loopvar] : (loopvar.value as readonly Node[])
  const kept = new Set(['loop', 'namespace', ...names.map(({ value }) => String(value))])
  body?.unshift({ type: 'FreshRound', kept })
}

/** A runtime value of a plain one. */
function made(value: unknown): Value {
  return new Environment().set('value', value)
}

function plain(value: Value): PythonValue {
  const { type, value: held } = value
  if (type === 'ArrayValue' || type === 'TupleValue') return (held as Value[]).map(plain)
  return held as PythonValue
}

/** Python's `==`: numbers and booleans by their number, lists and mappings by what they hold, and never across kinds. */
function isEqual(a: Value, b: Value): boolean {
  const numeric = ['IntegerValue', 'FloatValue', 'BooleanValue']
  if (numeric.includes(a.type) && numeric.includes(b.type)) return Number(a.value) === Number(b.value)
  if (a.value instanceof Map && b.value instanceof Map) {
    const [left, right] = [a.value as Map<string, Value>, b.value as Map<string, Value>]
    return (
      left.size === right.size &&
      [...left].every(([key, each]) => right.has(key) && isEqual(each, right.get(key) as Value))
    )
  }
  if (Array.isArray(a.value) && Array.isArray(b.value)) {
    const [left, right] = [a.value as Value[], b.value as Value[]]
    return left.length === right.length && left.every((each, index) => isEqual(each, right[index] as Value))
  }
  return a.type === b.type && a.value === b.value
}

function rangeOf(given: readonly number[]): number[] {
  const [from = 0, to = 0, step = 1] = given.length === 1 ? [0, ...given] : given
  const length = Math.max(0, Math.ceil((to - from) / step))
  if (!(length <= longestRange)) throw new TemplateRefusal(`it asks for a range of ${length}; at most ${longestRange}`)
  return Array.from({ length }, (_, index) => from + index * step)
}

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]
const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

/** Python's `strftime` in English and UTC. */
function formatDate(date: Date, format: string): string {
  const [month, day] = [months[date.getUTCMonth()] as string, days[date.getUTCDay()] as string]
  const two = (value: number): string => String(value).padStart(2, '0')
  const known: { readonly [letter: string]: string } = {
    Y: String(date.getUTCFullYear()),
    y: two(date.getUTCFullYear() % 100),
    m: two(date.getUTCMonth() + 1),
    d: two(date.getUTCDate()),
    B: month,
    b: month.slice(0, 3),
    A: day,
    a: day.slice(0, 3),
    H: two(date.getUTCHours()),
    M: two(date.getUTCMinutes()),
    S: two(date.getUTCSeconds()),
    '%': '%',
  }
  return format.replaceAll(/%(-?)([A-Za-z%])/g, (written, bare: string, letter: string) => {
    const text = known[letter] ?? written
    return bare === '' ? text : text.replace(/^0(?=.)/, '')
  })
}
