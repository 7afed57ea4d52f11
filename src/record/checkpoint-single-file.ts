// Checkpoints of format 1: one file, one line of JSON (step, metadata, length and SHA-256 of what follows) and then a
// safetensors snapshot. They are read, not written; their snapshot is unpacked into a folder, as policies take it.
import { createHash } from 'node:crypto'
import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RlvrError, describeError } from '../core/errors.ts'
import type { Json, JsonObject } from '../core/json.ts'
import { checkFormat, type Checkpoint } from './checkpoint-parts.ts'
import { recordError } from './record-error.ts'

interface Header {
  readonly step: number
  readonly lengthBytes: number
  readonly sha256: string
  readonly metadata: JsonObject
}

/** Longest first line that is looked for. */
const longestHeaderBytes = 2 ** 20

/** @throws RlvrError `RLVR_RECORD` for a file that is torn, changed, or no checkpoint */
export async function openSingleFile(path: string): Promise<Checkpoint> {
  const file = await open(path, 'r').catch((thrown: unknown) => {
    throw recordError(thrown, `read the checkpoint ${path}`)
  })
  try {
    const piece = Buffer.allocUnsafeSlow(longestHeaderBytes)
    const { bytesRead } = await file.read(piece, 0, longestHeaderBytes, 0)
    const lineEnd = Math.max(0, piece.subarray(0, bytesRead).indexOf(0x0a))
    const header = parseHeader(piece.subarray(0, lineEnd), path)
    const folder = await mkdtemp(join(tmpdir(), 'rlvr-checkpoint-'))
    const remove = async (): Promise<void> => await rm(folder, { recursive: true, force: true })
    try {
      await unpack(file, lineEnd + 1, join(folder, 'snapshot.safetensors'), header, path)
    } catch (thrown) {
      await remove()
      throw thrown
    }
    return { step: header.step, metadata: header.metadata, snapshot: folder, close: remove }
  } finally {
    await file.close()
  }
}

/** Copies what follows the header, and checks it on the way. */
async function unpack(from: FileHandle, start: number, target: string, header: Header, path: string): Promise<void> {
  const hash = createHash('sha256')
  const piece = Buffer.allocUnsafeSlow(2 ** 20)
  const to = await open(target, 'w')
  let lengthBytes = 0
  try {
    for (;;) {
      const { bytesRead } = await from.read(piece, 0, piece.length, start + lengthBytes)
      if (bytesRead === 0) break
      hash.update(piece.subarray(0, bytesRead))
      await to.writeFile(piece.subarray(0, bytesRead))
      lengthBytes += bytesRead
    }
  } catch (thrown) {
    throw recordError(thrown, `unpack the checkpoint ${path} to ${target}`)
  } finally {
    await to.close()
  }
  if (lengthBytes !== header.lengthBytes)
    throw new RlvrError(
      'RLVR_RECORD',
      `The checkpoint ${path} is torn: it should hold ${header.lengthBytes} bytes after its header, and holds ${lengthBytes}. Use an older one.`,
    )
  const sha256 = hash.digest('hex')
  if (sha256 !== header.sha256)
    throw new RlvrError(
      'RLVR_RECORD',
      `The checkpoint ${path} has changed since it was written: its SHA-256 is ${sha256.slice(0, 12)}…, its header says ${header.sha256.slice(0, 12)}…. Use an older one.`,
    )
}

function parseHeader(line: Buffer, path: string): Header {
  let header: Json
  try {
    header = JSON.parse(line.toString('utf8')) as Json
  } catch (thrown) {
    throw new RlvrError(
      'RLVR_RECORD',
      `${path} is no checkpoint of rlvr: its first line should be a JSON header (${describeError(thrown, 80)}).`,
    )
  }
  checkFormat(header, path, { format: 1, readable: 'a single file has format 1' })
  return header as unknown as Header
}
