// Frames over a stream that a test fills: in any pieces, with attachments, too long, and with what nobody reads.
import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { frameOf, readFrames, type FrameFault, type FrameReading } from '../../../src/sandbox/worker/frames.ts'

interface Seen {
  readonly told: [message: unknown, text: string | null, bytes: number][]
  readonly faults: FrameFault['kind'][]
}

/** Feeds the bytes in pieces of `size` and gives what was read. */
function read(bytes: Buffer, size: number, more: Partial<FrameReading> = {}): Seen {
  const seen: Seen = { told: [], faults: [] }
  const stream = new PassThrough()
  readFrames(stream, {
    onMessage: (message, attachment) =>
      seen.told.push([message, attachment?.kept.toString('utf8') ?? null, attachment?.bytes ?? 0]),
    onFault: ({ kind }) => seen.faults.push(kind),
    ...more,
  })
  for (let at = 0; at < bytes.length; at += size) stream.emit('data', bytes.subarray(at, at + size))
  return seen
}

const long = 'é'.repeat(20_000)
const frames = Buffer.concat([frameOf('{"a":1}'), frameOf('{"b":2}', long), frameOf('{"c":3}', ''), frameOf('{"d":4}')])

test.each([1, 3, 7, 1000, 1024, 4096, 1 << 20])('frames come whole in pieces of %i bytes', (size) => {
  expect(read(frames, size)).toEqual({
    told: [
      [{ a: 1 }, null, 0],
      [{ b: 2 }, long, 40_000],
      [{ c: 3 }, '', 0],
      [{ d: 4 }, null, 0],
    ],
    faults: [],
  })
})

test.each([1, 1000, 1024, 4096, 1 << 20])('what nobody reads is passed over, in pieces of %i bytes', (size) => {
  const asked: unknown[] = []
  const { told, faults } = read(frames, size, { keeps: (message, bytes) => (asked.push([message, bytes]), 0) })
  // Only a long one is asked about, once.
  expect(asked).toEqual([[{ b: 2 }, 40_000]])
  expect(told.map(([message, , bytes]) => [message, bytes])).toEqual([
    [{ a: 1 }, 0],
    [{ b: 2 }, 40_000],
    [{ c: 3 }, 0],
    [{ d: 4 }, 0],
  ])
  expect(told[1]?.[1]?.length).toBeLessThan(1024)
  expect(long.startsWith(told[1]?.[1]?.slice(0, 100) ?? '-')).toBe(true)
  expect(faults).toEqual([])
})

test('a frame longer than may come is refused by its length, before any of it is there', () => {
  expect(read(Buffer.from([1, 1, 0, 0]), 1, { mostBytes: () => 256 })).toEqual({ told: [], faults: ['too-long'] })
  expect(read(Buffer.from([255, 255, 255, 255]), 4).faults).toEqual(['too-long'])
  expect(read(frameOf('1'.repeat(256)), 64, { mostBytes: () => 256 }).faults).toEqual([])
})

test('nothing is read behind bytes that are no frame', () => {
  const seen = read(Buffer.concat([frameOf('{"a":1}'), frameOf('nonsense'), frameOf('{"b":2}')]), 5)
  expect(seen).toEqual({ told: [[{ a: 1 }, null, 0]], faults: ['no-frame'] })
})
