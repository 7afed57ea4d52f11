// `rlvr export rows ENV… --to verl`: tasks as rows of a trainer's data set, each with the text that names it to
// `rlvr serve ENV… --score`.
import { join } from 'node:path'
import { Option, type Command } from 'commander'
import { RlvrError } from '../../core/errors.ts'
import type { Split } from '../../core/task.ts'
import { ProtocolFault } from '../../serve/environments/protocol-fault.ts'
import { rowFormatNames, rowFormats, taskRows, type RowFormatName } from '../../serve/environments/score/task-rows.ts'
import { ServedEnvironment } from '../../serve/environments/served-environment.ts'
import { configuredEnvironment } from '../flags/configured-environment.ts'
import { collect } from '../flags/key-values.ts'
import { wholeNumber } from '../flags/whole-number.ts'
import { interruptSignal } from '../interrupt.ts'
import { wholeRowFile } from '../rows/whole-row-file.ts'

interface RowFlags {
  readonly to: RowFormatName
  readonly output?: string
  readonly count: number
  readonly split: Split
  readonly seed: string
  readonly option: readonly string[]
  readonly json?: boolean
}

interface Written {
  readonly environment: string
  readonly path: string
  readonly rows: number
}

const defaultCount = 1000

export function addExportRows(command: Command): void {
  command
    .command('rows')
    .description(
      "Writes the tasks of environments as a trainer's data set, in JSON Lines. A row holds the prompt and a text that names the task to `rlvr serve ENV… --score`, served with the same seed and options; the answer is not in it.",
    )
    .argument('<env...>', 'environments: ids, files, packages')
    .addOption(new Option('--to <form>', 'whose rows').choices(rowFormatNames).makeOptionMandatory())
    .option(
      '--output <path>',
      'a file (FILE.jsonl) for the rows of all, or a folder for a file each, ENV.FORM.jsonl, or ENV.FORM.test.jsonl (default: this folder; - for stdout)',
    )
    .option('-n, --count <number>', 'tasks of each, from the first', wholeNumber(1), defaultCount)
    .addOption(new Option('--split <split>', 'of which split').choices(['train', 'test']).default('train'))
    .option('-o, --option <key=value>', 'an option of the environment, where it is one; may be repeated', collect, [])
    .option('--seed <seed>', 'the seed of generated tasks', '0')
    .option('--json', 'print what was written as one line of JSON')
    .addHelpText('after', `\nForms:\n${rowFormatNames.map(formLine).join('\n')}`)
    .action(async (names: readonly string[], flags: RowFlags) => await exportRows(names, flags))
}

function formLine(name: RowFormatName): string {
  return `  ${name.padEnd(12)} ${rowFormats[name].description}`
}

async function exportRows(names: readonly string[], flags: RowFlags): Promise<void> {
  const { to, output = '.', split, count, seed } = flags
  if (names.length > 1 && flags.option.length > 0)
    throw new RlvrError('RLVR_USAGE', 'Options are of one environment: export it alone, or leave `--option` out.')
  if (output === '-' && flags.json === true)
    throw new RlvrError(
      'RLVR_USAGE',
      '`--json` prints to stdout, where the rows go: leave one of `--json` and `--output -` out.',
    )
  const signal = interruptSignal()
  await using ends = new AsyncDisposableStack()
  const environments: ServedEnvironment[] = []
  for (const name of names)
    environments.push(new ServedEnvironment(ends.use(await configuredEnvironment(name, flags.option)), { seed }))
  const isOneFile = output === '-' || /\.jsonl?$/.test(output)
  const written: Written[] = []
  const groups = isOneFile ? [environments] : environments.map((each) => [each])
  for (const group of groups) {
    const path = isOneFile ? output : join(output, `${group[0]?.name}.${to}${split === 'test' ? '.test' : ''}.jsonl`)
    await wholeRowFile(path, async (write) => {
      for (const environment of group) {
        let rows = 0
        try {
          for await (const row of taskRows(environment, { format: to, split, count })) {
            signal.throwIfAborted()
            await write(row)
            rows++
          }
        } catch (thrown) {
          throw thrown instanceof ProtocolFault ? new RlvrError('RLVR_USAGE', thrown.message) : thrown
        }
        written.push({ environment: environment.name, path, rows })
      }
    })
  }
  for (const { environment, path, rows } of written)
    console.error(
      `${environment}: ${rows} ${rows === 1 ? 'row' : 'rows'} for ${to}${path === '-' ? '' : `, in ${path}`}${rows < count ? `; ${split} has no more than these, ${count} were asked for` : ''}`,
    )
  if (flags.json === true) console.log(JSON.stringify({ to, split, seed, files: written }))
}
