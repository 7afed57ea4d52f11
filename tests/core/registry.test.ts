import { expect, test } from 'vitest'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import { configure, make, register, registered } from '../../src/core/registry.ts'
import { taskList } from '../../src/core/task.ts'
import { Type } from 'typebox'

interface Pair {
  readonly left: string
  readonly right: string
}

function pairs(id: string): EnvironmentFactory<Pair> {
  return defineEnv({
    id,
    options: Type.Object({ split: Type.String({ default: 'none' }) }),
    tasks: taskList<Pair>({ train: [{ prompt: 'left', answer: { left: 'a', right: 'b' } }] }),
    rewards: { correct: ({ reply, task }) => reply === task.answer.left },
    outcome: 'correct',
  })
}

test('an id, a factory and a configured environment all become the same thing', async () => {
  const factory = pairs('registry-pairs')
  register(factory)
  expect(registered().map(({ id }) => id)).toContain('registry-pairs')
  const spec = factory.configure({ split: 'x' })
  expect((await configure('registry-pairs', { split: 'x' })).options).toEqual(spec.options)
  expect((await configure(factory, { split: 'x' })).options).toEqual(spec.options)
  expect(await configure(spec)).toBe(spec)
})

test('what is no environment is refused with what would be one', async () => {
  await expect(configure('registry-pears')).rejects.toMatchObject({ code: 'RLVR_UNKNOWN_NAME' })
  const wrong: unknown[] = [undefined, null, 7, {}, pairs, { id: 'x', create: () => null }]
  for (const each of wrong)
    await expect(configure(each as string)).rejects.toMatchObject({
      code: 'RLVR_USAGE',
      message: expect.stringContaining('An environment is an id like `countdown`') as string,
    })
})

test('options for an environment that is configured already are refused, not dropped', async () => {
  const spec = pairs('configured-pairs').configure()
  await expect(configure(spec, { split: 'x' })).rejects.toThrow('`configured-pairs` is configured already')
})

test('an id belongs to one environment', () => {
  const factory = pairs('taken-pairs')
  register(factory)
  register(factory)
  expect(() => register(pairs('taken-pairs'))).toThrow('raise its version: `taken-pairs-v2`')
})

test('make keeps options of the environment apart from split and seed', async () => {
  const environment = await make(pairs('gym-pairs'), { options: { split: 'mine' }, split: 'test', seed: 3 })
  const { observation } = await environment.reset()
  expect(observation.messages[0]?.content).toBe('left')
  await expect(make(pairs('gym-pairs'), { level: 2 } as object)).rejects.toThrow(
    '`make` takes `options`, `split`, `seed` and `resources`; got `level`',
  )
})
