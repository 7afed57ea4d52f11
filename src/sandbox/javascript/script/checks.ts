// Where a test script checks something: assertions, conditions under which it throws, fails or exits, and what only
// stands where an exception is expected. By the names that assertion libraries have.
import { boundBy, childrenOf, isFunction, memberOf, nameOf, rootOf, some, walk, type Tree } from './syntax.ts'
import type { ProgramValues } from './values-of-program.ts'

export interface Checks {
  /** Whether reaching this place checks something. */
  isCheck(tree: Tree): boolean
  /** Whether a check stands in it that is reached whatever the script alone decides: under no condition of its own. */
  owes(tree: Tree): boolean
  /** Whether the script can fail at all. */
  canFail: boolean
}

const libraries = /^(?:node:)?(?:assert(?:\/strict)?|test|vitest|@jest\/globals|chai|expect|should)$/

export function findChecks(script: Tree, values: ProgramValues): Checks {
  const asserting = assertingNames(script)
  const rejecting = rejectingNames(script)
  const checking = new Set<string>()

  const isAssertion = (tree: Tree): boolean => {
    if (tree.type !== 'CallExpression') return false
    const callee = tree['callee'] as Tree
    const root = rootOf(callee)
    if (root === 'console') return memberOf(callee) === 'assert'
    if (root === undefined) return false
    // `require('assert').equal(…)`
    if (root === 'require') return some(callee, (at) => nameOf(at['callee']) === 'require' && isLibrary(at))
    if (memberOf(callee) !== undefined && isOfContext(callee)) return true
    if (!asserting.has(root)) return false
    // `expect(x)` alone says nothing.
    return nameOf(callee) === undefined || !/^(?:expect|should)$/.test(root)
  }
  const isFailing = (tree: Tree): boolean => {
    if (tree.type === 'ThrowStatement') return true
    if (tree.type === 'AssignmentExpression') return memberOf(tree['left'] as Tree) === 'exitCode'
    if (tree.type !== 'CallExpression') return false
    const callee = tree['callee'] as Tree
    const member = memberOf(callee)
    if (rootOf(callee) === 'process') return member === 'exit' || member === 'abort'
    if (nameOf(callee) === 'fail' || (nameOf(callee) === 'done' && (tree['arguments'] as Tree[]).length > 0))
      return true
    if (rejecting.has(nameOf(callee) ?? '') || (rootOf(callee) === 'Promise' && member === 'reject')) return true
    return isAssertion(tree) && (/^(?:fail|unreachable)$/.test(member ?? '') || isOfLiterals(tree))
  }
  const fails = (tree: unknown): boolean =>
    typeof tree === 'object' && tree !== null && someHere(tree as Tree, isFailing)
  const isCheck = (tree: Tree): boolean => {
    if (isAssertion(tree))
      return !isFailing(tree) && !/^(?:assertions|hasAssertions)$/.test(memberOf(tree['callee'] as Tree) ?? '')
    switch (tree.type) {
      case 'IfStatement':
      case 'ConditionalExpression':
        return fails(tree['consequent']) !== fails(tree['alternate']) || fails(tree['consequent'])
      case 'LogicalExpression':
        return fails(tree['right'])
      case 'TryStatement':
        return tree['handler'] !== null && fails(tree['block'])
      case 'CallExpression':
        return (
          checking.has(nameOf(tree['callee']) ?? '') ||
          (tree['arguments'] as Tree[]).some((one) => checking.has(nameOf(one) ?? ''))
        )
      default:
        return false
    }
  }
  const owes = (tree: Tree): boolean => {
    if (isCheck(tree)) return true
    return childrenOf(tree).some((child) => !isOptional(tree, child, values) && owes(child))
  }
  for (let size = -1; size !== checking.size;) {
    size = checking.size
    walk(script, (tree) => {
      const body = tree.type === 'VariableDeclarator' && tree['init'] ? (tree['init'] as Tree) : tree
      if (isFunction(body) && owes(body['body'] as Tree)) {
        for (const name of boundBy(tree['id'])) checking.add(name)
      }
    })
  }
  // What a function only hands on to is no check of its own.
  for (const name of ['test', 'it', 'describe']) checking.delete(name)
  const canFail = some(script, (tree) => isCheck(tree) || isFailing(tree))
  return { isCheck, owes, canFail }
}

/** Whether the script alone may decide that a part is not reached: a branch on what is its own. */
function isOptional(tree: Tree, child: Tree, values: ProgramValues): boolean {
  switch (tree.type) {
    case 'IfStatement':
    case 'ConditionalExpression':
      return child !== tree['test'] && !values.isIn(tree['test'] as Tree)
    case 'LogicalExpression':
      return child === tree['right'] && !values.isIn(tree['left'] as Tree)
    case 'SwitchStatement':
      return child !== tree['discriminant'] && !values.isIn(tree['discriminant'] as Tree)
    default:
      return false
  }
}

/** `t.assert.equal(…)`, `t.equal(…)`: the context that a test is given. */
function isOfContext(callee: Tree): boolean {
  return (
    rootOf(callee) === 't' &&
    /^(?:assert|equal|deepEqual|is|ok|same|true|throws|rejects|strictEqual|deepStrictEqual)$/.test(
      memberOf((callee['object'] as Tree).type === 'MemberExpression' ? (callee['object'] as Tree) : callee) ?? '',
    )
  )
}

/** `assert(false)`, `expect(true).toBe(false)`: they fail wherever they are reached. */
function isOfLiterals(tree: Tree): boolean {
  const given = tree['arguments'] as Tree[]
  const callee = tree['callee'] as Tree
  const inner = callee.type === 'MemberExpression' ? (callee['object'] as Tree) : null
  const isOfExpect = inner?.type === 'CallExpression'
  const all = isOfExpect ? [...(inner['arguments'] as Tree[]), ...given] : given
  if (all.length === 0) return false
  if (!isOfExpect && given.length > 0 && nameOf(callee) !== undefined) return isFalse(given[0])
  if (memberOf(callee) === 'ok' || memberOf(callee) === 'assert') return isFalse(given[0])
  return all.every(({ type }) => type === 'Literal')
}

function isFalse(tree: Tree | undefined): boolean {
  return tree?.type === 'Literal' && !tree['value']
}

/** As `some`, without the functions inside. */
function someHere(tree: Tree, test: (tree: Tree) => boolean): boolean {
  return test(tree) || childrenOf(tree).some((child) => !isFunction(child) && someHere(child, test))
}

/** What the executors of promises call to break them. */
function rejectingNames(script: Tree): Set<string> {
  const names = new Set(['reject'])
  walk(script, (tree) => {
    if (tree.type !== 'NewExpression' || nameOf(tree['callee']) !== 'Promise') return
    const [executor] = tree['arguments'] as Tree[]
    const reject = executor !== undefined && isFunction(executor) ? (executor['params'] as Tree[])[1] : undefined
    for (const name of boundBy(reject)) names.add(name)
  })
  return names
}

/** Of a call of `require`. */
function isLibrary(call: Tree): boolean {
  return libraries.test(String((call['arguments'] as Tree[])[0]?.['value']))
}

/** `assert`, `expect` and whatever the script calls by another name of a library of assertions. */
function assertingNames(script: Tree): Set<string> {
  const names = new Set(['assert', 'expect', 'should'])
  const isOfLibrary = (tree: unknown): boolean => {
    if (typeof tree !== 'object' || tree === null) return false
    const at = tree as Tree
    if (at.type === 'CallExpression' && nameOf(at['callee']) === 'require') return isLibrary(at)
    return at.type === 'MemberExpression' ? isOfLibrary(at['object']) : names.has(nameOf(at) ?? '')
  }
  const structural = /^(?:test|it|describe|suite|before|after|beforeEach|afterEach|beforeAll|afterAll|jest|vi|mock)$/
  walk(script, (tree) => {
    if (tree.type === 'VariableDeclarator' && isOfLibrary(tree['init'])) {
      for (const name of boundBy(tree['id'])) if (!structural.test(name)) names.add(name)
    }
    if (tree.type === 'ImportDeclaration' && libraries.test(String((tree['source'] as Tree)['value']))) {
      for (const one of tree['specifiers'] as Tree[]) {
        const name = nameOf(one['local']) ?? ''
        if (!structural.test(name)) names.add(name)
      }
    }
  })
  return names
}
