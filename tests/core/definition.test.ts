import { Type } from 'typebox'
import { describe, expect, test } from 'vitest'
import { defineEnv } from '../../src/core/define-env.ts'
import { Rng } from '../../src/core/random.ts'
import { runRubric } from '../../src/core/rubric.ts'
import { taskList } from '../../src/core/task.ts'

const sound = {
  id: 'sound',
  draw: () => ({ prompt: 'x', answer: 'a' }),
  rewards: { correct: () => true },
  outcome: 'correct',
} as const

/** As someone defines it whom no compiler warns. */
function define(changes: object): ReturnType<typeof defineEnv> {
  return defineEnv({ ...sound, ...changes })
}

const wait = { description: 'Waits.', parameters: Type.Object({}), run: () => '' }

describe('a definition that cannot work', () => {
  test.each<[string, object, string | RegExp]>([
    [
      'an id of other letters',
      { id: 'Two Words' },
      'lower-case words joined by hyphens, like `gsm8k-v2`; got `Two Words`',
    ],
    ['no id', { id: undefined }, /An environment id is .* got undefined/],
    [
      'an unknown field',
      { demonstate: () => '' },
      'has no field `demonstate`. Did you mean `demonstrate`? Fields: id, ',
    ],
    [
      'an unknown field beside a weight',
      { rewards: { correct: { weight: 1, verify: () => true, wieght: 3 } } },
      'reward `correct` has no field `wieght`. Did you mean `weight`? Fields: weight, verify.',
    ],
    [
      'a weight of another name',
      { rewards: { correct: { wieght: 3, verify: () => true } } },
      'reward `correct` has no field `wieght`. Did you mean `weight`?',
    ],
    ['no tasks', { draw: undefined }, 'it has no tasks. Give `draw`'],
    [
      'tasks twice',
      { tasks: taskList({ train: [{ prompt: 'p', answer: 0 }] }) },
      '`draw` and `tasks` both make tasks. Give one',
    ],
    [
      'tasks that are a list',
      { draw: undefined, tasks: [1] },
      '`tasks` is what `taskList({ train: […] })` gives, or a function',
    ],
    ['a draw that is no function', { draw: 'x' }, '`draw` is a function; got "x"'],
    [
      'no outcome',
      { outcome: undefined },
      '`outcome` is missing. Name the reward whose full score means that the task was solved: correct.',
    ],
    ['an unknown outcome', { outcome: 'corect' }, 'Unknown reward term as outcome `corect`. Did you mean `correct`?'],
    [
      'no rewards',
      { rewards: undefined },
      '`rewards` names the terms of the reward, like `{ correct: math() }`; got undefined',
    ],
    [
      'a reward that is none',
      { rewards: { correct: 'yes' } },
      'reward `correct` is a verifier such as `math()`, a function, or { weight, verify } of one; got "yes"',
    ],
    ['a weighted reward without a verifier', { rewards: { correct: { weight: 1 } } }, 'reward `correct` is a verifier'],
    [
      'a weight that is no number',
      { rewards: { correct: { weight: '1', verify: () => true } } },
      'the weight of reward `correct` is a finite number; got "1"',
    ],
    ['maxTurns 0', { maxTurns: 0 }, '`maxTurns` is a whole number from 1, the replies an episode may hold; got 0'],
    ['half a turn', { maxTurns: 1.5 }, 'got 1.5'],
    ['options that are no schema', { options: { level: 1 } }, '`options` is a TypeBox object, like `Type.Object'],
    ['options that are no object', { options: Type.Integer() }, '`options` is a TypeBox object'],
    [
      'a tool without a schema',
      { tools: { wait: { ...wait, parameters: undefined } } },
      'tool `wait` has no schema of its arguments. Give `parameters`',
    ],
    ['an empty tool', { tools: { wait: {} } }, 'tool `wait` has no `description`'],
    ['a tool without run', { tools: { wait: { ...wait, run: undefined } } }, 'tool `wait` has no `run`'],
    ['a tool with a space in its name', { tools: { 'wait now': wait } }, 'got `wait now`. Write `wait_now`.'],
    ['dispose without state', { dispose: () => {} }, '`dispose` has no `state` to dispose of'],
    ['a system message that is none', { system: 7 }, '`system` is the text of a message; got 7'],
  ])('%s is refused in a sentence', (_, changes, message) => {
    expect(() => define(changes)).toThrow(expect.objectContaining({ code: 'RLVR_ENVIRONMENT' }))
    expect(() => define(changes)).toThrow(message)
  })

  test('what is no definition at all is refused too', () => {
    expect(() => defineEnv(undefined as never)).toThrow('defineEnv takes an object with `id`')
    expect(() => defineEnv('addition' as never)).toThrow('got "addition"')
  })

  test('rewards that depend on options are checked when it is configured', () => {
    const factory = define({ rewards: () => ({ right: () => true }) })
    expect(() => factory.configure()).toThrow('Unknown reward term as outcome `correct`')
    expect(() => define({ rewards: () => null }).configure()).toThrow('`rewards` gives the terms of the reward')
  })
})

test('an unknown option is refused with the nearest one, also where there are none', () => {
  const options = Type.Object({ level: Type.Integer({ default: 1 }) })
  expect(() => define({ options }).configure({ levle: 3 })).toThrow('has no option `levle`. Did you mean `level`?')
  expect(() => define({}).configure({ levle: 3 })).toThrow('has no option `levle`. It takes none.')
})

test('two tasks of a list under one id are refused, with the id', () => {
  const train = ['1', '2'].map((prompt) => ({ id: 'a', prompt, answer: 1 }))
  expect(() => taskList({ train })).toThrow(
    expect.objectContaining({
      code: 'RLVR_TASK',
      message: expect.stringContaining('Two tasks of the train split have the id `a`') as string,
    }) as Error,
  )
})

test('demonstrations become lists of actions; what is none is refused', async () => {
  const shown = async (demonstrate: unknown): Promise<unknown> => {
    const spec = define({ demonstrate: () => demonstrate }).configure()
    return spec.demonstrate((await spec.tasks({ split: 'test', seed: 0 })).at(0), Rng.fromSeed(0))
  }
  const call = { text: '', toolCalls: [{ id: '0', name: 'wait', arguments: {} }] }
  // The one prompt of `sound` is of the test split.
  expect(await shown('a')).toEqual([{ text: 'a' }])
  expect(await shown(call)).toEqual([call])
  expect(await shown([call, 'a'])).toEqual([call, { text: 'a' }])
  expect(await shown(null)).toBeNull()
  for (const wrong of [[], 7, [{}], { toolCalls: [] }])
    await expect(shown(wrong)).rejects.toThrow(/`demonstrate` of `sound` gives a text, an action/)
})

test('resources reach tasks, rewards, state, tools, observe and verifiers', async () => {
  const judge = { name: 'judge', generate: async () => [] }
  const seen: string[] = []
  const see = (where: string, resources: { judge?: { name: string } }): void => {
    seen.push(`${where} ${resources.judge?.name}`)
  }
  const spec = defineEnv({
    id: 'resourceful',
    tasks: ({ split, resources }) => {
      see('tasks', resources)
      return taskList({ train: [{ prompt: 'x', answer: 1 }] }).open({ split })
    },
    state: ({ resources }) => see('state', resources),
    tools: { wait: { ...wait, run: (_, { resources }) => (see('tool', resources), 'ok') } },
    observe: ({ resources }) => (see('observe', resources), null),
    rewards: (_, resources) => {
      see('rewards', resources)
      return { correct: (input) => (see('verifier', input.resources), true) }
    },
    outcome: 'correct',
  }).configure({}, { judge })
  const task = (await spec.tasks({ split: 'train', seed: 0 })).at(0)
  const conversation = await spec.begin({ task })
  await conversation.step('<tool_call>{"name":"wait"}</tool_call>')
  await conversation.step('done')
  expect(seen).toEqual(['rewards', 'tasks', 'state', 'tool', 'observe', 'verifier'].map((where) => `${where} judge`))
  await runRubric(spec.rubric, { task, reply: '', messages: [] })
  expect(seen.at(-1)).toBe('verifier judge')
})

test('what an environment opens for itself is closed with it', async () => {
  const log: string[] = []
  const open = async (): Promise<AsyncDisposable & { close(): Promise<void> }> => ({
    close: async () => void log.push('closed'),
    [Symbol.asyncDispose]: async () => {},
  })
  const factory = define({
    rewards: {
      correct: async ({ resources }: { resources: { own(open: unknown): Promise<unknown> } }) => {
        await resources.own(open)
        return true
      },
    },
  })
  {
    await using spec = factory.configure()
    const task = (await spec.tasks({ split: 'test', seed: 0 })).at(0)
    const { reward } = await runRubric(spec.rubric, { task, reply: '', messages: [] })
    expect([reward, log]).toEqual([1, []])
  }
  expect(log).toEqual(['closed'])
})

test.each<[object, string]>([
  [{ tools: null }, '`tools` names tools, like { add:'],
  [{ tools: [1] }, '`tools` names tools, like { add:'],
  [{ tools: { 'a b!': wait } }, 'Write `a_b`.'],
  [
    { tools: { wait: { ...wait, mostCharacters: 0 } } },
    '`mostCharacters` of tool `wait` is a whole number from 1; got 0.',
  ],
  [
    { tools: { wait: { ...wait, parameters: { type: 'object', properties: { a: { $ref: '#/nowhere' } } } } } },
    '`parameters` of tool `wait`: This is no valid JSON Schema',
  ],
  [{ card: 5 }, '`card` is { source, verifier, limits }, each a text; got 5.'],
  [{ processRewards: { correct: () => 1 } }, 'both have a term `correct`'],
])('%j is refused at once', (changes, words) => {
  expect(() => define(changes)).toThrow(words)
})

test.each(['judge', 'opponent', 'user'])('a %s that is no policy is refused as it is handed in', (need) => {
  for (const given of [5, {}, null])
    expect(() => define({}).configure({}, { [need]: given })).toThrow(`\`${need}\` is { name, generate`)
})
