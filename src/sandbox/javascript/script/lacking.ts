// What a test script asks for that is not there: matchers, modules, globals of other hosts and test libraries. Told
// before anything runs, for it is the script's fault whatever the program does.
import { memberOf, nameOf, rootOf, walk, type Tree } from './syntax.ts'
import { isOfProgram, type ProgramValues } from './values-of-program.ts'

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/))

export const matcherNames: ReadonlySet<string> = words(`
  toBe toEqual toStrictEqual toBeCloseTo toBeTruthy toBeFalsy toBeNull toBeUndefined toBeDefined toBeNaN toBeGreaterThan
  toBeGreaterThanOrEqual toBeLessThan toBeLessThanOrEqual toBeInstanceOf toBeTypeOf toContain toContainEqual
  toHaveLength toHaveProperty toMatch toMatchObject toThrow toThrowError toSatisfy toBeOneOf
  toHaveBeenCalled toHaveBeenCalledTimes toHaveBeenCalledOnce toHaveBeenCalledWith toHaveBeenLastCalledWith
  toHaveBeenNthCalledWith toHaveReturnedWith toHaveReturned toHaveReturnedTimes toHaveLastReturnedWith
  toBeCalled toBeCalledTimes toBeCalledWith lastCalledWith`)
export const expectMembers: ReadonlySet<string> = words(
  'any anything objectContaining arrayContaining stringContaining stringMatching closeTo not assertions hasAssertions',
)
export const assertMembers: ReadonlySet<string> = words(`
  ok equal notEqual strictEqual notStrictEqual deepEqual notDeepEqual deepStrictEqual notDeepStrictEqual
  partialDeepStrictEqual match doesNotMatch fail throws doesNotThrow rejects doesNotReject ifError strict
  AssertionError`)
export const moduleNames: ReadonlySet<string> = words(`
  util path assert assert/strict events buffer os perf_hooks timers timers/promises test vitest @jest/globals process`)
export const mockMembers: ReadonlySet<string> = words('fn clearAllMocks resetAllMocks restoreAllMocks setTimeout')
const foreignGlobals = words('window document navigator Deno Bun sinon chai cy browser page')

/** The first thing that is lacking, in words; null for none. */
export function lackingIn(script: Tree, values: ProgramValues): string | null {
  let lacking: string | null = null
  const tell = (what: string): void => {
    lacking ??= `the script uses ${what}, which is not there`
  }
  walk(script, (tree, ancestors) => {
    // What it tries, or asks the type of, it does without.
    if (tree.type === 'TryStatement' && tree['handler'] !== null && isLoading(tree)) return false
    if (tree.type === 'UnaryExpression' && tree['operator'] === 'typeof') return false
    if (tree.type === 'ImportDeclaration') checkModule((tree['source'] as Tree)['value'], tell)
    if (tree.type === 'CallExpression') checkCall(tree, values, tell)
    const name = nameOf(tree)
    if (name !== undefined && foreignGlobals.has(name) && !values.declared.has(name)) {
      const parent = ancestors.at(-1)
      if (parent?.type === 'MemberExpression' && parent['object'] === tree) tell(`\`${name}\``)
    }
    return lacking === null
  })
  return lacking
}

function isLoading(tree: Tree): boolean {
  let found = false
  walk(tree['block'] as Tree, (at) => {
    if (at.type === 'CallExpression' && nameOf(at['callee']) === 'require') found = true
  })
  return found
}

function checkModule(name: unknown, tell: (what: string) => void): void {
  if (typeof name !== 'string' || isOfProgram(name)) return
  if (!moduleNames.has(name.replace(/^node:/, ''))) tell(`the module \`${name}\``)
}

function checkCall(tree: Tree, { declared }: ProgramValues, tell: (what: string) => void): void {
  const callee = tree['callee'] as Tree
  const root = rootOf(callee)
  const member = memberOf(callee)
  if (nameOf(callee) === 'require') return checkModule((tree['arguments'] as Tree[])[0]?.['value'], tell)
  if (root === undefined || member === undefined) return
  const object = callee['object'] as Tree
  if ((root === 'jest' || root === 'vi') && nameOf(object) === root && !mockMembers.has(member))
    tell(`\`${root}.${member}\``)
  if (declared.has(root)) return
  if (root === 'assert' && nameOf(object) === 'assert' && !assertMembers.has(member)) tell(`\`assert.${member}\``)
  if (root !== 'expect') return
  if (nameOf(object) === 'expect') {
    if (!expectMembers.has(member)) tell(`\`expect.${member}\``)
    return
  }
  if (memberOf(object) === 'not' && nameOf(object['object']) === 'expect') return
  let inner = object
  while (inner.type === 'MemberExpression') {
    if (!/^(?:not|resolves|rejects)$/.test(memberOf(inner) ?? '')) return tell(`\`expect(…).${memberOf(inner)}\``)
    inner = inner['object'] as Tree
  }
  if (inner.type === 'CallExpression' && nameOf(inner['callee']) === 'expect' && !matcherNames.has(member)) {
    tell(`\`expect(…).${member}\``)
  }
}
