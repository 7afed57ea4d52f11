// Parts of a test script that check each of a program's values, or that check later: loops, callbacks and asynchronous
// functions. One that was come to and never ran through has checked nothing, and the script does not notice.
import type { Checks } from './checks.ts'
import {
  boundBy,
  childrenOf,
  isFunction,
  isLoop,
  memberOf,
  nameOf,
  namesIn,
  rootOf,
  some,
  walk,
  type Tree,
} from './syntax.ts'
import type { ProgramValues } from './values-of-program.ts'

export interface Region {
  /** What is evaluated when the script comes to it. */
  readonly header: Tree
  /** A loop's body, a function, or the name of one. */
  readonly body: Tree
  readonly line: number
}

/** Functions by which a script is put together; what they are given runs. */
const structural =
  /^(?:test|it|describe|suite|before|after|beforeEach|afterEach|beforeAll|afterAll|setTimeout|setImmediate|queueMicrotask)$/

export interface RegionsOptions {
  readonly script: Tree
  readonly text: string
  readonly values: ProgramValues
  readonly checks: Checks
}

export function findRegions(options: RegionsOptions): { loops: Region[]; callbacks: Region[]; tasks: Region[] } {
  const { script, text, values, checks } = options
  const loops: Region[] = []
  const callbacks: Region[] = []
  const tasks: Region[] = []
  const lineOf = ({ start }: Tree): number => text.slice(0, start).split('\n').length
  walk(script, (tree, ancestors) => {
    if (isLoop(tree)) {
      const header = (tree['right'] ?? tree['test']) as Tree | null
      const body = tree['body'] as Tree
      if (
        header !== null &&
        values.isIn(header) &&
        checks.owes(body) &&
        !isDecided({ tree, header, body }, ancestors, options)
      ) {
        loops.push({ header, body, line: lineOf(tree) })
      }
    }
    if (tree.type === 'CallExpression') {
      for (const body of callbacksOf(tree, ancestors, options))
        callbacks.push({ header: tree, body, line: lineOf(body) })
    }
    if (isFunction(tree) && tree['async'] === true && tree['generator'] !== true && checks.owes(tree['body'] as Tree)) {
      tasks.push({ header: tree, body: tree, line: lineOf(tree) })
    }
  })
  return { loops, callbacks, tasks }
}

/** What a call of the program's, or over its values, is given to be called, and that checks. */
function callbacksOf(tree: Tree, ancestors: readonly Tree[], options: RegionsOptions): Tree[] {
  const { values, checks } = options
  const callee = tree['callee'] as Tree
  const given = tree['arguments'] as Tree[]
  const member = memberOf(callee)
  if (structural.test(nameOf(callee) ?? '') || /^(?:catch|finally)$/.test(member ?? '')) return []
  if (!values.isIn(callee) && !given.some((one) => !isFunction(one) && values.isIn(one))) return []
  const isAsserted = ancestors.some((one) => one.type === 'CallExpression' && checks.isCheck(one))
  return given.filter((one, index) => {
    if (member === 'then' && index > 0) return false
    const isChecking = isFunction(one)
      ? checks.owes(one['body'] as Tree) || (member === 'every' && isAsserted)
      : nameOf(one) !== undefined && checks.isCheck({ ...tree, callee: one, arguments: [] })
    return isChecking && !isDecided({ tree, header: callee, body: one }, ancestors, options)
  })
}

/**
 * Whether the script says elsewhere what the value is that a part runs over, so that none is an answer like another:
 * it compares the value, its length, or what the part collects.
 */
function isDecided(
  { tree, header, body }: { tree: Tree; header: Tree; body: Tree },
  ancestors: readonly Tree[],
  { script, text, values, checks }: RegionsOptions,
): boolean {
  const subjects = [...namesIn(header), ...changedIn(body)].filter((name) => values.declared.has(name))
  // The same call, of the same values: `assert.deepEqual(f(0), [])`.
  const said = textOf(header, text)
  const isSame = (one: Tree): boolean => textOf(one, text) === said
  if (subjects.length === 0 && isFound(script, tree, (at) => checks.isCheck(at) && compares(at, isSame))) return true
  return subjects.some((name) => {
    const scope = ancestors.toReversed().find((one) => declares(one, name, tree))
    if (scope === undefined || (isFunction(scope) && nameOf(scope['id']) === name)) return false
    return isFound(scope, tree, (at) => checks.isCheck(at) && compares(at, (one) => nameOf(one) === name))
  })
}

/** Whether it holds somewhere in a tree, apart from a part of it. */
function isFound(tree: Tree, apart: Tree, test: (tree: Tree) => boolean): boolean {
  return tree !== apart && (test(tree) || childrenOf(tree).some((child) => isFound(child, apart, test)))
}

/** What a part runs over, without spaces: of a callback, what its function is called on. */
function textOf(tree: Tree, text: string): string {
  const held = tree.type === 'MemberExpression' ? (tree['object'] as Tree) : tree
  return text.slice(held.start, held.end).replaceAll(/\s/g, '')
}

function declares(scope: Tree, name: string, apart: Tree): boolean {
  if (isFunction(scope) && (scope['params'] as unknown[]).flatMap(boundBy).includes(name)) return true
  if (!/^(?:BlockStatement|Program)$/.test(scope.type)) return false
  const bound = (tree: Tree): boolean =>
    tree !== apart &&
    ((tree.type === 'VariableDeclarator' && boundBy(tree['id']).includes(name) && !holdsFunction(tree)) ||
      (!isFunction(tree) && childrenOf(tree).some(bound)))
  return bound(scope)
}

function holdsFunction(tree: Tree): boolean {
  return isFunction((tree['init'] ?? tree) as Tree)
}

/** Names that a body assigns or fills. */
function changedIn(body: Tree): string[] {
  const names: string[] = []
  walk(body, (tree) => {
    if (tree.type === 'AssignmentExpression') names.push(rootOf(tree['left']) ?? '')
    if (tree.type === 'UpdateExpression') names.push(rootOf(tree['argument']) ?? '')
    if (tree.type === 'CallExpression' && /^(?:push|unshift|add|set)$/.test(memberOf(tree['callee'] as Tree) ?? '')) {
      names.push(rootOf(tree['callee']) ?? '')
    }
  })
  return names.filter(
    (name) => !some(body, (at) => at.type === 'VariableDeclarator' && boundBy(at['id']).includes(name)),
  )
}

const equalities =
  /^(?:(?:deep)?(?:strict)?equals?|eql|same|is|tobe|to(?:strict)?equal|tohavelength|tohavesize|lengthof)$/i
const relations = new Set(['==', '===', '!=', '!==', '<', '<=', '>', '>='])

/** Whether a check says what a value is, and not only of which kind. */
function compares(check: Tree, isSubject: (tree: Tree) => boolean): boolean {
  const mentions = (tree: Tree): boolean => {
    if (tree.type === 'UnaryExpression' && tree['operator'] === 'typeof') return false
    if (tree.type === 'BinaryExpression' && tree['operator'] === 'instanceof') return false
    if (tree.type === 'CallExpression' && memberOf(tree['callee'] as Tree) === 'isArray') return false
    if (isFunction(tree)) return false
    return isSubject(tree) || childrenOf(tree).some(mentions)
  }
  const isNothing = (tree: Tree): boolean =>
    nameOf(tree) === 'undefined' ||
    // `expect.any(Array)`
    (tree.type === 'CallExpression' && rootOf(tree) === 'expect') ||
    (tree.type === 'Literal' && (tree['value'] === null || typeof tree['value'] === 'boolean'))
  if (check.type === 'CallExpression') {
    const callee = check['callee'] as Tree
    const isNegated = some(callee, (at) => memberOf(at) === 'not')
    const given = check['arguments'] as Tree[]
    if (equalities.test(memberOf(callee) ?? nameOf(callee) ?? '') && !isNegated && !given.some(isNothing))
      return mentions(check)
  }
  return some(check, (at) => {
    if (at.type !== 'BinaryExpression' || !relations.has(at['operator'] as string)) return false
    const sides = [at['left'], at['right']] as Tree[]
    return !sides.some(isNothing) && sides.some(mentions)
  })
}
