// Where in an author's own code something was thrown: the first line of its trace that is neither of this library, nor of
// Node, nor of a package.
import { isAbsolute, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const packageRoot = fileURLToPath(new URL('../../', import.meta.url))

/**
 * `env.ts:3:7`, from the working directory where it is in it; null where the trace has no such line.
 * @param preferred the absolute path of a file whose lines go before those of others
 */
export function authorPlace(thrown: unknown, preferred?: string): string | null {
  const stack = thrown instanceof Error ? (thrown.stack ?? '') : ''
  const places = [...stack.matchAll(/(?<![\w:/])(?:file:\/\/)?(\/[^\s():]+):(\d+)(?::(\d+))?/g)]
  const own = places.find(([, path = '']) => path === preferred) ?? places.find(([, path = '']) => isOwn(path))
  if (own === undefined) return null
  const [, path = '', line, column] = own
  const below = relative(process.cwd(), path)
  const shown = below.startsWith('..') || isAbsolute(below) ? path : below
  return `${shown}:${line}${column === undefined ? '' : `:${column}`}`
}

/**
 * What an author's code threw, in words: with its class where that says more than `Error`, and its place.
 * @example describeAuthorError(thrown) // 'TypeError: reply.trim is not a function (half.ts:5:20)'
 */
export function describeAuthorError(thrown: unknown, limit = 500): string {
  if (!(thrown instanceof Error)) return cut(String(thrown), limit)
  const isPlain = ['Error', 'RlvrError', ''].includes(thrown.name) || thrown.message === ''
  const place = authorPlace(thrown)
  const words = cut(thrown.message || thrown.name, limit)
  return `${isPlain ? '' : `${thrown.name}: `}${words}${place === null ? '' : ` (${place})`}`
}

function cut(text: string, limit: number): string {
  return text.length > limit ? `${text.slice(0, limit)}…` : text
}

function isOwn(path: string): boolean {
  return !path.includes('/node_modules/') && !path.startsWith(packageRoot)
}
