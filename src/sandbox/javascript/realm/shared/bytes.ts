// Bytes and texts: `TextEncoder`, `TextDecoder` (UTF-8 only), base64 and a `Buffer` with its common methods.

export interface Bytes {
  encode(text: string): Uint8Array
  /** Invalid bytes become U+FFFD. */
  decode(bytes: Uint8Array): string
  fromBase64(text: string): Uint8Array
  readonly Buffer: { from(value: unknown, encoding?: string): Uint8Array }
  readonly globals: Readonly<Record<string, unknown>>
}

export function installBytes(): Bytes {
  const encode = (text: string): Uint8Array => {
    const bytes = new Uint8Array(text.length * 3)
    let size = 0
    for (let at = 0; at < text.length; at++) {
      let code = text.charCodeAt(at)
      if (code >= 0xd800 && code <= 0xdfff) {
        const low = text.charCodeAt(at + 1)
        if (code < 0xdc00 && low >= 0xdc00 && low <= 0xdfff) {
          code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00)
          at++
        } else code = 0xfffd
      }
      if (code < 0x80) bytes[size++] = code
      else if (code < 0x800) {
        bytes[size++] = 0xc0 | (code >> 6)
        bytes[size++] = 0x80 | (code & 63)
      } else if (code < 0x10000) {
        bytes[size++] = 0xe0 | (code >> 12)
        bytes[size++] = 0x80 | ((code >> 6) & 63)
        bytes[size++] = 0x80 | (code & 63)
      } else {
        bytes[size++] = 0xf0 | (code >> 18)
        bytes[size++] = 0x80 | ((code >> 12) & 63)
        bytes[size++] = 0x80 | ((code >> 6) & 63)
        bytes[size++] = 0x80 | (code & 63)
      }
    }
    return bytes.slice(0, size)
  }

  const decode = (bytes: Uint8Array): string => {
    let text = ''
    let units: number[] = []
    for (let at = 0; at < bytes.length;) {
      const lead = bytes[at++] as number
      let code = lead
      if (lead >= 0x80) {
        const size =
          lead >= 0xc2 && lead < 0xe0 ? 1 : lead >= 0xe0 && lead < 0xf0 ? 2 : lead >= 0xf0 && lead < 0xf5 ? 3 : 0
        code = size === 0 ? 0xfffd : lead & (0x3f >> size)
        for (let left = size; left > 0; left--) {
          const next = bytes[at] ?? 0
          // The first byte after the lead has a narrower range: no overlong form, no surrogate, nothing past U+10FFFF.
          const isFirst = left === size
          const low = isFirst && lead === 0xe0 ? 0xa0 : isFirst && lead === 0xf0 ? 0x90 : 0x80
          const high = isFirst && lead === 0xed ? 0x9f : isFirst && lead === 0xf4 ? 0x8f : 0xbf
          if (next < low || next > high) {
            code = 0xfffd
            break
          }
          code = (code << 6) | (next & 63)
          at++
        }
      }
      if (code > 0xffff) units.push(0xd800 + ((code - 0x10000) >> 10), 0xdc00 + ((code - 0x10000) & 0x3ff))
      else units.push(code)
      if (units.length > 8000) {
        text += String.fromCharCode(...units)
        units = []
      }
    }
    return text + String.fromCharCode(...units)
  }

  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

  const toBase64 = (bytes: Uint8Array): string => {
    let text = ''
    for (let at = 0; at < bytes.length; at += 3) {
      const [a = 0, b = 0, c = 0] = [bytes[at], bytes[at + 1], bytes[at + 2]]
      text += alphabet[a >> 2]! + alphabet[((a & 3) << 4) | (b >> 4)]!
      text += at + 1 < bytes.length ? alphabet[((b & 15) << 2) | (c >> 6)]! : '='
      text += at + 2 < bytes.length ? alphabet[c & 63]! : '='
    }
    return text
  }

  const fromBase64 = (text: string): Uint8Array => {
    const bytes: number[] = []
    let held = 0
    let bits = 0
    for (const letter of text.replaceAll('-', '+').replaceAll('_', '/')) {
      const value = alphabet.indexOf(letter)
      if (value < 0) continue
      held = ((held << 6) | value) & 0xffff
      bits += 6
      if (bits >= 8) bytes.push((held >> (bits -= 8)) & 255)
    }
    return Uint8Array.from(bytes)
  }

  const latin1 = (bytes: Uint8Array): string => {
    let text = ''
    for (const byte of bytes) text += String.fromCharCode(byte)
    return text
  }

  const bytesOf = (text: string, encoding: string): Uint8Array => {
    switch (encoding.toLowerCase()) {
      case 'hex':
        return Uint8Array.from(text.match(/[0-9a-f]{2}/gi) ?? [], (pair) => Number.parseInt(pair, 16))
      case 'base64':
      case 'base64url':
        return fromBase64(text)
      case 'latin1':
      case 'binary':
      case 'ascii':
        return Uint8Array.from(text, (unit) => unit.charCodeAt(0) & 255)
      default:
        return encode(text)
    }
  }

  class Buffer extends Uint8Array {
    static override from(value: unknown, encoding?: unknown): Buffer {
      const bytes =
        typeof value === 'string'
          ? bytesOf(value, typeof encoding === 'string' ? encoding : 'utf8')
          : (value as ArrayLike<number>)
      const buffer = new Buffer(value instanceof ArrayBuffer ? value.byteLength : bytes.length)
      buffer.set(value instanceof ArrayBuffer ? new Uint8Array(value) : bytes)
      return buffer
    }
    static alloc(size: number, fill: string | number = 0): Buffer {
      const buffer = new Buffer(size)
      return typeof fill === 'number' ? buffer.fill(fill) : Buffer.from(fill.repeat(size).slice(0, size))
    }
    static allocUnsafe(size: number): Buffer {
      return new Buffer(size)
    }
    static concat(list: readonly Uint8Array[]): Buffer {
      const buffer = new Buffer(list.reduce((sum, each) => sum + each.length, 0))
      let at = 0
      for (const each of list) {
        buffer.set(each, at)
        at += each.length
      }
      return buffer
    }
    static isBuffer(value: unknown): boolean {
      return value instanceof Buffer
    }
    static byteLength(value: string | Uint8Array): number {
      return typeof value === 'string' ? encode(value).length : value.byteLength
    }
    override toString(encoding: string = 'utf8', from?: number, to?: number): string {
      const part = from === undefined && to === undefined ? this : super.subarray(from, to)
      switch (encoding.toLowerCase()) {
        case 'hex':
          return Array.from(part, (byte) => byte.toString(16).padStart(2, '0')).join('')
        case 'base64':
          return toBase64(part)
        case 'base64url':
          return toBase64(part).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
        case 'latin1':
        case 'binary':
        case 'ascii':
          return latin1(part)
        default:
          return decode(part)
      }
    }
    toJSON(): object {
      return { type: 'Buffer', data: Array.from(this) }
    }
    equals(other: Uint8Array): boolean {
      return this.length === other.length && this.every((byte, at) => byte === other[at])
    }
    write(text: string, offset = 0): number {
      const bytes = encode(text).subarray(0, this.length - offset)
      this.set(bytes, offset)
      return bytes.length
    }
    override slice(from?: number, to?: number): Buffer {
      return this.subarray(from, to) as Buffer
    }
    [Symbol.for('nodejs.util.inspect.custom')](): string {
      const shown = Array.from(super.subarray(0, 50), (byte) => byte.toString(16).padStart(2, '0')).join(' ')
      const left = this.length - 50
      return `<Buffer${shown === '' ? '' : ` ${shown}`}${left > 0 ? ` ... ${left} more byte${left > 1 ? 's' : ''}` : ''}>`
    }
  }

  class TextEncoder {
    readonly encoding = 'utf-8'
    encode(text = ''): Uint8Array {
      return encode(text)
    }
  }
  class TextDecoder {
    readonly encoding = 'utf-8'
    decode(bytes: ArrayBuffer | ArrayBufferView = new Uint8Array(0)): string {
      const view = ArrayBuffer.isView(bytes)
        ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
        : new Uint8Array(bytes)
      const text = decode(view)
      return text.startsWith('\uFEFF') ? text.slice(1) : text
    }
  }
  const btoa = (text: unknown): string => toBase64(Uint8Array.from(text as string, (unit) => unit.charCodeAt(0)))
  const atob = (text: unknown): string => latin1(fromBase64(text as string))
  return { encode, decode, fromBase64, Buffer, globals: { Buffer, TextEncoder, TextDecoder, btoa, atob } }
}
