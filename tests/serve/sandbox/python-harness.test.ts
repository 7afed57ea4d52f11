import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../../../src/core/json.ts'
import type { HttpServer } from '../../../src/serve/http/http-server.ts'
import { readHarnessed } from '../../../src/serve/sandbox/python-harness.ts'
import { serveSandbox } from '../../../src/serve/sandbox/sandbox-server.ts'
import { hasPython, ProcessSandbox } from '../process-sandbox.ts'

let server: HttpServer
beforeAll(async () => {
  server = await serveSandbox({ sandbox: new ProcessSandbox(), drainMs: 0 })
})
afterAll(async () => await server.close())

async function post(path: string, body: Json): Promise<{ status: number; body: JsonObject }> {
  const response = await fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return { status: response.status, body: (await response.json()) as JsonObject }
}

const base64 = (text: string): string => Buffer.from(text).toString('base64')

describe.skipIf(!hasPython)('a program in Python', () => {
  test('has its files in folders, and gives back those that are asked for, whatever its end', async () => {
    const code = [
      'import os',
      'os.mkdir("out")',
      'kept = open("out/kept.txt", "w")',
      'kept.write(open("in/data.txt").read().upper() + input())',
      'print(__name__, sorted(name for name in globals() if not name.startswith("__")))',
      'raise SystemExit(3)',
    ].join('\n')
    const { status, body } = await post('/run_code', {
      ...{ language: 'python', code, stdin: '!', files: { 'in/data.txt': base64('hello') } },
      fetch_files: ['out/kept.txt', 'missing.txt'],
    })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      status: 'Failed',
      run_result: { return_code: 3, stdout: "__main__ ['kept', 'os']\n" },
      files: { 'out/kept.txt': base64('HELLO!') },
    })
  })

  test('that is ended from outside gives no files, and what it printed is kept', async () => {
    const code = 'import os\nprint("first", flush=True)\nos._exit(0)'
    const { body } = await post('/run_code', { language: 'python', code, fetch_files: ['solution.py'] })
    expect(body).toMatchObject({ status: 'Success', run_result: { stdout: 'first\n' }, files: {} })
  })

  test.each(['../x', '/etc/passwd', 'a//b', 'a/./b', ''])('the path %j is refused', async (path) => {
    const given = { language: 'python', code: 'print(1)' }
    for (const body of [
      { ...given, fetch_files: [path] },
      { ...given, fetch_files: ['x'], files: { [path]: '' } },
    ])
      expect(await post('/run_code', body)).toMatchObject({
        status: 400,
        body: { error: expect.stringContaining('within the working directory') },
      })
  })

  test('files of another language are refused in words', async () => {
    const { status, body } = await post('/run_code', { language: 'nodejs', code: '1', fetch_files: ['x'] })
    expect(status).toBe(400)
    expect(body['error']).toContain('are for Python')
  })
})

describe.skipIf(!hasPython)('POST /run_jupyter', () => {
  test('runs cells with the same names, and tells what each printed, showed and threw', async () => {
    const cells = [
      'a = 123',
      'a',
      'print(a)',
      'import sys; print("told", file=sys.stderr)',
      'raise RuntimeError("broken")',
      'a + 1;',
    ]
    const { status, body } = await post('/run_jupyter', { cells })
    expect(status).toBe(200)
    const nothing = { stdout: '', stderr: '', display: [], error: [] }
    expect(body).toMatchObject({
      status: 'Success',
      driver: { status: 'Finished', return_code: 0, stdout: '', stderr: '' },
      cells: [
        nothing,
        { ...nothing, display: [{ 'text/plain': '123' }] },
        { ...nothing, stdout: '123\n' },
        { ...nothing, stderr: 'told\n' },
        { ...nothing, error: [{ ename: 'RuntimeError', evalue: 'broken', traceback: expect.any(Array) }] },
        nothing,
      ],
    })
  })

  test('gives files back, and says where a cell or a process did not come to its end', async () => {
    const made = await post('/run_jupyter', {
      cells: ['open("x.txt", "w").write(open("in/y").read())'],
      files: { 'in/y': base64('yes') },
      fetch_files: ['x.txt'],
    })
    expect(made.body).toMatchObject({ status: 'Success', files: { 'x.txt': base64('yes') } })
    const late = await post('/run_jupyter', { cells: ['while True: pass'], cell_timeout: 0.05 })
    expect(late.body).toMatchObject({ status: 'Failed', driver: { status: 'TimeLimitExceeded' }, cells: [] })
    const gone = await post('/run_jupyter', { cells: ['import os; os._exit(3)'] })
    expect(gone.body).toMatchObject({ status: 'Failed', driver: { status: 'Finished', return_code: 3 }, cells: [] })
  })

  test.each([[{}], [{ cells: 'a' }], [{ cells: [], kernel: 'bash' }], [{ cells: [], files: { '../x': '' } }]])(
    '%j is refused',
    async (body) => expect((await post('/run_jupyter', body)).status).toBe(400),
  )
})

test('what is told behind the mark is read from its first place; without one all is printed', () => {
  expect(readHarnessed('a\n\nmark{"files":{}}\nmark{"files":1}\n', 'mark')).toEqual({
    printed: 'a\n',
    told: { files: {} },
  })
  expect(readHarnessed('a\n', 'mark')).toEqual({ printed: 'a\n', told: null })
  expect(readHarnessed('a\nmark{"files":', 'mark')).toEqual({ printed: 'a', told: null })
})
