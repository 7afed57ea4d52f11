// SandboxFusion's `POST /run_jupyter`: cells of Python that share their names, each with what it printed, showed and
// threw. There is no Jupyter behind it: no magics and no shell lines. Fields: bytedance/SandboxFusion
// sandbox/server/sandbox_api.py and its client's models (sandbox_fusion/models.py).
import { Hono } from 'hono'
import { Type, type Static, type TObject } from 'typebox'
import type { Json, JsonObject } from '../../core/json.ts'
import type { RunResult, Sandbox } from '../../sandbox/sandbox.ts'
import { readBody } from '../http/request-fault.ts'
import { harnessedNotebook, harnessedOutputBytes, readHarnessed } from './python-harness.ts'
import { checkInput, readFiles, readLanguage, readLimits } from './read-job.ts'
import { failureText, refuseOverload, returnCode, stderrOf } from './run-failure.ts'
import type { Turn } from './turn.ts'

const fields = {
  cells: Type.Array(Type.String(), { maxItems: 1000 }),
  // Seconds; 0 for none.
  cell_timeout: Type.Number({ default: 0, minimum: 0 }),
  total_timeout: Type.Number({ default: 45, exclusiveMinimum: 0 }),
  kernel: Type.Enum(['python3'], { default: 'python3' }),
  files: Type.Record(Type.String(), Type.Union([Type.String(), Type.Null()]), { default: {} }),
  fetch_files: Type.Array(Type.String(), { default: [] }),
}
const schema: TObject<typeof fields> = Type.Object(fields)
const expected = '{"cells": ["a = 1", "print(a)"], "cell_timeout"? (s), "total_timeout"? (s), "files"?, "fetch_files"?}'

export function jupyterRoute(sandbox: Sandbox, turn: Turn): Hono {
  return new Hono().post('/run_jupyter', async (context) => {
    const request = await readBody<Static<typeof schema>>(context, schema, expected)
    const language = readLanguage('python', sandbox)
    const { mark, ...program } = harnessedNotebook({
      cells: request.cells,
      cellSeconds: request.cell_timeout,
      files: readFiles(request.files),
      fetch: request.fetch_files,
    })
    const timeMs = Math.ceil(request.total_timeout * 1000)
    const limits = readLimits({ timeMs, outputBytes: harnessedOutputBytes })
    const job = checkInput({ language, ...program, limits })
    const result = await turn(context, language, (signal) => sandbox.run(job, { signal }))
    refuseOverload(result)
    return context.json(responseOf(result, mark) as object)
  })
}

function responseOf(result: RunResult, mark: string): JsonObject {
  const { verdict } = result
  const isOurs = verdict === 'harness_error' || verdict === 'tests_invalid'
  const { printed, told } = readHarnessed(result.stdout, mark)
  const cells = told?.['cells'] ?? null
  return {
    status: isOurs ? 'SandboxError' : cells === null ? 'Failed' : 'Success',
    message: isOurs ? failureText(result) : '',
    driver: isOurs ? null : driver(result, printed, told),
    cells: cells ?? [],
    executor_pod_name: null,
    files: told?.['files'] ?? {},
  }
}

function driver(result: RunResult, printed: string, told: JsonObject | null): Json {
  const isLate = result.verdict === 'time_limit' || told?.['late'] === true
  return {
    status: isLate ? 'TimeLimitExceeded' : 'Finished',
    execution_time: result.wallMs / 1000,
    return_code: isLate ? null : returnCode(result),
    stdout: printed,
    stderr: stderrOf(result),
  }
}
