import { expect, test } from 'vitest'
import { openAllWithNeeded } from '../../../src/cli/flags/open-with-needed.ts'
import { neededPolicies } from '../../../src/cli/flags/needed-policies.ts'
import { defineEnv } from '../../../src/core/define-env.ts'
import type { EnvironmentFactory } from '../../../src/core/define-env.ts'
import type { Need } from '../../../src/core/needs.ts'
import type { Policy } from '../../../src/core/policy.ts'
import { folderWith } from '../run-rlvr.ts'

const seen: (Policy | undefined)[] = []

function needing(id: string, needs: readonly Need[]): EnvironmentFactory {
  return defineEnv({
    id,
    draw: () => ({ prompt: 'p', answer: 'a' }),
    needs,
    rewards: (_, resources) => {
      seen.push(resources.judge)
      return { correct: ({ reply }) => reply === 'a' }
    },
    outcome: 'correct',
  }) as EnvironmentFactory
}

const plain = needing('plain', [])
const judged = needing('judged', ['judge'])
const both = needing('both', ['judge', 'user'])

async function scripted(): Promise<string> {
  const folder = await folderWith({
    'mine.mjs': `export let opened = 0, closed = 0
export default () => { opened++; return { name: 'mine', generate: async (all) => all.map(() => ({ text: 'yes' })), close: async () => { closed++ } } }`,
  })
  return `${folder}/mine.mjs`
}

test('a policy is opened once for all environments that need it, and closed once behind them', async () => {
  const path = await scripted()
  const chosen = await neededPolicies({ judge: path })
  const asked = [plain, judged, judged].map((factory) => ({ factory, options: {} }))
  const counts = (await import(path)) as { opened: number; closed: number }
  seen.length = 0
  const { specs, ...opened } = await openAllWithNeeded(asked, chosen)
  expect(specs.map(({ id, lacks }) => [id, lacks])).toEqual([
    ['plain', []],
    ['judged', []],
    ['judged', []],
  ])
  expect(seen.filter((policy) => policy !== undefined).map(({ name }) => name)).toEqual(['mine', 'mine'])
  expect([counts.opened, counts.closed]).toEqual([1, 0])
  await opened[Symbol.asyncDispose]()
  expect([counts.opened, counts.closed]).toEqual([1, 1])
})

test('what is lacking is named with every flag that gives it, and nothing is opened', async () => {
  await expect(openAllWithNeeded([{ factory: both, options: {} }], {})).rejects.toThrow(
    '`both` needs a policy that judges replies and a policy that speaks as the user: give `--judge POLICY` and `--user POLICY`',
  )
})

test('a policy that nobody would ask is refused', async () => {
  const chosen = await neededPolicies({ opponent: await scripted() })
  await expect(
    openAllWithNeeded([{ factory: judged, options: {} }], {
      ...chosen,
      ...(await neededPolicies({ judge: await scripted() })),
    }),
  ).rejects.toThrow('`--opponent` has no effect')
  await expect(openAllWithNeeded([{ factory: plain, options: {} }], chosen)).rejects.toThrow(
    '`--opponent` has no effect: `plain` under these options needs no policy to play against',
  )
})

test('a policy that does not open leaves nothing open', async () => {
  const chosen = await neededPolicies({ judge: await scripted(), user: './nowhere' })
  const counts = (await import(chosen.judge?.policy ?? '')) as { opened: number; closed: number }
  await expect(openAllWithNeeded([{ factory: both, options: {} }], chosen)).rejects.toThrow(
    'Unknown policy `./nowhere`',
  )
  expect(counts.closed).toBe(counts.opened)
})
