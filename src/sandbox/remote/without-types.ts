// TypeScript leaves for other machines as JavaScript.
import { createRequire } from 'node:module'

type Transform = (source: string, options: { mode: 'transform'; sourceMap: false }) => { code: string }

/** JavaScript for TypeScript, or the words of its syntax error. */
export function withoutTypes(source: string): { readonly code: string } | { readonly fault: string } {
  const { transformSync } = createRequire(import.meta.url)('amaro') as { transformSync: Transform }
  try {
    return { code: transformSync(source, { mode: 'transform', sourceMap: false }).code }
  } catch (thrown) {
    // What amaro throws for a syntax error is no `Error` but has its message.
    const { code, message } = Object(thrown) as { code?: unknown; message?: unknown }
    if (typeof code === 'string' && typeof message === 'string') return { fault: message.slice(0, 1000) }
    throw thrown
  }
}
