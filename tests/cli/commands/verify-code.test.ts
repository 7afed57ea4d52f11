import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { folderWith, rowsOf, runRlvr, runRlvrHere } from '../run-rlvr.ts'

const call = (...cases: [unknown[], unknown][]) => ({
  format: 'call',
  entry: 'add',
  cases: cases.map(([args, expected]) => ({ args, expected })),
})
const sums = call([[1, 2], 3], [[2, 2], 4])
const javascript = (id: string, code: string, tests: unknown = sums) => ({ id, language: 'javascript', code, tests })

interface Row {
  readonly id: string
  readonly verdict: string
  readonly reward: number | null
  readonly isolation: string
}

test('each program gets a verdict; faulty tests and unknown languages get theirs; malformed rows are named', async () => {
  const rows = [
    javascript('right', 'function add(a, b) { return a + b }'),
    javascript('wrong', 'function add(a, b) { return 3 }'),
    javascript('cheat', 'function add() { return { valueOf: () => 3, toJSON: () => 3 } }'),
    javascript('half', 'function add() { return 3 }', { ...sums, scoring: 'fraction' }),
    javascript('syntax', 'function add(a, b { }'),
    javascript('empty', ' '),
    javascript('loop', 'for (;;) {}', { ...sums, limits: { timeMs: 200 } }),
    javascript('no-tests', 'function add() {}', call()),
    javascript('no-expected', 'function add() {}', { ...sums, cases: [{ args: [1, 2] }] }),
    { id: 'cobol', language: 'cobol', code: 'x', tests: sums },
    { id: 'no-language', code: 'x', tests: sums },
    { id: 'reply', language: 'javascript', reply: 'So:\n```js\nconst add = (a, b) => a + b\n```\n', tests: sums },
    { id: 'prose', language: 'javascript', reply: 'I cannot.', tests: sums },
  ]
  const folder = await folderWith({ 'in.jsonl': rows.map((row) => JSON.stringify(row)).join('\n') })
  const { code, stderr } = await runRlvr(folder, ['verify', 'code', '--input', 'in.jsonl', '--output', 'out.jsonl'])
  expect(code).toBe(1)
  const verdicts = rowsOf(await readFile(join(folder, 'out.jsonl'), 'utf8')) as Row[]
  expect(verdicts.map(({ id, verdict, reward }) => [id, verdict, reward])).toEqual([
    ['right', 'accepted', 1],
    ['wrong', 'wrong_answer', 0],
    ['cheat', 'wrong_answer', 0],
    ['half', 'wrong_answer', 0.5],
    ['syntax', 'compile_error', 0],
    ['empty', 'no_code', 0],
    ['loop', 'time_limit', 0],
    ['no-tests', 'tests_invalid', null],
    ['no-expected', 'tests_invalid', null],
    ['cobol', 'tests_invalid', null],
    ['reply', 'accepted', 1],
    ['prose', 'no_code', 0],
  ])
  expect(Object.keys(verdicts[0] as object)).toEqual([
    'id',
    'verdict',
    'reward',
    'reason',
    'tests',
    'flags',
    'isolation',
    'ms',
  ])
  expect(stderr).toContain('line 11, field `language`: is missing')
  expect(stderr).toMatch(/2 accepted, .*1 malformed/)
})

test('below the isolation that is asked for nothing runs', async () => {
  const folder = await folderWith({ 'in.jsonl': JSON.stringify(javascript('x', 'y')) })
  const given = ['verify', 'code', '-i', 'in.jsonl', '--min-isolation', 'L9']
  const { code, stderr } = await runRlvrHere(folder, given)
  expect(code).toBe(2)
  expect(stderr).toContain('Allowed choices are unsafe, L0, L1, L2, L3')
})

const tool = new URL('../../../../shared/tools/sandbox-cases.mjs', import.meta.url)
const cases = new URL('../../../../shared/cases/sandbox.jsonl', import.meta.url)

test.skipIf(!existsSync(cases))(
  'of hostile, malformed and honest programs none is paid wrongly (skipped where the case file is absent)',
  { timeout: 240_000 },
  async () => {
    const node = (args: readonly string[]): string =>
      execFileSync(process.execPath, [tool.pathname, ...args], { encoding: 'utf8' })
    const folder = await folderWith({ 'in.jsonl': node(['prepare', cases.pathname]) })
    await runRlvr(folder, ['verify', 'code', '-i', 'in.jsonl', '--output', 'out.jsonl'])
    const told = node(['score', '--verdicts', join(folder, 'out.jsonl'), cases.pathname, '--json', '--wrong']).split(
      '\n',
    )
    const score = JSON.parse(told[0] ?? '') as Record<string, number>
    expect(score, told.slice(1).join('\n')).toMatchObject({ wrongAccepts: 0, wrongRefusals: 0, missing: 0, tooSlow: 0 })
    // One in fifty may be refused under another name: on a busy machine a limit of time comes before one of memory.
    expect(score['wrongClass'], told.slice(1).join('\n')).toBeLessThanOrEqual(1)
  },
)
