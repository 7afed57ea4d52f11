// What a request says of a job, in the sandbox's words.
import { describeError } from '../../core/errors.ts'
import type { Language } from '../../sandbox/engine.ts'
import { checkLimits, type Limits } from '../../sandbox/limits.ts'
import { inputFault } from '../../sandbox/input-fault.ts'
import type { RunJob, Sandbox } from '../../sandbox/sandbox.ts'
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

/** The job, where a process can be started with it. */
export function checkInput<T extends Pick<RunJob, 'files' | 'args'>>(job: T): T {
  const fault = inputFault(job)
  if (fault !== null) throw new RequestFault(400, fault)
  return job
}

/** Files in base64, as SandboxFusion's protocol has them. */
export function readFiles(files: Readonly<Record<string, string | null>>): Record<string, Uint8Array> {
  return Object.fromEntries(
    Object.entries(files).map(([name, content]) => [name, Buffer.from(content ?? '', 'base64')]),
  )
}
