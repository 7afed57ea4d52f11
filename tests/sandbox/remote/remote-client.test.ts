import { createServer, type RequestListener, type Server } from 'node:http'
import {
  createServer as createSocketServer,
  type AddressInfo,
  type Server as SocketServer,
  type Socket,
} from 'node:net'
import { afterEach, expect, test } from 'vitest'
import type { JsonObject } from '../../../src/core/json.ts'
import {
  RemoteClient,
  type RemoteClientOptions,
  type RemoteRequest,
} from '../../../src/sandbox/remote/remote-client.ts'

const servers: (Server | SocketServer)[] = []
const sockets = new Set<Socket>()
afterEach(async () => {
  for (const socket of sockets) socket.destroy()
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))))
})

async function listen(server: Server | SocketServer): Promise<string> {
  servers.push(server)
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Answers each request by the next of these, and everything after them by the last. */
async function serveInTurn(...turns: RequestListener[]): Promise<{ url: string; asked: () => number }> {
  let asked = 0
  const url = await listen(
    createServer((request, response) => {
      const turn = turns[Math.min(asked++, turns.length - 1)] as RequestListener
      request.resume().on('end', () => turn(request, response))
    }),
  )
  return { url, asked: () => asked }
}

const fine: RequestListener = (_, response) => void response.end('{"fine":true}')
const status =
  (code: number, headers: Record<string, string> = {}): RequestListener =>
  (_, response) =>
    void response.writeHead(code, headers).end('some words')
const reset: RequestListener = ({ socket }) => void socket.resetAndDestroy()

function post(
  url: string,
  options: Partial<RemoteClientOptions> = {},
  more: Partial<RemoteRequest> = {},
): Promise<JsonObject> {
  return new RemoteClient({ url, ...options }).post({ ...request, ...more })
}

const request: RemoteRequest = { path: '/run', body: { a: 1 }, requestMs: 5000, maxBytes: 10_000 }

test('a request is sent once; what passes by itself is worth another try', async () => {
  for (const passing of [reset, status(408), status(429), status(502), status(503), status(504)]) {
    const { url, asked } = await serveInTurn(passing, fine)
    await expect(post(url)).rejects.toMatchObject({ name: 'SandboxFault', isFinal: false, pauseMs: 0 })
    expect(asked()).toBe(1)
    expect(await post(url)).toEqual({ fine: true })
  }
})

test('what another try cannot mend says so, and what came', async () => {
  for (const code of [400, 401, 404, 413, 500, 302, 204]) {
    const { url, asked } = await serveInTurn(status(code, { location: '/elsewhere' }))
    await expect(post(url), String(code)).rejects.toMatchObject({
      name: 'SandboxFault',
      reason: 'unavailable',
      isFinal: true,
      message: expect.stringContaining(`${url}/run answered with status ${code}: `),
    })
    expect(asked()).toBe(1)
  }
})

test('a server that is full says when to come back', async () => {
  for (const code of [503, 504]) {
    const { url } = await serveInTurn(status(code, { 'retry-after': '2' }))
    await expect(post(url)).rejects.toMatchObject({ reason: 'overloaded', pauseMs: 2000, isFinal: false })
  }
})

test('an answer that is none is a fault of the protocol', async () => {
  const answers: RequestListener[] = [
    (_, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><p>Login</p>'),
    (_, response) => void response.end('{"run": {"stdout": "tr'),
    (_, response) => void response.end('[1, 2]'),
    (_, response) => void response.end('null'),
    (_, response) => void response.end(),
    (_, response) => void response.end(JSON.stringify({ long: 'x'.repeat(20_000) })),
    (_, response) => void response.writeHead(200, { 'x-rlvr-request': 'of another one' }).end('{}'),
  ]
  for (const answer of answers) {
    const { url, asked } = await serveInTurn(answer)
    await expect(post(url)).rejects.toMatchObject({ name: 'SandboxFault', reason: 'protocol' })
    expect(asked()).toBe(1)
  }
})

test('a body that breaks off or trickles is cut off, and worth another try', async () => {
  const breaksOff: RequestListener = ({ socket }, response) => {
    response.writeHead(200, { 'content-length': '1000' }).write('{"a":', () => socket.destroy())
  }
  const trickles: RequestListener = (_, response) => {
    const timer = setInterval(() => response.write(' '), 20)
    response.on('close', () => clearInterval(timer))
  }
  const { url, asked } = await serveInTurn(breaksOff, trickles, fine)
  for (let i = 0; i < 2; i++) {
    await expect(post(url, {}, { requestMs: 300 })).rejects.toMatchObject({ reason: 'unavailable', isFinal: false })
  }
  expect(await post(url)).toEqual({ fine: true })
  expect(asked()).toBe(3)
})

test('a socket that is open and silent is given up at the deadline', async () => {
  const url = await listen(createSocketServer((socket) => void socket.on('error', () => {}).resume()))
  await expect(post(url, {}, { requestMs: 100 })).rejects.toThrow('no whole answer within 100 ms')
})

test('an abort ends a request with its reason', async () => {
  const stop = new AbortController()
  const { url } = await serveInTurn(() => stop.abort(new Error('enough')))
  await expect(post(url, {}, { signal: stop.signal })).rejects.toThrow('enough')
})

test('an endpoint that keeps failing is left alone, then tried by one request', async () => {
  const { url, asked } = await serveInTurn(...Array.from({ length: 6 }, () => reset), fine)
  let time = 0
  const client = new RemoteClient({ url, now: () => time })
  for (let i = 0; i < 5; i++) await expect(client.post(request)).rejects.toThrow('could not be reached')
  await expect(client.post(request)).rejects.toThrow('left alone for a while')
  expect(asked()).toBe(5)
  time = 10_000
  const both = await Promise.allSettled([client.post(request), client.post(request)])
  expect(both.map((each) => String((each as PromiseRejectedResult).reason.message))).toEqual([
    expect.stringContaining('could not be reached'),
    expect.stringContaining('left alone'),
  ])
  time = 20_000
  expect(await client.post(request)).toEqual({ fine: true })
  expect(await client.post(request)).toEqual({ fine: true })
})

test('a server that is full, or that refuses one request, is not left alone', async () => {
  for (const code of [429, 400, 413]) {
    const { url, asked } = await serveInTurn(status(code))
    const client = new RemoteClient({ url })
    for (let i = 0; i < 8; i++) await expect(client.post(request)).rejects.toThrow(`status ${code}`)
    expect(asked()).toBe(8)
  }
})

test('the token is sent, and a URL that is none is named', async () => {
  let sent: unknown
  const { url } = await serveInTurn((asked, response) => {
    sent = asked.headers.authorization
    response.end('{}')
  })
  await post(url, { token: 'secret' })
  expect(sent).toBe('Bearer secret')
  expect(() => new RemoteClient({ url: 'localhost:8080' })).toThrow('looks like http://localhost:8080')
})
