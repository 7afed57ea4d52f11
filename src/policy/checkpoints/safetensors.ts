// Reads safetensors files, a tensor or a piece of one at a time: an 8-byte length, a JSON header, then the raw numbers,
// float64, float32, float16 or bfloat16. Format: huggingface/safetensors README, "Format".
import { open, type FileHandle } from 'node:fs/promises'
import { RlvrError } from '../../core/errors.ts'
import { checkRegular } from './json-file.ts'
import { countOf, fault, longestHeaderBytes, readHeader, type SafetensorsHeader } from './safetensors-header.ts'
import type { StoredTensor } from './safetensors-header.ts'
import { bytesOf, isStoredType, storedTypes, widenInto, type StoredType } from './stored-numbers.ts'

/** A file open for reading. Throws `RLVR_POLICY` for anything that is no safetensors file, saying where it goes wrong. */
export class SafetensorsFile {
  readonly metadata: { readonly [key: string]: string }
  readonly tensors: ReadonlyMap<string, StoredTensor>
  readonly shapes: ReadonlyMap<string, readonly number[]>
  readonly path: string
  readonly #file: FileHandle
  readonly #bodyStart: number
  /** Arrays for pieces that nobody reads into. */
  readonly #idle: Uint8Array[] = []

  private constructor(path: string, file: FileHandle, { tensors, metadata }: SafetensorsHeader, bodyStart: number) {
    this.path = path
    this.#file = file
    this.#bodyStart = bodyStart
    this.metadata = metadata
    this.tensors = tensors
    this.shapes = new Map([...tensors].map(([name, { shape }]) => [name, shape]))
  }

  static async open(path: string): Promise<SafetensorsFile> {
    await checkRegular(path)
    const file = await open(path, 'r').catch((thrown: unknown) => {
      throw fault(path, `it cannot be opened (${(thrown as Error).message})`, thrown)
    })
    try {
      const { size } = await file.stat()
      const prefix = new Uint8Array(8)
      if (size >= 8) await readWhole(file, 0, prefix)
      const headerBytes = size < 8 ? -1 : Number(Buffer.from(prefix.buffer).readBigUInt64LE(0))
      if (headerBytes > longestHeaderBytes) {
        const other = otherFormat(await beginningOf(file, size))
        if (other !== null) throw new RlvrError('RLVR_POLICY', `${path} ${other}`)
        throw fault(
          path,
          `its header would take ${headerBytes} bytes, and at most ${longestHeaderBytes} are allowed; it is damaged or of another format`,
        )
      }
      if (headerBytes < 2 || 8 + headerBytes > size)
        throw fault(path, 'its header does not fit into the file; it is truncated or of another format')
      const header = new Uint8Array(headerBytes)
      await readWhole(file, 8, header)
      const bodyStart = 8 + headerBytes
      return new SafetensorsFile(path, file, readHeader(path, header, size - bodyStart), bodyStart)
    } catch (thrown) {
      await file.close()
      throw thrown
    }
  }

  /** The numbers of one tensor. */
  async read(name: string): Promise<Float32Array> {
    const target = new Float32Array(countOf(this.readable(name).shape))
    await this.readInto(name, target)
    return target
  }

  /** The numbers of one tensor, row by row, into an array of their count, which may lie in shared memory. */
  async readInto(name: string, target: Float32Array): Promise<void> {
    const { type, start } = this.readable(name)
    if (type === 'F32') {
      const bytes = new Uint8Array(target.buffer, target.byteOffset, target.byteLength)
      await readWhole(this.#file, this.#bodyStart + start, bytes)
      return
    }
    await this.readPieces(name, 2 ** 18, (bytes, first) => {
      const count = bytes.length / bytesOf[type]
      widenInto(type, bytes, target.subarray(first, first + count))
    })
  }

  /**
   * The bytes of one tensor in pieces, the next being read while one is used.
   * @param numbers how many a piece holds, but for the last
   * @param use gets a piece, which is overwritten afterwards, and how many numbers came before it
   */
  async readPieces(name: string, numbers: number, use: (bytes: Uint8Array, first: number) => void): Promise<void> {
    const { type, start, end } = this.readable(name)
    const length = Math.min(numbers * bytesOf[type], end - start)
    if (length === 0) return
    const scratch = [this.#idle.pop(), this.#idle.pop()].map((each) =>
      each !== undefined && each.length >= length ? each : new Uint8Array(length),
    )
    const begin = async (from: number, index: number): Promise<Uint8Array> => {
      const piece = (scratch[index % 2] as Uint8Array).subarray(0, Math.min(length, end - from))
      await readWhole(this.#file, this.#bodyStart + from, piece)
      return piece
    }
    let next = begin(start, 0)
    for (let from = start, index = 0; from < end; from += length, index++) {
      const piece = await next
      if (from + length < end) {
        next = begin(from + length, index + 1)
        // Where `use` throws, nobody waits for it any more.
        next.catch(() => undefined)
      }
      use(piece, (from - start) / bytesOf[type])
    }
    // For the next tensor: thousands of such arrays would wait for the collector.
    if (this.#idle.length === 0) this.#idle.push(...scratch)
  }

  /** True where a tensor of this file and one of another, of the same type and shape, have the same bytes. */
  async equals(name: string, other: SafetensorsFile, otherName: string): Promise<boolean> {
    const [mine, theirs] = [this.readable(name), other.readable(otherName)]
    const length = mine.end - mine.start
    for (let from = 0; from < length; from += 2 ** 20) {
      const [a, b] = [0, 1].map(() => new Uint8Array(Math.min(2 ** 20, length - from))) as [Uint8Array, Uint8Array]
      await readWhole(this.#file, this.#bodyStart + mine.start + from, a)
      await readWhole(other.#file, other.#bodyStart + theirs.start + from, b)
      if (Buffer.compare(a, b) !== 0) return false
    }
    return true
  }

  /** What is known of a tensor. Throws `RLVR_POLICY` where there is none, or its numbers cannot be read. */
  readable(name: string): StoredTensor & { readonly type: StoredType } {
    const tensor = this.tensors.get(name)
    if (tensor === undefined) throw fault(this.path, `it holds no tensor \`${name}\``)
    const { type } = tensor
    if (isStoredType(type)) return { ...tensor, type }
    throw new RlvrError(
      'RLVR_POLICY',
      `${this.path}: tensor \`${name}\` has the type ${type}; ${storedTypes.join(', ')} can be read.`,
    )
  }

  async close(): Promise<void> {
    await this.#file.close()
  }
}

async function beginningOf(file: FileHandle, size: number): Promise<string> {
  const bytes = new Uint8Array(Math.min(size, 64))
  await readWhole(file, 0, bytes)
  return Buffer.from(bytes.buffer).toString('latin1')
}

/** What is often found in the place of weights. */
function otherFormat(beginning: string): string | null {
  if (beginning.startsWith('version https://git-lfs'))
    return 'is a pointer of git-LFS, which stands for the weights: fetch them with `git lfs pull`.'
  if (/^\s*<(?:!doctype|html|\?xml)/i.test(beginning))
    return 'is a web page and no safetensors file; download the file itself.'
  return beginning.startsWith('PK') ? 'is an archive, as PyTorch saves weights; save them as safetensors.' : null
}

async function readWhole(file: FileHandle, position: number, bytes: Uint8Array): Promise<void> {
  for (let read = 0; read < bytes.length;) {
    // Node takes less than 2 GiB at a time.
    const { bytesRead } = await file.read(bytes, read, Math.min(bytes.length - read, 2 ** 28), position + read)
    if (bytesRead === 0) throw new RlvrError('RLVR_POLICY', `A safetensors file became shorter while it was read.`)
    read += bytesRead
  }
}
