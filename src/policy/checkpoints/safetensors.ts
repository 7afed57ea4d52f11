// Reads and writes safetensors files, a tensor at a time: an 8-byte length, a JSON header, then the raw numbers.
// Format: huggingface/safetensors README, "Format". float32 is written; float32, float16 and bfloat16 are read.
import { open, type FileHandle } from 'node:fs/promises'
import { RlvrError } from '../../core/errors.ts'

/** A tensor whose numbers are asked for when they are written. */
export interface TensorSource {
  readonly name: string
  readonly shape: readonly number[]
  /** The numbers, row by row: as many as the shape says. */
  readonly read: () => Float32Array | Promise<Float32Array>
}

interface HeaderEntry {
  readonly dtype: string
  readonly shape: readonly number[]
  readonly data_offsets: readonly [number, number]
}

/** A header that is longer is no header: it would take the memory of a model to read. */
const longestHeaderBytes = 100 * 2 ** 20

/** Writes a file, tensors in the given order; no more than one is in memory. */
export async function writeSafetensors(
  path: string,
  tensors: readonly TensorSource[],
  metadata: { readonly [key: string]: string } = {},
): Promise<void> {
  const header: Record<string, unknown> = { __metadata__: metadata }
  let offset = 0
  for (const { name, shape } of tensors) {
    const start = offset
    offset += 4 * countOf(shape)
    header[name] = { dtype: 'F32', shape, data_offsets: [start, offset] }
  }
  const text = JSON.stringify(header)
  // Padded with spaces so that the numbers start at a multiple of 8.
  const headerBytes = Buffer.from(text.padEnd(text.length + ((8 - (Buffer.byteLength(text) % 8)) % 8)))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(headerBytes.length))
  const file = await open(path, 'w')
  try {
    await writeWhole(file, length)
    await writeWhole(file, headerBytes)
    for (const { name, shape, read } of tensors) {
      const data = await read()
      if (data.length !== countOf(shape))
        throw new RlvrError('RLVR_POLICY', `Tensor \`${name}\` of shape [${shape.join()}] has ${data.length} numbers.`)
      await writeWhole(file, new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    }
  } finally {
    await file.close()
  }
}

/** A file open for reading. Throws `RLVR_POLICY` for anything that is no safetensors file, saying where it goes wrong. */
export class SafetensorsFile {
  readonly metadata: { readonly [key: string]: string }
  readonly shapes: ReadonlyMap<string, readonly number[]>
  readonly #path: string
  readonly #file: FileHandle
  readonly #entries: ReadonlyMap<string, HeaderEntry>
  readonly #bodyStart: number

  private constructor(path: string, file: FileHandle, header: Record<string, unknown>, bodyStart: number, end: number) {
    this.#path = path
    this.#file = file
    this.#bodyStart = bodyStart
    const entries = new Map<string, HeaderEntry>()
    for (const [name, entry] of Object.entries(header))
      if (name !== '__metadata__') entries.set(name, checkedEntry(path, name, entry, end - bodyStart))
    const metadata = header['__metadata__'] ?? {}
    if (!isRecord(metadata)) throw fault(path, 'its metadata is no JSON object')
    this.metadata = metadata as Record<string, string>
    this.#entries = entries
    this.shapes = new Map([...entries].map(([name, { shape }]) => [name, shape]))
  }

  static async open(path: string): Promise<SafetensorsFile> {
    const file = await open(path, 'r').catch((thrown: unknown) => {
      throw fault(path, `it cannot be opened (${(thrown as Error).message})`, thrown)
    })
    try {
      const { size } = await file.stat()
      const prefix = await readAt(file, 0, Math.min(size, 8))
      const headerLength = size < 8 ? -1 : Number(prefix.readBigUInt64LE(0))
      if (headerLength < 2 || headerLength > longestHeaderBytes || 8 + headerLength > size)
        throw fault(path, 'its header does not fit into the file; it is truncated or of another format')
      let header: unknown
      try {
        header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(await readAt(file, 8, headerLength)))
      } catch (thrown) {
        throw fault(path, 'its header is no JSON', thrown)
      }
      if (!isRecord(header)) throw fault(path, 'its header is no JSON object')
      return new SafetensorsFile(path, file, header, 8 + headerLength, size)
    } catch (thrown) {
      await file.close()
      throw thrown
    }
  }

  /** The numbers of one tensor. */
  async read(name: string): Promise<Float32Array> {
    const entry = this.#entries.get(name)
    if (entry === undefined) throw fault(this.#path, `it holds no tensor \`${name}\``)
    const [start, end] = entry.data_offsets
    // In a buffer of its own, at an address that suits the numbers.
    const { buffer } = await readAt(this.#file, this.#bodyStart + start, end - start)
    if (entry.dtype === 'F32') return new Float32Array(buffer)
    const halves = new Uint16Array(buffer)
    if (entry.dtype === 'BF16') return new Float32Array(Uint32Array.from(halves, (half) => half << 16).buffer)
    return Float32Array.from(halves, float16)
  }

  async close(): Promise<void> {
    await this.#file.close()
  }
}

async function writeWhole(file: FileHandle, bytes: Uint8Array): Promise<void> {
  // The system may take fewer at a time.
  for (let written = 0; written < bytes.length;)
    written += (await file.write(bytes, written, bytes.length - written)).bytesWritten
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer<ArrayBuffer>> {
  const bytes = Buffer.from(new ArrayBuffer(length))
  for (let read = 0; read < length;) {
    const { bytesRead } = await file.read(bytes, read, length - read, position + read)
    if (bytesRead === 0) throw new RlvrError('RLVR_POLICY', `A safetensors file became shorter while it was read.`)
    read += bytesRead
  }
  return bytes
}

function checkedEntry(path: string, name: string, entry: unknown, bodyLength: number): HeaderEntry {
  if (!isEntry(entry)) throw fault(path, `tensor \`${name}\` lacks a type, a shape of whole numbers or two offsets`)
  const { dtype, shape, data_offsets: offsets } = entry
  const width = dtype === 'F32' ? 4 : dtype === 'F16' || dtype === 'BF16' ? 2 : 0
  if (width === 0) throw fault(path, `tensor \`${name}\` has the type ${dtype}; F32, F16 and BF16 can be read`)
  const [start, end] = offsets
  if (end - start !== countOf(shape) * width || start < 0 || end > bodyLength)
    throw fault(path, `tensor \`${name}\` of shape [${shape.join()}] lies outside the file`)
  return entry
}

function countOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isEntry(value: unknown): value is HeaderEntry {
  const areCounts = (numbers: unknown): numbers is number[] =>
    Array.isArray(numbers) && numbers.every((each) => Number.isSafeInteger(each) && each >= 0)
  if (!isRecord(value) || typeof value['dtype'] !== 'string') return false
  return areCounts(value['shape']) && areCounts(value['data_offsets']) && value['data_offsets'].length === 2
}

/** IEEE 754 half precision to a number. */
function float16(half: number): number {
  const sign = half & 0x8000 ? -1 : 1
  const exponent = (half >> 10) & 0x1f
  const fraction = half & 0x3ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}

function fault(path: string, what: string, cause?: unknown): RlvrError {
  return new RlvrError('RLVR_POLICY', `${path} is no safetensors file: ${what}.`, { cause })
}
