import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { folderWith, rowsOf, runRlvr, runRlvrHere } from '../run-rlvr.ts'

const labelled = new URL('../../../../shared/data/gsm8k/labelled-completions.jsonl', import.meta.url).pathname

interface Scored {
  readonly id: string
  readonly reward: number | null
  readonly outcome: boolean | null
  readonly verdicts: { readonly [name: string]: { readonly status: string } }
  readonly ms: number
}

const lines = (...rows: readonly unknown[]): string =>
  rows.map((row) => `${typeof row === 'string' ? row : JSON.stringify(row)}\n`).join('')

const task = { prompt: '3,4,7=25:', answer: { numbers: [3, 4, 7], target: 25 } }

test('rows are scored in order, and the summary stays off stdout', async () => {
  const rows = [
    { id: 'a', task, reply: '3*7+4' },
    { id: 2, task, reply: '3+4' },
    { task: { ...task, prompt: '4,3,7=25:' }, reply: '7*4-3' },
  ]
  const folder = await folderWith({ 'in.jsonl': lines(...rows) })
  const { code, stdout, stderr } = await runRlvrHere(folder, [
    'score',
    'countdown',
    '-i',
    'in.jsonl',
    '-o',
    'prompt=compact',
  ])
  expect(code).toBe(0)
  const scored = rowsOf(stdout) as Scored[]
  expect(scored.map(({ id, reward, outcome }) => [id, reward, outcome])).toEqual([
    ['a', 1, true],
    ['2', 0, false],
    ['line-3', 1, true],
  ])
  expect(Object.keys(scored[0] as Scored)).toEqual(['id', 'reward', 'outcome', 'verdicts', 'ms'])
  expect(stderr).toContain('scored 3 rows of 2 tasks; 0 malformed')
  expect(stderr).toMatch(/outcome +0\.7500 +\[0\.5000, 1\.0000\] +bootstrap over 2 tasks/)
  expect(stderr).toContain('every reply was judged')
})

test('stdin to a file: malformed rows are named with line and field, the others are scored, the exit code is 1', async () => {
  const folder = await folderWith({})
  const input = lines(
    { task, reply: '3*7+4' },
    'rubbish \u0000',
    { task: { prompt: 'x' }, reply: '1' },
    { task, reply: 7 },
    { reply: 'x' },
    { taskId: 'test-x', reply: 'x' },
    { task: { ...task, answer: null }, reply: '3*7+4' },
  )
  const given = ['score', 'countdown', '-i', '-', '--output', 'out.jsonl']
  const { code, stdout, stderr } = await runRlvr(folder, given, `${input}{"task":`)
  expect(code).toBe(1)
  expect(stdout).toBe('')
  const scored = rowsOf(await readFile(join(folder, 'out.jsonl'), 'utf8')) as Scored[]
  expect(scored.map(({ id, outcome }) => [id, outcome])).toEqual([
    ['line-1', true],
    ['line-7', null],
  ])
  expect(scored[1]?.reward).toBeNull()
  expect(stderr).toContain('line 2: is no JSON')
  expect(stderr).toContain('line 3, field `task.answer`: is missing')
  expect(stderr).toContain('line 4, field `reply`: expected a text; got 7')
  expect(stderr).toContain('line 5, field `task`: is missing')
  expect(stderr).toContain('line 6, field `taskId`: `countdown` has no task `test-x`')
  expect(stderr).toContain('line 8: is torn')
  expect(stderr).toContain('scored 2 rows of 2 tasks; 6 malformed')
  expect(stderr).toContain('1 of 2 replies could not be judged (50.0 %)')
  expect(stderr).toContain('1 × `correct` invalid (broken-gold); the first: ')
})

test('many replies to one task are one task: the interval is as wide as that, and pass@k is told', async () => {
  const rows = Array.from({ length: 1000 }, (_, index) => ({ task, reply: index % 2 === 0 ? '3*7+4' : '1' }))
  const folder = await folderWith({ 'in.jsonl': lines(...rows) })
  const { code, stdout, stderr } = await runRlvrHere(folder, ['score', 'countdown', '-i', 'in.jsonl', '--json'])
  expect(code, stderr).toBe(0)
  const [numbers] = rowsOf(stdout) as [
    { outcome: { value: number; interval: { low: number; high: number } }; passAtK: { k: number }[] },
  ]
  expect(numbers).toMatchObject({
    environment: 'countdown',
    replies: 1000,
    tasks: 1,
    malformed: 0,
    failures: { unjudged: 0 },
  })
  expect(numbers.outcome.value).toBe(0.5)
  expect(numbers.outcome.interval.high - numbers.outcome.interval.low).toBeGreaterThan(0.8)
  expect(numbers.passAtK.map(({ k }) => k)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512])
})

test('rows that could not be judged are not solved in the strict rate, and end with 1 over the tolerance', async () => {
  const broken = { prompt: 'x', answer: null }
  const folder = await folderWith({ 'in.jsonl': lines({ task, reply: '3*7+4' }, { task: broken, reply: '1' }) })
  const given = ['score', 'countdown', '-i', 'in.jsonl', '--json', '--output', 'out.jsonl']
  const { code, stdout, stderr } = await runRlvrHere(folder, given)
  expect(stderr).toContain(
    '1 of 2 replies could not be judged: over the tolerance of 0.1. `correct` invalid (broken-gold): ',
  )
  expect(code).toBe(1)
  expect(rowsOf(stdout)).toMatchObject([
    { reward: { value: 1 }, rewardAll: { value: 0.5 }, outcome: { value: 1 }, outcomeAll: { value: 0.5 } },
  ])
  expect(rowsOf(await readFile(join(folder, 'out.jsonl'), 'utf8'))).toHaveLength(2)
  expect((await runRlvrHere(folder, [...given, '--tolerance', '0.5'])).code).toBe(0)
})

test('columns of CSV may have dotted names, and where a task is missing the columns there are are told', async () => {
  const folder = await folderWith({
    'dotted.csv': 'id,task.prompt,task.answer,reply\na,Say 4,4,4\n',
    'other.csv': 'question,reply\nSay 4,4\n',
    'own.ts': `import { defineEnv } from '${new URL('../../../src/core/define-env.ts', import.meta.url).pathname}'
export default defineEnv({ id: 'same', draw: ({ rng }) => ({ prompt: String(rng.int(1, 999)), answer: '4' }), rewards: { correct: ({ reply, task }) => reply === task.answer }, outcome: 'correct' })`,
  })
  const { code, stdout, stderr } = await runRlvrHere(folder, ['score', './own.ts', '-i', 'dotted.csv'])
  expect(rowsOf(stdout), stderr).toMatchObject([{ id: 'a', reward: 1 }])
  expect(code).toBe(0)
  expect(stderr).toContain('scored 1 row of 1 task;')
  const other = await runRlvrHere(folder, ['score', './own.ts', '-i', 'other.csv'])
  expect(other.stderr).toContain('the row has question, reply. `-f task.prompt=NAME -f task.answer=NAME`')
  const numbers = await runRlvrHere(folder, ['score', './own.ts', '-i', 'dotted.csv', '--json'])
  expect(rowsOf(numbers.stdout)).toMatchObject([{ environment: 'same' }])
})

test('CSV, a JSON list and Parquet are read by the end of their name', async () => {
  const csv = `id,prompt,numbers,reply\r\na,"3,4,7=25:",ignored,3*7+4\r\n`
  const folder = await folderWith({
    'in.csv': csv,
    'in.json': JSON.stringify([{ id: 'a', task, reply: '3*7+4' }, 7]),
  })
  const fields = ['-f', 'task.prompt=prompt', '-f', 'task.answer=reply']
  const fromCsv = await runRlvrHere(folder, ['score', 'countdown', '-i', 'in.csv', ...fields, '--tolerance', '1'])
  expect(fromCsv.code, fromCsv.stderr).toBe(0)
  expect(rowsOf(fromCsv.stdout)).toMatchObject([{ id: 'a', reward: null }])
  const fromList = await runRlvrHere(folder, ['score', 'countdown', '-i', 'in.json'])
  expect(rowsOf(fromList.stdout)).toMatchObject([{ id: 'a', outcome: true }])
  expect(fromList.stderr).toContain('expected an object; got 7')
  const parquet = new URL('../../data/two-rows.parquet', import.meta.url).pathname
  const fromParquet = await runRlvrHere(folder, ['score', 'countdown', '-i', parquet])
  expect(fromParquet.stderr).toContain('scored 0 rows of 0 tasks; 2 malformed')
  expect(fromParquet.code).toBe(1)
})

test('a task may be named by its id', async () => {
  const folder = await folderWith({ 'in.jsonl': lines({ taskId: 'sample-test', reply: 'A: 360' }) })
  const found = await runRlvrHere(folder, ['score', 'gsm8k', '-i', 'in.jsonl'])
  expect(rowsOf(found.stdout)).toMatchObject([{ outcome: true }])
  const generated = await folderWith({ 'in.jsonl': lines({ taskId: 'train-5', reply: 'x' }) })
  const scored = await runRlvrHere(generated, ['score', 'reverse', '-i', 'in.jsonl', '--seed', '4'])
  expect(scored).toMatchObject({ code: 0 })
  expect(rowsOf(scored.stdout)).toMatchObject([{ outcome: false }])
})

test.each([
  [['score', 'cuontdown', '-i', 'in.jsonl'], 'Did you mean `countdown`?'],
  [['score', 'countdown', '-i', 'in.jsonl', '-o', 'levle=2'], 'Did you mean `level`?'],
  [['score', 'countdown', '-i', 'in.jsonl', '-o', 'level=9'], '/level must be <= 4'],
  [['score', 'countdown', '-i', 'in.jsonl', '-o', 'level'], 'takes KEY=VALUE'],
  [['score', 'countdown', '-i', 'in.jsonl', '-f', 'repyl=x'], 'Did you mean `reply`?'],
  [['score', 'countdown', '-i', 'in.jsonl', '-c', '0'], 'Expected a whole number from 1'],
  [
    ['score', 'countdown', '-i', 'absent.jsonl', '--output', 'in.jsonl'],
    'There is no file `absent.jsonl` (looked for ',
  ],
  [['score', 'countdown', '-i', 'in.jsonl', '--output', './in.jsonl'], 'is the input file'],
  [['score', 'countdown', '-i', 'in.jsonl', '--output', 'no/such/folder.jsonl'], 'Cannot write'],
  [['score', 'countdown'], "required option '-i, --input <file>' not specified"],
  [['score', 'countdown', '-i', 'in.jsonl', '--json', '--output', '-'], 'name a file for the rows'],
  [['score', 'countdown', '-i', '/dev/null'], 'There are no rows in `/dev/null`'],
  [['socre'], 'Did you mean score?'],
] as const)('%j is a usage error that says what to do', async (given, message) => {
  const text = lines({ task, reply: '3*7+4' })
  const folder = await folderWith({ 'in.jsonl': text })
  const { code, stdout, stderr } = await runRlvrHere(folder, given)
  expect(stderr).toContain(message)
  expect(code).toBe(2)
  expect(stdout).toBe('')
  expect(await readFile(join(folder, 'in.jsonl'), 'utf8')).toBe(text)
})

test('a process without input ends with 2 and says so', async () => {
  const { code, stdout, stderr } = await runRlvr(await folderWith({}), ['score', 'countdown', '-i', '-'])
  expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining('There are no rows in stdin')])
})

test('Ctrl-C while stdin is open ends with 130 and keeps what was written', async () => {
  const folder = await folderWith({})
  const { spawn } = await import('node:child_process')
  const program = new URL('../../../src/cli/main.ts', import.meta.url).pathname
  const child = spawn(process.execPath, [program, 'score', 'countdown', '-i', '-', '-c', '1'], { cwd: folder })
  let stdout = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    child.kill('SIGINT')
  })
  child.stdin.write(lines({ id: 'first', task, reply: '3*7+4' }))
  const code = await new Promise((resolve) => child.on('close', resolve))
  expect(code).toBe(130)
  expect(rowsOf(stdout)).toMatchObject([{ id: 'first' }])
})

test.skipIf(!existsSync(labelled))(
  'gsm8k agrees with every one of 2,584 labelled completions (skipped where ../shared/data is absent)',
  async () => {
    const folder = await folderWith({})
    const fields = ['reply=completion', 'task.prompt=question', 'task.answer=answer'].flatMap((field) => ['-f', field])
    const given = ['score', 'gsm8k', '-i', labelled, '-o', 'answerFrom=last-line', ...fields]
    const { code, stdout } = await runRlvr(folder, given)
    expect(code).toBe(0)
    const scored = rowsOf(stdout) as Scored[]
    const labels = rowsOf(await readFile(labelled, 'utf8')) as { id: string; is_correct: boolean }[]
    expect(scored).toHaveLength(2584)
    expect(
      scored.filter((row, index) => row.outcome !== labels[index]?.is_correct || row.id !== labels[index]?.id),
    ).toEqual([])
  },
)
