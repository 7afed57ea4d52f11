import { Type } from 'typebox'
import { describe, expect, test } from 'vitest'
import { checkDefinition, openerOf, type AnyDefinition } from '../../src/core/definition.ts'
import { defineEnv } from '../../src/core/define-env.ts'

const parameters = Type.Object({ city: Type.String() })
const weather = { description: 'Tells the weather.', parameters, run: () => 'dry' }
const sound = {
  id: 'sums-v2',
  draw: () => ({ prompt: 'x', answer: 1 }),
  rewards: { correct: () => true },
  outcome: 'correct',
}

test('a definition that could run is let through, whatever it uses', () => {
  expect(() => checkDefinition(sound)).not.toThrow()
  const full = {
    ...sound,
    description: 'Sums.',
    card: { source: 'own', verifier: 'mine', limits: 'none' },
    options: Type.Object({ level: Type.Integer({ default: 1 }) }),
    system: 'Be brief.',
    state: () => 1,
    dispose: () => {},
    tools: { weather, W_1: { ...weather, parameters: Type.Object({}) } },
    observe: () => null,
    maxTurns: 1,
    rewards: () => ({ correct: () => true }),
    demonstrate: () => null,
  }
  expect(() => checkDefinition(full)).not.toThrow()
  const { draw, ...rest } = sound
  expect(draw()).toBeDefined()
  expect(() => checkDefinition({ ...rest, tasks: () => null as never })).not.toThrow()
  expect(() => checkDefinition({ ...rest, tasks: { open: () => null as never } })).not.toThrow()
})

describe('what is wrong with a definition is said in a sentence', () => {
  test.each<[string, object]>([
    ['lower-case words joined by hyphens, like `gsm8k-v2`; got `Sums`', { id: 'Sums' }],
    ['got `sums_2`', { id: 'sums_2' }],
    ['got `2-sums`', { id: '2-sums' }],
    ['got `sums-`', { id: 'sums-' }],
    ['got 7', { id: 7 }],
    ['has no field `reward`. Did you mean `rewards`? Fields: id, description,', { reward: {} }],
    ['has no field `zzzzzzzzzz`. Fields:', { zzzzzzzzzz: 1 }],
    ['`draw` is a function; got "x"', { draw: 'x' }],
    ['`state` is a function; got {}', { state: {} }],
    ['`dispose` is a function; got 1', { dispose: 1, state: () => 1 }],
    ['`observe` is a function; got null', { observe: null }],
    ['`demonstrate` is a function; got "42"', { demonstrate: '42' }],
    ['`tasks` is what `taskList({ train: […] })` gives, or a function from', { draw: undefined, tasks: [] }],
    ['`tasks` is what', { draw: undefined, tasks: { open: 1 } }],
    ['it has no tasks. Give `draw`', { draw: undefined }],
    ['`draw` and `tasks` both make tasks', { tasks: () => null }],
    ['`system` is the text of a message; got ["x"]', { system: ['x'] }],
    ['`dispose` has no `state` to dispose of', { dispose: () => {} }],
    ['`maxTurns` is a whole number from 1, the replies an episode may hold; got 0', { maxTurns: 0 }],
    ['got 1.5', { maxTurns: 1.5 }],
    ['got "3"', { maxTurns: '3' }],
    ['`options` is a TypeBox object, like', { options: { level: 1 } }],
    ['`options` is a TypeBox object', { options: Type.String() }],
    ['`options` is a TypeBox object', { options: { type: 'object', properties: null } }],
    ['`options` is a TypeBox object', { options: null }],
    ['`rewards` names the terms of the reward, like `{ correct: math() }`; got null', { rewards: null }],
    ['`rewards` names the terms', { rewards: 'correct' }],
    [
      '`outcome` is missing. Name the reward whose full score means that the task was solved: correct.',
      { outcome: undefined },
    ],
    ['task was solved.', { outcome: undefined, rewards: () => ({}) }],
    ['task was solved.', { outcome: undefined, rewards: {} }],
    ['got `get weather`. Write `get_weather`.', { tools: { 'get weather': weather } }],
    ['64 at most, as servers ask for; got `é`.', { tools: { é: weather } }],
    ['64 at most', { tools: { ['a'.repeat(65)]: weather } }],
    ['tool `w` is { description, parameters, run }; got null', { tools: { w: null } }],
    ['tool `w` has no `description`', { tools: { w: { ...weather, description: undefined } } }],
    ['tool `w` has no schema of its arguments', { tools: { w: { ...weather, parameters: undefined } } }],
    ['tool `w` has no schema', { tools: { w: { ...weather, parameters: Type.String() } } }],
    ['tool `w` has no `run`', { tools: { w: { ...weather, run: 'x' } } }],
  ])('%s', (message, change) => {
    const definition = { ...sound, ...change } as unknown as AnyDefinition
    expect(() => checkDefinition(definition)).toThrow(message)
    expect(() => checkDefinition(definition)).toThrow(expect.objectContaining({ code: 'RLVR_ENVIRONMENT' }) as Error)
    expect(() => defineEnv(definition as never)).toThrow(message)
  })

  test('what is no object at all too', () => {
    for (const none of [undefined, null, 'sums', 7])
      expect(() => checkDefinition(none as never)).toThrow('defineEnv takes an object with `id`, `draw` or `tasks`')
  })

  test('a name of 64 letters is short enough', () => {
    expect(() => checkDefinition({ ...sound, tools: { ['a'.repeat(64)]: weather } })).not.toThrow()
  })
})

test('a source is opened by itself or by its own `open`', () => {
  const source = {
    size: 3,
    open: function (this: { size: number }): number {
      return this.size
    },
  }
  expect((openerOf(source) as () => number)()).toBe(3)
  const open = (): number => 4
  expect(openerOf(open)).toBe(open)
  expect(openerOf({ open: 1 })).toBeUndefined()
  expect(openerOf(null)).toBeNull()
})
