// A file of the Hugging Face hub, kept in a cache folder after its first download.
// The client (`@huggingface/hub`) is an optional dependency and is loaded only when a file must be fetched.
import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { RlvrError, describeError } from '../core/errors.ts'

/** Which file: of a data set or a model, at a revision (branch, tag or commit; `main` where not given). */
export interface HubFile {
  readonly kind: 'dataset' | 'model'
  /** Owner and name, like `openai/gsm8k`. */
  readonly repository: string
  readonly path: string
  readonly revision?: string
}

/** A repository of the hub at a revision. */
export type HubRepository = Omit<HubFile, 'path'>

interface HubRequest {
  repo: { type: 'dataset' | 'model'; name: string }
  revision: string
  hubUrl?: string
  fetch?: typeof fetch
  accessToken?: string
}

/** The part of `@huggingface/hub` that is used here. */
export interface HubClient {
  /** Null where there is no such file. */
  downloadFile(request: HubRequest & { path: string }): Promise<Blob | null>
  listFiles?(request: HubRequest & { recursive: true }): AsyncIterable<{ type: string; path: string }>
}

export interface HubOptions {
  /** Where downloads are kept: `$RLVR_CACHE`, or `.cache/rlvr` in the home folder. */
  readonly cacheFolder?: string
  readonly fetch?: typeof fetch
  /** A mirror of the hub: `$HF_ENDPOINT`, or huggingface.co. */
  readonly hubUrl?: string
  /** For gated repositories: `$HF_TOKEN` where not given. */
  readonly accessToken?: string
  readonly loadClient?: () => Promise<HubClient>
}

/**
 * The bytes of a hub file, from the cache where it was fetched before.
 * @throws RlvrError `RLVR_DATA` when the client is not installed, the hub cannot be reached, or the file is not there
 */
export async function readHubFile(file: HubFile, options: HubOptions = {}): Promise<Uint8Array> {
  const where = `\`${file.path}\` of ${nameOf(file)}`
  return await cached(placeOf(file, file.path, options), async () => {
    const client = await (options.loadClient ?? loadHubClient)()
    const blob = await reached(where, async () => {
      const found = await client.downloadFile({ ...requestOf(file, options), path: file.path })
      return found && new Uint8Array(await found.arrayBuffer())
    })
    if (blob !== null) return blob
    throw new RlvrError('RLVR_DATA', `The Hugging Face hub has no ${where}. Check the name, the path and the revision.`)
  })
}

/** The paths of all files of a repository, from the cache where it was asked before. Throws as `readHubFile` does. */
export async function listHubFiles(repository: HubRepository, options: HubOptions = {}): Promise<string[]> {
  const bytes = await cached(placeOf(repository, '.files.json', options), async () => {
    const client = await (options.loadClient ?? loadHubClient)()
    const paths = await reached(`the files of ${nameOf(repository)}`, async () => {
      const found: string[] = []
      const listing = client.listFiles?.({ ...requestOf(repository, options), recursive: true }) ?? []
      for await (const { type, path } of listing) if (type === 'file') found.push(path)
      return found
    })
    return Buffer.from(JSON.stringify(paths))
  })
  return JSON.parse(Buffer.from(bytes).toString()) as string[]
}

/** What stands at the path, or else what `fetchBytes` gives, which is kept there. */
async function cached(path: string, fetchBytes: () => Promise<Uint8Array>): Promise<Uint8Array> {
  const known = await readFile(path).catch(() => null)
  if (known !== null) return known
  const bytes = await fetchBytes()
  await mkdir(dirname(path), { recursive: true })
  // Written under another name first: a download that is cut off must not look like the file.
  const partial = `${path}.${randomUUID()}.partial`
  await writeFile(partial, bytes)
  await rename(partial, path)
  return bytes
}

async function reached<Result>(where: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (thrown) {
    throw new RlvrError(
      'RLVR_DATA',
      `Could not fetch ${where} from the Hugging Face hub: ${describeError(thrown)}. Check the connection, or download the file elsewhere and give its path.`,
      { cause: thrown },
    )
  }
}

function nameOf({ kind, repository, revision = 'main' }: HubRepository): string {
  return `${kind} \`${repository}\` (${revision})`
}

function placeOf({ kind, repository, revision = 'main' }: HubRepository, path: string, options: HubOptions): string {
  const folder = options.cacheFolder ?? process.env['RLVR_CACHE'] ?? join(homedir(), '.cache', 'rlvr')
  return join(folder, 'hub', kind, repository, revision, path)
}

function requestOf({ kind, repository, revision = 'main' }: HubRepository, options: HubOptions): HubRequest {
  const { fetch, hubUrl = process.env['HF_ENDPOINT'], accessToken = process.env['HF_TOKEN'] } = options
  return {
    repo: { type: kind, name: repository },
    revision,
    ...(fetch !== undefined && { fetch }),
    ...(hubUrl !== undefined && { hubUrl }),
    ...(accessToken !== undefined && { accessToken }),
  }
}

/** The package itself. Throws `RLVR_DATA` where it is not installed. */
export async function loadHubClient(): Promise<typeof import('@huggingface/hub')> {
  try {
    return await import('@huggingface/hub')
  } catch (thrown) {
    throw new RlvrError(
      'RLVR_DATA',
      'Reading from the Hugging Face hub needs the optional package `@huggingface/hub`. Install it with `npm install @huggingface/hub`, or download what is needed and give its path.',
      { cause: thrown },
    )
  }
}
