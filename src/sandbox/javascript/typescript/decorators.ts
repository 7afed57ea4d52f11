// Programs with decorators, which neither V8 nor amaro knows: they are compiled by TypeScript 5.9, which is loaded for
// nothing else. It is the copy inside of `@ts-morph/common`, since the package `typescript` of this project is a
// compiler without an interface.
import { createRequire } from 'node:module'

interface TypeScript {
  readonly SyntaxKind: Readonly<Record<string, number | string>>
  createSourceFile(name: string, text: string, target: number, setParents: boolean): TreeNode
  forEachChild(node: TreeNode, visit: (node: TreeNode) => void): void
  transpileModule(
    source: string,
    options: { reportDiagnostics: true; compilerOptions: object },
  ): { outputText: string; diagnostics: readonly Diagnostic[] }
  flattenDiagnosticMessageText(text: unknown, newLine: string): string
}

interface Diagnostic {
  readonly start?: number
  readonly messageText: unknown
}

interface TreeNode {
  readonly kind: number
  readonly parent?: TreeNode
  readonly expression?: TreeNode
  readonly name?: TreeNode
  readonly initializer?: TreeNode
  readonly parameters?: readonly TreeNode[]
  readonly body?: TreeNode
  getText(): string
}

/** ES2022: the last one before decorators. */
const target = 9
const moduleEsNext = 99

let loaded: TypeScript | null = null

/** Loads the compiler, a quarter of a second. */
export function prepareDecorators(): TypeScript {
  return (loaded ??= createRequire(import.meta.url)('@ts-morph/common/dist/typescript.js') as TypeScript)
}

/** Where a decorator can stand. A text or a comment that looks like one costs time and nothing else. */
const decorated =
  /(?:^|[{};(,)\]]|\*\/|\b(?:export|default|abstract|static|public|private|protected|readonly|override|async|class)\b)[^\S\n]*@[\p{ID_Start}$_(]/mu

export function hasDecorators(source: string): boolean {
  return decorated.test(source)
}

/** JavaScript for TypeScript with decorators, or the first syntax error with its line. */
export function compileDecorators(source: string): { readonly code: string } | { readonly fault: string } {
  const typescript = prepareDecorators()
  const isLegacy = meansLegacy(typescript, source)
  const { outputText, diagnostics } = typescript.transpileModule(source, {
    reportDiagnostics: true,
    compilerOptions: {
      target,
      module: moduleEsNext,
      experimentalDecorators: isLegacy,
      useDefineForClassFields: !isLegacy,
    },
  })
  const [first] = diagnostics
  if (first === undefined) return { code: outputText }
  const line = source.slice(0, first.start ?? 0).split('\n').length
  return { fault: `line ${line}: ${typescript.flattenDiagnosticMessageText(first.messageText, ' ')}` }
}

/**
 * Whether a program means TypeScript's own decorators (`experimentalDecorators`) or the language's: a parameter has one,
 * or what stands as a decorator takes a target, a key and a descriptor. In doubt the language's, as `tsc` has it.
 */
function meansLegacy(typescript: TypeScript, source: string): boolean {
  if (/\b(?:Class\w*|\w*)DecoratorContext\b/.test(source)) return false
  if (/\b(?:Typed)?PropertyDescriptor\b|\breflect-metadata\b|\bParameterDecorator\b/.test(source)) return true
  if (/\b(?:Method|Property)Decorator\b/.test(source)) return true
  const { SyntaxKind } = typescript
  const names = new Set<string>()
  const functions: { readonly name: string; readonly node: TreeNode }[] = []
  let ofParameter = false
  const visit = (node: TreeNode): void => {
    if (node.kind === SyntaxKind['Decorator']) {
      if (node.parent?.kind === SyntaxKind['Parameter']) ofParameter = true
      const used = node.expression
      const called = used !== undefined && used.kind === SyntaxKind['CallExpression'] ? used.expression : used
      names.add(called?.getText() ?? '')
    }
    if (node.kind === SyntaxKind['FunctionDeclaration'] && node.name)
      functions.push({ name: node.name.getText(), node })
    if (node.kind === SyntaxKind['VariableDeclaration'] && node.name && node.initializer) {
      functions.push({ name: node.name.getText(), node: node.initializer })
    }
    typescript.forEachChild(node, visit)
  }
  visit(typescript.createSourceFile('solution.ts', source, target, true))
  const takesKey = (node: TreeNode): boolean => {
    const names = (node.parameters ?? []).map((one) => one.name?.getText() ?? '')
    const last = (node.parameters ?? [])[1]?.getText() ?? ''
    if (names.length === 3) return true
    return names.length === 2 && /key|prop|:\s*(?:string|symbol)\b/i.test(last)
  }
  const anyTakesKey = (node: TreeNode): boolean => {
    let found = node.parameters !== undefined && takesKey(node)
    typescript.forEachChild(node, (child) => {
      found ||= anyTakesKey(child)
    })
    return found
  }
  return ofParameter || functions.some(({ name, node }) => names.has(name) && anyTakesKey(node))
}
