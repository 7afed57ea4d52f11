// A server that is killed and started again and again under clients of each kind. Each client knows what reward its
// reply earns; an answer must be that reward or an error, and must come.
//   node benchmarks/serve/faults.ts [restarts] [clients of each kind]
import { setTimeout as wait } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { Rng } from '../../src/core/random.ts'
import { configure } from '../../src/core/registry.ts'
import { ServedEnvironment } from '../../src/serve/environments/served-environment.ts'
import { startRlvr, type StartedRlvr } from './started.ts'
// oxlint-disable-next-line import/no-unassigned-import -- it makes the built-in environments known
import '../../envs/table.ts'

const restarts = Number(process.argv[2] ?? 50)
const clients = Number(process.argv[3] ?? 32)
const firstPort = Number(process.argv[4] ?? 28_100)
const spec = await configure('countdown')
const served = new ServedEnvironment(spec)
const over = new AbortController()

interface Tally {
  rewarded: number
  failed: number
  invented: number
  hung: number
  first: string | null
}

interface Trial {
  readonly seed: number
  readonly row: object
  readonly reply: string
  readonly reward: number
}

async function trial(seed: number): Promise<Trial> {
  const { task, reference } = await served.choose({ seed })
  const [gold] = spec.demonstrate(task, Rng.fromSeed(0)) ?? []
  const isRight = seed % 2 === 0
  return { seed, row: reference, reply: isRight ? (gold?.text ?? '') : 'hm', reward: isRight ? 1.1 : 0 }
}

/** One episode: the reward that came of it. Rejects where none did. */
type Play = (trial: Trial, signal: AbortSignal) => Promise<unknown>

const playScore: Play = async ({ row, reply }, signal) => {
  const response = await fetch(`http://127.0.0.1:${firstPort + 1}/score`, {
    method: 'POST',
    signal,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ rollouts: [{ row, completion: reply }] }),
  })
  if (!response.ok) throw new Error(`status ${response.status}`)
  return ((await response.json()) as { results: { reward: unknown }[] }).results[0]?.reward
}

const playOpenEnv: Play = async ({ seed, reply }, signal) => {
  const ws = new WebSocket(`ws://127.0.0.1:${firstPort}/ws`)
  try {
    const frames: ((frame: string) => void)[] = []
    const lost = Promise.withResolvers<never>()
    lost.promise.catch(() => undefined)
    ws.on('message', (data: Buffer) => frames.shift()?.(String(data)))
    ws.on('error', (error) => lost.reject(error))
    ws.on('close', () => lost.reject(new Error('the socket closed')))
    signal.addEventListener('abort', () => lost.reject(signal.reason as Error), { once: true })
    const ask = async (frame: object): Promise<{ type: string; data: { reward?: unknown; done?: boolean } }> => {
      ws.send(JSON.stringify(frame))
      const answer = new Promise<string>((resolve) => frames.push(resolve))
      return JSON.parse(await Promise.race([answer, lost.promise])) as never
    }
    await Promise.race([new Promise((resolve) => ws.on('open', resolve)), lost.promise])
    await ask({ type: 'reset', data: { seed } })
    const { type, data } = await ask({ type: 'step', data: { message: reply } })
    if (type !== 'observation' || data.done !== true) throw new Error(JSON.stringify(data))
    return data.reward
  } finally {
    ws.terminate()
  }
}

async function client(number: number, { play, tally }: { play: Play; tally: Tally }): Promise<void> {
  for (let round = 0; !over.signal.aborted; round++) {
    const given = await trial(number * 1000 + (round % 1000))
    // Ten times what the slowest restart takes.
    const signal = AbortSignal.timeout(60_000)
    try {
      const reward = await play(given, signal)
      if (reward === given.reward) tally.rewarded++
      else {
        tally.invented++
        tally.first ??= `reward ${String(reward)} for ${given.reward}`
      }
    } catch {
      if (signal.aborted) tally.hung++
      else tally.failed++
      // As a trainer that tries again does.
      await wait(20 + Math.random() * 80)
    }
  }
}

const kinds: { readonly [kind: string]: { readonly play: Play; readonly tally: Tally } } = Object.fromEntries(
  Object.entries({ openenv: playOpenEnv, score: playScore }).map(([kind, play]) => [
    kind,
    { play, tally: { rewarded: 0, failed: 0, invented: 0, hung: 0, first: null } },
  ]),
)
const start = async (): Promise<StartedRlvr> =>
  await startRlvr(['countdown', '--openenv', '--score', '--port', String(firstPort)])
let server = await start()
const all = Object.values(kinds).flatMap((kind, place) =>
  Array.from({ length: clients }, async (_, number) => await client(place * clients + number, kind)),
)
for (let count = 0; count < restarts; count++) {
  await wait(100 + Math.random() * 400)
  await server.kill()
  server = await start()
}
await wait(1000)
over.abort()
await Promise.all(all)
await server.kill()
const tallies = Object.fromEntries(Object.entries(kinds).map(([kind, { tally }]) => [kind, tally]))
console.log(JSON.stringify({ restarts, clientsOfEachKind: clients, ...tallies }))
process.exitCode = Object.values(kinds).some(({ tally }) => tally.invented + tally.hung > 0 || tally.rewarded === 0)
  ? 1
  : 0
