// The plain files of a tar archive, read here and not by a program that an agent could have changed. Format: POSIX ustar
// (512 bytes of header: name at 0, size in octal at 124, checksum at 148, type at 156, prefix at 345), with GNU's long
// names (type L); of pax headers (type x, lines `LENGTH KEY=VALUE`) the path counts.

const block = 512

/** Path to text, `./` in front of it dropped; null for what is no archive, or holds links, devices or one path twice. */
export function readTar(bytes: Uint8Array): ReadonlyMap<string, string> | null {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const files = new Map<string, string>()
  let longName: string | null = null
  if (data.length < 2 * block || data.length % block !== 0) return null
  for (let at = 0; at + block <= data.length;) {
    const header = data.subarray(at, at + block)
    if (header.every((byte) => byte === 0)) return files
    if (!isSummed(header)) return null
    const size = octal(header.subarray(124, 136))
    const content = data.subarray(at + block, at + block + (size ?? 0))
    if (size === null || content.length < size) return null
    at += block + Math.ceil(size / block) * block
    const type = String.fromCharCode(header[156] ?? 0)
    if (type === 'L') {
      longName = textOf(content)
      continue
    }
    if (type === 'x') longName = paxPath(content) ?? longName
    if (type === 'x' || type === 'g') continue
    const prefix = header.toString('latin1', 257, 262) === 'ustar' ? textOf(header.subarray(345, 500)) : ''
    const own = textOf(header.subarray(0, 100))
    const path = (longName ?? (prefix === '' ? own : `${prefix}/${own}`)).replace(/^(?:\.\/)+/, '')
    longName = null
    if (type === '5') continue
    if ((type !== '0' && type !== '\0') || files.has(path)) return null
    files.set(path, content.toString('utf8'))
  }
  return files
}

function paxPath(content: Buffer): string | null {
  for (let at = 0; at < content.length;) {
    const length = Number.parseInt(content.toString('latin1', at, at + 20), 10)
    if (!(length > 0)) return null
    const record = content.toString('utf8', at, at + length - 1)
    const key = ' path='
    const start = record.indexOf(key)
    if (start > 0 && start < 10) return record.slice(start + key.length)
    at += length
  }
  return null
}

function isSummed(header: Buffer): boolean {
  const sum = header.reduce((total, byte, place) => total + (place >= 148 && place < 156 ? 32 : byte), 0)
  return sum === octal(header.subarray(148, 156))
}

function octal(field: Buffer): number | null {
  const digits = /^ *([0-7]{1,11})[ \0]*$/.exec(field.toString('latin1'))?.[1]
  return digits === undefined ? null : Number.parseInt(digits, 8)
}

function textOf(field: Buffer): string {
  const end = field.indexOf(0)
  return field.toString('utf8', 0, end < 0 ? field.length : end)
}
