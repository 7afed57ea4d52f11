// The options of `openSandbox` as someone gives them whom no compiler warns: a floor that is misspelt is no floor.
import { checkNames } from '../core/check-names.ts'
import { RlvrError, nearestName, show } from '../core/errors.ts'
import { languages } from './engine.ts'
import { isolationLevels } from './isolation.ts'
import { checkLimits } from './limits.ts'

const wholeNumbers = { concurrency: 1, cacheEntries: 0, maxQueued: 0 } as const

/** @throws RlvrError `RLVR_USAGE` naming what is unknown or of no known kind */
export function checkSandboxOptions(options: object): void {
  const names = ['languages', ...Object.keys(wholeNumbers), 'python', 'minIsolation', 'limits', 'engines', 'retry']
  checkNames('openSandbox()', options, names)
  const { languages: asked, python, minIsolation, limits, engines, retry } = options as Record<string, unknown>
  if (asked !== undefined) {
    if (!Array.isArray(asked)) refuse(`\`languages\` is a list of ${languages.join(', ')}`, asked)
    for (const each of asked as unknown[]) oneOf('a language', each, languages)
  }
  for (const [name, least] of Object.entries(wholeNumbers)) {
    const value = (options as Record<string, unknown>)[name]
    if (value !== undefined && !(Number.isSafeInteger(value) && (value as number) >= least))
      refuse(`\`${name}\` is a whole number from ${least}`, value)
  }
  if (python !== undefined && typeof python !== 'string') refuse('`python` is the path of an interpreter', python)
  if (minIsolation !== undefined) oneOf('`minIsolation`', minIsolation, isolationLevels)
  if (limits !== undefined) checkLimits(limits as Parameters<typeof checkLimits>[0])
  if (engines !== undefined && !Array.isArray(engines)) refuse('`engines` is a list', engines)
  if (retry !== undefined) {
    checkNames('openSandbox(), `retry`', retry, ['attempts', 'firstDelayMs', 'longestDelayMs'])
    const { attempts } = retry as { readonly attempts?: unknown }
    if (attempts !== undefined && !(Number.isSafeInteger(attempts) && (attempts as number) >= 1))
      refuse('`retry.attempts` is a whole number from 1', attempts)
  }
}

function oneOf(what: string, value: unknown, known: readonly string[]): void {
  if (typeof value === 'string' && known.includes(value)) return
  const nearest = typeof value === 'string' ? nearestName(value, known) : null
  refuse(`${what} is ${known.join(', ')}`, value, nearest)
}

function refuse(due: string, came: unknown, nearest: string | null = null): never {
  const hint = nearest === null ? '' : ` Did you mean '${nearest}'?`
  throw new RlvrError('RLVR_USAGE', `openSandbox(): ${due}; got ${show(came, 80)}.${hint}`)
}
