// The files of a checkpoint: listed with their lengths and SHA-256, brought to the disk, and compared with their
// list. Files are gone through in pieces, so a large one takes no more memory than a small one.
import { createHash } from 'node:crypto'
import { open, readdir } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { RlvrError, show } from '../core/errors.ts'
import type { Json, JsonObject } from '../core/json.ts'
import { syncFolder } from './atomic-file.ts'
import { recordError } from './record-error.ts'

/** A checkpoint that has been read and found sound. */
export interface Checkpoint {
  readonly step: number
  readonly metadata: JsonObject
  /** The folder with the policy's files, until `close`. */
  readonly snapshot: string
  /** Removes what had to be unpacked; needed once the snapshot has been restored. */
  readonly close: () => Promise<void>
}

export interface CheckpointPart {
  /** Its path within the snapshot, with `/` between folders. */
  readonly name: string
  readonly lengthBytes: number
  readonly sha256: string
}

const pieceBytes = 2 ** 20

/** Every file in `folder`, by name, after it has reached the disk itself. */
export async function listParts(folder: string): Promise<CheckpointPart[]> {
  const { files, folders } = await entriesOf(folder)
  const parts: CheckpointPart[] = []
  for (const name of files) parts.push(await readPart(folder, name, { sync: true }))
  for (const each of folders) syncFolder(each)
  return parts
}

/** Throws `RLVR_RECORD` naming the first file that is missing, torn, changed, or not in the list. */
export async function checkParts(folder: string, parts: readonly CheckpointPart[]): Promise<void> {
  const { files } = await entriesOf(folder)
  const listed = new Map(parts.map((part) => [part.name, part]))
  const stranger = files.find((name) => !listed.has(name))
  if (stranger !== undefined)
    throw damaged(join(folder, stranger), 'was not there when the checkpoint was written. Remove it, or use')
  for (const { name, lengthBytes, sha256 } of parts) {
    const path = join(folder, name)
    if (!files.includes(name)) throw damaged(path, 'is missing from its checkpoint. Use')
    const found = await readPart(folder, name)
    if (found.lengthBytes !== lengthBytes)
      throw damaged(path, `is torn: it should hold ${lengthBytes} bytes, and holds ${found.lengthBytes}. Use`)
    if (found.sha256 !== sha256)
      throw damaged(
        path,
        `has changed since it was written: its SHA-256 is ${found.sha256.slice(0, 12)}…, the checkpoint says ${sha256.slice(0, 12)}…. Use`,
      )
  }
}

async function entriesOf(folder: string): Promise<{ files: string[]; folders: string[] }> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((thrown: unknown) => {
    throw recordError(thrown, `list the files of ${folder}`)
  })
  const odd = entries.find((entry) => !entry.isFile() && !entry.isDirectory())
  if (odd !== undefined)
    throw damaged(
      join(odd.parentPath, odd.name),
      'is neither a file nor a folder, which is all that a snapshot holds. Use',
    )
  const pathOf = (entry: (typeof entries)[number]): string => join(entry.parentPath, entry.name)
  return {
    files: entries
      .filter((entry) => entry.isFile())
      .map((entry) =>
        pathOf(entry)
          .slice(folder.length + 1)
          .replaceAll(sep, '/'),
      )
      .sort(),
    folders: [folder, ...entries.filter((entry) => entry.isDirectory()).map(pathOf)],
  }
}

async function readPart(folder: string, name: string, { sync = false } = {}): Promise<CheckpointPart> {
  const path = join(folder, name)
  const hash = createHash('sha256')
  const piece = Buffer.allocUnsafeSlow(pieceBytes)
  let lengthBytes = 0
  try {
    // Some systems bring to the disk only what is open for writing.
    const file = await open(path, sync ? 'r+' : 'r')
    try {
      for (;;) {
        const { bytesRead } = await file.read(piece, 0, pieceBytes, lengthBytes)
        if (bytesRead === 0) break
        hash.update(piece.subarray(0, bytesRead))
        lengthBytes += bytesRead
      }
      if (sync) await file.sync()
    } finally {
      await file.close()
    }
  } catch (thrown) {
    throw recordError(thrown, `read ${path}`)
  }
  return { name, lengthBytes, sha256: hash.digest('hex') }
}

function damaged(path: string, what: string): RlvrError {
  return new RlvrError('RLVR_RECORD', `${path} ${what} an older one.`)
}

/** Throws `RLVR_RECORD` where a header is not a checkpoint's, or is of a format other than `format`; `readable` says which there are. */
export function checkFormat(
  header: Json,
  path: string,
  { format, readable }: { readonly format: number; readonly readable: string },
): void {
  if (typeof header !== 'object' || header === null || !('kind' in header) || header.kind !== 'rlvr-checkpoint')
    throw new RlvrError(
      'RLVR_RECORD',
      `${path} is no checkpoint of rlvr: its header should have the kind "rlvr-checkpoint"; it is ${show(header, 80)}.`,
    )
  if (header['format'] !== format)
    throw new RlvrError(
      'RLVR_RECORD',
      `The checkpoint ${path} has format ${show(header['format'])}; ${readable}. Read it with the version of rlvr that wrote it.`,
    )
}
