// `rlvr score ENV`: rewards for saved replies, whoever wrote them.
import type { Command } from 'commander'
import { requireNoGroupRewards } from '../../core/group-rewards.ts'
import { describeError } from '../../core/errors.ts'
import { unjudgedShare } from '../../core/failure-tally.ts'
import { FieldFault } from '../../data/field.ts'
import { faultText, type JsonlRow } from '../../data/jsonl.ts'
import { namedEnvironment } from '../flags/configured-environment.ts'
import { exitCode } from '../exit-code.ts'
import { fieldMap } from '../../data/field-map.ts'
import { inOrder } from '../rows/in-order.ts'
import { interruptSignal, watchdogOption, watchForHangs } from '../interrupt.ts'
import { collect, keyValues } from '../flags/key-values.ts'
import { addNeededOptions, type NeededFlags } from '../flags/needed-policies.ts'
import { readRows, refuseNone, rowInput } from '../rows/row-input.ts'
import { openRowOutput, rowsPath } from '../rows/row-output.ts'
import {
  readScoreRow,
  requireOneReply,
  scoreFields,
  scoreRow,
  type ScoreRequest,
  type ScoredReply,
} from '../../eval/score-reply.ts'
import { defaultTolerance, overTolerance } from '../../eval/evaluation-stop.ts'
import { numberIn } from '../flags/number-in.ts'
import { printable } from '../display/terminal-text.ts'
import { ScoreSummary } from '../display/score-summary.ts'
import { taskFinder } from '../../eval/task-finder.ts'
import { wholeNumber } from '../flags/whole-number.ts'

interface ScoreOptions extends NeededFlags {
  readonly input: string
  readonly output?: string
  readonly json?: boolean
  readonly tolerance: number
  readonly watchdog: number
  readonly option: readonly string[]
  readonly field: readonly string[]
  readonly seed: string
  readonly concurrency: number
}

export function addScoreCommand(program: Command): void {
  const command = program
    .command('score')
    .summary('score saved replies')
    .description(
      'Scores saved replies. A row is { id?, task: { prompt, answer, metadata? } or taskId, reply }; what is written is { id, reward, outcome, verdicts, ms }. A row that cannot be read is named on stderr, the others are scored, and the exit code is 1.',
    )
    .argument('<environment>', 'an id of `rlvr list envs`, a file (./env.ts, ./env.ts#name) or a package')
    .requiredOption(
      '-i, --input <file>',
      'JSON Lines, a JSON list, CSV or Parquet to read, or a data set of rlvr.config.ts; - for JSON Lines from stdin',
    )
    .option('--output <file>', 'JSON Lines to write; - for stdout (default: -, or nothing with --json)')
    .option('-o, --option <key=value>', 'an option of the environment; may be repeated', collect, [])
    .option('-f, --field <target=source>', `where a field stands (${scoreFields.join(', ')}); repeatable`, collect, [])
    .option('--seed <seed>', 'the seed of generated tasks that rows name by taskId', '0')
    .option('-c, --concurrency <number>', 'rows judged at a time', wholeNumber(1), 8)
    .option('--json', 'print the numbers over all rows as one line of JSON instead of the rows')
    .option(
      '--tolerance <share>',
      'the exit code is 1 when a larger share of the rows could not be judged',
      numberIn(0, 1),
      defaultTolerance,
    )
    .option(watchdogOption.flags, watchdogOption.description, numberIn(0), watchdogOption.seconds)
    .addHelpText(
      'after',
      '\nExample:\n  rlvr score gsm8k -i completions.jsonl -o answerFrom=last-line \\\n    -f reply=completion -f task.prompt=question -f task.answer=answer',
    )
  addNeededOptions(command).action(score)
}

async function score(environment: string, options: ScoreOptions): Promise<void> {
  await using opened = await namedEnvironment(environment, options.option, options)
  const { spec } = opened
  requireNoGroupRewards(spec, '`rlvr score`')
  requireOneReply(spec)
  const fields = fieldMap(keyValues('--field', options.field), scoreFields)
  const findTask = taskFinder(spec, options.seed)
  const signal = interruptSignal()
  const judgeRow = async (row: JsonlRow<ScoreRequest>): Promise<ScoredReply | string> => {
    if (!row.ok) return faultText(row)
    try {
      return await scoreRow(spec, row.value, findTask, signal)
    } catch (thrown) {
      if (!(thrown instanceof FieldFault)) throw thrown
      return faultText({ line: row.line, field: thrown.field, fault: describeError(thrown) })
    }
  }

  const input = await rowInput(options.input)
  const rows = readRows(input, (row, line) => readScoreRow(fields, row, line), signal)
  const output = await openRowOutput(rowsPath(options), input)
  const summary = new ScoreSummary()
  using watchdog = watchForHangs({ advice: 'The rows before are written.', seconds: options.watchdog })
  void watchdog
  try {
    for await (const result of inOrder(rows, options.concurrency, judgeRow)) {
      if (typeof result === 'string') {
        summary.addMalformed()
        console.error(result)
        continue
      }
      summary.add(result.judged)
      await output.write(result.result)
    }
  } finally {
    await output.close()
    if (summary.rows > 0 || summary.malformed > 0) console.error(summary.text())
  }
  refuseNone({ rows: summary.rows, malformed: summary.malformed }, input)
  const { malformed, ...numbers } = summary.numbers()
  if (options.json === true)
    console.log(JSON.stringify({ environment: spec.id, options: spec.options, malformed, ...numbers }))
  const { failures } = numbers
  const isOver = unjudgedShare(failures) > options.tolerance
  if (isOver) console.error(printable(overTolerance(failures, failures.replies, options.tolerance)))
  if (isOver || malformed > 0) process.exitCode = exitCode.failed
}
