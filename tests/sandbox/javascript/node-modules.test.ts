// Node's modules as programs on standard input use them.
import { afterAll, expect, test } from 'vitest'
import { openSandbox } from '../../../src/sandbox/open-sandbox.ts'

const sandbox = await openSandbox({ languages: ['javascript'], cacheEntries: 0 })
afterAll(() => sandbox.close())

test.each([
  [
    'keeps the receiver',
    'const o = { v: 2, get(cb) { cb(null, this.v) } }; promisify(o.get).bind(o)().then(console.log)',
  ],
  ['rejects with the error', "promisify((cb) => cb(new Error('2')))().catch((error) => console.log(error.message))"],
  ['knows setTimeout', "promisify(setTimeout)(5, 'x').then(() => console.log(2))"],
  [
    'knows the question of readline',
    "const rl = require('readline').createInterface({ input: process.stdin }); const ask = promisify(rl.question).bind(rl); ask('').then(async (a) => { console.log(a - (await ask(''))); rl.close() })",
  ],
])('promisify %s', async (_, source) => {
  const program = `const { promisify } = require('util'); ${source}`
  const result = await sandbox.run({ language: 'javascript', source: program, stdin: '5\n3\n' })
  expect([result.verdict, result.stdout.slice(0, 1)]).toEqual(['accepted', '2'])
})

test('modules are imported by default and by name, static functions of classes too', async () => {
  const source = `
    import { promisify, inspect } from 'util'
    import EventEmitter, { once } from 'events'
    import { readFileSync } from 'node:fs'
    console.log([promisify, inspect, EventEmitter, once, readFileSync].every((each) => typeof each === 'function'))`
  expect((await sandbox.run({ language: 'javascript', source })).stdout).toBe('true\n')
})
