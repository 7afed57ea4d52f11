// Policies from files: what `rlvr train` has written is what `rlvr eval -m` opens.
import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { folderWith, runRlvrHere } from '../run-rlvr.ts'

const settings = ['coldStart.steps=2', 'promptsPerStep=2', 'samplesPerPrompt=2', 'evaluation.tasks=2', 'filter=keepAll']
let folder: string
let run: string

beforeAll(async () => {
  folder = await folderWith({ 'other.safetensors': 'no tensors here' })
  const given = ['train', 'addition', '--steps', '1', ...settings.flatMap((setting) => ['--set', setting])]
  const { code, stdout } = await runRlvrHere(folder, given)
  expect(code).toBe(0)
  run = (JSON.parse(stdout) as { run: string }).run
})

test('a run is evaluated with its newest weights, its options and its sampling', async () => {
  const { code, stdout } = await runRlvrHere(folder, ['eval', 'addition', '-m', run, '-n', '3', '--json'])
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({
    policy: { name: 'transformer', version: 3 },
    options: { prompt: 'compact' },
    sampling: { temperature: 1, maxTokens: 8 },
    failures: { unjudged: 0 },
  })
})

test('a checkpoint and its safetensors give the same numbers as the run', async () => {
  const checkpoint = join(run, 'checkpoints', 'step-000003.checkpoint')
  cpSync(join(folder, checkpoint, 'snapshot'), join(folder, 'copied'), { recursive: true })
  const numbersOf = async (path: string): Promise<unknown> => {
    const { stdout } = await runRlvrHere(folder, [
      ...['eval', 'addition', '-m', path, '-n', '3', '-r', '4'],
      ...['-o', 'prompt=compact', '-o', 'level=2', '--max-tokens', '8', '--json'],
    ])
    return { ...(JSON.parse(stdout) as object), run: null }
  }
  const expected = await numbersOf(run)
  expect(await numbersOf(checkpoint)).toEqual(expected)
  expect(await numbersOf('copied')).toEqual(expected)
  expect(await numbersOf(join('copied', 'weights.safetensors'))).toEqual(expected)
})

test('options that are given win over those of the run', async () => {
  const { code, stderr } = await runRlvrHere(folder, ['eval', 'addition', '-m', run, '-n', '1', '-o', 'prompt=words'])
  expect(code).toBe(1)
  expect(stderr).toContain("The policy's alphabet has no")
})

test('a file that is no policy, and a run without a checkpoint, are refused in words', async () => {
  const other = await runRlvrHere(folder, ['eval', 'addition', '-m', 'other.safetensors'])
  expect(other).toMatchObject({ code: 1, stderr: expect.stringContaining('no safetensors file') as string })
  const empty = await folderWith({ 'config.json': readFileSync(join(folder, run, 'config.json'), 'utf8') })
  const nothing = await runRlvrHere(folder, ['eval', 'addition', '-m', empty])
  expect(nothing).toMatchObject({ code: 2, stderr: expect.stringContaining('no checkpoint yet') as string })
})

test('the back end that computes is the one that was asked for', async () => {
  const on = async (...flags: string[]): Promise<Awaited<ReturnType<typeof runRlvrHere>>> =>
    await runRlvrHere(folder, ['eval', 'addition', '-m', run, '-n', '2', '--json', ...flags])
  const { code, stdout } = await on('--backend', 'tfjs-cpu', '--threads', '1')
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ failures: { unjudged: 0 } })
  // What is not there is not replaced by another.
  expect(await on('--backend', 'tfjs-gpu')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('The back end `tfjs-gpu`') as string,
  })
  expect(await on('--backend', 'tfjs-wasmm')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Did you mean `tfjs-wasm`?') as string,
  })
  const script = await runRlvrHere(folder, ['eval', 'addition', '-m', 'scripted:gold', '--threads', '2'])
  expect(script).toMatchObject({ code: 2, stderr: expect.stringContaining('nothing reads --threads') as string })
})
