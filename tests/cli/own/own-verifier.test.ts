import { expect, test } from 'vitest'
import { folderWith, rowsOf, runRlvr, runRlvrHere } from '../run-rlvr.ts'

const files = {
  'verifier.ts': `
export default {
  name: 'shorter',
  verify: ({ reply, task }) => task.answer === null
    ? { status: 'invalid', cause: 'broken-gold', reason: 'no gold' }
    : { status: 'scored', score: reply.length < task.answer ? 1 : 0, reason: reply + ' of ' + task.prompt, evidence: {} },
}
export const half = () => 0.5
export const nothing = 7
`,
  'rlvr.config.ts': `
import shorter, { half } from './verifier.ts'
export default {
  verifiers: { mine: shorter, file: './verifier.ts' },
  datasets: { replies: './rows.csv', listed: [{ reply: 'x', gold: 2 }, 'no row'], made: async () => [{ reply: 'y', gold: 1 }] },
}
`,
  'rows.csv': 'id,reply,gold\nfirst,ab,7\n',
  'rows.jsonl': '{"reply":"ab","gold":3,"prompt":"p"}\n{"reply":"abcd","gold":3}\n{"reply":"ab"}\n{"gold":3}\n',
}

test('a verifier of one’s own judges rows by its file or its name; what cannot be judged or read ends with 1', async () => {
  const folder = await folderWith(files)
  const judged = await runRlvrHere(folder, ['verify', './verifier.ts', '-i', 'rows.jsonl'])
  expect(judged.code).toBe(1)
  expect(rowsOf(judged.stdout)).toMatchObject([
    { id: 'line-1', status: 'scored', score: 1, reason: 'ab of p' },
    { id: 'line-2', status: 'scored', score: 0 },
    { id: 'line-3', status: 'invalid', cause: 'broken-gold' },
  ])
  expect(judged.stderr).toContain('line 4, field `reply`: is missing')
  expect(judged.stderr).toContain('2 scored, 0 not-applicable, 1 invalid, 1 malformed; mean score 0.5000')

  for (const [name, meanScore] of [
    ['mine', 1],
    ['file', 1],
    ['./verifier.ts#half', 0.5],
  ] as const) {
    const counted = await runRlvrHere(folder, ['verify', name, '-i', 'rows.csv', '--json'])
    expect(counted.code, counted.stderr).toBe(0)
    expect(rowsOf(counted.stdout)).toMatchObject([{ scored: 1, invalid: 0, malformed: 0, meanScore }])
  }
})

test('a data set of the configuration stands wherever a file of rows does', async () => {
  const folder = await folderWith(files)
  const scores = async (input: string): Promise<unknown[]> =>
    rowsOf((await runRlvrHere(folder, ['verify', 'mine', '-i', input])).stdout)
  expect(await scores('replies')).toMatchObject([{ id: 'first', score: 1 }])
  expect(await scores('listed')).toMatchObject([{ id: 'line-1', score: 1 }])
  expect(await scores('made')).toMatchObject([{ id: 'line-1', score: 0 }])
  const math = await runRlvrHere(folder, ['verify', 'math', '-i', 'replies'])
  expect(rowsOf(math.stdout)).toMatchObject([{ id: 'first', verdict: 'incorrect' }])
  const score = await runRlvrHere(folder, [
    'score',
    'sort',
    '-i',
    'replies',
    '-f',
    'task.prompt=id',
    '-f',
    'task.answer=gold',
    '--json',
  ])
  expect(rowsOf(score.stdout)).toMatchObject([{ environment: 'sort', replies: 1, malformed: 0 }])
  const lint = await runRlvrHere(folder, ['lint', 'replies', '--json'])
  expect(rowsOf(lint.stdout)).toMatchObject([{ golds: 1, findings: [] }])
  const { stdout } = await runRlvrHere(folder, ['list'])
  expect(stdout).toMatch(/replies +\.\/rows\.csv \(rlvr\.config\.ts\)/)
  expect(stdout).toMatch(/file +\.\/verifier\.ts \(rlvr\.config\.ts\)/)
})

test('what is no verifier or no data set is said in a sentence, with the nearest name', async () => {
  const folder = await folderWith(files)
  const refused = async (...given: string[]): Promise<string> => {
    const { code, stderr } = await runRlvrHere(folder, given)
    expect(code, stderr).toBe(2)
    return stderr
  }
  expect(await refused('verify', 'mine')).toContain('Which rows? rlvr verify mine --input FILE')
  expect(await refused('verify', 'mth', '-i', 'rows.csv')).toContain('Did you mean `math`?')
  expect(await refused('verify', 'mines', '-i', 'rows.csv')).toContain('Did you mean `mine`?')
  expect(await refused('verify', './verifier.ts#nothing', '-i', 'rows.csv')).toContain('is no verifier: export')
  expect(await refused('verify', 'mine', '-i', 'replis')).toContain('Did you mean the data set `replies`')
  expect(await refused('verify', 'mine', '-i', './verifier.ts#nothing')).toContain('is no data set')
})

test('a watchdog of 0 seconds ends nothing, and one of fewer is refused', async () => {
  const folder = await folderWith(files)
  const given = ['verify', './verifier.ts#half', '-i', 'rows.csv', '--watchdog']
  const unwatched = await runRlvr(folder, [...given, '0'])
  expect(unwatched.code, unwatched.stderr).toBe(0)
  expect((await runRlvrHere(folder, [...given, '-1'])).code).toBe(2)
})
