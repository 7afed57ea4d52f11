// Requests a second of `rlvr serve` beside the peers' own servers: all of a comparison run at once, one load generator
// (or the peer's own Python client) asks each in turn, round by round, and medians count. Beside the clock stands the
// processor time that a server takes for a request, which a machine with other work does not stretch so.
//   npm run -s bench -- serve [--seconds N] [--rounds N] [--openenv PYTHON] [--nemo PYTHON] [--only NAME,…] [--json]
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { cpus, loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { RlvrError, unknownName } from '../../src/core/errors.ts'
import { quantile } from '../../src/core/statistics.ts'
import { wholeNumber } from '../side-options.ts'
import { batchesToScore, batchSize, openEnvTalk, plainVerify, rowsToVerify, type Job } from './jobs.ts'
import { load, type Loaded } from './load.ts'
import { startProgram, startRlvr, type Started } from './started.ts'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** A server and who asks it. */
interface Side {
  readonly name: string
  readonly server: Started
  ask(seconds: number, rate?: number): Promise<Asked>
}

type Asked = Pick<Loaded, 'answered' | 'failed' | 'perSecond' | 'busy' | 'firstFailure'> & { readonly p99?: number }

export interface Figures {
  readonly name: string
  /** Medians of the rounds; least and most beside them. */
  readonly perSecond: number
  readonly least: number
  readonly most: number
  /** Microseconds of the server's processor time a request. */
  readonly processorUs: number
  /** Milliseconds, at half the rate; null where its client cannot be held to one. */
  readonly p99AtHalf: number | null
  /** Processor time of who asks over the time of the run. */
  readonly clientBusy: number
  readonly failed: number
  readonly firstFailure: string | null
}

interface Options {
  readonly seconds: number
  readonly rounds: number
  readonly openenv: string | undefined
  readonly nemo: string | undefined
}

type Comparison = (
  options: Options,
) => Promise<{ readonly unit: string; readonly scale: number; readonly sides: Side[] }>

const comparisons: { readonly [name: string]: Comparison } = {
  generator: async () => {
    const answer = 'HTTP/1.1 200 OK\\r\\ncontent-length: 1\\r\\n\\r\\n1'
    const program = `require('net').createServer((s) => s.on('error', () => {}).on('data', () => s.write('${answer}'))).listen(Number(process.argv[1]), '127.0.0.1')`
    const port = await freePort()
    const server = await startProgram(process.execPath, ['-e', program, String(port)], port)
    const job: Job = { kind: 'http', path: '/', messages: ['{}'], connections: 32, expected: '1' }
    return { unit: 'requests', scale: 1, sides: [byGenerator('generator alone', server, port, job)] }
  },
  openenv: async ({ openenv }) => {
    const ours = await startRlvr([here('echo.ts'), '--openenv', '--port', '0'])
    const sides = [byGenerator('rlvr, OpenEnv', ours, portOf(ours.urls['openenv']), openEnvTalk)]
    for (const methods of openenv === undefined ? [] : ['sync', '--async']) {
      const { server, port } = await startEcho(openenv!, methods)
      sides.push(byGenerator(`openenv, its echo, ${methods.replace('--', '')}`, server, port, openEnvTalk))
    }
    return { unit: 'round trips', scale: 1, sides }
  },
  verify: async ({ nemo }) => {
    const ours = await startRlvr(['countdown', '--nemo-gym', '--port', '0'])
    const rows = await rowsToVerify('countdown')
    const sides = [byGenerator('rlvr, /verify, countdown', ours, portOf(ours.urls['nemo-gym']), rows)]
    if (nemo !== undefined) {
      const { server, port } = await startNemo(nemo)
      sides.push(byGenerator('nemo-gym, /verify, trivial', server, port, plainVerify))
    }
    return { unit: 'requests', scale: 1, sides }
  },
  score: async () => {
    const sides: Side[] = []
    for (const id of ['addition', 'countdown']) {
      const ours = await startRlvr([id, '--score', '--port', '0'])
      sides.push(byGenerator(`rlvr, /score, ${id}`, ours, portOf(ours.urls['score']), await batchesToScore(id)))
    }
    return { unit: 'verdicts', scale: batchSize, sides }
  },
  'openenv-client': async ({ openenv }) => {
    if (openenv === undefined) return { unit: 'round trips', scale: 1, sides: [] }
    const ours = await startRlvr([here('echo.ts'), '--openenv', '--port', '0'])
    const peer = await startEcho(openenv, '--async')
    const ask = (port: number): Side['ask'] => byProgram(openenv, 'peers/openenv_client.py', port)
    return {
      unit: 'round trips',
      scale: 1,
      sides: [
        { name: 'rlvr, by GenericEnvClient', server: ours, ask: ask(portOf(ours.urls['openenv'])) },
        { name: 'openenv echo, by the same', server: peer.server, ask: ask(peer.port) },
      ],
    }
  },
  'nemo-client': async ({ nemo }) => {
    if (nemo === undefined) return { unit: 'requests', scale: 1, sides: [] }
    const ours = await startRlvr(['countdown', '--nemo-gym', '--port', '0'])
    const peer = await startNemo(nemo)
    const [row] = (await rowsToVerify('countdown')).messages
    const ask = (port: number, body: string): Side['ask'] => byProgram(nemo, 'peers/nemo_client.py', port, body)
    return {
      unit: 'requests',
      scale: 1,
      sides: [
        { name: 'rlvr, by aiohttp', server: ours, ask: ask(portOf(ours.urls['nemo-gym']), row!) },
        { name: 'nemo-gym, by the same', server: peer.server, ask: ask(peer.port, plainVerify.messages[0]!) },
      ],
    }
  },
}

/** Measures and prints; `--json` gives `{ benchmark, cpu, cores, load, comparisons: { name: { unit, sides } } }` on the last line. */
export async function benchServe(given: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...given],
    options: {
      seconds: { type: 'string', default: '3' },
      rounds: { type: 'string', default: '3' },
      openenv: { type: 'string' },
      nemo: { type: 'string' },
      only: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  })
  const names = values.only?.split(',') ?? Object.keys(comparisons)
  for (const name of names)
    if (!Object.hasOwn(comparisons, name)) throw unknownName('comparison', name, Object.keys(comparisons))
  const options = {
    seconds: wholeNumber('seconds', values.seconds, 1),
    rounds: wholeNumber('rounds', values.rounds, 1),
    openenv: values.openenv,
    nemo: values.nemo,
  }
  const before = loadavg()[0]
  const measured: { [name: string]: { unit: string; sides: Figures[] } } = {}
  const print = values.json ? console.error : console.log
  for (const name of names) {
    const { unit, scale, sides } = await comparisons[name]!(options)
    if (sides.length === 0) continue
    try {
      const figures = await compare(sides, options, scale)
      measured[name] = { unit, sides: figures }
      print(tableOf(name, unit, figures))
    } finally {
      for (const { server } of sides) await server.kill()
    }
  }
  const machine = { cpu: cpus()[0]?.model, cores: cpus().length, load: [before, loadavg()[0]] }
  if (values.json) console.log(JSON.stringify({ benchmark: 'serve', ...machine, comparisons: measured }))
  else
    print(`${machine.cores} cores of ${machine.cpu}, load ${machine.load.map((each) => each?.toFixed(1)).join(' to ')}`)
}

async function compare(sides: readonly Side[], { seconds, rounds }: Options, scale: number): Promise<Figures[]> {
  const runs = new Map(sides.map((side) => [side, [] as (Asked & { processorUs: number })[]]))
  for (const side of sides) await side.ask(2)
  for (let round = 0; round < rounds; round++)
    for (const side of sides) {
      const before = side.server.processorSeconds()
      const asked = await side.ask(seconds)
      const processorUs = ((side.server.processorSeconds() - before) / asked.answered) * 1e6
      runs.get(side)!.push({ ...asked, processorUs })
    }
  const figures: Figures[] = []
  for (const side of sides) {
    const own = runs.get(side)!
    const median = (of: (run: (typeof own)[number]) => number): number => quantile(own.map(of), 0.5) as number
    const perSecond = median((run) => run.perSecond)
    const half = own[0]?.p99 === undefined ? null : await side.ask(seconds, perSecond / 2)
    figures.push({
      name: side.name,
      perSecond: perSecond * scale,
      least: Math.min(...own.map((run) => run.perSecond)) * scale,
      most: Math.max(...own.map((run) => run.perSecond)) * scale,
      processorUs: median((run) => run.processorUs) / scale,
      p99AtHalf: half?.p99 ?? null,
      clientBusy: median((run) => run.busy),
      failed: own.reduce((sum, { failed }) => sum + failed, half?.failed ?? 0),
      firstFailure: own.find(({ firstFailure }) => firstFailure !== null)?.firstFailure ?? null,
    })
  }
  return figures
}

/** `×`: ours over each peer, by the clock and by processor time. */
function tableOf(name: string, unit: string, figures: readonly Figures[]): string {
  const [ours] = figures
  const isCompared = name !== 'score'
  const lines = figures.map((side, index) => {
    const p99 = side.p99AtHalf === null ? '' : `  p99 at half ${side.p99AtHalf.toFixed(1)} ms`
    const ratio =
      index === 0 || !isCompared
        ? ''
        : `  × ${(ours!.perSecond / side.perSecond).toFixed(1)} by the clock, × ${(side.processorUs / ours!.processorUs).toFixed(1)} by processor`
    const failed = side.failed === 0 ? '' : `  FAILED ${side.failed}: ${side.firstFailure}`
    return `  ${side.name.padEnd(28)}${side.perSecond.toFixed(0).padStart(8)} (${side.least.toFixed(0)} to ${side.most.toFixed(0)})  ${side.processorUs.toFixed(0).padStart(5)} µs${p99}  client ${side.clientBusy.toFixed(2)}${ratio}${failed}`
  })
  return [`${name}: ${unit} a second, and processor time of each`, ...lines].join('\n')
}

function byGenerator(name: string, server: Started, port: number, job: Job): Side {
  return {
    name,
    server,
    ask: async (seconds, rate) => await load({ ...job, port, seconds, ...(rate !== undefined && { rate }) }),
  }
}

/** A program that asks for so many seconds, and prints what came of it as JSON. */
function byProgram(command: string, program: string, port: number, body = ''): Side['ask'] {
  return async (seconds) => {
    const words = [here(program), String(port), String(seconds), body]
    const child = spawn(command, words, { stdio: ['ignore', 'pipe', 'inherit'] })
    let said = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
    const [code] = (await once(child, 'close')) as [number | null]
    if (code !== 0) throw new RlvrError('RLVR_USAGE', `${command} ${words[0]} ended with ${code}.`)
    return JSON.parse(said) as Asked
  }
}

async function startEcho(python: string, methods: string): Promise<{ server: Started; port: number }> {
  const port = await freePort()
  return { server: await startProgram(python, [here('peers/openenv_echo.py'), String(port), methods], port), port }
}

async function startNemo(python: string): Promise<{ server: Started; port: number }> {
  const port = await freePort()
  return { server: await startProgram(python, [here('peers/nemo_verify.py'), String(port)], port), port }
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
