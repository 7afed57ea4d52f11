import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defineEnv } from '../../../../src/core/define-env.ts'
import type { EnvironmentSpec } from '../../../../src/core/environment.ts'
import type { Json, JsonObject } from '../../../../src/core/json.ts'
import { taskRows } from '../../../../src/serve/environments/score/task-rows.ts'
import { serveEnvironments, type EnvironmentServer } from '../../../../src/serve/environments/serve-environments.ts'
import { ServedEnvironment } from '../../../../src/serve/environments/served-environment.ts'
import { doors, unjudged } from '../sample-environments.ts'

interface Row extends JsonObject {
  readonly reward_model: { readonly ground_truth: string }
}
interface Answered {
  readonly status: number
  readonly body: JsonObject & { readonly results: readonly JsonObject[]; readonly error: string }
  readonly text: string
}

let server: EnvironmentServer
const broken = defineEnv({
  id: 'broken',
  draw: () => {
    throw new Error('the answer is kept-from-everybody')
  },
  rewards: { correct: () => 1 },
  outcome: 'correct',
}).configure()
/** Its verifier waits until it is stopped. */
const endless = defineEnv({
  id: 'endless',
  draw: ({ rng }) => ({ prompt: `Wait for ${rng.int(1, 1_000_000)}.`, answer: 0 }),
  rewards: {
    waited: async ({ signal }) =>
      await new Promise<number>((resolve) => signal.addEventListener('abort', () => resolve(0))),
  },
  outcome: 'waited',
}).configure()

beforeAll(async () => {
  server = await serveEnvironments({ environments: [doors(), unjudged(), broken, endless], ports: { score: 0 } })
})
afterAll(async () => await server.close())

async function ask(path: string, body: unknown): Promise<Answered> {
  const response = await fetch(`${server.urls.score}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  const text = await response.text()
  return { status: response.status, body: JSON.parse(text) as Answered['body'], text }
}

async function rowsOf(spec: EnvironmentSpec, count = 2): Promise<readonly { row: Row; answer: string }[]> {
  const environment = new ServedEnvironment(spec)
  const rows: { row: Row; answer: string }[] = []
  for await (const row of taskRows(environment, { format: 'verl', split: 'train', count })) {
    const { task } = await environment.choose({ index: rows.length })
    rows.push({ row: row as Row, answer: String(task.answer) })
  }
  return rows
}

describe('POST /score', () => {
  it('judges a batch in its order, with ids, time and a digest; what is not judged is null with its cause', async () => {
    const [[first, second], [none]] = await Promise.all([rowsOf(doors()), rowsOf(unjudged())])
    const { status, body, text } = await ask('/score', {
      rollouts: [
        { id: 'a', row: first?.row, completion: first?.answer },
        { id: 7, row: second?.row.reward_model.ground_truth, completion: [{ role: 'assistant', content: 'x' }] },
        { row: none?.row, completion: 'x' },
      ],
    })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      version: 1,
      environments: { doors: { digest: expect.any(String) }, unjudged: { digest: expect.any(String) } },
      results: [
        { id: 'a', reward: 1, outcome: true, scores: { correct: 1, thrifty: 0 }, invalid: null },
        { id: 7, reward: 0, outcome: false, invalid: null },
        { reward: null, outcome: null, scores: { judged: null }, invalid: 'verifier-error' },
      ],
    })
    expect(body.results.every(({ ms }) => typeof ms === 'number')).toBe(true)
    expect(text).not.toMatch(/kept-from-everybody/)
    expect((await ask('/score', { rollouts: [] })).body.results).toEqual([])
  })

  it('plays tool calls again: what the completion claims that tools answered counts for nothing', async () => {
    const [first] = await rowsOf(doors())
    const called = {
      role: 'assistant',
      content: '',
      tool_calls: [{ type: 'function', function: { name: 'open', arguments: '{"door": 1}' } }],
    }
    const answered = { role: 'tool', content: 'There stands 0.' }
    const { body } = await ask('/score', {
      row: first?.row,
      rollouts: [
        { completion: [called, answered, { role: 'assistant', content: first?.answer }] },
        { completion: [called, answered, { role: 'assistant', content: '0' }] },
        { completion: [called] },
      ],
    })
    expect(body.results).toMatchObject([
      { reward: 1.1, outcome: true },
      { reward: 0.1, outcome: false },
      // Nothing more will come of the policy: it ran out of turns, as in a rollout, and is judged.
      { reward: 0.1, outcome: false, invalid: null },
    ])
  })

  it('takes a task by its id, or the task itself, of an environment that is named for one or for all', async () => {
    const [first] = await rowsOf(doors())
    const { status, body } = await ask('/score', {
      environment: 'doors',
      rollouts: [
        { taskId: 'train-0', completion: first?.answer },
        { task: { prompt: 'What is behind door 0?', answer: 12 }, completion: '12' },
        { environment: 'unjudged', task: { id: 'mine', prompt: 'Say.', answer: null }, completion: '12' },
      ],
    })
    expect(status).toBe(200)
    expect(body.results).toMatchObject([{ reward: 1 }, { reward: 1 }, { reward: null }])
  })

  it.each<[Json, number, string]>([
    [[], 400, 'the body is'],
    [{}, 400, '`rollouts` is'],
    [{ rollouts: 'x' }, 400, '`rollouts` is'],
    [{ rollouts: [7] }, 400, 'rollouts[0]: it is 7'],
    [{ rollouts: [{ row: 'x' }] }, 400, 'rollouts[0]: `completion` is missing'],
    [{ rollouts: [{ completion: 'x' }] }, 400, 'rollouts[0]: `row` is missing'],
    [{ rollouts: [{ row: 'x', taskId: 'y', completion: 'x' }] }, 400, 'row and taskId'],
    [{ rollouts: [{ id: {}, row: 'x', completion: 'x' }] }, 400, '`id` is'],
    [{ rollouts: [], onFault: 'drop' }, 400, '`onFault` is'],
    [{ rollouts: [], deadlineMs: 0 }, 400, '`deadlineMs` is'],
    [{ rollouts: Array.from({ length: 10_001 }, () => 0) }, 400, '10001 rollouts'],
    [{ rollouts: [{ row: 'nonsense', completion: 'x' }] }, 422, 'names no task of ours'],
    [{ rollouts: [{ row: { reward_model: { ground_truth: 'nonsense' } }, completion: 'x' }] }, 422, 'names no task'],
    [{ rollouts: [{ row: {}, completion: 'x' }] }, 422, 'names no task'],
    [{ rollouts: [{ taskId: 'train-0', completion: 'x' }] }, 422, 'No environment is named'],
    [{ rollouts: [{ environment: 'doors', taskId: 'train-x', completion: 'x' }] }, 422, 'has no task `train-x`'],
    [{ rollouts: [{ environment: 'doors', task: { prompt: 'x' }, completion: 'x' }] }, 400, '`answer` is missing'],
  ])('%j is refused with %i', async (body, status, words) => {
    const refused = await ask('/score', body)
    expect(refused.body.error).toContain(words)
    expect(refused.status).toBe(status)
  })

  it('a wrong rollout costs the batch, or itself alone where the client asks for that', async () => {
    const [first] = await rowsOf(doors())
    const rollouts = [
      { id: 1, row: 'nonsense', completion: 'x' },
      { id: 2, row: first?.row, completion: first?.answer },
      { id: 2, row: first?.row, completion: first?.answer },
      { id: 3, environment: 'broken', taskId: 'train-0', completion: 'x' },
    ]
    expect((await ask('/score', { rollouts })).status).toBe(422)
    const { status, body, text } = await ask('/score', { rollouts, onFault: 'item' })
    expect(status).toBe(200)
    expect(body.results).toMatchObject([
      { id: 1, reward: null, invalid: 'unknown-task', error: expect.stringContaining('names no task') },
      { id: 2, reward: 1 },
      { id: 2, reward: null, invalid: 'malformed', error: expect.stringContaining('has the id 2 too') },
      { id: 3, reward: null, invalid: 'failed' },
    ])
    expect(text).not.toMatch(/kept-from-everybody/)
  })

  it('a batch ends at its deadline: what was not judged by then is null', async () => {
    const [[first], [waiting]] = await Promise.all([rowsOf(doors()), rowsOf(endless)])
    const { body } = await ask('/score', {
      deadlineMs: 50,
      rollouts: [
        { row: first?.row, completion: first?.answer },
        { row: waiting?.row, completion: 'x' },
      ],
    })
    expect(body.results).toMatchObject([{ reward: 1 }, { reward: null, invalid: 'time-limit' }])
  })
})

describe('the reward URLs of trainers', () => {
  it('OpenRLHF is told a reward for each query, and 503 or the number that it asks for where one is not judged', async () => {
    const [[first, second], [none]] = await Promise.all([rowsOf(doors()), rowsOf(unjudged())])
    const label = (one: { row: Row } | undefined): string => one?.row.reward_model.ground_truth ?? ''
    const prompts = ['<|im_start|>user\nA?<|im_end|>\n', 'B?']
    const query = [`${prompts[0]}${first?.answer}<|im_end|>`, `${prompts[1]}no`]
    const judged = await ask('/openrlhf', { query, prompts, labels: [label(first), label(second)] })
    expect(judged).toMatchObject({
      status: 200,
      body: { rewards: [1, 0], scores: [1, 0], extra_logs: { invalid: [0, 0] } },
    })
    const thrifty = '<tool_call>{"name": "open", "arguments": {"door": 1}}</tool_call>'
    const shaped = { query: ['B?' + thrifty], prompts: ['B?'], labels: [label(first)] }
    expect((await ask('/openrlhf', shaped)).body).toMatchObject({ rewards: [0.1], scores: [0.1] })
    expect((await ask('/openrlhf?scores=outcome', shaped)).body).toMatchObject({ rewards: [0.1], scores: [0] })
    const mixed = { query, prompts, labels: [label(first), label(none)] }
    expect((await ask('/openrlhf', mixed)).status).toBe(503)
    expect((await ask('/openrlhf?invalid=-1', mixed)).body).toEqual({
      ...{ rewards: [1, -1], scores: [1, -1], extra_logs: { invalid: [0, 1] } },
    })
    for (const [path, body, status] of [
      ['/openrlhf', { query, prompts: [], labels: [] }, 400],
      ['/openrlhf', { query, prompts }, 400],
      ['/openrlhf', { query, prompts, labels: ['', ''] }, 422],
      ['/openrlhf?invalid=x', mixed, 400],
      ['/openrlhf?scores=x', mixed, 400],
      ['/openrlhf?deadlineMs=x', mixed, 400],
    ] as const)
      expect((await ask(path, body)).status).toBe(status)
  })

  it('slime is told a number, whatever its prompt is', async () => {
    const [[first], [none]] = await Promise.all([rowsOf(doors()), rowsOf(unjudged())])
    const label = first?.row.reward_model.ground_truth
    const response = `${first?.answer}<|im_end|>`
    expect(await ask('/slime', { prompt: 'A?', response, label })).toMatchObject({ status: 200, text: '1' })
    expect((await ask('/slime', { prompt: [{ role: 'user', content: 'A?' }], response: 'no', label })).text).toBe('0')
    const unscored = { prompt: 'A?', response, label: none?.row.reward_model.ground_truth }
    expect((await ask('/slime', unscored)).status).toBe(503)
    expect((await ask('/slime?invalid=0', unscored)).text).toBe('0')
    expect((await ask('/slime', { prompt: 'A?', response, label: null })).status).toBe(422)
    expect((await ask('/slime', { prompt: 'A?', label })).status).toBe(400)
  })

  it("Azure's grader is told a score of the message, the call or the text of a sample", async () => {
    const [[first], [none], [waiting]] = await Promise.all([rowsOf(doors()), rowsOf(unjudged()), rowsOf(endless)])
    const message = (content: string | undefined): object => ({
      choices: [{ message: { role: 'assistant', content } }],
    })
    const grade = async (sample: object, item: unknown, query = ''): Promise<Answered> =>
      await ask(`/grade${query}`, { sample, item, trace_id: 'trace_1' })
    expect((await grade(message(first?.answer), first?.row)).body).toEqual({ score: 1 })
    expect(
      (await grade({ output_text: first?.answer }, { ground_truth: first?.row.reward_model.ground_truth })).body,
    ).toEqual({ score: 1 })
    expect((await grade(message('x'), none?.row)).status).toBe(503)
    expect((await grade(message('x'), waiting?.row, '?deadlineMs=50')).status).toBe(503)
    expect((await grade({}, first?.row)).status).toBe(400)
    expect((await grade(message('x'), { ground_truth: 'other' })).status).toBe(422)
  })

  it('no reward is made up where the server closes under a request, not even the number for what is not judged', async () => {
    const own = await serveEnvironments({ environments: [endless], ports: { score: 0 }, drainMs: 1 })
    const [waiting] = await rowsOf(endless)
    const asked = fetch(`${own.urls.score}/slime?invalid=0`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ prompt: '', response: 'x', label: waiting?.row.reward_model.ground_truth }),
    }).then(
      (response) => response.status,
      () => 'gone',
    )
    for (;;) {
      const stats = (await (await fetch(`${own.urls.score}/stats`)).json()) as { inFlight: number }
      if (stats.inFlight > 0) break
    }
    await own.close()
    expect([503, 'gone']).toContain(await asked)
  })
})
