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
  { ...stdio, compare: 'lines', floatAbs: 0 },
  { ...call, source: 'a data set', difficulty: 3 },
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
  [{ ...call, timeMs: 5 }, /`timeMs` belongs into `limits`/],
  [{ ...call, unorderd: true }, /Tests have no field `unorderd`\. Did you mean `unordered`\?/],
  [{ ...stdio, floatabs: 1 }, /Did you mean `floatAbs`\?/],
  [{ ...stdio, floatAbs: -1 }, /`tests.floatAbs` is a finite number from 0/],
  [{ ...stdio, compare: { mode: 'lines', floatabs: 1 } }, /`compare` has no field `floatabs`/],
  [{ ...call, tolerance: { abs: Number.NaN } }, /`tolerance.abs` is a finite number/],
  [{ ...call, preamble: { name: 'x' } }, /Unknown preamble/],
  [{ format: 'stdio', cases: [{ stdin: '' }] }, /Case 0 has no expected `stdout`/],
  [{ ...stdio, compare: 'fuzzy' }, /Unknown comparison "fuzzy"/],
  [{ ...stdio, checker: { language: 'cobol', code: 'x' } }, /language "cobol" is unknown/],
  [{ ...stdio, standard: 'c++98' }, /Unknown standard "c\+\+98" of C\+\+\. Known: c\+\+11/],
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

const broken: readonly unknown[] = [
  { $int: 'xyz' },
  { $int: 5 },
  { $set: 5 },
  { $frozenset: { a: 1 } },
  { $tuple: 7 },
  { $text: 5 },
  { $text: [{ valueOf: 1, toString: 1 }] },
  { $text: [70_000] },
  { $nodes: null },
  { $nodes: { type: 'Date', values: [] } },
  { $nodes: { type: 'ListNode' } },
  { $dict: [1, 2] },
  { $dict: [[1, { $int: '' }]] },
  { $float: 'abc' },
  { $float: 3 },
  { $bytes: 'a' },
  { $complex: [1] },
  { $complex: [1, { valueOf: 1 }] },
  { $undefined: null },
  { $opaque: 'Solution' },
  { a: [{ $tuple: [{ $set: 1 }] }] },
  Infinity,
  [[-Infinity]],
]

test.each(broken)('a value that no driver can read is a fault, wherever it stands: %j', (value) => {
  const one = { args: [1], expected: 1 }
  expect(testsFault({ ...call, cases: [{ ...one, args: [value] }] })).toMatch(/^Case 0, `args`/)
  expect(testsFault({ ...call, cases: [{ ...one, kwargs: { a: value } }] })).toMatch(/^Case 0, `kwargs`/)
  expect(testsFault({ ...call, cases: [{ ...one, expected: value }] })).toMatch(/^Case 0, `expected`/)
})

test.each([
  { $int: '-12345678901234567890' },
  { $float: '-inf' },
  { $float: '1e+16' },
  { $dict: [[{ $tuple: [1, { $float: '3.0' }] }, { $set: [] }]] },
  { $bytes: 'AP8=' },
  { $complex: [1.5, { $float: '3.0' }] },
  { $text: [0xd800] },
  { $undefined: true },
  { $nodes: { type: 'TreeNode', values: [1, null, { $int: '3' }] } },
  { $gt: 5 },
  { $int: 'x', $set: 5 },
])('plain data is no fault: %j', (value) => {
  expect(testsFault({ ...call, cases: [{ args: [value], kwargs: { $int: value }, expected: value }] })).toBeNull()
})

test('a value nested without end is a fault, not a crash', () => {
  let deep: unknown = 1
  for (let i = 0; i < 100_000; i++) deep = [deep]
  expect(testsFault({ ...call, cases: [{ args: [deep], expected: 1 }] })).toMatch(/nested deeper/)
})

test.each<[object, RegExp]>([
  [{ ...call, unordered: 'yes' }, /`unordered` is true or false; it is "yes"/],
  [{ ...call, strictTypes: 1 }, /`strictTypes` is true or false/],
  [{ ...call, shuffleCases: null }, /`shuffleCases` is true or false/],
  [{ ...call, cases: [{ args: [], expected: 1, public: 'no' }] }, /Case 0: `public` is true or false/],
  [{ ...stdio, compare: { mode: 'tokens', ignoreCase: 'no' } }, /`ignoreCase` is true or false/],
])('an option of another type is a fault: %j', (tests, fault) => {
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
