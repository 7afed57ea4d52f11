import { expect, test } from 'vitest'
import { versionFits } from '../../../src/serve/sandbox/version-selector.ts'

test('a selector takes the versions that npm takes for it', () => {
  const fitting = [
    '*',
    'x',
    '3',
    '3.x',
    '3.11',
    '3.11.x',
    '3.11.2',
    '=3.11.2',
    '>=3.10.0',
    '^3.10.0',
    '~3.11.0',
    '^3',
    '~3',
  ]
  const other = ['2', '3.10', '3.11.3', '>=3.12', '^2.7.0', '^3.12.0', '~3.10.0', '~3.11.5', '4.x', 'latest', '']
  expect(fitting.filter((selector) => !versionFits(selector, '3.11.2'))).toEqual([])
  expect(other.filter((selector) => versionFits(selector, '3.11.2'))).toEqual([])
})
