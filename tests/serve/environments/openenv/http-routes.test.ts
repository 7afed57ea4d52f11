import { afterAll, describe, expect, it } from 'vitest'
import { compileSchema } from '../../../../src/core/schema.ts'
import { doors, unjudged } from '../sample-environments.ts'
import { openEnvServer, type Wire } from './openenv-server.ts'

const server = await openEnvServer([doors(), unjudged()])
afterAll(async () => await server[Symbol.asyncDispose]())

describe('over plain HTTP', () => {
  it('an environment tells what it is, as `openenv validate --url` asks', async () => {
    expect((await server.get('/health')).body).toEqual({ status: 'healthy' })
    expect((await server.get('/unjudged/health')).body).toEqual({ status: 'healthy' })
    expect((await server.get('/doors/metadata')).body).toMatchObject({ name: 'doors', version: '1' })
    const { info, paths } = (await server.get('/doors/openapi.json')).body
    expect(info.version).toBe('1.0.0')
    expect(Object.keys(paths as object)).toEqual(expect.arrayContaining(['/reset', '/step', '/state']))
    expect((await server.get('/unjudged/schema')).body.action).toMatchObject({ required: ['message'] })
    expect((await server.get('/doors/schema')).body.action).toMatchObject({ title: 'Action' })
    expect((await server.get('/doors/state')).body).toEqual({ episode_id: null, step_count: 0 })
    const { status, body } = await server.get('/doors/reset')
    expect([status, body]).toEqual([405, { detail: 'Method Not Allowed' }])
    expect((await server.get('/reset', { method: 'POST' })).status).toBe(404)
  })

  it('needs its token for all but whether it lives', async () => {
    await using closed = await openEnvServer([doors()], { token: 'secret' })
    expect((await closed.get('/health')).body).toEqual({ status: 'healthy' })
    expect((await closed.get('/doors/health')).status).toBe(200)
    expect((await closed.get('/doors/schema')).status).toBe(401)
    expect((await closed.post('/doors/health', {})).status).toBe(401)
    await expect(closed.connect('/doors/ws')).rejects.toThrow('401')
    const headers = { authorization: 'Bearer secret' }
    expect((await closed.get('/doors/schema', { headers })).status).toBe(200)
  })

  it('every observation fits the schema that is told of it', async () => {
    for (const [path, actions] of [
      ['/unjudged', [{ message: 'x' }]],
      [
        '/doors',
        [
          { type: 'list_tools' },
          { type: 'call_tool', tool_name: 'open', arguments: { door: 1 } },
          { type: 'call_tool', tool_name: 'open', arguments: {} },
          { type: 'call_tool', tool_name: 'shut', arguments: {} },
          { message: '1' },
        ],
      ],
    ] as const) {
      const { observation: ofStep, reset_observation: ofReset, state } = (await server.get(`${path}/schema`)).body
      const client = await server.connect(`${path}/ws`)
      const check = (schema: object, { data }: Wire): void => {
        const { observation, reward, done } = data
        expect(compileSchema(schema)({ ...observation, reward, done })).toMatchObject({ ok: true })
      }
      check(ofReset, await client.reset())
      for (const action of actions) check(ofStep, await client.step(action))
      expect(compileSchema(state)((await client.ask({ type: 'state' })).data)).toMatchObject({ ok: true })
      await client.close()
    }
  })

  it('a reset stands alone, and a step is of the task that it names', async () => {
    const { status, body } = await server.post('/doors/reset', { seed: 5 })
    expect(status).toBe(200)
    expect(body).toMatchObject({ reward: null, done: false, metadata: null })
    expect((await server.post('/doors/reset', { seed: '5' })).body).toEqual(body)
    expect((await server.get('/doors/reset', { method: 'POST' })).status).toBe(200)
    expect((await server.post('/doors/step', { action: { message: '1' } })).status).toBe(409)
    const stepped = await server.post('/unjudged/step', { action: { message: 'x' }, seed: 3, timeout_s: 30 })
    expect(stepped.body).toMatchObject({ reward: null, done: true, metadata: { invalid: 'verifier-error' } })
    expect((await server.post('/doors/step', { action: { message: '1' }, index: 3 })).body).toMatchObject({ reward: 0 })
    expect((await server.get('/stats')).body.sessions.open).toBe(0)
  })

  it('a wrong body is told field by field', async () => {
    const locs = []
    for (const [path, body] of [
      ['/unjudged/step', { action: { nonsense: 1 } }],
      ['/unjudged/step', { no_action: 1 }],
      ['/unjudged/step', { action: 'x' }],
      ['/unjudged/step', { action: { message: 'x' }, seed: 1, timeout_s: 0 }],
      ['/unjudged/step', { action: { message: 'x' }, seed: -1 }],
      ['/unjudged/reset', { seed: -1 }],
      ['/unjudged/reset', '{oops'],
      ['/unjudged/task', { split: 'train' }],
      ['/unjudged/task', { split: 'train', index: 1.5 }],
      ['/unjudged/num_tasks', { split: 3 }],
      ['/unjudged/num_tasks', { split: 'train', more: 1 }],
    ] as const) {
      const answer = await server.post(path, body)
      expect(answer.status).toBe(422)
      locs.push(answer.body.detail.map(({ loc }: { loc: string[] }) => loc.join('.')))
    }
    expect(locs).toEqual([
      ['nonsense', 'message'],
      ['body.action'],
      ['body.action'],
      ['body.timeout_s'],
      ['body.seed'],
      ['body.seed'],
      ['body'],
      ['body.index'],
      ['body.index'],
      ['body.split'],
      ['body.more'],
    ])
    expect((await server.get('/unjudged/reset', { method: 'POST', body: '{}' })).status).toBe(415)
  })
})

describe('the task routes', () => {
  it('name environments, splits and tasks, each as `reset` takes it', async () => {
    expect((await server.get('/list_environments')).body).toEqual(['doors', 'unjudged'])
    expect((await server.get('/doors/list_environments')).body).toEqual(['doors'])
    expect((await server.get('/doors/splits')).body).toEqual([
      { name: 'train', type: 'train' },
      { name: 'test', type: 'test' },
    ])
    expect((await server.get('/doors/Doors/splits')).status).toBe(200)
    expect((await server.post('/doors/num_tasks', { split: 'test' })).body).toEqual({ num_tasks: 10_000 })
    const { task } = (await server.post('/doors/task', { split: 'test', index: 4 })).body
    const client = await server.connect('/doors/ws')
    expect((await client.reset(task)).data.observation.text).toBe(task.prompt[0].content)
    await client.close()
    const range = (await server.post('/doors/doors/task_range', { split: 'test', start: 3, stop: 6 })).body
    expect(range.tasks).toHaveLength(3)
    expect(range.tasks[1]).toEqual(task)
    const { tasks, env_name } = (await server.post('/doors/tasks', { split: 'test' })).body
    expect([tasks.length, env_name]).toEqual([10_000, 'doors'])
  })

  it('say what is not there', async () => {
    expect(await server.get('/nowhere/splits')).toEqual({
      status: 404,
      body: { detail: "unknown environment 'nowhere'" },
    })
    expect((await server.get('/doors/unjudged/splits')).status).toBe(404)
    expect((await server.get('/doors/nothing')).body.detail).toContain('Below /doors are /health')
    for (const [path, body] of [
      ['/doors/num_tasks', { split: 'validation' }],
      ['/doors/task', { split: 'test', index: -1 }],
      ['/doors/task_range', { split: 'test', start: 0, stop: 1_000_000 }],
    ] as const)
      expect((await server.post(path, body)).status).toBe(400)
  })
})
