// `rlvr doctor`: what this machine can do, and how to get what is missing. Everything is tried, not looked up.
import { availableParallelism, cpus, totalmem } from 'node:os'
import { styleText } from 'node:util'
import type { Command } from 'commander'
import { describeError } from '../../core/errors.ts'
import type { Finding } from '../display/finding.ts'
import { sandboxFindings } from '../display/sandbox-findings.ts'
import { Program } from '../../tensor/program.ts'
import { backendNames, openBackend, type BackendName } from '../../tensor/open-backend.ts'

export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description(
      'Tries what this machine can do: the Node it runs on, the back ends that train, the sandboxes for code and how strongly each isolates.',
    )
    .option('--json', 'one JSON object on stdout')
    .action(async ({ json }: { json?: boolean }) => {
      const findings = [nodeFinding(), machineFinding(), ...(await backendFindings()), ...(await sandboxFindings())]
      if (json === true) console.log(JSON.stringify({ findings }, null, 2))
      else console.log(findings.map(findingText).join('\n'))
      if (findings.some(({ ok, required }) => required && !ok)) process.exitCode = 1
    })
}

function nodeFinding(): Finding {
  const ok = Number(process.versions.node.split('.')[0]) >= 24
  return { name: 'Node', ok, required: true, detail: `${process.version}${ok ? '' : '; 24 or newer is needed'}` }
}

function machineFinding(): Finding {
  const model = cpus()[0]?.model ?? 'unknown processor'
  return {
    name: 'machine',
    ok: true,
    required: true,
    detail: `${availableParallelism()} cores, ${model}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB`,
  }
}

/** Starts each back end and multiplies with it. One that trains is required, whichever it is. */
async function backendFindings(): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const name of backendNames) findings.push(await backendFinding(name))
  const working = findings.filter(({ ok }) => ok).map(({ name }) => name)
  return [
    ...findings,
    {
      name: 'training',
      ok: working.length > 0,
      required: true,
      detail: working.length > 0 ? `works on ${working.join(', ')}` : 'no back end starts',
    },
  ]
}

async function backendFinding(name: BackendName): Promise<Finding> {
  try {
    const backend = await openBackend({ name })
    const program = new Program()
    const x = program.input('x', [2, 2])
    program.output('y', program.matMul(x, x))
    const compiled = await backend.compile(program)
    const started = performance.now()
    const { y } = await compiled.run({ x: backend.upload(Float32Array.of(1, 2, 3, 4), [2, 2]) })
    const values = y === undefined ? [] : [...(await backend.download(y))]
    await backend.close()
    const ok = values.join() === '7,10,15,22'
    return {
      name,
      ok,
      required: false,
      detail: ok
        ? `multiplies (${(performance.now() - started).toFixed(1)} ms)`
        : `gives ${values.join()} for a product that is 7,10,15,22`,
    }
  } catch (thrown) {
    return { name, ok: false, required: false, detail: oneLine(describeError(thrown, 300)) }
  }
}

function findingText({ name, ok, required, detail }: Finding): string {
  const mark = ok
    ? styleText('green', 'ok     ')
    : required
      ? styleText('red', 'missing')
      : styleText('yellow', 'absent ')
  return `${mark} ${name.padEnd(18)} ${detail}`
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim()
}
