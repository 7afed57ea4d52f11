// Reads and writes safetensors: an 8-byte length, a JSON header, then the raw numbers.
// Format: huggingface/safetensors README, "Format". float32 is written; float32, float16 and bfloat16 are read.
import { RlvrError } from '../../core/errors.ts'

export interface NamedTensor {
  readonly shape: readonly number[]
  readonly data: Float32Array
}

export interface TensorFile {
  readonly tensors: ReadonlyMap<string, NamedTensor>
  readonly metadata: { readonly [key: string]: string }
}

interface HeaderEntry {
  readonly dtype: string
  readonly shape: readonly number[]
  readonly data_offsets: readonly [number, number]
}

/** The bytes of a file; tensors in the given order. */
export function encodeSafetensors({ tensors, metadata }: TensorFile): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata }
  let offset = 0
  for (const [name, { shape, data }] of tensors) {
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + data.byteLength] }
    offset += data.byteLength
  }
  const text = JSON.stringify(header)
  // Padded with spaces so that the numbers start at a multiple of 8.
  const headerBytes = new TextEncoder().encode(text.padEnd(text.length + ((8 - (Buffer.byteLength(text) % 8)) % 8)))
  const file = new Uint8Array(8 + headerBytes.length + offset)
  new DataView(file.buffer).setBigUint64(0, BigInt(headerBytes.length), true)
  file.set(headerBytes, 8)
  let position = 8 + headerBytes.length
  for (const { data } of tensors.values()) {
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), position)
    position += data.byteLength
  }
  return file
}

/** Throws `RLVR_POLICY` for anything that is no safetensors file, saying where it goes wrong. */
export function decodeSafetensors(file: Uint8Array): TensorFile {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const headerLength = file.byteLength < 8 ? -1 : Number(view.getBigUint64(0, true))
  if (headerLength < 2 || 8 + headerLength > file.byteLength)
    throw fault('its header does not fit into the file; it is truncated or of another format')
  let header: unknown
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(file.subarray(8, 8 + headerLength)))
  } catch (thrown) {
    throw fault('its header is no JSON', thrown)
  }
  if (!isRecord(header)) throw fault('its header is no JSON object')
  const body = file.subarray(8 + headerLength)
  const tensors = new Map<string, NamedTensor>()
  for (const [name, entry] of Object.entries(header)) {
    if (name !== '__metadata__') tensors.set(name, readTensor(name, entry, body))
  }
  const metadata = header['__metadata__'] ?? {}
  if (!isRecord(metadata)) throw fault('its metadata is no JSON object')
  return { tensors, metadata: metadata as Record<string, string> }
}

function readTensor(name: string, entry: unknown, body: Uint8Array): NamedTensor {
  if (!isEntry(entry)) throw fault(`tensor \`${name}\` lacks a type, a shape of whole numbers or two offsets`)
  const { dtype, shape, data_offsets: offsets } = entry
  const width = dtype === 'F32' ? 4 : dtype === 'F16' || dtype === 'BF16' ? 2 : 0
  if (width === 0) throw fault(`tensor \`${name}\` has the type ${dtype}; F32, F16 and BF16 can be read`)
  const count = shape.reduce((product, size) => product * size, 1)
  const [start, end] = offsets
  if (end - start !== count * width || start < 0 || end > body.byteLength)
    throw fault(`tensor \`${name}\` of shape [${shape.join()}] lies outside the file`)
  // Copied, to an address that suits the numbers. A Buffer's own `slice` copies nothing.
  const bytes = Uint8Array.prototype.slice.call(body, start, end)
  if (dtype === 'F32') return { shape, data: new Float32Array(bytes.buffer) }
  const halves = new Uint16Array(bytes.buffer)
  if (dtype === 'BF16') return { shape, data: new Float32Array(Uint32Array.from(halves, (half) => half << 16).buffer) }
  return { shape, data: Float32Array.from(halves, float16) }
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

function fault(what: string, cause?: unknown): RlvrError {
  return new RlvrError('RLVR_POLICY', `This is no safetensors file: ${what}.`, { cause })
}
