// What strangers and broken clients send, on real sockets: each gets an answer or is cut off, and whoever else asks is
// served meanwhile.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { beforeAll, afterAll, expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { serveHttp, type HttpServer } from '../../../src/serve/http/http-server.ts'
import type { Routes } from '../../../src/serve/http/http-app.ts'
import { readBody } from '../../../src/serve/http/request-fault.ts'

const large = 'x'.repeat(1 << 20)
let server: HttpServer
let ended = 0

const routes: Routes = {
  paths: ['POST /length'],
  stats: () => ({}),
  add: (app) => {
    app.post('/length', async (context) => {
      const list = await readBody<unknown[]>(context, { type: 'array' }, '[1, 2]')
      return context.json({ length: list.length })
    })
    app.get('/large', (context) => context.json(large))
  },
  socket: () => ({
    answer: async (frame) => (frame === 'large' ? large : `got ${frame.length}`),
    end: async () => void ended++,
  }),
}

beforeAll(async () => {
  server = await serveHttp(routes, {
    requestTimeoutMs: 1000,
    takeTimeoutMs: 1000,
    maxUnfinishedOfPeer: 4096,
    drainMs: 1000,
  })
})
afterAll(async () => await server.close())

async function raw(port = server.port): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  onTestFinished(() => void socket.destroy())
  await once(socket, 'connect')
  return socket
}

/** However it comes about. */
const closing = (socket: Socket): Promise<void> => new Promise((resolve) => socket.once('close', () => resolve()))

const post = (length: number, rest = ''): string =>
  `POST /length HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n${rest}\r\n`

/** The status of what is answered to these bytes; the connection ends then. */
async function statusOf(bytes: string | Buffer): Promise<number> {
  const socket = await raw()
  const answered = text(socket).catch(() => '')
  socket.write(bytes)
  return Number(/^HTTP\/1\.1 (\d+)/.exec(await answered)?.[1] ?? 0)
}

async function isServed(): Promise<boolean> {
  const body = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '[1]' }
  const response = await fetch(`${server.url}/length`, body)
  return ((await response.json()) as { length: number }).length === 1
}

async function open(): Promise<WebSocket> {
  const ws = new WebSocket(`${server.url.replace('http', 'ws')}/any`)
  ws.on('error', () => undefined)
  onTestFinished(() => ws.terminate())
  await once(ws, 'open')
  return ws
}

test('what is no HTTP is 400, and a request that names its length twice or not at all', async () => {
  const close = 'Connection: close\r\n'
  const odd: [string | Buffer, number][] = [
    ['rubbish\r\n\r\n', 400],
    [Buffer.from('160301020001', 'hex'), 400],
    ['POST /length HTTP/1.1\r\n\r\n', 400],
    [`${post(3, 'Transfer-Encoding: chunked\r\n')}0\r\n\r\n`, 400],
    [`POST /length HTTP/1.1\r\nHost: localhost\r\n${close}Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd`, 400],
    [post(-1), 400],
    [`GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    [`GET /../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n${close}\r\n`, 404],
    [`GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n${close}\r\n`, 403],
    [`${post(2, close)}[}`, 400],
    [post(0, close), 400],
    [`${post(4, close)}null`, 400],
    [`${post(3, close)}\u0000\u0001\u0002`, 400],
  ]
  for (const [bytes, status] of odd)
    expect([String(bytes).slice(0, 60), await statusOf(bytes)]).toEqual([String(bytes).slice(0, 60), status])
  expect(await isServed()).toBe(true)
})

test('100 MB are refused before they are sent, and cut off where they are sent all the same', async () => {
  // However long a busy machine takes to send so much.
  const patient = await serveHttp(routes, { drainMs: 1000 })
  onTestFinished(async () => await patient.close())
  const socket = await raw(patient.port)
  const answered = once(socket, 'data') as Promise<[Buffer]>
  socket.write(post(100 << 20))
  expect(String((await answered)[0])).toContain('413 Payload Too Large')
  const closed = closing(socket)
  const piece = Buffer.alloc(1 << 20)
  let sent = 0
  const pour = (): void => {
    while (!socket.destroyed && sent < 100 && socket.write(piece)) sent++
  }
  socket.on('drain', pour)
  pour()
  // It is taken and thrown away, or the connection is gone: either way an end comes.
  await Promise.race([closed, expect.poll(() => sent, { timeout: 20_000 }).toBe(100)])
  expect(await isServed()).toBe(true)
  const chunked = await raw(patient.port)
  const refused = once(chunked, 'data') as Promise<[Buffer]>
  chunked.write(post(0).replace('Content-Length: 0', 'Transfer-Encoding: chunked'))
  for (let count = 0; count < 33; count++) chunked.write(`100000\r\n${large}\r\n`)
  expect(String((await refused)[0])).toContain('413 Payload Too Large')
})

test('a request that is never wholly sent ends, whatever part of it came', async () => {
  const parts = ['POST /len', post(100), `${post(100)}[1, 2`, 'GET /any HTTP/1.1\r\nUpgrade: websocket\r\nConn']
  const ends = parts.map(async (part) => {
    const socket = await raw()
    const closed = closing(socket)
    socket.resume()
    socket.write(part)
    await closed
  })
  expect(await isServed()).toBe(true)
  await Promise.all(ends)
})

test('clients that take no answers keep nobody waiting, and hold no more than one answer each', async () => {
  const slow = await Promise.all(Array.from({ length: 20 }, async () => await raw()))
  for (const socket of slow) {
    socket.pause()
    socket.write('GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(20))
  }
  const before = process.memoryUsage().external
  const sockets = await Promise.all(Array.from({ length: 20 }, open))
  const endedBefore = ended
  for (const ws of sockets) {
    ws.pause()
    for (let count = 0; count < 100; count++) ws.send('large')
  }
  for (let count = 0; count < 20; count++) expect(await isServed()).toBe(true)
  // 20 clients asked for 2,000 answers of 1 MiB.
  expect(process.memoryUsage().external - before).toBeLessThan(400 << 20)
  const other = await open()
  other.send('abc')
  expect(String((await once(other, 'message'))[0])).toBe('got 3')
  // Who takes nothing for `takeTimeoutMs` is cut off.
  await expect.poll(() => ended - endedBefore, { timeout: 20_000 }).toBe(20)
})

test('frames of every broken kind end their own connection with what RFC 6455 says', async () => {
  const key = Buffer.alloc(16).toString('base64')
  const upgrade = `GET /any HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n\r\n`
  const masked = (first: number, payload: Buffer): Buffer =>
    Buffer.concat([Buffer.from([first, 0x80 | payload.length, 0, 0, 0, 0]), payload])
  const odd: [string, Buffer, number][] = [
    ['reserved bits', masked(0xf1, Buffer.from('a')), 1002],
    ['a reserved kind', masked(0x83, Buffer.from('a')), 1002],
    ['a continuation of nothing', masked(0x80, Buffer.from('a')), 1002],
    ['a long ping', Buffer.concat([Buffer.from([0x89, 0xfe, 1, 0, 0, 0, 0, 0]), Buffer.alloc(256)]), 1002],
    ['no UTF-8', masked(0x81, Buffer.from([0xff, 0xfe])), 1007],
    ['2 GB announced', Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0]), 1009],
    ['not masked', Buffer.from([0x81, 0x01, 0x61]), 1002],
    ['a wrong close', masked(0x88, Buffer.from([0x03])), 1002],
  ]
  const other = await open()
  for (const [name, bytes, code] of odd) {
    const socket = await raw()
    const got: Buffer[] = []
    socket.on('data', (chunk: Buffer) => got.push(chunk))
    const closed = closing(socket)
    socket.write(upgrade)
    await expect.poll(() => String(Buffer.concat(got))).toContain('\r\n\r\n')
    got.length = 0
    socket.write(bytes)
    await closed
    const frame = Buffer.concat(got)
    expect([name, frame[0], frame.readUInt16BE(2)]).toEqual([name, 0x88, code])
  }
  other.send('still')
  expect(String((await once(other, 'message'))[0])).toBe('got 5')
  expect(await statusOf(upgrade.replace('Version: 13', 'Version: 1'))).toBe(400)
  expect(await statusOf(upgrade.replace(`Sec-WebSocket-Key: ${key}\r\n`, ''))).toBe(400)
})

test('thousands of connections that say nothing leave room for who asks', { timeout: 60_000 }, async () => {
  const sockets: Socket[] = []
  onTestFinished(() => sockets.forEach((socket) => socket.destroy()))
  for (let count = 0; count < 2000; count += 100) {
    const opened = Array.from({ length: 100 }, () => connect(server.port, '127.0.0.1'))
    for (const socket of opened) socket.on('error', () => undefined)
    await Promise.all(opened.map((socket) => once(socket, 'connect')))
    sockets.push(...opened)
  }
  expect(await isServed()).toBe(true)
  const half = sockets.slice(0, 1000)
  for (const socket of half) socket.write(post(10))
  expect(await isServed()).toBe(true)
  // A request that began is waited for no longer than any.
  await Promise.all(half.map(async (socket) => (socket.resume(), socket.closed || (await closing(socket)))))
  expect(await isServed()).toBe(true)
})
