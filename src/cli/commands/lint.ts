// `rlvr lint ENV|FILE`: gold answers that a training run should not meet.
import { existsSync } from 'node:fs'
import type { Command } from 'commander'
import { lintGold, type GoldFault } from '../../../verifiers/index.ts'
import { RlvrError } from '../../core/errors.ts'
import type { Json } from '../../core/json.ts'
import type { Split } from '../../core/task.ts'
import { faultText } from '../../data/jsonl.ts'
import { configuredEnvironment } from '../flags/configured-environment.ts'
import { exitCode } from '../exit-code.ts'
import { recordFileEndings } from '../../data/record-file.ts'
import { fieldMap, rowId } from '../../data/field-map.ts'
import { interruptSignal } from '../interrupt.ts'
import { collect, keyValues } from '../flags/key-values.ts'
import { readRows, rowInput, type RowInput } from '../rows/row-input.ts'
import { project } from '../own/project.ts'
import { isModuleName } from '../own/source.ts'
import { wholeNumber } from '../flags/whole-number.ts'

interface LintFlags {
  readonly tasks: number
  readonly split: Split
  readonly option: readonly string[]
  readonly field: readonly string[]
  readonly policies?: boolean
  readonly json?: boolean
}

interface Gold {
  readonly id: string
  readonly gold: Json
}

export function addLintCommand(program: Command): void {
  program
    .command('lint')
    .description(
      'Finds gold answers that math() cannot score, that do not verify against themselves, or that can be read in two ways. One line of JSON a finding: { id, gold, fault, message }. The exit code is 1 where a gold is broken.',
    )
    .argument(
      '<source>',
      'an environment, or a file or a data set of rlvr.config.ts with a gold or an answer a row; - for stdin',
    )
    .option('-n, --tasks <count>', 'tasks of an environment to look at', wholeNumber(1), 1000)
    .option('--split <split>', 'train or test', 'train')
    .option('-o, --option <key=value>', 'an option of the environment; may be repeated', collect, [])
    .option('-f, --field <target=source>', 'where a field of a file stands (id, gold)', collect, [])
    .option('--policies', 'also the golds whose verdict depends on a policy')
    .option('--json', 'one JSON object on stdout: the golds, how many findings of each kind, and the findings')
    .action(lint)
}

async function lint(source: string, flags: LintFlags): Promise<void> {
  const counts: Record<GoldFault, number> = { broken: 0, 'not-itself': 0, ambiguous: 0, policy: 0 }
  const findings: { id: string; gold: Json; fault: GoldFault; message: string }[] = []
  let golds = 0
  for await (const { id, gold } of goldsOf(source, flags)) {
    golds++
    for (const { fault, message } of lintGold(gold as string | number)) {
      counts[fault]++
      if (fault === 'policy' && flags.policies !== true) continue
      if (flags.json === true) findings.push({ id, gold, fault, message })
      else console.log(JSON.stringify({ id, gold, fault, message }))
    }
  }
  if (golds === 0) throw new RlvrError('RLVR_USAGE', `\`${source}\` has no golds to look at.`)
  if (flags.json === true) console.log(JSON.stringify({ golds, counts, findings }))
  const summary = Object.entries(counts).map(([fault, count]) => `${count} ${fault}`)
  console.error(`${golds} golds: ${summary.join(', ')}`)
  if (counts.broken + counts['not-itself'] > 0) process.exitCode = exitCode.failed
}

/** The golds of a file, or of an environment's first tasks. */
async function* goldsOf(source: string, flags: LintFlags): AsyncGenerator<Gold> {
  const { datasets } = await project()
  const isFile = existsSync(source) || recordFileEndings.some((end) => source.endsWith(end))
  const isRows = source === '-' || (isFile && !isModuleName(source)) || datasets.has(source)
  if (isRows) return yield* goldsOfRows(await rowInput(source), flags)
  if (flags.split !== 'train' && flags.split !== 'test') {
    throw new RlvrError('RLVR_USAGE', `--split is train or test, not \`${String(flags.split)}\`.`)
  }
  await using spec = await configuredEnvironment(source, flags.option)
  const verifiers = Object.values(spec.rubric.terms).map(({ verifier }) => verifier.name)
  if (!verifiers.includes('math')) {
    throw new RlvrError(
      'RLVR_USAGE',
      `\`${source}\` is judged by ${verifiers.join(', ')}, not by math, which is what \`rlvr lint\` reads golds for. \`rlvr list envs\` says what judges each environment.`,
    )
  }
  const taskset = await spec.tasks({ split: flags.split, seed: 0 })
  const count = Math.min(flags.tasks, taskset.size ?? flags.tasks)
  for (let index = 0; index < count; index++) {
    const { id, answer } = taskset.at(index)
    yield { id, gold: answer as Json }
  }
}

async function* goldsOfRows(input: RowInput, { field }: LintFlags): AsyncGenerator<Gold> {
  const fields = fieldMap(keyValues('--field', field), ['id', 'gold'])
  const isMapped = field.some((pair) => pair.startsWith('gold='))
  const rows = readRows(
    input,
    (row, line): Gold => ({
      id: rowId(fields, row, line),
      gold: isMapped || row['answer'] === undefined ? fields.required(row, 'gold') : row['answer'],
    }),
    interruptSignal(),
  )
  for await (const row of rows) {
    if (row.ok) yield row.value
    else {
      console.error(faultText(row))
      process.exitCode = exitCode.failed
    }
  }
}
