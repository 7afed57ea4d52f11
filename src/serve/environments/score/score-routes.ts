// `POST /score`: completions of a batch judged, each by the task that its row names; and the reward URLs of trainers.
// { rollouts: [{ id?, row, completion }], onFault?, deadlineMs? } →
// { version: 1, environments: { countdown: { digest } }, ms,
//   results: [{ id?, reward, outcome, scores, invalid, error?, ms }] }, in their order.
// A reward that is null was not judged, for the cause in `invalid`.
import { describeError } from '../../../core/errors.ts'
import type { Routes } from '../../http/http-app.ts'
import { RequestFault, readJson } from '../../http/request-fault.ts'
import { environmentDigest } from '../environment-digest.ts'
import { addGymRoutes, gymPaths } from '../gym/gym-routes.ts'
import { ProtocolFault } from '../protocol-fault.ts'
import type { Protocol } from '../protocol.ts'
import type { ServedEnvironment } from '../served-environment.ts'
import { RolloutJudge, type FoundRollout } from './judge-rollouts.ts'
import { expectedBatch, readBatch, type ScoreBatch } from './read-rollouts.ts'
import { refused } from './score-fault.ts'
import { addFaces, facePaths } from './score-faces.ts'

export const scoreRoutes: Protocol = (served): Routes => {
  const judge = new RolloutJudge(served)
  const digests = new Map(served.environments.all.map((each) => [each.name, { digest: environmentDigest(each) }]))
  return {
    paths: ['POST /score', ...facePaths, ...gymPaths],
    stats: () => ({ ...judge.stats(), sessions: served.sessions.stats() }),
    add: (app, asking) => {
      addGymRoutes(app, asking, served)
      app.post('/score', async (context) => {
        const start = performance.now()
        const { rollouts, keepsRest, deadlineMs } = batchOf(await readJson(context, expectedBatch))
        const { signal } = asking(context)
        const all = await judge.find(rollouts)
        const found = keepsRest ? all.filter((each): each is FoundRollout => !('fault' in each)) : refused(all)
        const judged = await judge.judge(found, { signal, deadlineMs })
        let next = 0
        const results = all.map((each) => {
          const own = each.id === undefined ? {} : { id: each.id }
          if ('fault' in each) {
            const { kind, message } = each.fault
            return { ...own, reward: null, outcome: null, scores: {}, invalid: kind, error: message, ms: 0 }
          }
          const { grade, ms } = judged[next++] as (typeof judged)[number]
          return { ...own, ...grade, ms }
        })
        return context.json({
          version: 1,
          environments: Object.fromEntries([...namesOf(found)].map((name) => [name, digests.get(name)])),
          ms: Math.round(performance.now() - start),
          results,
        })
      })
      addFaces(app, asking, judge)
    },
  }
}

function batchOf(body: Parameters<typeof readBatch>[0]): ScoreBatch {
  try {
    return readBatch(body)
  } catch (thrown) {
    if (!(thrown instanceof ProtocolFault)) throw thrown
    throw new RequestFault(400, `${describeError(thrown)}. Expected ${expectedBatch}.`)
  }
}

function namesOf(found: readonly { readonly environment: ServedEnvironment }[]): Set<string> {
  return new Set(found.map(({ environment }) => environment.name))
}
