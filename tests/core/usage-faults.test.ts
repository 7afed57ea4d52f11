// Calls that no compiler warned of are answered with what was expected, what came and what to do.
import { mkdtempDisposableSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  evaluate,
  fromCsv,
  fromJsonl,
  readEpisodes,
  register,
  scriptedPolicy,
  splitByHash,
  type Policy,
} from '../../src/index.ts'
import { checkPolicy, checkVerifier } from '../../src/testing.ts'
import { exact } from '../../verifiers/index.ts'

const scripted = scriptedPolicy('x')
async function read(query: unknown): Promise<void> {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'rlvr-usage-'))
  for await (const _ of readEpisodes(folder.path, query as never)) break
}

describe('a call of', () => {
  test.each<[string, () => unknown, string]>([
    [
      'evaluate without options',
      () => evaluate(undefined as never),
      'evaluate takes { environment, policy, tasks }; got undefined',
    ],
    ['evaluate without environment', () => evaluate({ policy: scripted } as never), 'An environment is an id'],
    [
      'evaluate without policy',
      () => evaluate({ environment: 'sort' } as never),
      '`policy` is a value with `name` and `generate`',
    ],
    [
      'evaluate with a name',
      () => evaluate({ environment: 'sort', policy: 'scripted:gold' } as never),
      'got "scripted:gold".',
    ],
    [
      'evaluate with NaN tasks',
      () => evaluate({ environment: 'sort', policy: scripted, tasks: Number.NaN }),
      'got NaN',
    ],
    ['checkPolicy without policy', () => checkPolicy(undefined as never), 'checkPolicy: `policy` is { name, generate'],
    ['checkPolicy with no policy', () => checkPolicy({} as never), 'got {}'],
    [
      'checkVerifier with an uncalled one',
      () => checkVerifier(exact as never, { accepts: [], refuses: [] }),
      'call it: `exact()`',
    ],
    [
      'checkVerifier with a function',
      () => checkVerifier((() => 1) as never, { accepts: [], refuses: [] }),
      'give `verifierOf(name, function)`',
    ],
    [
      'checkVerifier with no verifier',
      () => checkVerifier({} as never, { accepts: [], refuses: [] }),
      'it takes a verifier such as `exact()`',
    ],
    [
      'checkVerifier without cases',
      () => checkVerifier(exact(), {} as never),
      '`accepts` is a list of at least one case',
    ],
    ['readEpisodes with one step', () => read({ steps: 3 }), '`steps` is a list of training steps; got 3. Write [3].'],
    ['readEpisodes with step', () => read({ step: 3 }), 'has no filter `step`. Write `steps: [3]`.'],
    ['readEpisodes with a phase', () => read({ phase: 'tran' }), "Did you mean 'train'?"],
    ['splitByHash', () => splitByHash({ tets: 0.2 } as never), 'Did you mean `test`?'],
    ['splitByHash with a text', () => splitByHash({ test: '1/8' } as never), 'got "1/8"'],
    ['fromJsonl without options', () => fromJsonl('p.jsonl', undefined as never), 'Tasks from rows need `task`'],
    ['fromCsv without options', () => fromCsv('p.csv', {} as never), 'Tasks from rows need `task`'],
    ['register', () => register({} as never), 'register takes what `defineEnv` gives, or an entry'],
    ['scriptedPolicy with a number', () => scriptedPolicy(3 as never), 'or a function of the request; got 3.'],
    ['scriptedPolicy with nothing', () => scriptedPolicy([]), 'a list of at least one text'],
  ])('%s is refused in words', async (_, call, message) => {
    const thrown = (async () => await call())()
    await expect(thrown).rejects.toThrow(message)
    await expect(thrown).rejects.toMatchObject({ code: 'RLVR_USAGE' })
  })
})

test('checkPolicy takes a policy that answers at once, without a promise', async () => {
  const atOnce = {
    name: 'at-once',
    generate: (requests: readonly unknown[], _: unknown, { signal }: { signal?: AbortSignal } = {}) => {
      signal?.throwIfAborted()
      return requests.map(() => ({ text: 'x' }))
    },
  }
  const findings = await checkPolicy(atOnce as unknown as Policy)
  expect(findings.length).toBeGreaterThan(5)
})
