// What a protocol is: routes over the environments and sessions of a server.
import type { Logger } from '../../core/logger.ts'
import type { Routes } from '../http/http-app.ts'
import type { ServedEnvironments } from './served-environment.ts'
import type { SessionHost } from './session-host.ts'

export interface Served {
  readonly environments: ServedEnvironments
  /** Of this protocol alone: no session is reached by two. */
  readonly sessions: SessionHost
  readonly logger: Logger
}

export type Protocol = (served: Served) => Routes
