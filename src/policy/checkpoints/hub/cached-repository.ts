// One model in the cache that the hub's clients share: `models--OWNER--NAME` with `refs/REVISION` (a commit),
// `blobs/ETAG` (contents) and `snapshots/COMMIT/FILE` (links to them).
// Source: huggingface.co/docs/huggingface_hub/guides/manage-cache.
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { lstat, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { indexName, weightsName } from '../checkpoint-tensors.ts'
import { readJsonFile } from '../json-file.ts'
import { isRecord } from '../safetensors-header.ts'

export const commitPattern: RegExp = /^[0-9a-f]{40}$/

export class CachedRepository {
  readonly #folder: string

  constructor(cacheFolder: string, repository: string) {
    this.#folder = join(cacheFolder, `models--${repository.replaceAll('/', '--')}`)
  }

  snapshot(commit: string): string {
    return join(this.#folder, 'snapshots', commit)
  }

  blob(etag: string): string {
    return join(this.#folder, 'blobs', etag)
  }

  /** The commit that a revision was when it was last asked for, or null. */
  async commitOf(revision: string): Promise<string | null> {
    if (commitPattern.test(revision)) return revision
    const commit = await readFile(join(this.#folder, 'refs', revision), 'utf8').catch(() => '')
    return commitPattern.test(commit.trim()) ? commit.trim() : null
  }

  async remember(revision: string, commit: string): Promise<void> {
    if (commitPattern.test(revision)) return
    const path = join(this.#folder, 'refs', revision)
    await mkdir(dirname(path), { recursive: true })
    // A name of its own: others may do the same at once.
    const partial = `${path}.${randomUUID()}.partial`
    await writeFile(partial, commit)
    await rename(partial, path)
  }

  has(commit: string, name: string): boolean {
    return existsSync(join(this.snapshot(commit), name))
  }

  /** Makes a file of a commit a link to a blob that is there. */
  async link(commit: string, name: string, etag: string): Promise<void> {
    const path = join(this.snapshot(commit), name)
    await mkdir(dirname(path), { recursive: true })
    // A link to a blob that someone removed.
    if (!existsSync(path) && (await lstat(path).catch(() => null)) !== null) await rm(path)
    try {
      await symlink(relative(dirname(path), this.blob(etag)), path)
    } catch (thrown) {
      const { code } = thrown as NodeJS.ErrnoException
      if (code === 'EEXIST') return
      // Where links are not allowed, as for most users of Windows, the snapshot holds the file itself.
      await rename(this.blob(etag), path)
    }
  }

  /** True where a commit's snapshot holds a whole model or adapter. */
  async isComplete(commit: string): Promise<boolean> {
    if (this.has(commit, 'adapter_config.json')) return this.has(commit, 'adapter_model.safetensors')
    if (!this.has(commit, 'config.json')) return false
    if (this.has(commit, weightsName)) return true
    if (!this.has(commit, indexName)) return false
    const shards = await shardsOf(join(this.snapshot(commit), indexName))
    return shards.every((shard) => this.has(commit, shard))
  }
}

/** The files that an index names. Those that are no names of files are for the reader to refuse. */
export async function shardsOf(index: string): Promise<string[]> {
  const map = (await readJsonFile(index))['weight_map']
  const shards = isRecord(map) ? Object.values(map) : []
  return [...new Set(shards)].filter((shard) => typeof shard === 'string' && /^[\w-][\w.-]*$/.test(shard)) as string[]
}
