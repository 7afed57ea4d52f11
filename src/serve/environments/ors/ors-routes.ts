// ORS, the Open Reward Standard, as the clients of openreward 0.1.167 speak it (`environments/server.py`,
// `api/environments/client.py`): TRL's OpenRewardSpec and inspect-openreward come in by it.
//
// POST /create_session → SSE `task_id` (the session's id), `end`; from then on the header X-Session-ID
// POST /create { task_spec, or split and index; env_name? } begins the episode; GET /prompt, /messages, /task_tools
// POST /call { name, input } → SSE of { ok, output: { blocks, metadata, reward, finished } }; POST /ping, /delete
//
// Routes of tasks and of talk stand at /ENV/… too; openreward's own server redirects to its first environment instead.
import type { Protocol } from '../protocol.ts'
import { answering } from './ors-answers.ts'
import type { OrsRoutes } from './ors-route.ts'
import { sessionRoutes } from './session-routes.ts'
import { taskRoutes } from './task-routes.ts'

/** The release of openreward whose protocol this is. */
const protocolVersion = '0.1.167'

export const orsRoutes: Protocol = (served) => {
  const { life, talk } = sessionRoutes(served)
  const own: OrsRoutes = {
    'GET /health': (context) => context.json({ status: 'ok' }),
    'GET /version': (context) => context.json({ version: protocolVersion, build_sha: null }),
    'GET /list_environments': (context) => context.json(served.environments.names),
    ...life,
  }
  const either: OrsRoutes = { ...taskRoutes(served), ...talk }
  const below = (name: string): OrsRoutes =>
    Object.fromEntries(Object.entries(either).map(([route, answer]) => [route.replace('/', `/${name}/`), answer]))
  return {
    paths: Object.keys({ ...own, ...below('{env}') }),
    stats: () => ({ sessions: served.sessions.stats() }),
    faultBody: (message) => ({ detail: message }),
    add: (app, asking) => {
      for (const [route, answer] of Object.entries({ ...own, ...either, ...below(':env') })) {
        const [method = '', path = ''] = route.split(' ')
        app.on(
          method,
          path,
          answering(served.logger, (context) => answer(context, asking(context))),
        )
      }
    },
  }
}
