// Preambles and arguments of the tests' own, in a real sandbox: what goes wrong there is never the candidate's fault.
import { afterAll, describe, expect, test } from 'vitest'
import type { Json } from '../../../src/core/json.ts'
import type { Language } from '../../../src/sandbox/engine.ts'
import { openSandbox } from '../../../src/sandbox/open-sandbox.ts'
import type { JudgeResult } from '../../../src/sandbox/sandbox.ts'

const opened = await openSandbox({
  languages: ['javascript', 'typescript', 'python'],
  cacheEntries: 0,
}).catch((thrown: unknown) => String(thrown))
afterAll(async () => {
  if (typeof opened !== 'string') await opened.close()
})

const right = {
  python: 'def add(a, b):\n    return a + b + ZERO',
  javascript: 'const add = (a, b) => a + b + ZERO',
  typescript: 'const add = (a: number, b: number): number => a + b + ZERO',
  cpp: '',
}
const script = {
  python: 'assert add(1, 2) == 3',
  javascript: "require('assert').strictEqual(add(1, 2), 3)",
  typescript: "require('assert').strictEqual(add(1, 2), 3)",
  cpp: '',
}

function judged(
  language: Language,
  format: 'call' | 'assert',
  preamble: string,
  source: string = right[language],
): Promise<JudgeResult> {
  if (typeof opened === 'string') throw new Error(opened)
  const shared = { entry: 'add', preamble, limits: { timeMs: 1000 } }
  const tests =
    format === 'call'
      ? ({ format, ...shared, cases: [{ args: [1, 2], expected: 3 }] } as const)
      : ({ format, ...shared, script: script[language] } as const)
  return opened.judge({ language, source, tests })
}

const preambles: readonly (readonly [Language, string, string])[] = [
  ['python', 'def', 'ZERO = 0'],
  ['python', 'nope()', 'ZERO = 0'],
  ['python', 'while True: pass', 'ZERO = 0'],
  ['python', 'raise SystemExit(0)', 'ZERO = 0'],
  ['python', 'import os\nos._exit(0)', 'ZERO = 0'],
  ['javascript', 'let let', 'const ZERO = 0'],
  ['javascript', 'nope()', 'const ZERO = 0'],
  ['javascript', 'for (;;);', 'const ZERO = 0'],
  ['typescript', 'let let', 'const ZERO: number = 0'],
]

describe.skipIf(typeof opened === 'string')('preambles (skipped without a sandbox)', () => {
  describe.each(['call', 'assert'] as const)('of tests of format %s', (format) => {
    test.each(preambles)('in %s, %j makes the tests invalid', async (language, broken, sound) => {
      expect(await judged(language, format, broken)).toMatchObject({
        verdict: 'tests_invalid',
        reward: null,
        reason: expect.stringMatching(/preamble/) as string,
      })
      expect(await judged(language, format, sound)).toMatchObject({ verdict: 'accepted', reward: 1 })
    })

    test.each([
      ['python', 'ZERO = 0', 'def'],
      ['python', 'ZERO = 0', 'nope()'],
      ['python', 'ZERO = 0', 'import os\nos._exit(0)'],
      ['python', 'ZERO = 0', 'while True: pass'],
      ['javascript', 'const ZERO = 0', 'let let'],
      ['javascript', 'const ZERO = 0', 'nope()'],
      ['javascript', 'const ZERO = 0', 'for (;;);'],
      ['javascript', 'const ZERO = 0', "throw new Error('the preamble fails')"],
    ] as const)('in %s behind %j, the candidate %j fails on its own account', async (language, preamble, source) => {
      expect(await judged(language, format, preamble, source)).toMatchObject({ reward: 0 })
    })
  })

  test('an argument that merely looks like a tag is data', async () => {
    if (typeof opened === 'string') throw new Error(opened)
    const value: Json = { $gt: [5] }
    const tests = { format: 'call', entry: 'f', cases: [{ args: [value], expected: [value, 5] }] } as const
    const programs: [Language, string][] = [
      ['python', "def f(query):\n    return [query, query['$gt'][0]]"],
      ['javascript', 'const f = (query) => [query, query.$gt[0]]'],
    ]
    for (const [language, source] of programs) {
      expect(await opened.judge({ language, source, tests })).toMatchObject({ verdict: 'accepted' })
    }
  })
})
