// `rlvr serve ENV --mcp --stdio`: one session of an environment over standard input and output, as agents start servers.
import type { EnvironmentSpec } from '../../core/environment.ts'
import { RlvrError } from '../../core/errors.ts'
import type { Logger } from '../../core/logger.ts'
import type { Split } from '../../core/task.ts'
import { serveMcpStdio } from '../../serve/environments/mcp/mcp-stdio.ts'
import { ServedEnvironments, ServedEnvironment } from '../../serve/environments/served-environment.ts'
import { SessionHost } from '../../serve/environments/session-host.ts'
import type { VerdictRow } from '../../serve/environments/verdict-book.ts'

export interface ServeStdioOptions {
  readonly environments: readonly EnvironmentSpec[]
  readonly seed: string
  readonly split: Split | undefined
  readonly index: number | undefined
  readonly onVerdict: ((row: VerdictRow) => void) | undefined
  readonly logger: Logger
  readonly signal: AbortSignal
}

export async function serveStdio(options: ServeStdioOptions): Promise<void> {
  const { seed, split, index, onVerdict, logger, signal } = options
  const [spec, ...others] = options.environments
  if (spec === undefined || others.length > 0)
    throw new RlvrError('RLVR_USAGE', 'Over standard input and output one environment is served; name one alone.')
  const environment = new ServedEnvironment(spec, { seed })
  // Its client lives and dies with it.
  await using sessions = new SessionHost({ logger, idleMs: Number.MAX_SAFE_INTEGER })
  await serveMcpStdio({
    environment,
    environments: new ServedEnvironments([environment]),
    choice: { split, index },
    sessions,
    logger,
    signal,
    ...(onVerdict !== undefined && { onVerdict }),
  })
}
