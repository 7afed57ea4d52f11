// Arguments that a task says are not to change.
import { afterAll, describe, expect, test } from 'vitest'
import type { CodeTests } from '../../../src/sandbox/code-tests.ts'
import { judgeProgram } from '../../../src/sandbox/judge/judge.ts'
import { limits, pythonHere } from './python-here.ts'

const { engine, whyNot } = await pythonHere()

afterAll(() => engine?.close())

describe.skipIf(engine === null)(`arguments of Python programs${whyNot && ` (skipped: ${whyNot})`}`, () => {
  const judge = (source: string, tests: CodeTests) =>
    judgeProgram({ language: 'python', source, tests }, limits, (job) => engine!.execute(job))

  const emptying = 'def f(xs):\n    xs.clear()\n    return []'
  const honest = 'def f(xs): return sorted(xs)'
  const inside = 'def f(xs):\n    xs[0].append(3)\n    return [[1, 3]]'
  const script = 'xs = [2, 1]\nr = f(xs)\nassert r == sorted(xs)'

  test('that a script compares with afterwards can be emptied, which is flagged', async () => {
    const { verdict, flags } = await judge(emptying, { format: 'assert', entry: 'f', script })
    expect([verdict, flags]).toEqual(['accepted', ['arguments_changed']])
    expect((await judge(honest, { format: 'assert', entry: 'f', script })).flags).toEqual([])
  })

  test('stay as they are in scripts where the task says so', async () => {
    const tests: CodeTests = { format: 'assert', entry: 'f', script, argumentsUnchanged: true }
    const { verdict, reason } = await judge(emptying, tests)
    expect([verdict, reason]).toEqual(['wrong_answer', expect.stringContaining('the call changed its arguments')])
    expect((await judge(honest, tests)).verdict).toBe('accepted')
    const swallowing = { ...tests, script: 'xs = [2]\ntry:\n    f(xs)\nexcept: pass\nassert f([1]) == [1]' }
    expect((await judge('def f(xs):\n    if xs == [2]: xs.clear()\n    return xs', swallowing)).verdict).toBe(
      'wrong_answer',
    )
    expect((await judge(inside, { ...tests, script: 'assert f([[1]]) == [[1, 3]]' })).verdict).toBe('wrong_answer')
    const pytest: CodeTests = {
      format: 'pytest',
      argumentsUnchanged: true,
      script: 'from solution import f\ndef test_a():\n    xs = [2, 1]\n    assert f(xs) == sorted(xs)',
    }
    expect([(await judge(emptying, pytest)).verdict, (await judge(honest, pytest)).verdict]).toEqual([
      'wrong_answer',
      'accepted',
    ])
  })

  test('stay as they are in calls where the task says so', async () => {
    const calls: CodeTests = { format: 'call', entry: 'f', cases: [{ args: [[2, 1]], expected: [1, 2] }] }
    const sorting = 'def f(xs):\n    xs.sort()\n    return xs'
    expect((await judge(sorting, calls)).verdict).toBe('accepted')
    const { verdict, reason } = await judge(sorting, { ...calls, argumentsUnchanged: true })
    expect([verdict, reason]).toEqual(['wrong_answer', expect.stringContaining('the call changed its arguments')])
    expect((await judge(honest, { ...calls, argumentsUnchanged: true })).verdict).toBe('accepted')
    const named = {
      ...calls,
      argumentsUnchanged: true,
      cases: [{ args: [], kwargs: { xs: [[1]] }, expected: [[1, 3]] }],
    }
    expect((await judge(inside, named)).verdict).toBe('wrong_answer')
  })

  test('are not watched in scripts of other languages, which is said', async () => {
    const tests: CodeTests = { format: 'assert', entry: 'f', script: 'assert(f(1))', argumentsUnchanged: true }
    const { verdict, reason } = await judgeProgram({ language: 'javascript', source: 'x', tests }, limits, () =>
      Promise.reject(new Error('not run')),
    )
    expect([verdict, reason]).toEqual(['tests_invalid', expect.stringContaining('not in scripts in javascript')])
  })
})
