import { expect, test } from 'vitest'
import { checkSandboxOptions } from '../../src/sandbox/check-sandbox-options.ts'
import { openSandbox, type SandboxOptions } from '../../src/sandbox/open-sandbox.ts'

test.each<[unknown, string]>([
  [{ minIsolation: 'L9' }, '`minIsolation` is unsafe, L0, L1, L2, L3; got "L9".'],
  [{ minIsolation: 'l2' }, "Did you mean 'L2'?"],
  [{ minIsolation: 7 }, '`minIsolation` is'],
  [{ foo: 1 }, 'openSandbox() has no option `foo`.'],
  [{ retry: { attempts: 0 } }, '`retry.attempts` is a whole number from 1; got 0.'],
  [{ retry: { atempts: 2 } }, 'Did you mean `attempts`?'],
  [{ concurrency: 0 }, '`concurrency` is a whole number from 1; got 0.'],
  [{ concurrency: 'x' }, '`concurrency` is a whole number'],
  [{ cacheEntries: -1 }, '`cacheEntries` is a whole number from 0'],
  [{ languages: ['ruby'] }, 'a language is python, javascript, typescript, cpp; got "ruby".'],
  [{ languages: 'python' }, '`languages` is a list of'],
  [{ python: 3 }, '`python` is the path of an interpreter'],
  [{ engines: {} }, '`engines` is a list'],
])('%j is refused before anything starts', async (options, message) => {
  const opening = openSandbox(options as SandboxOptions)
  await expect(opening).rejects.toThrow(message)
  await expect(opening).rejects.toMatchObject({ code: 'RLVR_USAGE' })
})

test('sound options pass', () => {
  const limits = { timeMs: 100 }
  const sound = { languages: ['python'], concurrency: 1, cacheEntries: 0, minIsolation: 'L0', limits, retry: {} }
  expect(() => checkSandboxOptions(sound)).not.toThrow()
  expect(() => checkSandboxOptions({})).not.toThrow()
})
