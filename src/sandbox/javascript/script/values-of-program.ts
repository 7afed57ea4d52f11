// Which names of a test script hold something of the program's: its own names, which the script uses and nobody
// declares, and whatever is computed from them. By names alone, whatever their scopes: where in doubt, one does.
import { boundBy, childrenOf, isFunction, memberOf, nameOf, namesIn, rootOf, walk, type Tree } from './syntax.ts'

/** Names that a script finds without declaring them and that are not the program's. */
const given = new Set([
  ...Object.getOwnPropertyNames(globalThis),
  ...'require module exports process console assert expect test it describe suite before after beforeEach afterEach'.split(
    ' ',
  ),
  ...'beforeAll afterAll jest vi undefined NaN Infinity arguments window document global self'.split(' '),
])

export interface ProgramValues {
  /** Names that hold something of the program's. */
  readonly names: ReadonlySet<string>
  /** Names that the script declares. */
  readonly declared: ReadonlySet<string>
  /** Whether a value depends on the program. */
  isIn(tree: Tree): boolean
}

export function findProgramValues(script: Tree): ProgramValues {
  const declared = declaredIn(script)
  const names = new Set<string>(['candidate', 'solution'])
  for (const name of namesIn(script)) if (!declared.has(name) && !given.has(name)) names.add(name)
  const isIn = (tree: Tree): boolean => {
    for (const name of namesIn(tree)) if (names.has(name)) return true
    return false
  }
  let size = -1
  while (size !== names.size) {
    size = names.size
    walk(script, (tree) => spread(tree, { names, isIn, script }))
  }
  return { names, declared, isIn }
}

function declaredIn(script: Tree): Set<string> {
  const declared = new Set<string>()
  walk(script, (tree) => {
    if (tree.type === 'VariableDeclarator') for (const name of boundBy(tree['id'])) declared.add(name)
    if (isFunction(tree) || tree.type.startsWith('Class')) {
      for (const name of [tree['id'], ...((tree['params'] as unknown[] | undefined) ?? [])].flatMap(boundBy)) {
        declared.add(name)
      }
    }
    if (tree.type === 'CatchClause') for (const name of boundBy(tree['param'])) declared.add(name)
    if (/^Import\w*Specifier$/.test(tree.type)) declared.add(nameOf(tree['local']) ?? '')
  })
  return declared
}

interface Spread {
  readonly names: Set<string>
  readonly isIn: (tree: Tree) => boolean
  readonly script: Tree
}

/** What one place of the script hands on. */
function spread(tree: Tree, { names, isIn, script }: Spread): void {
  const add = (pattern: unknown): void => {
    for (const name of boundBy(pattern)) names.add(name)
  }
  switch (tree.type) {
    case 'VariableDeclarator':
      if (tree['init'] && (isIn(tree['init'] as Tree) || isFromProgram(tree['init'] as Tree))) add(tree['id'])
      return
    case 'ImportDeclaration':
      if (isOfProgram((tree['source'] as Tree)['value'])) {
        for (const one of tree['specifiers'] as Tree[]) add(one['local'])
      }
      return
    case 'FunctionDeclaration':
      if (isIn(tree['body'] as Tree)) add(tree['id'])
      return
    case 'AssignmentExpression': {
      if (!isIn(tree['right'] as Tree)) return
      const root = rootOf(tree['left'])
      if (root === undefined) add(tree['left'])
      else names.add(root)
      return
    }
    case 'ForOfStatement':
    case 'ForInStatement': {
      if (!isIn(tree['right'] as Tree)) return
      const left = tree['left'] as Tree
      for (const one of (left['declarations'] as Tree[] | undefined) ?? [left]) add(one['id'] ?? one)
      return
    }
    case 'CallExpression':
      return spreadCall(tree, { names, isIn, script })
  }
}

function spreadCall(tree: Tree, { names, isIn, script }: Spread): void {
  const callee = tree['callee'] as Tree
  const given = tree['arguments'] as Tree[]
  const ofValue = isIn(callee) || given.some((one) => !isFunction(one) && isIn(one))
  if (ofValue) {
    for (const one of given) {
      if (isFunction(one)) for (const name of (one['params'] as unknown[]).flatMap(boundBy)) names.add(name)
    }
  }
  // `list.push(f(1))`
  if (memberOf(callee) !== undefined && given.some((one) => !isFunction(one) && isIn(one))) {
    const root = rootOf(callee)
    if (root !== undefined && /^(?:push|unshift|add|set|splice|concat|fill)$/.test(memberOf(callee) ?? ''))
      names.add(root)
  }
  // A function of the script's, called with something of the program's.
  const called = nameOf(callee)
  if (called === undefined || !given.some(isIn)) return
  walk(script, (at) => {
    const isNamed = isFunction(at) && nameOf(at['id']) === called
    const isHeld =
      at.type === 'VariableDeclarator' && nameOf(at['id']) === called && at['init'] && isFunction(at['init'] as Tree)
    const found = isNamed ? at : isHeld ? (at['init'] as Tree) : null
    if (found === null) return
    for (const [index, pattern] of (found['params'] as Tree[]).entries()) {
      const one = given[index]
      if (one !== undefined && isIn(one)) for (const name of boundBy(pattern)) names.add(name)
    }
  })
}

function isFromProgram(tree: Tree): boolean {
  if (tree.type === 'CallExpression' && nameOf(tree['callee']) === 'require') {
    return isOfProgram((tree['arguments'] as Tree[])[0]?.['value'])
  }
  return !isFunction(tree) && childrenOf(tree).some(isFromProgram)
}

/** `./solution`, `../src/index.js`: whatever a script takes from beside itself. */
export function isOfProgram(name: unknown): boolean {
  return typeof name === 'string' && (/^\.{1,2}(?:\/|$)/.test(name) || name === 'solution')
}
