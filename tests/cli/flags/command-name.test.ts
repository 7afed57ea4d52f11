import { expect, test } from 'vitest'
import { commandName } from '../../../src/cli/flags/command-name.ts'

test('what one is told to type works where one types it', () => {
  expect(commandName({ npm_lifecycle_event: 'rlvr' })).toBe('npm run -s rlvr --')
  expect(commandName({ npm_lifecycle_event: 'vitest' })).toBe('rlvr')
  expect(commandName({})).toBe('rlvr')
})
