// Exact values of several unknowns, as answers give them: by name, or in their order.
import type { Rational } from '../verifiers/number/rational.ts'
import { bare, oneSpaced } from './read-answer.ts'
import { readFraction } from './read-fraction.ts'

/**
 * The values of the unknowns in the order of `names`; null where one is missing or given twice, or anything else stands
 * there.
 * @example readAssignment('y = 2, x = -1', ['x', 'y']) // [-1, 2]
 */
export function readAssignment(text: string, names: readonly string[]): Rational[] | null {
  const items = oneSpaced(bare(text))
    .replaceAll(/\\left|\\right|\\quad|\\text\{\s*and\s*\}|\band\b|[()[\]$]/g, ' ')
    // Runs of spaces first: `\s*=` tries each of a thousand of them anew.
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ ?= ?/g, '=')
    .split(/[,;\s]+/)
    .filter((item) => item !== '')
  if (items.length !== names.length) return null
  const isNamed = items[0]?.includes('=') ?? false
  const values = new Map<string, Rational>()
  for (const [index, item] of items.entries()) {
    const [left = '', right] = item.split('=')
    if (isNamed !== (right !== undefined) || item.split('=').length > 2) return null
    const name = isNamed ? left : (names[index] as string)
    const value = readFraction(isNamed ? (right as string) : item)
    if (value === null || !names.includes(name) || values.has(name)) return null
    values.set(name, value)
  }
  return names.map((name) => values.get(name) as Rational)
}
