import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { configure } from '../../../../src/core/registry.ts'
import { serveEnvironments, type EnvironmentServer } from '../../../../src/serve/environments/serve-environments.ts'
import { ServedEnvironment } from '../../../../src/serve/environments/served-environment.ts'
import type { VerdictRow } from '../../../../src/serve/environments/verdict-book.ts'
// oxlint-disable-next-line import/no-unassigned-import -- it makes the built-in environments known
import '../../../../envs/table.ts'
import { doors, unjudged } from '../sample-environments.ts'
import { McpClient } from './mcp-client.ts'

const told: VerdictRow[] = []
let server: EnvironmentServer

beforeAll(async () => {
  const environments = [await configure('countdown'), doors(), unjudged()]
  const onVerdict = (row: VerdictRow): void => void told.push(row)
  server = await serveEnvironments({ environments, ports: { mcp: 0 }, onVerdict, graderToken: 'of-the-grader' })
})

afterAll(async () => await server.close())

function client(query: string): McpClient {
  return new McpClient(`${server.urls.mcp}/mcp?${query}`)
}

interface Told extends VerdictRow {
  readonly path: string
  readonly verdicts: readonly VerdictRow[]
}

async function grader(method: string, path: string, body?: object): Promise<{ status: number; body: Told }> {
  const response = await fetch(`${server.grader?.url}${path}`, {
    method,
    headers: { authorization: 'Bearer of-the-grader', 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return { status: response.status, body: (await response.json()) as Told }
}

async function verdict(session: string | undefined): Promise<VerdictRow> {
  return (await grader('GET', `/verdicts/${session}`)).body
}

async function answerOf(name: 'doors', index: number): Promise<string> {
  const { task } = await new ServedEnvironment({ doors: doors() }[name]).choose({ index })
  return String(task.answer)
}

describe('an episode over MCP', () => {
  it('shows the task, lends the tools, takes the answer, and tells the verdict to the grader alone', async () => {
    const agent = client('env=doors&index=4')
    const { result } = await agent.begin()
    expect(result?.['instructions']).toMatch(/What is behind door \d+\?/)
    const listed = (await agent.ask('tools/list')).result?.['tools'] as { name: string; inputSchema: object }[]
    expect(listed.map(({ name }) => name)).toEqual(['open', 'submit'])
    const read = await agent.ask('resources/read', { uri: 'rlvr://task' })
    expect(JSON.stringify(read.result)).toMatch(/What is behind door \d+\?/)
    const prompt = await agent.ask('prompts/get', { name: 'task' })
    expect(JSON.stringify(prompt.result)).toMatch(/What is behind door \d+\?/)
    const opened = await agent.call('open', { door: 4 })
    expect(opened.text).toBe(`There stands ${await answerOf('doors', 4)}.`)
    expect(await verdict(agent.session)).toMatchObject({ state: 'open', steps: 1, grade: null })
    const submitted = await agent.call('submit', { answer: await answerOf('doors', 4) })
    expect(submitted).toEqual({ text: 'The episode is over. There is nothing more to do.', isError: false })
    const row = await verdict(agent.session)
    expect(row).toMatchObject({ state: 'ended', task: { env: 'doors', index: 4 }, steps: 2 })
    expect(row.grade).toMatchObject({ reward: 1.1, outcome: true, invalid: null })
    expect(told).toContainEqual(row)
    expect(agent.received).not.toMatch(/reward|verdict|outcome|score/)
  })

  it('answers a right, a wrong and an unjudged answer alike, and never with the gold', async () => {
    const answers = []
    for (const [query, answer] of [
      ['env=doors&index=1', await answerOf('doors', 1)],
      ['env=doors&index=1', 'wrong'],
      ['env=unjudged', 'anything'],
    ] as const) {
      const agent = client(query)
      await agent.begin()
      answers.push(await agent.call('submit', { answer }))
      expect(agent.received).not.toContain(answer === 'wrong' ? await answerOf('doors', 1) : 'kept-from-everybody')
      if (query === 'env=unjudged')
        expect((await verdict(agent.session)).grade).toMatchObject({ reward: null, invalid: 'verifier-error' })
    }
    expect(new Set(answers.map((each) => JSON.stringify(each))).size).toBe(1)
  })

  it('refuses calls after the end, and a number as the answer is one as a text', async () => {
    const agent = client('env=doors&index=2')
    await agent.begin()
    expect(await agent.call('submit', { text: 'x' })).toMatchObject({ isError: true })
    expect(await agent.call('submit', { answer: Number(await answerOf('doors', 2)) })).toMatchObject({ isError: false })
    expect(await agent.call('submit', { answer: '1' })).toEqual({
      text: 'The episode is over. There is nothing more to do.',
      isError: true,
    })
    expect(await agent.call('open', { door: 1 })).toMatchObject({ isError: true })
    expect((await verdict(agent.session)).grade).toMatchObject({ outcome: true })
  })

  it('keeps two sessions apart, and answers calls that come at once one after another', async () => {
    const [one, other] = [client('env=doors&index=5'), client('env=doors&index=6')]
    await Promise.all([one.begin(), other.begin()])
    expect(one.session).not.toBe(other.session)
    const [first, second, third] = await Promise.all([
      one.call('open', { door: 1 }),
      one.call('open', { door: 2 }),
      other.call('open', { door: 3 }),
    ])
    expect(first.text).toBe(second.text)
    expect(third.text).toBe(`There stands ${await answerOf('doors', 6)}.`)
    await one.call('submit', { answer: '0' })
    expect((await verdict(one.session)).steps).toBe(3)
    expect(await verdict(other.session)).toMatchObject({ state: 'open', steps: 1 })
  })

  it('counts a session that is given up as unfinished, and never as a zero', async () => {
    const agent = client('env=doors')
    await agent.begin()
    expect(await agent.end()).toBe(204)
    expect(await verdict(agent.session)).toMatchObject({
      state: 'unfinished',
      grade: { reward: null, outcome: null, invalid: 'unfinished' },
    })
    expect((await agent.ask('tools/list')).status).toBe(404)
    expect(await agent.end()).toBe(404)
  })

  it('tells a bad argument of a tool as the tool’s error', async () => {
    const agent = client('env=doors')
    await agent.begin()
    expect(await agent.call('open', { door: 'front' })).toMatchObject({ isError: true })
    expect(await agent.call('open', { door: 1 })).toMatchObject({ isError: false })
    const unknown = await agent.ask('tools/call', { name: 'shut', arguments: {} })
    expect(unknown.error).toMatchObject({ code: -32_602 })
  })
})

describe('a session that the grader begins', () => {
  it('is reached by its address, in both revisions of the protocol', async () => {
    const { body: made } = await grader('POST', '/sessions', { env: 'doors', split: 'test', index: 7 })
    expect(made.task).toMatchObject({ env: 'doors', split: 'test', index: 7 })
    const agent = new McpClient(`${server.urls.mcp}${made.path}`)
    const discovered = await agent.askModern('server/discover')
    expect(discovered.result?.['supportedVersions']).toContain('2026-07-28')
    const called = await agent.askModern('tools/call', { name: 'open', arguments: { door: 1 } })
    expect(called.result?.['isError']).toBe(false)
    const older = new McpClient(`${server.urls.mcp}${made.path}`)
    expect((await older.begin()).result?.['protocolVersion']).toBe('2025-11-25')
    await older.call('submit', { answer: '0' })
    expect(await verdict(made.session)).toMatchObject({
      state: 'ended',
      steps: 2,
      grade: { reward: 0.1, outcome: false },
    })
  })

  it('is the only one there is, where agents may begin none', async () => {
    const closed = await serveEnvironments({ environments: [doors()], ports: { mcp: 0 }, graderBegins: true })
    try {
      const refused = await new McpClient(`${closed.urls.mcp}/mcp?env=doors`).begin()
      expect([refused.status, refused.error?.message]).toEqual([403, expect.stringContaining('begun by the grader')])
      const { url = '', token = '' } = closed.grader ?? {}
      const begun = await fetch(`${url}/sessions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: '{"env": "doors", "index": 1}',
      })
      const { path } = (await begun.json()) as { path: string }
      const agent = new McpClient(`${closed.urls.mcp}${path}`)
      expect((await agent.begin()).status).toBe(200)
      expect(await agent.call('open', { door: 1 })).toMatchObject({ isError: false })
    } finally {
      await closed.close()
    }
  })

  it('has the task that a row of ours names', async () => {
    const { reference } = await new ServedEnvironment(doors()).choose({ index: 9 })
    const { body } = await grader('POST', '/sessions', { task: reference })
    expect(body.task).toEqual(reference)
    expect((await grader('DELETE', `/sessions/${body.session}`)).body).toMatchObject({ state: 'unfinished' })
    expect((await grader('GET', '/verdicts')).body.verdicts).toContainEqual(
      expect.objectContaining({ session: body.session, state: 'unfinished' }),
    )
    expect(await grader('POST', '/sessions', { task: { env: 'none' } })).toMatchObject({ status: 422 })
    expect(await grader('POST', '/sessions', { index: -1 })).toMatchObject({ status: 400 })
    expect(await grader('GET', '/verdicts/none')).toMatchObject({ status: 404 })
    expect(await grader('DELETE', '/sessions/none')).toMatchObject({ status: 404 })
  })

  it('is not told of without the token, nor on the port of the agents', async () => {
    expect((await fetch(`${server.grader?.url}/verdicts`)).status).toBe(401)
    expect((await fetch(`${server.urls.mcp}/verdicts`)).status).toBe(404)
  })
})

describe('what is wrong', () => {
  it('is answered in the protocol’s words', async () => {
    const agent = client('env=doors')
    expect(await agent.send('{')).toMatchObject({ status: 400, error: { code: -32_700 } })
    expect(await agent.send('['.repeat(5000))).toMatchObject({ status: 400, error: { code: -32_700 } })
    for (const body of ['{}', '[]', '7', '"x"', '{"jsonrpc":"2.0","id":1,"method":"tools/list"}', 'null'])
      expect(await agent.send(body), body).toMatchObject({ status: 400, error: { code: expect.any(Number) } })
    agent.session = 'none'
    expect(await agent.ask('tools/list')).toMatchObject({ status: 404, error: { code: -32_001 } })
    expect(await client('env=none').begin()).toMatchObject({ status: 400, error: { code: -32_602 } })
    expect(await client('env=doors&split=valid').begin()).toMatchObject({ status: 400, error: { code: -32_602 } })
    expect(await client('env=doors&index=-1').begin()).toMatchObject({ status: 400, error: { code: -32_602 } })
    expect(await client('env=doors&level=1').begin()).toMatchObject({ status: 400, error: { code: -32_602 } })
    expect((await fetch(`${server.urls.mcp}/mcp`)).status).toBe(405)
    const known = client('env=doors')
    await known.begin()
    expect(await known.ask('tools/none')).toMatchObject({ error: { code: -32_601 } })
    expect(await known.ask('resources/read', { uri: 'rlvr://none' })).toMatchObject({ error: { code: -32_602 } })
    expect(await known.ask('prompts/get', { name: 'none' })).toMatchObject({ error: { code: -32_602 } })
    expect(await known.call('open', { door: 1 })).toMatchObject({ isError: false })
  })

  it('sends a client of the newer revision to the handshake, where no address names a session', async () => {
    const answer = await client('env=doors').askModern('server/discover')
    expect(answer.error).toMatchObject({ code: -32_022, data: { supported: expect.arrayContaining(['2025-11-25']) } })
  })

  it('refuses a page of another origin, and another content type', async () => {
    const foreign = new McpClient(`${server.urls.mcp}/mcp?env=doors`, { origin: 'https://example.com' })
    expect(await foreign.begin()).toMatchObject({ status: 403 })
    const plain = new McpClient(`${server.urls.mcp}/mcp?env=doors`, { 'content-type': 'text/plain' })
    expect(await plain.begin()).toMatchObject({ status: 415 })
  })
})

it('ends sessions that nobody uses', async () => {
  const ended = Promise.withResolvers<VerdictRow>()
  await using small = await smallServer({ idleMs: 50, onVerdict: ended.resolve })
  const agent = new McpClient(`${small.urls.mcp}/mcp`)
  expect((await agent.begin()).status).toBe(200)
  expect(await ended.promise).toMatchObject({ state: 'unfinished', grade: { reward: null } })
  expect(await agent.ask('tools/list')).toMatchObject({ status: 404, error: { code: -32_001 } })
})

it('refuses more sessions than there is room for, and room comes back', async () => {
  await using small = await smallServer({ maxSessions: 1 })
  const [agent, other] = [new McpClient(`${small.urls.mcp}/mcp`), new McpClient(`${small.urls.mcp}/mcp`)]
  await agent.begin()
  const refused = await other.begin()
  expect(refused).toMatchObject({ status: 503, error: { code: -32_000 } })
  expect(refused.headers.get('retry-after')).toBe('1')
  await agent.end()
  expect((await other.begin()).status).toBe(200)
})

it('refuses a grader’s token that agents know', async () => {
  await expect(smallServer({ token: 'same', graderToken: 'same' })).rejects.toThrow(/read their own verdicts/)
})

async function smallServer(
  options: Partial<Parameters<typeof serveEnvironments>[0]>,
): Promise<EnvironmentServer & AsyncDisposable> {
  const small = await serveEnvironments({ environments: [doors()], ports: { mcp: 0 }, ...options })
  return { ...small, [Symbol.asyncDispose]: async () => await small.close() }
}
