import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { authorPlace, describeAuthorError } from '../../src/core/author-place.ts'
import { defineEnv } from '../../src/core/define-env.ts'
import { makeTask } from '../../src/core/task.ts'
import { runVerifier, verifierOf, type VerifyFunction } from '../../src/core/verifier.ts'
import { temporaryFolder } from '../record/temporary-folder.ts'

async function written(code: string): Promise<{ file: string; value: () => never }> {
  const file = join(temporaryFolder(), 'half.mjs')
  writeFileSync(file, code)
  return { file, value: ((await import(pathToFileURL(file).href)) as { default: () => never }).default }
}

const throwing = 'export default () => {\n  const nothing = undefined\n  return nothing.length\n}\n'

test('a throw of a verifier is told with its class and its place in the author’s file', async () => {
  const { file, value } = await written(throwing)
  const messages = [{ role: 'assistant', content: 'x' }] as const
  const input = { task: makeTask({ id: 't', prompt: 'p', answer: 1 }, 't'), reply: 'x', messages }
  const verdict = await runVerifier(verifierOf('half', value as unknown as VerifyFunction), input)
  expect(verdict.reason).toMatch(/^half threw: TypeError: Cannot read properties of undefined/)
  expect(verdict.reason.endsWith(`(${file}:3:18)`)).toBe(true)
})

test('so is one of a demonstration', async () => {
  const { file, value } = await written(throwing)
  const spec = defineEnv({
    id: 'half-env',
    draw: ({ rng }) => ({ prompt: String(rng.int(1, 999)), answer: 1 }),
    rewards: { correct: () => true },
    outcome: 'correct',
    demonstrate: value,
  }).configure()
  const task = (await spec.tasks({ split: 'train', seed: 0 })).at(0)
  expect(() => spec.demonstrate(task, undefined as never)).toThrow(
    new RegExp(`demonstrate.* of \`half-env\` threw for task .*TypeError: .*\\(${file}:3:18\\)$`),
  )
})

test('what is thrown in this library, in Node or in a package has no place, and a plain error no class', () => {
  const error = new Error('no')
  error.stack =
    'Error: no\n    at node:internal/modules/run:3:7\n    at f (/a/node_modules/b/c.js:1:2)\n    at g (file:///a/env.ts:4:5)'
  expect(authorPlace(error)).toBe('/a/env.ts:4:5')
  expect(describeAuthorError(new Error('no'))).toBe('no')
  expect(describeAuthorError('no')).toBe('no')
})
