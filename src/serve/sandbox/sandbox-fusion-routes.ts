// SandboxFusion's `POST /run_code`, so that its clients (verl, rllm, NeMo) can point here. Fields and the rule of the
// status: bytedance/SandboxFusion sandbox/server/sandbox_api.py and sandbox/runners/types.py.
import { Hono } from 'hono'
import { Type, type Static, type TObject } from 'typebox'
import type { Json, JsonObject } from '../../core/json.ts'
import type { RunResult, Sandbox } from '../../sandbox/sandbox.ts'
import { readBody, RequestFault } from '../http/request-fault.ts'
import { harnessedOutputBytes, harnessedProgram, readHarnessed } from './python-harness.ts'
import { checkInput, readFiles, readLanguage, readLimits } from './read-job.ts'
import { failureText, refuseOverload, returnCode, stderrOf } from './run-failure.ts'
import type { Turn } from './turn.ts'

const fields = {
  code: Type.String(),
  language: Type.String(),
  stdin: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  // Seconds. What compiles here has a limit of its own.
  compile_timeout: Type.Number({ default: 10, exclusiveMinimum: 0 }),
  run_timeout: Type.Number({ default: 10, exclusiveMinimum: 0 }),
  memory_limit_MB: Type.Number({ default: -1 }),
  files: Type.Record(Type.String(), Type.Union([Type.String(), Type.Null()]), { default: {} }),
  fetch_files: Type.Array(Type.String(), { default: [] }),
  args: Type.Array(Type.String(), { default: [] }),
}
const schema: TObject<typeof fields> = Type.Object(fields)
const expected =
  '{"code": "print(1)", "language": "python", "stdin"?, "run_timeout"? (s), "memory_limit_MB"?, "files"?, "fetch_files"?}'

export function sandboxFusionRoutes(sandbox: Sandbox, turn: Turn): Hono {
  return new Hono().post('/run_code', async (context) => {
    const request = await readBody<Static<typeof schema>>(context, schema, expected)
    const language = readLanguage(request.language, sandbox)
    const { memory_limit_MB: memoryMb, fetch_files: fetch } = request
    const files = readFiles(request.files)
    const isHarnessed = fetch.length > 0 || Object.keys(files).some((path) => path.includes('/'))
    if (isHarnessed && language !== 'python') {
      throw new RequestFault(
        400,
        `Files in folders and \`fetch_files\` are for Python; a run of ${language} leaves no files behind. Print what you need.`,
      )
    }
    const { mark, ...program } = isHarnessed
      ? harnessedProgram(request.code, { files, fetch })
      : { mark: null, source: request.code, files }
    const job = checkInput({
      language,
      ...program,
      stdin: request.stdin ?? '',
      args: request.args,
      limits: readLimits({
        timeMs: Math.ceil(request.run_timeout * 1000),
        memoryMb: memoryMb > 0 ? Math.ceil(memoryMb) : undefined,
        outputBytes: fetch.length > 0 ? harnessedOutputBytes : undefined,
      }),
    })
    const result = await turn(context, language, (signal) => sandbox.run(job, { signal }))
    refuseOverload(result)
    if (mark === null) return context.json(responseOf(result, language === 'cpp') as object)
    const { printed, told } = readHarnessed(result.stdout, mark)
    if (told !== null && typeof told['tooMuch'] === 'string')
      throw new RequestFault(400, `The files of \`fetch_files\` are too long together, from ${told['tooMuch']} on.`)
    return context.json({ ...responseOf({ ...result, stdout: printed }, false), files: told?.['files'] ?? {} })
  })
}

function responseOf(result: RunResult, isCompiled: boolean): JsonObject {
  const { verdict } = result
  const isOurs = verdict === 'harness_error' || verdict === 'tests_invalid'
  const broke = isCompiled && verdict === 'compile_error'
  return {
    status: isOurs ? 'SandboxError' : verdict === 'accepted' ? 'Success' : 'Failed',
    message: verdict === 'accepted' ? '' : failureText(result),
    compile_result: isCompiled && !isOurs ? compileResult(broke ? result : null) : null,
    run_result: isOurs || broke ? null : runResult(result),
    executor_pod_name: null,
    files: {},
  }
}

function runResult(result: RunResult): Json {
  const isLate = result.verdict === 'time_limit'
  return {
    status: isLate ? 'TimeLimitExceeded' : 'Finished',
    execution_time: result.wallMs / 1000,
    return_code: isLate ? null : returnCode(result),
    stdout: result.stdout,
    stderr: stderrOf(result),
  }
}

function compileResult(failed: RunResult | null): Json {
  return {
    status: 'Finished',
    execution_time: null,
    return_code: failed === null ? 0 : 1,
    stdout: '',
    stderr: failed === null ? '' : stderrOf(failed),
  }
}
