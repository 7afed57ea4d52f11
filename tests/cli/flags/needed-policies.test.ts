// Who judges, by flags: from the command line to the verdicts, into `config.json`, and back when a run goes on.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { neededPolicies, refuseItself } from '../../../src/cli/flags/needed-policies.ts'
import { folderWith, rowsOf, runRlvrHere } from '../run-rlvr.ts'

const library = new URL('../../../src/index.ts', import.meta.url).pathname

const essays = `
import { defineEnv } from '${library}'
export default defineEnv({
  id: 'essays',
  draw: ({ rng }) => ({ prompt: 'Write ' + rng.int(1, 1000), answer: 'good' }),
  needs: ['judge'],
  rewards: {
    good: async ({ reply, resources, signal }) => {
      const sampling = { temperature: 1, topK: 0, topP: 1, maxTokens: 8 }
      const request = { messages: [{ role: 'user', content: reply }], seed: 0 }
      const [said] = await resources.judge.generate([request], sampling, { signal })
      return said.text === 'yes'
    },
  },
  outcome: 'good',
  demonstrate: () => 'good',
})
`

/** Says yes to what is good, if it is asked at the temperature that the flags say. */
const judge = `
export default {
  name: 'mine',
  generate: async (requests, { temperature }) =>
    requests.map(({ messages }) => ({ text: messages[0].content === 'good' && temperature === 0 ? 'yes' : 'no' })),
}
`

/** Takes the first free cell. */
const mover = `
export default {
  name: 'mover',
  generate: async (requests) =>
    requests.map(({ messages }) => ({ text: messages.at(-1).content.match(/Free cells: (\\d)/)[1] })),
}
`

async function folder(): Promise<string> {
  return await folderWith({
    'env.mjs': essays,
    'judge.mjs': judge,
    'mover.mjs': mover,
    'other.mjs': judge.replace('mine', 'other'),
    'rows.jsonl': `${JSON.stringify({ task: { prompt: 'Write', answer: 'good' }, reply: 'good' })}\n`,
  })
}

const judged = ['--judge', './judge.mjs', '--judge-set', 'temperature=0']

test('eval, score and check ask the judge of the flag as its settings say', async () => {
  const place = await folder()
  const evaluated = await runRlvrHere(place, [
    'eval',
    './env.mjs',
    '-m',
    'scripted:gold',
    '-n',
    '2',
    '--json',
    ...judged,
  ])
  expect(JSON.parse(evaluated.stdout)).toMatchObject({ outcome: { value: 1 } })
  const scored = await runRlvrHere(place, ['score', './env.mjs', '-i', 'rows.jsonl', ...judged])
  expect(rowsOf(scored.stdout)).toMatchObject([{ reward: 1, outcome: true }])
  const checked = await runRlvrHere(place, ['check', './env.mjs', '-n', '4', '--json', ...judged])
  expect(JSON.parse(checked.stdout)).toMatchObject({ environment: 'essays', counts: { fault: 0 } })
})

test('without one, every command says at its start which flag gives it', async () => {
  const place = await folder()
  for (const given of [
    ['eval', './env.mjs', '-m', 'scripted:gold'],
    ['train', './env.mjs', '--dry-run'],
    ['score', './env.mjs', '-i', 'rows.jsonl'],
    ['check', './env.mjs'],
    ['serve', './env.mjs', '--score'],
  ]) {
    const { code, stderr } = await runRlvrHere(place, given)
    expect(stderr, given[0]).toContain('`essays` needs a policy that judges replies: give `--judge POLICY`')
    expect(code, given[0]).toBe(2)
  }
  expect(readdirSync(place)).not.toContain('runs')
})

test('config.json says who judged, and a run goes on with no other', async () => {
  const place = await folder()
  const run = ['eval', './env.mjs', '-m', 'scripted:gold', '-n', '2', '--json']
  const begun = await runRlvrHere(place, [...run, ...judged])
  const { run: path } = JSON.parse(begun.stdout) as { run: string }
  const { settings } = JSON.parse(readFileSync(join(place, path, 'config.json'), 'utf8')) as { settings: object }
  expect(settings).toMatchObject({
    needed: { judge: { policy: './judge.mjs', sampling: { temperature: 0 }, source: { path: 'judge.mjs' } } },
  })
  const again = await runRlvrHere(place, ['eval', '--resume', path, '--json'])
  expect(JSON.parse(again.stdout)).toMatchObject({ outcome: { value: 1 } })
  for (const other of [
    ['--judge', './other.mjs'],
    ['--judge-set', 'temperature=0.5'],
  ]) {
    const refused = await runRlvrHere(place, ['eval', '--resume', path, ...other])
    expect(refused.stderr).toMatch(/began with `--judge` .*; it cannot go on with /)
    expect(refused.code).toBe(2)
  }
  writeFileSync(join(place, 'judge.mjs'), `${judge}// changed\n`)
  const changed = await runRlvrHere(place, ['eval', '--resume', path])
  expect(changed.stderr).toContain('judge.mjs has changed since the run began')
  expect(changed.code).toBe(2)
})

test('a training keeps who judges, and shows it before it begins', async () => {
  const place = await folder()
  const { code, stdout } = await runRlvrHere(place, ['train', './env.mjs', '--dry-run', ...judged])
  expect(JSON.parse(stdout)).toMatchObject({
    needed: { judge: { policy: './judge.mjs', sampling: { temperature: 0 } } },
  })
  expect(code).toBe(0)
})

test('settings are the flags of rlvr eval by their names', async () => {
  const given = [
    'temperature=0',
    'max-tokens=64',
    'omit=seed',
    'omit=top_k',
    'header=X-Team: a',
    'retries=2',
    'concurrency=4',
  ]
  const { judge: found } = await neededPolicies({ judge: 'openai:m@http://127.0.0.1:9/v1', judgeSet: given })
  expect(found).toEqual({
    policy: 'openai:m@http://127.0.0.1:9/v1',
    source: null,
    sampling: { temperature: 0, maxTokens: 64 },
    server: { omit: ['seed', 'top_k'], headers: { 'X-Team': 'a' }, retries: 2 },
    model: null,
    concurrency: 4,
  })
})

test('a policy that goes on is asked as before, but for what is said anew', async () => {
  const name = 'openai:m@http://127.0.0.1:9/v1'
  const known = await neededPolicies({ user: name, userSet: ['temperature=0', 'retries=2'] })
  const again = await neededPolicies({ userSet: ['retries=5'] }, known, { owner: 'runs/a' })
  expect(again.user).toMatchObject({ policy: name, sampling: { temperature: 0 }, server: { retries: 5 } })
})

test.each([
  [{ judgeSet: ['temperature=0'] }, '`--judge-set` has no effect without `--judge POLICY`'],
  [{ judge: 'openai:m@http://h/v1', judgeSet: ['temperature'] }, '`--judge-set` takes NAME=VALUE'],
  [{ judge: 'openai:m@http://h/v1', judgeSet: ['temprature=0'] }, '`temperature`'],
  [
    { opponent: 'openai:m@http://h/v1', opponentSet: ['temperature=warm'] },
    '`--opponent-set temperature`: Expected a number',
  ],
  [{ judge: 'openai:m@http://h/v1', judgeSet: ['retries=1', 'retries=2'] }, 'is given twice'],
  [
    { judge: 'openai:m@http://h/v1', judgeSet: ['length-field=tokens'] },
    'Expected max_tokens or max_completion_tokens',
  ],
  [{ judge: 'openai:m@http://h/v1', judgeSet: ['header=Authorization: Bearer abc'] }, 'looks secret'],
  [{ judge: 'openai:m@http://h/v1', judgeSet: ['precision=int8'] }, 'has no effect on `openai:m@http://h/v1`'],
  [{ user: 'scripted:gold' }, '`--user scripted:gold` knows the answers of tasks'],
])('%j is refused', async (flags, words) => {
  await expect(neededPolicies(flags)).rejects.toThrow(words)
})

test('`--opponent self` is for train and eval, and takes no settings', async () => {
  const opponent = { policy: 'self', source: null, sampling: {}, server: null, model: null, concurrency: null }
  expect(await neededPolicies({ opponent: 'self' })).toEqual({ opponent })
  await expect(neededPolicies({ opponent: 'self', opponentSet: ['temperature=0'] })).rejects.toThrow('selfPlay')
  await expect(neededPolicies({ judge: 'self' })).rejects.toThrow('it is not its own judge')
  expect(() => refuseItself({ opponent })).toThrow('is for `rlvr train` and `rlvr eval`')
  const game = ['tic-tac-toe', '-o', 'opponent=policy', '--opponent', 'self']
  const place = await folder()
  const played = await runRlvrHere(place, ['eval', ...game, '-m', './mover.mjs', '-n', '3', '--json'])
  expect(JSON.parse(played.stdout)).toMatchObject({ replies: 3, policy: { name: 'mover' } })
  const planned = await runRlvrHere(place, ['train', ...game, '--set', 'selfPlay.renewEverySteps=4', '--dry-run'])
  expect(JSON.parse(planned.stdout)).toMatchObject({
    needed: { opponent },
    training: { selfPlay: { renewEverySteps: 4 } },
  })
  const alone = await runRlvrHere(place, ['train', 'reverse', '--set', 'selfPlay.renewEverySteps=4', '--dry-run'])
  expect(alone.stderr).toContain('`selfPlay` has no effect')
})
