// Which checker of rewards finds which planted fault: `rlvr check` beside those of PyPI, no model anywhere.
//   npm run -s bench -- checkers [--python PATH] [--json]
// PATH is an interpreter with falsepass, rl-envdoctor, gradecheck, gameability, verifierlab, bohrin and
// reward-contract-fuzzer. The faults stand in `peers/checker_faults.py` and once more in `checked-faults.ts`.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { RlvrError } from '../src/core/errors.ts'
import { checkedFaults, type Told } from './checked-faults.ts'
import { pythonsOf } from './side-options.ts'

interface Line extends Told {
  readonly tool: string
  readonly version: string
  /** Null where the tool cannot take it. */
  readonly found: boolean | null
  readonly why: string | null
}

async function theirs(python: string): Promise<Line[]> {
  const script = fileURLToPath(new URL('./peers/checker_tools.py', import.meta.url))
  const child = spawn(python, ['-B', script], { stdio: ['ignore', 'pipe', 'pipe'] })
  let complaints = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints = (complaints + text).slice(-2000)))
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('close', resolve)
    child.once('error', reject)
  })
  const lines: Line[] = []
  for await (const line of createInterface({ input: child.stdout })) lines.push(JSON.parse(line) as Line)
  if ((await ended) !== 0)
    throw new RlvrError('RLVR_USAGE', `\`${python}\` did not run the checkers: ${complaints.trim().slice(-400)}`)
  return lines
}

/** Prints a row for each fault and a column for each tool. */
export async function benchCheckers(given: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...given],
    options: { python: { type: 'string', multiple: true }, json: { type: 'boolean', default: false } },
  })
  const ours: Line[] = []
  for await (const each of checkedFaults())
    ours.push({ ...each, tool: 'rlvr check', version: '', found: each.by.length > 0, why: null })
  const lines = [...ours, ...(await theirs(pythonsOf(values.python)[0] ?? 'python3'))]
  if (values.json) {
    console.log(JSON.stringify({ benchmark: 'checkers', lines }))
    return
  }
  const tools = [...new Map(lines.map((line) => [line.tool, line])).values()]
  const cell = (tool: string, fault: string): string => {
    const line = lines.find((each) => each.tool === tool && each.fault === fault)
    if (line === undefined || line.found === null) return '·'
    return line.found ? (line.isWarning ? 'warned' : 'found') : '-'
  }
  const rows = ours.map(({ fault }) => [`\`${fault}\``, ...tools.map(({ tool }) => cell(tool, fault))])
  const head = ['fault', ...tools.map(({ tool, version }) => `${tool} ${version}`.trim())]
  for (const row of [head, head.map(() => '---'), ...rows]) console.log(`| ${row.join(' | ')} |`)
  for (const { tool, fault, why } of lines) if (why !== null) console.log(`${tool}, ${fault}: ${why}`)
}
