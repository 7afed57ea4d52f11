import { expect, test } from 'vitest'
import { allCodes, consistentGuesses, drawCode, pegsOf, readGuess } from '../../envs/mastermind/code.ts'
import mastermind from '../../envs/mastermind/index.ts'
import { Rng } from '../../src/core/random.ts'
import { makeTask } from '../../src/core/task.ts'
import { play } from './play.ts'

const shape = { length: 4, digits: 6, mayRepeat: true }
const task = makeTask({ prompt: 'given', answer: { code: '1123' } }, 'given')

/** Pegs by taking them out one after another, as a player does. */
function pegsByHand(code: string, guess: string): { black: number; white: number } {
  const [left, open] = [code.split(''), guess.split('')]
  const black = left.filter((digit, at) => digit === open[at]).length
  let both = 0
  for (const digit of open) {
    const at = left.indexOf(digit)
    if (at < 0) continue
    left.splice(at, 1)
    both++
  }
  return { black, white: both - black }
}

test('pegs are those that taking digits out one by one gives', () => {
  expect(pegsOf('1123', '1311')).toEqual({ black: 1, white: 2 })
  const rng = Rng.fromSeed(0)
  for (let trial = 0; trial < 500; trial++) {
    const [code, guess] = [drawCode(rng, shape), drawCode(rng, shape)]
    expect(pegsOf(code, guess)).toEqual(pegsByHand(code, guess))
  }
})

test('there are as many codes as there can be, and none repeats a digit that may not', () => {
  expect(new Set(allCodes(shape)).size).toBe(1296)
  expect(allCodes({ ...shape, mayRepeat: false })).toHaveLength(360)
  for (let seed = 0; seed < 50; seed++)
    expect(new Set(drawCode(Rng.fromSeed(seed), { ...shape, mayRepeat: false })).size).toBe(4)
})

test('guesses that fit all answers find every code', () => {
  for (const code of allCodes(shape).filter((_, index) => index % 40 === 0)) {
    const guesses = consistentGuesses(code, { shape, rng: Rng.fromSeed(code) })
    expect(guesses.at(-1)).toBe(code)
    expect(guesses.length).toBeLessThanOrEqual(10)
  }
})

test('a guess is read in several forms', () => {
  expect(
    ['1 1 2 3', '1123', '1, 1, 2, 3', '112', '1127', '1120', '1 1 2 3 4', null].map((each) => readGuess(each, shape)),
  ).toEqual(['1123', '1123', '1123', null, null, null, null, null])
})

test('the code ends the game; ten guesses that miss do too, and digits in place earn a little', async () => {
  const spec = mastermind.configure({ level: 3 })
  const won = await play(spec, task, ['3 3 3 3', '[1 1 2 3]'])
  expect(won).toMatchObject({ outcome: true, turns: 2 })
  expect(won.reward).toBeCloseTo(1.1)
  expect(won.messages[2]?.content).toBe('3 3 3 3: 1 black, 0 white. Guesses left: 9.')
  const lost = await play(spec, task, () => '<answer>1 1 2 2</answer>')
  expect(lost).toMatchObject({ outcome: false, turns: 10 })
  expect(lost.reward).toBeCloseTo(0.075)
  expect(await play(spec, task, () => 'what?')).toMatchObject({ outcome: false, reward: 0, turns: 10 })
})
