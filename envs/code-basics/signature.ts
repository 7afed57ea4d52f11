// A signature in one notation for all languages: `longest_run(numbers: int[], limit: int) -> int`. Names are in
// snake_case. Types: `int`, `float`, `text`, `bool`, `json`; `T[]` a list, `T?` a T or nothing, `{T}` a mapping from
// texts to T. A type that is none of these is the language's own and stays as it is.
import type { ProblemLanguage } from './problem.ts'

export interface Signature {
  /** The function's name as the language writes it. */
  readonly name: string
  readonly parameters: readonly { readonly name: string; readonly type: string }[]
  readonly returns: string
}

const pattern = /^(\w+)\((.*)\) -> (.+)$/

/** The signature in a language. Throws where the text is none. */
export function signatureIn(language: ProblemLanguage, text: string): Signature {
  const [, name, list, returns] = pattern.exec(text) ?? []
  if (name === undefined || list === undefined || returns === undefined)
    throw new Error(`Expected a signature such as \`half(number: int) -> float\`, got \`${text}\`.`)
  const parameters = list
    .split(', ')
    .map((parameter) => parameter.split(': ') as [string, string])
    .map(([name, type]) => ({ name: nameIn(language, name), type: typeIn(language, type) }))
  return { name: nameIn(language, name), parameters, returns: typeIn(language, returns) }
}

/** As a prompt shows it: `def half(number: int) -> float`, `function half(number: number): number`. */
export function writtenSignature(language: ProblemLanguage, text: string): string {
  const { name, parameters, returns } = signatureIn(language, text)
  const list = parameters.map((parameter) => `${parameter.name}: ${parameter.type}`).join(', ')
  return language === 'python' ? `def ${name}(${list}) -> ${returns}` : `function ${name}(${list}): ${returns}`
}

function nameIn(language: ProblemLanguage, name: string): string {
  return language === 'python' ? name : name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
}

const plain: Readonly<Record<string, readonly [python: string, script: string]>> = {
  int: ['int', 'number'],
  float: ['float', 'number'],
  text: ['str', 'string'],
  bool: ['bool', 'boolean'],
  json: ['object', 'unknown'],
}

function typeIn(language: ProblemLanguage, type: string): string {
  const isPython = language === 'python'
  if (type.endsWith('[]') && type.length > 2) {
    const item = typeIn(language, type.slice(0, -2))
    return isPython ? `list[${item}]` : `${item}[]`
  }
  if (type.endsWith('?')) return `${typeIn(language, type.slice(0, -1))} | ${isPython ? 'None' : 'null'}`
  if (type.startsWith('{')) {
    const value = typeIn(language, type.slice(1, -1))
    return isPython ? `dict[str, ${value}]` : `Record<string, ${value}>`
  }
  return plain[type]?.[isPython ? 0 : 1] ?? type
}
