// Environments of programs, judged by tests in a sandbox.
import { entry, type BuiltIn } from '../entry.ts'

export const code: readonly BuiltIn[] = [
  entry(
    'bug-fixing',
    'code',
    'Find and mend the faults planted in a small package of Python, judged by hidden calls.',
    () => import('../bug-fixing/index.ts'),
  ),
  entry(
    'code-basics',
    'code',
    'Write a small program or function that passes its tests, in Python, JavaScript or TypeScript.',
    () => import('../code-basics/index.ts'),
  ),
  entry(
    'code-stdio',
    'code',
    'Contest problems: APPS, TACO, LiveCodeBench, Codeforces; without `path`, one sample of our own a split.',
    () => import('../code-stdio/index.ts'),
  ),
  entry(
    'humaneval',
    'code',
    'Python functions to complete; without `path` or `hub`, one sample problem of our own a split.',
    () => import('../humaneval/index.ts'),
  ),
  entry(
    'leetcode',
    'code',
    'Methods of a class Solution, with functional tests; without `path`, one sample of our own a split.',
    () => import('../leetcode/index.ts'),
  ),
  entry(
    'mbpp',
    'code',
    'Short Python problems with assertions; without `path` or `hub`, one sample of our own a split.',
    () => import('../mbpp/index.ts'),
  ),
]
