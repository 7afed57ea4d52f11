// What every small program of the sandbox's benchmarks is judged by.
import type { CallTests } from '../src/sandbox/code-tests.ts'

export const additionTests: CallTests = {
  format: 'call',
  entry: 'add',
  cases: [
    { args: [1, 2], expected: 3 },
    { args: [-5, 5], expected: 0 },
    { args: [1_000_000, 7], expected: 1_000_007 },
  ],
}
