// `rlvr export nemo-gym ENV…`: what NeMo Gym needs to train on environments: rows for each, a configuration, and the
// entrypoint that starts `rlvr serve ENV… --nemo-gym`.
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Option, type Command } from 'commander'
import { RlvrError } from '../../core/errors.ts'
import type { Split } from '../../core/task.ts'
import { agentName, entrypoint, gymConfig, serverName } from '../../serve/environments/nemo-gym/gym-files.ts'
import { nemoGymRows } from '../../serve/environments/nemo-gym/task-rows.ts'
import { ProtocolFault } from '../../serve/environments/protocol-fault.ts'
import { ServedEnvironment, ServedEnvironments } from '../../serve/environments/served-environment.ts'
import { servableEnvironment } from '../flags/configured-environment.ts'
import { collect } from '../flags/key-values.ts'
import { wholeNumber } from '../flags/whole-number.ts'
import { interruptSignal } from '../interrupt.ts'
import { makeFolder, wholeRowFile } from '../rows/whole-row-file.ts'

interface NemoGymFlags {
  readonly output: string
  readonly count: number
  readonly split: Split
  readonly seed: string
  readonly host: string
  readonly port: number
  readonly option: readonly string[]
  readonly invalid: 'mask' | 'error'
  readonly json?: boolean
}

export function addExportNemoGym(command: Command): void {
  command
    .command('nemo-gym')
    .description(
      'Writes what NeMo Gym needs to train on environments: for each a data set ENV.jsonl whose rows name their task and hold nothing of the answer, and resources_servers/rlvr with a configuration and an entrypoint that starts `rlvr serve ENV… --nemo-gym`.',
    )
    .argument('<env...>', 'environments: ids, files, packages')
    .option('--output <folder>', 'where to', 'nemo-gym')
    .option('-n, --count <number>', 'tasks of each, from the first', wholeNumber(1), 1000)
    .addOption(new Option('--split <split>', 'of which split').choices(['train', 'test']).default('train'))
    .option('-o, --option <key=value>', 'an option of the environment, where it is one; may be repeated', collect, [])
    .option('--seed <seed>', 'the seed of generated tasks', '0')
    .option('--host <host>', 'where the server will listen', '127.0.0.1')
    .option('-p, --port <number>', 'and at which port', wholeNumber(1, 65_535), 8080)
    .addOption(
      new Option(
        '--invalid <how>',
        'how replies that could not be judged come back: mask (reward 0 with `mask_sample`), or error (an HTTP error), for clients that know no mask, as verifiers',
      )
        .choices(['mask', 'error'])
        .default('mask'),
    )
    .option('--json', 'print what was written as one line of JSON')
    .action(async (names: readonly string[], flags: NemoGymFlags) => await exportNemoGym(names, flags))
}

async function exportNemoGym(names: readonly string[], flags: NemoGymFlags): Promise<void> {
  const { output, split, count, seed, host, port, option, invalid } = flags
  if (names.length > 1 && option.length > 0)
    throw new RlvrError('RLVR_USAGE', 'Options are of one environment: export it alone, or leave `--option` out.')
  const signal = interruptSignal()
  await using ends = new AsyncDisposableStack()
  const opened: ServedEnvironment[] = []
  for (const name of names)
    opened.push(new ServedEnvironment(ends.use(await servableEnvironment(name, option)), { seed }))
  const { all } = new ServedEnvironments(opened)
  const datasets: { name: string; type: 'train' | 'validation'; path: string }[] = []
  for (const environment of all) {
    const path = join(output, `${environment.name}${split === 'test' ? '.test' : ''}.jsonl`)
    await wholeRowFile(path, async (write) => {
      const rows = nemoGymRows(environment, { split, count, agent: agentName, reportsInvalid: invalid === 'error' })
      try {
        for await (const row of rows) {
          signal.throwIfAborted()
          await write(row)
        }
      } catch (thrown) {
        throw thrown instanceof ProtocolFault ? new RlvrError('RLVR_USAGE', thrown.message) : thrown
      }
    })
    datasets.push({ name: environment.name, type: split === 'test' ? 'validation' : 'train', path: resolve(path) })
  }
  const command = ['npx', '--no', '--', 'rlvr', 'serve', ...names.map(placeOf), '--nemo-gym', '--seed', seed]
  for (const each of option) command.push('--option', each)
  const maxSteps = Math.max(...all.map(({ spec }) => spec.maxTurns))
  const folder = join(output, 'resources_servers', serverName)
  const config = join(folder, 'configs', `${serverName}.yaml`)
  makeFolder(join(folder, 'configs'))
  await writeFile(config, gymConfig({ host, port, command, directory: process.cwd(), maxSteps, datasets }))
  await writeFile(join(folder, 'app.py'), entrypoint)
  // NeMo Gym puts itself there; a server without the file is none (nemo_gym/cli/env.py).
  await writeFile(join(folder, 'requirements.txt'), '# nothing beside nemo-gym itself\n')
  for (const { name, path } of datasets) console.error(`${name}: rows in ${path}`)
  console.error(
    `Start it from ${output}, beside a model server:\n  gym env start "+config_paths=[${relativeConfig},responses_api_models/vllm_model/configs/vllm_model.yaml]"`,
  )
  if (flags.json === true) console.log(JSON.stringify({ output, config, datasets, host, port, command }))
}

const relativeConfig = `resources_servers/${serverName}/configs/${serverName}.yaml`

/** A file as it is found from anywhere; ids and packages as they are. */
function placeOf(name: string): string {
  const [file = '', ...rest] = name.split('#')
  return existsSync(file) ? [resolve(file), ...rest].join('#') : name
}
