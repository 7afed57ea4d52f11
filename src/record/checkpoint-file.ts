// Checkpoints: the folder `step-000120.checkpoint/` with `checkpoint.json` (step, metadata, the list of files with
// their lengths and SHA-256, and the SHA-256 of all that) and `snapshot/`, the files of a policy's snapshot. Written
// whole or not at all: under a temporary name, to the disk, then renamed. A damaged one is refused, and the newest
// sound one found in its place.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { RlvrError, describeError, show } from '../core/errors.ts'
import { canonicalJson, stringifyStrict, type Json, type JsonObject } from '../core/json.ts'
import { partialSuffix, syncFolder, writeAtomically, type WriteBytes } from './atomic-file.ts'
import { checkFormat, checkParts, listParts, type Checkpoint, type CheckpointPart } from './checkpoint-parts.ts'
import { openSingleFile } from './checkpoint-single-file.ts'
import { makeFolders } from './make-folders.ts'
import { recordError, systemCode } from './record-error.ts'

export type { Checkpoint } from './checkpoint-parts.ts'

export interface CheckpointToWrite {
  readonly step: number
  /** What the trainer needs beside the snapshot: positions in the records, states of random streams. */
  readonly metadata: JsonObject
  /** Writes the policy's files into a folder that is there and empty. */
  readonly snapshot: (folder: string) => Promise<void>
}

/** `checkpoint.json`. */
interface Header {
  readonly format: 2
  readonly kind: 'rlvr-checkpoint'
  readonly step: number
  readonly metadata: JsonObject
  readonly parts: readonly CheckpointPart[]
}

const headerFile = 'checkpoint.json'
const snapshotFolder = 'snapshot'
/** Of a checkpoint that gives way to another of the same step, for as long as that takes its name. */
const replacedSuffix = '.replaced'
const namePattern = /^step-(\d+)\.checkpoint(\.replaced)?$/

/**
 * Writes a checkpoint into `folder` and then removes older ones.
 * @param options.keep how many to keep, this one counted; all where it is left out
 * @returns its path
 */
export async function writeCheckpoint(
  folder: string,
  { step, metadata, snapshot }: CheckpointToWrite,
  options: { keep?: number; write?: WriteBytes } = {},
): Promise<string> {
  if (!Number.isSafeInteger(step) || step < 0)
    throw new RlvrError('RLVR_RECORD', `The step of a checkpoint is a whole number from 0; got ${step}.`)
  const path = join(folder, `step-${String(step).padStart(6, '0')}.checkpoint`)
  const partial = path + partialSuffix
  try {
    makeFolders(folder)
    rmSync(partial, { recursive: true, force: true })
    makeFolders(join(partial, snapshotFolder))
    await snapshot(join(partial, snapshotFolder))
    const parts = await listParts(join(partial, snapshotFolder))
    const header: Header = { format: 2, kind: 'rlvr-checkpoint', step, metadata, parts }
    const text = stringifyStrict({ ...header, sha256: digestOf(header) })
    writeAtomically(join(partial, headerFile), [Buffer.from(`${text}\n`)], options.write)
    takeName(partial, path)
  } catch (thrown) {
    rmSync(partial, { recursive: true, force: true })
    throw recordError(thrown, `write the checkpoint ${path}`, 'The earlier ones are kept.')
  }
  if (options.keep !== undefined) removeOlder(folder, step, options.keep)
  return path
}

/**
 * Opens one checkpoint and checks all of it.
 * @throws RlvrError `RLVR_RECORD` naming what is torn, changed, or no checkpoint
 */
export async function openCheckpoint(path: string): Promise<Checkpoint> {
  let isFolder: boolean
  try {
    isFolder = statSync(path).isDirectory()
  } catch (thrown) {
    throw recordError(thrown, `read the checkpoint ${path}`)
  }
  if (!isFolder) return await openSingleFile(path)
  const { step, metadata, parts } = readHeader(join(path, headerFile))
  const snapshot = join(path, snapshotFolder)
  await checkParts(snapshot, parts)
  return { step, metadata, snapshot, close: async () => {} }
}

/** A checkpoint that was found, and those that had to be passed over, each with the reason. */
export interface FoundCheckpoint {
  readonly path: string
  readonly checkpoint: Checkpoint
  readonly damaged: readonly RlvrError[]
}

/** The sound checkpoint of the highest step, or null where there is none and never was. Throws where all are damaged. */
export async function newestCheckpoint(folder: string): Promise<FoundCheckpoint | null> {
  const damaged: RlvrError[] = []
  for (const { path } of listCheckpoints(folder)) {
    try {
      return { path, checkpoint: await openCheckpoint(path), damaged }
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
    .sort((a, b) => b.step - a.step || a.path.length - b.path.length)
}

/** Renames a finished folder; where the name is taken, what has it stands aside, and can still be found, until then. */
function takeName(partial: string, path: string): void {
  const replaced = path + replacedSuffix
  const isTaken = statSync(path, { throwIfNoEntry: false }) !== undefined
  if (isTaken) {
    rmSync(replaced, { recursive: true, force: true })
    renameSync(path, replaced)
  }
  renameSync(partial, path)
  syncFolder(dirname(path))
  rmSync(replaced, { recursive: true, force: true })
}

/**
 * Removes what a stopped writer left, and all but the newest `keep` checkpoints up to `step`. Later ones belong to
 * a course that a rewound run has left; they do not count against `keep`, or the one just written could go.
 */
function removeOlder(folder: string, step: number, keep: number): void {
  for (const name of readdirSync(folder)) {
    if (name.endsWith(`.checkpoint${partialSuffix}`)) rmSync(join(folder, name), { recursive: true, force: true })
  }
  const upToHere = listCheckpoints(folder).filter((each) => each.step <= step)
  for (const { path } of upToHere.slice(Math.max(1, keep))) rmSync(path, { recursive: true, force: true })
}

function readHeader(path: string): Header {
  let header: Json
  try {
    header = JSON.parse(readFileSync(path, 'utf8')) as Json
  } catch (thrown) {
    if (systemCode(thrown) !== null) throw recordError(thrown, `read the checkpoint's header ${path}`)
    throw new RlvrError('RLVR_RECORD', `${path} is torn or no header of a checkpoint: ${describeError(thrown, 80)}.`)
  }
  checkFormat(header, path, { format: 2, readable: 'this version reads formats 1 and 2' })
  const { sha256, ...rest } = header as unknown as Header & { readonly sha256: string }
  const is = digestOf(rest)
  if (is !== sha256)
    throw new RlvrError(
      'RLVR_RECORD',
      `${path} has changed since it was written: its SHA-256 is ${is.slice(0, 12)}…, it says ${show(sha256)}. Use an older checkpoint.`,
    )
  return rest
}

/** Of the header itself, in whatever order its keys stand. */
function digestOf(header: Header): string {
  return createHash('sha256').update(canonicalJson(header)).digest('hex')
}
