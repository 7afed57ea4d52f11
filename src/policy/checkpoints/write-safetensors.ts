// Writes safetensors files, a piece of a tensor at a time: an 8-byte length, a JSON header, then the raw numbers, float32,
// float16 or bfloat16. Format: huggingface/safetensors README, "Format".
import { open, type FileHandle } from 'node:fs/promises'
import { RlvrError } from '../../core/errors.ts'
import { countOf } from './safetensors-header.ts'
import { bytesOf, roundToBrainHalves, roundToHalves, type StoredType } from './stored-numbers.ts'
import { columnsToRows, transposedAtATime } from './transpose.ts'

/** The types that can be written. */
export type WrittenType = Exclude<StoredType, 'F64'>

/** A tensor whose numbers are asked for when they are written. */
export interface TensorSource {
  readonly name: string
  readonly shape: readonly number[]
  /** `F32` where left out. */
  readonly type?: WrittenType
  /** True where what is read are the columns, one after another, of a tensor of two dimensions. */
  readonly transposed?: boolean
  /** The numbers, row by row: as many as the shape says. */
  readonly read: () => Float32Array | Promise<Float32Array>
}

/** Writes a file, tensors in the given order; of each a few megabytes are copied at a time. */
export async function writeSafetensors(
  path: string,
  tensors: readonly TensorSource[],
  metadata: { readonly [key: string]: string } = {},
): Promise<void> {
  const file = await open(path, 'w')
  try {
    await writeWhole(file, headerOf(tensors, metadata))
    for (const tensor of tensors) await writeTensor(file, tensor)
  } finally {
    await file.close()
  }
}

/** The length and the JSON, which is padded with spaces so that the numbers start at a multiple of 8. */
function headerOf(tensors: readonly TensorSource[], metadata: { readonly [key: string]: string }): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata }
  let offset = 0
  for (const { name, shape, type = 'F32' } of tensors) {
    const start = offset
    offset += bytesOf[type] * countOf(shape)
    header[name] = { dtype: type, shape, data_offsets: [start, offset] }
  }
  const text = JSON.stringify(header)
  const json = Buffer.from(text.padEnd(text.length + ((8 - (Buffer.byteLength(text) % 8)) % 8)))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(json.length))
  return Buffer.concat([length, json])
}

async function writeTensor(
  file: FileHandle,
  { name, shape, type = 'F32', transposed = false, read }: TensorSource,
): Promise<void> {
  const data = await read()
  if (data.length !== countOf(shape))
    throw new RlvrError('RLVR_POLICY', `Tensor \`${name}\` of shape [${shape.join()}] has ${data.length} numbers.`)
  if (type === 'F32' && !transposed) return await writeWhole(file, bytesOfArray(data))
  const inner = transposed ? (shape[1] ?? 1) : 1
  const outer = data.length / inner
  const rowsAtATime = Math.max(1, Math.floor(transposedAtATime / inner))
  const turned = new Float32Array(transposed ? Math.min(rowsAtATime, outer) * inner : 0)
  const halves = new Uint16Array(type === 'F32' ? 0 : Math.min(rowsAtATime, outer) * inner)
  for (let first = 0; first < outer; first += rowsAtATime) {
    const rows = Math.min(rowsAtATime, outer - first)
    let numbers = data.subarray(first, first + rows)
    if (transposed) {
      numbers = turned.subarray(0, rows * inner)
      columnsToRows(data, numbers, { first, inner, outer })
    }
    if (type === 'F32') {
      await writeWhole(file, bytesOfArray(numbers))
      continue
    }
    const rounded = halves.subarray(0, numbers.length)
    if (type === 'BF16') roundToBrainHalves(numbers, rounded)
    else if (!roundToHalves(numbers, rounded))
      throw new RlvrError(
        'RLVR_POLICY',
        `Tensor \`${name}\` holds numbers beyond 65,504, which F16 cannot hold; write it as BF16 or F32.`,
      )
    await writeWhole(file, bytesOfArray(rounded))
  }
}

function bytesOfArray({ buffer, byteOffset, byteLength }: Float32Array | Uint16Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}

async function writeWhole(file: FileHandle, bytes: Uint8Array): Promise<void> {
  // The system may take fewer at a time, and Node takes less than 2 GiB.
  for (let written = 0; written < bytes.length;)
    written += (await file.write(bytes, written, Math.min(bytes.length - written, 2 ** 28))).bytesWritten
}
