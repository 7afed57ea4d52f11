// Environments served: each protocol on a port of its own, because their routes clash, and with sessions of its own.
import type { EnvironmentSpec } from '../../core/environment.ts'
import { silentLogger } from '../../core/logger.ts'
import { serveHttp, type HttpServer, type ServeOptions } from '../http/http-server.ts'
import { protocolNames, protocols, type ProtocolName } from './protocols.ts'
import { ServedEnvironment, ServedEnvironments } from './served-environment.ts'
import { SessionHost, type SessionHostOptions } from './session-host.ts'

export interface ServeEnvironmentsOptions
  extends Omit<ServeOptions, 'port' | 'protocol'>, Omit<SessionHostOptions, 'logger' | 'now'> {
  /** Stay open when the server closes. */
  readonly environments: readonly EnvironmentSpec[]
  /** A port for each protocol; 0 for any free one. */
  readonly ports: { readonly [name in ProtocolName]?: number }
  /** Of generated tasks. Default 0. */
  readonly seed?: string
}

export interface EnvironmentServer {
  readonly urls: { readonly [name in ProtocolName]?: string }
  /** Ends sessions and waits for what is under way. Idempotent. */
  close(): Promise<void>
  /** Resolves when all of it is closed, by whomever. */
  readonly closed: Promise<void>
}

export async function serveEnvironments(options: ServeEnvironmentsOptions): Promise<EnvironmentServer> {
  const { logger = silentLogger, ports, seed = '0' } = options
  const environments = new ServedEnvironments(options.environments.map((spec) => new ServedEnvironment(spec, { seed })))
  const started: { readonly name: ProtocolName; readonly server: HttpServer; readonly sessions: SessionHost }[] = []
  const close = async (): Promise<void> => {
    await Promise.all(started.map(({ server }) => server.close()))
    await Promise.all(started.map(({ sessions }) => sessions[Symbol.asyncDispose]()))
  }
  try {
    for (const name of protocolNames) {
      const port = ports[name]
      if (port === undefined) continue
      const sessions = new SessionHost({ ...options, logger })
      const routes = protocols[name].routes({ environments, sessions, logger })
      const counted = { ...routes, stats: () => ({ sessions: sessions.stats(), ...routes.stats() }) }
      started.push({ name, sessions, server: await serveHttp(counted, { ...options, protocol: name, port }) })
    }
  } catch (thrown) {
    await close()
    throw thrown
  }
  return {
    urls: Object.fromEntries(started.map(({ name, server }) => [name, server.url])),
    close,
    closed: Promise.all(started.map(({ server }) => server.closed)).then(close),
  }
}
