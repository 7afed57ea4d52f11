// `rlvr check ENV|FILE|URL`: the data, the contract and the money of an environment.
import type { Command } from 'commander'
import { RlvrError } from '../../core/errors.ts'
import type { Task } from '../../core/task.ts'
import { check } from '../../probe/check.ts'
import type { KnownTasks } from '../../probe/server-looks.ts'
import { checkText, servedText } from '../display/check-table.ts'
import { exitCode } from '../exit-code.ts'
import { namedEnvironment } from '../flags/configured-environment.ts'
import { collect } from '../flags/key-values.ts'
import { addNeededOptions, type NeededFlags } from '../flags/needed-policies.ts'
import { wholeNumber } from '../flags/whole-number.ts'
import { interruptSignal } from '../interrupt.ts'

interface CheckFlags extends NeededFlags {
  readonly tasks?: number
  readonly seed: number
  readonly option: readonly string[]
  readonly environment?: string
  readonly all?: boolean
  readonly json?: boolean
}

export function addCheckCommand(program: Command): void {
  const command = program
    .command('check')
    .description(
      'Looks for faults in an environment: in its tasks, in its contract, and replies that solve nothing and are paid. The exit code is 1 where there is a fault.',
    )
    .argument(
      '<environment>',
      'an id, a file (./env.ts, ./env.ts#name), a package, or the URL of a server (OpenEnv, NeMo Gym, `/score`)',
    )
    .option(
      '-n, --tasks <count>',
      'tasks that probes are played on (40; 6 where programs are judged; fewer where episodes take long)',
      wholeNumber(1),
    )
    .option('--seed <number>', 'fixes which tasks', wholeNumber(0), 0)
    .option('-o, --option <key=value>', 'an option of the environment; may be repeated', collect, [])
    .option('--environment <name>', 'of a URL: the environment behind it, whose answers no byte may hold')
    .option('--all', 'also what holds, a line each')
    .option('--json', 'one JSON object on stdout: the findings, their counts and a sample')
  addNeededOptions(command).action(async (environment: string, flags: CheckFlags) => {
    const { tasks, seed, option, all = false, json = false } = flags
    if (/^https?:\/\//.test(environment)) return await checkServed(environment, flags)
    if (flags.environment !== undefined)
      throw new RlvrError('RLVR_USAGE', '`--environment` says whose tasks a server has; it goes with a URL alone.')
    await using opened = await namedEnvironment(environment, option, flags)
    const { spec } = opened
    const signal = interruptSignal()
    const report = await check(spec, { seed, signal, ...(tasks !== undefined && { tasks }) })
    console.log(json ? JSON.stringify(report) : checkText(report, { all }))
    if (report.counts.fault > 0) process.exitCode = exitCode.failed
    else if (signal.aborted) process.exitCode = exitCode.interrupted
  })
}

/** A server that runs, from outside; with `--environment` its author's, who knows the answers. */
async function checkServed(url: string, flags: CheckFlags): Promise<void> {
  const { environment, all = false, json = false } = flags
  const { checkServer } = await import('../../probe/check-server.ts')
  const known = environment === undefined ? undefined : await knownTasks(environment, flags)
  const report = await checkServer(url, known === undefined ? {} : { known })
  console.log(json ? JSON.stringify(report) : servedText(report, { all }))
  if (report.counts.fault > 0) process.exitCode = exitCode.failed
}

/** Of each split so many tasks are known. */
const mostKnown = 50

async function knownTasks(environment: string, flags: CheckFlags): Promise<KnownTasks> {
  const { ServedEnvironment } = await import('../../serve/environments/served-environment.ts')
  const { nemoGymRows } = await import('../../serve/environments/nemo-gym/task-rows.ts')
  await using opened = await namedEnvironment(environment, flags.option, flags)
  const served = new ServedEnvironment(opened.spec, { seed: String(flags.seed) })
  const tasks: Task[] = []
  const rows: object[] = []
  for (const split of ['train', 'test'] as const) {
    const { size } = await served.taskset(split)
    for (let index = 0; index < Math.min(mostKnown, size ?? mostKnown); index++)
      tasks.push((await served.choose({ split, index })).task)
    for await (const row of nemoGymRows(served, { split, count: mostKnown, agent: 'check' })) rows.push(row)
  }
  return { tasks, nemoGymRows: rows }
}
