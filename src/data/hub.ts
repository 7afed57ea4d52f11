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

/** The part of `@huggingface/hub` that is used here. Gives null where there is no such file. */
export interface HubClient {
  downloadFile(request: {
    repo: { type: 'dataset' | 'model'; name: string }
    path: string
    revision: string
    fetch?: typeof fetch
    accessToken?: string
  }): Promise<Blob | null>
}

export interface HubOptions {
  /** Where downloads are kept: `$RLVR_CACHE`, or `.cache/rlvr` in the home folder. */
  readonly cacheFolder?: string
  readonly fetch?: typeof fetch
  /** For gated repositories: `$HF_TOKEN` where not given. */
  readonly accessToken?: string
  readonly loadClient?: () => Promise<HubClient>
}

/**
 * The bytes of a hub file, from the cache where it was fetched before.
 * @throws RlvrError `RLVR_DATA` when the client is not installed, the hub cannot be reached, or the file is not there
 */
export async function readHubFile(file: HubFile, options: HubOptions = {}): Promise<Uint8Array> {
  const revision = file.revision ?? 'main'
  const cacheFolder = options.cacheFolder ?? process.env['RLVR_CACHE'] ?? join(homedir(), '.cache', 'rlvr')
  const cached = join(cacheFolder, 'hub', file.kind, file.repository, revision, file.path)
  const known = await readFile(cached).catch(() => null)
  if (known !== null) return known

  const bytes = await download(file, revision, options)
  await mkdir(dirname(cached), { recursive: true })
  // Written under another name first: a download that is cut off must not look like the file.
  const partial = `${cached}.${randomUUID()}.partial`
  await writeFile(partial, bytes)
  await rename(partial, cached)
  return bytes
}

async function download(file: HubFile, revision: string, options: HubOptions): Promise<Uint8Array> {
  const where = `\`${file.path}\` of ${file.kind} \`${file.repository}\` (${revision})`
  const client = await (options.loadClient ?? loadHubClient)()
  const accessToken = options.accessToken ?? process.env['HF_TOKEN']
  let blob: Blob | null
  try {
    blob = await client.downloadFile({
      repo: { type: file.kind, name: file.repository },
      path: file.path,
      revision,
      ...(options.fetch !== undefined && { fetch: options.fetch }),
      ...(accessToken !== undefined && { accessToken }),
    })
    if (blob !== null) return new Uint8Array(await blob.arrayBuffer())
  } catch (thrown) {
    throw new RlvrError(
      'RLVR_DATA',
      `Could not fetch ${where} from the Hugging Face hub: ${describeError(thrown)}. Check the connection, or download the file elsewhere and give its path.`,
      { cause: thrown },
    )
  }
  throw new RlvrError('RLVR_DATA', `The Hugging Face hub has no ${where}. Check the name, the path and the revision.`)
}

async function loadHubClient(): Promise<HubClient> {
  try {
    return await import('@huggingface/hub')
  } catch (thrown) {
    throw new RlvrError(
      'RLVR_DATA',
      'Reading from the Hugging Face hub needs the optional package `@huggingface/hub`. Install it with `npm install @huggingface/hub`, or download the file and give its path.',
      { cause: thrown },
    )
  }
}
