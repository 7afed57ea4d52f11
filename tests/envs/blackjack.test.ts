import { expect, test } from 'vitest'
import { chanceOf, emptyHand, playsOf, withCard, type Hand } from '../../envs/blackjack/hands.ts'
import blackjack from '../../envs/blackjack/index.ts'
import { Rng } from '../../src/core/random.ts'
import { makeTask } from '../../src/core/task.ts'
import { play, tasksOf } from './play.ts'

function handOf(...cards: number[]): Hand {
  return cards.reduce(withCard, emptyHand)
}

test('an ace counts 11 where it may, and one of two', () => {
  expect(handOf(1, 10)).toEqual({ sum: 21, isSoft: true })
  expect(handOf(1, 1)).toEqual({ sum: 12, isSoft: true })
  expect(handOf(1, 6, 10)).toEqual({ sum: 17, isSoft: false })
  expect(handOf(10, 6, 1)).toEqual({ sum: 17, isSoft: false })
  expect(handOf(10, 6, 7)).toEqual({ sum: 23, isSoft: false })
  expect([1, 2, 3, 4, 5, 6, 7, 8, 9, 10].reduce((sum, card) => sum + chanceOf(card), 0)).toBeCloseTo(1)
})

/** Hits below this sum, against a dealer's card. */
function limitsOf(isSoft: boolean): number[] {
  return [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((dealer) => {
    let sum = isSoft ? 12 : 4
    while (playsOf({ sum, isSoft }, dealer).hit > playsOf({ sum, isSoft }, dealer).stick) sum++
    return sum
  })
}

// Sutton and Barto, figure 5.2 (the optimal policy for blackjack), from ace to ten.
test('the best play is the published one', () => {
  expect(limitsOf(false)).toEqual([17, 13, 13, 12, 12, 12, 17, 17, 17, 17])
  expect(limitsOf(true)).toEqual([19, 18, 18, 18, 18, 18, 18, 18, 19, 19])
})

test('what a play is worth is what many hands earn by it', () => {
  const rng = Rng.fromSeed(0)
  const card = (): number => Math.min(10, rng.int(1, 13))
  const hands = 20_000
  let earned = 0
  for (let hand = 0; hand < hands; hand++) {
    let dealer = handOf(6, card())
    while (dealer.sum < 17) dealer = withCard(dealer, card())
    earned += dealer.sum > 21 ? 1 : Math.sign(16 - dealer.sum)
  }
  expect(Math.abs(earned / hands - playsOf({ sum: 16, isSoft: false }, 6).stick)).toBeLessThan(0.035)
})

test('the best decisions solve a task though the hand be lost; another one does not', async () => {
  const spec = blackjack.configure({ prompt: 'compact' })
  const results = new Set<number>()
  for (const task of await tasksOf(spec, 60)) {
    const actions = spec.demonstrate(task, Rng.fromSeed(0)) ?? []
    const { reward, outcome } = await play(spec, task, actions)
    expect(outcome).toBe(true)
    results.add((reward ?? NaN) - 1)
    const first = actions[0]?.text === 'h' ? 'stand' : 'hit'
    expect((await play(spec, task, [first, ...Array.from({ length: 20 }, () => 's')])).outcome).toBe(false)
  }
  expect(results).toEqual(new Set([-0.25, 0, 0.25]))
})

test('what is no decision loses the hand, and the next one is dealt', async () => {
  const spec = blackjack.configure({ level: 2 })
  const task = makeTask({ prompt: 'given', answer: { luck: 3 } }, 'given')
  const { reward, outcome, turns, messages } = await play(spec, task, () => 'fold')
  expect({ reward, outcome, turns }).toEqual({ reward: -0.25, outcome: false, turns: 3 })
  expect(messages[2]?.content).toContain('That was no decision: the hand is lost. A new hand. Your sum is')
})

// Of Blackjack-v1 with neither `natural` nor `sab`; agents that learn it report -0.04 to -0.05 a hand.
test('by the best decisions a hand is expected to return what is known of it', () => {
  const cards = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
  let expected = 0
  for (const first of cards)
    for (const second of cards)
      for (const open of cards) {
        const chance = chanceOf(first) * chanceOf(second) * chanceOf(open)
        const { hit, stick } = playsOf(handOf(first, second), open)
        expected += chance * Math.max(hit, stick)
      }
  expect(expected).toBeGreaterThan(-0.05)
  expect(expected).toBeLessThan(-0.04)
})
