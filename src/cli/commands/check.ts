// `rlvr check ENV|FILE`: the data, the contract and the money of an environment.
import type { Command } from 'commander'
import { check } from '../../probe/check.ts'
import { checkText } from '../display/check-table.ts'
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
      'an id, a file (./env.ts, ./env.ts#name), a package, or the URL of a server that speaks OpenEnv',
    )
    .option('-n, --tasks <count>', 'tasks that probes are played on (40; 6 where programs are judged)', wholeNumber(1))
    .option('--seed <number>', 'fixes which tasks', wholeNumber(0), 0)
    .option('-o, --option <key=value>', 'an option of the environment; may be repeated', collect, [])
    .option('--all', 'also what holds, a line each')
    .option('--json', 'one JSON object on stdout: the findings, their counts and a sample')
  addNeededOptions(command).action(async (environment: string, flags: CheckFlags) => {
    const { tasks, seed, option, all = false, json = false } = flags
    if (/^https?:\/\//.test(environment)) return await checkServed(environment, { all, json })
    await using opened = await namedEnvironment(environment, option, flags)
    const { spec } = opened
    const report = await check(spec, { seed, signal: interruptSignal(), ...(tasks !== undefined && { tasks }) })
    console.log(json ? JSON.stringify(report) : checkText(report, { all }))
    if (report.counts.fault > 0) process.exitCode = exitCode.failed
  })
}

/** A server that runs, from outside. */
async function checkServed(
  url: string,
  { all, json }: { readonly all: boolean; readonly json: boolean },
): Promise<void> {
  const { checkServer } = await import('../../probe/check-server.ts')
  const report = await checkServer(url)
  const shown = report.findings.filter(({ status }) => all || status !== 'ok')
  const lines = shown.map(
    ({ id, status, says, detail }) => `${status}  ${id}: ${says}${detail === '' ? '' : ` Here: ${detail}.`}`,
  )
  const faults = report.findings.filter(({ status }) => status === 'fault').length
  console.log(
    json
      ? JSON.stringify(report)
      : [...lines, `${report.url}: ${faults} of ${report.findings.length} are faults`].join('\n'),
  )
  if (faults > 0) process.exitCode = exitCode.failed
}
