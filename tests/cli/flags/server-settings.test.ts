// What `rlvr eval` tells a server, from its flags to the wire and into a resumed run.
import { readFileSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { askedSettings, serverOptions, serverSettings } from '../../../src/cli/flags/server-settings.ts'
import { folderWith, runRlvrHere } from '../run-rlvr.ts'

afterEach(() => {
  vi.unstubAllEnvs()
})

/** A server on this machine that remembers what it heard. */
async function listening(): Promise<{
  url: string
  heard: { headers: IncomingHttpHeaders; body: unknown; url: string }[]
}> {
  const heard: { headers: IncomingHttpHeaders; body: unknown; url: string }[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk: Buffer) => (text += chunk.toString()))
    request.on('end', () => {
      heard.push({ headers: request.headers, body: JSON.parse(text), url: request.url ?? '' })
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end('{"choices":[{"message":{"content":"7"},"finish_reason":"stop"}]}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, heard }
}

const flags = [
  ...['--length-field', 'max_completion_tokens', '--omit', 'seed', '--omit', 'temperature'],
  ...[
    '--extra-body',
    '{"random_seed": 5}',
    '--system',
    'Think first.',
    '--stop',
    'END',
    '--stop',
    '##',
    '--min-p',
    '0.1',
  ],
  ...['--header', 'api-key: ${RLVR_TEST_KEY}', '--header', 'X-Title: rlvr', '--timeout', '9', '--retries', '1'],
]

test('flags reach the server, the key by its variable alone, and a resumed run asks in the same words', async () => {
  vi.stubEnv('RLVR_TEST_KEY', 'a-secret')
  const { url, heard } = await listening()
  const folder = await folderWith({})
  const model = `openai:m@${url}/openai/deployments/d?api-version=2024-10-21`
  const { code, stdout, stderr } = await runRlvrHere(folder, [
    'eval',
    'addition',
    '-m',
    model,
    '-n',
    '1',
    '--json',
    ...flags,
  ])
  expect(code, stderr).toBe(0)
  const last = heard.at(-1)
  expect(last?.url).toBe('/openai/deployments/d/chat/completions?api-version=2024-10-21')
  expect(last?.headers).toMatchObject({ 'api-key': 'a-secret', 'x-title': 'rlvr' })
  expect(last?.body).toEqual({
    model: 'm',
    messages: [{ role: 'system', content: 'Think first.' }, expect.objectContaining({ role: 'user' })],
    stop: ['END', '##'],
    min_p: 0.1,
    max_completion_tokens: 512,
    random_seed: 5,
  })
  const { run } = JSON.parse(stdout) as { run: string }
  expect(readFileSync(join(folder, run, 'config.json'), 'utf8')).not.toContain('a-secret')
  const again = ['eval', '--resume', run, '-n', '2', '--json']
  const changed = await runRlvrHere(folder, [...again, '--system', 'Other.'])
  expect([changed.code, changed.stderr]).toEqual([2, expect.stringContaining('The run began with')])
})

test('an evaluation goes on with its own settings, and with another time-out, header or number of tries', () => {
  const begun = { system: 'Think.', omit: ['seed'], headers: { a: 'b' }, timeoutMs: 5 }
  expect(serverSettings({}, begun)).toEqual(begun)
  const now = serverSettings({ timeout: 7, retries: 0, header: ['c: d'] }, begun)
  expect(now).toEqual({ system: 'Think.', omit: ['seed'], headers: { c: 'd' }, timeoutMs: 7000, retries: 0 })
  expect(askedSettings(now)).toEqual(askedSettings(begun))
  expect(askedSettings(serverSettings({ omit: ['stop'] }, begun))).not.toEqual(askedSettings(begun))
  expect(serverSettings({ omit: [], header: [] }, null)).toBeNull()
})

test.each([
  [['--extra-body', '[1]'], '`--extra-body` takes a JSON object'],
  [['--extra-body', '{a}'], '`--extra-body` takes a JSON object'],
  [['--header', 'api-key=abcdef'], "`--header` takes 'Name: value'"],
  [['--header', 'Authorization: Bearer abcdef'], 'looks secret, and a run keeps its settings'],
  [
    ['--header', 'api-key: ${RLVR_NO_SUCH_KEY}'],
    'needs the environment variable ${RLVR_NO_SUCH_KEY}, which is not set',
  ],
  [['--omit', 'messages'], 'a list of fields that a request can do without'],
  [['--length-field', 'tokens'], 'Allowed choices are max_tokens, max_completion_tokens'],
])('%j is refused, and no secret is repeated', async (given, words) => {
  const folder = await folderWith({})
  const ended = await runRlvrHere(folder, ['eval', 'addition', '-m', 'openai:m@http://127.0.0.1:9/v1', ...given])
  expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining(words) as string })
  expect(ended.stderr).not.toContain('abcdef')
})

test('flags for a server are refused with a policy that is none', async () => {
  const folder = await folderWith({})
  const ended = await runRlvrHere(folder, ['eval', 'addition', '-m', 'scripted:gold', '--system', 'x'])
  expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining('nothing reads system') as string })
})

test('variables are filled in within a header', () => {
  vi.stubEnv('RLVR_TEST_KEY', 'k')
  expect(serverOptions({ headers: { authorization: 'Bearer ${RLVR_TEST_KEY}' }, retries: 2 })).toEqual({
    headers: { authorization: 'Bearer k' },
    retries: 2,
  })
  expect(serverOptions(null)).toEqual({})
})
