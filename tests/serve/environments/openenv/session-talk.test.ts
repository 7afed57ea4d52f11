import { afterAll, describe, expect, it } from 'vitest'
import { defineEnv } from '../../../../src/core/define-env.ts'
import { Rng } from '../../../../src/core/random.ts'
import { configure } from '../../../../src/core/registry.ts'
import { Type } from '../../../../src/core/type.ts'
import { doors, unjudged } from '../sample-environments.ts'
import { openEnvServer, type Wire } from './openenv-server.ts'
// oxlint-disable-next-line import/no-unassigned-import -- it makes the built-in environments known
import '../../../../envs/table.ts'

const countdown = await configure('countdown')
const server = await openEnvServer([countdown, doors(), unjudged()])
afterAll(async () => await server[Symbol.asyncDispose]())

describe('an episode over /ws', () => {
  it('is a task by its seed, a reply and its reward, with the scores beside', async () => {
    const client = await server.connect('/countdown/ws')
    const { data: opened } = await client.reset({ seed: 4, episode_id: 'mine', split: 'test' })
    expect(opened).toMatchObject({ reward: null, done: false, observation: { metadata: {} } })
    expect(opened.observation.text).toContain('exactly once')
    const { data: state } = await client.ask({ type: 'state' })
    expect(state).toMatchObject({ episode_id: 'mine', step_count: 0, reference: { env: 'countdown', split: 'test' } })
    const taskset = await countdown.tasks({ split: 'test', seed: '0' })
    const [gold] = countdown.demonstrate(taskset.at(state.reference.index), Rng.fromSeed(0)) ?? []
    const ended = await client.step({ message: gold?.text })
    expect(ended).toMatchObject({
      type: 'observation',
      data: { reward: 1.1, done: true, metadata: { outcome: true, invalid: null } },
    })
    expect(ended.data.observation.metadata).toEqual(ended.data.metadata)
    expect((await client.ask({ type: 'state' })).data).toMatchObject({ step_count: 1, done: true, reward: 1.1 })
    await client.close()
  })

  it('is of the task that a reference or an index names, and of the next one where nothing does', async () => {
    const client = await server.connect('/countdown/ws')
    const { data: byIndex } = await client.reset({ index: 7, seed: 1 })
    const { reference } = (await client.ask({ type: 'state' })).data
    expect(reference).toMatchObject({ split: 'train', index: 7 })
    const { data: byReference } = await client.reset({ reference })
    expect(byReference.observation).toEqual(byIndex.observation)
    const texts = new Set<string>()
    for (let count = 0; count < 4; count++) texts.add((await client.reset()).data.observation.text as string)
    expect(texts.size).toBe(4)
    expect((await client.reset({ reference: { ...reference, prompt: 'another' } })).data.code).toBe('EXECUTION_ERROR')
    expect((await client.reset({ index: 7, of: 'a row', prompt: [1] })).data.observation).toEqual(byIndex.observation)
    await client.close()
  })

  it('pays nothing before its beginning and after its end, and goes on with the next', async () => {
    const client = await server.connect('/countdown/ws')
    expect((await client.step({ message: 'hm' })).data.code).toBe('EXECUTION_ERROR')
    await client.reset({ seed: 1 })
    expect((await client.step({ message: 'hm' })).data).toMatchObject({ reward: 0, done: true })
    expect((await client.step({ message: 'hm' })).data.code).toBe('EXECUTION_ERROR')
    expect((await client.reset({ seed: 2 })).type).toBe('observation')
    await client.close()
  })

  it('has a null reward where nothing could be judged, or an error where a client asked for one', async () => {
    const client = await server.connect('/unjudged/ws')
    await client.reset({ seed: 1 })
    expect((await client.step({ message: 'x' })).data).toMatchObject({
      reward: null,
      done: true,
      metadata: { invalid: 'verifier-error' },
    })
    await client.reset({ seed: 1, invalid: 'error' })
    const refused = await client.step({ message: 'x' })
    expect(refused).toMatchObject({ type: 'error', data: { code: 'EXECUTION_ERROR' } })
    expect(refused.data.message).toContain('verifier-error')
    expect((await client.step({ message: 'x' })).data.code).toBe('EXECUTION_ERROR')
    await client.close()
  })

  it('calls tools, whose answers and failures are told apart', async () => {
    const client = await server.connect('/doors/ws')
    const listed = await client.step({ type: 'list_tools' })
    expect(listed.data.observation.tools).toMatchObject([{ name: 'open', input_schema: { required: ['door'] } }])
    await client.reset({ index: 3 })
    const call = async (name: string, given: object): Promise<Wire> =>
      (await client.step({ type: 'call_tool', tool_name: name, arguments: given })).data
    expect(await call('shut', {})).toMatchObject({
      done: false,
      reward: 0,
      observation: { tool_name: 'shut', result: null, error: { error_type: 'tool_not_found' } },
    })
    expect((await client.ask({ type: 'state' })).data.step_count).toBe(1)
    const opened = await call('open', { door: 3 })
    expect(opened).toMatchObject({ done: false, reward: 0, observation: { tool_name: 'open', error: null } })
    expect((await call('open', { door: 'three' })).observation).toMatchObject({
      result: null,
      error: { error_type: 'invalid_args' },
    })
    // As verifiers' adapter sends a plain reply once it has listed the tools.
    const answer = /\d+/.exec(opened.observation.result as string)?.[0]
    expect((await client.step({ tool_name: Number(answer) })).data).toMatchObject({ done: true, reward: 1.1 })
    await client.reset({ index: 3 })
    for (let turn = 0; turn < 4; turn++) await call('open', { door: 3 })
    expect(await call('shut', {})).toMatchObject({
      done: true,
      reward: 0,
      observation: { error: { error_type: 'tool_not_found' } },
    })
    await client.close()
  })

  it('lists its tools as often as a client needs, but not for ever', async () => {
    const client = await server.connect('/doors/ws')
    const list = async (): Promise<string> => (await client.step({ type: 'list_tools' })).type
    for (let count = 0; count < 70; count++) expect(await list()).toBe('observation')
    await client.reset({ index: 3 })
    // As many as it has turns, and eight.
    for (let count = 0; count < 13; count++) expect(await list()).toBe('observation')
    expect(await list()).toBe('error')
    expect((await client.step({ message: '1' })).data).toMatchObject({ done: true, reward: 0 })
    await client.reset({ index: 3 })
    expect(await list()).toBe('observation')
    await client.close()
  })

  it('leaves nothing behind where the next one cannot begin', async () => {
    const client = await server.connect('/countdown/ws')
    await client.reset({ seed: 1, episode_id: 'first' })
    await client.step({ message: 'hm' })
    expect((await client.reset({ index: 10 ** 18 })).data.code).toBe('EXECUTION_ERROR')
    expect((await client.ask({ type: 'state' })).data).toEqual({ episode_id: null, step_count: 0 })
    expect((await client.step({ message: 'hm' })).data.message).toContain('reset comes before')
    await client.close()
  })
})

describe('a frame', () => {
  it('that is wrong has one error frame, and the session stays usable', async () => {
    const client = await server.connect('/countdown/ws')
    const codes: string[] = []
    for (const frame of [
      '{not json',
      `{"type": "step", "data": {"message": ${'['.repeat(9000)}${']'.repeat(9000)}}}`,
      { type: 'dance' },
      {},
      [1],
      '"reset"',
      { type: 'step' },
      { type: 'step', data: 'x' },
      { type: 'state', data: {} },
      { type: 'reset', seed: 1 },
      { type: 'reset', data: { seed: -1 } },
      { type: 'reset', data: { seed: 'one' } },
      { type: 'reset', data: { split: 'validation' } },
      { type: 'reset', data: { episode_id: 'x'.repeat(256) } },
      { type: 'close', now: true },
      { type: 'step', data: { message: { a: 1 } } },
      { type: 'step', data: { message: null } },
      { type: 'step', data: { message: 'x', more: 1 } },
      { type: 'step', data: { nonsense: 1 } },
      { type: 'step', data: { type: 'call_tool', tool_name: 'open', arguments: {} } },
    ]) {
      const { type, data } = await client.ask(frame)
      expect(type).toBe('error')
      codes.push(data.code as string)
    }
    expect(codes).toEqual([
      'INVALID_JSON',
      'INVALID_JSON',
      'UNKNOWN_TYPE',
      'UNKNOWN_TYPE',
      ...Array.from({ length: 16 }, () => 'VALIDATION_ERROR'),
    ])
    expect((await client.reset({ seed: 1 })).type).toBe('observation')
    await client.close()
  })

  it('is answered in the order of asking, however many come at once', async () => {
    const client = await server.connect('/countdown/ws')
    for (let seed = 0; seed < 40; seed++) {
      client.send({ type: 'reset', data: { seed, episode_id: `${seed}` } })
      client.send({ type: 'state' })
    }
    for (let seed = 0; seed < 40; seed++) {
      expect((await client.next()).type).toBe('observation')
      expect((await client.next()).data.episode_id).toBe(`${seed}`)
    }
    client.send({ type: 'close' })
    expect(await client.closed).toBe(1000)
  })
})

describe('a connection', () => {
  it('to a session that is not there is told so and closed, without a frame of its own', async () => {
    const client = await server.connect('/countdown/ws?session_id=nobody')
    expect(await client.next()).toMatchObject({ type: 'error', data: { code: 'SESSION_ERROR' } })
    expect(await client.closed).toBe(1000)
    await expect(server.connect('/nowhere/ws')).rejects.toThrow('404')
    await expect(server.connect('/ws')).rejects.toThrow('404')
  })

  it('beyond the capacity is told so, and there is room again when another ends, by itself or cut off', async () => {
    await using small = await openEnvServer([doors()], { maxSessions: 2 })
    const [first, second] = [await small.connect('/ws'), await small.connect('/doors/ws')]
    const third = await small.connect('/ws')
    expect(await third.next()).toMatchObject({
      type: 'error',
      data: { code: 'CAPACITY_REACHED', active_sessions: 2, max_sessions: 2 },
    })
    expect(await third.closed).toBe(1000)
    expect((await small.rpc('', 'openenv/session/create')).error).toMatchObject({
      code: -32_000,
      data: { max_sessions: 2 },
    })
    await first.close()
    await expect.poll(async () => (await small.get('/stats')).body.sessions.open as number, { timeout: 10_000 }).toBe(1)
    expect((await (await small.connect('/ws')).reset()).type).toBe('observation')
    await second.close()
  })
})

describe('an environment that answers', () => {
  it('has a turn for each reply, and pays between', async () => {
    const guess = defineEnv({
      id: 'guess',
      system: 'You guess.',
      draw: ({ rng }) => ({ prompt: `Guess (${rng.int(1, 1000)}).`, answer: 7 }),
      observe: ({ task, reply }) =>
        Number(reply) === task.answer
          ? null
          : { content: Number(reply) < task.answer ? 'higher' : 'lower', reward: 0.25 },
      rewards: { found: ({ task, reply }) => Number(reply) === task.answer },
      outcome: 'found',
      maxTurns: 3,
    }).configure()
    await using small = await openEnvServer([guess])
    const client = await small.connect('/ws')
    expect((await client.reset()).data.observation.text).toMatch(/^You guess\.\n\nGuess/)
    expect((await client.step({ message: 3 })).data).toMatchObject({
      observation: { text: 'higher', metadata: {} },
      reward: 0.25,
      done: false,
    })
    expect((await client.step({ message: '7' })).data).toMatchObject({ reward: 1, done: true })
    expect((await client.ask({ type: 'state' })).data).toMatchObject({ reward: 1.25, done: true, outcome: true })
    await client.reset()
    await client.step({ message: '7' })
    expect((await client.ask({ type: 'state' })).data.reward).toBe(1)
    await client.close()
  })

  it('is broken off where its client leaves', async () => {
    const begun = Promise.withResolvers<void>()
    const broken = Promise.withResolvers<void>()
    const waits = defineEnv({
      id: 'waits',
      draw: () => ({ prompt: 'Wait.', answer: 0 }),
      tools: {
        wait: {
          description: 'Waits for ever.',
          parameters: Type.Object({}),
          run: async (_, { signal }) => {
            signal.addEventListener('abort', () => broken.resolve())
            begun.resolve()
            await broken.promise
            return 'left'
          },
        },
      },
      rewards: { none: () => false },
      outcome: 'none',
    }).configure()
    await using small = await openEnvServer([waits])
    const client = await small.connect('/ws')
    await client.reset()
    client.send({ type: 'step', data: { type: 'call_tool', tool_name: 'wait', arguments: {} } })
    await begun.promise
    void client.close()
    await broken.promise
    await expect.poll(async () => (await small.get('/stats')).body.sessions.open as number).toBe(0)
  })
})

it('never sends what is secret of a task', async () => {
  const client = await server.connect('/unjudged/ws')
  for (const data of [{ seed: 1 }, { index: 2, invalid: 'error' }]) {
    await client.reset(data)
    await client.step({ message: 'x' })
    await client.ask({ type: 'state' })
  }
  await server.post('/unjudged/task', { split: 'train', index: 0 })
  await server.post('/unjudged/tasks', { split: 'test' })
  await server.get('/unjudged/metadata')
  await client.close()
  expect(server.sent.length).toBeGreaterThan(50)
  expect(server.sent.join('\n')).not.toContain('kept-from-everybody')
})
