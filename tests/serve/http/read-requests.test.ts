import { PassThrough, type Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { RequestReader } from '../../../src/serve/http/read-requests.ts'

const limits = { maxBodyBytes: 10, mostUnfinished: 2, mostUnfinishedBytes: 12 }

function body(): { stream: Readable; send: (text: string) => void; end: () => void } {
  const stream = new PassThrough()
  return { stream, send: (text) => void stream.write(text), end: () => void stream.end() }
}

test('a body is read to its end, and no request stays behind', async () => {
  const reader = new RequestReader(limits)
  const { stream, send, end } = body()
  const read = reader.read(stream, { peer: 'a' })
  expect(reader.unfinished).toBe(1)
  send('half ')
  send('whole')
  end()
  expect(String(await read)).toBe('half whole')
  expect(reader.unfinished).toBe(0)
  const [empty, gone] = [body(), body()]
  empty.end()
  expect((await reader.read(empty.stream, { peer: 'a' })).length).toBe(0)
  const lost = reader.read(gone.stream, { peer: 'a' })
  gone.stream.destroy()
  await expect(lost).rejects.toMatchObject({ status: 503, message: 'The client hung up.' })
})

test('one that is too long is 413, by what it says of itself or by what comes', async () => {
  const reader = new RequestReader(limits)
  await expect(reader.read(body().stream, { peer: 'a', length: 11 })).rejects.toMatchObject({ status: 413 })
  const { stream, send } = body()
  const read = reader.read(stream, { peer: 'a' })
  send('eleven bytes')
  await expect(read).rejects.toMatchObject({ status: 413, message: 'The body may have 10 bytes at most.' })
  expect(reader.unfinished).toBe(0)
})

test('a peer with too many half-sent requests, or too long ones, keeps nobody else out', async () => {
  const reader = new RequestReader(limits)
  const held = [body(), body()]
  const reads = held.map(({ stream }) => reader.read(stream, { peer: 'a' }))
  await expect(reader.read(body().stream, { peer: 'a' })).rejects.toMatchObject({ status: 503 })
  const other = body()
  const read = reader.read(other.stream, { peer: 'b' })
  other.send('in')
  other.end()
  expect(String(await read)).toBe('in')
  held[0]?.send('seven !')
  held[1]?.send('seven !')
  const [first, second] = await Promise.allSettled([(held[0]?.end(), reads[0]), reads[1]])
  expect(String((first as PromiseFulfilledResult<Buffer>).value)).toBe('seven !')
  expect(second).toMatchObject({ reason: { status: 503 } })
})
