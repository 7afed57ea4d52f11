// Writes `episodes.jsonl.gz`: JSON lines, an episode each, in gzip members one after another, and beside it
// `episodes.index.jsonl`, which says where the groups are. Episodes of a step make a member; those that come one by
// one wait as plain lines in `episodes.tail.jsonl` until they are enough for one, so that nothing depends on memory.
//
// Whatever stops the writer: a member is appended, then indexed, then its lines leave the tail. On opening, a member
// that is not whole is cut off, a whole one without an entry is indexed, and lines that a member holds leave the tail.
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { EpisodeRecord } from '../core/episode.ts'
import { RlvrError } from '../core/errors.ts'
import { stringifyStrict } from '../core/json.ts'
import { AppendFile } from './append-file.ts'
import type { WriteBytes } from './atomic-file.ts'
import type { EpisodeFile } from './episode-file.ts'
import { episodesIn, fittingLines, indexEntry } from './episode-index.ts'
import { gzipMember, memberText, soundPlaces, type MemberPlace } from './gzip-member.ts'
import { LineWriter, type TornLine } from './line-writer.ts'

export const packedName = 'episodes.jsonl.gz'
export const indexName = 'episodes.index.jsonl'
export const tailName = 'episodes.tail.jsonl'

/** The tail is packed from here on: enough for a good ratio, little enough to be read again in no time. */
const fullTailBytes = 256 * 1024

/** A member's text ends with the episode that passes this: a group is found by unpacking no more. */
const longMemberBytes = 4 * 1024 * 1024

const cutOff = '(compressed)'

interface Options {
  readonly write?: WriteBytes
}

export class PackedEpisodes implements EpisodeFile {
  readonly torn: TornLine[] = []
  readonly #folder: string
  readonly #options: Options
  /** Null until there is something to hold: `zcat` takes an empty file for a torn one. */
  #members: AppendFile | null = null
  #index: LineWriter | null = null
  #tail: LineWriter | null = null
  /** Where each member and its line in the index end. */
  #ends: { readonly memberBytes: number; readonly indexBytes: number }[] = []
  /** The episodes in the tail, and their lines. */
  #waiting: { readonly record: EpisodeRecord; readonly line: string }[] = []

  private constructor(folder: string, options: Options) {
    this.#folder = folder
    this.#options = options
  }

  static open(folder: string, options: Options = {}): PackedEpisodes {
    const episodes = new PackedEpisodes(folder, options)
    try {
      const last = existsSync(join(folder, packedName)) ? episodes.#openMembers() : []
      if (existsSync(join(folder, tailName))) episodes.#openTail(last)
    } catch (thrown) {
      episodes.#closeFiles()
      throw thrown
    }
    return episodes
  }

  write(record: EpisodeRecord): void {
    const line = stringifyStrict(record)
    // Before, not after: a failure then leaves this episode unwritten, and it may be tried again.
    if ((this.#tail?.lengthBytes ?? 0) >= fullTailBytes) this.#packTail()
    this.#tail ??= LineWriter.open(join(this.#folder, tailName), this.#options)
    this.#tail.writeText(line)
    this.#waiting.push({ record, line })
  }

  writeAll(records: readonly EpisodeRecord[]): void {
    this.#packTail()
    let chunk: EpisodeRecord[] = []
    let lines: string[] = []
    let length = 0
    for (const record of records) {
      const line = stringifyStrict(record)
      chunk.push(record)
      lines.push(line)
      length += line.length
      if (length < longMemberBytes) continue
      this.#append(lines, chunk)
      chunk = []
      lines = []
      length = 0
    }
    if (chunk.length > 0) this.#append(lines, chunk)
  }

  /** Packs what waits first: only the end of a member is a place to come back to. */
  position(): number {
    this.#packTail()
    return this.#packedBytes
  }

  rewind(lengthBytes: number): void {
    const kept = this.#ends.filter((end) => end.memberBytes <= lengthBytes)
    if ((kept.at(-1)?.memberBytes ?? 0) !== lengthBytes)
      throw new RlvrError(
        'RLVR_RECORD',
        `${join(this.#folder, packedName)} cannot go back to byte ${lengthBytes}: it has ${this.#packedBytes} bytes${lengthBytes < this.#packedBytes ? ', and no member ends there' : ''}. The file was changed by hand or belongs to another run.`,
      )
    this.#emptyTail()
    this.#members?.truncate(lengthBytes)
    this.#index?.rewind(kept.at(-1)?.indexBytes ?? 0)
    this.#ends = kept
  }

  sync(): void {
    for (const file of this.#files()) file.sync()
  }

  close(): void {
    try {
      this.#packTail()
    } finally {
      this.#closeFiles()
    }
  }

  get #packedBytes(): number {
    return this.#members?.lengthBytes ?? 0
  }

  #files(): (AppendFile | LineWriter)[] {
    return [this.#members, this.#index, this.#tail].filter((file) => file !== null)
  }

  #closeFiles(): void {
    const isTailEmpty = this.#tail !== null && this.#tail.lengthBytes === 0
    for (const file of this.#files()) file.close()
    if (isTailEmpty) rmSync(join(this.#folder, tailName), { force: true })
  }

  #packTail(): void {
    if (this.#waiting.length === 0) return
    this.#append(
      this.#waiting.map(({ line }) => line),
      this.#waiting.map(({ record }) => record),
    )
    this.#emptyTail()
  }

  #emptyTail(): void {
    this.#waiting = []
    this.#tail?.rewind(0)
  }

  /** Appends a member and its line in the index: both or neither. */
  #append(lines: readonly string[], records: readonly EpisodeRecord[]): void {
    this.#members ??= AppendFile.open(join(this.#folder, packedName), this.#options)
    this.#index ??= LineWriter.open(join(this.#folder, indexName), this.#options)
    const offsetBytes = this.#members.lengthBytes
    const member = gzipMember(Buffer.from(`${lines.join('\n')}\n`, 'utf8'))
    this.#members.append(member, 'All earlier episodes are kept; these are not there.')
    try {
      this.#writeEntry({ offsetBytes, lengthBytes: member.length }, records)
    } catch (thrown) {
      this.#members.truncate(offsetBytes)
      throw thrown
    }
  }

  #writeEntry(place: MemberPlace, records: readonly EpisodeRecord[]): void {
    this.#index ??= LineWriter.open(join(this.#folder, indexName), this.#options)
    this.#index.write(indexEntry(place, records))
    this.#ends.push({ memberBytes: place.offsetBytes + place.lengthBytes, indexBytes: this.#index.lengthBytes })
  }

  /** Brings members and index in step, and gives the episodes of the last member. */
  #openMembers(): EpisodeRecord[] {
    const members = AppendFile.open(join(this.#folder, packedName), this.#options)
    this.#members = members
    const path = join(this.#folder, indexName)
    const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
    // The last member is looked into again: the index may have reached the disk before it.
    for (const { entry, endBytes } of fittingLines(text, members.lengthBytes).slice(0, -1))
      this.#ends.push({ memberBytes: entry.offsetBytes + entry.lengthBytes, indexBytes: endBytes })
    let last: EpisodeRecord[] = []
    const places = [
      ...soundPlaces(members.path, members.file, this.#ends.at(-1)?.memberBytes ?? 0, members.lengthBytes),
    ]
    this.#index = LineWriter.open(path, this.#options)
    this.#index.rewind(this.#ends.at(-1)?.indexBytes ?? 0)
    for (const place of places) {
      try {
        last = episodesIn(memberText(members.path, members.file, place))
      } catch (thrown) {
        if (place === places.at(-1)) break
        throw thrown
      }
      this.#writeEntry(place, last)
    }
    const wholeBytes = this.#ends.at(-1)?.memberBytes ?? 0
    const lengthBytes = members.lengthBytes - wholeBytes
    if (lengthBytes > 0) this.torn.push({ path: members.path, offsetBytes: wholeBytes, lengthBytes, start: cutOff })
    members.truncate(wholeBytes)
    return last
  }

  /** Takes up the tail, less what the last member holds already. */
  #openTail(last: readonly EpisodeRecord[]): void {
    const path = join(this.#folder, tailName)
    this.#tail = LineWriter.open(path, this.#options)
    if (this.#tail.torn !== null) this.torn.push(this.#tail.torn)
    const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean)
    const waiting = lines.map((line) => ({ line, record: JSON.parse(line) as EpisodeRecord }))
    if (last.some(({ id }) => id === waiting[0]?.record.id)) this.#tail.rewind(0)
    else this.#waiting = waiting
  }
}
