// From what a user names to a folder that can be opened: a path as it is, a model of the hub from the cache that all
// its clients share, after what is missing there was fetched. Only the files of a model are fetched.
// The client (`@huggingface/hub`) is an optional dependency and is loaded only when the hub is asked.
import { existsSync } from 'node:fs'
import { RlvrError, describeError } from '../../../core/errors.ts'
import { loadHubClient } from '../../../data/hub.ts'
import { indexName, weightsName } from '../checkpoint-tensors.ts'
import { companionFiles } from '../write-checkpoint-folder.ts'
import { CachedRepository, commitPattern, shardsOf } from './cached-repository.ts'
import { checkpointSource, hubCacheFolder, type CheckpointSource } from './checkpoint-source.ts'
import { etagOf, fetchBlob, type HubEntry } from './fetch-blob.ts'

export interface ResolveOptions {
  readonly signal?: AbortSignal
  /** Is told, while files are fetched, how far it is. */
  readonly onProgress?: (progress: FetchProgress) => void
  /** The cache: that of `$HF_HUB_CACHE` or `$HF_HOME`, or `~/.cache/huggingface/hub`. */
  readonly cache?: string
  readonly fetch?: typeof fetch
  /** A mirror of the hub: `$HF_ENDPOINT`, or huggingface.co. */
  readonly hubUrl?: string
  /** For gated and private models: `$HF_TOKEN` where not given. */
  readonly accessToken?: string
  /** True to ask nobody, and take what the cache holds: where `$HF_HUB_OFFLINE` is set, unless given. */
  readonly offline?: boolean
  /** Between attempts to fetch that brought nothing. */
  readonly pauseMs?: number
}

export interface FetchProgress {
  /** The file that is being fetched. */
  readonly file: string
  readonly doneBytes: number
  /** Of all files that were missing. */
  readonly totalBytes: number
}

export interface ResolvedCheckpoint {
  readonly folder: string
  /** Of the hub: what was asked for, and the commit that it is. Null for a folder. */
  readonly origin: { readonly repository: string; readonly revision: string; readonly commit: string } | null
}

/**
 * @param source `./folder`, `hf:./folder`, `hf:owner/name` or `hf:owner/name@revision`
 * @throws RlvrError `RLVR_USAGE` for what is none of these; `RLVR_DATA` when a model is not there, is gated, holds nothing that can be
 *   read, or cannot be reached and is not in the cache
 */
export async function resolveCheckpoint(source: string, options: ResolveOptions = {}): Promise<ResolvedCheckpoint> {
  const parsed = checkpointSource(source)
  if (parsed.kind === 'folder') return { folder: parsed.path, origin: null }
  const { repository, revision } = parsed
  const cached = new CachedRepository(options.cache ?? hubCacheFolder(), repository)
  const known = await cached.commitOf(revision)
  const isUsable = known !== null && (await cached.isComplete(known))
  const found = (commit: string): ResolvedCheckpoint => ({
    folder: cached.snapshot(commit),
    origin: { repository, revision, commit },
  })
  // A commit never changes; with a tokenizer the snapshot has all that there is to fetch.
  if (isUsable && known === revision && cached.has(known, 'tokenizer.json')) return found(known)
  if (options.offline ?? isSet(process.env['HF_HUB_OFFLINE'])) {
    if (isUsable) return found(known)
    throw new RlvrError(
      'RLVR_DATA',
      `${nameOf(parsed)} is not in the cache, and the hub is not asked (HF_HUB_OFFLINE). Fetch it with the connection on, or give a folder.`,
    )
  }
  try {
    const commit = await commitAtHub(parsed, options)
    await fetchMissing(parsed, commit, cached, options)
    await cached.remember(revision, commit)
    return found(commit)
  } catch (thrown) {
    options.signal?.throwIfAborted()
    if (RlvrError.isInstance(thrown)) throw thrown
    const { statusCode, code = '' } = thrown as { statusCode?: number; code?: string }
    if (ofTheDisk.has(code))
      throw new RlvrError(
        'RLVR_DATA',
        `${nameOf(parsed)} cannot be kept in the cache: ${describeError(thrown)}. Make room or give access, or name another place in HF_HUB_CACHE.`,
        { cause: thrown },
      )
    if (isUsable && statusCode === undefined) return found(known)
    throw new RlvrError('RLVR_DATA', refusalOf(parsed, statusCode, thrown), { cause: thrown })
  }
}

type HubSource = Extract<CheckpointSource, { kind: 'hub' }>

interface Asked {
  hubUrl?: string
  accessToken?: string
  fetch: typeof fetch
}

function askedWith(options: ResolveOptions): Asked {
  const { hubUrl = process.env['HF_ENDPOINT'], accessToken = process.env['HF_TOKEN'], signal } = options
  const ask = options.fetch ?? fetch
  return {
    ...(hubUrl !== undefined && { hubUrl: hubUrl.replace(/\/+$/, '') }),
    ...(accessToken !== undefined && accessToken !== '' && { accessToken }),
    fetch: signal === undefined ? ask : async (input, init) => await ask(input, { ...init, signal }),
  }
}

async function commitAtHub({ repository, revision }: HubSource, options: ResolveOptions): Promise<string> {
  const { modelInfo } = await loadHubClient()
  const { sha } = await modelInfo({ ...askedWith(options), name: repository, revision, additionalFields: ['sha'] })
  if (typeof sha === 'string' && commitPattern.test(sha)) return sha
  throw new RlvrError('RLVR_DATA', `The hub names no commit for \`${repository}\` at \`${revision}\`; got ${sha}.`)
}

async function fetchMissing(
  source: HubSource,
  commit: string,
  cached: CachedRepository,
  options: ResolveOptions,
): Promise<void> {
  const asked = askedWith(options)
  const { listFiles, downloadFile } = await loadHubClient()
  const repo = { type: 'model', name: source.repository } as const
  const entries = new Map<string, HubEntry>()
  for await (const entry of listFiles({ ...asked, repo, revision: commit }))
    if (entry.type === 'file') entries.set(entry.path, entry)
  const nameless = [...entries.values()].find((entry) => !/^[0-9a-f]{40,64}$/.test(etagOf(entry)))
  if (nameless !== undefined)
    throw new RlvrError('RLVR_DATA', `The hub gives no hash for \`${nameless.path}\` of ${nameOf(source)}.`)
  const get = async (names: readonly string[]): Promise<void> => {
    const absent = names.flatMap((name) => (cached.has(commit, name) ? [] : (entries.get(name) ?? [])))
    const missing: HubEntry[] = []
    // What another commit has in common with this one is there already.
    for (const entry of absent)
      if (existsSync(cached.blob(etagOf(entry)))) await cached.link(commit, entry.path, etagOf(entry))
      else missing.push(entry)
    const totalBytes = missing.reduce((sum, { size }) => sum + size, 0)
    let before = 0
    for (const entry of missing) {
      const { path, size } = entry
      const where = `\`${path}\` of ${nameOf(source)}`
      const etag = etagOf(entry)
      await fetchBlob(entry, cached.blob(etag), {
        where,
        signal: options.signal,
        ...(options.pauseMs !== undefined && { pauseMs: options.pauseMs }),
        onBytes: (bytes) => options.onProgress?.({ file: path, doneBytes: before + bytes, totalBytes }),
        openFrom: async (start) => {
          const blob = await downloadFile({ ...asked, repo, revision: commit, path })
          if (blob === null) throw new RlvrError('RLVR_DATA', `The hub lists ${where}, and does not have it.`)
          return blob.slice(start).stream()
        },
      })
      await cached.link(commit, path, etag)
      before += size
    }
  }
  const weights = weightFiles(entries, source)
  const small = [...weights.small, ...companionFiles]
  await get(small)
  const shards = cached.has(commit, indexName) ? await shardsOf(`${cached.snapshot(commit)}/${indexName}`) : []
  await get(weights.large ?? shards)
}

/** What makes up a model or an adapter; `large` is null where an index names it. */
function weightFiles(
  entries: ReadonlyMap<string, HubEntry>,
  source: HubSource,
): { small: string[]; large: string[] | null } {
  if (entries.has('adapter_config.json') && !entries.has(weightsName))
    return { small: ['adapter_config.json'], large: ['adapter_model.safetensors'] }
  const lacks = (what: string): RlvrError =>
    new RlvrError('RLVR_DATA', `${nameOf(source)} cannot be read: it has no ${what}.`)
  if (!entries.has('config.json')) throw lacks('config.json')
  if (entries.has(weightsName)) return { small: ['config.json'], large: [weightsName] }
  if (entries.has(indexName)) return { small: ['config.json', indexName], large: null }
  const others = [...entries.keys()].filter((name) => /\.(bin|gguf|pth|msgpack|h5)$/.test(name)).slice(0, 3)
  throw lacks(`${weightsName} or ${indexName}${others.length > 0 ? `; it has ${others.join(', ')}` : ''}`)
}

function nameOf({ repository, revision }: HubSource): string {
  return `model \`${repository}\` (${revision})`
}

/** Codes of what the system says of files, not of connections. */
const ofTheDisk = new Set(['ENOSPC', 'EDQUOT', 'EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'EIO'])

function refusalOf(source: HubSource, statusCode: number | undefined, thrown: unknown): string {
  const name = nameOf(source)
  if (statusCode === 401 || statusCode === 403)
    return `The hub does not give out ${name} (${statusCode}): it is gated, private or not there. Accept its terms at https://huggingface.co/${source.repository}, and set HF_TOKEN to a token that may read it.`
  if (statusCode === 404) return `The hub has no ${name}. Check owner, name and revision.`
  if (statusCode !== undefined) return `The hub answered ${statusCode} for ${name}: ${describeError(thrown)}`
  const cause = (thrown as { cause?: unknown }).cause
  const words = describeError(thrown) + (cause instanceof Error ? ` (${describeError(cause)})` : '')
  return `The hub could not be reached for ${name}, which is not in the cache: ${words}. Check the connection, or give a folder.`
}

function isSet(flag: string | undefined): boolean {
  return flag !== undefined && /^(1|on|yes|true)$/i.test(flag)
}
