// TypeScript to JavaScript, for programs and for test scripts: types are taken out, and enums, namespaces, parameter
// properties and decorators become what they mean. Types are not checked.
import { createRequire } from 'node:module'
import { describeError } from '../../../core/errors.ts'
import { compileDecorators, hasDecorators, prepareDecorators } from './decorators.ts'

type Transform = (source: string, options: { mode: 'transform'; sourceMap: false }) => { code: string }

/** What amaro throws for a program that is no TypeScript: a plain object. */
interface SyntaxFault {
  readonly code?: string
  readonly message?: string
  /** Counted from 1. */
  readonly startLine?: number
}

export type Transformed =
  | { readonly code: string }
  /** `isBroken`: the compiler itself failed, so that its process is not to be trusted any more. */
  | { readonly fault: string; readonly isBroken: boolean }

let transform: Transform | null = null

/** Loads the compilers that a source needs, which takes a while the first time. */
export function prepareTypeScript(source: string): void {
  transform ??= (createRequire(import.meta.url)('amaro') as { transformSync: Transform }).transformSync
  if (hasDecorators(source)) prepareDecorators()
}

export function toJavaScript(source: string): Transformed {
  prepareTypeScript(source)
  if (hasDecorators(source)) {
    const compiled = compileDecorators(source)
    return 'fault' in compiled ? { ...compiled, isBroken: false } : compiled
  }
  try {
    return { code: transform?.(source, { mode: 'transform', sourceMap: false }).code ?? '' }
  } catch (thrown) {
    const { code: reason, message, startLine } = thrown as SyntaxFault
    // Anything else than a finding of the compiler's is a fault in it.
    const isFinding = reason === 'InvalidSyntax' || reason === 'UnsupportedSyntax'
    const words = isFinding ? `line ${startLine}: ${message}` : describeError(thrown)
    return { fault: words.slice(0, 1000), isBroken: !isFinding }
  }
}
