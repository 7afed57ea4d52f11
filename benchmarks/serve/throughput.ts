// Requests a second of `rlvr serve` beside the peers' own servers, one load generator against each in turn, and the
// latency at half that rate.
//   node benchmarks/serve/throughput.ts [--seconds N] [--openenv PYTHON] [--nemo PYTHON] [--only NAME] [--json]
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { cpus, loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { Rng } from '../../src/core/random.ts'
import { configure } from '../../src/core/registry.ts'
import { ServedEnvironment } from '../../src/serve/environments/served-environment.ts'
import { load, type Load, type Loaded } from './load.ts'
import { startProgram, startRlvr } from './started.ts'
// oxlint-disable-next-line import/no-unassigned-import -- it makes the built-in environments known
import '../../envs/table.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    openenv: { type: 'string' },
    nemo: { type: 'string' },
    only: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
})
const seconds = Number(values.seconds)
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const results: { readonly name: string; readonly full: Loaded; readonly half: Loaded | null }[] = []

async function measure(name: string, given: Omit<Load, 'seconds'>, { alsoHalf = true } = {}): Promise<void> {
  // The first second warms it up.
  await load({ ...given, seconds: 1 })
  const full = await load({ ...given, seconds })
  const half = alsoHalf ? await load({ ...given, seconds, rate: full.perSecond / 2 }) : null
  results.push({ name, full, half })
  const p99 = half === null ? '' : `, p99 at half load ${half.p99.toFixed(1)} ms`
  console.error(
    `${name.padEnd(34)} ${full.perSecond.toFixed(0).padStart(7)}/s${p99}, failed ${full.failed} ${full.firstFailure ?? ''}, generator busy ${full.busy.toFixed(2)}`,
  )
}

const wanted = (name: string): boolean => values.only === undefined || values.only.split(',').includes(name)

if (wanted('generator')) {
  const answer = 'HTTP/1.1 200 OK\\r\\ncontent-length: 1\\r\\n\\r\\n1'
  const program = `require('net').createServer((s) => s.on('error', () => {}).on('data', () => s.write('${answer}'))).listen(0, function () { console.log(this.address().port) })`
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
  const port = Number(String(((await once(child.stdout, 'data')) as [Buffer])[0]))
  const given = { kind: 'http', port, path: '/', messages: ['{}'], connections: 32, expected: '1' } as const
  await measure('generator alone', given, { alsoHalf: false })
  child.kill('SIGKILL')
}

// An episode of twenty steps and its reset: no conversation grows without end.
const step = JSON.stringify({ type: 'step', data: { message: 'hello' } })
const episode = [JSON.stringify({ type: 'reset', data: { seed: 1 } }), ...Array.from({ length: 20 }, () => step)]
const talk = { kind: 'socket', path: '/ws', messages: episode, connections: 32, expected: '"observation"' } as const
if (wanted('openenv')) {
  const ours = await startRlvr([here('echo.ts'), '--openenv', '--port', '0'])
  await measure('rlvr, OpenEnv, 32 sessions', { ...talk, port: portOf(ours.urls['openenv']) })
  await ours.kill()
  for (const methods of values.openenv === undefined ? [] : ['', '--async']) {
    const port = await freePort()
    const peer = await startProgram(values.openenv!, [here('peers/openenv_echo.py'), String(port), methods], port)
    await measure(`openenv, its echo ${methods || 'sync'}`, { ...talk, port })
    await peer.kill()
  }
}

if (wanted('verify')) {
  const verify = { kind: 'http', path: '/verify', connections: 32, expected: '"reward"' } as const
  const body = (row: object, text: string): string => JSON.stringify({ ...row, response: responseOf(text) })
  const ours = await startRlvr(['countdown', '--nemo-gym', '--port', '0'])
  const spec = await configure('countdown')
  const served = new ServedEnvironment(spec)
  const messages: string[] = []
  for (let index = 0; index < 256; index++) {
    const { task, reference } = await served.choose({ index })
    const reply = index % 2 === 0 ? (spec.demonstrate(task, Rng.fromSeed(0))?.[0]?.text ?? '') : 'hm'
    const input = [{ role: 'user', content: JSON.stringify(task.prompt), type: 'message' }]
    messages.push(body({ responses_create_params: { input }, rlvr: reference }, reply))
  }
  await measure('rlvr, NeMo Gym /verify', { ...verify, port: portOf(ours.urls['nemo-gym']), messages })
  await ours.kill()
  if (values.nemo !== undefined) {
    const port = await freePort()
    const peer = await startProgram(values.nemo, [here('peers/nemo_verify.py'), String(port)], port)
    const input = [{ role: 'user', content: '2+2?', type: 'message' }]
    await measure('nemo-gym, a trivial verify()', {
      ...verify,
      port,
      messages: [body({ responses_create_params: { input } }, '4')],
    })
    await peer.kill()
  }
}

if (wanted('score')) {
  for (const id of ['addition', 'countdown']) {
    const ours = await startRlvr([id, '--score', '--port', '0'])
    const spec = await configure(id)
    const served = new ServedEnvironment(spec)
    const rollouts: object[] = []
    for (let index = 0; index < 4096; index++) {
      const { task, reference } = await served.choose({ index })
      const reply = index % 2 === 0 ? (spec.demonstrate(task, Rng.fromSeed(0))?.[0]?.text ?? '') : 'hm'
      rollouts.push({ row: reference, completion: reply })
    }
    const messages = Array.from({ length: 16 }, (_, batch) =>
      JSON.stringify({ rollouts: rollouts.slice(batch * 256, batch * 256 + 256) }),
    )
    const port = portOf(ours.urls['score'])
    await measure(`rlvr, /score of 256, ${id}`, {
      kind: 'http',
      port,
      path: '/score',
      messages,
      connections: 4,
      expected: '"reward"',
    })
    const last = results.at(-1)!
    console.error(`${' '.repeat(34)} ${(last.full.perSecond * 256).toFixed(0).padStart(7)} verdicts/s`)
    await ours.kill()
  }
}

if (values.json)
  console.log(JSON.stringify({ cpu: cpus()[0]?.model, cores: cpus().length, load: loadavg()[0], results }))

function responseOf(text: string): object {
  const content = [{ type: 'output_text', text, annotations: [] }]
  const output = [{ type: 'message', id: 'msg_1', role: 'assistant', status: 'completed', content }]
  const fixed = { id: 'resp_1', object: 'response', created_at: 1, model: 'm', status: 'completed' }
  return { ...fixed, output, parallel_tool_calls: true, tool_choice: 'auto', tools: [] }
}

function portOf(url: string | undefined): number {
  return Number(new URL(url ?? '').port)
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
