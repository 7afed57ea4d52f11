// What a request says of a job, in the sandbox's words.
import { describeError } from '../../core/errors.ts'
import type { Language } from '../../sandbox/engine.ts'
import { checkLimits, type Limits } from '../../sandbox/limits.ts'
import type { Sandbox } from '../../sandbox/sandbox.ts'
import { RequestFault } from '../http/request-fault.ts'
import { languageAliases, languageOf } from './language-alias.ts'

/** Our name of a language that this sandbox runs. */
export function readLanguage(name: string, sandbox: Sandbox): Language {
  const language = languageOf(name)
  if (language !== null && sandbox.languages.includes(language)) return language
  const known = sandbox.languages.map((each) => languageAliases[each].join('|')).join(', ')
  throw new RequestFault(400, `The language ${JSON.stringify(name.slice(0, 60))} does not run here. Expected ${known}.`)
}

/** Limits within the ranges of the sandbox; what is undefined is left to its defaults. */
export function readLimits(given: { readonly [K in keyof Limits]?: number | undefined }): Partial<Limits> {
  const limits = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  try {
    checkLimits(limits)
  } catch (thrown) {
    throw new RequestFault(400, describeError(thrown))
  }
  return limits
}

/** A name of a file in the working directory: no folder, nothing hidden behind a separator or NUL. */
export function readFileName(name: string): string {
  // eslint-disable-next-line no-control-regex
  if (name !== '' && name !== '.' && name !== '..' && name.length <= 255 && !/[/\\\0]/.test(name)) return name
  throw new RequestFault(400, `Expected a plain file name without folders; got ${JSON.stringify(name.slice(0, 80))}.`)
}
