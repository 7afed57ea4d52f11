import { afterAll, expect, it } from 'vitest'
import { doors, unjudged } from '../sample-environments.ts'
import { openEnvServer, type Wire } from './openenv-server.ts'

const server = await openEnvServer([doors(), unjudged()])
afterAll(async () => await server[Symbol.asyncDispose]())

async function created(): Promise<string> {
  return (await server.rpc('/doors', 'openenv/session/create')).result.session_id as string
}

it('tools called over /mcp and steps over /ws are of one session', async () => {
  const session_id = await created()
  const client = await server.connect(`/doors/ws?session_id=${session_id}`)
  const early = await server.rpc('/doors', 'tools/call', { name: 'open', arguments: { door: 1 }, session_id })
  expect(early.error.code).toBe(-32_603)
  await client.reset({ index: 1 })
  const { result } = await server.rpc('/doors', 'tools/list', { session_id })
  expect(result.tools).toMatchObject([{ name: 'open', inputSchema: { required: ['door'] } }])
  const called = await server.rpc('/doors', 'tools/call', { name: 'open', arguments: { door: 1 }, session_id })
  const answer = /\d+/.exec(called.result.data as string)?.[0]
  expect((await client.step({ message: answer })).data).toMatchObject({ done: true, reward: 1.1 })
  await client.close()
  expect((await server.rpc('/doors', 'openenv/session/close', { session_id })).result).toEqual({
    session_id,
    closed: true,
  })
  expect((await server.rpc('/doors', 'openenv/session/close', { session_id })).error.code).toBe(-32_602)
})

it('calls of one session that come at once are answered one after the other', async () => {
  const session_id = await created()
  const client = await server.connect(`/doors/ws?session_id=${session_id}`)
  await client.reset({ index: 2 })
  const calls = [1, 2, 3].map(
    async (door) => await server.rpc('/doors', 'tools/call', { name: 'open', arguments: { door }, session_id }),
  )
  for (const { result } of await Promise.all(calls)) expect(result).toMatchObject({ is_error: false })
  expect((await client.ask({ type: 'state' })).data.step_count).toBe(3)
  await client.close()
})

it('an attached session is closed when its WebSocket is, takes no second one, and is of its environment alone', async () => {
  const session_id = await created()
  const client = await server.connect(`/doors/ws?session_id=${session_id}`)
  const second = await server.connect(`/doors/ws?session_id=${session_id}`)
  expect((await second.next()).data).toMatchObject({ code: 'SESSION_ERROR' })
  const foreign = await server.connect(`/unjudged/ws?session_id=${session_id}`)
  expect((await foreign.next()).data).toMatchObject({ code: 'SESSION_ERROR' })
  expect((await server.rpc('/doors', 'openenv/session/close', { session_id })).result).toEqual({
    session_id,
    closed: false,
    closing: true,
  })
  expect((await client.reset({ index: 0 })).type).toBe('observation')
  await client.close()
  await expect
    .poll(async () => (await server.rpc('/doors', 'tools/list', { session_id })).error?.code as number)
    .toBe(-32_602)
})

it('what is wrong is told by its code, and by 200', async () => {
  const codes = []
  for (const [method, params] of [
    ['nonsense', {}],
    ['initialize', {}],
    ['tools/list', { session_id: 'nobody' }],
    ['tools/call', { arguments: {} }],
    ['tools/call', { name: 'shut', arguments: {} }],
    ['tools/call', { name: 'open', arguments: { door: 1 } }],
    ['openenv/session/close', {}],
  ] as const)
    codes.push((await server.rpc('/doors', method, params)).error.code)
  expect(codes).toEqual([-32_601, -32_601, -32_602, -32_602, -32_602, -32_602, -32_602])
  for (const [body, code] of [
    ['{oops', -32_700],
    [{}, -32_600],
    [[1], -32_600],
    [{ jsonrpc: '2.0', method: 'tools/list', params: [], id: 1 }, -32_600],
    [{ jsonrpc: '2.0', method: 'tools/list', more: 1, id: 1 }, -32_600],
  ] as const) {
    const { status, body: answer } = await server.post('/doors/mcp', body)
    expect([status, answer.error.code, answer.jsonrpc]).toEqual([200, code, '2.0'])
  }
  expect((await server.get('/doors/mcp', { method: 'POST', body: '{}' })).status).toBe(415)
})

it('WS /mcp has a session of its own, that /ws begins an episode in', async () => {
  const tools = await server.connect('/doors/mcp')
  const ask = async (method: string, params: object = {}): Promise<Wire> =>
    await tools.ask({ jsonrpc: '2.0', method, params, id: 'a' })
  expect((await ask('tools/list')).result.tools).toHaveLength(1)
  const { session_id } = (await ask('openenv/session/create')).result
  expect((await ask('openenv/session/close', { session_id })).error.code).toBe(-32_600)
  expect((await tools.ask('{')).error.code).toBe(-32_700)
  const client = await server.connect(`/doors/ws?session_id=${session_id as string}`)
  await client.reset({ index: 5 })
  expect((await ask('tools/call', { name: 'open', arguments: { door: 5 } })).result.data).toContain('There stands')
  const embedded = await client.ask({ type: 'mcp', data: { jsonrpc: '2.0', method: 'tools/list', id: 9 } })
  expect(embedded).toMatchObject({ type: 'mcp', data: { id: 9, result: {} } })
  await tools.close()
  await expect
    .poll(async () => (await server.rpc('/doors', 'tools/list', { session_id })).error?.code as number)
    .toBe(-32_602)
  expect((await client.reset()).data.code).toBe('SESSION_ERROR')
  expect(await client.closed).toBe(1000)
})
