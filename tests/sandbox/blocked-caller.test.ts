// A caller whose event loop stands still, as a trainer's does in a long synchronous step: what it did not read in time
// was not late.
import { afterAll, expect, test } from 'vitest'
import type { CodeTests } from '../../src/sandbox/code-tests.ts'
import { startDeadline } from '../../src/sandbox/worker/deadline.ts'
import type { Language } from '../../src/sandbox/engine.ts'
import { openSandbox } from '../../src/sandbox/open-sandbox.ts'
import type { JudgeResult } from '../../src/sandbox/sandbox.ts'

const sandbox = await openSandbox({ languages: ['javascript', 'python'], concurrency: 4, cacheEntries: 0 })
afterAll(() => sandbox.close())

const blockMs = 4000
const limits = { timeMs: 2000 }
const calls: CodeTests = {
  format: 'call',
  entry: 'f',
  cases: [1, 2, 3].map((x) => ({ args: [x], expected: x })),
  limits,
}
const scripts: { readonly [language in 'javascript' | 'python']: CodeTests } = {
  javascript: {
    format: 'assert',
    entry: 'f',
    script: 'for (let i = 0; i < 20; i++) if (f(i) !== i) throw new Error()',
    limits,
  },
  python: { format: 'assert', entry: 'f', script: 'for i in range(20):\n    assert f(i) == i', limits },
}
const honest = {
  javascript: 'function f(x) { const end = Date.now() + 10; while (Date.now() < end); return x }',
  python: 'import time\ndef f(x):\n    time.sleep(0.01)\n    return x',
}
const endless = { javascript: 'function f() { for (;;); }', python: 'def f(x):\n    while True: pass' }
/** V8 does not interrupt it, so only the watchdog outside does. */
const uninterruptible = 'function f() { /^(a+)+$/.test("a".repeat(40) + "b") }'

function block(): void {
  for (const end = performance.now() + blockMs; performance.now() < end;);
}

test(
  'honest programs are right and endless ones are over, whenever the caller stood still',
  { timeout: 180_000 },
  async () => {
    // The jobs are at different places then.
    for (const moment of ['at once', 'soon', 'later']) {
      const judge = (language: Language, source: string, tests: CodeTests): Promise<JudgeResult> =>
        sandbox.judge({ language, source, tests })
      const all = [
        judge('javascript', honest.javascript, calls),
        judge('javascript', honest.javascript, scripts.javascript),
        judge('python', honest.python, calls),
        judge('python', honest.python, scripts.python),
        judge('javascript', endless.javascript, calls),
        judge('javascript', uninterruptible, calls),
        judge('python', endless.python, calls),
      ]
      if (moment === 'soon') for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve))
      if (moment === 'later') await Promise.race(all)
      block()
      const told = (await Promise.all(all)).map(({ verdict, reason }) => `${verdict}: ${reason}`)
      expect(told.slice(0, 4)).toEqual(Array.from({ length: 4 }, () => expect.stringMatching(/^accepted/)))
      expect(told.slice(4)).toEqual(Array.from({ length: 3 }, () => expect.stringMatching(/^time_limit/)))
    }
  },
)

test('a deadline that the loop alone delayed waits for what has arrived, one that is due does not', async () => {
  const expired: string[] = []
  const late = startDeadline(10, () => expired.push('late'))
  for (const end = performance.now() + 200; performance.now() < end;);
  await new Promise((resolve) => setImmediate(resolve))
  expect(expired).toEqual([])
  late.cancel()
  await new Promise<void>((resolve) => startDeadline(10, resolve))
})
