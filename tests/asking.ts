// Environments that each ask one thing of whoever runs them, for a table of who can give it.
import { Type } from 'typebox'
import { curriculum } from '../src/core/curriculum/curriculum.ts'
import { defineEnv, type EnvironmentFactory } from '../src/core/define-env.ts'
import { withHistory } from '../src/core/wrap/with-history.ts'
import { withMemory } from '../src/core/wrap/with-memory.ts'
import { math } from '../verifiers/index.ts'

const sum = {
  draw: ({ rng }: { rng: { int(from: number, to: number): number } }) => {
    const [one, other] = [rng.int(1, 999), rng.int(1, 999)]
    return { prompt: `${one} + ${other}`, answer: one + other }
  },
  rewards: { right: math() },
  outcome: 'right',
  demonstrate: ({ answer }: { answer: number }) => String(answer),
} as const

export const nothing: EnvironmentFactory = defineEnv({ id: 'nothing', ...sum })

export const turns: EnvironmentFactory = defineEnv({
  id: 'turns',
  ...sum,
  maxTurns: 3,
  observe: ({ messages }) => (messages.filter(({ role }) => role === 'assistant').length < 2 ? 'Again?' : null),
  demonstrate: ({ answer }) => ['1', String(answer)],
})

export const tools: EnvironmentFactory = defineEnv({
  id: 'tools',
  ...sum,
  maxTurns: 2,
  tools: { look: { description: 'A look.', parameters: Type.Object({}), run: () => 'nothing' } },
})

export const groups: EnvironmentFactory = defineEnv({
  id: 'groups',
  ...sum,
  groupRewards: { rare: ({ replies }) => replies.map(() => 0.5) },
})

export const judged: EnvironmentFactory = defineEnv({ id: 'judged', ...sum, needs: ['judge'] })

export const opposed: EnvironmentFactory = defineEnv({
  id: 'opposed',
  ...sum,
  needs: ['opponent'],
})

export const counted: EnvironmentFactory = defineEnv({
  id: 'counted',
  ...sum,
  limits: { tokens: 100 },
})

export const priced: EnvironmentFactory = defineEnv({ id: 'priced', ...sum, limits: { cost: 1 } })

export const history: EnvironmentFactory = withHistory(turns, { id: 'history', exchanges: 1 })

export const memory: EnvironmentFactory = withMemory(turns, { id: 'memory' })

export const rising: EnvironmentFactory = await curriculum({
  id: 'rising',
  environment: defineEnv({
    id: 'sums',
    ...sum,
    options: Type.Object({ level: Type.Integer({ default: 1 }) }),
  }) as EnvironmentFactory,
  from: 1,
  to: 3,
})
