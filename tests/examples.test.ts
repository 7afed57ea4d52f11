// The programs in `examples/` run to their end and show what they are about.
import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const folder = fileURLToPath(new URL('../examples', import.meta.url))

const shows: { readonly [name: string]: string } = {
  '01-score-a-reply.ts': 'reward 1.1, solved true',
  '02-new-environment.ts': 'reward 1.2, solved true',
  '03-own-policy.ts': 'pass@2 0.960',
  '04-train-in-code.ts': 'at the end',
  '05-tool-environment.ts': 'reward 1.1, solved true, 4 turns, 3 tool calls',
  '06-code-environment.ts': 'always equal  reward 0',
  '07-tasks-from-a-file.ts': 'line 3, field `answer`: must be number; got "five"',
}

async function outputOf(name: string): Promise<string> {
  const options = ['--disable-warning=ExperimentalWarning', '--conditions=rlvr-source']
  return (await promisify(execFile)(process.execPath, [...options, join(folder, name)])).stdout
}

test('every example is tried here', () => {
  expect(
    readdirSync(folder)
      .filter((name) => name.endsWith('.ts'))
      .toSorted(),
  ).toEqual(Object.keys(shows))
})

test.each(Object.entries(shows))('%s runs', { timeout: 120_000 }, async (name, shown) => {
  const output = await outputOf(name)
  expect(output).toContain(shown)
  if (name !== '04-train-in-code.ts') return
  const [before = 1, after = 0] = [...output.matchAll(/^([\d.]+) after the cold start, ([\d.]+)/gm)]
    .flatMap(([, ...numbers]) => numbers)
    .map(Number)
  expect(after).toBeGreaterThan(before)
})
