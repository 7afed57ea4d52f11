import { expect, test } from 'vitest'
import { withLimits } from '../../../src/core/wrap/with-limits.ts'
import { begun, dialogue } from './sample-dialogue.ts'

test('episodes end sooner, and a run may still tighten', async () => {
  const factory = withLimits(dialogue, { limits: { turns: 2, timeMs: 60_000 } })
  const { conversation, spec } = await begun(factory)
  expect(spec).toMatchObject({ maxTurns: 2, limits: { turns: 2, timeMs: 60_000 } })
  await conversation.step('1')
  expect(await conversation.step('2')).toMatchObject({ truncated: true, limit: 'turns' })
  const task = (await spec.tasks({ split: 'train', seed: 0 })).at(0)
  const short = await spec.begin({ task, limits: { turns: 1 } })
  expect(await short.step('1')).toMatchObject({ limit: 'turns' })
  expect(() => withLimits(dialogue, { limits: { turns: 0 } })).toThrow('withLimits(): `limits.turns` is a whole number')
  expect(() => withLimits(dialogue, {} as never)).toThrow('`limits` is missing')
  expect(() => withLimits(dialogue, { limits: {} })).toThrow('`limits` names no limit')
})
