// A problem of the shipped set: its statement, tests, reference solutions and slips that the tests must refuse.
import type { Json } from '../../src/core/json.ts'

export const levels = ['easy', 'medium', 'hard'] as const
export type Level = (typeof levels)[number]

export const problemLanguages = ['python', 'javascript', 'typescript'] as const
export type ProblemLanguage = (typeof problemLanguages)[number]

export interface CodeProblem {
  /** Lower-case words joined by hyphens; unique in the set. */
  readonly id: string
  readonly title: string
  readonly level: Level
  /**
   * What is asked, with ranges, edge cases and ties. NULL, TRUE and FALSE stand for the language's own words, a
   * parameter stands in backticks.
   */
  readonly statement: string
  /**
   * Of a problem in `call` format, in the notation of `signature.ts`: `longest_run(numbers: int[], limit: int) -> int`.
   * Without it the problem reads standard input and prints (`stdio`), and each solution defines `solve(text)`, from
   * the whole input to the whole output; `programOf` puts the reading and printing around it.
   */
  readonly signature?: string
  /**
   * One case a line, `ARGUMENTS -> EXPECTED`, both as JSON; in `stdio` format input and output as JSON texts, each
   * without its last line break. The first two are the examples of the prompt.
   */
  readonly cases: string
  /** Cases too long to write down: they refuse solutions that are right but too slow. */
  readonly large?: readonly Case[]
  /** Tells tuple from list. Default false. */
  readonly strictTypes?: boolean
  /** Reference solutions. A missing language has no such problem, but TypeScript takes JavaScript's solution. */
  readonly python?: string
  readonly javascript?: string
  readonly typescript?: string
  readonly slips: readonly Slip[]
}

export interface Case {
  readonly args: readonly Json[]
  readonly expected: Json
}

/** A plausible mistake: text of the reference solution, which stands there once, and what to put in its place. */
export interface Slip {
  readonly why: string
  readonly python?: readonly [from: string, to: string]
  /** Also of TypeScript, where that has no solution of its own. */
  readonly javascript?: readonly [from: string, to: string]
  readonly typescript?: readonly [from: string, to: string]
}

/** How many cases the prompt shows. */
export const shownCases = 2

/** A template's raw text without its common indentation and without the line breaks at its ends. */
export function block(template: TemplateStringsArray): string {
  const lines = template.raw.join('').replace(/^\n/, '').trimEnd().split('\n')
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/))
  const common = Math.min(...indents)
  return lines.map((line) => line.slice(common)).join('\n')
}

/** All cases of a problem in their order, the written ones first. Throws where a line is no case. */
export function casesOf(problem: CodeProblem): Case[] {
  const written = problem.cases.split('\n').map((line) => {
    const arrow = line.lastIndexOf(' -> ')
    if (arrow < 0) throw new Error(`Problem \`${problem.id}\`: expected \`ARGUMENTS -> EXPECTED\`, got \`${line}\`.`)
    try {
      return {
        args: JSON.parse(`[${line.slice(0, arrow)}]`) as Json[],
        expected: JSON.parse(line.slice(arrow + 4)) as Json,
      }
    } catch (cause) {
      throw new Error(`Problem \`${problem.id}\`: both sides of \`${line}\` must be JSON.`, { cause })
    }
  })
  return [...written, ...(problem.large ?? [])]
}

/** The languages in which a problem can be asked. */
export function languagesOf({ python, javascript, typescript }: CodeProblem): ProblemLanguage[] {
  return [
    ...(python === undefined ? [] : (['python'] as const)),
    ...(javascript === undefined ? [] : (['javascript'] as const)),
    ...((typescript ?? javascript) === undefined ? [] : (['typescript'] as const)),
  ]
}
