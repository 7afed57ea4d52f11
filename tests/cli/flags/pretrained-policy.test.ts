// A policy that stands on a Hugging Face checkpoint, on the command line: trained, interrupted, evaluated, moved.
import { mkdirSync, readFileSync, readdirSync, realpathSync, renameSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { openSnapshotPath } from '../../../src/cli/flags/open-snapshot-path.ts'
import type { PretrainedSettings } from '../../../src/cli/flags/pretrained-settings.ts'
import { openPretrained } from '../../../src/policy/transformer/open-pretrained.ts'
import { resolveSettings } from '../../../trainers/resolve-settings.ts'
import { writeTinyChatModel } from '../../policy/checkpoints/tiny-chat-model.ts'
import { tensorsOf } from '../../policy/snapshot-folder.ts'
import { episodeLines } from '../../record/episode-lines.ts'
import { linesWithoutTimes } from '../../trainers/tiny-training.ts'
import { folderWith, runRlvr, runRlvrHere, type Ended } from '../run-rlvr.ts'

const settings = [
  ...[
    'promptsPerStep=2',
    'samplesPerPrompt=2',
    'sampling.maxTokens=6',
    'evaluation.tasks=2',
    'evaluation.everySteps=1',
  ],
  ...['checkpointEverySteps=1', 'policy.maxLengthTokens=160', 'algorithm.filter=keepAll', 'learningRate=3e-2'],
  // So small a model earns nothing: what it learns here is to be of another entropy.
  ...['entropyCoefficient=0.1', 'schedule=constant', 'warmupSteps=0'],
].flatMap((setting) => ['--set', setting])

const killedAt = new URL('../killed-at.ts', import.meta.url).pathname
const program = new URL('../../../src/cli/main.ts', import.meta.url).pathname

let folder: string

beforeAll(async () => {
  folder = await folderWith({})
  await writeTinyChatModel(join(folder, 'model'))
  await writeTinyChatModel(join(folder, 'other'), { seed: 1 })
  await writeTinyChatModel(join(folder, 'narrow'), { layers: 1 })
})

async function rlvr(...given: readonly string[]): Promise<Ended> {
  return await runRlvrHere(folder, given)
}

/** A training of the checkpoint with an adapter; its run. */
async function trained(steps: number, ...more: readonly string[]): Promise<string> {
  const ended = await rlvr(
    'train',
    'addition',
    '--policy',
    'hf:./model',
    '--steps',
    String(steps),
    ...settings,
    ...more,
  )
  expect(ended.code, ended.stderr).toBe(0)
  return (JSON.parse(ended.stdout) as { run: string }).run
}

const policyOf = (run: string): PretrainedSettings =>
  (JSON.parse(readFileSync(join(folder, run, 'config.json'), 'utf8')) as { settings: { policy: PretrainedSettings } })
    .settings.policy

test('a training keeps which checkpoint it stands on and how it learns, and goes on bit for bit', async () => {
  const adapter = ['--lora', '--set', 'lora.rank=2', '--threads', '1']
  const whole = await trained(3, ...adapter)
  const { base, lora, maxLengthTokens } = policyOf(whole)
  expect(base).toMatchObject({ source: './model', folder: join(realpathSync(folder), 'model'), commit: null })
  expect(base.sha256).toMatch(/^[0-9a-f]{64}$/)
  expect(lora).toMatchObject({ rank: 2, alpha: 4, dropout: 0 })
  expect(maxLengthTokens).toBe(160)

  const halves = await trained(2, ...adapter)
  const resumed = await rlvr('train', '--resume', halves, '--steps', '3')
  expect(resumed.code, resumed.stderr).toBe(0)
  for (const file of ['episodes', 'metrics'] as const)
    expect(linesWithoutTimes(join(folder, halves), file)).toEqual(linesWithoutTimes(join(folder, whole), file))
})

test(
  'a training of an adapter that is killed midway through a step and resumed is as one that was not',
  { timeout: 180_000 },
  async () => {
    const adapter = ['--lora', '--set', 'lora.rank=2', '--threads', '1']
    const whole = await trained(3, ...adapter)
    const snapshotOf = async (run: string): Promise<Map<string, Float32Array>> => {
      const { snapshot, close } = await openSnapshotPath(join(folder, run))
      const tensors = await tensorsOf(snapshot)
      await close()
      return tensors
    }
    // Where replies are sampled, between the two optimizer steps of the second step, where its checkpoint is written.
    for (const [at, doneSteps] of [
      ['generate 6', 1],
      ['accumulate 4', 1],
      ['snapshot 3', 2],
    ] as const) {
      const runs = `runs-${at.replace(' ', '-')}`
      const given = ['train', 'addition', '--policy', 'hf:./model', '--steps', '3', ...settings, ...adapter]
      const killed = spawnSync(
        process.execPath,
        ['--disable-warning=ExperimentalWarning', '--import', killedAt, program, ...given, '--runs', runs],
        { cwd: folder, env: { ...process.env, KILLED_AT: at }, encoding: 'utf8' },
      )
      expect(killed.signal, killed.stderr).toBe('SIGKILL')
      const run = join(runs, readdirSync(join(folder, runs))[0] ?? '')
      expect(linesWithoutTimes(join(folder, run), 'metrics'), at).toHaveLength(doneSteps)
      const resumed = await rlvr('train', '--resume', run)
      expect(resumed.code, resumed.stderr).toBe(0)
      for (const file of ['episodes', 'metrics'] as const)
        expect(linesWithoutTimes(join(folder, run), file), at).toEqual(linesWithoutTimes(join(folder, whole), file))
      expect(await snapshotOf(run), at).toEqual(await snapshotOf(whole))
    }
  },
)

test('a run whose checkpoint has moved says how to name the new place, and takes no other', async () => {
  const run = await trained(1, '--lora')
  renameSync(join(folder, 'model'), join(folder, 'moved'))
  try {
    for (const given of [
      ['eval', 'addition', '-m', run],
      ['train', '--resume', run],
    ]) {
      const lost = await rlvr(...given)
      expect(lost).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('Say where it is now: `--base hf:FOLDER`') as string,
      })
      const another = await rlvr(...given, '--base', 'hf:./other')
      expect(another).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('stands on another checkpoint') as string,
      })
    }
    const found = await rlvr('eval', 'addition', '-m', run, '-n', '2', '--base', 'hf:./moved', '--json')
    expect(found.code, found.stderr).toBe(0)
  } finally {
    renameSync(join(folder, 'moved'), join(folder, 'model'))
  }
})

test('what a run has learned is taken away as an adapter and as a whole model, and both reply as it does', async () => {
  const run = await trained(2, '--lora')
  for (const given of [
    ['--to', 'peft', '-o', 'adapter'],
    ['--merge', '-o', 'merged'],
  ]) {
    const ended = await rlvr('export', run, ...given)
    expect(ended.code, ended.stderr).toBe(0)
  }
  const repliesOf = async (model: string): Promise<string[]> => {
    const greedy = ['--temperature', '0', '--max-tokens', '12', '-n', '3', '--json']
    const ended = await rlvr('eval', 'addition', '-m', model, ...greedy)
    expect(ended.code, ended.stderr).toBe(0)
    const { run: evaluation } = JSON.parse(ended.stdout) as { run: string }
    return episodeLines(join(folder, evaluation)).map(
      (line) => (JSON.parse(line) as { messages: { content: string }[] }).messages.at(-1)?.content ?? '',
    )
  }
  const replies = await repliesOf(run)
  expect(await repliesOf('hf:./model+./adapter')).toEqual(replies)
  expect(await repliesOf('hf:./merged')).toEqual(replies)
  expect(await repliesOf('hf:./model')).not.toEqual(replies)

  const foreign = await rlvr('eval', 'addition', '-m', 'hf:./narrow+./adapter')
  expect(foreign.code).not.toBe(0)
  expect(foreign.stderr).toContain('does not fit this model')
})

test('an evaluation from 8 or 4 bits says so in its record, and goes on in no others', async () => {
  const ended = await rlvr(
    'eval',
    'addition',
    '-m',
    'hf:./model',
    '-n',
    '2',
    '--max-tokens',
    '6',
    '--precision',
    'int8',
    '--json',
  )
  expect(ended.code, ended.stderr).toBe(0)
  const { run } = JSON.parse(ended.stdout) as { run: string }
  const { settings } = JSON.parse(readFileSync(join(folder, run, 'config.json'), 'utf8')) as {
    settings: { model: object }
  }
  expect(settings.model).toMatchObject({ precision: 'int8' })
  const other = await rlvr('eval', '--resume', run, '--precision', 'int4')
  expect(other.code).toBe(2)
  expect(other.stderr).toContain('int8')
})

test('a training from an adapter keeps its settings, so that its run is resumed, evaluated, exported and begun from', async () => {
  const first = await trained(1, '--lora', '--set', 'lora.rank=3', '--set', 'lora.targets=["query","up"]')
  const taken = await rlvr('export', first, '--to', 'peft', '-o', 'given')
  expect(taken.code, taken.stderr).toBe(0)
  const from = ['train', 'addition', '--policy', 'hf:./model+./given', '--steps', '1', ...settings]
  const other = await rlvr(...from, '--set', 'lora.rank=16')
  expect(other).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('`lora.rank` is 16, and the adapter has 3. Leave it out') as string,
  })
  const ended = await rlvr(...from, '--lora')
  expect(ended.code, ended.stderr).toBe(0)
  const { run } = JSON.parse(ended.stdout) as { run: string }
  expect(policyOf(run)).toMatchObject({
    adapter: { source: './given' },
    lora: { rank: 3, alpha: 6, targets: ['query', 'up'] },
  })
  renameSync(join(folder, 'given'), join(folder, 'gone'))
  for (const given of [
    ['export', run, '--to', 'peft', '-o', 'given-peft'],
    ['export', run, '--merge', '-o', 'given-merged'],
    ['eval', 'addition', '-m', run, '-n', '1', '--max-tokens', '4'],
    ['train', 'addition', '--policy', run, '--steps', '1', ...settings],
  ]) {
    const each = await rlvr(...given)
    expect(each.code, each.stderr).toBe(0)
  }
  renameSync(join(folder, 'gone'), join(folder, 'given'))
  const resumed = await rlvr('train', '--resume', run, '--steps', '2')
  expect(resumed.code, resumed.stderr).toBe(0)

  // Of another model of the same shape: told, not refused.
  const strange = await rlvr('eval', 'addition', '-m', 'hf:./other+./given', '-n', '1', '--max-tokens', '4')
  expect(strange.code, strange.stderr).toBe(0)
  expect(strange.stderr).toMatch(/was made for \S+model, as its adapter_config.json says; it is laid over \S+other/)
})

test('an evaluation records the weights to the bit, and goes on with no others', async () => {
  const ended = await rlvr('eval', 'addition', '-m', 'hf:./model', '-n', '2', '--max-tokens', '6', '--json')
  expect(ended.code, ended.stderr).toBe(0)
  const { run } = JSON.parse(ended.stdout) as { run: string }
  const { model } = (
    JSON.parse(readFileSync(join(folder, run, 'config.json'), 'utf8')) as { settings: { model: object } }
  ).settings
  expect(model).toMatchObject({ base: { source: './model' }, adapters: [], snapshot: null, maxLengthTokens: 512 })
  const other = await rlvr('eval', '--resume', run, '-m', 'hf:./other')
  expect(other).toMatchObject({ code: 2, stderr: expect.stringContaining('The run began with') as string })
})

test('an evaluation draws as the makers of a checkpoint suggest, unless flags say otherwise, and a run as it was trained', async () => {
  await writeTinyChatModel(join(folder, 'suggesting'))
  const config = { eos_token_id: 2, do_sample: true, temperature: 0.6, top_k: 20, top_p: 0.95 }
  writeFileSync(join(folder, 'suggesting', 'generation_config.json'), JSON.stringify(config))
  const samplingOf = async (...given: readonly string[]): Promise<{ sampling: unknown; stderr: string }> => {
    const ended = await rlvr('eval', 'addition', '-n', '1', '--max-tokens', '4', '--json', ...given)
    expect(ended.code, ended.stderr).toBe(0)
    const { run } = JSON.parse(ended.stdout) as { run: string }
    const kept = JSON.parse(readFileSync(join(folder, run, 'config.json'), 'utf8')) as {
      settings: { sampling: object }
    }
    return { sampling: kept.settings.sampling, stderr: ended.stderr }
  }
  const suggested = await samplingOf('-m', 'hf:./suggesting')
  expect(suggested.sampling).toEqual({ temperature: 0.6, topK: 20, topP: 0.95, maxTokens: 4 })
  expect(suggested.stderr).toContain(
    'Sampling as generation_config.json of ./suggesting suggests: temperature 0.6, top-k 20, top-p 0.95.',
  )
  const flags = await samplingOf('-m', 'hf:./suggesting', '--temperature', '1', '--top-k', '0')
  expect(flags.sampling).toEqual({ temperature: 1, topK: 0, topP: 0.95, maxTokens: 4 })
  expect(flags.stderr).toContain('suggests: top-p 0.95.')

  const trainedOne = await rlvr('train', 'addition', '--policy', 'hf:./suggesting', '--steps', '1', ...settings)
  const { run } = JSON.parse(trainedOne.stdout) as { run: string }
  const ofRun = await samplingOf('-m', run)
  expect(ofRun.sampling).toEqual({ temperature: 1, topK: 0, topP: 1, maxTokens: 4 })
  expect(ofRun.stderr).not.toContain('suggests')
})

test('too little memory is refused with the numbers', async () => {
  const ended = await rlvr('train', 'addition', '--policy', 'hf:./model', '--set', 'policy.memoryMb=1')
  expect(ended.code).toBe(2)
  expect(ended.stderr).toMatch(/needs \d+ MB to learn, of which 1 MB may be taken: .*moments 1 MB/)
})

test('what cannot work is refused before anything is read', async () => {
  const train = ['train', 'addition', '--policy'] as const
  mkdirSync(join(folder, 'runs'), { recursive: true })
  const before = new Set(readdirSync(join(folder, 'runs')))
  const faults: readonly (readonly [given: readonly string[], words: string])[] = [
    [['eval', 'addition', '-m', 'hf:./model', '--stop', ''], 'a list of texts, none of them empty'],
    [['export', 'hf:./model'], 'Name an adapter to be merged into it'],
    [[...train, 'hf:./nowhere'], 'no checkpoint at ./nowhere'],
    [[...train, './model'], 'name it `hf:./model`'],
    [[...train, 'hf:./model', '--set', 'lora.targets=["q_proj"]'], 'Did you mean query?'],
    [[...train, 'hf:./model', '--set', 'policy.maxLengthTokens=1024'], 'longer than the 512 positions'],
    [[...train, 'hf:./model', '--set', 'sampling.maxTokens=600'], 'leave no room for a prompt'],
    [['train', 'addition', '--lora'], '`--lora` has no effect on fresh weights'],
    [['eval', 'addition', '-m', 'model'], 'name it `hf:model`'],
    [['eval', 'addition', '-m', 'scripted:gold', '--precision', 'bfloat16'], '`--precision` has no effect'],
  ]
  for (const [given, words] of faults) {
    const ended = await rlvr(...given)
    expect(ended.code, words).toBe(2)
    expect(ended.stderr).toContain(words)
  }
  // Nor is anything left behind, by a conversation that is too long at the first question either.
  const long = await rlvr('eval', 'addition', '-m', 'hf:./model', '--max-length', '10')
  expect(long.code).not.toBe(0)
  expect(long.stderr).toMatch(/^rlvr: A prompt has \d+ tokens; the policy holds 10/m)
  expect(new Set(readdirSync(join(folder, 'runs')))).toEqual(before)
})

test('--dry-run prints the whole policy as JSON', async () => {
  const ended = await rlvr('train', 'addition', '--policy', 'hf:./model', '--lora', '--dry-run')
  expect(ended.code, ended.stderr).toBe(0)
  expect(ended.stderr).toMatch(/memory +\d+ MB of .*the whole model at once[^]*frozen weights/)
  expect(JSON.parse(ended.stdout)).toMatchObject({
    options: { prompt: 'words' },
    policy: {
      lora: { rank: 16, targets: expect.arrayContaining(['query', 'down']) as string[] },
      maxLengthTokens: 512,
    },
    training: { learningRate: 1e-5, coldStart: { steps: 0 }, sampling: { maxTokens: 256 } },
  })
})

test('what a training in code has learned on a checkpoint is exported too, where the checkpoint is found', async () => {
  const lora = { rank: 2, targets: ['query'] } as const
  const policy = await openPretrained(join(folder, 'model'), { lora, threads: 1, maxLengthTokens: 160 })
  mkdirSync(join(folder, 'learned'))
  await policy.snapshot(join(folder, 'learned'))
  await policy.close()
  const ended = await rlvr('export', 'learned', '-o', 'learned-adapter')
  expect(ended.code, ended.stderr).toBe(0)
  const config: unknown = JSON.parse(readFileSync(join(folder, 'learned-adapter', 'adapter_config.json'), 'utf8'))
  expect(config).toMatchObject({ r: 2, lora_alpha: 4, target_modules: ['q_proj'] })
  const other = await rlvr('export', 'learned', '-o', 'no', '--base', 'hf:./other')
  expect(other).toMatchObject({ code: 2, stderr: expect.stringContaining('is another') as string })
})

test('in code the same defaults suit it: how it learns is known of the policy', async () => {
  const lora = { rank: 2, alpha: 4, targets: ['query'] } as const
  const policy = await openPretrained(join(folder, 'model'), { lora, threads: 1, maxLengthTokens: 64 })
  try {
    const settings = await resolveSettings({ steps: 3 }, { environment: 'addition', policy })
    expect(settings.coldStart).toBeNull()
    expect(settings.learningRate(0)).toBeCloseTo(1e-5, 12)
  } finally {
    await policy.close()
  }
})

test('what fails once a policy is open ends the evaluation with its sentence, and no thread is left', async () => {
  writeFileSync(join(folder, 'a-file'), '')
  for (const runs of ['/proc/nowhere', './a-file']) {
    const small = ['-n', '1', '--max-tokens', '2', '--runs', runs]
    const ended = await runRlvr(folder, ['eval', 'addition', '-m', 'hf:./model', ...small])
    expect([1, 2], ended.stderr).toContain(ended.code)
    expect(ended.stderr).toMatch(/^rlvr: .+ (?:Name another one|choose another one)\.$/m)
  }
}, 60_000)
