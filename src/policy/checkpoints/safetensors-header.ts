// The header of a safetensors file: JSON that gives each tensor's type, shape and place among the numbers behind it.
// Its rules hold: it opens with `{` and takes no more than 100 MB, no name stands twice, every range is as long as
// shape and type say, and the ranges cover the numbers once, without holes. Source: huggingface/safetensors README,
// "Format", and `safetensors/src/tensor.rs` (types, `validate`).
import { RlvrError } from '../../core/errors.ts'
import { repeatedKey } from './repeated-key.ts'

export interface StoredTensor {
  /** `F32`, `BF16`, … */
  readonly type: string
  readonly shape: readonly number[]
  /** Bytes from the first number of the file on. */
  readonly start: number
  readonly end: number
}

export interface SafetensorsHeader {
  /** In the order of the file. */
  readonly tensors: ReadonlyMap<string, StoredTensor>
  readonly metadata: { readonly [key: string]: string }
}

/** A header that is longer is none: it would take the memory of a model to read. */
export const longestHeaderBytes = 100_000_000

const bitsOf: { readonly [type: string]: number } = {
  BOOL: 8,
  F4: 4,
  F6_E2M3: 6,
  F6_E3M2: 6,
  U8: 8,
  I8: 8,
  F8_E5M2: 8,
  F8_E4M3: 8,
  F8_E8M0: 8,
  F8_E4M3FNUZ: 8,
  F8_E5M2FNUZ: 8,
  I16: 16,
  U16: 16,
  F16: 16,
  BF16: 16,
  I32: 32,
  U32: 32,
  F32: 32,
  C64: 64,
  F64: 64,
  I64: 64,
  U64: 64,
}

/**
 * @param bodyBytes how many bytes stand behind the header
 * @throws RlvrError `RLVR_POLICY` with the tensor and the reason
 */
export function readHeader(path: string, bytes: Uint8Array, bodyBytes: number): SafetensorsHeader {
  if (bytes[0] !== 0x7b) throw fault(path, 'its header does not begin with `{`')
  let header: unknown
  let repeated: string | null
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    header = JSON.parse(text)
    repeated = repeatedKey(text)
  } catch (thrown) {
    throw fault(path, 'its header is no JSON', thrown)
  }
  if (!isRecord(header)) throw fault(path, 'its header is no JSON object')
  if (repeated !== null) throw fault(path, `its header gives \`${repeated}\` twice`)
  const { __metadata__: metadata = {}, ...entries } = header
  if (!isRecord(metadata)) throw fault(path, 'its metadata is no JSON object')
  const tensors = new Map(Object.entries(entries).map(([name, entry]) => [name, checkedEntry(path, name, entry)]))
  checkRanges(path, tensors, bodyBytes)
  return { tensors, metadata: metadata as Record<string, string> }
}

/** The error for a file that is not what its name says. */
export function fault(path: string, what: string, cause?: unknown): RlvrError {
  return new RlvrError('RLVR_POLICY', `${path} is no safetensors file: ${what}.`, { cause })
}

export function countOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1)
}

function checkedEntry(path: string, name: string, entry: unknown): StoredTensor {
  if (!isEntry(entry)) throw fault(path, `tensor \`${name}\` lacks a type, a shape of whole numbers or two offsets`)
  const { dtype: type, shape, data_offsets: offsets } = entry
  const bits = bitsOf[type]
  if (bits === undefined) throw fault(path, `tensor \`${name}\` has the unknown type ${type}`)
  const [start, end] = offsets as [number, number]
  const bytes = (countOf(shape) * bits) / 8
  if (!Number.isSafeInteger(bytes))
    throw fault(path, `tensor \`${name}\` of shape [${shape.join()}] and type ${type} has no size in whole bytes`)
  if (end - start !== bytes)
    throw fault(
      path,
      `tensor \`${name}\` of shape [${shape.join()}] and type ${type} takes ${bytes} bytes; its offsets ${start} and ${end} leave it ${end - start}`,
    )
  return { type, shape, start, end }
}

/** Every byte behind the header belongs to one tensor. */
function checkRanges(path: string, tensors: ReadonlyMap<string, StoredTensor>, bodyBytes: number): void {
  let covered = 0
  let before = ''
  for (const [name, { start, end, shape }] of [...tensors].toSorted(
    ([, a], [, b]) => a.start - b.start || a.end - b.end,
  )) {
    if (start < covered) throw fault(path, `tensor \`${name}\` overlaps tensor \`${before}\``)
    if (start > covered)
      throw fault(path, `bytes ${covered} to ${start}, before tensor \`${name}\`, belong to no tensor`)
    if (end > bodyBytes)
      throw fault(
        path,
        `tensor \`${name}\` of shape [${shape.join()}] lies outside the file, which is truncated: it ends at byte ${end} of ${bodyBytes}`,
      )
    covered = end
    before = name
  }
  if (covered !== bodyBytes) throw fault(path, `its last ${bodyBytes - covered} bytes belong to no tensor`)
}

interface Entry {
  readonly dtype: string
  readonly shape: readonly number[]
  readonly data_offsets: readonly number[]
}

function isEntry(value: unknown): value is Entry {
  const areCounts = (numbers: unknown): numbers is number[] =>
    Array.isArray(numbers) && numbers.every((each) => Number.isSafeInteger(each) && each >= 0)
  if (!isRecord(value) || typeof value['dtype'] !== 'string') return false
  return areCounts(value['shape']) && areCounts(value['data_offsets']) && value['data_offsets'].length === 2
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
