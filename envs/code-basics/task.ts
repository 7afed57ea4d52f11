// A problem as a task in a language: the prompt, the tests, and a reply that solves it.
import type { TaskFields } from '../../src/core/task.ts'
import type { CodeTests } from '../../src/sandbox/code-tests.ts'
import type { Limits } from '../../src/sandbox/limits.ts'
import type { CodeAnswer } from '../../verifiers/index.ts'
import type { PromptStyle } from '../prompt-option.ts'
import { literal } from './literal.ts'
import { casesOf, shownCases, type CodeProblem, type ProblemLanguage } from './problem.ts'
import { programOf } from './program.ts'
import { signatureIn, writtenSignature } from './signature.ts'

/** A right solution takes a small part of it; one that tries everything takes more. */
const limits: Partial<Limits> = { timeMs: 4000, memoryMb: 256 }

const names: Readonly<Record<ProblemLanguage, string>> = {
  python: 'Python',
  javascript: 'JavaScript',
  typescript: 'TypeScript',
}

export function taskOf(
  problem: CodeProblem,
  { language, theme, prompt }: { language: ProblemLanguage; theme: string; prompt: PromptStyle },
): TaskFields<CodeAnswer> {
  return {
    id: `${problem.id}-${language}`,
    // The name alone: what a tiny policy can recite, nothing to understand.
    prompt: prompt === 'compact' ? `${problem.id}:` : promptOf(problem, language),
    answer: { language, tests: testsOf(problem, language) },
    metadata: { problem: problem.id, level: problem.level, theme },
  }
}

/** The reference solution as a reply. */
export function replyOf(
  problem: CodeProblem,
  { language, prompt }: { language: ProblemLanguage; prompt: PromptStyle },
): string {
  if (prompt === 'compact') return programOf(problem, language)
  return `\`\`\`${language}\n${programOf(problem, language)}\`\`\``
}

export function testsOf(problem: CodeProblem, language: ProblemLanguage): CodeTests {
  const { signature, strictTypes } = problem
  const cases = casesOf(problem).map((each, index) => ({ ...each, ...(index < shownCases && { public: true }) }))
  if (signature === undefined) {
    return {
      format: 'stdio',
      cases: cases.map(({ args, expected, ...rest }) => ({
        stdin: `${textOf(problem, args[0])}\n`,
        stdout: `${textOf(problem, expected)}\n`,
        ...rest,
      })),
      // Lines and the blanks in front of them count; blanks at their ends and empty lines at the end do not.
      compare: 'trim',
      limits,
    }
  }
  return {
    format: 'call',
    entry: signatureIn(language, signature).name,
    cases,
    shuffleCases: true,
    ...(strictTypes !== undefined && { strictTypes }),
    limits,
  }
}

function textOf(problem: CodeProblem, value: unknown): string {
  if (typeof value === 'string') return value
  throw new Error(`Problem \`${problem.id}\`: input and output are texts; got ${JSON.stringify(value)}.`)
}

function promptOf(problem: CodeProblem, language: ProblemLanguage): string {
  const [none, yes, no] = language === 'python' ? ['None', 'True', 'False'] : ['null', 'true', 'false']
  const statement = problem.statement
    .replaceAll(/\bNULL\b/g, none)
    .replaceAll(/\bTRUE\b/g, yes)
    .replaceAll(/\bFALSE\b/g, no)
  return [
    `${problem.title}. ${statement}`,
    formOf(problem, language),
    `Examples:\n${exampleText(problem, language)}`,
    `Reply with the whole program in one fenced block that begins with \`\`\`${language}.`,
  ].join('\n\n')
}

function formOf({ signature, javascript }: CodeProblem, language: ProblemLanguage): string {
  const name = names[language]
  if (signature === undefined) {
    const how = language === 'python' ? '' : " `require('fs').readFileSync(0, 'utf8')` reads it."
    return `Write a ${name} program that reads standard input and prints to standard output; every line of the input ends with a line break.${how}`
  }
  const isAsync = javascript?.startsWith('async ') ?? false
  const written = writtenSignature(language, signature)
  // JavaScript has no types to write, but its reader wants to know them.
  const { name: entry, parameters } = signatureIn(language, signature)
  const plain = `${entry}(${parameters.map((parameter) => parameter.name).join(', ')})`
  const shown = language === 'javascript' ? `${plain}\`, in TypeScript \`${written}` : written
  return `Write the ${name} ${isAsync ? 'async ' : ''}function \`${shown}\`.`
}

function exampleText(problem: CodeProblem, language: ProblemLanguage): string {
  const { signature } = problem
  const shown = casesOf(problem).slice(0, shownCases)
  if (signature === undefined)
    return shown
      .map(({ args, expected }) => `Input:\n${textOf(problem, args[0])}\nOutput:\n${textOf(problem, expected)}`)
      .join('\n\n')
  const { name } = signatureIn(language, signature)
  return shown
    .map(({ args, expected }) => {
      const list = args.map((each) => literal(each, language)).join(', ')
      return `${name}(${list}) gives ${literal(expected, language)}`
    })
    .join('\n')
}
