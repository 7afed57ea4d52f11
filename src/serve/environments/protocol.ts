// What a protocol is: routes over the environments and sessions of a server.
import type { Logger } from '../../core/logger.ts'
import type { Routes } from '../http/http-app.ts'
import type { ServedEnvironments } from './served-environment.ts'
import type { SessionHost } from './session-host.ts'
import type { VerdictRow } from './verdict-book.ts'

export interface Served {
  readonly environments: ServedEnvironments
  /** Of this protocol alone: no session is reached by two. */
  readonly sessions: SessionHost
  readonly logger: Logger
  /** Sessions are begun by the one who grades alone, where a protocol has one. */
  readonly graderBegins?: boolean
  /** Called once for each session that is over, by protocols that keep the verdict from the agent. */
  readonly onVerdict?: (row: VerdictRow) => void
}

export interface ProtocolRoutes extends Routes {
  /** What only the one who grades may ask: it has a port and a token of its own, which no agent knows. */
  readonly grader?: Routes
}

export type Protocol = (served: Served) => ProtocolRoutes
