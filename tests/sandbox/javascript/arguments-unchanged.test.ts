// Arguments of JavaScript functions that a task says are not to change.
import { afterAll, expect, test } from 'vitest'
import { openJavaScriptEngine } from '../../../src/sandbox/javascript/javascript-engine.ts'
import { judgeProgram } from '../../../src/sandbox/judge/judge.ts'
import { checkLimits } from '../../../src/sandbox/limits.ts'

const limits = checkLimits({ timeMs: 10_000 })
const engine = await openJavaScriptEngine({ workers: 1 })

afterAll(() => engine.close())

const judge = (source: string, argumentsUnchanged: boolean) =>
  judgeProgram(
    {
      language: 'javascript',
      source,
      tests: {
        format: 'call',
        entry: 'f',
        argumentsUnchanged,
        cases: [
          { args: [[2, 1]], expected: [1, 2] },
          { args: [[4, 3]], expected: [3, 4] },
        ],
      },
    },
    limits,
    (job) => engine.execute(job),
  )

test('a call that changes what it is given is wrong where the task says so, and right elsewhere', async () => {
  const sorting = 'function f(xs) { return xs.sort((a, b) => a - b) }'
  expect((await judge(sorting, false)).verdict).toBe('accepted')
  const { verdict, reason } = await judge(sorting, true)
  expect([verdict, reason]).toEqual(['wrong_answer', expect.stringContaining('the call changed its arguments')])
  const later = 'async function f(xs) { await null; return xs.sort((a, b) => a - b) }'
  expect((await judge(later, true)).verdict).toBe('wrong_answer')
})

test('a call that leaves them as they are is right', async () => {
  const honest = 'function f(xs) { return [...xs].sort((a, b) => a - b) }'
  expect((await judge(honest, true)).verdict).toBe('accepted')
  expect((await judge(`async ${honest}`, true)).verdict).toBe('accepted')
})
