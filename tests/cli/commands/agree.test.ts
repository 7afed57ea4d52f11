import { expect, test } from 'vitest'
import { folderWith, runRlvrHere } from '../run-rlvr.ts'

const library = new URL('../../../src/index.ts', import.meta.url).pathname
const verifiers = new URL('../../../verifiers/index.ts', import.meta.url).pathname
const testing = new URL('../../../src/testing.ts', import.meta.url).pathname

const env = `
import { defineEnv } from '${library}'
import { judge, rewardModel } from '${verifiers}'
export default defineEnv({
  id: 'capitals',
  draw: ({ rng }) => ({ prompt: 'Capital ' + rng.int(1, 1000), answer: 'x' }),
  needs: ['judge'],
  rewards: { right: judge({ question: 'Right?', retries: 0 }), long: rewardModel({ score: ({ reply }) => reply.length, map: { least: 0, most: 100 } }) },
  outcome: 'right',
})
`
const judge = `
import { scriptedJudge } from '${testing}'
export default scriptedJudge(({ reply, reference }) => (reply === 'odd' ? { said: 'Hm.' } : reply.includes(reference)))
`
const lines = (...rows: readonly unknown[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('')
const row = (reply: string, label: unknown, prompt = 'p'): object => ({
  task: { prompt, answer: 'Paris' },
  reply,
  label,
})

test('labelled replies give accuracy, kappa and rates; what cannot be judged is told', async () => {
  const folder = await folderWith({
    'env.mjs': env,
    'judge.mjs': judge,
    'rows.jsonl': lines(
      row('Paris', true, 'a'),
      row('It is Paris.', 'correct', 'b'),
      row('Rome', 0, 'c'),
      row('not Paris', 'no', 'd'),
      row('odd', true, 'e'),
      row('Paris', 'perhaps', 'f'),
    ),
  })
  const given = ['agree', './env.mjs', '-i', 'rows.jsonl', '--judge', './judge.mjs']
  const { code, stdout, stderr } = await runRlvrHere(folder, [...given, '--json'])
  expect(JSON.parse(stdout)).toMatchObject({
    environment: 'capitals',
    reward: 'right',
    malformed: 1,
    replies: 5,
    counts: { rightAccepted: 2, rightRefused: 0, wrongAccepted: 1, wrongRefused: 1, unjudged: 1 },
    accuracy: { value: 0.75 },
    accuracyAll: { value: 0.6 },
    falsePositives: { value: 0.5 },
    falseNegatives: { value: 0 },
    kappa: { value: 0.5 },
  })
  expect(stderr).toContain('expected true or false')
  expect(stderr).toContain('The first that was not judged: The judge scripted:judge gave no verdict.')
  expect(code).toBe(1)
  const table = await runRlvrHere(folder, given)
  expect(table.stdout).toMatch(/^false positives +0\.5000 +\[.*\] +1 wrong replies accepted$/m)
})

test('a reward model is held to pairs', async () => {
  const folder = await folderWith({
    'env.mjs': env,
    'judge.mjs': judge,
    'pairs.jsonl': lines(
      { prompt: 'a', chosen: 'a long reply', rejected: 'short' },
      { prompt: 'b', chosen: 'short', rejected: 'a long reply' },
      { prompt: 'c', chosen: 'same', rejected: 'size' },
    ),
  })
  const given = ['agree', './env.mjs', '-i', 'pairs.jsonl', '--judge', './judge.mjs', '--reward', 'long', '--json']
  const { code, stdout } = await runRlvrHere(folder, given)
  expect(JSON.parse(stdout)).toMatchObject({
    replies: 0,
    preference: { pairs: 3, ties: 1, unjudged: 0, accuracy: { value: 0.5 } },
  })
  expect(code).toBe(0)
  const unknown = await runRlvrHere(
    folder,
    given.map((each) => (each === 'long' ? 'lnog' : each)),
  )
  expect(unknown.stderr).toContain('`long`')
  expect(unknown.code).toBe(2)
})
