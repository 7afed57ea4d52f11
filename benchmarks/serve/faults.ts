// A server that is killed and started again and again under clients of each protocol. Each client knows what reward its
// reply earns; an answer must be that reward or an error, and must come.
//   node --conditions=rlvr-source benchmarks/serve/faults.ts [restarts] [clients of each] [first port]
import { setTimeout as wait } from 'node:timers/promises'
import { Rng } from '../../src/core/random.ts'
import { configure } from '../../src/core/registry.ts'
import { ServedEnvironment } from '../../src/serve/environments/served-environment.ts'
import { plays, type Addresses, type Play, type Trial } from './plays.ts'
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
  /** The first reward that was not earned. */
  first: string | null
  /** The first error. */
  error: string | null
}

async function trial(seed: number): Promise<Trial & { readonly reward: number }> {
  const { task, reference } = await served.choose({ seed })
  const [gold] = spec.demonstrate(task, Rng.fromSeed(0)) ?? []
  const isRight = seed % 2 === 0
  return { seed, row: reference, reply: isRight ? (gold?.text ?? '') : 'hm', reward: isRight ? 1.1 : 0 }
}

async function client(
  number: number,
  { play, tally, addresses }: { play: Play; tally: Tally; addresses: Addresses },
): Promise<void> {
  for (let round = 0; !over.signal.aborted; round++) {
    const given = await trial(number * 1000 + (round % 1000))
    // Ten times what the slowest restart takes.
    const signal = AbortSignal.timeout(60_000)
    try {
      const reward = await play(given, addresses, signal)
      if (reward === given.reward) tally.rewarded++
      else {
        tally.invented++
        tally.first ??= `reward ${String(reward)} for ${given.reward}`
      }
    } catch (thrown) {
      if (signal.aborted) tally.hung++
      else tally.failed++
      tally.error ??= String(thrown)
      // As a trainer that tries again does.
      await wait(20 + Math.random() * 80)
    }
  }
}

const graderToken = 'the-graders-own-token'
const flags = Object.keys(plays).map((protocol) => `--${protocol}`)
const ports = ['--port', String(firstPort), '--grader-port', String(firstPort + flags.length)]
const start = async (): Promise<StartedRlvr> =>
  await startRlvr(['countdown', ...flags, ...ports, '--grader-token', graderToken])

/** So that it is killed in the middle of its work. A minute at most: what then has no reward is told at the end. */
async function untilEachIsRewarded(): Promise<void> {
  const before = kinds.map(({ tally }) => tally.rewarded)
  const end = performance.now() + 60_000
  while (performance.now() < end && kinds.some(({ tally }, place) => tally.rewarded === before[place])) await wait(20)
}

let server = await start()
const grader = { url: `http://127.0.0.1:${firstPort + flags.length}`, token: graderToken }
const addresses = { urls: server.urls, grader }
const kinds = Object.entries(plays).map(([protocol, play]) => ({
  protocol,
  play,
  addresses,
  tally: { rewarded: 0, failed: 0, invented: 0, hung: 0, first: null, error: null } as Tally,
}))
const all = kinds.flatMap((kind, place) =>
  Array.from({ length: clients }, async (_, number) => await client(place * clients + number, kind)),
)
for (let count = 0; count < restarts; count++) {
  await untilEachIsRewarded()
  await wait(Math.random() * 300)
  await server.kill()
  server = await start()
}
await untilEachIsRewarded()
over.abort()
await Promise.all(all)
await server.kill()
const tallies = Object.fromEntries(kinds.map(({ protocol, tally }) => [protocol, tally]))
console.log(JSON.stringify({ restarts, clientsOfEachKind: clients, ...tallies }))
process.exitCode = kinds.some(({ tally }) => tally.invented + tally.hung > 0 || tally.rewarded === 0) ? 1 : 0
