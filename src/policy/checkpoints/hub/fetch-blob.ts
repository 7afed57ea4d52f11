// Fetches one file of the hub into the cache: a part at a time to `BLOB.incomplete`, going on where an earlier attempt
// stopped, and to its name when the hash is the hub's: SHA-256 for large files, git's own of `blob LENGTH\0…` for others.
import { createHash, type Hash } from 'node:crypto'
import { constants, existsSync } from 'node:fs'
import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { RlvrError } from '../../../core/errors.ts'

export interface HubEntry {
  readonly path: string
  readonly size: number
  /** Of git. */
  readonly oid?: string
  readonly lfs?: { readonly oid: string; readonly size: number }
}

/** The name of a file's blob, which is its hash. */
export function etagOf({ lfs, oid }: HubEntry): string {
  return lfs?.oid ?? oid ?? ''
}

export interface FetchBlobOptions {
  /** How a sentence names the file. */
  readonly where: string
  readonly signal?: AbortSignal | undefined
  /** Is told how many bytes of the file are there. */
  readonly onBytes: (bytes: number) => void
  /** The hub's file, from a byte on. */
  readonly openFrom: (start: number) => Promise<AsyncIterable<Uint8Array>>
  /** Before the second of two attempts that brought nothing, and twice that before the third: 1,000 unless given. */
  readonly pauseMs?: number
}

const fruitlessAttempts = 3

/** @throws RlvrError `RLVR_DATA` where the bytes are not those that the hub announced; otherwise what `openFrom` throws */
export async function fetchBlob(entry: HubEntry, path: string, options: FetchBlobOptions): Promise<void> {
  const partial = `${path}.incomplete`
  await mkdir(dirname(path), { recursive: true })
  // Never cut short: another process may fetch the same file, and writes the same bytes to the same places.
  const file = await open(partial, constants.O_RDWR | constants.O_CREAT)
  try {
    await fetchRest(entry, file, options)
    const hash = await hashOf(entry, file)
    if (hash !== etagOf(entry)) {
      await rm(partial, { force: true })
      throw new RlvrError(
        'RLVR_DATA',
        `${options.where} arrived damaged: its hash should be ${etagOf(entry)}, and is ${hash}. It was removed; try again.`,
      )
    }
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(partial, path).catch((thrown: unknown) => {
    // Another process fetched the same file and was first.
    if (!existsSync(path)) throw thrown
  })
}

/** Appends until the file has its size. A connection that breaks is made again, as long as it brings anything. */
async function fetchRest(
  { size }: HubEntry,
  file: FileHandle,
  { where, signal, onBytes, openFrom, pauseMs = 1000 }: FetchBlobOptions,
): Promise<void> {
  let have = (await file.stat()).size
  if (have > size) await file.truncate((have = 0))
  onBytes(have)
  for (let fruitless = 0; have < size;) {
    const before = have
    try {
      for await (const bytes of await openFrom(have)) {
        signal?.throwIfAborted()
        if (have + bytes.length > size) throw tooMuch(where, size)
        for (let written = 0; written < bytes.length;)
          written += (await file.write(bytes, written, bytes.length - written, have + written)).bytesWritten
        have += bytes.length
        onBytes(have)
      }
      if (have === before) throw new Error('the connection ended before anything came')
    } catch (thrown) {
      signal?.throwIfAborted()
      if (RlvrError.isInstance(thrown)) throw thrown
      fruitless = have > before ? 0 : fruitless + 1
      if (fruitless === fruitlessAttempts) throw thrown
      if (fruitless > 0) await pause(pauseMs * fruitless, undefined, { signal })
    }
  }
}

function tooMuch(where: string, size: number): RlvrError {
  return new RlvrError('RLVR_DATA', `${where} should have ${size} bytes, and more came. Try again.`)
}

async function hashOf({ lfs, size }: HubEntry, file: FileHandle): Promise<string> {
  const hash: Hash = lfs === undefined ? createHash('sha1').update(`blob ${size}\0`) : createHash('sha256')
  const buffer = Buffer.alloc(2 ** 20)
  for (let position = 0; ;) {
    const { bytesRead } = await file.read(buffer, 0, buffer.length, position)
    if (bytesRead === 0) return hash.digest('hex')
    hash.update(buffer.subarray(0, bytesRead))
    position += bytesRead
  }
}
