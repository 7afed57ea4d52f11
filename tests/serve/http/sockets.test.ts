// WebSockets as a client meets them: real sockets, `ws` on the other side.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket, type ClientOptions } from 'ws'
import { serveHttp, type HttpServer, type ServeOptions } from '../../../src/serve/http/http-server.ts'
import type { SocketEntry } from '../../../src/serve/http/request-log.ts'
import type { SocketTalk } from '../../../src/serve/http/socket-talk.ts'

/** Answers `/echo` with what it got; `hold` waits for `release`, `over` is the last, `break` throws. */
async function echo(options: ServeOptions = {}): Promise<{
  server: HttpServer
  ended: string[][]
  release: () => void
}> {
  const gate = Promise.withResolvers<void>()
  const ended: string[][] = []
  const talk = (): SocketTalk => {
    const frames: string[] = []
    let isOver = false
    return {
      answer: async (frame) => {
        frames.push(frame)
        if (frame === 'hold') await gate.promise
        if (frame === 'break') throw new TypeError('ours, with a secret')
        isOver = frame === 'over'
        return frame === 'quiet' ? null : `got ${frame}`
      },
      get isOver() {
        return isOver
      },
      end: async () => void ended.push(frames),
    }
  }
  const routes = {
    paths: ['GET /echo'],
    stats: () => ({}),
    add: () => undefined,
    socket: ({ path }: { path: string }) => (path === '/echo' ? talk() : null),
  }
  const server = await serveHttp(routes, options)
  onTestFinished(async () => (gate.resolve(), await server.close()))
  return { server, ended, release: () => gate.resolve() }
}

async function open(server: HttpServer, options: ClientOptions & { path?: string } = {}): Promise<WebSocket> {
  const { path = '/echo', ...rest } = options
  const ws = new WebSocket(server.url.replace('http', 'ws') + path, rest)
  onTestFinished(() => ws.terminate())
  await once(ws, 'open')
  return ws
}

async function ask(ws: WebSocket, frame: string | Buffer): Promise<string> {
  const answered = once(ws, 'message')
  ws.send(frame)
  return String((await answered)[0])
}

/** The status with which an upgrade is refused. */
async function refused(server: HttpServer, options: ClientOptions & { path?: string } = {}): Promise<number> {
  const { path = '/echo', ...rest } = options
  const ws = new WebSocket(server.url.replace('http', 'ws') + path, rest)
  ws.on('error', () => undefined)
  const [, response] = (await once(ws, 'unexpected-response')) as [unknown, { statusCode: number; resume(): void }]
  response.resume()
  ws.terminate()
  return response.statusCode
}

test('frames are answered in their order, one at a time, some not at all', async () => {
  const { server, release } = await echo()
  const ws = await open(server)
  const answers: string[] = []
  ws.on('message', (data: Buffer) => answers.push(String(data)))
  for (const frame of ['1', 'hold', 'quiet', '2', '3']) ws.send(frame)
  await expect.poll(() => answers).toEqual(['got 1'])
  release()
  await expect.poll(() => answers).toEqual(['got 1', 'got hold', 'got 2', 'got 3'])
  expect(await ask(ws, Buffer.from('bytes'))).toBe('got bytes')
})

test('a talk that is over, and one that failed, close their connection and no other', async () => {
  const entries: SocketEntry[] = []
  const { server, ended } = await echo({ requestLog: { request: () => undefined, socket: (one) => entries.push(one) } })
  const [over, broken, other] = [await open(server), await open(server), await open(server)]
  const [closedOver, closedBroken] = [once(over, 'close'), once(broken, 'close')]
  expect(await ask(over, 'over')).toBe('got over')
  broken.send('break')
  expect((await closedOver)[0]).toBe(1000)
  const [code, reason] = (await closedBroken) as [number, Buffer]
  expect([code, String(reason)]).toEqual([1011, 'The server failed.'])
  expect(await ask(other, 'still there')).toBe('got still there')
  expect(ended).toEqual(expect.arrayContaining([['over'], ['break']]))
  expect(entries).toEqual(
    expect.arrayContaining([expect.objectContaining({ path: '/echo', frames: 1, closeCode: 1000 })]),
  )
})

test('who may not ask is refused before there is a connection', async () => {
  const { server } = await echo({ token: 'secret' })
  expect(await refused(server)).toBe(401)
  expect(await refused(server, { headers: { authorization: 'Bearer other' } })).toBe(401)
  expect(await refused(server, { headers: { authorization: 'Bearer secret' }, path: '/other' })).toBe(404)
  expect(await ask(await open(server, { headers: { authorization: 'Bearer secret' } }), 'a')).toBe('got a')
  // The user information of a URL.
  const authority = server.url.replace('http://', 'http://anybody:secret@')
  expect(await ask(await open({ ...server, url: authority }), 'b')).toBe('got b')
  const { server: open1 } = await echo()
  expect(await refused(open1, { headers: { host: 'evil.example' } })).toBe(403)
})

test('a page of another place opens no connection where no token is asked for', async () => {
  const { server } = await echo()
  for (const origin of ['https://evil.example', 'http://localhost.evil.example:3000', 'null', 'file://'])
    expect(await refused(server, { origin })).toBe(403)
  for (const origin of ['http://localhost:3000', 'http://127.0.0.1', 'https://[::1]:8443'])
    expect(await ask(await open(server, { origin }), 'a')).toBe('got a')
  const { server: guarded } = await echo({ token: 'secret' })
  const headers = { authorization: 'Bearer secret' }
  expect(await ask(await open(guarded, { origin: 'https://trainer.example', headers }), 'a')).toBe('got a')
})

test('one connection too many is to come back', async () => {
  const { server } = await echo({ maxSockets: 1 })
  const first = await open(server)
  expect(await refused(server)).toBe(503)
  first.terminate()
  await expect.poll(() => refused(server, { path: '/other' })).toBe(404)
})

test('a frame that is too long, or no frame at all, ends its connection and no other', async () => {
  const { server } = await echo({ maxBodyBytes: 100 })
  const other = await open(server)
  const long = await open(server)
  const closed = once(long, 'close')
  long.send('x'.repeat(101))
  expect((await closed)[0]).toBe(1009)
  const raw = await rawUpgrade(server)
  const ended = once(raw, 'close')
  // Not masked, as a client must (RFC 6455, section 5.1).
  raw.write(Buffer.from([0x81, 0x02, 0x68, 0x69]))
  await ended
  expect(await ask(other, 'still there')).toBe('got still there')
})

async function rawUpgrade(server: HttpServer): Promise<Socket> {
  const socket = connect(server.port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  const key = Buffer.alloc(16).toString('base64')
  socket.write(
    `GET /echo HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
  )
  const [head] = (await once(socket, 'data')) as [Buffer]
  expect(String(head)).toContain('101 Switching Protocols')
  return socket
}

test('a closing server answers what is under way, and closes', async () => {
  const { server, ended, release } = await echo()
  const [busy, idle] = [await open(server), await open(server)]
  const answered = once(busy, 'message')
  busy.send('hold')
  const [idleClosed, busyClosed] = [once(idle, 'close'), once(busy, 'close')]
  await expect.poll(async () => await ask(idle, 'a')).toBe('got a')
  const closing = server.close()
  expect((await idleClosed)[0]).toBe(1001)
  release()
  expect(String((await answered)[0])).toBe('got hold')
  expect((await busyClosed)[0]).toBe(1000)
  await closing
  expect(ended.length).toBe(2)
})
