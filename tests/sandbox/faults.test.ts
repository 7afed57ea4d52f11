// What goes wrong around a whole sandbox: its parent killed, closed in the middle, flooded, aborted, its programs gone.
// Real processes of every language; the invariant is that every job settles and nothing is left.
import { spawn } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setImmediate as turn } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import type { CodeTests } from '../../src/sandbox/code-tests.ts'
import { createCppEngine } from '../../src/sandbox/cpp/cpp-engine.ts'
import type { Language } from '../../src/sandbox/engine.ts'
import { openJavaScriptEngine } from '../../src/sandbox/javascript/javascript-engine.ts'
import { openSandbox, type SandboxOptions } from '../../src/sandbox/open-sandbox.ts'
import type { JudgeResult, Sandbox } from '../../src/sandbox/sandbox.ts'
import { controlGroups, hasProcessTree, identify, processesBelow, survivors } from './process-tree.ts'

/** What is left is left for ever; what goes may take its time on a busy machine. */
const settling = { timeout: 30_000 }

const folder = mkdtempSync(join(tmpdir(), 'rlvr-faults-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Not where this machine has no compiler or no jail. */
const hasCpp = await createCppEngine({ workers: 1, spares: 0 }).then(
  (engine) => engine.close().then(() => true),
  () => false,
)
const languages: readonly Language[] = hasCpp ? ['javascript', 'python', 'cpp'] : ['javascript', 'python']

function open(options: SandboxOptions = {}): Promise<Sandbox> {
  return openSandbox({ languages, cacheEntries: 0, ...options })
}

const echo: CodeTests = { format: 'stdio', cases: [{ stdin: '7\n', stdout: '8\n' }], limits: { timeMs: 5000 } }
const right = {
  javascript: (n: number) => `// ${n}\nconsole.log(Number(require('fs').readFileSync(0, 'utf8')) + 1)`,
  python: (n: number) => `# ${n}\nprint(int(input()) + 1)`,
  cpp: (n: number) => `// ${n}\n#include <cstdio>\nint main() { int n; scanf("%d", &n); printf("%d", n + 1); }`,
  typescript: (n: number) => right.javascript(n),
}
const endless: { readonly [language in Language]: string } = {
  javascript: 'for (;;);',
  typescript: 'for (;;);',
  python: 'import os\nif os.fork() == 0: os.setsid()\nwhile True: pass',
  cpp: '#include <unistd.h>\nint main() { fork(); for (;;) {} }',
}

describe.skipIf(!hasProcessTree)('around a sandbox (skipped without /proc)', () => {
  test(
    'a parent killed in mid-run leaves no process of any depth and no control group',
    { timeout: 180_000 },
    async () => {
      const program = `
      const { openSandbox } = await import(${JSON.stringify(new URL('../../src/sandbox/open-sandbox.ts', import.meta.url).href)})
      const sandbox = await openSandbox({ languages: ${JSON.stringify(languages)} })
      for (const [language, source] of ${JSON.stringify(languages.map((language) => [language, endless[language]]))}) {
        for (let n = 0; n < 2; n++) void sandbox.run({ language, source, limits: { timeMs: 100_000 } })
      }
      console.log('running')
      setInterval(() => {}, 1000)`
      const flags = ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', program]
      const parent = spawn(process.execPath, flags, { stdio: ['ignore', 'pipe', 'inherit'] })
      await createInterface({ input: parent.stdout })[Symbol.asyncIterator]().next()
      // Each endless Python and C++ program has forked once: they are all there when these are.
      const leastProcesses = 2 * (languages.length - 1) * 2 + languages.length * 3
      await expect.poll(() => processesBelow(parent.pid).length, settling).toBeGreaterThan(leastProcesses)
      const below = processesBelow(parent.pid)
      const known = identify(below)
      parent.kill('SIGKILL')
      await expect.poll(() => survivors(known), settling).toEqual([])
      await expect.poll(() => controlGroups(below), settling).toEqual([])
    },
  )

  test('close during 50 running jobs settles them all and leaves nothing', { timeout: 180_000 }, async () => {
    const before = processesBelow()
    const sandbox = await open()
    const jobs = Array.from({ length: 50 }, async (_, n) => {
      const language = languages[n % languages.length]!
      const limits = { timeMs: 100_000 }
      return n % 2 === 0
        ? await sandbox.run({ language, source: `${endless[language]}\n`, limits })
        : await sandbox.judge({ language, source: `${endless[language]}\n\n`, tests: { ...echo, limits } })
    })
    const busy = (): number => Object.values(sandbox.stats().engines).reduce((sum, engine) => sum + engine.busy, 0)
    await expect.poll(busy, settling).toBeGreaterThanOrEqual(2 * languages.length)
    const mine = processesBelow().filter((pid) => !before.includes(pid))
    const known = identify(mine)
    await sandbox.close()
    const settled = await Promise.all(jobs)
    for (const result of settled) expect(result).toMatchObject({ verdict: 'harness_error' })
    for (const result of settled) if ('reward' in result) expect(result.reward).toBe(null)
    // What a kernel under load has still to take away.
    await expect.poll(() => survivors(known), settling).toEqual([])
    await expect.poll(() => controlGroups(mine), settling).toEqual([])
    const late = await sandbox.judge({ language: 'python', source: 'print(8)', tests: echo })
    expect([late.verdict, late.reward]).toEqual(['harness_error', null])
  })
})

test(
  'of 10,000 jobs at once those beyond the queue are refused as overloaded, the others are right',
  { timeout: 120_000 },
  async () => {
    const retry = { attempts: 2 }
    const sandbox = await openSandbox({ languages: ['javascript'], maxQueued: 50, cacheEntries: 0, retry })
    try {
      const all = await Promise.all(
        Array.from({ length: 10_000 }, (_, n) =>
          sandbox.judge({ language: 'javascript', source: right.javascript(n), tests: echo }),
        ),
      )
      const of = (verdict: string): JudgeResult[] => all.filter((result) => result.verdict === verdict)
      expect(of('accepted').length).toBeGreaterThanOrEqual(50)
      expect(of('accepted').length + of('harness_error').length).toBe(10_000)
      for (const { reward, reason } of of('harness_error')) {
        expect(reward).toBe(null)
        expect(reason).toMatch(/jobs wait for JavaScript already/)
      }
    } finally {
      await sandbox.close()
    }
  },
)

test('an abort at any moment rejects with its reason, and the sandbox goes on', { timeout: 180_000 }, async () => {
  const sandbox = await open({ concurrency: 2 })
  try {
    for (const language of languages) {
      const limits = { timeMs: 100_000 }
      const aborted = AbortSignal.abort(new Error('before'))
      const job = { language, source: endless[language], tests: { ...echo, limits } }
      await expect(sandbox.judge(job, { signal: aborted })).rejects.toThrow('before')
      await expect(sandbox.run({ ...job, limits }, { signal: aborted })).rejects.toThrow('before')
      // Two of them run, the others wait: aborted after none, some and many turns of the loop.
      for (const turns of [0, 1, 100, 2000]) {
        const abort = new AbortController()
        const jobs = Array.from({ length: 6 }, (_, n) =>
          n % 2 === 0
            ? sandbox.judge({ ...job, source: `${job.source}\n${' '.repeat(n)}` }, { signal: abort.signal })
            : sandbox.run({ ...job, limits }, { signal: abort.signal }),
        )
        const told = Promise.allSettled(jobs)
        for (let n = 0; n < turns; n++) await turn()
        abort.abort(new Error(`after ${turns}`))
        for (const outcome of await told) {
          expect(outcome).toMatchObject({ status: 'rejected', reason: { message: `after ${turns}` } })
        }
      }
      const after = await sandbox.judge({ language, source: right[language](0), tests: echo })
      expect([language, after.verdict]).toEqual([language, 'accepted'])
    }
  } finally {
    await sandbox.close()
  }
})

test(
  'where no worker can start any more, a judgement is a harness error without a reward',
  { timeout: 180_000 },
  async () => {
    const before = processesBelow()
    const node = join(folder, 'node')
    copyFileSync(process.execPath, node)
    const engine = await openJavaScriptEngine({ workers: 2, spares: 0, node })
    const sandbox = await openSandbox({ languages: ['javascript'], engines: [engine], cacheEntries: 0 })
    try {
      const judge = (source: string): Promise<JudgeResult> =>
        sandbox.judge({ language: 'javascript', source, tests: echo })
      expect((await judge(right.javascript(1))).verdict).toBe('accepted')
      rmSync(node)
      for (const pid of processesBelow().filter((each) => !before.includes(each))) process.kill(pid, 'SIGKILL')
      const told = await judge(right.javascript(2))
      expect(told).toMatchObject({ verdict: 'harness_error', reward: null, executed: 0 })
      expect(told.reason).toMatch(/No JavaScript worker starts/)
      expect(told.attempts).toBeGreaterThan(1)
      copyFileSync(process.execPath, node)
      expect((await judge(right.javascript(3))).verdict).toBe('accepted')
    } finally {
      await sandbox.close()
    }
  },
)

test('a sandbox without Python on its PATH says so, and judges nothing wrong', { timeout: 180_000 }, async () => {
  const path = process.env['PATH']
  process.env['PATH'] = folder
  try {
    const sandbox = await openSandbox({ cacheEntries: 0 })
    const javascript = await sandbox.isolation('javascript')
    expect(javascript).toMatchObject({ level: 'L0', missing: [expect.stringMatching(/python3. does not run/)] })
    const judged = await sandbox.judge({ language: 'javascript', source: right.javascript(1), tests: echo })
    expect(judged).toMatchObject({ verdict: 'accepted', isolation: 'L0' })
    // Python in WebAssembly, where that is installed.
    const python = await sandbox.judge({ language: 'python', source: right.python(1), tests: echo })
    expect(['accepted', 'harness_error']).toContain(python.verdict)
    expect(python.reward).toBe(python.verdict === 'accepted' ? 1 : null)
    await sandbox.close()
  } finally {
    process.env['PATH'] = path
  }
})

test('a program that writes a gigabyte meets the end of its scratch folder and leaves nothing of it', async () => {
  const sandbox = await open()
  const write = {
    python: 'with open("f", "wb") as f:\n    for _ in range(1024): f.write(b"x" * (1 << 20))',
    javascript: "const fs = require('fs'); for (let i = 0; i < 1024; i++) fs.appendFileSync('f', 'x'.repeat(1 << 20))",
    typescript: '',
    cpp: '#include <cstdio>\n#include <cstdlib>\nint main() { FILE* f = fopen("f", "w"); static char b[1 << 20]; for (int i = 0; i < 1024; i++) if (fwrite(b, 1, sizeof b, f) != sizeof b) return 9; return 0; }',
  }
  const look = {
    python: 'import os\nprint(8 if os.listdir(".") == [] else os.listdir("."))',
    javascript: right.javascript(0),
    typescript: '',
    cpp: '#include <cstdio>\nint main() { puts(fopen("f", "r") ? "left" : "8"); }',
  }
  try {
    for (const language of languages) {
      const tests = { ...echo, limits: { timeMs: 10_000, memoryMb: 64 } }
      const full = await sandbox.judge({ language, source: write[language], tests })
      expect([language, full.verdict]).toEqual([
        language,
        expect.stringMatching(/^(runtime_error|memory_limit|output_limit)$/),
      ])
      expect(full.reward).toBe(0)
      // Every worker, whichever had run it.
      const after = await Promise.all(
        Array.from({ length: 6 }, (_, n) =>
          sandbox.judge({ language, source: look[language] + '\n'.repeat(n), tests: echo }),
        ),
      )
      expect(after.map(({ verdict, reason }) => `${verdict} ${reason}`)).toEqual(
        Array.from({ length: 6 }, () => expect.stringMatching(/^accepted/)),
      )
    }
  } finally {
    await sandbox.close()
  }
})
