// What any served app has, whatever its routes: no sandbox and no socket here.
import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { httpApp, type HttpApp, type HttpAppOptions, type Routes } from '../../../src/serve/http/http-app.ts'
import { serveHttp } from '../../../src/serve/http/http-server.ts'
import { RequestFault } from '../../../src/serve/http/request-fault.ts'

/** `POST /wait` is answered when `release` is called, `POST /refuse` is at fault, `POST /break` throws. */
function waiting(options: HttpAppOptions = {}): { app: HttpApp; release: () => void; signals: AbortSignal[] } {
  const gate = Promise.withResolvers<void>()
  const signals: AbortSignal[] = []
  const routes: Routes = {
    paths: ['POST /wait', 'POST /refuse'],
    stats: () => ({ waiting: true }),
    add: (app, asking) => {
      app.post('/wait', async (context) => {
        signals.push(asking(context).signal)
        await gate.promise
        return context.json({ length: (await context.req.text()).length })
      })
      app.post('/refuse', () => {
        throw new RequestFault(400, 'no such thing')
      })
      app.post('/break', () => {
        throw new TypeError('ours')
      })
    },
  }
  return { app: httpApp(routes, options), release: () => gate.resolve(), signals }
}

async function ask(
  app: HttpApp,
  path: string,
  init: RequestInit = { method: 'POST', body: '{}' },
): Promise<{ status: number; headers: Headers; body: unknown }> {
  const response = await app.fetch(new Request(`http://localhost${path}`, init))
  return { status: response.status, headers: response.headers, body: await response.json() }
}

test('a token is asked of every request but /healthz, and no other one passes', async () => {
  const { app, release } = waiting({ token: 'secret-1' })
  release()
  const bearing = (authorization: string): RequestInit => ({ method: 'POST', body: '{}', headers: { authorization } })
  expect((await ask(app, '/healthz', {})).status).toBe(200)
  expect((await ask(app, '/wait', bearing('Bearer secret-1'))).status).toBe(200)
  const message = 'Expected the header `Authorization: Bearer TOKEN` with the token of this server.'
  // A wrong token is 401, credentials that are no bearer token at all 400 (RFC 6750, section 3.1).
  const refused = {
    'Bearer secret-2': 401,
    'Bearer secret-11': 401,
    'Basic secret-1': 400,
    Bearer: 400,
    'secret-1': 400,
    '': 401,
  }
  for (const [given, expected] of Object.entries(refused)) {
    for (const path of ['/wait', '/stats', '/nothing']) {
      const { status, headers, body } = await ask(app, path, bearing(given))
      expect([given, status, body]).toEqual([given, expected, { error: message, message }])
      expect(headers.get('www-authenticate')).toMatch(/^Bearer/)
    }
  }
})

test('without a token the name by which it is called decides', async () => {
  const { app } = waiting({ hosts: ['localhost'] })
  const called = (host: string): RequestInit => ({ headers: { host } })
  expect((await ask(app, '/stats', called('localhost:8080'))).body).toEqual({
    waiting: true,
    inFlight: 0,
    unfinished: 0,
  })
  expect(await ask(app, '/stats', called('evil.example'))).toMatchObject({
    status: 403,
    body: { message: 'Expected to be called as localhost; the host is "evil.example".' },
  })
})

test('a fault of a request is told in its words, another error as ours, an unknown path with what there is', async () => {
  const { app } = waiting()
  expect(await ask(app, '/refuse')).toMatchObject({ status: 400, body: { error: 'no such thing' } })
  expect(await ask(app, '/break')).toMatchObject({ status: 500, body: { error: 'harness_error: ours' } })
  expect(await ask(app, '/nothing')).toMatchObject({
    status: 404,
    body: {
      error:
        'There is no POST /nothing. Expected POST /wait, POST /refuse, GET /stats, GET /metrics, GET /healthz or GET /readyz.',
    },
  })
})

test('a body over the limit is refused', async () => {
  const { app, release } = waiting({ maxBodyBytes: 10 })
  release()
  expect((await ask(app, '/wait', { method: 'POST', body: 'x'.repeat(10) })).body).toEqual({ length: 10 })
  expect(await ask(app, '/wait', { method: 'POST', body: 'x'.repeat(11) })).toMatchObject({
    status: 413,
    body: { message: 'The body may have 10 bytes at most.' },
  })
})

test('one request too many is to come back, and a closing app waits for those under way and takes no more', async () => {
  const { app, release, signals } = waiting({ maxInFlight: 1 })
  const first = ask(app, '/wait')
  await expect.poll(() => signals.length).toBe(1)
  const second = await ask(app, '/wait')
  expect([second.status, second.headers.get('retry-after')]).toEqual([503, '1'])
  let isDrained = false
  const drained = app.drain().then(() => (isDrained = true))
  expect(await ask(app, '/healthz', {})).toMatchObject({ status: 503, body: { status: 'closing' } })
  expect(await ask(app, '/wait')).toMatchObject({ status: 503, body: { error: expect.stringContaining('closing') } })
  app.abort()
  expect(signals[0]?.aborted).toBe(true)
  expect(isDrained).toBe(false)
  release()
  expect((await first).status).toBe(200)
  await drained
})

test('a server on a socket says that it is there, and closes', async () => {
  const routes: Routes = { paths: [], stats: () => ({}), add: () => {} }
  const server = await serveHttp(routes, {})
  expect(await (await fetch(`${server.url}/healthz`)).json()).toEqual({ status: 'ok' })
  await server.close()
  await server.closed
})

test('draining waits for the end of a stream that a route has answered with', async () => {
  const routes: Routes = {
    paths: ['POST /events'],
    stats: () => ({}),
    add: (app) =>
      app.post('/events', (context) => context.body(': ping\n\n', 200, { 'Content-Type': 'text/event-stream' })),
  }
  const app = httpApp(routes, {})
  const outgoing = Object.assign(new EventEmitter(), { closed: false })
  await app.fetch(new Request('http://localhost/events', { method: 'POST', body: '{}' }), { outgoing })
  let isDrained = false
  const drained = app.drain().then(() => (isDrained = true))
  await new Promise((resolve) => setImmediate(resolve))
  expect(isDrained).toBe(false)
  outgoing.emit('close')
  await drained
})
