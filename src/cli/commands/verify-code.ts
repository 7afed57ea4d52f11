// `rlvr verify code`: is a program right by its tests? It runs in a sandbox.
import { availableParallelism } from 'node:os'
import { Option, type Command } from 'commander'
import type { Json, JsonObject } from '../../core/json.ts'
import { faultText, type JsonlRow } from '../../data/jsonl.ts'
import type { CodeTests } from '../../sandbox/code-tests.ts'
import type { Language } from '../../sandbox/engine.ts'
import { isolationLevels, type IsolationLevel } from '../../sandbox/isolation.ts'
import { openSandbox } from '../../sandbox/open-sandbox.ts'
import type { JudgeResult, Sandbox } from '../../sandbox/sandbox.ts'
import { extractCode } from '../../../verifiers/index.ts'
import { exitCode } from '../exit-code.ts'
import { fieldMap, rowId, type FieldMap } from '../../data/field-map.ts'
import { inOrder } from '../rows/in-order.ts'
import { interruptSignal } from '../interrupt.ts'
import { collect, keyValues } from '../flags/key-values.ts'
import { readRows, refuseNone, rowInput } from '../rows/row-input.ts'
import { openRowOutput, rowsPath } from '../rows/row-output.ts'
import { roundMs } from '../../eval/score-reply.ts'
import { wholeNumber } from '../flags/whole-number.ts'

const verifyCodeFields = ['id', 'language', 'code', 'reply', 'tests']

/** Help of `--python`, here and elsewhere. */
export const pythonOption =
  'the Python that programs run with; of a virtual environment its packages can be imported (default: $RLVR_SANDBOX_PYTHON, else python3 with its standard library)'

interface CodeRow {
  readonly id: string
  readonly language: Language
  /** Null where the reply holds none. */
  readonly code: string | null
  readonly tests: Json
}

interface VerifyCodeOptions {
  readonly input: string
  readonly output?: string
  readonly json?: boolean
  readonly field: readonly string[]
  readonly concurrency: number
  readonly minIsolation: IsolationLevel
  readonly python?: string
}

export function addVerifyCodeCommand(verify: Command): void {
  verify
    .command('code')
    .description(
      'Runs each program against its tests. A row is { id, language, code, tests }, or with `reply`, a text with fenced code, instead of `code`; what is written is { id, verdict, reward, reason, tests, flags, isolation, ms }. A reward is null where nothing could be judged. A row that cannot be read is named on stderr, the others are judged, and the exit code is 1; it is 1 too where the sandbox itself failed on a row.',
    )
    .requiredOption('-i, --input <file>', 'rows to read, or a data set of rlvr.config.ts; - for JSON Lines from stdin')
    .option('--output <file>', 'JSON Lines to write; - for stdout (default: -, or nothing with --json)')
    .option('--json', 'print how many there are of each verdict as one line of JSON instead of the rows')
    .option('-f, --field <target=source>', `where a field stands (${verifyCodeFields.join(', ')})`, collect, [])
    .option('-c, --concurrency <number>', 'programs that run at once', wholeNumber(1), availableParallelism())
    .addOption(new Option('--min-isolation <level>', 'refuse to run below this').choices(isolationLevels).default('L0'))
    .option('--python <command>', pythonOption)
    .action(verifyCodeRows)
}

async function verifyCodeRows(options: VerifyCodeOptions): Promise<void> {
  const fields = fieldMap(keyValues('--field', options.field), verifyCodeFields)
  const { concurrency, minIsolation, python } = options
  const input = await rowInput(options.input)
  const output = await openRowOutput(rowsPath(options), input)
  const sandbox = await openSandbox({ concurrency, minIsolation, ...(python !== undefined && { python }) })
  const counts = new Map<string, number>()
  const signal = interruptSignal()
  const rows = readRows(input, (row, line) => readCodeRow(fields, row, line), signal)
  try {
    for await (const row of inOrder(rows, 2 * concurrency, (next) => judgeRow(sandbox, next, signal))) {
      if (typeof row === 'string') console.error(row)
      else await output.write(row)
      const what = typeof row === 'string' ? 'malformed' : row.verdict
      counts.set(what, (counts.get(what) ?? 0) + 1)
    }
  } finally {
    await Promise.all([output.close(), sandbox.close()])
    console.error([...counts].map(([what, count]) => `${count} ${what}`).join(', '))
  }
  refuseNone(Object.fromEntries(counts), input)
  if (options.json === true) console.log(JSON.stringify(Object.fromEntries(counts)))
  if (counts.has('malformed') || counts.has('harness_error')) process.exitCode = exitCode.failed
}

async function judgeRow(sandbox: Sandbox, row: JsonlRow<CodeRow>, signal: AbortSignal): Promise<OutputRow | string> {
  if (!row.ok) return faultText(row)
  const { id, language, code, tests } = row.value
  const result = await sandbox.judge({ language, source: code ?? '', tests: tests as unknown as CodeTests }, { signal })
  return outputRow(id, result)
}

type OutputRow = ReturnType<typeof outputRow>

function outputRow(id: string, result: JudgeResult) {
  const { verdict, reward, reason, flags, isolation, wallMs } = result
  const tests = result.tests.map((test) => ({ ...test, wallMs: roundMs(test.wallMs) }))
  return { id, verdict, reward, reason, tests, flags, isolation, ms: roundMs(wallMs) }
}

function readCodeRow(fields: FieldMap, row: JsonObject, line: number): CodeRow {
  // What the sandbox does not run is told by its verdict, so that the row is not lost.
  const language = fields.text(row, 'language') as Language
  const reply = fields.get(row, 'reply')
  return {
    id: rowId(fields, row, line),
    language,
    code:
      typeof reply === 'string' && fields.get(row, 'code') === undefined
        ? extractCode(reply, language).code
        : fields.text(row, 'code'),
    tests: fields.get(row, 'tests') ?? null,
  }
}
