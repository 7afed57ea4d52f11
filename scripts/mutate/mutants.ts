// Small faults that are planted in a source, one at a time, to see whether a test notices: an operator swapped, a
// constant moved, a condition fixed, a value not returned, a statement gone. Types, imports and the words of messages
// are left alone. The parser is oxc's, by way of vite.
import { parseSync } from 'vite'

/** One fault: the text from `start` to `end` of the source is written as `after`. */
export interface Mutant {
  readonly path: string
  readonly line: number
  readonly kind: MutantKind
  readonly start: number
  readonly end: number
  readonly before: string
  readonly after: string
}

export type MutantKind = 'operator' | 'constant' | 'condition' | 'return' | 'statement' | 'call'

interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [key: string]: unknown
}

/** Every fault that could be planted in a source, in the order of its text. */
export function mutantsOf(path: string, source: string): Mutant[] {
  const parsed = parseSync(path, source)
  if (parsed.errors.length > 0) throw new Error(`${path}: ${parsed.errors[0]?.message}`)
  const found: Mutant[] = []
  const plant: Plant = (kind, { start, end }, after) => {
    const before = source.slice(start, end)
    if (before === after) return
    const mutant = { path, line: source.slice(0, start).split('\n').length, kind, start, end, before, after }
    // `a ?? b || c` does not parse: a fault that no test has to find.
    const parses = kind !== 'operator' || parseSync(path, withMutant(source, mutant)).errors.length === 0
    if (parses) found.push(mutant)
  }
  visit(parsed.program as unknown as Node, source, plant)
  return found.sort((a, b) => a.start - b.start || a.end - b.end)
}

/** The source with one fault in it. */
export function withMutant(source: string, { start, end, after }: Mutant): string {
  return source.slice(0, start) + after + source.slice(end)
}

type Plant = (kind: MutantKind, place: { readonly start: number; readonly end: number }, after: string) => void

const otherOperator: { readonly [operator: string]: string } = {
  '+': '-',
  '-': '+',
  '*': '/',
  '/': '*',
  '%': '*',
  '**': '*',
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '===': '!==',
  '!==': '===',
  '&': '|',
  '|': '&',
  '<<': '>>',
  '>>': '<<',
  '>>>': '<<',
  '&&': '||',
  '||': '&&',
  '??': '&&',
  '+=': '-=',
  '-=': '+=',
  '*=': '/=',
  '/=': '*=',
  '++': '--',
  '--': '++',
}

const otherMethod: { readonly [name: string]: string } = {
  min: 'max',
  max: 'min',
  floor: 'ceil',
  ceil: 'floor',
  some: 'every',
  every: 'some',
  startsWith: 'endsWith',
  endsWith: 'startsWith',
  shift: 'pop',
  push: 'unshift',
}

function visit(node: Node, source: string, plant: Plant): void {
  if (isType(node)) return
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
      return
    case 'BinaryExpression':
    case 'LogicalExpression':
    case 'AssignmentExpression':
      swapOperator(node, source, plant)
      break
    case 'UpdateExpression': {
      const operator = node['operator'] as string
      const start = node['prefix'] === true ? node.start : node.end - 2
      plant('operator', { start, end: start + 2 }, otherOperator[operator] as string)
      break
    }
    case 'UnaryExpression':
      if (node['operator'] === '!' || node['operator'] === '-')
        plant('operator', { start: node.start, end: node.start + 1 }, '')
      break
    case 'Literal':
      changeConstant(node, plant)
      break
    case 'IfStatement':
    case 'ConditionalExpression':
      for (const value of ['true', 'false']) plant('condition', node['test'] as Node, value)
      break
    case 'WhileStatement':
    case 'ForStatement':
      if (node['test'] !== null) plant('condition', node['test'] as Node, 'false')
      break
    case 'ReturnStatement':
      if (node['argument'] !== null) plant('return', node['argument'] as Node, 'undefined')
      break
    case 'ArrowFunctionExpression':
      if (node['expression'] === true) plant('return', node['body'] as Node, 'undefined')
      break
    case 'ExpressionStatement':
    case 'ThrowStatement':
    case 'ContinueStatement':
      plant('statement', node, ';')
      break
    case 'CallExpression':
      swapMethod(node, plant)
      break
  }
  for (const [key, child] of Object.entries(node)) {
    if (key.startsWith('type') || key === 'returnType') continue
    for (const each of Array.isArray(child) ? (child as unknown[]) : [child])
      if (isNode(each)) visit(each, source, plant)
  }
}

/** Types leave nothing behind when they are erased, but for what they are written around. */
function isType({ type }: Node): boolean {
  const holdsCode = ['TSAsExpression', 'TSSatisfiesExpression', 'TSNonNullExpression', 'TSInstantiationExpression']
  return type.startsWith('TS') && !holdsCode.includes(type)
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string'
}

function swapOperator(node: Node, source: string, plant: Plant): void {
  const operator = node['operator'] as string
  const [left, right] = [node['left'] as Node, node['right'] as Node]
  const at = source.indexOf(operator, left.end)
  const other = otherOperator[operator]
  // Texts are joined by `+`, and minus of them is noticed by anyone.
  const joinsTexts = operator === '+' && [left, right].some((side) => isText(side))
  if (other !== undefined && at >= 0 && at < right.start && !joinsTexts)
    plant('operator', { start: at, end: at + operator.length }, other)
  if (operator === '===' || operator === '!==')
    for (const side of [left, right]) if (isText(side) && side.type === 'Literal') plant('constant', side, "'another'")
}

function isText(node: Node): boolean {
  return node.type === 'TemplateLiteral' || (node.type === 'Literal' && typeof node['value'] === 'string')
}

function changeConstant(node: Node, plant: Plant): void {
  const value = node['value']
  if (typeof value === 'number') plant('constant', node, `(${node['raw'] as string} + 1)`)
  if (typeof value === 'boolean') plant('constant', node, String(!value))
}

function swapMethod(node: Node, plant: Plant): void {
  const callee = node['callee'] as Node
  if (callee.type !== 'MemberExpression' || callee['computed'] === true) return
  const property = callee['property'] as Node
  const other = otherMethod[property['name'] as string]
  if (other !== undefined) plant('call', property, other)
}
