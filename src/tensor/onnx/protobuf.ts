// The part of the protocol buffer wire format that an ONNX file needs: varints, 32-bit floats and
// length-delimited fields. Source: protobuf.dev "Encoding".

/** Collects the fields of one message. */
export class MessageWriter {
  readonly #chunks: Uint8Array[] = []
  #length = 0

  /** A signed 64-bit integer field. */
  int(field: number, value: number | bigint): this {
    return this.#tag(field, 0).#push(varint(BigInt.asUintN(64, BigInt(value))))
  }

  float(field: number, value: number): this {
    return this.#tag(field, 5).#push(new Uint8Array(Float32Array.of(value).buffer))
  }

  bytes(field: number, value: Uint8Array): this {
    return this.#tag(field, 2)
      .#push(varint(BigInt(value.length)))
      .#push(value)
  }

  text(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value))
  }

  message(field: number, value: MessageWriter): this {
    return this.bytes(field, value.finish())
  }

  /** The encoded message. */
  finish(): Uint8Array {
    const whole = new Uint8Array(this.#length)
    let offset = 0
    for (const chunk of this.#chunks) {
      whole.set(chunk, offset)
      offset += chunk.length
    }
    return whole
  }

  #tag(field: number, wireType: number): this {
    return this.#push(varint(BigInt((field << 3) | wireType)))
  }

  #push(chunk: Uint8Array): this {
    this.#chunks.push(chunk)
    this.#length += chunk.length
    return this
  }
}

function varint(value: bigint): Uint8Array {
  const bytes: number[] = []
  let rest = value
  do {
    const low = Number(rest & 0x7fn)
    rest >>= 7n
    bytes.push(rest === 0n ? low : low | 0x80)
  } while (rest !== 0n)
  return Uint8Array.from(bytes)
}
