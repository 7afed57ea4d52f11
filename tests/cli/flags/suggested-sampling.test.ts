import { expect, test } from 'vitest'
import { suggestionLine } from '../../../src/cli/flags/suggested-sampling.ts'

test('the line names what is taken from the checkpoint, and no flag', () => {
  const of = { source: './model' }
  expect(suggestionLine({ temperature: 0.6, topP: 0.95, minP: 0.1 }, { topP: 1 }, of)).toBe(
    'Sampling as generation_config.json of ./model suggests: temperature 0.6, min-p 0.1. Flags such as `--temperature 1` win.',
  )
  expect(suggestionLine({}, {}, of)).toBeNull()
  expect(suggestionLine({ temperature: 0 }, { temperature: 1 }, of)).toBeNull()
})
