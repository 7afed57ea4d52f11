// As the agents of NeMo Gym 0.7 and 0.4 ask: their requests, frame by frame, by fetch.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defineEnv } from '../../../../src/core/define-env.ts'
import type { EnvironmentSpec } from '../../../../src/core/environment.ts'
import type { JsonObject } from '../../../../src/core/json.ts'
import { nemoGymRows } from '../../../../src/serve/environments/nemo-gym/task-rows.ts'
import { serveEnvironments, type EnvironmentServer } from '../../../../src/serve/environments/serve-environments.ts'
import { ServedEnvironment } from '../../../../src/serve/environments/served-environment.ts'
import { doors, unjudged } from '../sample-environments.ts'

/** One turn; the answer is in the task alone. */
function codes(): EnvironmentSpec {
  return defineEnv({
    id: 'codes',
    draw: ({ rng }) => ({ prompt: `Code ${rng.int(1, 1_000_000)}?`, answer: `secret-${rng.int(1, 1_000_000)}` }),
    rewards: { right: ({ task, reply }) => reply === task.answer },
    outcome: 'right',
  }).configure()
}

/** Two turns by `observe`. */
function greeting(): EnvironmentSpec {
  return defineEnv({
    id: 'greeting',
    draw: () => ({ prompt: 'Say hello, then goodbye.', answer: 'goodbye' }),
    observe: ({ messages }) => (messages.length < 3 ? 'And now?' : null),
    rewards: { polite: ({ task, reply }) => reply === task.answer },
    outcome: 'polite',
  }).configure()
}

const specs = [codes(), doors(), unjudged(), greeting()]
let server: EnvironmentServer
const rows = new Map<string, JsonObject[]>()
/** All that was sent to clients. */
let sent = ''

beforeAll(async () => {
  server = await serveEnvironments({ environments: specs, ports: { 'nemo-gym': 0 }, maxSessions: 4 })
  for (const spec of specs)
    rows.set(
      spec.id,
      await Array.fromAsync(nemoGymRows(new ServedEnvironment(spec), { split: 'train', count: 3, agent: 'a' })),
    )
})
afterAll(async () => await server.close())

function rowOf(name: string, index = 0): JsonObject {
  return rows.get(name)?.[index] as JsonObject
}

async function answerOf(name: string, index = 0): Promise<unknown> {
  const { task } = await new ServedEnvironment(specs.find(({ id }) => id === name) as EnvironmentSpec).choose({ index })
  return task.answer
}

interface Told {
  readonly status: number
  readonly text: string
  readonly body: JsonObject
  readonly cookie: string
}

async function post(path: string, body: unknown, cookie = ''): Promise<Told> {
  const response = await fetch(`${server.urls['nemo-gym']}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(cookie !== '' && { cookie }) },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  const text = await response.text()
  sent += `${text}\n`
  const [set = ''] = response.headers.getSetCookie()
  const read = (): JsonObject => {
    try {
      return JSON.parse(text) as JsonObject
    } catch {
      return {}
    }
  }
  return { status: response.status, text, body: read(), cookie: set.split(';')[0] ?? '' }
}

const said = (text: string): JsonObject => ({
  type: 'message',
  id: 'msg_1',
  role: 'assistant',
  status: 'completed',
  content: [{ type: 'output_text', text, annotations: [] }],
})

const response = (...output: JsonObject[]): { response: JsonObject } => ({
  response: { id: 'resp_1', object: 'response', created_at: 1, model: 'm', output },
})

describe('an environment without tools', () => {
  it('is judged from the row alone, and the request comes back as it was', async () => {
    const answer = (await answerOf('codes')) as string
    const right = { ...rowOf('codes'), ...response({ type: 'reasoning', id: 'r', summary: [] }, said(answer)) }
    const verified = await post('/verify', right)
    expect(verified.body).toEqual({ ...right, reward: 1, resolved: true, reward_components: { right: 1 } })
    sent = sent.replaceAll(answer, '')
    const wrong = await post('/ng-rollout/0-1-a2/verify', { ...rowOf('codes'), ...response(said('hm')) })
    expect(wrong.body).toMatchObject({ reward: 0, resolved: false })
    expect(wrong.body).not.toHaveProperty('mask_sample')
    expect((await post('/seed_session', rowOf('codes'))).body).toEqual({})
  })

  it('is played turn by turn where it has several, from what was said in all', async () => {
    const turns = [said('hello'), { role: 'user', content: 'And now?', type: 'message' }, said('goodbye')]
    expect((await post('/verify', { ...rowOf('greeting'), ...response(...turns) })).body['reward']).toBe(1)
    const cut = await post('/verify', { ...rowOf('greeting'), ...response(said('hello')) })
    expect(cut.body).toMatchObject({ reward: 0, resolved: false })
    expect(cut.body).not.toHaveProperty('mask_sample')
  })

  it('has a reward of null as a mask, or as an HTTP error for one who asks for that', async () => {
    const asked = { ...rowOf('unjudged'), ...response(said('anything')) }
    expect((await post('/verify', asked)).body).toMatchObject({
      reward: 0,
      mask_sample: true,
      failure_kind: 'verifier_error',
      _ng_failure_class: 'verifier_error',
    })
    const { rlvr } = asked as { rlvr?: JsonObject }
    const refused = await post('/verify', { ...asked, rlvr: { ...rlvr, invalid: 'error' } })
    expect(refused).toMatchObject({
      status: 500,
      body: { error: expect.stringContaining('Not judged (verifier_error)') },
    })
    const failed = { ...rowOf('codes'), response: { output: [], status: 'failed' } }
    expect((await post('/verify', failed)).body).toMatchObject({ mask_sample: true, failure_kind: 'agent_run_error' })
  })
})

describe('an environment with tools', () => {
  it('keeps its session by the cookie that every reply sets', async () => {
    const answer = String(await answerOf('doors'))
    const seeded = await post('/seed_session', rowOf('doors'))
    expect(seeded.body).toEqual({})
    const opened = await post('/open', { door: 1 }, seeded.cookie)
    expect(opened).toMatchObject({ status: 200, text: `There stands ${answer}.`, cookie: seeded.cookie })
    const trajectory = [
      { type: 'function_call', call_id: 'c', name: 'open', arguments: '{"door": 1}' },
      { type: 'function_call_output', call_id: 'c', output: opened.text },
      {
        ...said(''),
        content: [
          { type: 'output_text', text: answer.slice(0, 1) },
          { type: 'output_text', text: answer.slice(1) },
        ],
      },
    ]
    const asked = { ...rowOf('doors'), ...response(...trajectory) }
    const verified = await post('/verify', asked, opened.cookie)
    expect(verified).toMatchObject({ body: { reward: 1.1, resolved: true }, cookie: seeded.cookie })
    // The answer was lost on its way: the client asks again.
    expect((await post('/verify', asked, opened.cookie)).body['reward']).toBe(1.1)
    const other = await post('/verify', { ...rowOf('doors'), ...response(said('1')) }, opened.cookie)
    expect(other.body).toMatchObject({ mask_sample: true, failure_kind: 'session_expired' })
  })

  it('tells the model of unknown tools and wrong arguments, and goes on', async () => {
    const { cookie } = await post('/seed_session', rowOf('doors', 1))
    expect(await post('/close_door', {}, cookie)).toMatchObject({
      status: 404,
      text: expect.stringContaining('There is no tool `close_door`'),
    })
    expect(await post('/open', { door: 'x' }, cookie)).toMatchObject({
      status: 422,
      text: expect.stringContaining('door'),
    })
    expect(await post('/open', [1], cookie)).toMatchObject({ status: 422, text: expect.stringContaining('an object') })
    expect((await post('/open', { door: 1 }, cookie)).status).toBe(200)
    const { body } = await post('/verify', { ...rowOf('doors', 1), ...response(said('1')) }, cookie)
    expect(body['reward']).toBeCloseTo(0.1)
  })

  it('counts replies as turns, not the calls that come at once', async () => {
    const { cookie } = await post('/seed_session', rowOf('doors', 2))
    const calls = await Promise.all(Array.from({ length: 8 }, async (_, door) => await post('/open', { door }, cookie)))
    expect(calls.map(({ status }) => status)).toEqual(Array(8).fill(200))
    const made = calls.map((_, index) => ({
      type: 'function_call',
      call_id: `${index}`,
      name: 'open',
      arguments: '{"door": 1}',
    }))
    const answered = made.map(({ call_id }) => ({ type: 'function_call_output', call_id, output: '' }))
    const last = said(String(await answerOf('doors', 2)))
    const { body } = await post('/verify', { ...rowOf('doors', 2), ...response(...made, ...answered, last) }, cookie)
    expect(body['reward']).toBe(1)
  })

  it('masks what was lost: no session, one of another start, one that was closed', async () => {
    const asked = { ...rowOf('doors'), ...response(said('1')) }
    expect(await post('/open', { door: 1 })).toMatchObject({ status: 409, text: expect.stringContaining('session') })
    const lost = { reward: 0, mask_sample: true, failure_kind: 'session_lost' }
    expect((await post('/verify', asked)).body).toMatchObject(lost)
    expect((await post('/verify', asked, 'rlvr_session=abc.def')).body).toMatchObject({
      ...lost,
      failure_reason: expect.stringContaining('started anew'),
    })
    const { cookie } = await post('/seed_session', rowOf('doors'))
    const other = { ...rowOf('doors', 1), ...response(said('1')) }
    expect((await post('/verify', other, cookie)).status).toBe(422)
    await post('/verify', asked, cookie)
  })
})

describe('an episode turn by turn', () => {
  it('runs the tools itself, says what the user says, and may be asked for a step again', async () => {
    const reset = await post('/reset', rowOf('doors'))
    expect(reset.body).toMatchObject({ observation: null, info: { supports_explicit_close: true } })
    const asked = {
      ...rowOf('doors'),
      ...response({ type: 'function_call', call_id: 'c7', name: 'open', arguments: '{"door": 1}' }),
      _ng_step_request_id: 'once',
    }
    const output = `There stands ${String(await answerOf('doors'))}.`
    for (let i = 0; i < 2; i++)
      expect((await post('/step', asked, reset.cookie)).body).toMatchObject({
        observation: null,
        reward: 0,
        terminated: false,
        info: { tool_outputs: [{ call_id: 'c7', output }] },
      })
    const last = { ...rowOf('doors'), ...response(said(String(await answerOf('doors')))) }
    expect((await post('/step', last, reset.cookie)).body).toMatchObject({ reward: 1.1, terminated: true })
    expect((await post('/step', last, reset.cookie)).status).toBe(409)
    expect((await post('/close', {}, reset.cookie)).body).toEqual({})

    const greeted = await post('/reset', rowOf('greeting'))
    const first = await post('/step', { ...rowOf('greeting'), ...response(said('hello')) }, greeted.cookie)
    expect(first.body).toMatchObject({ observation: 'And now?', terminated: false })
    const second = await post('/step', { ...rowOf('greeting'), ...response(said('goodbye')) }, greeted.cookie)
    expect(second.body).toMatchObject({ observation: null, reward: 1, terminated: true, info: { resolved: true } })
    await post('/close', {}, greeted.cookie)
  })

  it('is an error where it could not be judged, and without a session', async () => {
    const asked = { ...rowOf('unjudged'), ...response(said('x')) }
    expect((await post('/step', asked)).status).toBe(409)
    const { cookie } = await post('/reset', rowOf('unjudged'))
    expect(await post('/step', asked, cookie)).toMatchObject({
      status: 500,
      body: { error: expect.stringContaining('Not judged') },
    })
    await post('/close', {}, cookie)
  })
})

describe('a session that an Environment Server names', () => {
  const seed = (id: string, attempt = 0): JsonObject => ({
    resources_session_id: id,
    episode_id: { rollout_id: 'r', attempt },
    task_id: { taskset: 't', task_id: '0' },
    task_data: { rlvr: rowOf('doors')['rlvr'] as JsonObject },
  })
  const close = (id: string): JsonObject => ({ resources_session_id: id, episode_id: { rollout_id: 'r', attempt: 0 } })

  it('is the same for the same id, and never again once it is closed', async () => {
    const [first, again] = await Promise.all([post('/seed_session', seed('a')), post('/seed_session', seed('a'))])
    expect(first.body).toEqual({ resources_session_id: 'a' })
    expect(again.cookie).toBe(first.cookie)
    expect((await post('/open', { door: 1 }, first.cookie)).status).toBe(200)
    expect((await post('/seed_session', seed('a', 1))).status).toBe(409)
    for (const id of ['a', 'a', 'never'])
      expect(await post('/close_session', close(id))).toMatchObject({ status: 200, body: { resources_session_id: id } })
    for (const id of ['a', 'never']) expect((await post('/seed_session', seed(id))).status).toBe(409)
    expect((await post('/open', { door: 1 }, first.cookie)).status).toBe(409)
    expect((await post('/verify', { ...rowOf('doors'), ...response(said('1')) }, first.cookie)).body).toMatchObject({
      failure_kind: 'session_lost',
      failure_reason: expect.stringContaining('closed'),
    })
  })

  it('that could not begin may be asked for again', async () => {
    const bad = { ...seed('b'), task_data: { rlvr: { env: 'nowhere' } } }
    expect((await post('/seed_session', bad)).status).toBe(422)
    expect((await post('/seed_session', seed('b'))).status).toBe(200)
    await post('/close_session', close('b'))
  })
})

describe('the server', () => {
  it('answers what is malformed in one sentence, with a cookie, and others go on', async () => {
    const row = rowOf('codes')
    for (const [path, body, status] of [
      ['/verify', {}, 422],
      ['/verify', '{"a": ', 400],
      ['/verify', [], 422],
      ['/verify', row, 422],
      ['/verify', { ...row, response: { output: 'no' } }, 422],
      ['/verify', { ...response(said('x')), responses_create_params: { input: [] } }, 422],
      ['/verify', { ...row, ...response(said('x')), rlvr: { ...(row['rlvr'] as JsonObject), prompt: '0' } }, 422],
      ['/seed_session', { responses_create_params: { input: [] } }, 422],
      ['/seed_session', { resources_session_id: 'c' }, 422],
      ['/close_session', {}, 422],
      ['/aggregate_metrics', {}, 422],
    ] as const) {
      const told = await post(path, body)
      expect([path, told.status, told.text]).toEqual([
        path,
        status,
        expect.stringMatching(/xpected|is another one here/),
      ])
      expect(told.cookie).toMatch(/^rlvr_session=/)
    }
    expect((await post('/verify', { ...row, ...response(said('x')) })).status).toBe(200)
  })

  it('says that it is full with 503, and takes sessions again when one has ended', async () => {
    const seeded = []
    for (let i = 0; i < 5; i++) seeded.push(await post('/seed_session', rowOf('doors')))
    expect(seeded.map(({ status }) => status)).toEqual([200, 200, 200, 200, 503])
    for (const { cookie } of seeded.slice(0, 4))
      await post('/verify', { ...rowOf('doors'), ...response(said('1')) }, cookie)
    const { status, cookie } = await post('/seed_session', rowOf('doors'))
    expect(status).toBe(200)
    await post('/verify', { ...rowOf('doors'), ...response(said('1')) }, cookie)
  })

  it('tells that it lives, how it verifies again, and metrics', async () => {
    for (const path of ['/', '/health', '/livez', '/healthz', '/readyz'])
      expect((await fetch(`${server.urls['nemo-gym']}${path}`)).status).toBe(200)
    expect(await (await fetch(`${server.urls['nemo-gym']}/reverify_mode`)).json()).toBe('unknown')
    const { body } = await post('/aggregate_metrics', { verify_responses: [{ _ng_task_index: 0, reward: 1 }] })
    expect(body['key_metrics']).toEqual({ 'mean/reward': 1 })
  })

  it('sends the answer to nobody who did not have it', async () => {
    for (const secret of [await answerOf('codes'), await answerOf('codes', 1), await answerOf('unjudged')])
      expect(sent).not.toContain(secret)
  })
})
