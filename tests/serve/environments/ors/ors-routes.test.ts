import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Rng } from '../../../../src/core/random.ts'
import { configure } from '../../../../src/core/registry.ts'
import { ServedEnvironment } from '../../../../src/serve/environments/served-environment.ts'
// oxlint-disable-next-line import/no-unassigned-import -- it makes the built-in environments known
import '../../../../envs/table.ts'
import { doors, unjudged } from '../sample-environments.ts'
import { OrsClient, readEvents, type OrsSession } from './ors-client.ts'

let client: OrsClient
let gold: string
beforeAll(async () => {
  const countdown = await configure('countdown')
  const { task } = await new ServedEnvironment(countdown).choose({ index: 3 })
  gold = countdown.demonstrate(task, Rng.fromSeed(0))?.[0]?.text ?? ''
  client = await OrsClient.of([countdown, doors(), unjudged()])
})
afterAll(async () => await client[Symbol.asyncDispose]())

describe('tasks', () => {
  it('are named without a session, by the path, by X-Deployment, and else of the first environment', async () => {
    expect(await client.json('GET /health')).toEqual({ status: 'ok' })
    expect(await client.json('GET /version')).toEqual({ version: '0.1.167', build_sha: null })
    expect(await client.json('GET /list_environments')).toEqual(['countdown', 'doors', 'unjudged'])
    expect(await client.json('GET /splits')).toEqual([
      { name: 'train', type: 'train' },
      { name: 'test', type: 'test' },
    ])
    const asked = { split: 'train', index: 2 }
    const spec = { split: 'train', index: 2, seed: '0', id: 'train-2' }
    for (const [route, headers, env] of [
      ['POST /task', {}, 'countdown'],
      ['POST /Doors/task', {}, 'doors'],
      ['POST /task', { 'X-Deployment': 'somebody/doors' }, 'doors'],
      ['POST /task', { 'X-Deployment': 'env' }, 'countdown'],
    ] as const)
      expect(await client.json(route, asked, headers)).toMatchObject({ task: { ...spec, env }, env_name: env })
  })

  it('are listed in ranges as Python slices lists, and an endless generator has ten thousand', async () => {
    const indices = async (range: object): Promise<number[]> => {
      const given = await client.json('POST /doors/task_range', { split: 'test', ...range })
      return (given as { tasks: { index: number }[] }).tasks.map(({ index }) => index)
    }
    expect(await client.json('POST /doors/num_tasks', { split: 'test' })).toEqual({ num_tasks: 10_000 })
    expect(await indices({ start: 2, stop: 4 })).toEqual([2, 3])
    expect(await indices({ start: -2 })).toEqual([9998, 9999])
    expect(await indices({ start: 1, stop: -9998 })).toEqual([1])
    expect(await indices({ start: 4, stop: 2 })).toEqual([])
    expect(await client.json('POST /doors/task', { split: 'test', index: -1 })).toMatchObject({ task: { index: 9999 } })
    expect((await client.ask('POST /doors/task_range', { split: 'test', stop: 10 ** 9 })).status).toBe(400)
  })
})

describe('a session', () => {
  it('hands in a reply by `submit`, of a task by its spec or by its place', async () => {
    const { task } = (await client.json('POST /task', { split: 'train', index: 3 })) as { task: object }
    for (const given of [
      { task_spec: task, env_name: 'countdown' },
      { split: 'train', index: 3 },
    ]) {
      const session = await client.begin(given)
      expect(await session.json('GET /prompt')).toMatchObject([{ type: 'text', detail: null }])
      expect(await session.json('GET /countdown/messages')).toMatchObject([
        { role: 'user', blocks: [{ type: 'text' }] },
      ])
      expect(await session.json('POST /ping')).toEqual({ status: 'ok' })
      expect(await session.call('submit', { answer: gold })).toEqual({
        ok: true,
        output: {
          blocks: [{ text: 'The episode is over.', detail: null, type: 'text' }],
          metadata: { outcome: true, scores: { correct: 1, format: 1 }, invalid: null },
          reward: 1.1,
          finished: true,
        },
      })
      expect(await session.call('submit', { answer: gold })).toMatchObject({ ok: false, reason: 'episode_finished' })
      expect(await session.json('POST /delete')).toEqual({ sid: session.id })
      expect((await session.ask('POST /ping')).status).toBe(404)
      expect(await session.json('POST /delete_session')).toEqual({ sid: session.id })
    }
  })

  it('has the tools of its environment, and refuses calls that do not fit without a turn', async () => {
    const session = await client.begin({ env_name: 'doors', split: 'train', index: 0 })
    const tools = await session.json('GET /task_tools')
    expect(tools).toMatchObject({
      tools: [{ name: 'open' }, { name: 'submit', input_schema: { required: ['answer'] } }],
      terminal_tool: null,
      supports_score_group: true,
    })
    expect(await client.json('GET /doors/tools')).toEqual(tools)
    for (let turn = 0; turn < 6; turn++) {
      expect(await session.call('open', { door: 'x' })).toMatchObject({ ok: false, reason: 'input_validation' })
      expect(await session.call('submit', { answer: 1 })).toMatchObject({ ok: false, reason: 'input_validation' })
      expect(await session.call('toString', {})).toMatchObject({ ok: false, reason: 'not_found' })
    }
    const opened = (await session.call('open', { door: 1 })) as { output: { blocks: { text: string }[] } }
    expect(opened).toMatchObject({ ok: true, output: { metadata: null, reward: null, finished: false } })
    const found = /\d+/.exec(opened.output.blocks[0]?.text ?? '')?.[0]
    expect(await session.call('submit', { answer: found })).toMatchObject({ output: { reward: 1.1, finished: true } })
  })

  it('has no reward, and is finished, where its verdict is invalid', async () => {
    const session = await client.begin({ env_name: 'unjudged', split: 'test', index: 0 })
    expect(await session.call('submit', { answer: 'x' })).toMatchObject({
      output: { reward: null, finished: true, metadata: { invalid: 'verifier-error' } },
    })
  })

  it('fails the last call in place of a null reward, where the task_spec asks for that', async () => {
    const asked = { split: 'train', index: 3 }
    for (const [env, answer] of [
      ['unjudged', null],
      ['countdown', 1.1],
    ] as const) {
      const { task } = (await client.json(`POST /${env}/task`, asked)) as { task: object }
      const session = await client.begin({ task_spec: { ...task, invalid: 'error' }, env_name: env })
      const last = session.call('submit', { answer: gold })
      if (answer === null) await expect(last).rejects.toThrow('could not be judged (verifier-error)')
      else expect(await last).toMatchObject({ output: { reward: answer, finished: true } })
      expect(await session.call('submit', { answer: gold })).toMatchObject({ ok: false, reason: 'episode_finished' })
    }
  })

  it('scores a group of whole replies, all or none', async () => {
    const said = (text: string): object => ({ messages: [{ role: 'assistant', blocks: [{ type: 'text', text }] }] })
    const session = await client.begin({ split: 'train', index: 3 })
    const candidates = [{ ...said(gold), metadata: { id: 1 } }, said('hm')]
    expect(await session.stream('POST /score_group', { candidates })).toMatchObject({
      scores: [{ reward: 1.1, metadata: { outcome: true, candidate: { id: 1 } } }, { reward: 0 }],
    })
    const none = await client.begin({ env_name: 'unjudged', split: 'train', index: 0 })
    await expect(none.stream('POST /score_group', { candidates })).rejects.toThrow('Candidate 0 of 2 could not be')
  })

  it('is one of several, of which each is told its own', async () => {
    const sessions = await Promise.all(
      [0, 1, 2, 3].map(async (index) => await client.begin({ env_name: 'doors', split: 'train', index })),
    )
    const numbers = await Promise.all(sessions.map(async (each) => await each.call('open', { door: 1 })))
    expect(new Set(numbers.map((each) => JSON.stringify(each))).size).toBe(4)
  })
})

describe('what does not fit', () => {
  const begin = async (): Promise<OrsSession> => await client.begin({ env_name: 'doors', split: 'train', index: 0 })

  it('is answered with a status and one sentence in `detail`, and the session goes on', async () => {
    const session = await begin()
    const { task } = (await client.json('POST /doors/task', { split: 'train', index: 0 })) as { task: object }
    const create = { split: 'train', index: 0 }
    const other = { 'X-Session-ID': 'another' }
    for (const [route, body, headers, status, words] of [
      ['GET /nobody/tools', undefined, {}, 404, 'There is no environment "nobody"'],
      ['POST /tasks', { split: 'dev' }, {}, 400, 'Invalid split "dev"'],
      ['POST /task', { split: 'train', index: 'x' }, {}, 400, 'Expected {"split": "train", "index": 0}'],
      ['POST /task', '{', {}, 400, 'no JSON'],
      ['POST /create', create, {}, 400, 'header X-Session-ID is required'],
      ['POST /create', create, session.headers, 400, 'Session already exists'],
      ['POST /create', { split: 'train' }, other, 400, 'either task_spec or both'],
      ['POST /create', { ...create, task_spec: task }, other, 400, 'not both/neither'],
      ['POST /create', { ...create, extra: 1 }, other, 400, 'extra'],
      ['POST /create', { ...create, toolset_name: 'codex' }, other, 400, 'unknown toolset "codex"'],
      ['POST /create', { task_spec: { ...task, prompt: '0' } }, other, 400, 'another one here'],
      ['POST /create', { task_spec: { ...task, invalid: 0 } }, other, 400, '"invalid" of a task_spec is "error"'],
      ['GET /nothing/that/is/there', undefined, {}, 404, 'There is no GET /nothing/that/is/there'],
      ['POST /create', { task_spec: task, env_name: 'unjudged' }, other, 400, 'is of `doors`; env_name is `unjudged`'],
      ['POST /create', create, { ...other, 'X-Secrets': 'sesame' }, 400, 'base64 of a JSON object'],
      ['POST /create_session', { env: { A: 'b' } }, {}, 400, 'env_overrides'],
      ['POST /call', { name: 'submit', input: {} }, other, 404, 'Active environment not found'],
      ['POST /call', { name: 'submit' }, session.headers, 400, 'input'],
      ['POST /ping', undefined, {}, 400, 'X-Session-ID'],
      ['GET /prompt', undefined, other, 404, 'Active environment not found'],
      ['GET /unjudged/prompt', undefined, session.headers, 400, 'of `doors`, the path of `unjudged`'],
    ] as const) {
      const answer = await client.ask(route, body, headers)
      expect([answer.status, route], answer.text).toEqual([status, route])
      expect((JSON.parse(answer.text) as { detail: string }).detail).toMatch(
        new RegExp(words.replace(/[{}[\]]/g, '\\$&')),
      )
    }
    expect(await session.call('open', { door: 1 })).toMatchObject({ ok: true })
  })

  it('is told of work that nobody began', async () => {
    const session = await begin()
    const { text } = await session.ask('POST /call', { name: 'open', input: {}, task_id: 'nothing' })
    expect(readEvents(text)).toEqual([{ event: 'error', data: 'unknown task_id' }])
  })
})

it('never sends the answer', () => {
  expect(client.heard.length).toBeGreaterThan(10_000)
  expect(client.heard).not.toContain('kept-from-everybody')
  expect(client.heard).not.toContain(gold)
})
