// `key=value` arguments that may be given several times.
import { RlvrError } from '../../core/errors.ts'

/** Gathers a repeated option of commander into a list. */
export function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value]
}

const examples: { readonly [flag: string]: string } = { '--set': 'steps=50', '--field': 'reply=completion' }

/**
 * The pairs, split at their first `=`. Throws `RLVR_USAGE` for one without `=` or given twice.
 * @example keyValues('--option', ['level=2']) // [['level', '2']]
 */
export function keyValues(flag: string, given: readonly string[]): [key: string, value: string][] {
  const seen = new Set<string>()
  return given.map((text) => {
    const at = text.indexOf('=')
    if (at < 1)
      throw new RlvrError(
        'RLVR_USAGE',
        `\`${flag}\` takes KEY=VALUE, like \`${flag} ${examples[flag] ?? 'level=2'}\`; got \`${text}\`.`,
      )
    const key = text.slice(0, at)
    if (seen.has(key)) throw new RlvrError('RLVR_USAGE', `\`${flag} ${key}=…\` is given twice; give it once.`)
    seen.add(key)
    return [key, text.slice(at + 1)]
  })
}
