import { expect, it } from 'vitest'
import { entrypoint, gymConfig } from '../../../../src/serve/environments/nemo-gym/gym-files.ts'

it('configures a server, the agent that plays it and its data sets', () => {
  const config = gymConfig({
    host: '127.0.0.1',
    port: 8003,
    command: ['npx', 'rlvr', 'serve', './it is "mine".ts'],
    directory: '/home/somebody',
    maxSteps: 5,
    datasets: [{ name: 'countdown', type: 'train', path: '/data/${x}.jsonl' }],
  })
  expect(config).toContain(`      entrypoint: app.py
      host: "127.0.0.1"
      port: 8003
`)
  expect(config).toContain(String.raw`command: ["npx", "rlvr", "serve", "./it is \"mine\".ts"]`)
  expect(config).toContain('max_steps: 5')
  // Read by OmegaConf 2.3 as /data/${x}.jsonl.
  expect(config).toMatch(/jsonl_fpath: "\/data\/\\\\\$\{x\}\.jsonl"/)
})

it('has an entrypoint that runs the command of the configuration in its own place', () => {
  expect(entrypoint).toContain('os.execvp(command[0], command)')
  expect(entrypoint).toContain('"--port", str(config.port)')
})
