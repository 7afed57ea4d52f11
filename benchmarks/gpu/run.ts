// `node benchmarks/gpu/run.ts`: what a card does for this library beside PyTorch in eager mode. For each shape a training
// step and generation through every back end that starts here, with the share of the device's peak: operations a second
// over those of the fastest product of large matrices that any side of this run reached. Lines come as they are found
// out; `--json FILE` writes all of them. Runs from a checkout and from the bundle that `bundle.ts` makes.
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { backendNames } from '../../src/tensor/open-backend.ts'
import { machineFacts } from './machine-facts.ts'
import { setUp } from './set-up.ts'
import { deviceShapes } from './shapes.ts'
import { linesOf, ourSide, peerSide, type Side } from './sides.ts'
import { deviceTable, lineOf, type Measured } from './device-table.ts'

const { values } = parseArgs({
  options: {
    shapes: { type: 'string', default: 'S,M,135M' },
    on: { type: 'string', default: backendNames.filter((name) => !['tfjs-cpu', 'tfjs-wasm'].includes(name)).join(',') },
    python: { type: 'string', multiple: true },
    /** Of measuring each side and shape; what it takes to open comes on top. */
    seconds: { type: 'string', default: '8' },
    /** Of it all. */
    within: { type: 'string', default: '540' },
    json: { type: 'string' },
    cpu: { type: 'boolean', default: false },
    /** First sets up what builds on packages of the given Pythons. */
    setup: { type: 'boolean', default: false },
  },
})

const pythons = values.python ?? ['python3']
const facts = machineFacts(pythons)
for (const line of facts.lines) console.log(line)
if (facts.vulkanDriver !== null) process.env['VK_DRIVER_FILES'] = facts.vulkanDriver

const seconds = Number(values.seconds)
if (values.setup) for (const words of setUp(pythons[0] ?? 'python3', facts.card !== null)) console.log(words)
const endsAt = performance.now() + Number(values.within) * 1000
const onCard = facts.card !== null && !values.cpu
const precisions = onCard ? ['float32', 'tf32', 'bf16'] : ['float32']
const measured: Measured[] = []
/** Sides that did not open: they are not tried again. */
const absent = new Set<string>()

async function measure(side: Side, shape: string): Promise<void> {
  const left = endsAt - performance.now()
  const key = `${side.command} ${side.name}`
  if (absent.has(key)) return
  if (left < 5000) {
    console.log(`${shape.padEnd(5)} ${side.name}: left out, the time is over (--within ${values.within})`)
    return
  }
  const lines = await linesOf(side, Math.min(left, seconds * 4000 + 60_000))
  if (!lines.some(({ kind }) => kind === 'open')) absent.add(key)
  const entry: Measured = { shape, side: side.name, isPeer: side.command !== process.execPath, lines }
  measured.push(entry)
  console.log(lineOf(entry))
}

for (const shape of values.shapes.split(',')) {
  if (deviceShapes[shape] === undefined)
    throw new Error(`There is no shape \`${shape}\`; there are ${Object.keys(deviceShapes).join(', ')}.`)
  for (const python of pythons)
    for (const precision of precisions)
      await measure(peerSide(python, shape, { seconds, device: onCard ? 'cuda' : 'cpu', precision }), shape)
  for (const backend of values.on.split(',')) await measure(ourSide(backend, shape, seconds), shape)
}
console.log(`\n${deviceTable(measured)}`)
if (values.json !== undefined)
  writeFileSync(values.json, `${JSON.stringify({ facts: facts.lines, measured }, null, 1)}\n`)
