import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { EnvironmentSpec } from '../../../../src/core/environment.ts'
import { defineEnv } from '../../../../src/core/define-env.ts'
import { silentLogger } from '../../../../src/core/logger.ts'
import { scored } from '../../../../src/core/verdict.ts'
import { gymPaths } from '../../../../src/serve/environments/gym/gym-routes.ts'
import { chatMessage } from '../../../../src/serve/environments/gym/chat-message.ts'
import { serveEnvironments, type EnvironmentServer } from '../../../../src/serve/environments/serve-environments.ts'
import { doors, unjudged } from '../sample-environments.ts'

interface Answer {
  readonly status: number
  readonly body: { readonly [field: string]: never }
}

let server: EnvironmentServer
let received: string[] = []

beforeEach(async () => {
  received = []
  server = await serveEnvironments({
    environments: [doors(), unjudged(), guess()],
    ports: { score: 0 },
    maxSessions: 3,
  })
})
afterEach(async () => await server.close())

/** Three guesses at most, each tried one earns a tenth. */
function guess(): EnvironmentSpec {
  return defineEnv({
    id: 'guess',
    draw: () => ({ prompt: 'Guess.', answer: 7 }),
    observe: ({ task, reply }) => (Number(reply) === task.answer ? null : { content: 'Not it.', reward: 0.1 }),
    maxTurns: 3,
    rewards: { right: ({ task, reply }) => scored(Number(reply) === task.answer, 'compared') },
    outcome: 'right',
  }).configure()
}

async function ask(path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(`${server.urls.score}${path}`, {
    ...(body !== undefined && {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    }),
  })
  const text = await response.text()
  received.push(text)
  return { status: response.status, body: JSON.parse(text) as Answer['body'] }
}

describe('the Gym face over HTTP', () => {
  it('lists environments, and tasks by their public half, page by page', async () => {
    const { body } = await ask('/environments')
    expect(body).toMatchObject({
      environments: [{ name: 'doors', maxTurns: 5, tools: [{ name: 'open' }] }, { name: 'unjudged', tools: [] }, {}],
    })
    const page = (await ask('/tasks', { env: 'doors', start: 2, count: 2 })).body as unknown as {
      tasks: { index: number; prompt: object[]; reference: string }[]
    }
    expect(page.tasks.map(({ index }) => index)).toEqual([2, 3])
    expect(page.tasks[0]?.prompt).toEqual([{ role: 'user', content: expect.stringContaining('behind door') as string }])
    const { body: scores } = await ask('/score', { rollouts: [{ row: page.tasks[0]?.reference, completion: '-1' }] })
    expect(scores).toMatchObject({ results: [{ outcome: false, invalid: null }] })
    expect(received.join('')).not.toContain('kept-from-everybody')
  })

  it('lists an environment whose tasks cannot be opened beside the others, and no word of its own code', async () => {
    const fault = 'no data for kept-from-everybody'
    const broken = defineEnv({
      id: 'broken',
      tasks: () => {
        throw new Error(fault)
      },
      rewards: { right: () => scored(1, 'always') },
      outcome: 'right',
    }).configure()
    await server.close()
    const told: string[] = []
    const logger = { ...silentLogger, warn: (text: string) => void told.push(text) }
    server = await serveEnvironments({ environments: [broken, doors()], ports: { score: 0 }, logger })
    const { status, body } = await ask('/environments')
    expect([status, body]).toMatchObject([
      200,
      { environments: [{ name: 'broken', splits: null, error: expect.any(String) as string }, { splits: {} }] },
    ])
    for (const [path, asked] of [
      ['/tasks', { env: 'broken' }],
      ['/sessions', { env: 'broken' }],
    ] as const)
      expect((await ask(path, asked)).status).toBe(500)
    expect(received.join('')).not.toContain('kept-from-everybody')
    expect(told.filter((text) => text.includes(fault))).toHaveLength(3)
  })

  it('plays an episode with a tool, and a step asked for again is answered as before', async () => {
    const opened = (await ask('/sessions', { env: 'doors', index: 3 })).body as unknown as { session: string }
    expect(opened).toMatchObject({ env: 'doors', maxTurns: 5, tools: [{ name: 'open' }] })
    const path = `/sessions/${opened.session}/step`
    const call = { turn: 0, text: '', calls: [{ id: 'a', name: 'open', arguments: { door: 3 } }] }
    const first = await ask(path, call)
    expect(first.body).toMatchObject({ done: false, grade: null, messages: [{ role: 'tool', tool_call_id: 'a' }] })
    expect(await ask(path, call)).toEqual(first)
    expect(await ask(path, { turn: 0, text: 'other' })).toMatchObject({ status: 400 })
    expect(await ask(path, { turn: 2, text: 'early' })).toMatchObject({ status: 400 })
    const found = /\d+/.exec(JSON.stringify((first.body as unknown as { messages: unknown }).messages).slice(20))?.[0]
    const last = { turn: 1, text: found }
    const ended = await ask(path, last)
    expect(ended.body).toMatchObject({ done: true, grade: { reward: 1.1, outcome: true, invalid: null } })
    expect(await ask(path, last)).toEqual(ended)
    expect(await ask(path, { turn: 2, text: 'more' })).toMatchObject({ status: 409 })
    expect(await ask(`/sessions/${opened.session}/close`, {})).toMatchObject({ status: 200 })
    expect(await ask(`/sessions/${opened.session}/close`, {})).toMatchObject({ status: 200 })
    expect(await ask(path, { turn: 2, text: 'more' })).toMatchObject({ status: 404 })
  })

  it('adds what the steps earned to the reward of the episode', async () => {
    const { session } = (await ask('/sessions', { env: 'guess' })).body as unknown as { session: string }
    expect((await ask(`/sessions/${session}/step`, { turn: 0, text: '3' })).body).toMatchObject({ reward: 0.1 })
    const { body } = await ask(`/sessions/${session}/step`, { turn: 1, text: '7' })
    expect(body).toMatchObject({ done: true, reward: 1, grade: { reward: 1.1, outcome: true } })
  })

  it('gives null with a cause where nothing could be judged', async () => {
    const { session } = (await ask('/sessions', { env: 'unjudged' })).body as unknown as { session: string }
    const { body } = await ask(`/sessions/${session}/step`, { turn: 0, text: 'x' })
    expect(body).toMatchObject({ done: true, reward: null, grade: { reward: null, invalid: 'verifier-error' } })
    expect(received.join('')).not.toContain('kept-from-everybody')
  })

  it('refuses what is malformed, unknown or too much, and serves others on', async () => {
    expect(await ask('/sessions', '{')).toMatchObject({ status: 400 })
    expect(await ask('/sessions', { env: 'nowhere' })).toMatchObject({ status: 404 })
    expect(await ask('/sessions', {})).toMatchObject({ status: 404 })
    expect(await ask('/sessions', { row: 'rubbish' })).toMatchObject({ status: 422 })
    expect(await ask('/sessions', { env: 'doors', split: 'valid' })).toMatchObject({ status: 400 })
    expect(await ask('/sessions/none/step', { turn: 0, text: '' })).toMatchObject({ status: 404 })
    const open = async (): Promise<Answer> => await ask('/sessions', { env: 'doors' })
    const opened = [await open(), await open(), await open()].map(({ body }) => body as { session?: string })
    expect(await open()).toMatchObject({ status: 503 })
    expect(await ask(`/sessions/${opened[0]?.session}/step`, { turn: 0, text: 5 })).toMatchObject({ status: 400 })
    await ask(`/sessions/${opened[0]?.session}/close`, {})
    expect(await open()).toMatchObject({ status: 200 })
    expect(gymPaths).toContain('POST /sessions')
  })
})

it('writes a message as chat templates read it', () => {
  const calls = [{ id: 'a', name: 'open', arguments: { door: 1 } }]
  expect(chatMessage({ role: 'assistant', content: '', toolCalls: calls })).toEqual({
    role: 'assistant',
    content: '',
    tool_calls: [{ id: 'a', type: 'function', function: { name: 'open', arguments: { door: 1 } } }],
  })
  expect(chatMessage({ role: 'tool', content: '1', toolCallId: 'a' })).toEqual({
    role: 'tool',
    content: '1',
    tool_call_id: 'a',
  })
})
