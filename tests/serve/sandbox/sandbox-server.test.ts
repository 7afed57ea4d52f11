import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { connect, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { serveSandbox, type ServeSandboxOptions } from '../../../src/serve/sandbox/sandbox-server.ts'
import type { HttpServer } from '../../../src/serve/http/http-server.ts'
import { hasPython, ProcessSandbox } from '../process-sandbox.ts'

const servers: HttpServer[] = []
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

async function serve(options: Partial<ServeSandboxOptions> = {}): Promise<{ sandbox: ProcessSandbox; url: string }> {
  const sandbox = new ProcessSandbox()
  const server = await serveSandbox({ sandbox, drainMs: 0, ...options })
  servers.push(server)
  return { sandbox, url: server.url }
}

interface Told {
  readonly status: number
  // Whatever the protocol under test says.
  readonly body: Record<string, never>
  readonly headers: Headers
}

async function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Told> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return { status: response.status, body: (await response.json()) as Told['body'], headers: response.headers }
}

const sleepForever = { code: 'setInterval(() => {}, 1000)', language: 'nodejs', run_timeout: 60 }

test.skipIf(!hasPython)('/run_code runs a program as SandboxFusion does, with files and standard input', async () => {
  const { url } = await serve()
  const { status, body } = await post(`${url}/run_code`, {
    code: 'import sys; print(input(), open("data.txt").read()); print("note", file=sys.stderr)',
    language: 'python',
    stdin: 'in',
    compile_timeout: 10,
    run_timeout: 10,
    memory_limit_MB: 1024,
    files: { 'data.txt': Buffer.from('file').toString('base64') },
    fetch_files: [],
  })
  expect(status).toBe(200)
  expect(body).toEqual({
    status: 'Success',
    message: '',
    compile_result: null,
    run_result: {
      status: 'Finished',
      execution_time: expect.any(Number),
      return_code: 0,
      stdout: 'in file\n',
      stderr: 'note\n',
    },
    executor_pod_name: null,
    files: {},
  })
})

test('/run_code tells a failed program by its return code and a late one by its status', async () => {
  const { url } = await serve()
  const failed = await post(`${url}/run_code`, { code: 'process.exit(3)', language: 'js' })
  expect(failed.body).toMatchObject({ status: 'Failed', run_result: { status: 'Finished', return_code: 3 } })
  const late = await post(`${url}/run_code`, { ...sleepForever, run_timeout: 0.2 })
  expect(late.body).toMatchObject({
    status: 'Failed',
    run_result: { status: 'TimeLimitExceeded', return_code: null },
  })
})

test('/run_code tells each end of a program so that no client reads a failure as success', async () => {
  const { sandbox, url } = await serve()
  const told = async (language: string, planned: ProcessSandbox['planned'][number]): Promise<Told['body']> => {
    sandbox.planned.push(planned)
    return (await post(`${url}/run_code`, { code: 'x', language })).body
  }
  expect(await told('python', { verdict: 'memory_limit', exitCode: null, message: '64 MiB' })).toMatchObject({
    status: 'Failed',
    message: 'memory_limit: 64 MiB',
    run_result: { return_code: -9 },
  })
  expect(await told('python', { verdict: 'output_limit', exitCode: 0 })).toMatchObject({
    status: 'Failed',
    run_result: { return_code: -9 },
  })
  expect(await told('python', { verdict: 'runtime_error', exitCode: 0 })).toMatchObject({
    status: 'Failed',
    run_result: { return_code: 1 },
  })
  expect(await told('python', { verdict: 'runtime_error', exitCode: null, signal: 'SIGSEGV' })).toMatchObject({
    status: 'Failed',
    run_result: { return_code: -11 },
  })
  expect(await told('c++', { verdict: 'compile_error', exitCode: 1, message: 'line 1' })).toMatchObject({
    status: 'Failed',
    compile_result: { status: 'Finished', return_code: 1, stderr: 'line 1\n' },
    run_result: null,
  })
  expect(await told('c++', { stdout: '1' })).toMatchObject({
    status: 'Success',
    compile_result: { status: 'Finished', return_code: 0 },
    run_result: { stdout: '1' },
  })
  expect(await told('python', { verdict: 'harness_error', message: 'the worker died' })).toMatchObject({
    status: 'SandboxError',
    message: 'harness_error: the worker died',
    run_result: null,
  })
})

test.skipIf(!hasPython)('/api/v2/execute runs a program as Piston does', async () => {
  const { url } = await serve()
  const { status, body } = await post(`${url}/api/v2/execute`, {
    language: 'py',
    version: '3.x',
    files: [
      { name: 'main.py', content: 'import sys; print(sys.argv[1:], input(), open("b").read())' },
      { name: 'b', content: '6869', encoding: 'hex' },
    ],
    stdin: 'in',
    args: ['1', '2'],
    compile_timeout: 10000,
    run_timeout: 3000,
    compile_memory_limit: -1,
    run_memory_limit: -1,
  })
  expect(status).toBe(200)
  expect(body).toEqual({
    language: 'python',
    version: '3.11.2',
    run: {
      stdout: "['1', '2'] in hi\n",
      stderr: '',
      output: "['1', '2'] in hi\n",
      code: 0,
      signal: null,
      message: null,
      status: null,
      cpu_time: null,
      wall_time: expect.any(Number),
      memory: null,
    },
  })
})

test('/api/v2/execute tells each end of a program by its two letters', async () => {
  const { sandbox, url } = await serve()
  const told = async (language: string, planned: ProcessSandbox['planned'][number]): Promise<Told> => {
    sandbox.planned.push(planned)
    return await post(`${url}/api/v2/execute`, { language, version: '*', files: [{ content: 'x' }] })
  }
  const run = async (planned: ProcessSandbox['planned'][number]): Promise<unknown> =>
    (await told('python', planned)).body['run']
  expect(await run({ verdict: 'runtime_error', exitCode: 2 })).toMatchObject({ code: 2, signal: null, status: 'RE' })
  expect(await run({ verdict: 'time_limit', exitCode: null })).toMatchObject({
    code: null,
    signal: 'SIGKILL',
    status: 'TO',
  })
  expect(await run({ verdict: 'output_limit', exitCode: null })).toMatchObject({ code: null, status: 'OL' })
  expect(await run({ verdict: 'memory_limit', exitCode: null, peakRssMb: 2 })).toMatchObject({
    status: 'SG',
    memory: 2 << 20,
  })
  expect((await told('c++', { verdict: 'compile_error', stderr: 'bad' })).body).toMatchObject({
    compile: { code: 1, status: 'RE', stderr: 'bad' },
    run: { code: 1, stdout: '' },
  })
  expect(await told('python', { verdict: 'harness_error', message: 'gone' })).toMatchObject({
    status: 500,
    body: { message: 'harness_error: gone' },
  })
})

test('/api/v2/runtimes lists what runs, with aliases', async () => {
  const { url } = await serve()
  const runtimes = (await (await fetch(`${url}/api/v2/runtimes`)).json()) as { language: string }[]
  expect(runtimes.map(({ language }) => language)).toEqual(['python', 'javascript', 'cpp'])
  expect(runtimes[0]).toEqual({ language: 'python', version: '3.11.2', aliases: ['py', 'python3', 'py3'] })
})

test('/judge hands a job to the judge, and /stats and /healthz answer', async () => {
  const { sandbox, url } = await serve()
  const job = { language: 'py', source: 'f = abs', tests: { format: 'call', entry: 'f', cases: [] } }
  expect((await post(`${url}/judge`, job)).body).toMatchObject({ verdict: 'accepted', reward: 1 })
  expect(sandbox.jobs).toEqual([{ ...job, language: 'python' }])
  expect(await (await fetch(`${url}/stats`)).json()).toMatchObject({ inFlight: 0, judged: 0 })
  expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: 'ok' })
})

test('a request that cannot be read is refused with what was expected', async () => {
  const { sandbox, url } = await serve()
  const run = { code: 'x', language: 'python' }
  const execute = { language: 'python', version: '*', files: [{ content: 'x' }] }
  const refused: [path: string, body: unknown, words: RegExp][] = [
    ['/run_code', '{"code": ', /no JSON.*Expected \{"code"/],
    ['/run_code', '[]', /must be object/],
    ['/run_code', { language: 'python' }, /must have required property 'code'/],
    ['/run_code', { ...run, language: 'cobol' }, /"cobol" does not run here. Expected python\|py/],
    ['/run_code', { ...run, run_timeout: 'long' }, /run_timeout must be number/],
    ['/run_code', { ...run, run_timeout: 1e6 }, /`timeMs` must be a whole number in 1\.\.120000/],
    ['/run_code', { ...run, memory_limit_MB: 1 }, /`memoryMb` must be/],
    ['/run_code', { ...run, files: { '../x': '' } }, /within the working directory/],
    ['/run_code', { ...run, language: 'nodejs', fetch_files: ['a'] }, /`fetch_files` are for Python/],
    ['/api/v2/execute', { ...execute, version: '9.x' }, /python-9.x runtime is unknown/],
    ['/api/v2/execute', { ...execute, files: [] }, /files must NOT have fewer than 1 items/],
    ['/api/v2/execute', { ...execute, files: [{ content: 'aa', encoding: 'hex' }] }, /encoding utf8/],
    ['/judge', { language: 'python', source: 'x' }, /must have required property 'tests'/],
  ]
  for (const [path, body, words] of refused) {
    expect(await post(url + path, body), path).toMatchObject({
      status: 400,
      body: { error: expect.stringMatching(words) },
    })
  }
  expect(await post(`${url}/run_code`, run, { 'content-type': 'text/plain' })).toMatchObject({ status: 415 })
  expect(await post(`${url}/submit`, run)).toMatchObject({
    status: 404,
    body: { message: expect.stringContaining('There is no POST /submit. Expected POST /run_code') },
  })
  expect(sandbox.jobs).toEqual([])
})

test('a body that is too long is refused, however it is sent', async () => {
  const { sandbox, url } = await serve({ maxBodyBytes: 1000 })
  const body = JSON.stringify({ code: 'x'.repeat(2000), language: 'python' })
  expect(await post(`${url}/run_code`, body)).toMatchObject({ status: 413 })
  const chunked = await fetch(`${url}/run_code`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: new Blob([body]).stream(),
    duplex: 'half',
  })
  expect(chunked.status).toBe(413)
  expect(sandbox.jobs).toEqual([])
})

test('without the token nothing is run, and with it everything is', async () => {
  const { sandbox, url } = await serve({ token: 'secret' })
  const body = { code: 'console.log(1)', language: 'js' }
  expect((await post(`${url}/run_code`, body)).status).toBe(401)
  expect((await post(`${url}/run_code`, body, { authorization: 'Bearer wrong' })).status).toBe(401)
  expect((await fetch(`${url}/stats`)).status).toBe(401)
  expect(sandbox.jobs).toEqual([])
  expect((await post(`${url}/run_code`, body, { authorization: 'Bearer secret' })).status).toBe(200)
})

test('a server that others can reach needs a token', async () => {
  await expect(serveSandbox({ sandbox: new ProcessSandbox(), host: '0.0.0.0' })).rejects.toThrow(
    'Bound to 0.0.0.0, this server would work for anybody. Give a token, or bind 127.0.0.1.',
  )
})

test('a page whose name was made to point here is refused', async () => {
  const { url } = await serve()
  const asked = httpRequest(`${url}/stats`, { headers: { host: 'evil.example:80' } }).end()
  const [response] = (await once(asked, 'response')) as [{ statusCode: number; resume(): void }]
  response.resume()
  expect(response.statusCode).toBe(403)
})

test('a port that is taken is named', async () => {
  const { url } = await serve()
  const port = Number(new URL(url).port)
  await expect(serveSandbox({ sandbox: new ProcessSandbox(), port })).rejects.toThrow(
    `Cannot listen on 127.0.0.1:${port}`,
  )
})

test('too many requests at once are told to come back', async () => {
  const { sandbox, url } = await serve({ maxInFlight: 1 })
  const started = new Promise<void>((resolve) => (sandbox.onJob = resolve))
  const leave = new AbortController()
  const first = fetch(`${url}/run_code`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(sleepForever),
    signal: leave.signal,
  })
  await started
  const second = await post(`${url}/run_code`, sleepForever)
  expect(second).toMatchObject({ status: 504, body: { message: expect.stringContaining('overloaded') } })
  expect(second.headers.get('retry-after')).toBe('1')
  leave.abort()
  await expect(first).rejects.toThrow()
})

test('a sandbox without room is told as 504 to clients of SandboxFusion, which verl tries again, and not as a failed run', async () => {
  const { sandbox, url } = await serve()
  sandbox.planned.push({ verdict: 'harness_error', fault: 'overloaded', message: '64 jobs wait.' })
  expect((await post(`${url}/run_code`, { code: 'x', language: 'python' })).status).toBe(504)
})

test('an error of the sandbox is no answer of the candidate', async () => {
  const { sandbox, url } = await serve()
  sandbox.planned.push(new Error('boom'))
  expect(await post(`${url}/run_code`, { code: 'x', language: 'python' })).toMatchObject({
    status: 500,
    body: { error: 'harness_error: boom' },
  })
})

test('a client that hangs up ends its job', async () => {
  const { sandbox, url } = await serve()
  const started = new Promise<void>((resolve) => (sandbox.onJob = resolve))
  const body = JSON.stringify(sleepForever)
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  socket.write(
    `POST /run_code HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  )
  await started
  socket.destroy()
  await expect.poll(() => sandbox.aborted).toBe(1)
  await expect.poll(async () => ((await (await fetch(`${url}/stats`)).json()) as { inFlight: number }).inFlight).toBe(0)
})

test('a client that never ends its request is cut off', async () => {
  const { sandbox, url } = await serve({ requestTimeoutMs: 200 })
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  socket.write('POST /run_code HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\n{"co')
  let told = ''
  socket.setEncoding('utf8').on('data', (text: string) => (told += text))
  await once(socket, 'close')
  expect(told).toMatch(/^(HTTP\/1\.1 4\d\d|$)/)
  expect(sandbox.jobs).toEqual([])
})

test('closing answers what is under way and refuses what comes after', async () => {
  const sandbox = new ProcessSandbox()
  const server = await serveSandbox({ sandbox })
  const started = new Promise<void>((resolve) => (sandbox.onJob = resolve))
  const first = post(`${server.url}/run_code`, { code: 'setTimeout(() => console.log(1), 200)', language: 'js' })
  await started
  const closed = server.close()
  expect((await first).body).toMatchObject({ run_result: { stdout: '1\n' } })
  await closed
  await expect(fetch(`${server.url}/healthz`)).rejects.toThrow()
  await server.close()
})

test('closing by the signal aborts what takes longer than the wait', async () => {
  const sandbox = new ProcessSandbox()
  const stop = new AbortController()
  const server = await serveSandbox({ sandbox, signal: stop.signal, drainMs: 50 })
  const started = new Promise<void>((resolve) => (sandbox.onJob = resolve))
  const first = post(`${server.url}/run_code`, sleepForever)
  await started
  stop.abort()
  expect((await first).status).toBe(500)
  await server.closed
  expect(sandbox.aborted).toBe(1)
})

const echo = { code: 'console.log(1)', language: 'nodejs' }

/** Sends the head of a request and half of its body; the socket stays open. */
function sendHalf(url: string, text = '{"code": "'): Promise<Socket> {
  const { port, hostname } = new URL(url)
  const socket = connect(Number(port), hostname)
  sockets.push(socket)
  const head = `POST /run_code HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n`
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.write(head + text, () => resolve(socket))
  })
}

const sockets: Socket[] = []
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy()
})

async function untilUnfinished(url: string, count: number): Promise<void> {
  for (;;) {
    const { unfinished } = (await (await fetch(`${url}/stats`)).json()) as { unfinished: number }
    if (unfinished === count) return
  }
}

test('half-sent requests are no requests yet: they keep nobody out', async () => {
  const { url } = await serve({ maxInFlight: 2, maxUnfinishedOfPeer: 40 })
  await Promise.all(Array.from({ length: 30 }, () => sendHalf(url)))
  await untilUnfinished(url, 30)
  expect((await post(`${url}/run_code`, echo)).status).toBe(200)
  await Promise.all(Array.from({ length: 10 }, () => sendHalf(url)))
  await untilUnfinished(url, 40)
  // This peer has too many of them; those that give up make room.
  expect((await post(`${url}/run_code`, echo)).status).toBe(504)
  for (const socket of sockets.splice(0)) socket.destroy()
  await untilUnfinished(url, 0)
  expect((await post(`${url}/run_code`, echo)).status).toBe(200)
})

test('one peer has three requests in four at most, so that another gets in', async () => {
  const { url, sandbox } = await serve({ maxInFlight: 4, concurrency: 2 })
  const started = Promise.withResolvers<void>()
  sandbox.onJob = () => sandbox.jobs.length === 2 && started.resolve()
  const abort = new AbortController()
  const sleeping = Array.from({ length: 3 }, () =>
    fetch(`${url}/run_code`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(sleepForever),
      signal: abort.signal,
    }).catch(() => null),
  )
  await started.promise
  for (let status = 200; status !== 504;) {
    const { inFlight } = (await (await fetch(`${url}/stats`)).json()) as { inFlight: number }
    if (inFlight === 3) ({ status } = await post(`${url}/run_code`, echo))
  }
  expect(sandbox.jobs).toHaveLength(2)
  abort.abort()
  await Promise.all(sleeping)
})

test('a body nested a million deep is the request’s fault', async () => {
  const { url } = await serve()
  for (const deep of ['['.repeat(1_000_000) + ']'.repeat(1_000_000), '{"a":'.repeat(1_000_000)]) {
    const { status, body } = await post(`${url}/judge`, deep)
    expect([status, String(body['message']).slice(0, 44)]).toEqual([
      400,
      'The body nests deeper than 1000 levels. Expe',
    ])
  }
})

test('OPTIONS is answered with what is there, and a method that nobody knows is none of our failures', async () => {
  const { url } = await serve()
  const options = await fetch(`${url}/judge`, { method: 'OPTIONS' })
  expect([options.status, options.headers.get('allow')]).toEqual([204, 'POST, OPTIONS'])
  expect(options.headers.get('access-control-allow-origin')).toBeNull()
  expect((await fetch(`${url}/nothing`, { method: 'OPTIONS' })).status).toBe(404)
  expect((await fetch(`${url}/judge`, { method: 'PROPFIND' })).status).toBe(404)
})

test.each([
  ['application/json', 200],
  ['Application/JSON ; charset=UTF-8', 200],
  ['application/json;charset="utf-8"', 200],
  ['application/json-evil', 415],
  ['application/jsonp', 415],
  ['application/json/x', 415],
  ['text/plain; application/json', 415],
  ['application/json; charset=utf-16', 415],
  ['json', 415],
])('the content type %s is %i', async (type, expected) => {
  const { url } = await serve()
  expect((await post(`${url}/run_code`, echo, { 'content-type': type })).status).toBe(expected)
})

test('files and arguments that no process can be given are the request’s fault', async () => {
  const { url, sandbox } = await serve()
  const file = (name: string): object => ({ ...echo, files: { [name]: '' } })
  const many = Object.fromEntries(Array.from({ length: 1001 }, (_, place) => [`f${place}`, '']))
  for (const body of [
    file('é'.repeat(128)),
    file('\ud800'),
    file('a/b'),
    { ...echo, files: many },
    { ...echo, args: ['\0'] },
  ]) {
    expect((await post(`${url}/run_code`, body)).status).toBe(400)
  }
  const piston = { language: 'javascript', version: '*', files: [{ content: '1' }, { name: '\udc00', content: '' }] }
  expect((await post(`${url}/api/v2/execute`, piston)).status).toBe(400)
  expect(sandbox.jobs).toEqual([])
})

test.skipIf(!hasPython)("Piston's clients of old send JSON as plain text, which no page in a browser can", async () => {
  const { url } = await serve()
  const body = JSON.stringify({
    language: 'python',
    version: '*',
    files: [{ name: null, content: 'print(input())' }],
    stdin: '7',
  })
  const ask = async (headers: Record<string, string>, path = '/api/v2/execute'): Promise<number> =>
    (await post(`${url}${path}`, body, headers)).status
  const plain = { 'content-type': 'text/plain;charset=UTF-8' }
  expect((await post(`${url}/api/v2/execute`, body, plain)).body).toMatchObject({ run: { stdout: '7\n' } })
  expect(await ask({ ...plain, origin: 'https://example.com' })).toBe(415)
  expect(await ask({ ...plain, origin: 'null' })).toBe(415)
  expect(await ask({ ...plain, referer: 'https://example.com/' })).toBe(415)
  expect(await ask({ ...plain, 'sec-fetch-site': 'cross-site' })).toBe(415)
  expect(await ask({ 'content-type': 'application/x-www-form-urlencoded' })).toBe(415)
  expect(await ask(plain, '/run_code')).toBe(415)
})
