// `rlvr doctor`: what this machine can do, and how to get what is missing. Everything is tried, not looked up.
import { availableParallelism, cpus, totalmem } from 'node:os'
import { styleText } from 'node:util'
import type { Command } from 'commander'
import { describeError } from '../../core/errors.ts'
import { timesSlower } from '../display/backend-notice.ts'
import type { MachinePart } from '../display/machine-part.ts'
import { hubCacheFolder } from '../../policy/checkpoints/hub/checkpoint-source.ts'
import { sandboxParts } from '../display/sandbox-parts.ts'
import { Program } from '../../tensor/program.ts'
import { backendNames, openBackend, type BackendName } from '../../tensor/open-backend.ts'

export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description(
      'Tries what this machine can do: the Node it runs on, the back ends that train, the readers of checkpoints, the sandboxes for code and how strongly each isolates.',
    )
    .option('--json', 'one JSON object on stdout')
    .action(async ({ json }: { json?: boolean }) => {
      const parts = [
        nodePart(),
        machinePart(),
        ...(await backendParts()),
        await checkpointPart(),
        ...(await sandboxParts()),
      ]
      if (json === true) console.log(JSON.stringify({ findings: parts }, null, 2))
      else console.log(parts.map(partText).join('\n'))
      if (parts.some(({ ok, required }) => required && !ok)) process.exitCode = 1
    })
}

function nodePart(): MachinePart {
  const ok = Number(process.versions.node.split('.')[0]) >= 24
  return { name: 'Node', ok, required: true, detail: `${process.version}${ok ? '' : '; 24 or newer is needed'}` }
}

function machinePart(): MachinePart {
  const model = cpus()[0]?.model ?? 'unknown processor'
  return {
    name: 'machine',
    ok: true,
    required: true,
    detail: `${availableParallelism()} cores, ${model}, ${gibibytes(totalmem())} GiB of memory, ${gibibytes(process.availableMemory())} free`,
  }
}

function gibibytes(bytes: number): string {
  return (bytes / 2 ** 30).toFixed(0)
}

/** Whether what reads Hugging Face checkpoints is there. */
async function checkpointPart(): Promise<MachinePart> {
  const part = { name: 'checkpoints', required: false }
  try {
    await Promise.all([import('@huggingface/tokenizers'), import('@huggingface/jinja')])
  } catch (thrown) {
    return { ...part, ok: false, detail: `cannot be read: ${oneLine(describeError(thrown, 200))}` }
  }
  const hub = await import('@huggingface/hub').then(
    () => `from folders (hf:./model) and the hub (hf:OWNER/NAME), kept in ${hubCacheFolder()}`,
    () => 'from folders (hf:./model); `npm install @huggingface/hub` brings the hub',
  )
  return { ...part, ok: true, detail: hub }
}

/** Starts each back end and multiplies with it. One that trains is required, whichever it is. */
async function backendParts(): Promise<MachinePart[]> {
  const parts: MachinePart[] = []
  for (const name of backendNames) parts.push(await backendPart(name))
  const working = parts.filter(({ ok }) => ok).map(({ name }) => name)
  return [
    ...parts,
    {
      name: 'training',
      ok: working.length > 0,
      required: true,
      detail: working.length > 0 ? `works on ${working.join(', ')}${slow(working)}` : 'no back end starts',
    },
  ]
}

/** What is said of a machine where the fast back end is missing. */
function slow(working: readonly string[]): string {
  const times = working.includes('tfjs-wasm') ? timesSlower['tfjs-wasm'] : timesSlower['tfjs-cpu']
  const isFast = working.some((name) => timesSlower[name] === undefined)
  return isFast ? '' : `, which takes about ${times} times as long as onnx-cpu would: see there`
}

async function backendPart(name: BackendName): Promise<MachinePart> {
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
    return { name, ok: false, required: false, detail: reasonOf(thrown, name) }
  }
}

function partText({ name, ok, required, detail }: MachinePart): string {
  const mark = ok
    ? styleText('green', 'ok     ')
    : required
      ? styleText('red', 'missing')
      : styleText('yellow', 'absent ')
  return `${mark} ${name.padEnd(18)} ${detail}`
}

/** Why a back end does not start, in words. What a library of C++ asserts says nothing to anybody. */
function reasonOf(thrown: unknown, name: BackendName): string {
  const words = oneLine(describeError(thrown, 300))
  if (!/\.(?:cc|cpp|h):\d+|assert/i.test(words)) return words
  return `does not start: it finds no device and driver that it can use. Train with \`--backend auto\`, which does without ${name}, or install the driver of your GPU and, on Linux, the loader of Vulkan (\`sudo apt install libvulkan1\`).`
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim()
}
