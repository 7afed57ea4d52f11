// A sandbox over HTTP: SandboxFusion's and Piston's protocols, and our own `/judge`.
import { availableParallelism } from 'node:os'
import { Type, type Static, type TObject } from 'typebox'
import type { Language } from '../../sandbox/engine.ts'
import type { JudgeJob, Sandbox } from '../../sandbox/sandbox.ts'
import { FairQueue } from '../http/fair-queue.ts'
import type { Routes } from '../http/http-app.ts'
import { serveHttp, type HttpServer, type ServeOptions } from '../http/http-server.ts'
import { readBody } from '../http/request-fault.ts'
import { jupyterRoute } from './jupyter-route.ts'
import { pistonRoutes } from './piston-routes.ts'
import { readLanguage } from './read-job.ts'
import { sandboxFusionRoutes } from './sandbox-fusion-routes.ts'
import type { Turn } from './turn.ts'

export interface ServeSandboxOptions extends ServeOptions {
  /** Stays open when the server closes. */
  readonly sandbox: Sandbox
  /** Programs of a language that run at once; more wait, each peer's for its own turn. Default: one a processor. */
  readonly concurrency?: number
}

const judgeFields = {
  language: Type.String(),
  source: Type.String(),
  tests: Type.Object({ format: Type.String() }),
}
const judgeSchema: TObject<typeof judgeFields> = Type.Object(judgeFields)
const judgeExpected =
  '{"language": "python", "source": "def f(x): return x", "tests": {"format": "call", "entry": "f", "cases": [{"args": [1], "expected": 1}]}}'

export async function serveSandbox(given: ServeSandboxOptions): Promise<HttpServer> {
  const { sandbox, concurrency = availableParallelism(), ...options } = given
  return await serveHttp(sandboxRoutes(sandbox, concurrency), options)
}

function sandboxRoutes(sandbox: Sandbox, concurrency: number): Routes {
  const queues = new Map<Language, FairQueue>()
  const queueOf = (language: Language): FairQueue => {
    const queue = queues.get(language) ?? new FairQueue(concurrency)
    queues.set(language, queue)
    return queue
  }
  return {
    paths: ['POST /run_code', 'POST /run_jupyter', 'POST /api/v2/execute', 'GET /api/v2/runtimes', 'POST /judge'],
    // verl (verl/utils/reward_score/sandbox_fusion/utils.py) counts any other status as a failed test.
    gateways: ['/run_code'],
    stats: () => ({ ...sandbox.stats(), languages: sandbox.languages }),
    add: (app, asking) => {
      const turn: Turn = (context, language, work) => {
        const { peer, signal } = asking(context)
        return queueOf(language).do(peer, signal, () => work(signal))
      }
      app.route('/', sandboxFusionRoutes(sandbox, turn))
      app.route('/', jupyterRoute(sandbox, turn))
      app.route('/api/v2', pistonRoutes(sandbox, turn))
      app.post('/judge', async (context) => {
        const request = await readBody<Static<typeof judgeSchema>>(context, judgeSchema, judgeExpected)
        const language = readLanguage(request.language, sandbox)
        // Whatever else is wrong with the tests, the judge says so: `tests_invalid`.
        const job = { ...request, language } as JudgeJob
        return context.json(await turn(context, language, (signal) => sandbox.judge(job, { signal })))
      })
    },
  }
}
