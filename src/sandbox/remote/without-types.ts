// TypeScript leaves for other machines as JavaScript.
import { toJavaScript } from '../javascript/typescript/to-javascript.ts'

/** JavaScript for TypeScript, or the words of its syntax error. */
export function withoutTypes(source: string): { readonly code: string } | { readonly fault: string } {
  const transformed = toJavaScript(source)
  if ('fault' in transformed && transformed.isBroken) throw new Error(transformed.fault)
  return transformed
}
