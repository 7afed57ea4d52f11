// `POST /score`: completions of a batch judged, each by the task that its row names.
// { rollouts: [{ row, completion }] } → { version: 1, results: [{ reward, outcome, scores, invalid }] }, in their order.
import { Type, type Static, type TObject } from 'typebox'
import type { Json } from '../../../core/json.ts'
import type { Routes } from '../../http/http-app.ts'
import { RequestFault, readBody } from '../../http/request-fault.ts'
import { gradeCompletion } from '../grade-completion.ts'
import { addGymRoutes, gymPaths } from '../gym/gym-routes.ts'
import type { Protocol } from '../protocol.ts'
import { ProtocolFault } from '../protocol-fault.ts'

const rolloutFields = { row: Type.Unknown(), completion: Type.String() }
const fields = { rollouts: Type.Array(Type.Object(rolloutFields), { maxItems: 10_000 }) }
const schema: TObject<typeof fields> = Type.Object(fields)
const expected = '{"rollouts": [{"row": {"env": "countdown", …}, "completion": "…"}]}'

export const scoreRoutes: Protocol = (served): Routes => ({
  paths: ['POST /score', ...gymPaths],
  stats: () => ({ sessions: served.sessions.stats() }),
  add: (app, asking) => {
    const { environments, logger } = served
    addGymRoutes(app, asking, served)
    app.post('/score', async (context) => {
      const { rollouts } = await readBody<Static<typeof schema>>(context, schema, expected)
      const { signal } = asking(context)
      const results = []
      for (const { row, completion } of rollouts) {
        const { environment, task } = await environments.find(row as Json).catch(told)
        results.push(await gradeCompletion(environment, task, [completion], { signal, logger }))
      }
      return context.json({ version: 1, results })
    })
  },
})

function told(thrown: unknown): never {
  if (thrown instanceof ProtocolFault) throw new RequestFault(422, thrown.message)
  throw thrown
}
