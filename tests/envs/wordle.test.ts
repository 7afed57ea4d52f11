import { expect, test } from 'vitest'
import wordle from '../../envs/wordle/index.ts'
import { consistentGuesses, keepsHints, marksOf } from '../../envs/wordle/marks.ts'
import { secrets } from '../../envs/wordle/secrets.ts'
import { Rng } from '../../src/core/random.ts'
import { makeTask } from '../../src/core/task.ts'
import { play, tasksOf } from './play.ts'

test('secrets are different words of five letters', () => {
  expect(secrets.filter((word) => !/^[a-z]{5}$/.test(word))).toEqual([])
  expect(new Set(secrets).size).toBe(secrets.length)
  expect(secrets.length).toBeGreaterThan(400)
})

test('a letter is marked as often as the word has it, in place first', () => {
  expect(marksOf('apple', 'paper')).toBe('YYGYX')
  expect(marksOf('crane', 'eerie')).toBe('XXYXG')
  expect(marksOf('level', 'hello')).toBe('XGYYX')
  expect(marksOf('crane', 'crane')).toBe('GGGGG')
})

test('guesses that fit all marks find the word in time, and keep to every hint', () => {
  for (const word of secrets.filter((_, at) => at % 25 === 0)) {
    const guesses = consistentGuesses(word, { most: 6, rng: Rng.fromSeed(word) })
    expect(guesses.at(-1)).toBe(word)
    expect(guesses.length).toBeLessThanOrEqual(6)
    const earlier = guesses.map((guess) => ({ guess, marks: marksOf(word, guess) }))
    expect(guesses.every((guess, at) => keepsHints(guess, earlier.slice(0, at)))).toBe(true)
  }
})

test('no secret is in both splits', async () => {
  const spec = wordle.configure({})
  const train = new Set((await tasksOf(spec, 300)).map(({ answer }) => answer.word))
  expect((await tasksOf(spec, 100, { split: 'test' })).filter(({ answer }) => train.has(answer.word))).toEqual([])
})

test('the word ends the game; six guesses do, and the hard mode takes no guess that forgets a letter', async () => {
  const task = makeTask({ prompt: 'given', answer: { word: 'crane' } }, 'given')
  const spec = wordle.configure({ level: 3 })
  expect(await play(spec, task, ['[trade]', 'CRANE'])).toMatchObject({ outcome: true, turns: 2 })
  const { messages, outcome, reward, turns } = await play(spec, task, [
    'trade',
    'pound',
    'words',
    'trade',
    'trade',
    'trade',
  ])
  expect({ outcome, turns }).toEqual({ outcome: false, turns: 6 })
  expect(reward).toBeCloseTo(0.06)
  expect(messages[2]?.content).toBe('trade: XGGXG. Guesses left: 5.')
  expect(messages[4]?.content).toBe('That guess does not keep to the letters that were found. Guesses left: 4.')
})
