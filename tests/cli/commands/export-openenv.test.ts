import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { answers, freePort, launcher, python } from '../../serve/environments/launched-servers.ts'
import { folderWith, runRlvrHere } from '../run-rlvr.ts'

const own = `import { defineEnv } from ${JSON.stringify(new URL('../../../src/core/define-env.ts', import.meta.url).pathname)}
export default defineEnv({
  id: 'own-v2', draw: ({ rng }) => ({ prompt: 'Say ' + rng.int(1, 9), answer: 1 }),
  tools: { look: { description: 'Looks.', parameters: { type: 'object', properties: {} }, run: () => 'nothing' } },
  rewards: { right: ({ reply, task }) => reply === String(task.answer), rude: { weight: -0.5, verify: ({ reply }) => reply === 'no' } },
  outcome: 'right',
})
`

test('an environment becomes a package whose entry serves it from there', async () => {
  const folder = await folderWith({ 'own.ts': own })
  const ended = await runRlvrHere(folder, ['export', 'openenv', 'addition', './own.ts', '--output', 'out', '--json'])
  expect(ended.code, ended.stderr).toBe(0)
  expect(JSON.parse(ended.stdout)).toEqual({
    seed: '0',
    packages: [
      { environment: 'addition', path: 'out/addition-openenv' },
      { environment: 'own-v2', path: 'out/own-v2-openenv' },
    ],
  })
  const manifest = readFileSync(join(folder, 'out/own-v2-openenv/openenv.yaml'), 'utf8')
  expect(manifest).toContain('name: "own-v2"\nversion: "2.0.0"\n')
  expect(manifest).toContain('    range: [-0.5,1]\n')
  expect(manifest).toContain('    declared_tools: ["look"]\n')
  const entry = join(folder, 'out/own-v2-openenv/server/app.py')
  const served = spawnSync('python3', ['-c', `import runpy; print(runpy.run_path(${JSON.stringify(entry)})["SERVED"])`])
  expect(served.stdout.toString().trim(), served.stderr.toString()).toBe("['../../own.ts']")
})

test('options and the seed of a package are those that it was written with', async () => {
  const folder = await folderWith({})
  const given = ['export', 'openenv', 'countdown', '-o', 'level=2', '--seed', 'spring', '--output', 'there']
  expect((await runRlvrHere(folder, given)).code).toBe(0)
  const entry = join(folder, 'there/server/app.py')
  const ran = spawnSync('python3', [
    '-c',
    `import runpy; print(" ".join(runpy.run_path(${JSON.stringify(entry)})["command"]("127.0.0.1", 8000)))`,
  ])
  expect(ran.stdout.toString().trim(), ran.stderr.toString()).toBe(
    'npx --no -- rlvr serve countdown --option level=2 --seed spring --openenv --host 127.0.0.1 --port 8000 --until-stdin-ends',
  )
  const again = await runRlvrHere(folder, given)
  expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('a folder that is new or empty')])
})

test('what cannot be exported is one sentence, and no folder', async () => {
  const folder = await folderWith({})
  for (const [given, words] of [
    [['countdwn'], 'countdown'],
    [['countdown', 'addition', '-o', 'level=2'], 'Options are of one environment'],
  ] as const) {
    const ended = await runRlvrHere(folder, ['export', 'openenv', ...given])
    expect(ended.code, ended.stdout).toBe(2)
    expect(ended.stderr).toContain(words)
  }
  expect(readdirSync(folder)).toEqual([])
})

test.each(['SIGTERM', 'SIGKILL'] as const)('the server of a package ends with its entry, by %s too', async (signal) => {
  const folder = await folderWith({})
  expect((await runRlvrHere(folder, ['export', 'openenv', 'countdown', '--output', 'there'])).code).toBe(0)
  const port = await freePort()
  const words = launcher.map((word) => `'${word}'`).join(' ')
  const entry = ['-m', 'server.app', '--port', String(port)]
  const child = python(entry, { cwd: join(folder, 'there'), env: { RLVR_COMMAND: words } })
  const health = `http://127.0.0.1:${port}/health`
  await expect.poll(async () => await answers(health), { timeout: 50_000 }).toBe(true)
  child.kill(signal)
  await once(child, 'exit')
  await expect.poll(async () => await answers(health), { timeout: 50_000 }).toBe(false)
})
