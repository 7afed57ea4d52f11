import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { entrypoint, gymConfig } from '../../../../src/serve/environments/nemo-gym/gym-files.ts'
import { answers, freePort, launcher, python } from '../launched-servers.ts'

it('configures a server, the agent that plays it and its data sets', () => {
  const config = gymConfig({
    host: '127.0.0.1',
    port: 8003,
    command: ['npx', '--no', '--', 'rlvr', 'serve', './it is "mine".ts'],
    directory: '/home/somebody',
    maxSteps: 5,
    datasets: [{ name: 'countdown', type: 'train', path: '/data/${x}.jsonl' }],
  })
  expect(config).toContain(`      entrypoint: app.py
      host: "127.0.0.1"
      port: 8003
`)
  expect(config).toContain(String.raw`command: ["npx", "--no", "--", "rlvr", "serve", "./it is \"mine\".ts"]`)
  expect(config).toContain('max_steps: 5')
  // Read by OmegaConf 2.3 as /data/${x}.jsonl.
  expect(config).toMatch(/jsonl_fpath: "\/data\/\\\\\$\{x\}\.jsonl"/)
})

it.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)(
  'its entrypoint takes the server with it when it is ended by %s, through a launcher that hands no signal on',
  async (signal) => {
    const folder = await mkdtemp(join(tmpdir(), 'rlvr-gym-'))
    onTestFinished(async () => await rm(folder, { recursive: true, force: true }))
    const port = await freePort()
    const command = [...launcher, 'serve', 'countdown', '--nemo-gym']
    const config = { host: '127.0.0.1', port, command, directory: folder }
    await mkdir(join(folder, 'nemo_gym'))
    await writeFile(join(folder, 'nemo_gym/__init__.py'), '')
    await writeFile(
      join(folder, 'nemo_gym/global_config.py'),
      `import json, types
class Config(types.SimpleNamespace):
    get = lambda self, name: getattr(self, name)
get_global_config_dict = dict
get_first_server_config_dict = lambda all, path: Config(**json.loads(${JSON.stringify(JSON.stringify(config))}))
`,
    )
    await writeFile(join(folder, 'app.py'), entrypoint)
    const child = python(['app.py'], { cwd: folder, env: { NEMO_GYM_CONFIG_PATH: 'rlvr' } })
    const health = `http://127.0.0.1:${port}/healthz`
    await expect.poll(async () => await answers(health), { timeout: 50_000 }).toBe(true)
    child.kill(signal)
    await once(child, 'exit')
    await expect.poll(async () => await answers(health), { timeout: 50_000 }).toBe(false)
  },
)
