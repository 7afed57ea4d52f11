// One whole GRPO step of a small Llama shape (0.86M parameters: width 128, 4 layers, 4 heads, vocabulary 64) beside TRL's
// GRPOTrainer: 64 prompts x 8 replies of at most 16 tokens, a trivial reward, one optimizer step a rollout. Both are held
// at the beginning of each step, so that their steps are paired.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Rng } from '../src/core/random.ts'
import { bothWaitPolicies, sideBySide, type Side, type SideReport } from './side-by-side.ts'
import type { SideOptions } from './side-options.ts'

const alphabet = '0123456789+-*/=,:() abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLM'
const settings = { promptsPerStep: 64, samplesPerPrompt: 8, maxTokens: 16, learningRate: 1e-4 }
const warmUpRounds = 2

export async function grpoStep({ threads, rounds, pythons, peersOnly, note }: SideOptions): Promise<SideReport> {
  const folder = mkdtempSync(join(tmpdir(), 'rlvr-grpo-step-'))
  try {
    const file = join(folder, 'prompts.json')
    writeFileSync(file, JSON.stringify({ prompts: prompts(4096), alphabet, settings }))
    const work = [file, String(rounds + warmUpRounds + 3), String(threads)]
    const script = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
    const ours: Side = { command: process.execPath, parameters: [script('contenders/ours-grpo-step.ts'), ...work] }
    return await sideBySide({
      benchmark: 'grpo-step',
      subject: `${settings.promptsPerStep} prompts x ${settings.samplesPerPrompt} replies of at most ${settings.maxTokens} tokens, 0.86M parameters, a whole step`,
      unit: 'ms',
      threads,
      rounds,
      warmUpRounds,
      ours: peersOnly ? null : ours,
      peers: pythons.map((python) =>
        bothWaitPolicies({ command: python, parameters: ['-B', script('peers/trl_grpo.py'), ...work] }, threads),
      ),
      note,
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Like `12,7,19=43:`; what the numbers mean does not matter to the reward. */
function prompts(count: number): string[] {
  const rng = Rng.fromSeed('grpo-step')
  const small = (): number => rng.int(1, 20)
  const distinct = new Set<string>()
  while (distinct.size < count) distinct.add(`${small()},${small()},${small()}=${rng.int(10, 99)}:`)
  return [...distinct]
}
