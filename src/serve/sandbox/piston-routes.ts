// Piston's `POST /api/v2/execute` and `GET /api/v2/runtimes`, so that its clients (open-r1, editors) can point here.
// Fields, defaults and the two-letter status: engineer-man/piston docs/api-v2.md.
import { Hono } from 'hono'
import { Type, type Static, type TObject } from 'typebox'
import type { Json, JsonObject } from '../../core/json.ts'
import type { Language } from '../../sandbox/engine.ts'
import type { RunResult, Sandbox } from '../../sandbox/sandbox.ts'
import { languageAliases } from './language-alias.ts'
import { readBody, RequestFault } from '../http/request-fault.ts'
import { checkInput, readLanguage, readLimits } from './read-job.ts'
import { failureText, refuseOverload, returnCode, stderrOf } from './run-failure.ts'
import type { Turn } from './turn.ts'
import { versionFits } from './version-selector.ts'

const fileFields = {
  name: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  content: Type.String(),
  encoding: Type.Unsafe<'utf8' | 'base64' | 'hex'>({ enum: ['utf8', 'base64', 'hex'], default: 'utf8' }),
}
const fields = {
  language: Type.String(),
  version: Type.String(),
  files: Type.Array(Type.Object(fileFields), { minItems: 1 }),
  stdin: Type.String({ default: '' }),
  args: Type.Array(Type.String(), { default: [] }),
  // Milliseconds and bytes. What compiles here has limits of its own.
  compile_timeout: Type.Number({ default: 10_000 }),
  run_timeout: Type.Number({ default: 3000, exclusiveMinimum: 0 }),
  compile_memory_limit: Type.Number({ default: -1 }),
  run_memory_limit: Type.Number({ default: -1 }),
}
const schema: TObject<typeof fields> = Type.Object(fields)
const expected =
  '{"language": "python", "version": "*", "files": [{"content": "print(1)"}], "stdin"?, "args"?, "run_timeout"? (ms)}'

/** Of a language whose engine has not started yet: the protocol asks for one. */
const unknownVersion = '0.0.0'

type Request = Static<typeof schema>

/** The languages whose packages have a compile stage there. */
const compiled: readonly Language[] = ['cpp', 'typescript']

export function pistonRoutes(sandbox: Sandbox, turn: Turn): Hono {
  const versionOf = (language: Language): string => {
    const version = sandbox.stats().versions[language]
    if (version !== undefined) return version
    return language === 'javascript' || language === 'typescript' ? process.versions.node : unknownVersion
  }
  return new Hono()
    .get('/runtimes', (context) =>
      context.json(
        sandbox.languages.map((language) => ({
          language,
          version: versionOf(language),
          aliases: languageAliases[language].filter((name) => name !== language),
        })),
      ),
    )
    .post('/execute', async (context) => {
      // Piston itself asks for application/json since 2021 (api/src/api/v2.js); clients from before name no type.
      const request = await readBody<Request>(context, schema, expected, { takesPlainText: true })
      const language = readLanguage(request.language, sandbox)
      const version = versionOf(language)
      if (!versionFits(request.version, version)) {
        throw new RequestFault(
          400,
          `${request.language}-${request.version.slice(0, 60)} runtime is unknown; here runs ${language}-${version}, and "*" takes any.`,
        )
      }
      const job = checkInput({
        language,
        ...readFiles(request.files),
        stdin: request.stdin,
        args: request.args,
        limits: readLimits({
          timeMs: Math.ceil(request.run_timeout),
          memoryMb: request.run_memory_limit > 0 ? Math.ceil(request.run_memory_limit / 2 ** 20) : undefined,
        }),
      })
      const result = await turn(context, language, (signal) => sandbox.run(job, { signal }))
      refuseOverload(result)
      // Not the protocol's status XX with code 200: a client that does not know it would read a failed answer.
      if (result.verdict === 'harness_error' || result.verdict === 'tests_invalid') {
        throw new RequestFault(500, failureText(result))
      }
      return context.json({ language, version, ...stagesOf(result, language) })
    })
}

/** As there, the first file that is text is the program; the others lie beside it. */
function readFiles(files: Request['files']): { source: string; files: Record<string, Uint8Array> } {
  const main = files.find(({ encoding }) => encoding === 'utf8')
  if (main === undefined) throw new RequestFault(400, 'Expected a file with the encoding utf8: it is the program.')
  const others = files.flatMap((file, index) =>
    file === main ? [] : [[file.name ?? `file${index}.code`, Buffer.from(file.content, file.encoding)] as const],
  )
  return { source: main.content, files: Object.fromEntries(others) }
}

function stagesOf(result: RunResult, language: Language): JsonObject {
  if (!compiled.includes(language)) return { run: stageOf(result) }
  if (result.verdict !== 'compile_error') return { compile: finishedStage, run: stageOf(result) }
  // A newer server leaves `run` out here; clients of the older ones read it without asking.
  const notRun = { ...finishedStage, code: 1, status: 'RE', message: 'The program did not compile.' }
  return { compile: stageOf(result), run: notRun }
}

const finishedStage = {
  stdout: '',
  stderr: '',
  output: '',
  code: 0,
  signal: null,
  message: null,
  status: null,
  cpu_time: null,
  wall_time: null,
  memory: null,
}

function stageOf(result: RunResult): JsonObject {
  const stderr = stderrOf(result)
  const code = returnCode(result)
  const isKilled = result.verdict === 'time_limit' || code < 0
  return {
    stdout: result.stdout,
    stderr,
    output: result.stdout + stderr,
    code: isKilled ? null : code,
    signal: isKilled ? (result.signal ?? 'SIGKILL') : null,
    message: result.verdict === 'accepted' ? null : failureText(result),
    status: statusOf(result, isKilled),
    cpu_time: roundedOrNull(result.cpuMs),
    wall_time: Math.round(result.wallMs),
    memory: roundedOrNull(result.peakRssMb === null ? null : result.peakRssMb * 2 ** 20),
  }
}

function statusOf({ verdict }: RunResult, isKilled: boolean): Json {
  if (verdict === 'accepted') return null
  if (verdict === 'time_limit') return 'TO'
  if (verdict === 'output_limit') return 'OL'
  return isKilled ? 'SG' : 'RE'
}

function roundedOrNull(value: number | null): number | null {
  return value === null ? null : Math.round(value)
}
