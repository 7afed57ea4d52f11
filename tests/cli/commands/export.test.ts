import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { openCheckpointFolder } from '../../../src/policy/checkpoints/open-checkpoint-folder.ts'
import { parameterShapes } from '../../../src/policy/transformer/model/architecture.ts'
import { SnapshotReader } from '../../../src/policy/transformer/model/snapshot.ts'
import { writeTinyChatModel } from '../../policy/checkpoints/tiny-chat-model.ts'
import { folderWith, runRlvrHere, type Ended } from '../run-rlvr.ts'

const recipe = {
  options: { prompt: 'compact' },
  policy: {
    architecture: {
      ...{ width: 16, layers: 2, heads: 2, maxLengthTokens: 64, positions: 'rotary', mlp: 'swiglu', mlpWidth: 32 },
    },
    tokenizer: { kind: 'byte' },
  },
  settings: {
    ...{ steps: 1, promptsPerStep: 2, samplesPerPrompt: 2, coldStart: { steps: 1, batchSize: 2 } },
    ...{ sampling: { maxTokens: 4 }, evaluation: { tasks: 2, repliesPerTask: 1 } },
  },
}

const own = `import addition from ${JSON.stringify(new URL('../../../envs/addition/index.ts', import.meta.url).pathname)}
export default addition
export const recipe = ${JSON.stringify(recipe)}
`

let folder: string
let run: string

beforeAll(async () => {
  folder = await folderWith({ 'env.ts': own, 'package.json': '{"type":"module"}' })
  const { code, stdout, stderr } = await rlvr('train', './env.ts', '--threads', '1')
  expect(code, stderr).toBe(0)
  run = (JSON.parse(stdout) as { run: string }).run
}, 120_000)

async function rlvr(...given: readonly string[]): Promise<Ended> {
  return await runRlvrHere(folder, given)
}

test('a run of a small model is written with its tokenizer, number for number, and what loads it is told', async () => {
  const ended = await rlvr('export', run, '-o', 'whole')
  expect(ended).toMatchObject({ code: 0, stdout: 'whole\n' })
  for (const words of [
    'AutoModelForCausalLM.from_pretrained("whole")',
    'vllm serve whole',
    'rlvr eval ENV -m hf:whole',
  ])
    expect(ended.stderr).toContain(words)
  expect(readdirSync(join(folder, 'whole')).sort()).toEqual([
    ...['config.json', 'generation_config.json', 'model.safetensors', 'tokenizer.json', 'tokenizer_config.json'],
  ])
  const [checkpoint] = readdirSync(join(folder, run, 'checkpoints'))
    .toSorted()
    .toReversed()
  const snapshot = await SnapshotReader.open(join(folder, run, 'checkpoints', checkpoint ?? '', 'snapshot'))
  const written = await openCheckpointFolder(join(folder, 'whole'))
  for (const [name, shape] of parameterShapes(written.architecture)) {
    const numbers = new Float32Array(shape.reduce((product, size) => product * size, 1))
    await written.readInto(name, numbers)
    expect(numbers, name).toEqual(await snapshot.read(name))
  }
  await Promise.all([written.close(), snapshot.close()])
})

test('one checkpoint of it is written in 16 bits, and said as JSON', async () => {
  const { code, stdout, stderr } = await rlvr(
    ...['export', join(run, 'checkpoints', 'step-000001.checkpoint'), '--dtype', 'bf16', '-o', 'half', '--json'],
  )
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toEqual({
    output: 'half',
    to: 'hf',
    dtype: 'bfloat16',
    base: null,
    rank: null,
    leftOut: [],
    kept: null,
  })
  expect(stderr).toContain('Every number was rounded to bfloat16; float32, the default, keeps all')
  const config = JSON.parse(readFileSync(join(folder, 'half', 'config.json'), 'utf8')) as object
  expect(config).toMatchObject({ model_type: 'llama', torch_dtype: 'bfloat16', vocab_size: 261 })
})

test('what cannot be exported is refused, and nothing is left', async () => {
  await rlvr('export', run, '-o', 'taken')
  const faults: readonly (readonly [given: readonly string[], words: string])[] = [
    [[run, '-o', 'taken'], 'already holds config.json'],
    [[run, '--to', 'peft', '-o', 'no'], 'this model was trained whole'],
    [[run, '--merge', '-o', 'no'], 'There is no adapter to merge'],
    [[run, '--merge', '--to', 'peft', '-o', 'no'], 'leave one of `--merge` and `--to peft` out'],
    [['nowhere', '-o', 'no'], 'no policy at nowhere'],
    [[run, '--base', 'hf:./whole', '-o', 'no'], '`--base` has no effect'],
    [['hf:./whole', '-o', 'no'], 'Name an adapter to be merged into it'],
  ]
  for (const [given, words] of faults) {
    const ended = await rlvr('export', ...given)
    expect(ended.code, words).not.toBe(0)
    expect(ended.stderr).toContain(words)
  }
  expect(existsSync(join(folder, 'no'))).toBe(false)
  expect(readdirSync(folder).filter((name) => name.endsWith('.partial'))).toEqual([])
})

test('a place that cannot be written is one sentence', async () => {
  for (const place of ['/proc/nowhere', '/proc/nowhere/below']) {
    const ended = await rlvr('export', run, '-o', place)
    expect(ended).toMatchObject({ code: 1, stdout: '' })
    expect(ended.stderr).toMatch(
      /^(?:writing .+\n)*rlvr: Could not write the export \/proc\/nowhere.*: ENOENT: .+ check the path\.\n$/,
    )
  }
})

test('all weights of a 16-bit checkpoint that were trained are written as they are; in 16 bits what is kept is counted', async () => {
  await writeTinyChatModel(join(folder, 'base'), { type: 'BF16' })
  const settings = [
    ...['promptsPerStep=1', 'samplesPerPrompt=2', 'sampling.maxTokens=4', 'evaluation.tasks=1', 'coldStart.steps=0'],
    ...['policy.maxLengthTokens=160', 'algorithm.filter=keepAll', 'entropyCoefficient=0.1', 'schedule=constant'],
    ...['warmupSteps=0', 'learningRate=1e-6'],
  ].flatMap((setting) => ['--set', setting])
  const trained = await rlvr('train', 'addition', '--policy', 'hf:./base', '--steps', '1', ...settings)
  expect(trained.code, trained.stderr).toBe(0)
  const { run: full } = JSON.parse(trained.stdout) as { run: string }

  const whole = await rlvr('export', full, '-o', 'full', '--json')
  expect(JSON.parse(whole.stdout)).toMatchObject({ to: 'hf', dtype: 'float32', kept: null })
  expect(whole.stderr).not.toContain('rounded')
  const rounded = await rlvr('export', full, '-o', 'full-16', '--dtype', 'bf16', '--json')
  const { kept } = JSON.parse(rounded.stdout) as { kept: { changed: number; kept: number } }

  const [base, exact, half] = await Promise.all(
    ['base', 'full', 'full-16'].map(async (name) => await openCheckpointFolder(join(folder, name))),
  )
  if (base === undefined || exact === undefined || half === undefined) throw new Error('three folders were opened')
  const counted = { changed: 0, kept: 0 }
  for (const [name, shape] of parameterShapes(base.architecture)) {
    const [before, after, stored] = [base, exact, half].map(
      () => new Float32Array(shape.reduce((product, size) => product * size, 1)),
    ) as [Float32Array, Float32Array, Float32Array]
    await Promise.all([base.readInto(name, before), exact.readInto(name, after), half.readInto(name, stored)])
    for (const [at, number] of after.entries()) {
      if (number === before[at]) continue
      counted.changed++
      if (stored[at] !== before[at]) counted.kept++
    }
  }
  expect(kept).toEqual(counted)
  expect(kept.changed).toBeGreaterThan(1000)
  expect(kept.kept).toBeLessThan(kept.changed / 2)
  expect(rounded.stderr).toContain(`Of ${kept.changed.toLocaleString('en')} numbers that the training changed`)
  await Promise.all([base.close(), exact.close(), half.close()])
}, 120_000)

test('without a run the forms of export are named, those of environments too', async () => {
  const { code, stderr } = await runRlvrHere(await folderWith({}), ['export'])
  expect(code).toBe(2)
  for (const word of ['runs/NAME', 'rows', 'openenv', 'nemo-gym', 'harbor']) expect(stderr).toContain(word)
})
