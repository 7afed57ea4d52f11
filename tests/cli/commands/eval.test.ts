import { spawn, type ChildProcess } from 'node:child_process'
import { cpSync, readFileSync, readdirSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { evaluate, scriptedPolicy, type EvaluationSummary } from '../../../src/index.ts'
import { episodeLines } from '../../record/episode-lines.ts'
import { folderWith, rowsOf, runRlvrHere } from '../run-rlvr.ts'

/** The base URL of a server on this machine that lives as long as the test. */
async function serve(
  answer: (count: number, respond: (status: number, body: unknown, type?: string) => void) => void,
): Promise<string> {
  let count = 0
  const server = createServer((_request, response) => {
    answer(++count, (status, body, type = 'application/json') => {
      response.writeHead(status, { 'content-type': type })
      response.end(type === 'application/json' ? JSON.stringify(body) : String(body))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
}

const hello = { choices: [{ message: { content: 'Hello.' }, finish_reason: 'stop' }] }

/** Refuses every fourth request. */
async function brokenServer(): Promise<string> {
  return await serve((count, respond) => (count % 4 === 0 ? respond(400, 'too long') : respond(200, hello)))
}

test('gold answers solve everything, as a table on stdout and a run on disk', async () => {
  const folder = await folderWith({})
  const given = ['eval', 'countdown', '-m', 'scripted:gold', '-n', '20', '-r', '4', '-o', 'level=3']
  const { code, stdout, stderr } = await runRlvrHere(folder, given)
  expect(stderr).toContain('80/80 episodes')
  expect(code).toBe(0)
  expect(stdout).toContain('countdown · scripted:gold · test · 20 tasks × 4 replies')
  expect(stdout).toMatch(/outcome_all +1\.0000 +\[0\.8389, 1\.0000\]/)
  expect(stdout).toMatch(/pass@4 +1\.0000 +\[0\.8389, 1\.0000\] +wilson over 20 tasks/)
  const [run = ''] = readdirSync(join(folder, 'runs'))
  expect(run).toMatch(/^countdown--eval--\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d$/)
  expect(readdirSync(join(folder, 'runs', run)).sort()).toEqual([
    'config.json',
    'episodes.index.jsonl',
    'episodes.jsonl.gz',
    'metrics.jsonl',
    'summary.json',
  ])
})

test('--json prints the summary alone, and a low outcome rate ends with 1 under a threshold', async () => {
  const folder = await folderWith({})
  const given = [
    'eval',
    'countdown',
    '-m',
    'scripted:empty',
    '-n',
    '10',
    '--json',
    '--threshold',
    '0.5',
    '-o',
    'prompt=compact',
  ]
  const { code, stdout, stderr } = await runRlvrHere(folder, given)
  expect(code).toBe(1)
  expect(stderr).toContain('below the threshold of 0.5')
  const [summary] = rowsOf(stdout) as EvaluationSummary[]
  expect(summary).toMatchObject({ tasks: 10, outcome: { value: 0, method: 'wilson' }, options: { prompt: 'compact' } })
})

test('replies that could not be judged are counted, and end with 1 above the tolerance', async () => {
  const folder = await folderWith({})
  const url = await brokenServer()
  const given = ['eval', 'countdown', '-m', `openai:m@${url}`, '-n', '4', '--json', '-c', '1']
  const { code, stdout, stderr } = await runRlvrHere(folder, given)
  expect(stderr).toContain('1 of 4 replies could not be judged: over the tolerance of 0.1')
  expect(stderr).toContain('answered with status 400: "too long".')
  expect(code).toBe(1)
  expect(rowsOf(stdout)).toMatchObject([
    {
      replies: 3,
      asked: 4,
      failures: { unjudged: 1, causes: [{ cause: 'RLVR_POLICY', count: 1 }] },
      outcome: { tasks: 2 },
    },
  ])
  const tolerant = await runRlvrHere(folder, [...given, '--tolerance', '0.5'])
  expect(tolerant.code).toBe(0)
  expect(tolerant.stderr).toContain('could not be judged')
})

const page = '<!DOCTYPE html><html><head><style>p { color: red }</style></head><body><p>It works!</p></body></html>'

test.each([
  ['400', 400, { error: { message: '`top_k` is not supported' } }, 'status 400: `top_k` is not supported.'],
  [
    '401',
    401,
    { error: { message: 'Incorrect API key provided' } },
    'status 401: Incorrect API key provided. Check the API key',
  ],
  ['404', 404, { detail: 'no model m' }, 'status 404: no model m. Check the base URL and the name of the model'],
  ['404 with a page', 404, page, 'status 404: It works!'],
  ['200 with a page', 200, page, 'should answer with JSON; it sent: <!DOCTYPE html>'],
  ['another JSON', 200, { models: [] }, 'no chat completion: expected `choices[0].message.content`, got {"models":[]}'],
  [
    'an error of ours with status 200',
    200,
    { error: { message: 'no key', code: 401 } },
    'answered with an error: no key.',
  ],
])('a server that answers with %s is asked once, and its words reach the terminal', async (_, status, body, words) => {
  const folder = await folderWith({})
  let asked = 0
  const url = await serve((count, respond) => {
    asked = count
    respond(status, body, typeof body === 'string' ? 'text/html' : 'application/json')
  })
  const { code, stdout, stderr } = await runRlvrHere(folder, ['eval', 'countdown', '-m', `openai:m@${url}`, '-n', '10'])
  expect(stderr).toContain(words)
  expect([code, stdout, asked]).toEqual([1, '', 1])
})

test.each([
  ['no choices', { choices: [] }, 'answered without a choice. Given up after 2 tries.'],
  ['an error of its own', { error: 'out of memory' }, 'answered with an error: out of memory. Given up after 2 tries.'],
])('a server that answers with %s under status 200 is asked once more', async (_, body, words) => {
  const folder = await folderWith({})
  let asked = 0
  const url = await serve((count, respond) => {
    asked = count
    respond(200, body)
  })
  const { code, stderr } = await runRlvrHere(folder, ['eval', 'countdown', '-m', `openai:m@${url}`, '-n', '10'])
  expect(stderr).toContain(words)
  expect([code, asked]).toEqual([1, 2])
})

test('content as a list of parts is read as their text', async () => {
  const folder = await folderWith({})
  const content = [
    { type: 'text', text: 'Hel' },
    { type: 'text', text: 'lo.' },
  ]
  const url = await serve((_, respond) => respond(200, { choices: [{ message: { content }, finish_reason: 'stop' }] }))
  const ended = await runRlvrHere(folder, ['eval', 'countdown', '-m', `openai:m@${url}`, '-n', '2', '--json'])
  expect(ended.code, ended.stderr).toBe(0)
  const [{ run }] = rowsOf(ended.stdout) as [{ run: string }]
  const first = JSON.parse(episodeLines(join(folder, run))[0] ?? '') as { messages: { content: string }[] }
  expect(first.messages.at(-1)?.content).toBe('Hello.')
})

test('a port where nobody listens is told in seconds', async () => {
  const folder = await folderWith({})
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  const given = ['eval', 'countdown', '-m', `openai:m@http://127.0.0.1:${port}/v1`, '-n', '100', '-r', '4']
  const { code, stderr } = await runRlvrHere(folder, given)
  expect(stderr).toContain(`127.0.0.1:${port}/v1/chat/completions could not be reached`)
  expect(stderr).toContain('ECONNREFUSED')
  expect(code).toBe(1)
})

test('a split with fewer different tasks than asked for is said to have no more', async () => {
  const folder = await folderWith({})
  const { stdout } = await runRlvrHere(folder, ['eval', 'countdown', '-m', 'scripted:gold', '-n', '200'])
  expect(stdout).toMatch(/\d+ tasks \(of 200 asked: the split has no more different ones\) × 1 reply/)
})

test('Ctrl-C leaves a run that goes on where it stopped', async () => {
  const folder = await folderWith({})
  const children: ChildProcess[] = []
  const url = await serve((count, respond) => {
    if (count === 12) children[0]?.kill('SIGINT')
    setTimeout(() => respond(200, hello), 5)
  })
  const program = new URL('../../../src/cli/main.ts', import.meta.url).pathname
  const given = ['eval', 'countdown', '-m', `openai:m@${url}`, '-n', '30', '-c', '2', '-o', 'level=3']
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, ...given], { cwd: folder })
  children.push(child)
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const code = await new Promise((resolve) => child.on('close', resolve))
  const [, path = ''] = /rlvr eval --resume (\S+)/.exec(stderr) ?? []
  expect(code).toBe(130)
  const before = episodeLines(join(folder, path)).length
  expect(before).toBeGreaterThan(5)
  expect(before).toBeLessThan(30)

  const changed = await runRlvrHere(folder, ['eval', '--resume', path, '-n', '40'])
  expect([changed.code, changed.stderr]).toEqual([2, expect.stringContaining('The run began with taskCount 30')])
  const again = await runRlvrHere(folder, ['eval', '--resume', path, '--json'])
  expect(again.code).toBe(0)
  expect(rowsOf(again.stdout)).toMatchObject([{ tasks: 30, replies: 30, outcome: { value: 0 } }])
  const records = episodeLines(join(folder, path)).map((line) => JSON.parse(line) as { id: string })
  expect(records).toHaveLength(30)
  expect(new Set(records.map(({ id }) => id)).size).toBe(30)
})

test('an evaluation that an earlier version began with plain lines goes on with them', async () => {
  const folder = await folderWith({})
  cpSync(new URL('../../fixtures/plain-evaluation', import.meta.url).pathname, join(folder, 'run'), { recursive: true })
  const before = readFileSync(join(folder, 'run', 'episodes.jsonl'), 'utf8')
  const ended = await runRlvrHere(folder, ['eval', '--resume', 'run', '--json'])
  expect(ended.code, ended.stderr).toBe(0)
  expect(rowsOf(ended.stdout)).toMatchObject([{ tasks: 3, replies: 6, outcome: { value: 1 } }])
  const after = readFileSync(join(folder, 'run', 'episodes.jsonl'), 'utf8')
  expect(after.startsWith(before)).toBe(true)
  expect([rowsOf(before).length, rowsOf(after).length]).toEqual([4, 6])
})

test('what is under way when an evaluation stops counts in its words as in its table', async () => {
  const url = await serve((count, respond) => (count === 1 ? respond(200, hello) : respond(400, 'too long')))
  const given = ['eval', 'countdown', '-m', `openai:m@${url}`, '-n', '12', '-c', '12', '--json']
  const { stdout, stderr } = await runRlvrHere(await folderWith({}), given)
  const [{ failures } = { failures: { unjudged: -1 } }] = rowsOf(stdout) as { failures: { unjudged: number } }[]
  expect(stderr).toContain(`${failures.unjudged} of 12 replies could not be judged: over the tolerance`)
})

test('an evaluation that is to be trained on, and the other way round, is sent to its own command', async () => {
  const folder = await folderWith({})
  await runRlvrHere(folder, ['eval', 'countdown', '-m', 'scripted:gold', '-n', '1'])
  const [run = ''] = readdirSync(join(folder, 'runs'))
  const { code, stderr } = await runRlvrHere(folder, ['train', '--resume', join('runs', run)])
  expect([code, stderr]).toEqual([2, expect.stringContaining(`\`rlvr eval --resume runs/${run}\``)])
})

test('an evaluation that was made in code is gone on with there', async () => {
  const folder = await folderWith({})
  const policy = scriptedPolicy('', { name: 'mine' })
  await evaluate({ environment: 'countdown', policy, tasks: 2, run: join(folder, 'run') })
  const { code, stderr } = await runRlvrHere(folder, ['eval', '--resume', 'run'])
  expect([code, stderr]).toEqual([2, expect.stringContaining('was made in code, by `evaluate({ run })`')])
})

test.each([
  [['eval', 'countdwn', '-m', 'scripted:gold'], 'Did you mean `countdown`?'],
  [
    ['eval', 'countdown', '-m', 'Qwen/Qwen2.5-0.5B'],
    'Unknown policy `Qwen/Qwen2.5-0.5B`. Did you mean `hf:Qwen/Qwen2.5-0.5B`?',
  ],
  [['eval', 'countdown', '-m', './nowhere'], 'There is no such path.'],
  [['eval', 'countdown', '-m', 'scripted:silver'], 'Unknown policy `scripted:silver`. Expected `scripted:gold`'],
  [['eval', 'countdown'], 'Name a policy'],
  [['eval'], 'Name an environment'],
  [['eval', 'countdown', '-m', 'scripted:gold', '-n', 'many'], 'Expected a whole number from 1'],
  [['eval', 'countdown', '-m', 'scripted:gold', '-o', 'levle=2'], 'Did you mean `level`?'],
  [['eval', 'countdown', '-m', 'scripted:gold', '--split', 'dev'], 'Allowed choices are train, test'],
])('%j ends with 2 and says what to do', async (given, words) => {
  const { code, stdout, stderr } = await runRlvrHere(await folderWith({}), given)
  expect(stderr).toContain(words)
  expect([code, stdout]).toEqual([2, ''])
})

test('--limits end episodes, are kept in the run, and hold when it goes on', async () => {
  const folder = await folderWith({})
  const given = ['eval', 'wordle', '-m', 'scripted:empty', '-n', '1', '--limits', 'turns=2,timeMs=60000']
  expect(await runRlvrHere(folder, given)).toMatchObject({ code: 0 })
  const [run = ''] = readdirSync(join(folder, 'runs'))
  const path = join('runs', run)
  const { settings } = JSON.parse(readFileSync(join(folder, path, 'config.json'), 'utf8')) as { settings: object }
  const limits = { turns: 2, timeMs: 60_000 }
  expect(settings).toMatchObject({ limits, evaluated: { limits } })
  expect(episodeLines(join(folder, path)).join()).toContain('"status":"truncated-turns"')
  expect(await runRlvrHere(folder, ['eval', '--resume', path])).toMatchObject({ code: 0 })
  const other = await runRlvrHere(folder, ['eval', '--resume', path, '--limits', 'turns=3'])
  expect(other.stderr).toContain('The run began with limits {"turns":2,"timeMs":60000}; it cannot go on with')
})
