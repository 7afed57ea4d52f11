import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { folderWith, rowsOf, runRlvrHere } from '../run-rlvr.ts'

test('each row gets a verdict; a broken gold is unscorable; malformed rows are named and the exit code is 1', async () => {
  const rows = [
    { id: 'half', gold: '1/2', reply: 'So \\boxed{0.5}.' },
    { id: 'number', gold: 72, reply: 'The answer is 71.' },
    { id: 'broken', gold: '', reply: '7' },
    { id: 'list', gold: ['7', '8'], reply: '7' },
    { id: 'option', gold: '7', reply: '7', options: { answrFrom: 'boxed' } },
    { id: 'boxed', gold: '7', reply: '7', options: { answerFrom: 'boxed' } },
    { id: 'no-reply', gold: '7' },
  ]
  const folder = await folderWith({ 'in.jsonl': rows.map((row) => JSON.stringify(row)).join('\n') })
  const given = ['verify', 'math', '--input', 'in.jsonl', '--output', 'out.jsonl']
  const { code, stderr } = await runRlvrHere(folder, given)
  expect(code).toBe(1)
  const verdicts = rowsOf(await readFile(join(folder, 'out.jsonl'), 'utf8')) as { id: string; verdict: string }[]
  expect(verdicts.map(({ id, verdict }) => [id, verdict])).toEqual([
    ['half', 'correct'],
    ['number', 'incorrect'],
    ['broken', 'unscorable'],
    ['list', 'unscorable'],
    ['boxed', 'incorrect'],
  ])
  expect(Object.keys(verdicts[0] as object)).toEqual(['id', 'verdict', 'reason', 'tier', 'ms'])
  expect(stderr).toContain('line 5, field `options`: math has no option `answrFrom`. Did you mean `answerFrom`?')
  expect(stderr).toContain('line 7, field `reply`: is missing')
  expect(stderr).toContain('1 correct, 2 incorrect, 2 unscorable, 2 malformed')
})

test('fields may stand elsewhere', async () => {
  const folder = await folderWith({ 'in.jsonl': '{"solution":{"value":"3"},"text":"#### 3"}\n' })
  const given = ['verify', 'math', '-i', 'in.jsonl', '-f', 'gold=solution.value', '-f', 'reply=text']
  const { code, stdout } = await runRlvrHere(folder, given)
  expect(code).toBe(0)
  expect(rowsOf(stdout)).toMatchObject([{ id: 'line-1', verdict: 'correct' }])
})

test('--json prints how many there are of each verdict, and a file without rows is refused', async () => {
  const row = JSON.stringify({ gold: '1/2', reply: '\\boxed{0.5}' })
  const folder = await folderWith({ 'in.jsonl': `${row}\n${row}\n`, 'empty.jsonl': '' })
  const counted = await runRlvrHere(folder, ['verify', 'math', '-i', 'in.jsonl', '--json'])
  expect(counted.code, counted.stderr).toBe(0)
  expect(JSON.parse(counted.stdout)).toEqual({ correct: 2, incorrect: 0, unscorable: 0, malformed: 0 })
  const empty = await runRlvrHere(folder, ['verify', 'math', '-i', 'empty.jsonl'])
  expect([empty.code, empty.stdout]).toEqual([2, ''])
  expect(empty.stderr).toContain('There are no rows in `empty.jsonl`')
})
