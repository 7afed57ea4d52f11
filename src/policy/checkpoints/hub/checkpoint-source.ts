// Where a checkpoint is, as people write it: a folder's path, `hf:./folder`, or a model of the Hugging Face hub as
// `hf:owner/name` or `hf:owner/name@revision`.
import { homedir } from 'node:os'
import { join } from 'node:path'
import { RlvrError } from '../../../core/errors.ts'

export type CheckpointSource =
  | { readonly kind: 'folder'; readonly path: string }
  | {
      readonly kind: 'hub'
      /** Owner and name; of a few old models, a name alone. */
      readonly repository: string
      /** A branch, a tag or a commit; `main` where none was given. */
      readonly revision: string
    }

/**
 * @throws RlvrError `RLVR_USAGE` for what is neither a path nor a name
 * @example checkpointSource('hf:Qwen/Qwen3-0.6B@v1') // { kind: 'hub', repository: 'Qwen/Qwen3-0.6B', revision: 'v1' }
 */
export function checkpointSource(source: string): CheckpointSource {
  const [, rest] = /^hf:(.*)$/s.exec(source) ?? []
  if (rest === undefined || /^(\.{0,2}[/\\]|\.{1,2}$|~|[A-Za-z]:[/\\])/.test(rest)) {
    const path = (rest ?? source).replace(/^~(?=$|\/)/, homedir())
    if (path === '') throw new RlvrError('RLVR_USAGE', 'A checkpoint is a folder or hf:owner/name; got an empty text.')
    return { kind: 'folder', path }
  }
  const [, repository, revision = 'main'] = /^([\w.-]+(?:\/[\w.-]+)?)(?:@(.+))?$/.exec(rest) ?? []
  const names = repository?.split('/') ?? []
  if (repository === undefined || names.some((name) => /^[.-]|\.\.|--|[.-]$|\.git$/.test(name)))
    throw new RlvrError(
      'RLVR_USAGE',
      `A model of the Hugging Face hub is hf:owner/name or hf:owner/name@revision, and a folder hf:./folder; got \`${source}\`.`,
    )
  // It becomes the name of a file.
  if (!/^[\w][\w./+-]*$/.test(revision) || revision.split('/').some((part) => part === '' || /^\.+$/.test(part)))
    throw new RlvrError(
      'RLVR_USAGE',
      `A revision is a branch, a tag or a commit; got \`${revision}\` in \`${source}\`.`,
    )
  return { kind: 'hub', repository, revision }
}

/** Where hub clients keep what they fetched, so that what one fetched another finds: as huggingface_hub decides it. */
export function hubCacheFolder(environment: { readonly [name: string]: string | undefined } = process.env): string {
  const { HF_HUB_CACHE, HUGGINGFACE_HUB_CACHE, HF_HOME, XDG_CACHE_HOME } = environment
  const home = HF_HOME ?? join(XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'huggingface')
  return (HF_HUB_CACHE ?? HUGGINGFACE_HUB_CACHE ?? join(home, 'hub')).replace(/^~(?=$|\/)/, homedir())
}
