import { expect, test } from 'vitest'
import { folderWith, runRlvrHere } from '../run-rlvr.ts'

const source = (correct: string): string => `
import { defineEnv } from '${new URL('../../../src/index.ts', import.meta.url).pathname}'
export default defineEnv({
  id: 'own-sums',
  draw: ({ rng }) => {
    const [a, b] = [rng.int(10, 99), rng.int(10, 99)]
    return { prompt: \`\${a} + \${b} =\`, answer: String(a + b) }
  },
  rewards: { correct: ({ reply, task }) => ${correct} },
  outcome: 'correct',
  demonstrate: ({ answer }) => answer,
})
`

test('a sound environment has a table, a sample and exit code 0', async () => {
  const { code, stdout } = await runRlvrHere(await folderWith({}), ['check', 'addition', '-n', '6'])
  expect(stdout).toContain('addition, task `test-')
  expect(stdout).toMatch(/probe: \d+ of \d+ hold/)
  expect(stdout).toMatch(/0 faults, 0 warnings, \d+ hold, \d+ not tried; \d+ episodes on 6 tasks/)
  expect(code).toBe(0)
})

test('a reply that is paid for nothing is shown, and makes the exit code 1', async () => {
  const folder = await folderWith({ 'env.mjs': source("reply === '' || reply === task.answer") })
  const { code, stdout } = await runRlvrHere(folder, ['check', './env.mjs', '-n', '6'])
  expect(stdout).toContain('empty: A reply that says nothing solves nothing.')
  expect(stdout).toContain('gives reward 1, solved true, to (nothing)')
  expect(code).toBe(1)
})

test('--json is one object with the findings', async () => {
  const folder = await folderWith({ 'env.mjs': source('reply === task.answer') })
  const { code, stdout } = await runRlvrHere(folder, ['check', './env.mjs', '-n', '6', '--json'])
  expect(JSON.parse(stdout)).toMatchObject({ environment: 'own-sums', counts: { fault: 0 }, tasks: 6 })
  expect(code).toBe(0)
})

test('an environment that is not there is told with the nearest', async () => {
  const { code, stderr } = await runRlvrHere(await folderWith({}), ['check', 'additon'])
  expect(stderr).toContain('`addition`')
  expect(code).toBe(2)
})
