// Objects of named fields that an untyped caller gives: what they must be, and the nearest name of one that is unknown.
import { RlvrError, nearestName, show } from './errors.ts'

/**
 * Throws `RLVR_USAGE` where `given` is no object, or has a field that is not among `known`.
 * @param owner what takes the fields, as it begins a sentence: `` `exact()` ``
 * @param word what a field is called, `option` unless given
 * @example checkNames('splitByHash()', { tets: 0.2 }, ['test', 'by']) // … has no option `tets`. Did you mean `test`? …
 */
export function checkNames(
  owner: string,
  given: unknown,
  known: readonly string[],
  { word = 'option', hints = {} }: { word?: string; hints?: { readonly [name: string]: string } } = {},
): void {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new RlvrError(
      'RLVR_USAGE',
      `${owner} takes ${word}s as an object${known.length === 0 ? '' : `: { ${known.join(', ')} }`}; got ${show(given, 80)}.`,
    )
  for (const name of Object.keys(given)) {
    if (known.includes(name)) continue
    const nearest = nearestName(name, known)
    const hint = Object.hasOwn(hints, name)
      ? ` ${hints[name] as string}`
      : nearest === null
        ? ''
        : ` Did you mean \`${nearest}\`?`
    const all =
      known.length === 0 ? 'It takes none.' : `${word[0]?.toUpperCase()}${word.slice(1)}s: ${known.join(', ')}.`
    throw new RlvrError('RLVR_USAGE', `${owner} has no ${word} \`${name}\`.${hint} ${all}`)
  }
}
