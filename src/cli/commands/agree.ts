// `rlvr agree ENV`: how far a reward of an environment, such as that of a judge, agrees with labels.
import type { Command } from 'commander'
import { describeError, unknownName } from '../../core/errors.ts'
import type { Verdict } from '../../core/verdict.ts'
import { FieldFault } from '../../data/field.ts'
import { fieldMap } from '../../data/field-map.ts'
import { faultText, type JsonlRow } from '../../data/jsonl.ts'
import {
  agreementWith,
  preferenceAgreement,
  type LabelledVerdict,
  type PreferenceVerdicts,
} from '../../eval/agreement.ts'
import { labelledFields, readLabelledRow, termVerdict, type LabelledRow } from '../../eval/labelled-row.ts'
import { taskFinder } from '../../eval/task-finder.ts'
import { agreementTable } from '../display/agreement-table.ts'
import { printable } from '../display/terminal-text.ts'
import { exitCode } from '../exit-code.ts'
import { namedEnvironment } from '../flags/configured-environment.ts'
import { collect, keyValues } from '../flags/key-values.ts'
import { addNeededOptions, type NeededFlags } from '../flags/needed-policies.ts'
import { numberIn } from '../flags/number-in.ts'
import { wholeNumber } from '../flags/whole-number.ts'
import { interruptSignal } from '../interrupt.ts'
import { inOrder } from '../rows/in-order.ts'
import { readRows, refuseNone, rowInput } from '../rows/row-input.ts'

interface AgreeFlags extends NeededFlags {
  readonly input: string
  readonly reward?: string
  readonly acceptFrom: number
  readonly option: readonly string[]
  readonly field: readonly string[]
  readonly seed: string
  readonly concurrency: number
  readonly json?: boolean
}

export function addAgreeCommand(program: Command): void {
  const command = program
    .command('agree')
    .description(
      'Judges labelled replies by one reward of an environment and says how far it agrees with the labels. A row is { id?, task: { prompt, answer, metadata? } or taskId, reply, label }, or a pair { prompt, chosen, rejected }.',
    )
    .argument('<environment>', 'an id of `rlvr list envs`, a file (./env.ts, ./env.ts#name) or a package')
    .requiredOption(
      '-i, --input <file>',
      'JSON Lines, a JSON list, CSV or Parquet to read; - for JSON Lines from stdin',
    )
    .option('--reward <name>', 'which reward is held to the labels (default: the one that decides the outcome)')
    .option('--accept-from <score>', 'the score from which on a reply counts as accepted', numberIn(0, 1), 0.5)
    .option('-o, --option <key=value>', 'an option of the environment; may be repeated', collect, [])
    .option(
      '-f, --field <target=source>',
      `where a field stands (${labelledFields.join(', ')}); repeatable`,
      collect,
      [],
    )
    .option('--seed <seed>', 'the seed of generated tasks that rows name by taskId', '0')
    .option('-c, --concurrency <number>', 'rows judged at a time', wholeNumber(1), 8)
    .option('--json', 'print the numbers as one line of JSON')
  addNeededOptions(command).action(agree)
}

type Judged =
  | { readonly kind: 'labelled'; readonly row: LabelledVerdict }
  | { readonly kind: 'pair'; readonly row: PreferenceVerdicts }

async function agree(environment: string, flags: AgreeFlags): Promise<void> {
  await using opened = await namedEnvironment(environment, flags.option, flags)
  const { spec } = opened
  const names = Object.keys(spec.rubric.terms)
  const term = flags.reward ?? [spec.rubric.outcome].flat()[0] ?? ''
  if (!names.includes(term)) throw unknownName('reward', term, names)
  const fields = fieldMap(keyValues('--field', flags.field), labelledFields)
  const findTask = taskFinder(spec, flags.seed)
  const signal = interruptSignal()
  const judge = async (row: JsonlRow<LabelledRow>): Promise<Judged | string> => {
    if (!row.ok) return faultText(row)
    const { value } = row
    try {
      if (value.kind === 'pair') {
        const { task, chosen, rejected } = value
        const [first, second] = (await Promise.all(
          [chosen, rejected].map(async (reply) => await termVerdict(spec, term, { task, reply, signal })),
        )) as [Verdict, Verdict]
        return { kind: 'pair', row: { task: task.hash, chosen: first, rejected: second } }
      }
      const task = value.task ?? (await findTask(value.taskId ?? ''))
      const verdict = await termVerdict(spec, term, { task, reply: value.reply, signal })
      return { kind: 'labelled', row: { task: task.hash, label: value.label, verdict } }
    } catch (thrown) {
      if (!(thrown instanceof FieldFault)) throw thrown
      return faultText({ line: row.line, field: thrown.field, fault: describeError(thrown) })
    }
  }
  const input = await rowInput(flags.input)
  const rows = readRows(input, (row, line) => readLabelledRow(fields, row, line), signal)
  const [labelled, pairs]: [LabelledVerdict[], PreferenceVerdicts[]] = [[], []]
  let malformed = 0
  for await (const judged of inOrder(rows, flags.concurrency, judge)) {
    signal.throwIfAborted()
    if (typeof judged === 'string') {
      malformed++
      console.error(judged)
    } else if (judged.kind === 'pair') pairs.push(judged.row)
    else labelled.push(judged.row)
  }
  refuseNone({ rows: labelled.length + pairs.length, malformed }, input)
  const agreement = agreementWith(labelled, { acceptFrom: flags.acceptFrom })
  const preference = preferenceAgreement(pairs)
  if (flags.json === true)
    console.log(JSON.stringify({ environment: spec.id, reward: term, malformed, ...agreement, preference }))
  else console.log(agreementTable(agreement, preference))
  const first = [
    ...labelled.map(({ verdict }) => verdict),
    ...pairs.flatMap(({ chosen, rejected }) => [chosen, rejected]),
  ].find(({ status }) => status === 'invalid')
  if (first !== undefined) console.error(printable(`The first that was not judged: ${first.reason}`))
  if (malformed > 0) process.exitCode = exitCode.failed
}
