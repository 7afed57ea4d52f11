import { expect, test } from 'vitest'
import { folderWith, rowsOf, runRlvrHere } from '../run-rlvr.ts'

test('broken and ambiguous golds of a file are named, and a broken one makes the exit code 1', async () => {
  const rows = [
    { id: 'sound', answer: '1/2' },
    { id: 'zero', answer: '1/0' },
    { id: 'unclosed', answer: '\\frac{1}{2' },
    { id: 'comma', answer: '100,200' },
  ]
  const folder = await folderWith({ 'golds.jsonl': rows.map((row) => JSON.stringify(row)).join('\n') })
  const { code, stdout, stderr } = await runRlvrHere(folder, ['lint', 'golds.jsonl'])
  expect(code).toBe(1)
  expect(rowsOf(stdout)).toMatchObject([
    { id: 'zero', fault: 'broken' },
    { id: 'unclosed', fault: 'broken' },
    { id: 'comma', fault: 'ambiguous' },
  ])
  expect(stderr).toContain('4 golds: 2 broken, 0 not-itself, 1 ambiguous, 1 policy')
})

test('the golds of an environment are looked at', async () => {
  const { code, stderr } = await runRlvrHere(await folderWith({}), ['lint', 'gsm8k'])
  expect(stderr).toContain('1 golds: 0 broken')
  expect(code).toBe(0)
})

test('an environment that math does not judge is refused, not reported as broken', async () => {
  const { code, stderr } = await runRlvrHere(await folderWith({}), ['lint', 'countdown'])
  expect(code).toBe(2)
  expect(stderr).toContain('`countdown` is judged by expression, tags, not by math')
})

test('--json prints everything as one object', async () => {
  const folder = await folderWith({ 'in.jsonl': `${JSON.stringify({ gold: '' })}\n${JSON.stringify({ gold: '7' })}\n` })
  const { code, stdout } = await runRlvrHere(folder, ['lint', 'in.jsonl', '--json'])
  expect(code).toBe(1)
  expect(JSON.parse(stdout)).toMatchObject({
    golds: 2,
    counts: { broken: 1 },
    findings: [{ id: 'line-1', fault: 'broken' }],
  })
})
