// A test script made ready to be watched: each part that owes a check tells when it is come to, entered and left, and
// promises that nobody waits for are kept, so that none is rejected unseen. Lines stay where they were.
import { findChecks } from './checks.ts'
import { lackingIn } from './lacking.ts'
import { findRegions, type Region } from './regions.ts'
import { isFunction, nameOf, readScript, walk, type Tree } from './syntax.ts'
import { findProgramValues, isOfProgram } from './values-of-program.ts'

export interface PreparedScript {
  readonly text: string
  /** What is wrong with it whatever the program does; null for nothing that is known. */
  readonly fault: string | null
  /** The line of each part that is watched, by its number. */
  readonly lines: readonly number[]
  /** Whether a check stands in it that the script alone cannot leave out. */
  readonly owes: boolean
}

/** What the watching functions go by, in the script's scope. */
export const watchName = '__checks'
/** Beyond this a script is data, and to look through it costs more than it runs. */
const mostCharacters = 400_000

const kept = new Map<string, PreparedScript>()
const mostKept = 64

/** Of JavaScript. A script that acorn cannot read is left as it is: whether V8 can is told by V8. */
export function prepareScript(text: string): PreparedScript {
  const known = kept.get(text)
  if (known !== undefined) return known
  const prepared = prepare(text)
  const [oldest] = kept.keys()
  if (kept.size >= mostKept && oldest !== undefined) kept.delete(oldest)
  kept.set(text, prepared)
  return prepared
}

function prepare(text: string): PreparedScript {
  const script = text.length > mostCharacters ? null : readScript(text)
  if (script === null) return { text, fault: null, lines: [], owes: false }
  const values = findProgramValues(script)
  const checks = findChecks(script, values)
  const fault = checks.canFail ? lackingIn(script, values) : 'the script checks nothing: it has no assertion'
  const { loops, callbacks, tasks } = findRegions({ script, text, values, checks })
  const edits = new Edits(text)
  const lines: number[] = []
  const number = ({ line }: Region): number => lines.push(line) - 1
  markTests(script, edits, (tree) => checks.owes(tree))
  for (const region of loops) watchLoop(edits, region, number(region))
  for (const region of callbacks) watchCallback(edits, region, number(region))
  for (const region of tasks) watchTask(edits, region, number(region))
  walk(script, (tree) => {
    if (/^(?:If|Try)Statement$|^(?:Conditional|Logical)Expression$/.test(tree.type) && checks.isCheck(tree)) {
      const condition = (tree['test'] ?? tree['left']) as Tree | undefined
      if (condition !== undefined) edits.wrap(condition, `${watchName}.check(`, ')')
      else edits.at((tree['block'] as Tree).start + 1, `${watchName}.check();`)
    }
    if (
      tree.type === 'ExpressionStatement' &&
      mayPromise(tree['expression'] as Tree) &&
      tree['directive'] === undefined
    ) {
      edits.wrap(tree['expression'] as Tree, `${watchName}.keep(`, ')')
    }
    if (tree.type === 'ImportDeclaration') edits.replace(tree, importOf(tree, text))
  })
  return { text: edits.made(), fault, lines, owes: checks.owes(script) }
}

/** A function that is given to `test` says whether it owes a check. */
function markTests(script: Tree, edits: Edits, owes: (tree: Tree) => boolean): void {
  walk(script, (tree) => {
    if (tree.type !== 'CallExpression') return
    for (const one of tree['arguments'] as Tree[]) {
      if (!isFunction(one) || !/\b(?:test|it)\b/.test(calledAs(tree['callee'] as Tree))) continue
      if (owes(one['body'] as Tree)) edits.wrap(one, `${watchName}.owing(`, ')')
    }
  })
}

/** `test`, `it.only`, `test.each(…)` as one text. */
function calledAs(callee: Tree): string {
  const inner = callee['object'] ?? callee['callee'] ?? callee['tag']
  return nameOf(callee) ?? (inner === undefined ? '' : calledAs(inner as Tree))
}

function mayPromise({ type }: Tree): boolean {
  return /^(?:CallExpression|NewExpression|ConditionalExpression|LogicalExpression|UnaryExpression|ChainExpression)$/.test(
    type,
  )
}

function watchLoop(edits: Edits, { header, body }: Region, at: number): void {
  edits.wrap(header, `${watchName}.come(${at},`, ')')
  enter(edits, body, at)
}

function watchCallback(edits: Edits, { body }: Region, at: number): void {
  if (!isFunction(body)) return edits.wrap(body, `${watchName}.named(${at},`, ')')
  edits.wrap(body, `${watchName}.come(${at},`, ')')
  const inner = body['body'] as Tree
  if (inner.type === 'BlockStatement') enter(edits, inner, at)
  else edits.wrap(inner, `(${watchName}.enter(${at}),`, ')')
}

function watchTask(edits: Edits, { body }: Region, at: number): void {
  const inner = body['body'] as Tree
  if (inner.type === 'BlockStatement') {
    edits.at(inner.start + 1, `${watchName}.begin(${at});try{`)
    edits.at(inner.end - 1, `}finally{${watchName}.end(${at})}`)
  } else edits.wrap(inner, `${watchName}.task(${at},async()=>(`, '))')
  // No method, whose text is no expression.
  if (body.type !== 'FunctionDeclaration' && edits.reads(body.start, 'async')) {
    edits.wrap(body, `${watchName}.keeping(`, ')')
  }
}

function enter(edits: Edits, body: Tree, at: number): void {
  if (body.type === 'BlockStatement') edits.at(body.start + 1, `${watchName}.enter(${at});`)
  else edits.wrap(body, `{${watchName}.enter(${at});`, '}')
}

/** `import` stands in no function: what it names is required. */
function importOf(tree: Tree, text: string): string {
  const name = (tree['source'] as Tree)['value'] as string
  const from = isOfProgram(name) ? `${watchName}.program` : `require(${JSON.stringify(name)})`
  const parts: string[] = []
  const named: string[] = []
  for (const one of tree['specifiers'] as Tree[]) {
    const local = nameOf(one['local']) ?? ''
    const imported = one['imported'] as Tree | undefined
    if (one.type === 'ImportNamespaceSpecifier') parts.push(`const ${local} = ${from};`)
    else if (one.type === 'ImportDefaultSpecifier') parts.push(`const ${local} = ${watchName}.defaultOf(${from});`)
    else named.push(`${nameOf(imported) ?? JSON.stringify(imported?.['value'])}: ${local}`)
  }
  if (named.length > 0) parts.push(`const { ${named.join(', ')} } = ${from};`)
  return parts.join(' ') + '\n'.repeat(text.slice(tree.start, tree.end).split('\n').length - 1)
}

/** Insertions into a text. What is wrapped first is outside. */
class Edits {
  readonly #text: string
  readonly #opening = new Map<number, string>()
  readonly #closing = new Map<number, string>()
  readonly #replaced = new Map<number, { readonly end: number; readonly by: string }>()

  constructor(text: string) {
    this.#text = text
  }

  wrap({ start, end }: Tree, before: string, after: string): void {
    this.at(start, before)
    this.#closing.set(end, after + (this.#closing.get(end) ?? ''))
  }

  at(place: number, text: string): void {
    this.#opening.set(place, (this.#opening.get(place) ?? '') + text)
  }

  replace({ start, end }: Tree, by: string): void {
    this.#replaced.set(start, { end, by })
  }

  reads(place: number, word: string): boolean {
    return this.#text.startsWith(word, place)
  }

  made(): string {
    const places = [...new Set([0, ...this.#opening.keys(), ...this.#closing.keys(), ...this.#replaced.keys()])].sort(
      (a, b) => a - b,
    )
    let made = ''
    for (const [index, place] of places.entries()) {
      made += (this.#closing.get(place) ?? '') + (this.#opening.get(place) ?? '')
      const replaced = this.#replaced.get(place)
      const from = replaced?.end ?? place
      made += (replaced?.by ?? '') + this.#text.slice(from, Math.max(from, places[index + 1] ?? this.#text.length))
    }
    return made
  }
}
