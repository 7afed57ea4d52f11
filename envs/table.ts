// The environments that come with the library, by id, each loaded when it is asked for. Importing this file makes them
// known to `configure`, `make` and the command line.
import type { EnvironmentFactory } from '../src/core/define-env.ts'
import { register, type EnvironmentEntry } from '../src/core/registry.ts'

function entry(id: string, description: string, load: () => Promise<EnvironmentFactory>): EnvironmentEntry {
  return { id, description, load }
}

const table: readonly EnvironmentEntry[] = [
  entry(
    'addition',
    'Add two whole numbers of up to `level` digits.',
    async () => (await import('./addition/index.ts')).addition,
  ),
  entry(
    'code-basics',
    'Write a small program or function that passes its tests, in Python, JavaScript or TypeScript.',
    async () => (await import('./code-basics/index.ts')).codeBasics,
  ),
  entry(
    'code-stdio',
    'Contest problems: APPS, TACO, LiveCodeBench, Codeforces; without `path`, one sample of our own a split.',
    async () => (await import('./code-stdio/index.ts')).codeStdio,
  ),
  entry(
    'countdown',
    'Write an expression that uses each given number once and equals the target.',
    async () => (await import('./countdown/index.ts')).countdown,
  ),
  entry(
    'gsm8k',
    'Grade-school word problems; without `path` or `hub`, one sample problem of our own a split.',
    async () => (await import('./gsm8k/index.ts')).gsm8k,
  ),
  entry(
    'humaneval',
    'Python functions to complete; without `path` or `hub`, one sample problem of our own a split.',
    async () => (await import('./humaneval/index.ts')).humaneval,
  ),
  entry(
    'json-extract',
    'Extract the facts of a short text as JSON that fits a schema.',
    async () => (await import('./json-extract/index.ts')).jsonExtract,
  ),
  entry(
    'leetcode',
    'Methods of a class Solution, with functional tests; without `path`, one sample of our own a split.',
    async () => (await import('./leetcode/index.ts')).leetcode,
  ),
  entry(
    'mbpp',
    'Short Python problems with assertions; without `path` or `hub`, one sample of our own a split.',
    async () => (await import('./mbpp/index.ts')).mbpp,
  ),
  entry(
    'reverse',
    'Write `level` + 2 letters in reverse order.',
    async () => (await import('./reverse/index.ts')).reverse,
  ),
  entry('sort', 'Sort `level` + 2 numbers in ascending order.', async () => (await import('./sort/index.ts')).sort),
]

for (const each of table) register(each)
