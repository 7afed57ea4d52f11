import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { protocolNames } from '../../../src/serve/environments/protocols.ts'
import { folderWith, runRlvrHere } from '../run-rlvr.ts'

const program = new URL('../../../src/cli/main.ts', import.meta.url).pathname

test('what to serve must be said, and a server that others can reach needs a token', async () => {
  const folder = await folderWith({})
  const unsaid = await runRlvrHere(folder, ['serve'])
  expect(unsaid).toMatchObject({ code: 2, stderr: expect.stringContaining('rlvr serve --sandbox') })
  const open = await runRlvrHere(folder, ['serve', '--sandbox', '--host', '0.0.0.0'])
  expect(open).toMatchObject({ code: 2, stderr: expect.stringContaining('Give a token') })
})

test.each([
  ['--grader-port', '9000'],
  ['--grader-token', 'secret'],
  ['--verdicts', 'verdicts.jsonl'],
])('%s without MCP is refused before anything is served', async (flag, value) => {
  const folder = await folderWith({})
  const { code, stderr, stdout } = await runRlvrHere(folder, ['serve', 'countdown', '--score', flag, value])
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain('add `--mcp`')
})

test('an environment that is named beside --sandbox is served too, by every protocol', async () => {
  const given = ['serve', 'countdown', '--sandbox', '--port', '0', '--languages', 'javascript', '-c', '1']
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, ...given])
  onTestFinished(() => void child.kill('SIGKILL'))
  let stdout = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  const ended = once(child, 'close')
  await expect.poll(() => stdout, { timeout: 50_000 }).toContain('\n')
  const { urls } = JSON.parse(stdout) as { urls: object }
  expect(Object.keys(urls).toSorted()).toEqual([...protocolNames, 'sandbox'].toSorted())
  child.kill('SIGTERM')
  expect(await ended).toEqual([0, null])
})

test('a sandbox is served until the program is told to end', async () => {
  const given = [
    'serve',
    '--sandbox',
    '--port',
    '0',
    '--languages',
    'javascript',
    '--token',
    'secret',
    '-c',
    '1',
    '--json',
  ]
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, ...given])
  onTestFinished(() => void child.kill('SIGKILL'))
  let stdout = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  const ended = once(child, 'close')
  await expect.poll(() => stdout, { timeout: 50_000 }).toContain('\n')
  const { url, isolation: levels } = JSON.parse(stdout) as { url: string; isolation: object }
  expect(levels).toEqual({
    javascript: expect.objectContaining({ level: expect.stringMatching(/^L[0-3]$/) as string }) as object,
  })
  const cases = [
    { args: [2], expected: 4 },
    { args: [3], expected: 9 },
  ]
  const job = { language: 'js', source: 'const f = (x) => x * x', tests: { format: 'call', entry: 'f', cases } }
  const headers = { 'content-type': 'application/json', authorization: 'Bearer secret' }
  const response = await fetch(`${url}/judge`, { method: 'POST', headers, body: JSON.stringify(job) })
  const isolation = expect.stringMatching(/^L[0-3]$/) as string
  expect(await response.json()).toMatchObject({ verdict: 'accepted', reward: 1, executed: 2, isolation })
  child.kill('SIGINT')
  expect(await ended).toEqual([0, null])
})

test('an environment is an MCP server on standard input and output, whose verdict goes to a file', async () => {
  const folder = await folderWith({})
  const frames = [
    {
      id: 1,
      method: 'initialize',
      params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
    },
    { method: 'notifications/initialized' },
    { id: 2, method: 'tools/call', params: { name: 'submit', arguments: { answer: '0' } } },
  ]
  const given = ['serve', 'countdown', '--mcp', '--stdio', '--split', 'test', '--index', '3', '--verdicts', 'verdicts']
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, ...given], { cwd: folder })
  onTestFinished(() => void child.kill('SIGKILL'))
  let stdout = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  const ended = once(child, 'close')
  for (const frame of frames) child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...frame })}\n`)
  await expect.poll(() => stdout, { timeout: 50_000 }).toContain('The episode is over')
  child.stdin.end()
  expect(await ended).toEqual([0, null])
  expect(stdout.trim().split('\n')).toHaveLength(2)
  expect(stdout).not.toMatch(/reward|verdict|outcome/)
  expect(JSON.parse(await readFile(join(folder, 'verdicts'), 'utf8'))).toMatchObject({
    state: 'ended',
    task: { env: 'countdown', split: 'test', index: 3 },
    grade: { reward: 0, outcome: false },
  })
})

test('what goes with standard input and output alone is refused elsewhere, and more than one environment there', async () => {
  const folder = await folderWith({})
  const other = await runRlvrHere(folder, ['serve', 'countdown', '--score', '--stdio'])
  expect(other).toMatchObject({ code: 2, stderr: expect.stringContaining('--mcp --stdio') })
  const task = await runRlvrHere(folder, ['serve', 'countdown', '--mcp', '--index', '3'])
  expect(task).toMatchObject({ code: 2, stderr: expect.stringContaining('go with `--stdio`') })
  const two = await runRlvrHere(folder, ['serve', 'countdown', 'addition', '--mcp', '--stdio'])
  expect(two).toMatchObject({ code: 2, stderr: expect.stringContaining('one environment') })
  const file = await runRlvrHere(folder, ['serve', 'countdown', '--mcp', '--verdicts', 'none/verdicts'])
  expect(file).toMatchObject({ code: 2, stderr: expect.stringContaining('Cannot write verdicts') })
})
