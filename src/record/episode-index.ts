// `episodes.index.jsonl`: one line a member of `episodes.jsonl.gz`, which says where it stands and whose episodes it
// holds. It says nothing that the members do not: where it is missing or behind, it is made again from them.
import { crc32 } from 'node:zlib'
import type { EpisodeRecord } from '../core/episode.ts'
import { canonicalJson } from '../core/json.ts'
import type { MemberPlace } from './gzip-member.ts'

export interface IndexEntry extends MemberPlace {
  readonly format: 1
  readonly episodes: number
  /** The groups in the order of their episodes; those of one phase and step stand together. */
  readonly groups: readonly {
    readonly phase: EpisodeRecord['phase']
    readonly step: number | null
    readonly ids: readonly string[]
  }[]
  /** CRC-32 of the rest. */
  readonly crc32?: number
}

/** The entry of a member that holds `records`. */
export function indexEntry({ offsetBytes, lengthBytes }: MemberPlace, records: readonly EpisodeRecord[]): IndexEntry {
  const groups: { phase: EpisodeRecord['phase']; step: number | null; ids: Set<string> }[] = []
  for (const { phase, step, group } of records) {
    let last = groups.at(-1)
    if (last === undefined || last.phase !== phase || last.step !== step) {
      last = { phase, step, ids: new Set() }
      groups.push(last)
    }
    last.ids.add(group.id)
  }
  const entry: IndexEntry = {
    format: 1,
    offsetBytes,
    lengthBytes,
    episodes: records.length,
    groups: groups.map((each) => ({ ...each, ids: [...each.ids] })),
  }
  return { ...entry, crc32: checksum(entry) }
}

/** Of what an entry says, so that one that was changed is made again from its member. */
function checksum({ offsetBytes, lengthBytes, episodes, groups }: IndexEntry): number {
  return crc32(canonicalJson([offsetBytes, lengthBytes, episodes, groups]))
}

/** The episodes of a member, one JSON line each. */
export function episodesIn(text: string): EpisodeRecord[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as EpisodeRecord)
}

/**
 * The lines of an index that a file of `fileBytes` bears out, each with where it ends: an entry begins where the one
 * before it ends. What follows the first that does not is left out.
 */
export function fittingLines(
  text: string,
  fileBytes: number,
): { readonly entry: IndexEntry; readonly endBytes: number }[] {
  const fitting: { entry: IndexEntry; endBytes: number }[] = []
  let memberBytes = 0
  let endBytes = 0
  // What stands after the last line end is a line that a stopped writer left unfinished.
  for (const line of text.split('\n').slice(0, -1)) {
    const entry = parseEntry(line)
    if (entry === null || entry.offsetBytes !== memberBytes || memberBytes + entry.lengthBytes > fileBytes) break
    memberBytes += entry.lengthBytes
    endBytes += Buffer.byteLength(line) + 1
    fitting.push({ entry, endBytes })
  }
  return fitting
}

function parseEntry(line: string): IndexEntry | null {
  try {
    const entry = JSON.parse(line) as IndexEntry | null
    if (entry?.format !== 1 || !(entry.lengthBytes > 0) || !Array.isArray(entry.groups)) return null
    if (!entry.groups.every((group) => Array.isArray(group?.ids))) return null
    // Entries of earlier versions have none.
    return entry.crc32 === undefined || entry.crc32 === checksum(entry) ? entry : null
  } catch {
    return null
  }
}
