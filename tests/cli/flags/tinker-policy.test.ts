// A model at a Tinker-compatible service on the command line: trained, stopped by a service that goes away, gone on with.
import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startingTinker, tinkerName } from '../../../src/cli/flags/tinker-policy.ts'
import { takePolicySettings, type GivenPolicySettings } from '../../../src/cli/flags/policy-settings.ts'
import { bigramService } from '../../policy/servers/tinker/bigram-service.ts'
import { tokenizerFolder, vocabularySize } from '../../policy/servers/tinker/open-bigram.ts'
import { folderWith, runRlvrHere } from '../run-rlvr.ts'

const given = (...set: string[]): GivenPolicySettings => takePolicySettings({ set, config: {}, lora: false }).given

test('a name has a model and the address of a service', () => {
  expect(tinkerName('tinker:Qwen/Qwen3-8B@http://localhost:8000')).toEqual({
    model: 'Qwen/Qwen3-8B',
    baseUrl: 'http://localhost:8000',
  })
  expect(tinkerName('hf:./model')).toBeNull()
  expect(() => tinkerName('tinker:Qwen/Qwen3-8B')).toThrow('Expected tinker:MODEL@URL')
})

test('settings are those that a service leaves to its user', () => {
  const name = { model: 'm', baseUrl: 'http://localhost:8000' }
  const set = ['policy.tokenizer=./t', 'lora.rank=8', 'policy.maxLengthTokens=99']
  expect(startingTinker(name, given(...set)).kept).toEqual({
    tinker: { ...name, tokenizer: './t', rank: 8, maxLengthTokens: 99 },
  })
  expect(startingTinker(name, given()).kept).toMatchObject({ tinker: { tokenizer: 'm', rank: 32 } })
  expect(() => startingTinker(name, given('lora.alpha=3'))).toThrow(
    '`lora.alpha` has no effect on a model at a service',
  )
})

test('a training whose service goes away within a step stops resumable, and goes on from its checkpoint', async () => {
  let steps = 0
  let isBack = false
  await using service = await bigramService({
    vocabularySize,
    fault: ({ path }, response) => {
      // Two steps find out how losses are put together.
      if (!path.endsWith('optim_step') || isBack) return false
      if (++steps < 5) return false
      if (steps === 5) response.destroy()
      else {
        response.writeHead(404, { 'content-type': 'application/json' })
        response.end(JSON.stringify({ detail: 'Model not found' }))
      }
      return true
    },
  })
  const folder = await folderWith({})
  mkdirSync(join(folder, 'runs'))
  const setting = (...each: string[]): string[] => each.flatMap((one) => ['--set', one])
  const asked = [
    ...['train', 'addition', '-o', 'prompt=compact'],
    ...setting('promptsPerStep=2', 'samplesPerPrompt=2', 'sampling.maxTokens=4', 'algorithm.filter=keepAll'),
    ...setting('minibatches=1', 'evaluation.tasks=2', 'evaluation.everySteps=10', 'checkpointEverySteps=2'),
  ]
  const policy = [
    ...['--policy', `tinker:bigram@${service.url}`],
    ...setting(`policy.tokenizer=${tokenizerFolder()}`, 'policy.maxLengthTokens=32'),
  ]
  const stopped = await runRlvrHere(folder, [...asked, ...policy, '--steps', '4'])
  expect(stopped.stderr).toContain('asked for an optimizer step, answered with status 404: Model not found')
  expect(stopped.code).not.toBe(0)
  const [run = ''] = readdirSync(join(folder, 'runs'))
  const path = join(folder, 'runs', run)
  const stepsOf = (): number[] =>
    readFileSync(join(path, 'metrics.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .flatMap((line) => (JSON.parse(line) as { step?: number }).step ?? [])
  expect(Math.max(...stepsOf())).toBe(2)
  isBack = true
  const resumed = await runRlvrHere(folder, ['train', '--resume', path])
  expect(resumed.stderr).not.toContain('could not')
  expect(resumed.code).toBe(0)
  expect(existsSync(join(path, 'summary.json'))).toBe(true)
  const checkpoints = readdirSync(join(path, 'checkpoints')).filter((name) => name.endsWith('.checkpoint'))
  expect(checkpoints.some((name) => name.includes('000004'))).toBe(true)

  // The run is evaluated, and begun from, at the service that keeps its state.
  const evaluated = await runRlvrHere(folder, [
    'eval',
    'addition',
    '-m',
    path,
    '-n',
    '2',
    '-r',
    '1',
    '--max-tokens',
    '4',
  ])
  expect(evaluated.stderr).not.toContain('rlvr:')
  expect(evaluated.code).toBe(0)
  const begun = await runRlvrHere(folder, [...asked, '--policy', path, '--steps', '1'])
  expect(begun.stderr).not.toContain('rlvr:')
  expect(begun.code).toBe(0)
}, 60_000)
