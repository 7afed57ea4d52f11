// The device benchmark: what it counts, how it tells what its sides found out, and what becomes of sides that fail.
import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { tokenOperations, stepOperations } from '../benchmarks/gpu/arithmetic.ts'
import { bundledFiles } from '../benchmarks/gpu/bundle-files.ts'
import { bytePlan, card, planMarkdown } from '../benchmarks/gpu/plan.ts'
import { deviceTable, lineOf, type Measured } from '../benchmarks/gpu/device-table.ts'
import { learningTable } from '../benchmarks/gpu/learning-table.ts'
import { deviceShapes, plannedLora, plannedModels, type DeviceShape } from '../benchmarks/gpu/shapes.ts'
import { linesOf, ourSide } from '../benchmarks/gpu/sides.ts'
import { parameterCount, type Architecture } from '../src/policy/transformer/model/architecture.ts'
import { learnedShapes } from '../src/policy/transformer/model/model-numbers.ts'
import { headProgram, layerPrograms } from '../src/policy/transformer/model/training-programs.ts'
import { trainedOf } from '../src/policy/transformer/threads/shard.ts'
import type { Program } from '../src/tensor/program.ts'
import { rowCounts } from '../src/tensor/row-counts.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const { architecture, step } = deviceShapes['tiny'] as DeviceShape

/** Multiplications and additions of the products of a program, with `rows` for every unknown number of rows. */
function productsOf(program: Program, rows: number): number {
  const counts = rowCounts(program)
  let operations = 0
  for (const { operation, inputs, output } of program.nodes) {
    if (operation.kind !== 'matMul') continue
    const [left] = inputs
    if (left === undefined) continue
    const sizes = (value: typeof output): number[] =>
      value.shape.map((size) => (size < 0 ? rows * (counts.get(value.id)?.times ?? 1) : size))
    const inner = sizes(left)[left.shape.length - (operation.transposeA ? 2 : 1)] as number
    operations += 2 * inner * sizes(output).reduce((product, size) => product * size, 1)
  }
  return operations
}

describe('what a step computes', () => {
  it.each([undefined, plannedLora])('is what the products of its programs are, with the adapter %j', (lora) => {
    const rows = step.rows * step.tokens
    const trained = trainedOf(architecture, lora ?? null, learnedShapes(architecture, lora ?? null))
    // The second part computes the first again, but for the last product, whose result no gradient needs.
    const options = { positions: step.tokens, keeps: () => false, passesOn: true }
    const { first, second } = layerPrograms(trained, options)
    const head = headProgram(trained, { gradient: { entropy: false } })
    const { layers, width, mlpWidth } = architecture
    const last = 2 * rows * (mlpWidth * width + (lora === undefined ? 0 : lora.rank * (width + mlpWidth)))
    const counted = layers * (productsOf(first, rows) + productsOf(second, rows)) + productsOf(head, rows)
    const size = { ...step, computedAgain: layers, ...(lora !== undefined && { lora }) }
    expect((stepOperations(architecture, size) - layers * last) / counted).toBeCloseTo(1, 1)
  })

  it('is that of the models whose names they have', () => {
    expect(parameterCount(plannedModels['Qwen3-0.6B'] as Architecture) / 1e6).toBeCloseTo(596.05, 1)
    expect(parameterCount(plannedModels['Qwen2.5-1.5B'] as Architecture) / 1e6).toBeCloseTo(1543.7, 1)
    expect(parameterCount((deviceShapes['135M'] as DeviceShape).architecture) / 1e6).toBeCloseTo(134.5, 1)
  })
})

describe('the sides of the device benchmark', () => {
  it('say what they measured', { timeout: 120_000 }, async () => {
    const lines = await linesOf(ourSide('onnx-cpu', 'tiny', 0.2), 110_000)
    expect(lines.map(({ kind }) => kind)).toEqual(['product', 'open', 'step', 'generation'])
  })

  it('that do not start or do not end are told of in a sentence', { timeout: 60_000 }, async () => {
    const unknown = await linesOf(ourSide('onnx-gpu', 'tiny', 1), 50_000)
    expect(unknown.at(-1)).toMatchObject({ kind: 'failed', reason: expect.stringContaining('onnx-gpu') as string })
    const none = await linesOf({ name: 'none', command: '/no/such/python', parameters: [] }, 1000)
    expect(none).toMatchObject([{ kind: 'failed' }])
    const parameters = ['-e', 'setInterval(() => {}, 1000)']
    const hanging = await linesOf({ name: 'hanging', command: process.execPath, parameters }, 500)
    expect(hanging).toEqual([{ kind: 'failed', reason: 'was ended after 1 s' }])
  })

  it('are told by their share of the fastest product, those in 16 bits apart', () => {
    const rate = stepOperations(architecture, step) / 0.001
    const side = (name: string, product: number, ms: number): Measured => ({
      shape: 'tiny',
      side: name,
      isPeer: false,
      lines: [
        { kind: 'product', size: 1, rate: product },
        { kind: 'step', ms: { median: ms, min: ms, max: ms }, rounds: 3 },
      ],
    })
    const table = deviceTable([side('ours', rate, 1), side('PyTorch', 4 * rate, 2), side('PyTorch bf16', 8 * rate, 1)])
    const shares = table.split('\n').map((line) => line.split('|')[6]?.trim())
    expect(shares.slice(2, 5)).toEqual(['25.0 %', '12.5 %', '12.5 %'])
    const failed: Measured = { shape: 'S', side: 'a', isPeer: false, lines: [{ kind: 'failed', reason: 'no card' }] }
    expect(lineOf(failed)).toBe('S     a: does not go on: no card')
  })

  it('compute a token of a reply by the weights and what is behind it', () => {
    const { layers, width, vocabularySize, heads } = architecture
    // By hand: query 32², key and value 32·16 each, out 32², three products of the MLP of 32·64, and the head.
    const weights = layers * (2 * width * width + 2 * width * 16 + 3 * width * 64) + vocabularySize * width
    expect(tokenOperations(architecture, 10)).toBe(2 * weights + 4 * layers * 10 * heads * 8)
  })
})

describe('the bundle', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rlvr-bundle-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  it('carries what our side needs, on one platform', { timeout: 120_000 }, async () => {
    const files = bundledFiles(root)
    for (const { from, to } of files) {
      mkdirSync(dirname(join(folder, to)), { recursive: true })
      copyFileSync(from, join(folder, to))
    }
    const paths = files.map(({ to }) => to)
    expect(
      paths.filter((path) =>
        /node_modules.*\.d\.ts$|node_modules\/(?:typescript|vitest)\/|darwin|win32|arm64|__pycache__/.test(path),
      ),
    ).toEqual([])
    const { command, parameters } = ourSide('onnx-cpu', 'tiny', 0.2)
    const there = parameters.map((part) => part.replace(root, `${folder}/`))
    const lines = await linesOf({ name: 'bundled', command, parameters: there }, 110_000)
    expect(lines.at(-1)).toMatchObject({ kind: 'generation' })
    const train = ['train', 'benchmarks/gpu/small-countdown.ts', '--dry-run']
    const given = ['--disable-warning=ExperimentalWarning', join(folder, 'src/cli/main.ts'), ...train]
    const env = { ...process.env, RLVR_CACHE: join(folder, 'cache') }
    const settings = execFileSync(process.execPath, given, {
      cwd: folder,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    expect(JSON.parse(settings)).toMatchObject({ options: { numbers: 2 } })
  })

  it('gives the packages that it carries where npm would fetch them, and no others', () => {
    for (const name of ['bin', 'packages', 'out']) mkdirSync(join(folder, name), { recursive: true })
    const npm = join(folder, 'bin', 'npm')
    copyFileSync(join(root, 'benchmarks/gpu/npm-carried.sh'), npm)
    writeFileSync(join(folder, 'packages', 'tensorflow-tfjs-node-4.22.0.tgz'), 'packed')
    const pack = (name: string) =>
      spawnSync('sh', [npm, 'pack', '--silent', '--pack-destination', join(folder, 'out'), name], { encoding: 'utf8' })
    expect(pack('@tensorflow/tfjs-node@4.22.0').stdout.trim()).toBe('tensorflow-tfjs-node-4.22.0.tgz')
    expect(readFileSync(join(folder, 'out', 'tensorflow-tfjs-node-4.22.0.tgz'), 'utf8')).toBe('packed')
    const { status, stderr } = pack('left-pad@1.0.0')
    expect([status, stderr.trim()]).toEqual([1, 'this bundle carries no left-pad@1.0.0'])
  })
})

describe('the plan for a card of 12 GB', () => {
  it('is made of parts whose bytes can be told by hand', () => {
    const plan = bytePlan(plannedModels['Qwen2.5-1.5B'] as Architecture)
    const bytes = new Map(plan.parts.map(({ name, bytes: own }) => [name, own]))
    expect(bytes.get('frozen weights')).toBe(4 * parameterCount(plannedModels['Qwen2.5-1.5B'] as Architecture))
    // Rank 16 on (in + out) of the seven products of 28 layers.
    const ends = 1536 + 1536 + 2 * (1536 + 256) + (1536 + 1536) + 3 * (1536 + 8960)
    expect(bytes.get('adapter')).toBe(4 * 16 * 28 * ends)
    expect(bytes.get('its moments')).toBe(2 * (bytes.get('adapter') as number))
    expect(plan.learning.kept).toBeGreaterThan(plan.learning.again)
    expect(plan.learning.again).toBeLessThan(card.bytes)
  })

  it('stands in the page as its script prints it', { timeout: 120_000 }, async () => {
    const [bytes = '', bounds = ''] = (await planMarkdown()).split('\n\n')
    const page = readFileSync(join(root, 'docs/gpu.md'), 'utf8')
    expect(page).toContain(bytes)
    const operations = (text: string): number[] =>
      [...text.matchAll(/^\| Qwen\S+ \| ([\d,]+):.*?\| ([\d,]+): \d+ ms/gm)].flatMap(([, step = '', token = '']) =>
        [step, token].map((number) => Number(number.replaceAll(',', ''))),
      )
    // An operation more or fewer a layer leaves the page as true as it was.
    const [told, counted] = [operations(page), operations(bounds)]
    expect(counted).toHaveLength(4)
    counted.forEach((number, index) => expect((told[index] ?? 0) / number).toBeCloseTo(1, 0.5))
  })
})

describe('what back ends learned', () => {
  it('is told with how far seeds lie apart', () => {
    const heldOut = (pass: number) => ({
      sampledPass1: pass,
      greedyPass1: pass,
      sampledReward: pass,
      interval: { low: pass - 0.1, high: pass + 0.1 },
      tasks: 10,
    })
    const row = (seed: string, after: number) => ({
      ...{ name: 'onnx-cpu', seed, seconds: 1, gain: null },
      ...{ before: heldOut(0.5), after: heldOut(after) },
    })
    const [, , means] = learningTable([row('0', 0.6), row('1', 0.8)]).split('\n')
    // By hand: the mean of 0.6 and 0.8, and the root of their squared distances from it over one.
    expect(means).toBe('| onnx-cpu | 2 | 0.500 | 0.700 | 0.141 | 0.200 |')
  })
})
