// The programs in `examples/` run to their end and show what they are about.
import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
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
  '08-policy-of-another-kind.ts': '39 promises kept',
  '09-policy-in-python.ts': '39 promises kept',
  '10-q-learning.ts': 'greedy: return -13 in 13 moves',
  '11-mcp-tools.ts': 'reward 1, solved true, 3 tool calls',
  '12-curriculum.ts': ': level 2, outcome',
}

/** Examples that train, and print by how much. */
const training = ['04-train-in-code.ts', '08-policy-of-another-kind.ts', '09-policy-in-python.ts']

/** A Python with PyTorch, for the example that needs one: RLVR_TORCH_PYTHON=/path/to/python npm test. */
const torch = process.env['RLVR_TORCH_PYTHON']

async function outputOf(name: string, environment: NodeJS.ProcessEnv = {}): Promise<string> {
  const options = ['--disable-warning=ExperimentalWarning', '--conditions=rlvr-source']
  const given = { env: { ...process.env, ...environment } }
  return (await promisify(execFile)(process.execPath, [...options, join(folder, name)], given)).stdout
}

test('every example is tried here', () => {
  expect(
    readdirSync(folder)
      .filter((name) => name.endsWith('.ts'))
      .toSorted(),
  ).toEqual(Object.keys(shows))
})

test.for(Object.entries(shows))('%s runs', { timeout: 300_000 }, async ([name, shown], { skip }) => {
  if (name === '09-policy-in-python.ts') skip(torch === undefined, 'RLVR_TORCH_PYTHON names no Python with PyTorch')
  const output = await outputOf(name)
  expect(output).toContain(shown)
  if (!training.includes(name)) return
  const [before = 1, after = 0] = [...output.matchAll(/^([\d.]+) after the cold start, ([\d.]+)/gm)]
    .flatMap(([, ...numbers]) => numbers)
    .map(Number)
  expect(after).toBeGreaterThan(before)
})

test.each([
  [
    `echo "ModuleNotFoundError: No module named 'torch'" >&2; exit 1`,
    "holds no model: it ended with exit code 1. ModuleNotFoundError: No module named 'torch' Install it (pip install torch), or name another Python by RLVR_TORCH_PYTHON.",
  ],
  // It says that it is there, and dies.
  ['echo 1', 'holds no model: it does not answer generate'],
])('a Python without a model is told, with what to do (%#)', async (script, words) => {
  const python = join(mkdtempSync(join(tmpdir(), 'rlvr-example-')), 'python')
  writeFileSync(python, `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  const failure = await outputOf('09-policy-in-python.ts', { RLVR_TORCH_PYTHON: python }).then(
    () => '',
    (thrown: { stderr: string }) => thrown.stderr,
  )
  expect(failure).toContain(`${python} ${words}`)
})
