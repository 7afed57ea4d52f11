// One member of a gzip file (RFC 1952). Members stand one after another, and `zcat` reads them as one text. Ours say
// in an extra field of their header how long they are, so that a file can be walked without being unpacked, and a
// member that a stopped writer left unfinished is told from a whole one. Header, little-endian:
//   1f 8b 08 04 | time 0 (4) | 0 ff | length of the extra field: 8 (2) | 'R' 'L' 4 0 | bytes of the member (4)
import { readSync } from 'node:fs'
import { crc32, deflateRawSync, gunzipSync } from 'node:zlib'
import { RlvrError, describeError } from '../core/errors.ts'

const headerBytes = 20
const trailerBytes = 8
const lengthAt = 16
const fixedHeader = Buffer.from([0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 0xff, 8, 0, 0x52, 0x4c, 4, 0])

/** Of 1 to 9: 3 takes a third of the time and a quarter more bytes, 9 twice the time (`npm run -s bench -- records`). */
export const compressionLevel = 6

/** `text` as a member. */
export function gzipMember(text: Buffer, level: number = compressionLevel): Buffer {
  const body = deflateRawSync(text, { level })
  const header = Buffer.alloc(headerBytes)
  fixedHeader.copy(header)
  header.writeUInt32LE(headerBytes + body.length + trailerBytes, lengthAt)
  const trailer = Buffer.alloc(trailerBytes)
  trailer.writeUInt32LE(crc32(text), 0)
  trailer.writeUInt32LE(text.length >>> 0, 4)
  return Buffer.concat([header, body, trailer])
}

/** Where a member stands in its file. */
export interface MemberPlace {
  readonly offsetBytes: number
  readonly lengthBytes: number
}

/** The members of an open file from an offset on, by their headers alone; ends where no whole member follows. */
export function* memberPlaces(file: number, fromBytes: number, fileBytes: number): Generator<MemberPlace> {
  const header = Buffer.alloc(headerBytes)
  for (let offsetBytes = fromBytes; offsetBytes + headerBytes <= fileBytes;) {
    readSync(file, header, 0, headerBytes, offsetBytes)
    const lengthBytes = header.readUInt32LE(lengthAt)
    const isOurs = header.subarray(0, fixedHeader.length).equals(fixedHeader)
    if (!isOurs || lengthBytes < headerBytes + trailerBytes || offsetBytes + lengthBytes > fileBytes) return
    yield { offsetBytes, lengthBytes }
    offsetBytes += lengthBytes
  }
}

/**
 * As `memberPlaces`, for a file whose end alone may be unfinished.
 * @throws RlvrError `RLVR_RECORD` where a member stands after what is none: nothing may be cut off there
 */
export function* soundPlaces(path: string, file: number, fromBytes: number, fileBytes: number): Generator<MemberPlace> {
  let end = fromBytes
  for (const place of memberPlaces(file, fromBytes, fileBytes)) {
    yield place
    end = place.offsetBytes + place.lengthBytes
  }
  const next = nextHeader(file, end + 1, fileBytes)
  if (next === null) return
  throw new RlvrError(
    'RLVR_RECORD',
    `${path} is damaged at byte ${end}: no member begins there, and the next one begins at byte ${next}. Nothing was changed. What stands before and after is intact: put the file back from a copy, or cut these ${next - end} bytes out and remove the index beside it.`,
  )
}

/** Where a header stands from an offset on, or null. */
function nextHeader(file: number, fromBytes: number, fileBytes: number): number | null {
  const block = Buffer.alloc(1024 * 1024)
  for (let at = fromBytes; at < fileBytes; at += block.length - fixedHeader.length) {
    const bytesRead = readSync(file, block, 0, Math.min(block.length, fileBytes - at), at)
    const found = block.subarray(0, bytesRead).indexOf(fixedHeader)
    if (found >= 0) return at + found
  }
  return null
}

/**
 * The text of the member at a place, checked by its CRC.
 * @throws RlvrError `RLVR_RECORD` for one that has been changed
 */
export function memberText(path: string, file: number, { offsetBytes, lengthBytes }: MemberPlace): string {
  const bytes = Buffer.alloc(lengthBytes)
  readSync(file, bytes, 0, lengthBytes, offsetBytes)
  try {
    return gunzipSync(bytes).toString('utf8')
  } catch (thrown) {
    throw new RlvrError(
      'RLVR_RECORD',
      `${path} is damaged from byte ${offsetBytes} on (${lengthBytes} bytes): ${describeError(thrown, 80)}. What stands before and after is intact.`,
    )
  }
}
