// What the one who grades may ask of an MCP endpoint, on a port and with a token that no agent knows:
// `POST /sessions` begins one and gives the path for the agent, `GET /verdicts/{session}` tells what came of it.
import { Type, type Static, type TObject } from 'typebox'
import type { Json } from '../../../core/json.ts'
import type { Routes } from '../../http/http-app.ts'
import { RequestFault, readBody } from '../../http/request-fault.ts'
import { ProtocolFault } from '../protocol-fault.ts'
import type { Served } from '../protocol.ts'
import type { Episodes } from './episodes.ts'

const fields = {
  env: Type.Optional(Type.String()),
  split: Type.Optional(Type.Enum(['train', 'test'])),
  index: Type.Optional(Type.Integer({ minimum: 0 })),
  seed: Type.Optional(Type.Integer({ minimum: 0 })),
  /** A row or label of ours, in place of the others. */
  task: Type.Optional(Type.Unknown()),
}
const schema: TObject<typeof fields> = Type.Object(fields, { additionalProperties: false })
const expected = '{"env": "countdown", "split": "train", "index": 0} or {"task": {"env": "countdown", …}}'

export function graderRoutes(served: Served, episodes: Episodes): Routes {
  const rowOf = (id: string): object => {
    const row = episodes.book.row(id)
    if (row === undefined) throw new RequestFault(404, 'There is no such session.')
    return row
  }
  return {
    paths: ['POST /sessions', 'GET /verdicts', 'GET /verdicts/{session}', 'DELETE /sessions/{session}'],
    stats: () => ({ sessions: served.sessions.stats() }),
    add: (app, asking) => {
      app.post('/sessions', async (context) => {
        const { env, task, ...choice } = await readBody<Static<typeof schema>>(context, schema, expected)
        const { signal } = asking(context)
        try {
          const found = task === undefined ? null : await served.environments.find(task as Json)
          const environment = found?.environment ?? served.environments.named(env)
          const { session, opening } = await episodes.open(environment, found ?? choice, { signal })
          return context.json({ session: session.id, path: `/mcp/${session.id}`, task: opening.reference })
        } catch (thrown) {
          throw told(thrown)
        }
      })
      app.get('/verdicts', (context) => context.json({ verdicts: episodes.book.rows() }))
      app.get('/verdicts/:session', (context) => context.json(rowOf(context.req.param('session'))))
      app.delete('/sessions/:session', async (context) => {
        const id = context.req.param('session')
        await episodes.close(id)
        return context.json(rowOf(id))
      })
    },
  }
}

function told(thrown: unknown): unknown {
  if (!(thrown instanceof ProtocolFault)) return thrown
  if (thrown.kind === 'capacity') return new RequestFault(503, thrown.message)
  return new RequestFault(thrown.kind === 'failed' ? 500 : 422, thrown.message)
}
