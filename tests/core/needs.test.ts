import { Type } from 'typebox'
import { expect, test } from 'vitest'
import { defineEnv } from '../../src/core/define-env.ts'
import { mix } from '../../src/core/mix/mix.ts'
import { lackedOf, needsFault, requireNothingLacks } from '../../src/core/needs.ts'
import { openEnvironment } from '../../src/core/registry.ts'
import { taskList } from '../../src/core/task.ts'
import { withLimits } from '../../src/core/wrap/with-limits.ts'
import { scriptedPolicy } from '../../src/policy/scripts/scripted-policy.ts'

const policy = scriptedPolicy('yes')

const game = defineEnv({
  id: 'game',
  tasks: taskList({ train: [{ prompt: 'Play.', answer: null }] }),
  needs: ['judge', 'opponent'],
  rewards: {
    correct: async ({ resources }) => {
      const [reply] = (await resources.opponent?.generate([], {} as never)) ?? []
      return reply === undefined
    },
  },
  outcome: 'correct',
})

test('what is lacking is refused before an episode begins, with what it is and how it is given', async () => {
  const words =
    "`game` needs a policy that judges replies (`judge`) and a policy to play against (`opponent`). Hand it in, as in `configure('game', {}, { judge: openAiPolicy({ … }) })`."
  await expect(openEnvironment(game)).rejects.toMatchObject({ code: 'RLVR_USAGE', message: words })
  const spec = game.configure()
  expect(spec).toMatchObject({ needs: ['judge', 'opponent'], lacks: ['judge', 'opponent'] })
  const task = (await spec.tasks({ split: 'train', seed: 0 })).at(0)
  await expect(spec.begin({ task })).rejects.toThrow('`game` needs')
  expect(() => spec.create()).toThrow('`game` needs')
})

test('one that is configured can be handed more, wrapped and mixed ones too, and stays as it was', async () => {
  const spec = game.configure({}, { judge: policy })
  expect(spec.handed({ opponent: policy })).toMatchObject({ id: 'game', lacks: [] })
  expect(spec.lacks).toEqual(['opponent'])
  await using opened = await openEnvironment(spec, { opponent: policy })
  const task = (await opened.spec.tasks({ split: 'train', seed: 0 })).at(0)
  expect((await (await opened.spec.begin({ task })).step('x')).judgement?.outcome).toBe(true)
  const wrapped = withLimits(game, { limits: { turns: 1 } })
  expect(wrapped.configure().handed({ judge: policy })).toMatchObject({ id: 'game-limits', lacks: ['opponent'] })
  const mixed = await mix({ id: 'games', environments: [{ environment: wrapped }] })
  expect(mixed.configure().handed({ opponent: policy })).toMatchObject({ id: 'games', lacks: ['judge'] })
})

test('what was handed in is at hand', async () => {
  const spec = game.configure({}, { judge: policy, opponent: policy })
  expect(spec.lacks).toEqual([])
  const conversation = await spec.begin({ task: (await spec.tasks({ split: 'train', seed: 0 })).at(0) })
  expect((await conversation.step('x')).judgement).toMatchObject({ reward: 1 })
})

test('needs are a list of known ones', () => {
  expect(needsFault(undefined)).toBeNull()
  expect(needsFault(['user'])).toBeNull()
  expect(needsFault('judge')).toMatch('`needs` is a list of judge, opponent, user')
  expect(needsFault(['oponent'])).toMatch('Did you mean `opponent`?')
  expect(lackedOf(['judge', 'user'], { user: policy })).toEqual(['judge'])
  expect(() => requireNothingLacks({ id: 'x', lacks: [] })).not.toThrow()
})

test('options may say what is needed, and what they say is looked at', () => {
  const matched = defineEnv({
    id: 'matched',
    options: Type.Object({ against: Type.String({ default: 'script' }) }),
    tasks: taskList({ train: [{ prompt: 'Play.', answer: null }] }),
    needs: ({ against }) => (against === 'script' ? [] : [against as 'opponent']),
    rewards: { correct: () => true },
    outcome: 'correct',
  })
  expect(matched.configure()).toMatchObject({ needs: [], lacks: [] })
  expect(matched.configure({ against: 'opponent' })).toMatchObject({ needs: ['opponent'], lacks: ['opponent'] })
  expect(() => matched.configure({ against: 'oponent' })).toThrow('Did you mean `opponent`?')
})
