import { spawn, type ChildProcess } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { EvaluationSummary } from '../../../src/eval/evaluate.ts'
import { folderWith, rowsOf, runRlvr } from '../run-rlvr.ts'

/** The base URL of a server on this machine that lives as long as the test. */
async function serve(
  answer: (count: number, respond: (status: number, body: unknown) => void) => void,
): Promise<string> {
  let count = 0
  const server = createServer((_request, response) => {
    answer(++count, (status, body) => {
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(JSON.stringify(body))
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
  const { code, stdout, stderr } = await runRlvr(folder, given)
  expect(stderr).toContain('80/80 episodes')
  expect(code).toBe(0)
  expect(stdout).toContain('countdown · scripted:gold · test · 20 tasks × 4 replies')
  expect(stdout).toMatch(/pass@4 +1\.0000 +\[0\.8389, 1\.0000\] +wilson over 20 tasks/)
  const [run = ''] = readdirSync(join(folder, 'runs'))
  expect(run).toMatch(/^countdown--eval--\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d$/)
  expect(readdirSync(join(folder, 'runs', run)).sort()).toEqual([
    'config.json',
    'episodes.jsonl',
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
  const { code, stdout, stderr } = await runRlvr(folder, given)
  expect(code).toBe(1)
  expect(stderr).toContain('below the threshold of 0.5')
  const [summary] = rowsOf(stdout) as EvaluationSummary[]
  expect(summary).toMatchObject({ tasks: 10, outcome: { value: 0, method: 'wilson' }, options: { prompt: 'compact' } })
})

test('replies that could not be judged are counted, and end with 1 above the tolerance', async () => {
  const folder = await folderWith({})
  const url = await brokenServer()
  const given = ['eval', 'countdown', '-m', `openai:m@${url}`, '-n', '4', '--json', '-c', '1']
  const { code, stdout, stderr } = await runRlvr(folder, given)
  expect(stderr).toContain('1 of 4 replies could not be judged: over the tolerance of 0.05')
  expect(code).toBe(1)
  expect(rowsOf(stdout)).toMatchObject([
    { nullRewards: { total: 1, byCause: { RLVR_POLICY: 1 } }, outcome: { tasks: 3 } },
  ])
  const tolerant = await runRlvr(folder, [...given, '--error-tolerance', '0.5'])
  expect(tolerant.code).toBe(0)
})

test('a split with fewer different tasks than asked for is said to have no more', async () => {
  const folder = await folderWith({})
  const { stdout } = await runRlvr(folder, ['eval', 'countdown', '-m', 'scripted:gold', '-n', '200'])
  expect(stdout).toMatch(/\d+ tasks \(of 200 asked: the split has no more different ones\) × 1 replies/)
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
  const before = rowsOf(readFileSync(join(folder, path, 'episodes.jsonl'), 'utf8')).length
  expect(before).toBeGreaterThan(5)
  expect(before).toBeLessThan(30)

  const changed = await runRlvr(folder, ['eval', '--resume', path, '-n', '40'])
  expect([changed.code, changed.stderr]).toEqual([2, expect.stringContaining('The run began with taskCount 30')])
  const again = await runRlvr(folder, ['eval', '--resume', path, '--json'])
  expect(again.code).toBe(0)
  expect(rowsOf(again.stdout)).toMatchObject([{ tasks: 30, episodes: 30, outcome: { value: 0 } }])
  const records = rowsOf(readFileSync(join(folder, path, 'episodes.jsonl'), 'utf8')) as { id: string }[]
  expect(records).toHaveLength(30)
  expect(new Set(records.map(({ id }) => id)).size).toBe(30)
})

test.each([
  [['eval', 'countdwn', '-m', 'scripted:gold'], 'Did you mean `countdown`?'],
  [['eval', 'countdown', '-m', 'scripted:silver'], 'Unknown policy `scripted:silver`. Expected `scripted:gold`'],
  [['eval', 'countdown'], 'Name a policy'],
  [['eval'], 'Name an environment'],
  [['eval', 'countdown', '-m', 'scripted:gold', '-n', 'many'], 'Expected a whole number from 1'],
  [['eval', 'countdown', '-m', 'scripted:gold', '-o', 'levle=2'], 'Did you mean `level`?'],
  [['eval', 'countdown', '-m', 'scripted:gold', '--split', 'dev'], 'Allowed choices are train, test'],
])('%j ends with 2 and says what to do', async (given, words) => {
  const { code, stdout, stderr } = await runRlvr(await folderWith({}), given)
  expect(stderr).toContain(words)
  expect([code, stdout]).toEqual([2, ''])
})
