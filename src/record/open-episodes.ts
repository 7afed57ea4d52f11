// Opens the episodes of a run. New runs pack them (`episodes.jsonl.gz`); a run that was begun with plain lines
// (`episodes.jsonl`, of rlvr 0.1) goes on as it began, so that the positions in its checkpoints stay true.
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { EpisodeRecord } from '../core/episode.ts'
import type { WriteBytes } from './atomic-file.ts'
import type { EpisodeFile } from './episode-file.ts'
import { LineWriter, type TornLine } from './line-writer.ts'
import { PackedEpisodes } from './packed-episodes.ts'

export const plainName = 'episodes.jsonl'

/** Opens the episodes of a run for appending, or begins them. */
export function openEpisodes(folder: string, options: { write?: WriteBytes }): EpisodeFile {
  return isPlain(folder) ? new PlainEpisodes(folder, options) : PackedEpisodes.open(folder, options)
}

/** Whether a run holds its episodes as plain lines. */
export function isPlain(folder: string): boolean {
  const path = join(folder, plainName)
  return existsSync(path) && statSync(path).size > 0
}

class PlainEpisodes implements EpisodeFile {
  readonly #lines: LineWriter

  constructor(folder: string, options: { write?: WriteBytes }) {
    this.#lines = LineWriter.open(join(folder, plainName), options)
  }

  get torn(): TornLine[] {
    return this.#lines.torn === null ? [] : [this.#lines.torn]
  }

  write(record: EpisodeRecord): void {
    this.#lines.write(record)
  }

  writeAll(records: readonly EpisodeRecord[]): void {
    for (const record of records) this.#lines.write(record)
  }

  position(): number {
    return this.#lines.lengthBytes
  }

  rewind(lengthBytes: number): void {
    this.#lines.rewind(lengthBytes)
  }

  sync(): void {
    this.#lines.sync()
  }

  close(): void {
    this.#lines.close()
  }
}
