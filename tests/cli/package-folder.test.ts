import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { packageFolder } from '../../src/cli/package-folder.ts'
import { packageVersion } from '../../src/cli/package-version.ts'

test('the package is where its templates and its version are', () => {
  expect(existsSync(new URL('examples/templates/tools/env.ts', packageFolder()))).toBe(true)
  expect(packageVersion()).toMatch(/^\d+\.\d+\.\d+/)
})
