// What a Tinker-compatible service is sent and answers in protocol buffers: `ForwardBackwardRequest`,
// `ForwardBackwardOutput` and `SampleResponse`.
// Source: tinker 0.38 (PyPI), proto/tinker_public_pb2.py, request_conv.py, response_conv.py.
import { RlvrError } from '../../../core/errors.ts'
import { MessageWriter } from '../../../tensor/onnx/protobuf.ts'
import { bytesIn, entriesIn, messagesIn, numberIn, wireFields, type WireField } from './wire-reader.ts'

/** One sequence of T tokens as a service learns it: T - 1 inputs and the T - 1 tokens that come after each. */
export interface Datum {
  readonly inputs: Int32Array
  readonly targets: Int32Array
  /** Named numbers a target: `weights`, or `advantages` and `logprobs`. */
  readonly numbers: { readonly [name: string]: Float32Array }
}

export interface PassRequest {
  readonly modelId: string
  readonly sequenceId: number
  readonly loss: 'cross_entropy' | 'importance_sampling'
  readonly forwardOnly: boolean
  readonly data: readonly Datum[]
}

/** `DType` of the protocol. */
const types = { float32: 1, int64: 2, int32: 3, bfloat16: 4 } as const

export function encodePass({ modelId, sequenceId, loss, forwardOnly, data }: PassRequest): Uint8Array {
  const message = new MessageWriter().text(1, modelId).int(2, sequenceId)
  for (const datum of data) message.message(3, datumMessage(datum))
  message.text(4, loss)
  return (forwardOnly ? message.int(6, 1) : message).finish()
}

/** About how many bytes a datum has on the wire: a request holds a limited number. */
export function bytesOf({ inputs, targets, numbers }: Datum): number {
  return 4 * inputs.length + 8 * targets.length + Object.values(numbers).reduce((sum, each) => sum + each.byteLength, 0)
}

function datumMessage({ inputs, targets, numbers }: Datum): MessageWriter {
  const text = new MessageWriter().bytes(1, bytesOfArray(inputs))
  const message = new MessageWriter().message(1, new MessageWriter().message(1, text))
  message.message(2, entry('target_tokens', types.int64, BigInt64Array.from(targets, BigInt)))
  for (const [name, values] of Object.entries(numbers)) message.message(2, entry(name, types.float32, values))
  return message
}

function entry(name: string, type: number, values: BigInt64Array | Float32Array): MessageWriter {
  const tensor = new MessageWriter().bytes(1, bytesOfArray(values)).int(3, type).int(4, values.length)
  return new MessageWriter().text(1, name).message(2, tensor)
}

function bytesOfArray({ buffer, byteOffset, byteLength }: Int32Array | Float32Array | BigInt64Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}

export interface PassOutput {
  /** Of each datum, of each of its targets; undefined where the service gave none. */
  readonly logProbs: readonly (Float32Array | undefined)[]
}

export function decodePass(bytes: Uint8Array): PassOutput {
  const logProbs: (Float32Array | undefined)[] = []
  for (const record of messagesIn(wireFields(bytes), 2)) {
    const field = entriesIn(record, 2).find(([name]) => name === 'logprobs')?.[1]
    const count = numberIn(record, 3)
    if (field === undefined) logProbs.push(...Array.from({ length: count }, () => undefined))
    else logProbs.push(...perDatum(wireFields(bytesIn(field, 2))))
  }
  return { logProbs }
}

/** `BatchedTensor`: numbers end to end, with the byte at which each datum begins. */
function perDatum(tensor: readonly WireField[]): Float32Array[] {
  const data = bytesIn(tensor, 1)
  const offsets = Array.from(new BigInt64Array(aligned(bytesIn(tensor, 2), 8)), Number)
  const type = numberIn(tensor, 3)
  const width = type === types.float32 ? 4 : type === types.bfloat16 ? 2 : null
  const isOrdered = offsets.every((offset, at) => offset >= (offsets[at - 1] ?? 0) && offset <= data.length)
  if (width === null || !isOrdered || offsets.some((offset) => offset % width !== 0))
    throw new RlvrError(
      'RLVR_POLICY',
      `The service gave log-probabilities in a form that is not read: type ${type}, offsets ${offsets.slice(0, 5).join(', ')} in ${data.length} bytes.`,
    )
  return offsets.slice(1).map((end, at) => {
    const own = aligned(data.subarray(offsets[at], end), width)
    return width === 4 ? new Float32Array(own) : widened(new Uint16Array(own))
  })
}

/** bfloat16 is the upper half of a float32. */
function widened(halves: Uint16Array): Float32Array {
  return new Float32Array(Uint32Array.from(halves, (half) => half << 16).buffer)
}

export interface SampledTokens {
  readonly finish: 'stop' | 'length'
  readonly tokens: Int32Array
  readonly logProbs: Float32Array
}

export function decodeSamples(bytes: Uint8Array): SampledTokens[] {
  return messagesIn(wireFields(bytes), 1).map((sequence) => ({
    finish: numberIn(sequence, 1) === 1 ? 'length' : 'stop',
    tokens: new Int32Array(aligned(bytesIn(sequence, 2), 4)),
    logProbs: new Float32Array(aligned(bytesIn(sequence, 3), 4)),
  }))
}

/** The bytes by themselves, so that an array of wider numbers may stand on them. */
function aligned(bytes: Uint8Array, width: number): ArrayBuffer {
  if (bytes.length % width !== 0)
    throw new RlvrError(
      'RLVR_POLICY',
      `The service gave ${bytes.length} bytes where numbers of ${width} bytes were due.`,
    )
  return Uint8Array.from(bytes).buffer
}
