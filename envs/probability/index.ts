// Probabilities as exact fractions: balls, dice, coins, and which urn a ball came from.
import type { EnvironmentFactory } from '../../src/core/define-env.ts'
import type { Rng } from '../../src/core/random.ts'
import { defineNumberQuestions, type Question } from '../define-questions.ts'
import { fraction, fractionText, reckoned } from '../fractions.ts'

type Kind = 'ball' | 'dice' | 'coins' | 'all-red' | 'some-red' | 'which-urn' | 'sum-at-least'

const probability: EnvironmentFactory<string> = defineNumberQuestions<readonly Kind[]>({
  id: 'probability',
  description: 'Find a probability as an exact fraction.',
  card: {
    source: 'Generated; answers are counted, not simulated.',
    verifier:
      'The exact value as a fraction (in any terms) or a decimal; a percentage, a rounded value or a calculation is wrong.',
    limits: 'Fair dice and coins. No probability asked for is 0 or 1.',
  },
  levels: [
    ['ball'],
    ['dice', 'coins'],
    ['coins', 'all-red', 'sum-at-least'],
    ['all-red', 'some-red'],
    ['some-red', 'which-urn'],
  ],
  levelText:
    '1: one ball from an urn; 2: two dice, coins; 3: two balls and more without putting them back, sums of dice; 4: how many of them are red; 5: which urn they came from',
  ask: (rng, kinds) => {
    for (;;) {
      const question = asked(rng, rng.pick(kinds))
      if (question.answer !== '0' && question.answer !== '1') return question
    }
  },
})

function asked(rng: Rng, kind: Kind): Question<string> {
  const form = 'the exact fraction'
  const [red, blue] = [rng.int(2, 12), rng.int(2, 12)]
  switch (kind) {
    case 'ball': {
      const green = rng.int(1, 15)
      return {
        compact: `r${red}b${blue}g${green}:`,
        words: `An urn holds ${red} red, ${blue} blue and ${green} green balls. One is drawn. What is the probability that it is red?`,
        form,
        answer: fractionText(fraction(red, red + blue + green)),
      }
    }
    case 'dice':
    case 'sum-at-least': {
      const [first, second] = [rng.int(4, 12), rng.int(4, 20)].sort((a, b) => a - b) as [number, number]
      const total = rng.int(3, first + second - 1)
      const isLeast = kind === 'sum-at-least'
      let count = 0
      for (let one = 1; one <= first; one++)
        for (let other = 1; other <= second; other++)
          if (isLeast ? one + other >= total : one + other === total) count++
      return {
        compact: `d${first}+d${second}${isLeast ? '>' : ''}=${total}:`,
        words: `A die with ${first} sides and a die with ${second} sides, numbered from 1, are rolled. What is the probability that their sum is ${isLeast ? 'at least ' : ''}${total}?`,
        form,
        answer: fractionText(fraction(count, first * second)),
      }
    }
    case 'coins': {
      const coins = rng.int(3, 12)
      const heads = rng.int(0, coins)
      const isLeast = rng.int(0, 1) === 0
      let count = 0
      for (let each = heads; each <= (isLeast ? coins : heads); each++) count += choose(coins, each)
      return {
        compact: `c${coins}${isLeast ? '>' : ''}=${heads}:`,
        words: `A fair coin is tossed ${coins} times. What is the probability of ${isLeast ? 'at least' : 'exactly'} ${heads} ${heads === 1 ? 'head' : 'heads'}?`,
        form,
        answer: fractionText(fraction(count, 2 ** coins)),
      }
    }
    case 'all-red':
    case 'some-red': {
      const drawn = rng.int(2, Math.min(5, red + blue - 1))
      const wanted = kind === 'all-red' ? drawn : rng.int(1, drawn - 1)
      return {
        compact: `r${red}b${blue},${drawn}:${wanted}r:`,
        words: `An urn holds ${red} red and ${blue} blue balls. ${drawn} are drawn without putting any back. What is the probability that exactly ${wanted} of them ${wanted === 1 ? 'is' : 'are'} red?`,
        form,
        answer: fractionText(fraction(choose(red, wanted) * choose(blue, drawn - wanted), choose(red + blue, drawn))),
      }
    }
    default: {
      const [otherRed, otherBlue] = [rng.int(2, 12), rng.int(2, 12)]
      const [here, there] = [fraction(red, red + blue), fraction(otherRed, otherRed + otherBlue)]
      return {
        compact: `A:r${red}b${blue},B:r${otherRed}b${otherBlue},r:A:`,
        words: `Urn A holds ${red} red and ${blue} blue balls, urn B ${otherRed} red and ${otherBlue} blue ones. An urn is chosen by a fair coin, and a ball drawn from it is red. What is the probability that it came from urn A?`,
        form,
        answer: fractionText(reckoned(here, '/', reckoned(here, '+', there))),
      }
    }
  }
}

/** How many ways there are to take `taken` of `all`. */
function choose(all: number, taken: number): number {
  let ways = 1
  for (let each = 1; each <= taken; each++) ways = (ways * (all - taken + each)) / each
  return taken > all ? 0 : ways
}

export default probability
export const noRecipe = 'Probabilities were not tried with so small a model; train a checkpoint.'
