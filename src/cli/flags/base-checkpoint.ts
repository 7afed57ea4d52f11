// The checkpoint that a run stands on, as its `config.json` keeps it: where it came from, where it was, and what it was to
// the bit. A run that goes on finds it again, and refuses another.
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { RlvrError } from '../../core/errors.ts'
import { fingerprintOf } from '../../policy/checkpoints/fingerprint.ts'
import { resolveCheckpoint, type FetchProgress } from '../../policy/checkpoints/hub/resolve-checkpoint.ts'
import { openCheckpointFolder } from '../../policy/checkpoints/open-checkpoint-folder.ts'
import { SafetensorsFile } from '../../policy/checkpoints/safetensors.ts'
import { transferLine, type Transferred } from '../display/transfer-line.ts'
import { asNamed } from './as-named.ts'

export interface BaseCheckpoint {
  /** As it was named, without `hf:`. */
  readonly source: string
  /** Where it was found, from the root. */
  readonly folder: string
  /** The commit of the hub that the revision stood for; null for a folder. */
  readonly commit: string | null
  /** `fingerprintOf` its folder. */
  readonly sha256: string
}

/**
 * A checkpoint or an adapter by its name, fetched from the hub where it is not here yet. A folder that is there is meant
 * before a repository of its name, as transformers has it.
 * @throws RlvrError `RLVR_USAGE` or `RLVR_DATA` for one that is not there
 */
export async function findCheckpoint(source: string): Promise<BaseCheckpoint> {
  const isFolder = statSync(source, { throwIfNoEntry: false })?.isDirectory() === true
  const { folder: found, origin } = await resolveCheckpoint(isFolder ? source : `hf:${source}`, {
    onProgress: fetching(source),
  })
  const folder = resolve(found)
  if (!existsSync(folder))
    throw new RlvrError('RLVR_USAGE', `There is no checkpoint at ${source}: ${folder} is not there.`)
  await asNamed(async () => await checkHeaders(folder))
  const onProgress = transferLine(`reading ${source}`)
  const sha256 = await asNamed(async () => await fingerprintOf(folder, { onProgress }))
  return { source, folder, commit: origin?.commit ?? null, sha256 }
}

/** What a header tells is told before gigabytes are read for a fingerprint. */
async function checkHeaders(folder: string): Promise<void> {
  const names = readdirSync(folder).filter((name) => name.endsWith('.safetensors'))
  if (names.length > 0 && existsSync(join(folder, 'config.json'))) {
    await (await openCheckpointFolder(folder)).close()
    return
  }
  for (const name of names) await (await SafetensorsFile.open(join(folder, name))).close()
}

/** A line for each file that is fetched. */
function fetching(source: string): (progress: FetchProgress) => void {
  let line: Transferred | null = null
  return ({ doneBytes, totalBytes }) => {
    line ??= transferLine(`fetching ${source}`)
    line(doneBytes, totalBytes)
    if (doneBytes >= totalBytes) line = null
  }
}

/**
 * The checkpoint of a run again: at `moved` where that is given, else where it was.
 * @param owner the run, for messages
 * @throws RlvrError `RLVR_USAGE` where it is not there any more, or is another
 */
export async function findAgain(
  known: BaseCheckpoint,
  { owner, moved }: { readonly owner: string; readonly moved?: string | undefined },
): Promise<BaseCheckpoint> {
  if (moved === undefined && !existsSync(known.folder) && known.commit === null)
    throw new RlvrError(
      'RLVR_USAGE',
      `${owner} stands on the checkpoint ${known.source}, which is not at ${known.folder} any more. Say where it is now: \`--base hf:FOLDER\`.`,
    )
  const from =
    moved?.replace(/^hf:/, '') ??
    (known.commit === null ? known.folder : `${withoutRevision(known.source)}@${known.commit}`)
  const found = await findCheckpoint(from)
  if (found.sha256 !== known.sha256)
    throw new RlvrError(
      'RLVR_USAGE',
      `${owner} stands on another checkpoint: that of ${known.source} had the SHA-256 ${short(known.sha256)}, ${found.folder} has ${short(found.sha256)}. Put the old files back, or say where they are: \`--base hf:FOLDER\`.`,
    )
  return { ...found, source: known.source }
}

function withoutRevision(source: string): string {
  return source.replace(/@[^@]*$/, '')
}

function short(sha256: string): string {
  return `${sha256.slice(0, 12)}…`
}
