// Checker programs that fail, in a real sandbox: whose fault it is must not hang on anything that the candidate writes.
import { afterAll, describe, expect, test } from 'vitest'
import type { Checker, StdioTests } from '../../../src/sandbox/code-tests.ts'
import { openSandbox } from '../../../src/sandbox/open-sandbox.ts'
import type { JudgeResult } from '../../../src/sandbox/sandbox.ts'

const opened = await openSandbox({ languages: ['javascript', 'python'], cacheEntries: 0 }).catch((thrown: unknown) =>
  String(thrown),
)
afterAll(async () => {
  if (typeof opened !== 'string') await opened.close()
})

/** Judges a program that prints `output` where 5 is right. */
function judged(checker: Checker, output: string, answer: string | null = '5\n'): Promise<JudgeResult> {
  if (typeof opened === 'string') throw new Error(opened)
  const tests: StdioTests = {
    format: 'stdio',
    cases: [{ stdin: '', ...(answer !== null && { stdout: answer }) }],
    checker: { limits: { timeMs: 500 }, ...checker },
    limits: { timeMs: 3000 },
  }
  return opened.judge({ language: 'javascript', source: `console.log(${JSON.stringify(output)})`, tests })
}

const read = "const [out, answer] = [3, 4].map((at) => require('fs').readFileSync(process.argv[at], 'utf8').trim())"
const honest: readonly Checker[] = [
  { language: 'python', code: 'import sys\nsys.exit(int(open(sys.argv[2]).read()) != 5)' },
  {
    language: 'javascript',
    code: `${read}\nif (!/^\\d+$/.test(out)) throw new Error(out)\nprocess.exit(out === answer ? 0 : 1)`,
  },
]
const crashing: readonly Checker[] = [
  { language: 'python', code: 'nope()' },
  { language: 'javascript', code: 'nope()' },
  { language: 'python', code: 'while True: pass' },
  { language: 'javascript', code: 'for (;;);' },
  { language: 'python', code: 'def' },
  { language: 'python', code: 'import sys\nsys.exit(9)' },
]

describe.skipIf(typeof opened === 'string')('checkers that fail (skipped without a sandbox)', () => {
  test.each(crashing)('a checker that fails on everything makes the tests invalid: %j', async (checker) => {
    expect(await judged(checker, '5')).toMatchObject({ verdict: 'tests_invalid', reward: null })
    expect(await judged(checker, '5', null)).toMatchObject({ verdict: 'tests_invalid', reward: null })
  })

  test.each(honest)('an output on which a working checker crashes is wrong: %j', async (checker) => {
    expect(await judged(checker, '5')).toMatchObject({ verdict: 'accepted', reward: 1 })
    expect(await judged(checker, '6')).toMatchObject({ verdict: 'wrong_answer', reward: 0 })
    expect(await judged(checker, 'x')).toMatchObject({ verdict: 'wrong_answer', reward: 0 })
  })

  test('an output on which a working checker never ends is wrong', async () => {
    const checker: Checker = {
      language: 'python',
      code: 'import sys\nn = int(open(sys.argv[2]).read())\nwhile n != 5: pass',
    }
    expect(await judged(checker, '6')).toMatchObject({ verdict: 'wrong_answer', reward: 0 })
  })

  test.each(['Error: haha', 'Traceback (most recent call last):', 'points 1'])(
    'a checker that quotes %j of the candidate says what its exit code says',
    async (output) => {
      const checker: Checker = {
        language: 'python',
        code: 'import sys\nout = open(sys.argv[2]).read()\nsys.stderr.write(out)\nsys.exit(out.strip() != "5")',
      }
      expect(await judged(checker, output)).toMatchObject({ verdict: 'wrong_answer', reward: 0 })
    },
  )

  test('points are the first word of a checker, not what it quotes', async () => {
    const code = 'import sys\nsys.stderr.write("no: " + open(sys.argv[2]).read())\nsys.exit(7 * (len(sys.argv) > 3))'
    expect(await judged({ language: 'python', code }, 'points 1')).toMatchObject({ reward: null })
  })
})
