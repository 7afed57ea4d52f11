// The name of a checkpoint on the command line: `hf:` and where it is, a folder or a repository of the hub, then the
// adapters that are laid over it, each behind a `+`.
//   hf:./SmolLM2-135M-Instruct   hf:Qwen/Qwen3-0.6B@main   hf:./model+./adapter   hf:./model+owner/adapter@v2
import { existsSync } from 'node:fs'
import { RlvrError } from '../../core/errors.ts'

export interface PretrainedName {
  /** As it was written, without `hf:`: a folder, or `owner/name@revision`. */
  readonly base: string
  /** Written the same way. */
  readonly adapters: readonly string[]
}

/**
 * The parts of such a name; null for one of another form. A `+` within a folder that is there belongs to its name.
 * @throws RlvrError `RLVR_USAGE` where a part is empty
 * @example pretrainedName('hf:./model+./adapter') // { base: './model', adapters: ['./adapter'] }
 */
export function pretrainedName(name: string): PretrainedName | null {
  if (!name.startsWith('hf:')) return null
  const pieces = name.slice('hf:'.length).split('+')
  const parts: string[] = []
  for (let from = 0; from < pieces.length;) {
    const join = (to: number): string => pieces.slice(from, to).join('+').replace(/^hf:/, '')
    let to = pieces.length
    while (to > from + 1 && !existsSync(join(to))) to--
    parts.push(join(to))
    from = to
  }
  if (parts.some((part) => part.trim() === ''))
    throw new RlvrError(
      'RLVR_USAGE',
      `\`${name}\` names no checkpoint${parts[0]?.trim() === '' ? '' : ' behind its +'}. Expected hf:FOLDER or hf:OWNER/NAME@REVISION, with adapters behind it: hf:./model+./adapter.`,
    )
  const [base = '', ...adapters] = parts
  return { base, adapters }
}
