// Formulas in conjunctive normal form with an assignment that satisfies them. A literal is n for variable n, -n for its
// negation, as in the DIMACS format.
import type { Rng } from '../../src/core/random.ts'

export interface Instance {
  /**
   * The clauses as the compact prompt has them, like `a-bc,-ad`: literals by their variable, clauses in order, so that
   * a formula has one form.
   */
  readonly formula: string
  /** One answer: T or F for each variable. */
  readonly solution: string
}

interface InstanceSettings {
  readonly variables: number
  readonly width: number
  readonly clauses: number
}

export const levels: readonly InstanceSettings[] = [
  { variables: 4, width: 2, clauses: 8 },
  { variables: 4, width: 3, clauses: 13 },
  { variables: 6, width: 3, clauses: 25 },
  { variables: 9, width: 3, clauses: 38 },
  { variables: 14, width: 3, clauses: 59 },
  { variables: 20, width: 3, clauses: 85 },
]

export function letterOf(literal: number): string {
  return String.fromCharCode(96 + Math.abs(literal))
}

export function drawInstance(rng: Rng, { variables, width, clauses: count }: InstanceSettings): Instance {
  const bits = rng.int(0, 2 ** variables - 1)
  const clauses: number[][] = []
  const seen = new Set<number>()
  while (clauses.length < count) {
    const clause = drawClause(rng, variables, width)
    const key = clause.reduce((sum, literal) => sum * 64 + literal + 32, 0)
    if (seen.has(key) || !clause.some((literal) => holdsIn(literal, bits))) continue
    seen.add(key)
    clauses.push(clause)
  }
  const formula = clauses
    .sort(byLiterals)
    .map((clause) => clause.map((literal) => (literal < 0 ? '-' : '') + letterOf(literal)).join(''))
    .join(',')
  const solution = Array.from({ length: variables }, (_, index) => (holdsIn(index + 1, bits) ? 'T' : 'F')).join('')
  return { formula, solution }
}

function drawClause(rng: Rng, variables: number, width: number): number[] {
  const chosen: number[] = []
  while (chosen.length < width) {
    const variable = rng.int(1, variables)
    if (!chosen.includes(variable)) chosen.push(variable)
  }
  const signs = rng.int(0, 2 ** width - 1)
  return chosen.sort((a, b) => a - b).map((variable, index) => ((signs >> index) & 1 ? -variable : variable))
}

function holdsIn(literal: number, bits: number): boolean {
  return ((bits >> (Math.abs(literal) - 1)) & 1) === (literal > 0 ? 1 : 0)
}

function byLiterals(left: readonly number[], right: readonly number[]): number {
  for (const [index, literal] of left.entries()) {
    const other = right[index] ?? 0
    if (Math.abs(literal) !== Math.abs(other)) return Math.abs(literal) - Math.abs(other)
    if (literal !== other) return other - literal
  }
  return 0
}

/** The index of the first clause that the values (T or F) make false; null where all are true. */
export function firstFalse(formula: string, values: string | readonly string[]): number | null {
  let isTrue = false
  let [clause, wanted] = [0, 'T']
  for (const sign of formula) {
    if (sign === ',') {
      if (!isTrue) return clause
      isTrue = false
      clause++
    } else if (sign === '-') wanted = 'F'
    else {
      isTrue ||= values[sign.charCodeAt(0) - 97] === wanted
      wanted = 'T'
    }
  }
  return isTrue ? null : clause
}

export function isInstance({ formula, solution }: Instance): boolean {
  return /^(?:-?[a-t])+(?:,(?:-?[a-t])+)*$/.test(formula) && /^[TF]{1,20}$/.test(solution)
}
