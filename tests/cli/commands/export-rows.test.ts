import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { JsonObject } from '../../../src/core/json.ts'
import { folderWith, runRlvrHere } from '../run-rlvr.ts'

test('rows of environments are written in a file for each, or in one that is named', async () => {
  const folder = await folderWith({})
  const given = ['export', 'rows', 'countdown', 'addition', '--to', 'verl', '-n', '3', '--split', 'test']
  const ended = await runRlvrHere(folder, [...given, '--output', 'data', '--json'])
  expect(ended.code, ended.stderr).toBe(0)
  const { files } = JSON.parse(ended.stdout) as { files: readonly JsonObject[] }
  expect(files).toEqual([
    { environment: 'countdown', path: 'data/countdown.verl.test.jsonl', rows: 3 },
    { environment: 'addition', path: 'data/addition.verl.test.jsonl', rows: 3 },
  ])
  expect(readdirSync(join(folder, 'data')).sort()).toEqual(['addition.verl.test.jsonl', 'countdown.verl.test.jsonl'])
  const [first] = rowsIn(join(folder, 'data', 'countdown.verl.test.jsonl'))
  expect(first).toMatchObject({
    data_source: 'countdown',
    prompt: [{ role: 'user' }],
    reward_model: { style: 'rule' },
    extra_info: { split: 'test', index: 0 },
  })
  expect((await runRlvrHere(folder, [...given, '--output', 'all.jsonl'])).code).toBe(0)
  expect(rowsIn(join(folder, 'all.jsonl')).map((row) => row['data_source'])).toEqual([
    ...['countdown', 'countdown', 'countdown', 'addition', 'addition', 'addition'],
  ])
})

// Node's own making of folders goes round for ever there.
test.skipIf(!existsSync('/proc/self')).each([
  ['rows', 'countdown', '--to', 'trl'],
  ['nemo-gym', 'countdown'],
  ['openenv', 'countdown'],
  ['harbor', 'code-basics', '-o', 'language=python'],
])('export %s %s ends where no folder can be made', async (...given) => {
  const place = ['--output', '/proc/nowhere/data']
  const { code, stderr } = await runRlvrHere(await folderWith({}), ['export', ...given, ...place])
  expect(code).toBeGreaterThan(0)
  expect(stderr).toMatch(/^rlvr: .*\/proc\/nowhere/m)
})

test('fewer tasks than were asked for are told', async () => {
  const ended = await runRlvrHere(await folderWith({}), ['export', 'rows', 'gsm8k', '--to', 'trl', '-n', '5'])
  expect(ended.code, ended.stderr).toBe(0)
  expect(ended.stderr).toContain(
    'gsm8k: 1 row for trl, in gsm8k.trl.jsonl; train has no more than these, 5 were asked for',
  )
})

test('what cannot be exported is one sentence, and no file', async () => {
  const folder = await folderWith({})
  for (const [given, words] of [
    [['countdwn', '--to', 'trl'], 'countdown'],
    [['countdown'], '--to'],
    [['countdown', 'addition', '--to', 'trl', '-o', 'level=2'], 'Options are of one environment'],
    [['countdown', '--to', 'trl', '--output', '-', '--json'], '`--json` prints to stdout'],
  ] as const) {
    const ended = await runRlvrHere(folder, ['export', 'rows', ...given])
    expect(ended.code, ended.stdout).toBe(2)
    expect(ended.stderr).toContain(words)
  }
  expect(readdirSync(folder)).toEqual([])
})

function rowsIn(path: string): JsonObject[] {
  return readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as JsonObject)
}
