// Appends to a JSONL file: one record a line, written whole before `write` returns. A killed process loses at
// most the line it was writing, and the next `open` cuts that off; `sync` guards against power cuts too.
import { readSync } from 'node:fs'
import { RlvrError } from '../core/errors.ts'
import { stringifyStrict } from '../core/json.ts'
import { AppendFile } from './append-file.ts'
import type { WriteBytes } from './atomic-file.ts'
import { recordError } from './record-error.ts'

const newline = 0x0a

/** A last line that a stopped writer left unfinished; it was cut off. */
export interface TornLine {
  readonly path: string
  /** Where it began, in bytes from the start of the file. */
  readonly offsetBytes: number
  readonly lengthBytes: number
  /** Its first characters. */
  readonly start: string
}

export class LineWriter {
  readonly path: string
  /** What was cut off on opening; null for a file that ended cleanly. */
  readonly torn: TornLine | null
  readonly #file: AppendFile

  private constructor(file: AppendFile) {
    this.path = file.path
    this.#file = file
    this.torn = cutTornLine(file)
  }

  /**
   * Opens a file for appending, or makes it.
   * @param options.write stands in for `fs.writeSync` in tests
   */
  static open(path: string, options: { write?: WriteBytes } = {}): LineWriter {
    const file = AppendFile.open(path, options)
    try {
      return new LineWriter(file)
    } catch (thrown) {
      file.close()
      throw recordError(thrown, `open ${path} for writing`)
    }
  }

  /** Bytes of whole lines in the file: a place that `rewind` can come back to. */
  get lengthBytes(): number {
    return this.#file.lengthBytes
  }

  /**
   * Appends one record.
   * @throws RlvrError `RLVR_RECORD` when it holds a NaN or the like, or when the system cannot take it (disk full);
   * the file then still ends with the line before, and writing may be tried again
   */
  write(record: unknown): void {
    this.writeText(stringifyStrict(record))
  }

  /** Appends one record whose JSON is there already, on one line. */
  writeText(json: string): void {
    this.#file.append(Buffer.from(`${json}\n`, 'utf8'), 'All earlier lines are kept; this one is not there.')
  }

  /** Returns when everything written is on the disk itself. */
  sync(): void {
    this.#file.sync()
  }

  /**
   * Forgets every line after the first `lengthBytes` bytes: a resumed run goes back to where its checkpoint was.
   * @throws RlvrError `RLVR_RECORD` when the file is shorter, or when no line ends there
   */
  rewind(lengthBytes: number): void {
    const last = Buffer.alloc(1)
    const endsLine =
      lengthBytes === 0 || (readSync(this.#file.file, last, 0, 1, lengthBytes - 1) === 1 && last[0] === newline)
    if (lengthBytes > this.lengthBytes || !endsLine)
      throw new RlvrError(
        'RLVR_RECORD',
        `${this.path} cannot go back to byte ${lengthBytes}: it has ${this.lengthBytes} bytes${endsLine ? '' : ', and no line ends there'}. The file was changed by hand or belongs to another run.`,
      )
    this.#file.truncate(lengthBytes)
  }

  /** Flushes and closes; a second call does nothing. */
  close(): void {
    this.#file.close()
  }
}

/** Makes an open file end with a line end: a last line that is no whole JSON is cut off, a whole one is ended. */
function cutTornLine(file: AppendFile): TornLine | null {
  const size = file.lengthBytes
  const offsetBytes = startOfLastLine(file.file, size)
  if (offsetBytes === size) return null
  const tail = Buffer.alloc(size - offsetBytes)
  readSync(file.file, tail, 0, tail.length, offsetBytes)
  if (isWholeJson(tail)) {
    file.append(Buffer.from('\n'), 'Its last line is whole but for its line end.')
    return null
  }
  file.truncate(offsetBytes)
  return { path: file.path, offsetBytes, lengthBytes: tail.length, start: tail.subarray(0, 80).toString('utf8') }
}

/** The offset after the last line end: the file's size where it ends with one. */
function startOfLastLine(file: number, size: number): number {
  const block = Buffer.alloc(64 * 1024)
  for (let end = size; end > 0;) {
    const start = Math.max(0, end - block.length)
    const read = readSync(file, block, 0, end - start, start)
    const found = block.subarray(0, read).lastIndexOf(newline)
    if (found >= 0) return start + found + 1
    end = start
  }
  return 0
}

/** Whether the bytes are an object or a list, whole: of a bare number or word a part can look whole. */
function isWholeJson(bytes: Buffer): boolean {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'))
    return typeof value === 'object' && value !== null
  } catch {
    return false
  }
}
