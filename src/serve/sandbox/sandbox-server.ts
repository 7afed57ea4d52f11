// A sandbox over HTTP: SandboxFusion's and Piston's protocols, and our own `/judge`.
import { Type, type Static, type TObject } from 'typebox'
import type { JudgeJob, Sandbox } from '../../sandbox/sandbox.ts'
import type { Routes } from '../http/http-app.ts'
import { serveHttp, type HttpServer, type ServeOptions } from '../http/http-server.ts'
import { readBody } from '../http/request-fault.ts'
import { pistonRoutes } from './piston-routes.ts'
import { readLanguage } from './read-job.ts'
import { sandboxFusionRoutes } from './sandbox-fusion-routes.ts'

export interface ServeSandboxOptions extends ServeOptions {
  /** Stays open when the server closes. */
  readonly sandbox: Sandbox
}

const judgeFields = {
  language: Type.String(),
  source: Type.String(),
  tests: Type.Object({ format: Type.String() }),
}
const judgeSchema: TObject<typeof judgeFields> = Type.Object(judgeFields)
const judgeExpected =
  '{"language": "python", "source": "def f(x): return x", "tests": {"format": "call", "entry": "f", "cases": [{"args": [1], "expected": 1}]}}'

export async function serveSandbox({ sandbox, ...options }: ServeSandboxOptions): Promise<HttpServer> {
  return await serveHttp(sandboxRoutes(sandbox), options)
}

function sandboxRoutes(sandbox: Sandbox): Routes {
  return {
    paths: ['POST /run_code', 'POST /api/v2/execute', 'GET /api/v2/runtimes', 'POST /judge'],
    stats: () => ({ ...sandbox.stats(), languages: sandbox.languages }),
    add: (app, aborted) => {
      app.route('/', sandboxFusionRoutes(sandbox, aborted))
      app.route('/api/v2', pistonRoutes(sandbox, aborted))
      app.post('/judge', async (context) => {
        const request = await readBody<Static<typeof judgeSchema>>(context, judgeSchema, judgeExpected)
        const language = readLanguage(request.language, sandbox)
        // Whatever else is wrong with the tests, the judge says so: `tests_invalid`.
        const job = { ...request, language } as JudgeJob
        return context.json(await sandbox.judge(job, { signal: aborted(context) }))
      })
    },
  }
}
