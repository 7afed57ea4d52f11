// Reads the episodes of a run, packed or in plain lines, written to or not. What is asked for by phase, step or group
// is found by the index, without unpacking the rest.
import { closeSync, existsSync, fstatSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { EpisodeRecord } from '../core/episode.ts'
import { checkNames } from '../core/check-names.ts'
import { RlvrError, nearestName, show } from '../core/errors.ts'
import type { Json } from '../core/json.ts'
import { isPlain, plainName } from './open-episodes.ts'
import { episodesIn, fittingLines, type IndexEntry } from './episode-index.ts'
import { memberText, soundPlaces } from './gzip-member.ts'
import { checkFormat, readRecords } from './line-reader.ts'
import { indexName, packedName, tailName } from './packed-episodes.ts'
import { recordError } from './record-error.ts'

export interface EpisodeQuery {
  readonly phase?: EpisodeRecord['phase']
  /** Training steps; null is that of episodes made outside of one. */
  readonly steps?: readonly (number | null)[]
  /** A group's id: unique within a phase. */
  readonly group?: string
  readonly signal?: AbortSignal
}

/**
 * The episodes of the run in a folder that fit `query`, in the order they were recorded; none where it has none yet.
 * A last one that a stopped writer left unfinished is left out.
 * @throws RlvrError `RLVR_RECORD` for a file that was changed or is of a newer format; `RLVR_INTERRUPTED` on abort
 */
export async function* readEpisodes(run: string, query: EpisodeQuery = {}): AsyncGenerator<EpisodeRecord> {
  checkQuery(query)
  if (!existsSync(run))
    throw new RlvrError('RLVR_RECORD', `There is no run at ${run}. Name the folder of a run, as in runs/….`)
  const options = query.signal === undefined ? {} : { signal: query.signal }
  if (isPlain(run)) {
    for await (const record of readRecords<EpisodeRecord>(join(run, plainName), options))
      if (fits(record, query)) yield record
    return
  }
  const path = join(run, packedName)
  const seen: Seen = { bytes: 0, ids: new Set(), isTailRead: false }
  for (const record of membersOf(run, path, query, seen)) if (fits(record, query)) yield record
  // The tail is looked at before the members that a writer has made of it meanwhile, so that no episode is in neither.
  const waiting: EpisodeRecord[] = []
  const tail = join(run, tailName)
  if (existsSync(tail)) for await (const record of readRecords<EpisodeRecord>(tail, options)) waiting.push(record)
  seen.isTailRead = true
  for (const record of membersOf(run, path, query, seen)) if (fits(record, query)) yield record
  for (const record of waiting) if (!seen.ids.has(record.id) && fits(record, query)) yield record
}

/** How far the members have been read. */
interface Seen {
  bytes: number
  isTailRead: boolean
  /** Of the episodes that may be in the tail as well: of the last member, and of those that came since. */
  ids: Set<string>
}

function checkQuery(query: EpisodeQuery): void {
  checkNames('readEpisodes', query, ['phase', 'steps', 'group', 'signal'], {
    word: 'filter',
    hints: { step: 'Write `steps: [3]`.' },
  })
  const { phase, steps } = query as { phase?: unknown; steps?: unknown }
  if (phase !== undefined && phase !== 'train' && phase !== 'eval') {
    const nearest = typeof phase === 'string' ? nearestName(phase, ['train', 'eval']) : null
    throw new RlvrError(
      'RLVR_USAGE',
      `readEpisodes: \`phase\` is 'train' or 'eval'; got ${show(phase, 80)}.${nearest === null ? '' : ` Did you mean '${nearest}'?`}`,
    )
  }
  if (steps !== undefined && !Array.isArray(steps))
    throw new RlvrError(
      'RLVR_USAGE',
      `readEpisodes: \`steps\` is a list of training steps; got ${show(steps, 80)}.${typeof steps === 'number' ? ` Write [${steps}].` : ''}`,
    )
}

/**
 * The episodes of one group, by their place in it. Where an attempt was made again, the last one stands.
 * @throws RlvrError `RLVR_RECORD` where the run has no such group
 */
export async function readGroup(
  run: string,
  group: string,
  { phase = 'train' }: { phase?: EpisodeRecord['phase'] } = {},
): Promise<EpisodeRecord[]> {
  const byIndex = new Map<number, EpisodeRecord>()
  for await (const record of readEpisodes(run, { phase, group })) byIndex.set(record.group.index, record)
  if (byIndex.size === 0)
    throw new RlvrError(
      'RLVR_RECORD',
      `${run} has no group \`${group}\` in the phase \`${phase}\`. Ids of groups are \`<step>-<place>\` in a training, and stand in ${indexName}.`,
    )
  return [...byIndex.values()].sort((a, b) => a.group.index - b.group.index)
}

function fits(record: EpisodeRecord, { phase, steps, group }: EpisodeQuery): boolean {
  return (
    (phase === undefined || record.phase === phase) &&
    (steps === undefined || steps.includes(record.step)) &&
    (group === undefined || record.group.id === group)
  )
}

/** The episodes of the members after those that were seen: of the ones that may hold what is asked for, and the last. */
function* membersOf(run: string, path: string, query: EpisodeQuery, seen: Seen): Generator<EpisodeRecord> {
  if (!existsSync(path)) return
  let file: number
  try {
    file = openSync(path, 'r')
  } catch (thrown) {
    throw recordError(thrown, `read ${path}`)
  }
  try {
    const fileBytes = fstatSync(file).size
    const indexPath = join(run, indexName)
    const isFirst = seen.bytes === 0
    const lines = isFirst && existsSync(indexPath) ? fittingLines(readFileSync(indexPath, 'utf8'), fileBytes) : []
    const indexed = lines.map(({ entry }) => entry)
    const last = indexed.at(-1)
    const fromBytes = last === undefined ? seen.bytes : last.offsetBytes + last.lengthBytes
    for (const place of [
      ...indexed.filter((entry) => entry === last || mayHold(entry, query)),
      ...soundPlaces(path, file, fromBytes, fileBytes),
    ]) {
      if (query.signal?.aborted === true) throw new RlvrError('RLVR_INTERRUPTED', `Reading ${path} was interrupted.`)
      const episodes = episodesIn(memberText(path, file, place))
      checkFormat((episodes[0] ?? null) as unknown as Json, `${path}, from byte ${place.offsetBytes} on,`)
      seen.bytes = place.offsetBytes + place.lengthBytes
      if (!seen.isTailRead) seen.ids.clear()
      for (const { id } of episodes) seen.ids.add(id)
      yield* episodes
    }
  } finally {
    closeSync(file)
  }
}

function mayHold({ groups }: IndexEntry, { phase, steps, group }: EpisodeQuery): boolean {
  return groups.some(
    (each) =>
      (phase === undefined || each.phase === phase) &&
      (steps === undefined || steps.includes(each.step)) &&
      (group === undefined || each.ids.includes(group)),
  )
}
