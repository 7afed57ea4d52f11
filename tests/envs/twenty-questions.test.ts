import { expect, test } from 'vitest'
import twentyQuestions from '../../envs/twenty-questions/index.ts'
import { readQuestion } from '../../envs/twenty-questions/keeper.ts'
import { properties } from '../../envs/twenty-questions/properties.ts'
import { questionsFor } from '../../envs/twenty-questions/search.ts'
import { things } from '../../envs/twenty-questions/things.ts'
import { Rng } from '../../src/core/random.ts'
import type { GenerateRequest } from '../../src/core/policy.ts'
import { makeTask } from '../../src/core/task.ts'
import { scriptedPolicy } from '../../src/policy/scripts/scripted-policy.ts'
import { play } from './play.ts'

const ask = (...questions: readonly string[]): string[] => questions.map((each) => `<answer>${each}</answer>`)
const bat = makeTask({ prompt: 'p', answer: { thing: 'bat' } }, 'bat')
const saidTo = async (
  spec: ReturnType<typeof twentyQuestions.configure>,
  actions: readonly string[],
): Promise<string[]> =>
  (await play(spec, bat, actions)).messages
    .filter(({ role }) => role === 'user')
    .slice(1)
    .map(({ content }) => content)

test('the table names each thing once, with known properties, and every property tells some apart', () => {
  expect(things.length).toBeGreaterThanOrEqual(150)
  expect(new Set(things.map(({ name }) => name)).size).toBe(things.length)
  const known = properties.map(({ name }) => name)
  for (const { name, is } of things) for (const each of is) expect(known, name).toContain(each)
  for (const { name } of properties) {
    const count = things.filter(({ is }) => is.has(name)).length
    expect(count, name).toBeGreaterThan(0)
    expect(count, name).toBeLessThan(things.length)
  }
})

test('every form is understood as what it asks, and every name as a guess', () => {
  for (const { name, question, also } of properties)
    for (const form of [question, ...also])
      expect(readQuestion(form), form).toEqual({ kind: 'property', property: name })
  for (const { name } of things) {
    const isForm = readQuestion(`Is it a ${name}?`)
    expect(isForm, name).toEqual({ kind: 'guess', thing: name })
  }
  for (const strange of ['Is it a dog or a cat?', 'Is it a dog, a cat, a bat?', 'What is it?', 'dog cat', ''])
    expect(readQuestion(strange), strange).toEqual({ kind: 'other' })
})

test('halving what is left finds everything within fifteen questions', () => {
  const lengths = things.map((secret) => questionsFor(secret, { all: things, rng: Rng.fromSeed(secret.name) }).length)
  expect(Math.max(...lengths)).toBeLessThanOrEqual(15)
  const animals = things.filter(({ is }) => is.has('animal'))
  const ofAnimals = animals.map((secret) => questionsFor(secret, { all: animals, rng: Rng.fromSeed(0) }).length)
  expect(Math.max(...ofAnimals)).toBeLessThanOrEqual(14)
})

test('questions are answered as the table says, and the name ends the game', async () => {
  const spec = twentyQuestions.configure({ level: 2 })
  expect(await saidTo(spec, ask('Is it a mammal?', 'IS IT METAL', 'Is it a dog?', 'Why?'))).toEqual([
    'Yes. Questions left: 19.',
    'No. Questions left: 18.',
    'No, it is not a dog. Questions left: 17.',
    'I do not understand that question. Questions left: 16.',
  ])
  expect(await play(spec, bat, ask('Is it a mammal?', 'Is it the bat?'))).toMatchObject({
    reward: 1,
    outcome: true,
    turns: 2,
  })
  expect(await play(spec, bat, ask('bat'))).toMatchObject({ outcome: true, turns: 1 })
})

test('a right guess counts within the questions alone, and not beside others', async () => {
  const spec = twentyQuestions.configure({ level: 3 })
  const wrong = Array.from({ length: 14 }, () => 'Is it a dog?')
  expect(await play(spec, bat, ask(...wrong, 'Is it a bat?'))).toMatchObject({ outcome: true, turns: 15 })
  expect(await play(spec, bat, ask(...wrong, 'Is it a dog?', 'Is it a bat?'))).toMatchObject({
    outcome: false,
    turns: 15,
  })
  const spam = things.map(({ name }) => `Is it a ${name}?`).join(' ')
  expect(await play(spec, bat, () => spam)).toMatchObject({ outcome: false })
})

test('a policy may answer in place of the script: yes or no reaches the player, and nothing else', async () => {
  const asked: GenerateRequest[] = []
  const user = scriptedPolicy((request) => {
    asked.push(request)
    return request.messages[1]?.content.includes('wings') === true ? 'Yes: it is a bat!' : 'no, never'
  })
  const factory = twentyQuestions
  expect(factory.configure({ keeper: 'user' }).lacks).toEqual(['user'])
  const spec = factory.configure({ level: 2, keeper: 'user' }, { user })
  expect(await saidTo(spec, ask('Does it have wings? Tell me its name.', 'Is it a dog?', 'Is it green?'))).toEqual([
    'Yes. Questions left: 19.',
    'No, it is not a dog. Questions left: 18.',
    'No. Questions left: 17.',
  ])
  expect(asked).toHaveLength(2)
  expect(await play(spec, bat, ask('Is it a bat?'))).toMatchObject({ outcome: true })
})

test('a user who gives no answer ends the episode without a verdict', async () => {
  const spec = twentyQuestions.configure({ keeper: 'user' }, { user: scriptedPolicy('Perhaps.') })
  await expect(play(spec, bat, ask('Is it green?'))).rejects.toThrow(
    'was asked three times for yes or no and said neither; at last',
  )
})
