import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { testsFault } from '../../../src/sandbox/judge/tests-fault.ts'

const call = { format: 'call', entry: 'f', cases: [{ args: [1], expected: null }] }
const stdio = { format: 'stdio', cases: [{ stdin: '', stdout: '' }] }

test.each([
  call,
  { ...call, entry: 'Solution().twoSum' },
  stdio,
  { ...stdio, compare: { mode: 'lines', floatAbs: 0 } },
  { format: 'stdio', cases: [{ stdin: '' }], checker: { language: 'python', code: 'raise SystemExit(0)' } },
  { format: 'assert', script: 'assert f(1)' },
  { format: 'pytest', script: 'def test_a(): pass', scoring: 'fraction', expectedTests: ['test_a'] },
  { ...call, cases: [{ args: [], expected: 1, subtask: 'a' }], scoring: { kind: 'subtasks', points: { a: 3 } } },
])('tests that can judge have no fault: %j', (tests) => {
  expect(testsFault(tests)).toBeNull()
})

test.each<[unknown, RegExp]>([
  [null, /an object with a `format`/],
  [{ format: 'unit' }, /Unknown test format "unit"/],
  [{ ...call, cases: [] }, /zero tests show nothing/],
  [{ ...call, cases: [{ args: [1] }] }, /Case 0 has no `expected`/],
  [{ ...call, cases: [{ expected: 1 }] }, /Case 0 has no list `args`/],
  [{ ...call, entry: 'import os; f' }, /`entry` is the name of a function/],
  [{ ...call, limits: { timeMs: -1 } }, /`timeMs` must be a whole number/],
  [{ ...call, limits: { seconds: 1 } }, /Unknown limit `seconds`/],
  [{ ...call, tolerance: { abs: Number.NaN } }, /`tolerance.abs` is a finite number/],
  [{ ...call, preamble: { name: 'x' } }, /Unknown preamble/],
  [{ format: 'stdio', cases: [{ stdin: '' }] }, /Case 0 has no expected `stdout`/],
  [{ ...stdio, compare: 'fuzzy' }, /Unknown comparison "fuzzy"/],
  [{ ...stdio, checker: { language: 'cobol', code: 'x' } }, /language "cobol" is unknown/],
  [{ ...stdio, checker: { language: 'python', code: ' \n' } }, /checker is empty/],
  [{ ...stdio, checker: { language: 'python', code: 'x', protocol: 'testilb' } }, /Unknown protocol "testilb"/],
  [{ format: 'assert', script: ' ' }, /no test script/],
  [{ ...call, scoring: 'weighted', cases: [{ args: [], expected: 1, weight: 0 }] }, /All weights are 0/],
  [
    {
      ...call,
      scoring: 'weighted',
      cases: [
        { args: [], expected: 1, weight: 1e308 },
        { args: [], expected: 1, weight: 1e308 },
      ],
    },
    /sum of all weights/,
  ],
  [{ ...call, scoring: { kind: 'subtasks', points: { a: 1e308, b: 1e308 } } }, /sum of all points/],
  [{ ...call, scoring: { kind: 'subtasks', points: { a: 1 } } }, /Case 0 belongs to no subtask/],
  [
    {
      ...call,
      cases: [{ args: [], expected: 1, subtask: 'a' }],
      scoring: { kind: 'subtasks', points: { a: 1, b: 1 } },
    },
    /Subtask `b` has no case/,
  ],
])('%j cannot judge: %s', (tests, fault) => {
  expect(testsFault(tests)).toMatch(fault)
})

test('any JSON at all gets an answer', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom('call', 'stdio', 'assert', 'pytest'), (value, format) => {
      const fault = testsFault(typeof value === 'object' && !Array.isArray(value) ? { ...value, format } : value)
      expect(fault === null || fault.length > 0).toBe(true)
    }),
  )
})
