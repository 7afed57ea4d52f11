// `rlvr score ENV`: rewards for saved replies, whoever wrote them.
import type { Command } from 'commander'
import { describeError } from '../../core/errors.ts'
import { FieldFault } from '../../data/field.ts'
import { faultText, type JsonlRow } from '../../data/jsonl.ts'
import { configuredEnvironment } from '../flags/configured-environment.ts'
import { exitCode } from '../exit-code.ts'
import { fieldMap } from '../../data/field-map.ts'
import { inOrder } from '../rows/in-order.ts'
import { interruptSignal } from '../interrupt.ts'
import { collect, keyValues } from '../flags/key-values.ts'
import { readRows } from '../rows/row-input.ts'
import { openRowOutput } from '../rows/row-output.ts'
import { readScoreRow, scoreFields, scoreRow, type ScoreRequest, type ScoreResult } from '../../eval/score-reply.ts'
import { ScoreSummary } from '../display/score-summary.ts'
import { taskFinder } from '../../eval/task-finder.ts'
import { wholeNumber } from '../flags/whole-number.ts'

interface ScoreOptions {
  readonly input: string
  readonly output: string
  readonly option: readonly string[]
  readonly field: readonly string[]
  readonly seed: string
  readonly concurrency: number
}

export function addScoreCommand(program: Command): void {
  program
    .command('score')
    .summary('score saved replies')
    .description(
      'Scores saved replies. A row is { id?, task: { prompt, answer, metadata? } or taskId, reply }; what is written is { id, reward, outcome, verdicts, ms }. A row that cannot be read is named on stderr, the others are scored, and the exit code is 1.',
    )
    .argument('<environment>', 'its id, as `rlvr list envs` shows it')
    .requiredOption('-i, --input <file>', 'JSON Lines to read; - for stdin')
    .option('--output <file>', 'JSON Lines to write; - for stdout', '-')
    .option('-o, --option <key=value>', 'an option of the environment; may be repeated', collect, [])
    .option('-f, --field <target=source>', `where a field stands (${scoreFields.join(', ')}); repeatable`, collect, [])
    .option('--seed <seed>', 'the seed of generated tasks that rows name by taskId', '0')
    .option('-c, --concurrency <number>', 'rows judged at a time', wholeNumber(1), 8)
    .addHelpText(
      'after',
      '\nExample:\n  rlvr score gsm8k -i completions.jsonl -o answerFrom=last-line \\\n    -f reply=completion -f task.prompt=question -f task.answer=answer',
    )
    .action(score)
}

async function score(environment: string, options: ScoreOptions): Promise<void> {
  const spec = await configuredEnvironment(environment, options.option)
  const fields = fieldMap(keyValues('--field', options.field), scoreFields)
  const findTask = taskFinder(spec, options.seed)
  const signal = interruptSignal()
  const judgeRow = async (row: JsonlRow<ScoreRequest>): Promise<ScoreResult | string> => {
    if (!row.ok) return faultText(row)
    try {
      return await scoreRow(spec, row.value, findTask, signal)
    } catch (thrown) {
      if (!(thrown instanceof FieldFault)) throw thrown
      return faultText({ line: row.line, field: thrown.field, fault: describeError(thrown) })
    }
  }

  const rows = readRows(options.input, (row, line) => readScoreRow(fields, row, line), signal)
  const output = await openRowOutput(options.output, options.input)
  const summary = new ScoreSummary()
  try {
    for await (const result of inOrder(rows, options.concurrency, judgeRow)) {
      if (typeof result === 'string') {
        summary.addMalformed()
        console.error(result)
        continue
      }
      summary.add(result)
      await output.write(result)
    }
  } finally {
    await output.close()
    if (summary.rows > 0 || summary.malformed > 0) console.error(summary.text())
  }
  if (summary.malformed > 0) process.exitCode = exitCode.failed
}
