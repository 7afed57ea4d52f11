// Runs that a program made on a Hugging Face checkpoint, on the command line; and how checkpoints are named there.
import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openPretrained } from '../../../src/policy/transformer/open-pretrained.ts'
import { train } from '../../../trainers/index.ts'
import { writeTinyChatModel } from '../../policy/checkpoints/tiny-chat-model.ts'
import { folderWith, runRlvrHere } from '../run-rlvr.ts'

test('a run that was made in code on a checkpoint is evaluated and exported, wherever the checkpoint is by then', async () => {
  const folder = await folderWith({})
  const model = await writeTinyChatModel(join(folder, 'model'))
  await writeTinyChatModel(join(folder, 'other'), { seed: 1 })
  for (const lora of [{ rank: 2, targets: ['query'] } as const, undefined]) {
    const run = lora === undefined ? 'whole' : 'adapter'
    const policy = await openPretrained(model, { threads: 1, maxLengthTokens: 96, ...(lora !== undefined && { lora }) })
    expect(policy.name).toBe(`hf:${model}`)
    expect(policy.planLines[0]).toBe(
      `policy       hf:${model}, ${lora === undefined ? 'all weights' : 'an adapter (LoRA) of rank 2, alpha 4 on query'}`,
    )
    await train({
      environment: 'addition',
      policy,
      run: join(folder, run),
      settings: {
        ...{ steps: 1, promptsPerStep: 2, samplesPerPrompt: 2, sampling: { maxTokens: 4 } },
        evaluation: { tasks: 1 },
      },
    })
    await policy.close()
    const evaluation = ['eval', 'addition', '-m', run, '-n', '1', '--max-tokens', '4', '--json']
    const here = await runRlvrHere(folder, evaluation)
    expect(here.code, here.stderr).toBe(0)
    expect(JSON.parse(here.stdout)).toMatchObject({ policy: { name: run } })

    renameSync(model, join(folder, 'moved'))
    try {
      const lost = await runRlvrHere(folder, evaluation)
      expect(lost.code).not.toBe(0)
      expect(lost.stderr).toContain('Say where it is: `--base hf:FOLDER`')
      const another = await runRlvrHere(folder, [...evaluation, '--base', 'hf:./other'])
      // All weights are the snapshot's own; of the checkpoint come shape and text, which are the same there.
      expect(another.code === 0, another.stderr).toBe(lora === undefined)
      for (const given of [
        [...evaluation, '--base', 'hf:./moved'],
        ['export', run, '-o', `${run}-out`, '--base', 'hf:./moved'],
      ]) {
        const found = await runRlvrHere(folder, given)
        expect(found.code, found.stderr).toBe(0)
      }
    } finally {
      renameSync(join(folder, 'moved'), model)
    }
  }
  const named = await runRlvrHere(folder, ['eval', 'addition', '-m', 'hf:./model', '-n', '1', '--max-tokens', '4'])
  expect(named.stdout).toMatch(/^addition · hf:\.\/model · /)
  const plan = ['train', 'addition', '--policy', 'hf:./model', '--lora', '--dry-run'] as const
  const begun = await runRlvrHere(folder, plan)
  expect(begun.stderr).toContain('policy       hf:./model, an adapter (LoRA) of rank 16, alpha 32 on query, key')
  const more = [...['promptsPerStep=2', 'samplesPerPrompt=2', 'sampling.maxTokens=4', 'evaluation.tasks=1']]
  const again = await runRlvrHere(folder, [
    ...['train', 'addition', '--policy', 'adapter', '--steps', '1'],
    ...more.flatMap((setting) => ['--set', setting]),
  ])
  expect(again.code, again.stderr).toBe(0)
  expect(again.stdout + again.stderr).toContain('an adapter (LoRA) of rank 2, alpha 4 on query')
}, 180_000)
