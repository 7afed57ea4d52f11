// The episodes of a run, open for writing.
import type { EpisodeRecord } from '../core/episode.ts'
import type { TornLine } from './line-writer.ts'

export interface EpisodeFile {
  /** What a stopped writer had left unfinished; it was cut off on opening. */
  readonly torn: readonly TornLine[]
  /** Appends an episode; it is in a file when this returns. */
  write(record: EpisodeRecord): void
  /** Appends episodes that are there together, like those of a step. */
  writeAll(records: readonly EpisodeRecord[]): void
  /** Where the episodes end: a place that `rewind` can come back to. */
  position(): number
  /** Forgets the episodes after a position. */
  rewind(lengthBytes: number): void
  sync(): void
  close(): void
}
