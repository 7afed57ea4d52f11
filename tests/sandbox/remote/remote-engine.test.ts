import { afterEach, describe, expect, test } from 'vitest'
import type { CallsJob, Engine, Execution, StdioJob } from '../../../src/sandbox/engine.ts'
import { defaultLimits } from '../../../src/sandbox/limits.ts'
import { openSandbox } from '../../../src/sandbox/open-sandbox.ts'
import { pistonEngine } from '../../../src/sandbox/remote/piston-engine.ts'
import type { RemoteEngineOptions } from '../../../src/sandbox/remote/remote-engine.ts'
import { sandboxFusionEngine } from '../../../src/sandbox/remote/sandbox-fusion-engine.ts'
import { serveSandbox } from '../../../src/serve/sandbox/sandbox-server.ts'
import { hasPython, ProcessSandbox } from '../../serve/process-sandbox.ts'

const endings: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of endings.splice(0).toReversed()) await end()
})

const makers = { sandboxFusion: sandboxFusionEngine, piston: pistonEngine }

async function open(
  make: (options: RemoteEngineOptions) => Engine,
  options: Partial<RemoteEngineOptions> = {},
): Promise<{ engine: Engine; sandbox: ProcessSandbox }> {
  const sandbox = new ProcessSandbox()
  const server = await serveSandbox({ sandbox, drainMs: 0, token: 'secret' })
  const engine = make({ url: server.url, token: 'secret', ...options })
  endings.push(
    () => server.close(),
    () => engine.close(),
  )
  return { engine, sandbox }
}

function stdio(language: StdioJob['language'], source: string, more: Partial<StdioJob> = {}): StdioJob {
  return { kind: 'stdio', language, source, stdin: '', limits: defaultLimits, ...more }
}

function calls(
  language: StdioJob['language'],
  source: string,
  args: unknown[][],
  more: Partial<CallsJob> = {},
): CallsJob {
  const calls = args.map((each) => ({ args: each as CallsJob['calls'][number]['args'] }))
  return { kind: 'calls', language, source, entry: 'f', calls, limits: defaultLimits, ...more }
}

function values({ answers = [] }: Execution): unknown[] {
  return answers.map(({ ending, value }) => (ending === 'finished' ? value : ending))
}

describe.for(Object.entries(makers))('%s', ([, make]) => {
  test('a program runs with its input, arguments and files, and its failure is told', async () => {
    const { engine } = await open(make)
    const source = `
      const fs = require('fs')
      console.log(fs.readFileSync(0, 'utf8'), process.argv[2], fs.readFileSync('a.txt', 'utf8'))
      console.error('note')
      process.exit(Number(process.argv[3]))`
    const job = stdio('javascript', source, { stdin: 'in', args: ['one', '0'], files: { 'a.txt': 'file' } })
    expect(await engine.execute(job)).toMatchObject({
      ending: 'finished',
      exitCode: 0,
      signal: null,
      stdout: 'in one file\n',
      stderr: 'note\n',
      stdoutTruncated: false,
      flags: [],
    })
    expect(await engine.execute({ ...job, args: ['one', '3'] })).toMatchObject({ ending: 'runtime_error', exitCode: 3 })
  })

  test('each ending of the server is that ending here', async () => {
    const { engine, sandbox } = await open(make, { languages: ['python', 'cpp'] })
    const ends = async (language: 'python' | 'cpp', planned: ProcessSandbox['planned'][number]): Promise<unknown> => {
      sandbox.planned.push(planned)
      return (await engine.execute(stdio(language, 'x'))).ending
    }
    expect(await ends('python', { verdict: 'memory_limit', exitCode: null, signal: 'SIGKILL' })).toBe('memory_limit')
    expect(await ends('python', { verdict: 'time_limit', exitCode: null, signal: 'SIGKILL' })).toBe('time_limit')
    expect(await ends('python', { verdict: 'output_limit', exitCode: null, stdout: 'x'.repeat(1 << 20) })).toBe(
      'output_limit',
    )
    expect(await ends('python', { verdict: 'runtime_error', exitCode: null, signal: 'SIGSEGV' })).toBe('runtime_error')
    expect(await ends('python', { verdict: 'compile_error', exitCode: 1, message: 'SyntaxError' })).toBe(
      'compile_error',
    )
    expect(await ends('cpp', { verdict: 'compile_error', exitCode: 1, stderr: 'x.cpp:1' })).toBe('compile_error')
    expect(await ends('cpp', { stdout: 'fine' })).toBe('finished')
  })

  test('a sandbox that failed there is a fault here, never an ending', async () => {
    const { engine, sandbox } = await open(make)
    sandbox.planned.push({ verdict: 'harness_error', message: 'the worker died' })
    await expect(engine.execute(stdio('python', 'x'))).rejects.toMatchObject({
      name: 'SandboxFault',
      message: expect.stringContaining('the worker died'),
    })
    sandbox.planned.push({ verdict: 'harness_error', fault: 'overloaded', message: '3 jobs wait for python already' })
    await expect(engine.execute(stdio('python', 'x'))).rejects.toMatchObject({ reason: 'overloaded' })
  })

  test('more output than allowed is the output limit', async () => {
    const { engine } = await open(make)
    const limits = { ...defaultLimits, outputBytes: 1000 }
    const execution = await engine.execute(stdio('javascript', 'console.log("x".repeat(2000))', { limits }))
    expect(execution).toMatchObject({ ending: 'output_limit', stdoutTruncated: true })
    expect(execution.stdout).toHaveLength(1000)
  })

  test.skipIf(!hasPython)(
    'calls of Python give plain data of exact types, kept apart from what is printed',
    async () => {
      const { engine } = await open(make)
      const source = `
import sys
class Fake(int):
    def __eq__(self, other): return True
def f(what, *rest, key=None):
    print("printed", end="")
    if what == "tuple": return (1, 2.0, None, {3}, b"x", 2**70)
    if what == "same": return [*rest, key]
    if what == "fake": return Fake(1)
    if what == "raise": raise ValueError("no")
    if what == "exit": sys.exit(0)
    return what
`
      const execution = await engine.execute({
        ...calls('python', source, [['tuple'], ['fake'], ['raise'], ['exit'], [{ $int: '123456789012345678901' }]]),
      })
      expect(values(execution)).toEqual([
        { $tuple: [1, { $float: '2.0' }, null, { $set: [3] }, { $bytes: 'eA==' }, { $int: '1180591620717411303424' }] },
        { $opaque: 'Fake' },
        'runtime_error',
        'runtime_error',
        { $int: '123456789012345678901' },
      ])
      expect(execution).toMatchObject({
        ending: 'finished',
        loaded: true,
        stdout: 'printed'.repeat(5),
        flags: ['non_plain_result'],
      })
      expect(execution.answers?.[2]).toMatchObject({ message: 'ValueError: no' })
      const same = { args: ['same', { $tuple: [1] }], kwargs: { key: { $float: 'nan' } } }
      const given = await engine.execute({ ...calls('python', source, []), calls: [same] })
      expect(values(given)).toEqual([[{ $tuple: [1] }, { $float: 'nan' }]])
    },
  )

  test.skipIf(!hasPython)(
    'a Python program that breaks off, loops or does not load loses only what it did not answer',
    async () => {
      const { engine } = await open(make)
      const limits = { ...defaultLimits, timeMs: 1000 }
      const run = async (source: string, more: Partial<CallsJob> = {}): Promise<Execution> =>
        await engine.execute(calls('python', source, [[1], [2], [3]], { limits, ...more }))
      const left = await run('import os\ndef f(x):\n    if x == 2: os._exit(0)\n    return x')
      expect(left).toMatchObject({ ending: 'runtime_error', loaded: true, flags: ['exit_before_report'] })
      expect(values(left)).toEqual([1])
      // Each of the two runs until the server ends it.
      const [looping, stuck] = await Promise.all([
        run('def f(x):\n    while x == 2:\n        try: sum(range(10**9))\n        except: pass\n    return x'),
        run('def f(x): return x', { preamble: 'while True: pass' }),
      ])
      expect(stuck.preambleFault).toBeTypeOf('string')
      expect(looping).toMatchObject({ ending: 'time_limit', loaded: true })
      expect(values(looping)).toEqual([1])
      expect(await run('def f(x:')).toMatchObject({ ending: 'compile_error', loaded: false, answers: [] })
      expect(await run('1 / 0')).toMatchObject({
        ending: 'runtime_error',
        loaded: false,
        message: 'ZeroDivisionError: division by zero',
      })
      expect(await run('g = 1')).toMatchObject({
        ending: 'runtime_error',
        message: "NameError: name 'f' is not defined",
      })
      expect(await run('', { preamble: 'def f(x): return x' })).toMatchObject({
        ending: 'runtime_error',
        loaded: false,
      })
      for (const preamble of ['def', 'nope()', 'raise SystemExit(0)']) {
        expect(await run('def f(x): return x', { preamble })).toMatchObject({
          preambleFault: expect.any(String) as string,
        })
      }
      const sound = await run('import os\nos._exit(1)', { preamble: 'y = 1' })
      expect(sound).toMatchObject({ ending: 'runtime_error', loaded: false })
      expect(sound.preambleFault).toBeUndefined()
      expect(values(await run('class Solution:\n    def f(self, x): return -x'))).toEqual([-1, -2, -3])
      const forged = await run('import os\ndef f(x):\n    os.write(1, b"\\n@00 {}\\n")\n    return x')
      expect(forged).toMatchObject({ ending: 'finished', stdout: '\n@00 {}\n'.repeat(3) })
    },
  )

  test('calls of JavaScript and TypeScript, promises and modules included', async () => {
    const { engine } = await open(make)
    const limits = { ...defaultLimits, timeMs: 1000 }
    const run = async (language: 'javascript' | 'typescript', source: string, entry = 'f'): Promise<Execution> =>
      await engine.execute(calls(language, source, [[1], [2], [3]], { limits, entry }))
    const source = `
      const f = (x) => { console.log(x); return x === 1 ? [1n, undefined, NaN, new Map([[1, 2]])] : x === 2 ? { valueOf: () => 2, toJSON: () => 2 } : Promise.resolve(3) }`
    const execution = await run('javascript', source)
    expect(values(execution)).toEqual([
      [1, { $undefined: true }, { $float: 'nan' }, { $dict: [[1, 2]] }],
      { valueOf: { $opaque: 'Function' }, toJSON: { $opaque: 'Function' } },
      3,
    ])
    expect(execution).toMatchObject({ ending: 'finished', loaded: true, stdout: '1\n2\n3\n' })
    expect(values(await run('javascript', 'export default function (x) { return x }'))).toEqual([1, 2, 3])
    expect(values(await run('javascript', 'module.exports = { f: (x) => -x }'))).toEqual([-1, -2, -3])
    expect(
      values(
        await run(
          'typescript',
          'enum E { A = 5 }\nclass Solution { constructor(private y = 1) {} f(x: number): number { return x + this.y + E.A } }',
        ),
      ),
    ).toEqual([7, 8, 9])
    expect(values(await run('javascript', 'class S { g(x) { return x } }', 'S().g'))).toEqual([1, 2, 3])
    const starving =
      'const again = () => Promise.resolve().then(again)\nfunction f(x) { if (x === 2) again(); return x }'
    const job = calls('javascript', 'const f = (x) => x', [[1]], { limits })
    // Each of the three runs until it is ended.
    const [looping, starved, stuck] = await Promise.all([
      run('javascript', 'function f(x) { while (x === 2) {} return new Promise((r) => x === 1 && r(1)) }'),
      run('javascript', starving),
      engine.execute({ ...job, preamble: 'for (;;);' }),
    ])
    expect(values(looping)).toEqual([1, 'time_limit', 'time_limit'])
    expect(values(starved)).toEqual([1])
    expect(stuck.preambleFault).toBeTypeOf('string')
    expect(await run('javascript', 'function f( {')).toMatchObject({ ending: 'compile_error', loaded: false })
    expect(await run('typescript', 'let f: = 1')).toMatchObject({ ending: 'compile_error', loaded: false })
    expect(await run('javascript', 'const g = 1')).toMatchObject({
      ending: 'runtime_error',
      message: 'f is not defined',
    })
    for (const preamble of ['let let', 'nope()', 'process.exit(0)']) {
      const execution = await engine.execute({ ...job, preamble })
      expect(execution.preambleFault).toBeTypeOf('string')
    }
    expect(values(await engine.execute({ ...job, preamble: 'const y = 1' }))).toEqual([1])
    const left = await run('javascript', 'function f(x) { if (x === 2) process.exit(0); return x }')
    expect(left).toMatchObject({ ending: 'runtime_error', flags: ['exit_before_report'] })
    expect(values(left)).toEqual([1])
  })

  test('no expected value and no script travels', async () => {
    const { engine, sandbox } = await open(make)
    const withExpected = { args: [1], expected: 'the secret' }
    const source = 'function f(x) { return x }'
    await engine.execute({ ...calls('javascript', source, []), calls: [withExpected] })
    expect(sandbox.jobs).toHaveLength(1)
    expect(JSON.stringify(sandbox.jobs)).not.toContain('the secret')
    const script = { kind: 'script', style: 'assert', language: 'python', source, script: 'assert f(1) == 2' } as const
    await expect(engine.execute({ ...script, limits: defaultLimits })).rejects.toThrow('runs no test scripts')
    expect(sandbox.jobs).toHaveLength(1)
  })

  test('a token that is wrong says so', async () => {
    const { engine } = await open(make, { token: 'wrong' })
    await expect(engine.execute(stdio('python', 'x'))).rejects.toThrow(/status 401.*Check the token/)
  })

  test('an aborted job ends with the reason, there and here', async () => {
    const { engine, sandbox } = await open(make)
    const stop = new AbortController()
    sandbox.onJob = () => stop.abort(new Error('enough'))
    const job = stdio('javascript', 'setInterval(() => {}, 1000)')
    await expect(engine.execute(job, stop.signal)).rejects.toThrow('enough')
    await expect.poll(() => sandbox.aborted).toBe(1)
    expect(engine.stats()).toMatchObject({ busy: 0, queued: 0, executed: 1 })
  })

  test('closing rejects what is under way and what waits as closed', async () => {
    const { engine, sandbox } = await open(make, { concurrency: 1 })
    const started = new Promise<void>((resolve) => (sandbox.onJob = resolve))
    const jobs = [1, 2].map(() => engine.execute(stdio('javascript', 'setInterval(() => {}, 1000)')))
    const settled = Promise.allSettled(jobs)
    await started
    expect(engine.stats()).toMatchObject({ busy: 1, queued: 1 })
    await engine.close()
    expect(await settled).toMatchObject([{ reason: { reason: 'closed' } }, { reason: { reason: 'closed' } }])
    await expect(engine.execute(stdio('javascript', ''))).rejects.toMatchObject({ reason: 'closed' })
    expect(sandbox.jobs).toHaveLength(1)
  })

  test('a run that the server cuts short is no time limit of the candidate', async () => {
    const { engine, sandbox } = await open(make, { longestRunMs: 100 })
    sandbox.planned.push({ verdict: 'time_limit', exitCode: null })
    await expect(engine.execute(stdio('python', 'x'))).rejects.toThrow(
      'The server grants 100 ms, and 10000 are allowed',
    )
  })

  test('the isolation is what its operator says, and the lowest where nothing is said', async () => {
    const { engine } = await open(make)
    expect(engine.isolation).toMatchObject({ level: 'L0', mechanisms: ['remote'], missing: [expect.any(String)] })
    expect((await open(make, { isolation: 'L3' })).engine.isolation).toMatchObject({ level: 'L3', missing: [] })
  })
})

test('answers that say nothing of the program are faults: of SandboxFusion', async () => {
  const finished = { status: 'Finished', execution_time: 0.1, return_code: 0, stdout: '', stderr: '' }
  await allFaults(sandboxFusionEngine, [
    {},
    { status: 'Success' },
    { status: 'Success', run_result: null },
    { status: 'Success', run_result: { ...finished, status: 'Done' } },
    { status: 'Success', run_result: { ...finished, return_code: '0' } },
    { status: 'Success', run_result: { ...finished, return_code: 1 } },
    { status: 'Failed', run_result: finished },
    { status: 'SandboxError', message: 'no space', run_result: finished },
    { status: 'Failed', compile_result: { status: 'Error' }, run_result: null },
  ])
})

test('answers that say nothing of the program are faults: of Piston', async () => {
  const run = { stdout: '', stderr: '', code: 0, signal: null }
  await allFaults(pistonEngine, [
    {},
    { run },
    { language: 'python' },
    { language: 'ruby', run },
    { language: 'python', run: { ...run, code: null } },
    { language: 'python', run: { ...run, stdout: 1 } },
    { language: 'python', run: { ...run, code: 1, status: 'XX', message: 'no box' } },
    // A cap of 1 KiB where a mebibyte is allowed.
    { language: 'python', run: { ...run, stdout: 'x'.repeat(1024), code: null, signal: 'SIGKILL', status: 'OL' } },
  ])
})

async function allFaults(make: (options: RemoteEngineOptions) => Engine, bodies: readonly object[]): Promise<void> {
  for (const body of bodies) {
    const engine = make({ url: 'http://sandbox.example', fetch: async () => Response.json(body) })
    const ran = engine.execute(stdio('python', 'x'))
    await expect(ran, JSON.stringify(body)).rejects.toMatchObject({ name: 'SandboxFault' })
  }
}

test('servers of the other makes are read as they tell it', async () => {
  const ended = async (make: typeof pistonEngine, body: object): Promise<string> => {
    const engine = make({ url: 'http://sandbox.example/', fetch: async () => Response.json(body) })
    return (await engine.execute(stdio('python', 'x'))).ending
  }
  const run = { stdout: '', stderr: '', code: null, signal: 'SIGKILL' }
  const piston = async (more: object): Promise<string> =>
    await ended(pistonEngine, { language: 'python', run: { ...run, ...more } })
  expect(await piston({ status: 'TO', wall_time: 3000 })).toBe('time_limit')
  expect(await piston({ wall_time: 10_000 })).toBe('time_limit')
  expect(await piston({ status: 'SG', wall_time: 100, memory: 512 << 20 })).toBe('memory_limit')
  expect(await piston({ status: 'SG', wall_time: 100, memory: 5 << 20 })).toBe('runtime_error')
  expect(await piston({ code: 1, signal: null, status: 'RE', message: 'Exited with error status 1' })).toBe(
    'runtime_error',
  )
  const fusion = async (more: object): Promise<string> =>
    await ended(sandboxFusionEngine, {
      status: 'Failed',
      message: '',
      run_result: { status: 'Finished', execution_time: 1, return_code: -9, stdout: '', stderr: '', ...more },
    })
  expect(await fusion({})).toBe('memory_limit')
  expect(await fusion({ return_code: 1, stderr: 'Traceback\nMemoryError\n' })).toBe('memory_limit')
  expect(await fusion({ return_code: 1, stderr: 'ValueError: MemoryError' })).toBe('runtime_error')
  expect(await fusion({ status: 'TimeLimitExceeded', return_code: null })).toBe('time_limit')
})

test('calls of JavaScript reach our own sandbox, whose isolates are not quite Node', async () => {
  const local = await openSandbox({ languages: ['javascript'], concurrency: 1 })
  const server = await serveSandbox({ sandbox: local, drainMs: 0 })
  endings.push(
    () => local.close(),
    () => server.close(),
  )
  const engine = sandboxFusionEngine({ url: server.url })
  const run = async (source: string): Promise<Execution> =>
    await engine.execute(calls('javascript', source, [[1], [2]]))
  const plain = await run('const f = (x) => { console.log(x); return x === 1 ? [x] : Promise.resolve(new Set([x])) }')
  expect(plain).toMatchObject({ ending: 'finished', stdout: '1\n2\n', flags: [] })
  expect(values(plain)).toEqual([[1], { $set: [2] }])
  for (const source of [
    'export const f = (x) => -x',
    'export default function (x) { return -x }',
    'const f = (x) => -x\nexport { f }',
    'module.exports = { f: (x) => -x }',
    'class Solution { f(x) { return -x } } // the end',
  ]) {
    expect(values(await run(source)), source).toEqual([-1, -2])
  }
  expect(await run('export function f( {')).toMatchObject({ ending: 'compile_error', loaded: false })
})

test('calls whose reports are missing are of another request', async () => {
  const body = {
    status: 'Success',
    run_result: { status: 'Finished', return_code: 0, stdout: '\n@00 {"at":"begin"}\n' },
  }
  const engine = sandboxFusionEngine({ url: 'http://sandbox.example', fetch: async () => Response.json(body) })
  await expect(engine.execute(calls('javascript', 'f = 1', [[1]]))).rejects.toMatchObject({ reason: 'protocol' })
})
