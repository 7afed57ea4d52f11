// `rlvr check http://…`: a server of environments, seen from outside, whichever protocol it speaks: OpenEnv, NeMo Gym, or
// our own `/score`. Demonstrations are unknown, so replies without an answer are held to a floor: a reward of 0.5.
import { countStatuses, type CheckFinding, type CheckReport } from './check-report.ts'
import { lookAtNemoGym } from './served-nemo-gym.ts'
import { lookAtOpenEnv } from './served-openenv.ts'
import { lookAtScore } from './served-score.ts'
import { ServerLooks, at, fine, type KnownTasks } from './server-looks.ts'

export type ServerProtocol = 'openenv' | 'nemo-gym' | 'score'

export interface ServerReport {
  readonly url: string
  /** Null where nothing that is known answers there. */
  readonly protocol: ServerProtocol | null
  readonly findings: readonly CheckFinding[]
  readonly counts: CheckReport['counts']
}

export interface CheckServerOptions {
  /** The first tasks of its environment, where they are known: what it sends is searched for their answers. */
  readonly known?: KnownTasks
  readonly fetch?: typeof globalThis.fetch
}

/** @param url where the server listens, with the path of one environment where it has several */
export async function checkServer(url: string, options: CheckServerOptions = {}): Promise<ServerReport> {
  const { known = null, fetch = globalThis.fetch } = options
  const looks = new ServerLooks(url.replace(/\/+$/, ''), fetch)
  let protocol: ServerProtocol | null = null
  await looks.tell('contract', 'served', 'It speaks a protocol that is known.', async () => {
    protocol = await protocolOf(looks)
    return protocol === null
      ? ['fault', 'neither GET /schema (OpenEnv) nor /reverify_mode (NeMo Gym) nor /environments (/score) is answered']
      : fine
  })
  if (protocol === 'openenv') await lookAtOpenEnv(looks)
  if (protocol === 'nemo-gym') await lookAtNemoGym(looks, known)
  if (protocol === 'score') await lookAtScore(looks)
  if (protocol !== null) await looks.canaries(known)
  const { base, findings } = looks
  return { url: base, protocol, findings, counts: countStatuses(findings) }
}

async function protocolOf(looks: ServerLooks): Promise<ServerProtocol | null> {
  if (Array.isArray(at((await looks.ask('/environments')).value, 'environments'))) return 'score'
  if ((await looks.ask('/schema')).status < 400) return 'openenv'
  // Older servers of NeMo Gym do not say it, and know `/verify` alone.
  if ((await looks.ask('/reverify_mode')).status < 400) return 'nemo-gym'
  return (await looks.ask('/verify', '{')).status === 422 ? 'nemo-gym' : null
}
