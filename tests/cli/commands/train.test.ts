import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { episodeLines } from '../../record/episode-lines.ts'
import { linesWithoutTimes } from '../../trainers/tiny-training.ts'
import { folderWith, runRlvr, runRlvrHere, rowsOf, type Ended } from '../run-rlvr.ts'

const tinySettings: { readonly [name: string]: number } = {
  steps: 2,
  'coldStart.steps': 2,
  'coldStart.batchSize': 8,
  promptsPerStep: 2,
  samplesPerPrompt: 2,
  'sampling.maxTokens': 4,
  'evaluation.tasks': 3,
  'evaluation.repliesPerTask': 2,
  'evaluation.everySteps': 1,
  checkpointEverySteps: 1,
}

/** Changes of a setting to `undefined` leave it out. */
function trainArguments(
  environment: string,
  changes: { readonly [name: string]: number | string | undefined } = {},
): string[] {
  const settings = Object.entries({ ...tinySettings, ...changes }).flatMap(([name, value]) =>
    value === undefined ? [] : ['--set', `${name}=${value}`],
  )
  return ['train', environment, '--backend', 'onnx-cpu', '--threads', '1', ...settings]
}

const noColdStart = { 'coldStart.steps': 0, 'coldStart.batchSize': undefined }

interface LastLine {
  readonly run: string
  readonly report: string
}

const lastLineOf = ({ stdout }: Ended): LastLine => JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as LastLine

/** Starts `rlvr …`, sends a signal once stderr holds `mark`, and waits for the end. */
async function interruptRlvr(folder: string, given: readonly string[], mark: string): Promise<Ended> {
  const program = new URL('../../../src/cli/main.ts', import.meta.url).pathname
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, ...given], { cwd: folder })
  const output = { stdout: '', stderr: '' }
  let sent = false
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text
    if (sent || !output.stderr.includes(mark)) return
    sent = true
    child.kill('SIGINT')
  })
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  return { code, ...output }
}

test('a training writes its run, its summary and its report, and one JSON object on stdout', async () => {
  const folder = await folderWith({})
  const ended = await runRlvr(folder, trainArguments('reverse', { 'algorithm.klCoefficient': 0.05 }))
  expect(ended.code, ended.stderr).toBe(0)
  expect(ended.stdout.trimEnd().split('\n')).toHaveLength(1)
  const { run, report } = lastLineOf(ended)
  expect(run).toMatch(/^runs\/reverse--dapo-kl--\d{4}-\d\d-\d\dT/)

  const summary = JSON.parse(readFileSync(join(folder, run, 'summary.json'), 'utf8')) as Record<string, unknown>
  const heldOut = {
    sampledPass1: expect.any(Number),
    greedyPass1: expect.any(Number),
    sampledReward: expect.any(Number),
    interval: { low: expect.any(Number), high: expect.any(Number) },
    tasks: 3,
  } as object
  expect(summary).toMatchObject({
    environment: 'reverse',
    seed: 0,
    steps: 2,
    seconds: expect.any(Number) as number,
    heldOut: { coldStart: heldOut, end: heldOut },
  })
  expect(summary['peakRssMb']).toBeGreaterThan(50)
  expect(ended.stderr).toContain(`at most ${String(summary['peakRssMb'])} MB of memory`)
  expect(lastLineOf(ended)).toMatchObject(
    Object.fromEntries(Object.entries(summary).filter(([name]) => name !== 'format')),
  )

  const html = readFileSync(join(folder, report), 'utf8')
  // Nothing is fetched: names of XML namespaces are the only addresses a page that opens from disk may hold.
  const addresses = [...html.matchAll(/(?:src|href|url\(|@import|fetch\()[^>]{0,5}https?:/g)]
  expect(addresses).toEqual([])
  expect(html).toContain('</html>')

  const metrics = rowsOf(readFileSync(join(folder, run, 'metrics.jsonl'), 'utf8')) as { phase: string; step: number }[]
  expect(metrics.map(({ phase, step }) => `${phase} ${step}`)).toEqual([
    'cold-start 1',
    'cold-start 2',
    'dapo 1',
    'dapo 2',
  ])
  const episodes = episodeLines(join(folder, run))
  expect(episodes).toHaveLength(2 * 2 * 2 + 3 * (3 * 2 + 3))
  expect(ended.stderr).toContain('2 prompts x 2 samples = 4 replies')
  // The lines count as the records do.
  expect(ended.stderr.match(/^(cold start|step) \d\/\d/gm)).toEqual([
    'cold start 1/2',
    'cold start 2/2',
    'step 1/2',
    'step 2/2',
  ])
})

test('a profile says of each phase what crossed and what was dispatched, in a file and at the end', async () => {
  const folder = await folderWith({})
  const settings = { 'coldStart.steps': 3, checkpointEverySteps: 1 }
  const given = [...trainArguments('countdown', settings), '--backend', 'tfjs-wasm', '--profile']
  const ended = await runRlvrHere(folder, given)
  expect(ended.code, ended.stderr).toBe(0)
  const file = join(folder, lastLineOf(ended).run, 'profile.jsonl')
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
  const rows = lines.map((line) => JSON.parse(line) as { readonly [name: string]: unknown })
  expect(rows.filter((row) => row['phase'] === 'update').map((row) => row['step'])).toEqual([1, 2])
  expect(rows.filter((row) => row['phase'] === 'cold-start').map((row) => row['step'])).toEqual([1, 2, 3])
  for (const row of rows) {
    expect(row['operations']).toBeGreaterThan(0)
    expect(row['uploadedBytes']).toBeGreaterThan(0)
  }
  expect(rows.find((row) => row['phase'] === 'generate')?.['tokens']).toBe(16)
  expect(ended.stderr).toMatch(/profile +generate +in all: up .* operations in .* runs, .* ms dispatching/)
  expect(ended.stderr).toMatch(/a token: up .* operations/)
  const refused = await runRlvrHere(folder, ['eval', 'countdown', '-m', 'scripted:gold', '-n', '2', '--profile'])
  expect(refused.code).toBe(2)
  expect(refused.stderr).toContain('`scripted:gold` counts none')
})

test('training on programs takes its rewards from the sandbox, each with the isolation it ran in', async () => {
  const folder = await folderWith({})
  const settings = {
    steps: 1,
    'coldStart.steps': 1,
    'coldStart.batchSize': 2,
    'sampling.maxTokens': 24,
    'evaluation.tasks': 1,
  }
  const ended = await runRlvrHere(folder, trainArguments('code-basics', settings))
  expect(ended.code, ended.stderr).toBe(0)
  const lines = episodeLines(join(folder, lastLineOf(ended).run))
  const episodes = lines.map((line) => JSON.parse(line)) as {
    verdicts: { correct: { evidence: Record<string, unknown> } }
  }[]
  expect(episodes.length).toBeGreaterThanOrEqual(4)
  for (const episode of episodes) {
    expect(episode).toMatchObject({ reward: 0, outcome: false, verdicts: { correct: { status: 'scored', score: 0 } } })
    const { evidence } = episode.verdicts.correct
    expect(['compile_error', 'runtime_error', 'wrong_answer', 'no_code']).toContain(evidence['verdict'])
    if (evidence['verdict'] !== 'no_code') expect(evidence['isolation']).toMatch(/^L[0-3]$/)
  }
})

test('Ctrl-C leaves a run that resumes to what it would have been', { timeout: 120_000 }, async () => {
  const folder = await folderWith({})
  const settings = {
    steps: 30,
    klCoefficient: 0.01,
    'algorithm.filter': 'keepAll',
    'evaluation.everySteps': 10,
    checkpointEverySteps: 10,
  }
  const whole = await runRlvrHere(folder, trainArguments('reverse', settings))
  expect(whole.code, whole.stderr).toBe(0)
  for (const mark of ['Run ', 'step 1/30']) {
    const json = mark === 'Run ' ? [] : ['--json']
    const interrupted = await interruptRlvr(folder, [...trainArguments('reverse', settings), ...json], mark)
    expect(interrupted.code, interrupted.stderr).toBe(130)
    const stopped = rowsOf(interrupted.stdout)
    expect(stopped).toMatchObject(
      mark === 'Run ' ? [] : [{ stopped: expect.stringContaining('interrupted') as string }],
    )
    expect(interrupted.stderr.match(/interrupted/gi)).toHaveLength(1)
    const [, command] = /Go on with: rlvr (train --resume \S+)/.exec(interrupted.stderr) ?? []
    const resumed = await runRlvrHere(folder, [
      ...(command ?? '').split(' '),
      '--backend',
      'onnx-cpu',
      '--threads',
      '1',
    ])
    expect(resumed.code, resumed.stderr).toBe(0)
    for (const file of ['episodes', 'metrics'] as const)
      expect(linesWithoutTimes(join(folder, lastLineOf(resumed).run), file)).toEqual(
        linesWithoutTimes(join(folder, lastLineOf(whole).run), file),
      )
  }
})

test(
  'a run goes on from the newest checkpoint of another, and one of another shape is refused by name',
  { timeout: 120_000 },
  async () => {
    const folder = await folderWith({})
    const first = lastLineOf(await runRlvrHere(folder, trainArguments('reverse'))).run
    const onward = await runRlvrHere(folder, [...trainArguments('reverse', noColdStart), '--policy', first])
    expect(onward.code, onward.stderr).toBe(0)

    const other = await runRlvrHere(folder, [...trainArguments('addition', noColdStart), '--policy', first])
    expect(other.code).toBe(1)
    expect(other.stderr).toMatch(/alphabet has no/)

    // Checkpoints of another policy in a run's own folder.
    const sort = lastLineOf(await runRlvrHere(folder, trainArguments('sort'))).run
    const [name] = readdirSync(join(folder, sort, 'checkpoints'))
      .toSorted()
      .slice(-1)
    const target = join(folder, first, 'checkpoints')
    rmSync(target, { recursive: true })
    // The run that started from it has checkpoints of its own by now.
    const again = await runRlvrHere(folder, ['train', '--resume', lastLineOf(onward).run, '--backend', 'onnx-cpu'])
    expect(again.code, again.stderr).toBe(0)
    expect(again.stderr).toMatch(
      /is finished: it has done its 2 steps\. `rlvr train --resume \S+ --steps N` lengthens it/,
    )
    mkdirSync(target)
    cpSync(join(folder, sort, 'checkpoints', name ?? ''), join(target, name ?? ''), { recursive: true })
    const edited = await runRlvrHere(folder, ['train', '--resume', first, '--backend', 'onnx-cpu'])
    expect(edited.code).toBe(2)
    expect(edited.stderr).toMatch(/The settings are not those that the run went on with until here: .*options\.level/)
    const mixed = await runRlvrHere(folder, ['train', '--resume', first, '--accept-changes', '--backend', 'onnx-cpu'])
    expect(mixed.code).toBe(1)
    expect(mixed.stderr).toMatch(/The snapshot is of another policy: its vocabularySize is 16, this one's is 42/)

    truncateSync(join(target, name ?? '', 'snapshot', 'weights.safetensors'), 100)
    const torn = await runRlvrHere(folder, ['train', '--resume', first, '--backend', 'onnx-cpu'])
    expect(torn.code).toBe(1)
    expect(torn.stderr).toMatch(/No checkpoint in .* can be used/)
  },
)

describe('what cannot be trained is refused before a run is made', () => {
  const refused: { readonly [what: string]: readonly [readonly string[], RegExp, number] } = {
    'no environment': [['train'], /Which environment\?/, 2],
    'an unknown environment': [['train', 'revrse'], /Unknown environment `revrse`\. Did you mean `reverse`\?/, 2],
    'an unknown option': [['train', 'reverse', '-o', 'levl=2'], /levl.*level/s, 2],
    'an unknown setting': [['train', 'reverse', '--set', 'stepz=2'], /stepz.*steps/s, 2],
    'a setting out of range': [['train', 'reverse', '--set', 'samplesPerPrompt=1'], /samplesPerPrompt/, 2],
    'a setting that is no number': [['train', 'reverse', '--set', 'steps=many'], /steps/, 2],
    'settings that do not fit each other': [
      ['train', 'reverse', '--set', 'minibatches=9999'],
      /9999 minibatches cannot share 512 replies/,
      2,
    ],
    'an unknown algorithm': [['train', 'reverse', '-a', 'grop'], /Unknown algorithm `grop`\. Did you mean `grpo`\?/, 2],
    'an unknown back end': [
      ['train', 'reverse', '--backend', 'onnx-cup'],
      /Unknown back end `onnx-cup`\. Did you mean `onnx-cpu`\?/,
      2,
    ],
    'a back end of a dry run': [['train', 'reverse', '--dry-run', '--backend', 'onnx-cup'], /Unknown back end/, 2],
    'replies that leave no room for a prompt': [
      ['train', 'reverse', '--backend', 'tfjs-cpu', '--set', 'sampling.maxTokens=9999'],
      /Replies of 9999 tokens leave no room for a prompt/,
      2,
    ],
    'the same in a dry run': [
      ['train', 'reverse', '--dry-run', '--backend', 'tfjs-cpu', '--set', 'sampling.maxTokens=9999'],
      /Replies of 9999 tokens leave no room for a prompt/,
      2,
    ],
    // modelscope/ms-swift#3980: a group of one has no baseline.
    'a group of one': [
      ['train', 'reverse', '--dry-run', '--set', 'samplesPerPrompt=1'],
      /`samplesPerPrompt` must be >= 2; got 1/,
      2,
    ],
    'a folder in place of an environment': [['train', './'], /\.\/ is a folder; name the file in it/, 2],
    'a script as the policy': [
      ['train', 'reverse', '--policy', 'scripted:gold'],
      /`scripted:gold` cannot be trained.*rlvr eval reverse -m scripted:gold/,
      2,
    ],
    'a choice that is none': [['train', 'reverse', '--set', 'schedule=linaer'], /did you mean `linear`\?/, 2],
    'an option of another type': [['train', 'reverse', '-o', 'level=abc'], /level.*; got "abc"/, 2],
    'a setting without a value': [['train', 'reverse', '--set', 'steps'], /like `--set steps=50`/, 2],
    'an unknown flag': [['train', 'reverse', '--stepss', '4'], /unknown option '--stepss'/, 2],
    'an unknown command': [['trian', 'reverse'], /unknown command 'trian'/, 2],
    'a back end that is not installed': [
      ['train', 'reverse', '--backend', 'tfjs-gpu'],
      /computes with TensorFlow.*rlvr setup tensorflow --gpu.*rlvr doctor/,
      1,
    ],
    'a policy that is not there': [['train', 'reverse', '-p', 'nowhere'], /no policy at nowhere/, 2],
    'a policy that is no snapshot': [['train', 'reverse', '-p', 'notes.txt'], /no safetensors file/, 1],
    'a config that is no JSON': [['train', 'reverse', '--config', 'notes.txt'], /must name a JSON file/, 2],
    'a folder of runs that is a file': [
      ['train', 'reverse', '--backend', 'tfjs-cpu', '--runs', 'notes.txt'],
      /notes\.txt/,
      2,
    ],
    'a run that is not there': [['train', '--resume', 'nowhere'], /There is no run at nowhere/, 2],
    'a folder that is no run': [['train', '--resume', '.'], /is no run: it holds no config\.json/, 2],
    'a resumed run with other settings': [
      ['train', '--resume', '.', '--seed', '9'],
      /`--seed` cannot be given with `--resume`: a resumed run keeps its .* settings/,
      2,
    ],
  }
  for (const [what, [given, words, code]] of Object.entries(refused))
    test(`${what} ends with exit code ${code} and says what to do`, async () => {
      const folder = await folderWith({ 'notes.txt': 'these are notes, not numbers' })
      const ended = await runRlvrHere(folder, given)
      expect(ended.stderr).toMatch(words)
      expect(ended.stderr).not.toMatch(/unexpected error|\n\s+at /)
      expect(ended.code).toBe(code)
      expect(ended.stdout).toBe('')
      expect(readdirSync(folder)).toEqual(['notes.txt'])
    })
})

test('a dry run prints the settings in force and makes nothing', async () => {
  const folder = await folderWith({
    'mine.json': '{"steps": 7, "learningRate": 0.5, "evaluation": {"samplesPerTask": 3}}',
  })
  const ended = await runRlvrHere(folder, [
    'train',
    'reverse',
    '--config',
    'mine.json',
    '--set',
    'steps=8',
    '--seed',
    '3',
    '--dry-run',
  ])
  expect(ended.code, ended.stderr).toBe(0)
  expect(JSON.parse(ended.stdout)).toMatchObject({
    environment: 'reverse',
    training: { steps: 8, learningRate: 0.5, seed: 3, evaluation: { repliesPerTask: 3 } },
  })
  expect(readdirSync(folder)).toEqual(['mine.json'])
})
