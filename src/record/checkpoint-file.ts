// Checkpoints: `step-000120.checkpoint`, one line of JSON (step, metadata, length and SHA-256 of what follows) and
// then the bytes of a policy's snapshot. Written whole or not at all; a damaged one is refused, and the newest
// sound one found in its place.
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { RlvrError, describeError, show } from '../core/errors.ts'
import { stringifyStrict, type Json, type JsonObject } from '../core/json.ts'
import { partialSuffix, writeAtomically, type WriteBytes } from './atomic-file.ts'
import { recordError, systemCode } from './record-error.ts'

export interface Checkpoint {
  readonly step: number
  /** What the trainer needs beside the snapshot: positions in the records, states of random streams. */
  readonly metadata: JsonObject
  /** The policy's snapshot. */
  readonly snapshot: Uint8Array
}

/** The first line of the file. */
interface Header {
  readonly format: 1
  readonly kind: 'rlvr-checkpoint'
  readonly step: number
  readonly lengthBytes: number
  readonly sha256: string
  readonly metadata: JsonObject
}

const namePattern = /^step-(\d+)\.checkpoint$/

/**
 * Writes a checkpoint into `folder` and then removes older ones.
 * @param options.keep how many to keep, this one counted; all where it is left out
 * @returns its path
 */
export function writeCheckpoint(
  folder: string,
  checkpoint: Checkpoint,
  options: { keep?: number; write?: WriteBytes } = {},
): string {
  const { step, metadata, snapshot } = checkpoint
  if (!Number.isSafeInteger(step) || step < 0)
    throw new RlvrError('RLVR_RECORD', `The step of a checkpoint is a whole number from 0; got ${step}.`)
  const header: Header = {
    format: 1,
    kind: 'rlvr-checkpoint',
    step,
    lengthBytes: snapshot.length,
    sha256: createHash('sha256').update(snapshot).digest('hex'),
    metadata,
  }
  const path = join(folder, `step-${String(step).padStart(6, '0')}.checkpoint`)
  try {
    mkdirSync(folder, { recursive: true })
  } catch (thrown) {
    throw recordError(thrown, `make the folder ${folder}`)
  }
  writeAtomically(path, [Buffer.from(`${stringifyStrict(header)}\n`), snapshot], options.write)
  if (options.keep !== undefined) removeOlder(folder, step, options.keep)
  return path
}

/**
 * Reads one checkpoint and checks it.
 * @throws RlvrError `RLVR_RECORD` for a file that is torn, changed, or no checkpoint
 */
export function readCheckpoint(path: string): Checkpoint {
  let bytes: Buffer
  try {
    bytes = readFileSync(path)
  } catch (thrown) {
    throw recordError(thrown, `read the checkpoint ${path}`)
  }
  const lineEnd = bytes.indexOf(0x0a)
  const header = parseHeader(bytes.subarray(0, Math.max(0, lineEnd)), path)
  const snapshot = bytes.subarray(lineEnd + 1)
  if (snapshot.length !== header.lengthBytes)
    throw new RlvrError(
      'RLVR_RECORD',
      `The checkpoint ${path} is torn: it should hold ${header.lengthBytes} bytes after its header, and holds ${snapshot.length}. Use an older one.`,
    )
  const sha256 = createHash('sha256').update(snapshot).digest('hex')
  if (sha256 !== header.sha256)
    throw new RlvrError(
      'RLVR_RECORD',
      `The checkpoint ${path} has changed since it was written: its SHA-256 is ${sha256.slice(0, 12)}…, its header says ${header.sha256.slice(0, 12)}…. Use an older one.`,
    )
  return { step: header.step, metadata: header.metadata, snapshot }
}

/** A checkpoint that was found, and those that had to be passed over, each with the reason. */
export interface FoundCheckpoint {
  readonly path: string
  readonly checkpoint: Checkpoint
  readonly damaged: readonly RlvrError[]
}

/** The sound checkpoint of the highest step, or null where there is none and never was. Throws where all are damaged. */
export function newestCheckpoint(folder: string): FoundCheckpoint | null {
  const damaged: RlvrError[] = []
  for (const { path } of listCheckpoints(folder)) {
    try {
      return { path, checkpoint: readCheckpoint(path), damaged }
    } catch (thrown) {
      if (!RlvrError.isInstance(thrown)) throw thrown
      damaged.push(thrown)
    }
  }
  if (damaged.length === 0) return null
  throw new RlvrError(
    'RLVR_RECORD',
    `No checkpoint in ${folder} can be used. ${damaged.map((error) => error.message).join(' ')}`,
  )
}

/** The checkpoints in a folder by their names, newest first, unread; none for a folder that is not there. */
export function listCheckpoints(folder: string): { readonly step: number; readonly path: string }[] {
  let names: string[]
  try {
    names = readdirSync(folder)
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return []
    throw recordError(thrown, `list the checkpoints in ${folder}`)
  }
  return names
    .map((name) => ({ match: namePattern.exec(name), path: join(folder, name) }))
    .filter(({ match }) => match !== null)
    .map(({ match, path }) => ({ step: Number(match?.[1]), path }))
    .sort((a, b) => b.step - a.step)
}

/**
 * Removes what a stopped writer left, and all but the newest `keep` checkpoints up to `step`. Later ones belong to
 * a course that a rewound run has left; they do not count against `keep`, or the one just written could go.
 */
function removeOlder(folder: string, step: number, keep: number): void {
  for (const name of readdirSync(folder)) {
    if (name.endsWith(`.checkpoint${partialSuffix}`)) rmSync(join(folder, name), { force: true })
  }
  const upToHere = listCheckpoints(folder).filter((each) => each.step <= step)
  for (const { path } of upToHere.slice(Math.max(1, keep))) rmSync(path, { force: true })
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
  if (typeof header !== 'object' || header === null || !('kind' in header) || header.kind !== 'rlvr-checkpoint')
    throw new RlvrError(
      'RLVR_RECORD',
      `${path} is no checkpoint of rlvr: its header should have the kind "rlvr-checkpoint"; it is ${show(header, 80)}.`,
    )
  if (header['format'] !== 1)
    throw new RlvrError(
      'RLVR_RECORD',
      `The checkpoint ${path} has format ${show(header['format'])}; this version reads format 1. Read it with the version of rlvr that wrote it.`,
    )
  return header as unknown as Header
}
