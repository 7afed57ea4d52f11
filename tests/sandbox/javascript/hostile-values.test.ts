// Values and names by which a JavaScript program could pass for what it is not, and throw what nobody expects.
import { afterAll, expect, test } from 'vitest'
import type { CodeTests } from '../../../src/sandbox/code-tests.ts'
import { openSandbox } from '../../../src/sandbox/open-sandbox.ts'
import type { JudgeResult } from '../../../src/sandbox/sandbox.ts'

const sandbox = await openSandbox({ languages: ['javascript'], cacheEntries: 0 })
afterAll(() => sandbox.close())

function judge(source: string, tests: CodeTests): Promise<JudgeResult> {
  return sandbox.judge({ language: 'javascript', source, tests })
}

function call(expected: unknown, args: readonly unknown[] = [1, 2], entry = 'add'): CodeTests {
  return { format: 'call', entry, cases: [{ args, expected }] } as CodeTests
}

function prints(stdout: string, stdin = ''): CodeTests {
  return { format: 'stdio', cases: [{ stdin, stdout }], limits: { timeMs: 5000 } }
}

test.each([
  ['at load', 'throw 5n'],
  ['by a getter', "Object.defineProperty(globalThis, 'add', { get() { throw 5n } })"],
  ['by a trap', 'module.exports = new Proxy({}, { getOwnPropertyDescriptor() { throw 5n } })'],
  ['in a call', 'function add() { throw 5n }'],
])('a BigInt that is thrown %s is a runtime error', async (_, source) => {
  expect(await judge(source, call(3))).toMatchObject({ verdict: 'runtime_error', reward: 0 })
})

test('a rejected BigInt that nobody catches is one too', async () => {
  expect(await judge('console.log(3); Promise.reject(5n)', prints('3'))).toMatchObject({ verdict: 'runtime_error' })
})

test('no object reads as a tag, whatever it holds besides', async () => {
  const objects = [
    '{ $int: String(a + b), [Symbol()]: 1 }',
    "Object.defineProperty({ $int: String(a + b) }, 'hidden', { value: 1 })",
    '{ $int: String(a + b) }',
    '{ $text: [{ valueOf: 1, toString: 1 }], [Symbol()]: 1 }',
    "new Proxy({}, { ownKeys: () => ['$int', 'x'], getOwnPropertyDescriptor: (_, k) => k === '$int' ? { value: '3', enumerable: true, configurable: true } : undefined })",
  ]
  for (const object of objects) {
    expect(await judge(`function add(a, b) { return ${object} }`, call(3))).toMatchObject({ verdict: 'wrong_answer' })
  }
  const honest = 'function add() { return { $int: 1, b: { $x: [2] } } }'
  const expected = { $int: 1, b: { $dict: [['$x', [2]]] } }
  expect(await judge(honest, call(expected))).toMatchObject({ verdict: 'accepted' })
})

test('what every object inherits is no entry of the program', async () => {
  for (const entry of ['constructor', 'toString', 'hasOwnProperty']) {
    expect(await judge('1', call([1, 2], [[1, 2]], entry))).toMatchObject({ verdict: 'runtime_error' })
  }
  const own = 'function toString(list) { return list }'
  expect(await judge(own, call([1, 2], [[1, 2]], 'toString'))).toMatchObject({ verdict: 'accepted' })
})

test('fifty thousand timers are quick, in the order of their times and cleared when they are', async () => {
  const source = `
    const order = []
    const handles = Array.from({ length: 50_000 }, (_, n) => setTimeout(() => order.push(n), 1 + (n * 7919) % 1000))
    for (let n = 0; n < 50_000; n += 2) clearTimeout(handles[n])
    setTimeout(() => {
      const time = (n) => 1 + (n * 7919) % 1000
      const isRight = order.every((n, at) => n % 2 === 1 && (at === 0 || time(order[at - 1]) < time(n) || (time(order[at - 1]) === time(n) && order[at - 1] < n)))
      console.log(order.length, isRight)
    }, 1001)`
  expect(await judge(source, prints('25000 true'))).toMatchObject({ verdict: 'accepted' })
})

test('a byte order mark and a line for the shell are no part of the program', async () => {
  for (const start of ['\uFEFF', '#!/usr/bin/env node\n', '\uFEFF#!/usr/bin/env node\n']) {
    expect(await judge(`${start}console.log(1); return`, prints('1'))).toMatchObject({ verdict: 'accepted' })
  }
})

test('readline writes questions only where it has an output, and ends after what its listeners put off', async () => {
  const ask = "rl.question('Enter: ', (line) => { console.log(Number(line) + 1); rl.close() })"
  const open = (given: string) => `const rl = require('readline').createInterface(${given}); `
  const both = '{ input: process.stdin, output: process.stdout }'
  expect(await judge(open('{ input: process.stdin }') + ask, prints('2', '1\n'))).toMatchObject({ reward: 1 })
  expect(await judge(open(both) + ask, prints('Enter: 2', '1\n'))).toMatchObject({ reward: 1 })
  expect(await judge(open('process.stdin, process.stdout') + ask, prints('Enter: 2', '1\n'))).toMatchObject({
    reward: 1,
  })
  const late =
    "const got = []; rl.on('line', async (line) => { await null; got.push(line) }); rl.on('close', () => console.log(got.join()))"
  expect(await judge(open('{ input: process.stdin }') + late, prints('1,2', '1\n2\n'))).toMatchObject({ reward: 1 })
})
