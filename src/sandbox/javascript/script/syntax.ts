// The syntax tree of a test script, as acorn makes it (the ESTree format), and how it is walked.
import { parse } from 'acorn'

export interface Tree {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [field: string]: unknown
}

/** A script as the body of an async function, which may also hold imports. Null where acorn cannot read it. */
export function readScript(text: string): Tree | null {
  try {
    return parse(text, {
      ecmaVersion: 'latest',
      sourceType: 'script',
      allowReturnOutsideFunction: true,
      allowAwaitOutsideFunction: true,
      allowImportExportEverywhere: true,
      allowHashBang: true,
    }) as unknown as Tree
  } catch {
    return null
  }
}

export function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string'
}

export function childrenOf(tree: Tree): Tree[] {
  const children: Tree[] = []
  for (const value of Object.values(tree)) {
    if (isTree(value)) children.push(value)
    else if (Array.isArray(value)) for (const item of value) if (isTree(item)) children.push(item)
  }
  return children
}

/** Visits a tree from outside in; `false` leaves out what is inside. `ancestors` begin with the outermost. */
export function walk(
  tree: Tree,
  visit: (tree: Tree, ancestors: readonly Tree[]) => boolean | void,
  ancestors: Tree[] = [],
): void {
  if (visit(tree, ancestors) === false) return
  ancestors.push(tree)
  for (const child of childrenOf(tree)) walk(child, visit, ancestors)
  ancestors.pop()
}

export function some(tree: Tree, test: (tree: Tree) => boolean): boolean {
  return test(tree) || childrenOf(tree).some((child) => some(child, test))
}

export function isFunction({ type }: Tree): boolean {
  return type === 'FunctionExpression' || type === 'ArrowFunctionExpression' || type === 'FunctionDeclaration'
}

export function isLoop({ type }: Tree): boolean {
  return /^(?:For|ForIn|ForOf|While)Statement$/.test(type)
}

/** The name of an identifier; else undefined. */
export function nameOf(tree: unknown): string | undefined {
  return isTree(tree) && tree.type === 'Identifier' ? (tree['name'] as string) : undefined
}

/** The name of what a member expression reads, where it is written out. */
export function memberOf(tree: Tree): string | undefined {
  if (tree.type !== 'MemberExpression') return undefined
  const property = tree['property'] as Tree
  if (tree['computed'] !== true) return nameOf(property)
  return property.type === 'Literal' && typeof property['value'] === 'string' ? property['value'] : undefined
}

/** `a` of `a.b(c).d[e]`; undefined where it begins with no name. */
export function rootOf(tree: unknown): string | undefined {
  let at = tree
  while (isTree(at)) {
    if (at.type === 'Identifier') return nameOf(at)
    at = at['object'] ?? at['callee'] ?? at['expression'] ?? at['tag']
  }
  return undefined
}

/** Names that are read in a tree: no names of members, of keys and of labels. */
export function namesIn(tree: Tree): Set<string> {
  const names = new Set<string>()
  walk(tree, (at, ancestors) => {
    const name = nameOf(at)
    if (name === undefined) return
    const parent = ancestors.at(-1)
    const isKey =
      (parent?.type === 'MemberExpression' && parent['property'] === at && parent['computed'] !== true) ||
      (/^(?:Property|MethodDefinition|PropertyDefinition)$/.test(parent?.type ?? '') &&
        parent?.['key'] === at &&
        parent['computed'] !== true &&
        parent['shorthand'] !== true)
    if (!isKey) names.add(name)
  })
  return names
}

/** The names that a pattern binds. */
export function boundBy(pattern: unknown): string[] {
  if (!isTree(pattern)) return []
  switch (pattern.type) {
    case 'Identifier':
      return [nameOf(pattern) ?? '']
    case 'ObjectPattern':
      return (pattern['properties'] as Tree[]).flatMap((one) => boundBy(one['value'] ?? one['argument']))
    case 'ArrayPattern':
      return (pattern['elements'] as unknown[]).flatMap(boundBy)
    case 'AssignmentPattern':
      return boundBy(pattern['left'])
    case 'RestElement':
      return boundBy(pattern['argument'])
    default:
      return []
  }
}
