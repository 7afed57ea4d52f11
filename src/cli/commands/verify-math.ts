// `rlvr verify math`: is the answer in a reply the same value as the gold one?
import type { Command } from 'commander'
import { describeError, show } from '../../core/errors.ts'
import type { Json, JsonObject } from '../../core/json.ts'
import { FieldFault, isObject } from '../../data/field.ts'
import { faultText } from '../../data/jsonl.ts'
import { checkOptions } from '../../core/schema.ts'
import { mathOptionsSchema, verifyMath, type MathOptions } from '../../../verifiers/index.ts'
import { exitCode } from '../exit-code.ts'
import { fieldMap, rowId, type FieldMap } from '../../data/field-map.ts'
import { interruptSignal } from '../interrupt.ts'
import { collect, keyValues } from '../flags/key-values.ts'
import { readRows, refuseNone, rowInput } from '../rows/row-input.ts'
import { openRowOutput, rowsPath } from '../rows/row-output.ts'
import { roundMs } from '../../eval/score-reply.ts'

const verifyMathFields = ['id', 'gold', 'reply', 'options']

interface MathRow {
  readonly id: string
  readonly gold: Json
  readonly reply: string
  readonly options: MathOptions
}

export function addVerifyMathCommand(verify: Command): void {
  verify
    .command('math')
    .description(
      'Compares the answer in each reply with the gold one. A row is { id, gold, reply, options? }; what is written is { id, verdict, reason, tier, ms } with the verdict correct, incorrect or unscorable. A row that cannot be read is named on stderr, the others are judged, and the exit code is 1.',
    )
    .requiredOption('-i, --input <file>', 'rows to read, or a data set of rlvr.config.ts; - for JSON Lines from stdin')
    .option('--output <file>', 'JSON Lines to write; - for stdout (default: -, or nothing with --json)')
    .option('--json', 'print how many there are of each verdict as one line of JSON instead of the rows')
    .option('-f, --field <target=source>', `where a field stands (${verifyMathFields.join(', ')})`, collect, [])
    .action(verifyMathRows)
}

interface VerifyMathOptions {
  readonly input: string
  readonly output?: string
  readonly json?: boolean
  readonly field: readonly string[]
}

async function verifyMathRows(options: VerifyMathOptions): Promise<void> {
  const fields = fieldMap(keyValues('--field', options.field), verifyMathFields)
  const input = await rowInput(options.input)
  const output = await openRowOutput(rowsPath(options), input)
  const counts = { correct: 0, incorrect: 0, unscorable: 0, malformed: 0 }
  try {
    for await (const row of readRows(input, (row, line) => readMathRow(fields, row, line), interruptSignal())) {
      if (!row.ok) {
        counts.malformed++
        console.error(faultText(row))
        continue
      }
      const { id, gold, reply, options } = row.value
      const start = performance.now()
      const { verdict, reason, tier } = isAnswer(gold) ? verifyMath(gold, reply, options) : brokenGold(gold)
      counts[verdict]++
      await output.write({ id, verdict, reason, tier, ms: roundMs(performance.now() - start) })
    }
  } finally {
    await output.close()
    if (Object.values(counts).some((count) => count > 0))
      console.error(
        Object.entries(counts)
          .map(([what, count]) => `${count} ${what}`)
          .join(', '),
      )
  }
  refuseNone(counts, input)
  if (options.json === true) console.log(JSON.stringify(counts))
  if (counts.malformed > 0) process.exitCode = exitCode.failed
}

function readMathRow(fields: FieldMap, row: JsonObject, line: number): MathRow {
  const options = fields.get(row, 'options') ?? {}
  return {
    id: rowId(fields, row, line),
    gold: fields.required(row, 'gold'),
    reply: fields.text(row, 'reply'),
    options: checkedOptions(options),
  }
}

function isAnswer(gold: Json): gold is string | number {
  return typeof gold === 'string' || typeof gold === 'number'
}

/** A gold that is there but is no answer is a fault of the gold, not of the row: it gets its verdict. */
function brokenGold(gold: Json): { verdict: 'unscorable'; reason: string; tier: null } {
  return { verdict: 'unscorable', reason: `The gold is ${show(gold, 60)}; a gold is a text or a number.`, tier: null }
}

function checkedOptions(options: Json): MathOptions {
  if (!isObject(options)) throw new FieldFault('options', 'expected an object')
  try {
    return checkOptions<MathOptions>('math', mathOptionsSchema, options)
  } catch (thrown) {
    throw new FieldFault('options', describeError(thrown))
  }
}
