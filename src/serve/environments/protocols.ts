// The protocols that environments are served by, as the command line names them, in the order of their ports.
import { mcpRoutes } from './mcp/mcp-routes.ts'
import { orsRoutes } from './ors/ors-routes.ts'
import { nemoGymRoutes } from './nemo-gym/nemo-gym-routes.ts'
import type { Protocol } from './protocol.ts'
import { openEnvRoutes } from './openenv/openenv-routes.ts'
import { scoreRoutes } from './score/score-routes.ts'

export const protocolNames = ['openenv', 'nemo-gym', 'score', 'mcp', 'ors'] as const

export type ProtocolName = (typeof protocolNames)[number]

export interface ProtocolEntry {
  /** For the help of the command line. */
  readonly description: string
  readonly routes: Protocol
}

export const protocols: { readonly [name in ProtocolName]: ProtocolEntry } = {
  openenv: {
    description: "OpenEnv's protocol, each environment below /ENV: WS /ws and /mcp, stateless HTTP, tasks",
    routes: openEnvRoutes,
  },
  'nemo-gym': {
    description: 'a resources server of NeMo Gym: /seed_session, tools, /verify; rows by `rlvr export nemo-gym`',
    routes: nemoGymRoutes,
  },
  score: {
    description: 'POST /score and the reward URLs of verl, OpenRLHF, slime and the Azure grader',
    routes: scoreRoutes,
  },
  mcp: {
    description: "an environment's tools and `submit` as an MCP server: POST /mcp; verdicts on the grader's port alone",
    routes: mcpRoutes,
  },
  ors: {
    description: 'the Open Reward Standard: openreward, OpenRewardSpec of TRL, inspect-openreward',
    routes: orsRoutes,
  },
}
