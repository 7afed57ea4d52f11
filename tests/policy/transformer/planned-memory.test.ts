// What the memory plan says is held against what a process takes.
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import type { Architecture } from '../../../src/policy/transformer/model/architecture.ts'

const architecture: Architecture = {
  vocabularySize: 4096,
  width: 512,
  layers: 6,
  heads: 8,
  maxLengthTokens: 256,
  positions: 'rotary',
  mlp: 'swiglu',
  mlpWidth: 1536,
}
const lora = { rank: 8, alpha: 16, targets: ['query', 'value'] }

test.each([
  { what: 'that learns in full', settings: {}, says: /layer by layer; what gradients need of each layer is kept$/ },
  {
    what: 'that keeps less for want of memory',
    settings: { memoryBytes: 700e6 },
    says: /what gradients need of [1-5] of 6 layers is kept, of the others computed again$/,
  },
  { what: 'whose adapter learns', settings: { lora }, says: /layer by layer/ },
])('a model $what takes about what its plan says', { timeout: 120_000 }, async ({ settings, says }) => {
  const script = fileURLToPath(new URL('planned-memory.ts', import.meta.url))
  const given = JSON.stringify({ architecture, ...settings })
  const { stdout } = await promisify(execFile)(process.execPath, [script, given])
  const { plan, takenMb } = JSON.parse(stdout) as { plan: string; takenMb: number }
  expect(plan).toMatch(says)
  const plannedMb = Number(/^memory +(\d+) MB of /.exec(plan)?.[1])
  // The runtime rounds its blocks up, and garbage waits.
  expect(takenMb).toBeLessThan(1.25 * plannedMb + 50)
  expect(takenMb).toBeGreaterThan(0.6 * plannedMb)
})
