// The judge over an engine that answers from a script: what it sends there, and what it makes of the answers.
import { describe, expect, test } from 'vitest'
import type { CallTests, CodeTests, StdioTests } from '../../../src/sandbox/code-tests.ts'
import type { EngineJob, Execution } from '../../../src/sandbox/engine.ts'
import { judgeProgram, type Opinion } from '../../../src/sandbox/judge/judge.ts'
import { defaultLimits } from '../../../src/sandbox/limits.ts'

const clean: Execution = {
  ending: 'finished',
  exitCode: 0,
  uncaught: false,
  signal: null,
  stdout: '',
  stderr: '',
  stdoutTruncated: false,
  stderrTruncated: false,
  wallMs: 5,
  cpuMs: 5,
  peakRssMb: 10,
  flags: [],
}

/** Judges with an engine that gives `executions` one after another, and keeps what it was asked. */
async function judged(
  tests: CodeTests,
  executions: readonly Partial<Execution>[],
  source = 'x',
): Promise<{ opinion: Opinion; jobs: EngineJob[] }> {
  const jobs: EngineJob[] = []
  const opinion = await judgeProgram({ language: 'python', source, tests }, defaultLimits, async (job) => {
    jobs.push(job)
    const execution = executions[jobs.length - 1]
    if (!execution) throw new Error('The engine was asked more often than the test expects.')
    return { ...clean, ...execution }
  })
  return { opinion, jobs }
}

const finished = (value: number) => ({ ending: 'finished' as const, value, wallMs: 1 })
const three: CallTests = {
  format: 'call',
  entry: 'f',
  cases: [
    { args: [1], expected: 111_111 },
    { args: [2], expected: 222_222 },
    { args: [3], expected: 333_333 },
  ],
}

describe('calls', () => {
  test('expected values never reach an engine', async () => {
    const { opinion, jobs } = await judged(three, [{ answers: [111_111, 222_222, 333_333].map(finished) }])
    expect(opinion).toMatchObject({ verdict: 'accepted', reward: 1, executed: 3 })
    expect(JSON.stringify(jobs)).not.toMatch(/111111|222222|333333/)
  })

  test('one wrong value is a wrong answer worth 0', async () => {
    const { opinion } = await judged(three, [{ answers: [111_111, 5, 333_333].map(finished) }])
    expect(opinion).toMatchObject({ verdict: 'wrong_answer', reward: 0 })
    expect(opinion.reason).toBe('Test 1 of 3: wrong_answer, expected 222222, got 5')
  })

  test('a process that exits cleanly before it answered is a runtime error', async () => {
    const { opinion } = await judged(three, [{ answers: [finished(111_111)], flags: ['exit_before_report'] }])
    expect(opinion).toMatchObject({ verdict: 'runtime_error', reward: 0, executed: 2, flags: ['exit_before_report'] })
    expect(opinion.tests.map(({ verdict }) => verdict)).toEqual(['accepted', 'runtime_error', 'skipped'])
  })

  test('for partial credit another process goes on behind the call that ended the first', async () => {
    const { opinion, jobs } = await judged({ ...three, scoring: 'fraction' }, [
      { ending: 'time_limit', answers: [finished(111_111)] },
      { answers: [finished(333_333)] },
    ])
    expect(opinion).toMatchObject({ verdict: 'time_limit', reward: 2 / 3 })
    expect(jobs.map((job) => job.kind === 'calls' && job.calls.map(({ args }) => args[0]))).toEqual([[1, 2, 3], [3]])
  })

  test('a program that does not load is run once', async () => {
    const { opinion } = await judged({ ...three, scoring: 'fraction' }, [{ ending: 'compile_error', loaded: false }])
    expect(opinion).toMatchObject({ verdict: 'compile_error', reward: 0, executed: 3 })
  })

  test('shuffled cases come in another order, the same for the same source, and are told in their own', async () => {
    const many: CallTests = {
      ...three,
      shuffleCases: true,
      cases: Array.from({ length: 20 }, (_, index) => ({ args: [index], expected: index })),
    }
    const orders: unknown[] = []
    for (let round = 0; round < 2; round++) {
      const { jobs } = await judged(many, [{ answers: many.cases.map((_, index) => finished(index)) }])
      orders.push(jobs.map((job) => job.kind === 'calls' && job.calls.map(({ args }) => args[0])))
    }
    expect(orders[0]).toEqual(orders[1])
    expect(orders[0]).not.toEqual([many.cases.map((_, index) => index)])
  })

  test('the examples of the prompt alone are flagged, not refused', async () => {
    const { opinion } = await judged(
      { ...three, scoring: 'fraction', cases: three.cases.map((one, index) => ({ ...one, public: index === 0 })) },
      [{ answers: [111_111, 0, 0].map(finished) }],
    )
    expect(opinion.flags).toEqual(['output_matches_public_only'])
    expect(opinion.reward).toBeCloseTo(1 / 3)
  })
})

describe('stdio', () => {
  const two: StdioTests = {
    format: 'stdio',
    cases: [
      { stdin: '1', stdout: 'one' },
      { stdin: '2', stdout: 'two' },
    ],
  }

  test('right output with a failing exit is a runtime error', async () => {
    const { opinion } = await judged(two, [{ stdout: 'one' }, { stdout: 'two', exitCode: 1 }])
    expect(opinion).toMatchObject({ verdict: 'runtime_error', reward: 0 })
  })

  test('stops at the first failure, which alone decides', async () => {
    const { opinion } = await judged(two, [{ stdout: 'two' }])
    expect(opinion).toMatchObject({ verdict: 'wrong_answer', executed: 1, total: 2 })
  })

  const checker = { language: 'python' as const, code: 'check' }

  test('a checker sees input, output and answer, and decides', async () => {
    const { opinion, jobs } = await judged({ ...two, checker }, [
      { stdout: 'eins' },
      { exitCode: 0 },
      { stdout: 'zwei' },
      { exitCode: 1, ending: 'runtime_error', stderr: 'wrong answer' },
    ])
    expect(opinion).toMatchObject({ verdict: 'wrong_answer', reward: 0 })
    expect(jobs[1]).toMatchObject({ files: { 'input.txt': '1', 'output.txt': 'eins', 'answer.txt': 'one' } })
  })

  test.each<Partial<Execution>>([
    { exitCode: 3 },
    { exitCode: null, signal: 'SIGSEGV', ending: 'runtime_error' },
    { exitCode: 1, ending: 'runtime_error', uncaught: true },
    { exitCode: null, ending: 'time_limit' },
  ])('a checker that crashes makes the tests invalid: %j', async (end) => {
    const { opinion } = await judged({ ...two, checker }, [{ stdout: 'eins' }, end, end])
    expect(opinion).toMatchObject({ verdict: 'tests_invalid', reward: null })
  })

  test('where an engine does not tell a crash from exit code 1, a run on the answer decides', async () => {
    const end = { exitCode: 1, ending: 'runtime_error', uncaught: undefined } as unknown as Partial<Execution>
    const works = await judged({ ...two, checker }, [{ stdout: 'eins' }, end, { exitCode: 0 }])
    expect(works.opinion).toMatchObject({ verdict: 'wrong_answer', reward: 0 })
    expect(works.jobs[2]).toMatchObject({ files: { 'input.txt': '1', 'output.txt': 'one', 'answer.txt': 'one' } })
    const crashes = await judged({ ...two, checker }, [{ stdout: 'eins' }, end, end])
    expect(crashes.opinion).toMatchObject({ verdict: 'tests_invalid', reward: null })
  })

  test('points of a checker are partial credit', async () => {
    const { opinion } = await judged({ ...two, checker, scoring: 'fraction' }, [
      {},
      { exitCode: 7, stderr: 'points 0.5' },
      {},
      { exitCode: 0 },
    ])
    expect(opinion).toMatchObject({ verdict: 'wrong_answer', reward: 0.75 })
  })

  test('subtasks pay their points where every case of theirs passes', async () => {
    const subtasks: StdioTests = {
      ...two,
      cases: ['a', 'a', 'b'].map((subtask) => ({ stdin: '', stdout: 'x', subtask })),
      scoring: { kind: 'subtasks', points: { a: 30, b: 70 } },
    }
    const { opinion } = await judged(subtasks, [{ stdout: 'x' }, { stdout: 'y' }, { stdout: 'x' }])
    expect(opinion).toMatchObject({ verdict: 'wrong_answer', reward: 0.7 })
  })
})

describe('scripts', () => {
  const script: CodeTests = { format: 'assert', entry: 'f', script: 'assert f(1)' }
  const passed = { id: 'check', ending: 'passed' as const, wallMs: 1 }

  test('a script at fault is invalid, not wrong', async () => {
    const { opinion } = await judged(script, [{ tests: [], scriptFault: 'The script does not compile.' }])
    expect(opinion).toMatchObject({ verdict: 'tests_invalid', reward: null })
  })

  test('a candidate that ends cannot make the tests invalid', async () => {
    const { opinion } = await judged(script, [{ tests: [], scriptFault: 'nothing called', ending: 'memory_limit' }])
    expect(opinion).toMatchObject({ verdict: 'memory_limit', reward: 0 })
  })

  test('a report of no test at all pays nothing', async () => {
    const { opinion } = await judged(script, [{ tests: [] }])
    expect(opinion).toMatchObject({ verdict: 'runtime_error', reward: 0 })
  })

  test('an expected test that did not run has failed', async () => {
    const pytest: CodeTests = { format: 'pytest', script: 'x', expectedTests: ['check', 'other'] }
    const { opinion } = await judged(pytest, [{ tests: [passed] }])
    expect(opinion).toMatchObject({ verdict: 'wrong_answer', reward: 0, total: 2 })
  })
})

describe('what is never run', () => {
  test('an empty program is no code', async () => {
    expect((await judged(three, [], ' \n')).opinion).toMatchObject({ verdict: 'no_code', reward: 0 })
  })

  test('a program of ten megabytes does not compile', async () => {
    expect((await judged(three, [], 'x'.repeat(10 << 20))).opinion.verdict).toBe('compile_error')
  })

  test('arguments by name are for Python alone', async () => {
    for (const language of ['javascript', 'typescript'] as const) {
      const tests: CallTests = { ...three, cases: [{ args: [1], kwargs: { b: 2 }, expected: 1 }] }
      const opinion = await judgeProgram({ language, source: 'x', tests }, defaultLimits, async () => clean)
      expect(opinion).toMatchObject({ verdict: 'tests_invalid', reward: null })
      expect(opinion.reason).toMatch(/Case 0 has `kwargs`/)
    }
  })

  test.each([{ $set: [[1]] }, [{ $dict: [[{ a: 1 }, 2]] }], { $set: [{ $tuple: [{ $set: [] }] }] }])(
    'an argument that Python cannot make is a fault of the tests: %j',
    async (value) => {
      const tests: CallTests = { ...three, cases: [{ args: [], kwargs: { value }, expected: 1 }] }
      expect((await judged(tests, [])).opinion).toMatchObject({ verdict: 'tests_invalid', reward: null })
    },
  )

  test('what Python can make is sent', async () => {
    const args = [{ $set: [{ $tuple: [1, 'a'] }, { $frozenset: [1] }, { $bytes: '' }, null] }, { $dict: [[1, []]] }]
    const { opinion } = await judged({ ...three, cases: [{ args, expected: 1 }] }, [{ answers: [finished(1)] }])
    expect(opinion).toMatchObject({ verdict: 'accepted' })
  })

  test('a program in C++ is not called by name', async () => {
    const opinion = await judgeProgram({ language: 'cpp', source: 'x', tests: three }, defaultLimits, async () => clean)
    expect(opinion).toMatchObject({ verdict: 'tests_invalid', reward: null })
  })
})
