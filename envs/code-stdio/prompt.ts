// What a coding task asks for, beside its statement.
import type { Language } from '../../src/sandbox/engine.ts'
import { fenced } from '../code-task.ts'

const names: Readonly<Record<Language, string>> = {
  python: 'Python 3',
  javascript: 'JavaScript',
  typescript: 'TypeScript',
  cpp: 'C++17',
}

export function programPrompt(statement: string, language: Language): string {
  return `${statement.trim()}\n\nWrite a ${names[language]} program that reads standard input and writes the answer to standard output. Reply with the whole program in one fenced block.`
}

export function functionPrompt(statement: string, functionName: string, starterCode: string): string {
  const start = starterCode.trim() === '' ? '' : `, starting from this:\n\n${fenced(starterCode.trim(), 'python')}\n\n`
  return `${statement.trim()}\n\nWrite the Python function \`${functionName}\`${start === '' ? '. ' : start}Reply with the whole code in one fenced block. It is called, so it must not read standard input.`
}
