import { expect, test } from 'vitest'
import { checkpointWords } from '../../../src/cli/display/checkpoint-words.ts'

test('a checkpoint is told by the step that a person saw, and never twice', () => {
  const words = checkpointWords()
  const at = (step: number, coldStartStep: number, path: string): string | null =>
    words({ type: 'checkpoint', step, coldStartStep, path })
  expect([at(0, 0, 'a'), at(0, 50, 'b'), at(0, 50, 'b'), at(100, 50, 'c')]).toEqual([
    'checkpoint before step 1: a',
    'checkpoint after cold-start step 50: b',
    null,
    'checkpoint after step 100: c',
  ])
})
