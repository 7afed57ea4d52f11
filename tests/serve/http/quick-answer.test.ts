import { connect } from 'node:net'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { setCookie } from 'hono/cookie'
import { expect, onTestFinished, test } from 'vitest'
import { JsonText } from '../../../src/serve/http/quick-answer.ts'
import { serveHttp } from '../../../src/serve/http/http-server.ts'

test('what a route answers reaches its client as hono would write it', async () => {
  const server = await serveHttp(
    {
      paths: [],
      stats: () => ({}),
      add: (app) => {
        app.get('/plain', (context) => context.json({ text: 'é' }))
        app.get('/written', (context) => context.json(new JsonText('{"at": 1.0}') as object))
        app.get('/written-plain', (context) =>
          context.json(new JsonText('{"at": 1.0}') as object, 200, { 'X-Given': '1' }),
        )
        app.get('/status', (context) => context.json({}, 418))
        app.get('/header', (context) => {
          context.header('X-One', '1')
          context.header('x-one', '2')
          setCookie(context, 'session', 'a')
          setCookie(context, 'other', 'b')
          return context.json({}, 201)
        })
        app.get('/given', (context) => context.json({}, 200, { 'X-Given': '1' }))
        app.get('/said', (context) => (context.status(202), context.json({})))
        app.get('/text', (context) => context.text('words'))
        app.get('/changed', async (context, next) => {
          await next()
          context.header('X-Late', '1')
        })
        app.get('/changed', (context) => context.json({ late: true }))
      },
    },
    {},
  )
  onTestFinished(async () => await server.close())
  const get = async (path: string): Promise<{ status: number; headers: Headers; text: string }> => {
    const response = await fetch(`${server.url}${path}`)
    return { status: response.status, headers: response.headers, text: await response.text() }
  }
  expect((await get('/written')).text).toBe('{"at": 1.0}')
  expect((await get('/written-plain')).text).toBe('{"at":1}')
  const plain = await get('/plain')
  expect([plain.status, plain.text, plain.headers.get('content-type')]).toEqual([
    200,
    '{"text":"é"}',
    'application/json',
  ])
  expect(plain.headers.get('content-length')).toBe('13')
  expect((await get('/status')).status).toBe(418)
  const header = await get('/header')
  expect([header.status, header.headers.get('x-one')]).toEqual([201, '2'])
  expect(header.headers.getSetCookie()).toEqual(['session=a; Path=/', 'other=b; Path=/'])
  expect((await get('/given')).headers.get('x-given')).toBe('1')
  expect((await get('/said')).status).toBe(202)
  expect((await get('/text')).text).toBe('words')
  const changed = await get('/changed')
  expect([changed.text, changed.headers.get('x-late')]).toEqual(['{"late":true}', '1'])
})

test('requests that come at once on one connection are answered in their order', async () => {
  const server = await serveHttp(
    {
      paths: [],
      stats: () => ({}),
      add: (app) => void app.get('/:number', (context) => context.json(context.req.param('number'))),
    },
    {},
  )
  onTestFinished(async () => await server.close())
  const socket = connect(server.port, '127.0.0.1')
  await once(socket, 'connect')
  const ask = (number: number, rest: string): string => `GET /${number} HTTP/1.1\r\nHost: localhost\r\n${rest}\r\n`
  socket.end([1, 2, 3].map((number) => ask(number, number === 3 ? 'Connection: close\r\n' : '')).join(''))
  expect((await text(socket)).match(/"\d"/g)).toEqual(['"1"', '"2"', '"3"'])
})
