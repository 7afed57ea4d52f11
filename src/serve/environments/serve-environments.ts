// Environments served: each protocol on a port of its own, because their routes clash, and with sessions of its own.
import { randomBytes } from 'node:crypto'
import type { EnvironmentSpec } from '../../core/environment.ts'
import { RlvrError } from '../../core/errors.ts'
import { silentLogger } from '../../core/logger.ts'
import { requireNothingLacks } from '../../core/needs.ts'
import { serveHttp, type HttpServer, type ServeOptions } from '../http/http-server.ts'
import { protocolNames, protocols, type ProtocolName } from './protocols.ts'
import { ServedEnvironment, ServedEnvironments } from './served-environment.ts'
import { publicWords } from './session.ts'
import { SessionHost, type SessionHostOptions } from './session-host.ts'
import type { VerdictRow } from './verdict-book.ts'

export interface ServeEnvironmentsOptions
  extends Omit<ServeOptions, 'port' | 'protocol'>, Omit<SessionHostOptions, 'logger' | 'now'> {
  /** Stay open when the server closes. */
  readonly environments: readonly EnvironmentSpec[]
  /** A port for each protocol; 0 for any free one. */
  readonly ports: { readonly [name in ProtocolName]?: number }
  /** Of generated tasks. Default 0. */
  readonly seed?: string
  /** Where the one who grades asks, for a protocol whose verdicts its clients must not read. Default any free port. */
  readonly graderPort?: number
  /** Asked of every request there. Default a random one. */
  readonly graderToken?: string
  /** Agents of such a protocol begin no session themselves. Default false. */
  readonly graderBegins?: boolean
  /** Called once for each session of such a protocol that is over. */
  readonly onVerdict?: (row: VerdictRow) => void
}

export interface EnvironmentServer {
  readonly urls: { readonly [name in ProtocolName]?: string }
  /** Null where no served protocol has one. */
  readonly grader: { readonly url: string; readonly token: string } | null
  /** Ends sessions and waits for what is under way. Idempotent. */
  close(): Promise<void>
  /** Resolves when all of it is closed, by whomever. */
  readonly closed: Promise<void>
}

export async function serveEnvironments(options: ServeEnvironmentsOptions): Promise<EnvironmentServer> {
  const { logger = silentLogger, ports, seed = '0', onVerdict } = options
  const { graderPort = 0, graderToken = randomBytes(24).toString('base64url'), graderBegins = false } = options
  if ([options.token, ...(options.tokens ?? []).map(({ token }) => token)].includes(graderToken))
    throw new RlvrError('RLVR_USAGE', "The grader's token is that of the agents; they could read their own verdicts.")
  for (const spec of options.environments) requireNothingLacks(spec)
  let grader: HttpServer | null = null
  const environments = new ServedEnvironments(options.environments.map((spec) => new ServedEnvironment(spec, { seed })))
  const started: { readonly name: ProtocolName; readonly server: HttpServer; readonly sessions: SessionHost }[] = []
  const close = async (): Promise<void> => {
    await Promise.all([...started.map(({ server }) => server.close()), grader?.close()])
    await Promise.all(started.map(({ sessions }) => sessions[Symbol.asyncDispose]()))
  }
  try {
    for (const name of protocolNames) {
      const port = ports[name]
      if (port === undefined) continue
      const sessions = new SessionHost({ ...options, logger })
      const routes = protocols[name].routes({
        environments,
        sessions,
        logger,
        graderBegins,
        ...(onVerdict !== undefined && { onVerdict }),
      })
      const stats = (): object => ({ sessions: sessions.stats(), ...routes.stats() })
      const server = await serveHttp({ ...routes, stats, wordsOf: publicWords }, { ...options, protocol: name, port })
      started.push({ name, sessions, server })
      if (routes.grader !== undefined) {
        const guarded = { ...options, token: graderToken, tokens: [], protocol: 'grader', port: graderPort }
        grader = await serveHttp({ ...routes.grader, wordsOf: publicWords }, guarded)
      }
    }
  } catch (thrown) {
    await close()
    throw thrown
  }
  return {
    urls: Object.fromEntries(started.map(({ name, server }) => [name, server.url])),
    grader: grader === null ? null : { url: grader.url, token: graderToken },
    close,
    closed: Promise.all(started.map(({ server }) => server.closed)).then(close),
  }
}
