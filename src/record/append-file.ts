// A file that grows at its end: what is appended is there whole when `append` returns, or not at all.
import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, writeSync } from 'node:fs'
import { RlvrError } from '../core/errors.ts'
import { writeWhole, type WriteBytes } from './atomic-file.ts'
import { recordError } from './record-error.ts'

export class AppendFile {
  readonly path: string
  readonly #write: WriteBytes
  #file: number | null
  #lengthBytes: number

  private constructor(path: string, file: number, write: WriteBytes) {
    this.path = path
    this.#file = file
    this.#write = write
    this.#lengthBytes = fstatSync(file).size
  }

  /**
   * Opens a file for appending, or makes it.
   * @param options.write stands in for `fs.writeSync` in tests
   */
  static open(path: string, options: { write?: WriteBytes } = {}): AppendFile {
    try {
      const file = openSync(path, 'a+')
      try {
        return new AppendFile(path, file, options.write ?? writeSync)
      } catch (thrown) {
        closeSync(file)
        throw thrown
      }
    } catch (thrown) {
      throw recordError(thrown, `open ${path} for writing`)
    }
  }

  get lengthBytes(): number {
    return this.#lengthBytes
  }

  /** The open file, for reading. */
  get file(): number {
    if (this.#file === null) throw new RlvrError('RLVR_RECORD', `${this.path} is closed; open it again to write.`)
    return this.#file
  }

  /**
   * Appends bytes. Where the system cannot take them (disk full) the file keeps the length it had.
   * @param kept what is safe in spite of a failure, as a sentence
   * @throws RlvrError `RLVR_RECORD`
   */
  append(bytes: Uint8Array, kept: string): void {
    const file = this.file
    try {
      writeWhole(file, bytes, this.#write)
    } catch (thrown) {
      if (fstatSync(file).size > this.#lengthBytes) ftruncateSync(file, this.#lengthBytes)
      throw recordError(thrown, `append to ${this.path}`, kept)
    }
    this.#lengthBytes += bytes.length
  }

  /** Forgets everything after the first `lengthBytes` bytes. */
  truncate(lengthBytes: number): void {
    ftruncateSync(this.file, lengthBytes)
    this.#lengthBytes = lengthBytes
  }

  /** Returns when everything written is on the disk itself. */
  sync(): void {
    try {
      fsyncSync(this.file)
    } catch (thrown) {
      throw recordError(thrown, `flush ${this.path} to the disk`)
    }
  }

  /** Flushes and closes; a second call does nothing. */
  close(): void {
    if (this.#file === null) return
    try {
      this.sync()
    } finally {
      closeSync(this.#file)
      this.#file = null
    }
  }
}
