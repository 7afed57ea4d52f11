// A run: the folder `runs/<environment>--<algorithm>--<time>/` with everything that a training or an evaluation
// produced. `config.json` (settings), `episodes.jsonl.gz`, `metrics.jsonl`, `summary.json`, `checkpoints/`, `lock`.
// Every JSON file and line carries `format: 1`.
import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { EpisodeRecord } from '../core/episode.ts'
import { RlvrError, describeError } from '../core/errors.ts'
import { stringifyStrict, type Json, type JsonObject } from '../core/json.ts'
import { writeAtomically, type WriteBytes } from './atomic-file.ts'
import { newestCheckpoint, writeCheckpoint, type CheckpointToWrite, type FoundCheckpoint } from './checkpoint-file.ts'
import type { EpisodeFile } from './episode-file.ts'
import { readEpisodes, type EpisodeQuery } from './episode-reader.ts'
import { checkFormat } from './line-reader.ts'
import { LineWriter, type TornLine } from './line-writer.ts'
import { makeFolders } from './make-folders.ts'
import { openEpisodes } from './open-episodes.ts'
import { recordError, systemCode } from './record-error.ts'
import { lockRun, type RunLock } from './run-lock.ts'

/** `config.json`. */
export interface RunConfig {
  readonly format: 1
  readonly environment: string
  /** How the run was made: `grpo`, `eval`, ... */
  readonly algorithm: string
  /** When it began, ISO 8601 in UTC. */
  readonly created: string
  /** Everything needed to make it again. */
  readonly settings: JsonObject
}

export interface CreateRunOptions {
  readonly environment: string
  readonly algorithm: string
  readonly settings: JsonObject
  /** The folder of runs; `runs` in the working directory. */
  readonly root?: string
  readonly time?: Date
  /** Stands in for `fs.writeSync` in tests. */
  readonly write?: WriteBytes
}

/**
 * A run open for writing. One process at a time: `close` gives it free, and so does `using run = …`.
 */
export class RunDirectory {
  readonly path: string
  readonly config: RunConfig
  readonly #episodes: EpisodeFile
  readonly #metrics: LineWriter
  readonly #lock: RunLock
  readonly #write: WriteBytes | undefined

  private constructor(path: string, config: RunConfig, lock: RunLock, write?: WriteBytes) {
    this.path = path
    this.config = config
    this.#lock = lock
    this.#write = write
    const options = write === undefined ? {} : { write }
    this.#metrics = LineWriter.open(join(path, 'metrics.jsonl'), options)
    try {
      this.#episodes = openEpisodes(path, options)
    } catch (thrown) {
      this.#metrics.close()
      throw thrown
    }
  }

  /** Makes the folder of a new run. Throws `RLVR_RECORD` where it cannot be made. */
  static create(options: CreateRunOptions): RunDirectory {
    const { environment, algorithm, root = 'runs', time = new Date() } = options
    const path = makeFolder(root, `${environment}--${algorithm}--${timeName(time)}`)
    return RunDirectory.#begin(path, { ...options, time })
  }

  /**
   * Opens the run in a folder to go on with it, or begins one there where the folder is new or empty.
   * @throws RlvrError `RLVR_RECORD` for a folder of other files, a run of another environment, or one that is written
   */
  static openOrCreate(path: string, options: Omit<CreateRunOptions, 'root'>): RunDirectory {
    if (!existsSync(join(path, 'config.json'))) {
      requireEmpty(path)
      return RunDirectory.#begin(path, options)
    }
    const was = kindOf(readRunConfig(path))
    if (was !== kindOf(options))
      throw new RlvrError('RLVR_RECORD', `${path} is ${was}; this is ${kindOf(options)}. Name a new folder.`)
    return RunDirectory.open(path, options.write === undefined ? {} : { write: options.write })
  }

  static #begin(path: string, options: Omit<CreateRunOptions, 'root'>): RunDirectory {
    const { environment, algorithm, settings, time = new Date(), write } = options
    const config: RunConfig = { format: 1, environment, algorithm, created: time.toISOString(), settings }
    return openLocked(path, (lock) => {
      writeJson(join(path, 'config.json'), config, write)
      return new RunDirectory(path, config, lock, write)
    })
  }

  /**
   * Opens a run to go on with it. Lines that were torn when it was stopped are cut off and named in `torn`.
   * @throws RlvrError `RLVR_RECORD` when the folder is no run, is of a newer format, or another process writes it
   */
  static open(path: string, options: { write?: WriteBytes } = {}): RunDirectory {
    const config = readRunConfig(path)
    return openLocked(path, (lock) => new RunDirectory(path, config, lock, options.write))
  }

  /** Last lines that were cut off on opening. */
  get torn(): readonly TornLine[] {
    return [...this.#episodes.torn, ...(this.#metrics.torn === null ? [] : [this.#metrics.torn])]
  }

  get checkpointFolder(): string {
    return join(this.path, 'checkpoints')
  }

  /** Records an episode as it ends. */
  writeEpisode(record: EpisodeRecord): void {
    this.#episodes.write(record)
  }

  /** Records episodes that are there together: less to write than one by one. */
  writeEpisodes(records: readonly EpisodeRecord[]): void {
    this.#episodes.writeAll(records)
  }

  /** Appends a line to `metrics.jsonl`; `format` is added. */
  writeMetrics(metrics: { readonly step: number } & JsonObject): void {
    this.#metrics.write({ format: 1, ...metrics })
  }

  /** Writes `config.json` anew with other settings, as when a run is lengthened. */
  writeSettings(settings: JsonObject): void {
    writeJson(join(this.path, 'config.json'), { ...this.config, settings }, this.#write)
  }

  /** Writes `summary.json` anew; `format` is added. */
  writeSummary(summary: object): void {
    writeJson(join(this.path, 'summary.json'), { format: 1, ...summary }, this.#write)
  }

  /** The episodes written so far, in order; those that fit `query` where it is given. */
  episodes(query: EpisodeQuery = {}): AsyncGenerator<EpisodeRecord> {
    return readEpisodes(this.path, query)
  }

  /** Where the records end now: kept in a checkpoint, given to `rewind` by whoever resumes from it. */
  position(): { readonly episodesBytes: number; readonly metricsBytes: number } {
    return { episodesBytes: this.#episodes.position(), metricsBytes: this.#metrics.lengthBytes }
  }

  /** Forgets the records after a position, so that steps which are done again are not recorded twice. */
  rewind(position: { readonly episodesBytes: number; readonly metricsBytes: number }): void {
    this.#episodes.rewind(position.episodesBytes)
    this.#metrics.rewind(position.metricsBytes)
  }

  /** Brings the records to the disk, then writes a checkpoint. Returns its path. */
  async writeCheckpoint(checkpoint: CheckpointToWrite, options: { keep?: number } = {}): Promise<string> {
    this.sync()
    return await writeCheckpoint(this.checkpointFolder, checkpoint, {
      ...options,
      ...(this.#write !== undefined && { write: this.#write }),
    })
  }

  async newestCheckpoint(): Promise<FoundCheckpoint | null> {
    return await newestCheckpoint(this.checkpointFolder)
  }

  /** Returns when every record is on the disk itself. */
  sync(): void {
    this.#episodes.sync()
    this.#metrics.sync()
  }

  [Symbol.dispose](): void {
    this.close()
  }

  /** Flushes, closes and gives the run free; a second call does nothing. */
  close(): void {
    try {
      this.#episodes.close()
      this.#metrics.close()
    } finally {
      this.#lock.release()
    }
  }
}

/** The `config.json` of a run, without opening the run. */
export function readRunConfig(path: string): RunConfig {
  const file = join(path, 'config.json')
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT' && existsSync(path))
      throw new RlvrError('RLVR_USAGE', `${path} is no run: it holds no config.json. Name the folder of a run.`)
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(thrown) ?? ''))
      throw new RlvrError('RLVR_USAGE', `There is no run at ${path}. Name the folder of a run, as \`runs/…\`.`, {
        cause: thrown,
      })
    throw recordError(thrown, `read ${file}`)
  }
  let config: Json
  try {
    config = JSON.parse(text) as Json
  } catch (thrown) {
    throw new RlvrError(
      'RLVR_RECORD',
      `${file} is no JSON: ${describeError(thrown, 120)}. The other files are as they were.`,
    )
  }
  checkFormat(config, file)
  if (typeof config !== 'object' || config === null || !('environment' in config) || !('settings' in config))
    throw new RlvrError(
      'RLVR_RECORD',
      `${file} is no config of a run: it should have \`environment\` and \`settings\`.`,
    )
  return config as unknown as RunConfig
}

/** Locks a run for what `open` makes of it; gives it free again if that fails. */
function openLocked(path: string, open: (lock: RunLock) => RunDirectory): RunDirectory {
  const lock = lockRun(path)
  try {
    return open(lock)
  } catch (thrown) {
    lock.release()
    throw thrown
  }
}

function writeJson(path: string, value: object, write?: WriteBytes): void {
  writeAtomically(path, [Buffer.from(`${stringifyStrict(value, 2)}\n`)], write)
}

/** What may not change when a folder is named again. */
function kindOf({ environment, algorithm }: Pick<RunConfig, 'environment' | 'algorithm'>): string {
  return `${algorithm === 'eval' ? 'an evaluation' : 'a training'} of \`${environment}\``
}

/** Makes a folder where there is none. Throws `RLVR_RECORD` where it cannot, or where it holds anything. */
function requireEmpty(path: string): void {
  let names: string[]
  try {
    makeFolders(path)
    names = readdirSync(path)
  } catch (thrown) {
    throw recordError(thrown, `make the folder ${path} for the run`)
  }
  // A lock may be that of a process which begins a run here at this moment: taking it says so.
  if (names.some((name) => !name.startsWith('lock')))
    throw new RlvrError(
      'RLVR_RECORD',
      `${path} holds ${names.slice(0, 3).join(', ')} and is no run: it has no config.json. Name a new folder, or that of a run.`,
    )
}

/** Makes a folder of its own: runs that begin in the same second get `-2`, `-3`, ... */
function makeFolder(root: string, name: string): string {
  try {
    makeFolders(root)
    for (let copy = 1; ; copy++) {
      const path = join(root, copy === 1 ? name : `${name}-${copy}`)
      try {
        mkdirSync(path)
        return path
      } catch (thrown) {
        if (systemCode(thrown) !== 'EEXIST') throw thrown
      }
    }
  } catch (thrown) {
    if (['EEXIST', 'ENOTDIR'].includes(systemCode(thrown) ?? ''))
      throw new RlvrError(
        'RLVR_USAGE',
        `${root} is a file, or a part of its path is; runs are made in a folder. Name another one.`,
        { cause: thrown },
      )
    // Where the system makes no folders at all, as in /proc.
    if (systemCode(thrown) === 'ENOENT')
      throw new RlvrError(
        'RLVR_USAGE',
        `No folder can be made at ${root}, so there is no place for the run. Name another one.`,
        {
          cause: thrown,
        },
      )
    throw recordError(thrown, `make a folder for the run in ${root}`)
  }
}

/** A time as it stands in a folder's name: `2026-03-14T15-09-26`, UTC. */
function timeName(time: Date): string {
  return time.toISOString().slice(0, 19).replaceAll(':', '-')
}
