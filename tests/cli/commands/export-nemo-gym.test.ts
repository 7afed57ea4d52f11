import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { JsonObject } from '../../../src/core/json.ts'
import { folderWith, runRlvrHere } from '../run-rlvr.ts'

test('writes rows for each environment, a configuration and an entrypoint', async () => {
  const folder = await folderWith({})
  const given = [
    'export',
    'nemo-gym',
    'countdown',
    'addition',
    '-n',
    '3',
    '--port',
    '8003',
    '--output',
    'gym',
    '--json',
  ]
  const ended = await runRlvrHere(folder, given)
  expect(ended.code, ended.stderr).toBe(0)
  expect(JSON.parse(ended.stdout)).toMatchObject({
    config: 'gym/resources_servers/rlvr/configs/rlvr.yaml',
    command: ['npx', '--no', '--', 'rlvr', 'serve', 'countdown', 'addition', '--nemo-gym', '--seed', '0'],
  })
  expect(readdirSync(join(folder, 'gym', 'resources_servers', 'rlvr')).sort()).toEqual([
    'app.py',
    'configs',
    'requirements.txt',
  ])
  expect(readFileSync(join(folder, 'gym/resources_servers/rlvr/configs/rlvr.yaml'), 'utf8')).toContain('port: 8003')
  const rows = readFileSync(join(folder, 'gym', 'countdown.jsonl'), 'utf8')
    .trim()
    .split('\n')
  expect(rows.length).toBe(3)
  expect(JSON.parse(rows[1] as string)).toMatchObject({
    responses_create_params: { input: [{ role: 'user', type: 'message' }] },
    rlvr: { env: 'countdown', split: 'train', index: 1, seed: '0' },
    agent_ref: { type: 'responses_api_agents', name: 'rlvr_simple_agent' },
  })
})

test('rows may ask for an error in place of a mask, and be of the test split', async () => {
  const folder = await folderWith({})
  const ended = await runRlvrHere(folder, [
    'export',
    'nemo-gym',
    'countdown',
    '-n',
    '1',
    '--split',
    'test',
    '--invalid',
    'error',
  ])
  expect(ended.code, ended.stderr).toBe(0)
  const row = JSON.parse(readFileSync(join(folder, 'nemo-gym', 'countdown.test.jsonl'), 'utf8')) as JsonObject
  expect(row['rlvr']).toMatchObject({ split: 'test', invalid: 'error' })
  expect(readFileSync(join(folder, 'nemo-gym/resources_servers/rlvr/configs/rlvr.yaml'), 'utf8')).toContain(
    'type: validation',
  )
})

test('what cannot be exported is one sentence, and no file', async () => {
  const folder = await folderWith({})
  for (const [given, words] of [
    [['countdwn'], 'countdown'],
    [['countdown', 'countdown'], 'the same id'],
    [['countdown', 'addition', '-o', 'level=2'], 'Options are of one environment'],
  ] as const) {
    const ended = await runRlvrHere(folder, ['export', 'nemo-gym', ...given])
    expect(ended.code, ended.stdout).toBe(2)
    expect(ended.stderr).toContain(words)
  }
  expect(readdirSync(folder)).toEqual([])
})
