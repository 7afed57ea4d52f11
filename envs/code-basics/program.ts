// The programs of a problem: its reference solutions, and the slips that its tests must refuse.
import type { CodeProblem, ProblemLanguage, Slip } from './problem.ts'
import { signatureIn } from './signature.ts'

/** The reference solution as a whole program. Throws where the problem has none in the language. */
export function programOf(problem: CodeProblem, language: ProblemLanguage): string {
  return wholeProgram(problem, language, solutionOf(problem, language))
}

/** The programs with one mistake each, as far as the language has them. */
export function slipsOf(problem: CodeProblem, language: ProblemLanguage): { why: string; program: string }[] {
  const solution = solutionOf(problem, language)
  return problem.slips.flatMap((slip) => {
    const change = changeIn(problem, language, slip)
    if (change === undefined) return []
    const [from, to] = change
    if (solution.split(from).length !== 2)
      throw new Error(`Problem \`${problem.id}\`: \`${from}\` must stand in its ${language} solution once.`)
    // A function as replacement, because `$` means something in a text.
    return [
      {
        why: slip.why,
        program: wholeProgram(
          problem,
          language,
          solution.replace(from, () => to),
        ),
      },
    ]
  })
}

function solutionOf(problem: CodeProblem, language: ProblemLanguage): string {
  const solution = language === 'typescript' ? (problem.typescript ?? problem.javascript) : problem[language]
  if (solution === undefined) throw new Error(`Problem \`${problem.id}\` cannot be asked in ${language}.`)
  return solution
}

function changeIn(problem: CodeProblem, language: ProblemLanguage, slip: Slip): readonly [string, string] | undefined {
  return language === 'typescript' && problem.typescript === undefined ? slip.javascript : slip[language]
}

/** The input ends with a line break, which `solve` does not see. */
function wholeProgram(problem: CodeProblem, language: ProblemLanguage, solution: string): string {
  const typed = language === 'typescript' ? withTypes(problem, solution) : solution
  if (problem.signature !== undefined) return `${typed}\n`
  return language === 'python'
    ? `import sys\n\n\n${typed}\n\n\nprint(solve(sys.stdin.read()[:-1]))\n`
    : `${typed}\n\nconsole.log(solve(require('fs').readFileSync(0, 'utf8').slice(0, -1)))\n`
}

/** JavaScript's solution with the types of its entry function written out. */
function withTypes(problem: CodeProblem, solution: string): string {
  if (problem.typescript !== undefined) return solution
  if (problem.signature === undefined)
    return solution.replace('function solve(text) {', 'function solve(text: string): string {')
  const { name, parameters, returns } = signatureIn('typescript', problem.signature)
  const isAsync = solution.startsWith('async ')
  const names = parameters.map((parameter) => parameter.name).join(', ')
  const typed = parameters.map((parameter) => `${parameter.name}: ${parameter.type}`).join(', ')
  const result = isAsync ? `Promise<${returns}>` : returns
  return solution.replace(`function ${name}(${names}) {`, `function ${name}(${typed}): ${result} {`)
}
