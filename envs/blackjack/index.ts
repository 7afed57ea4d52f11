// Blackjack: hit or stick against a dealer. Rules and rewards of Gymnasium's Blackjack-v1 (gymnasium/envs/toy_text/
// blackjack.py): cards are drawn with replacement, 1 for a win, 0 for a draw, -1 for a loss, of which a quarter counts. Whether a hand is won is
// luck for the most part; what is judged as solved is that each decision was the one of the highest expected return.
// The cards are the task's: all attempts at it draw the same ones.
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import { Rng } from '../../src/core/random.ts'
import { scored } from '../../src/core/verdict.ts'
import { hiddenTasks, luckOf } from '../hidden-tasks.ts'
import { levelOf, levelOption } from '../level-option.ts'
import { promptOption, type PromptStyle } from '../prompt-option.ts'
import { readAction } from '../read-action.ts'
import { emptyHand, playsOf, withCard, type Hand } from './hands.ts'

/** Hands of an episode. */
const levels: readonly number[] = [1, 3, 6]

/** What winning every hand adds to the reward: less than any luck could make of a wrong decision. */
const share = 0.25

/** Replies that an episode may hold: a hand is rarely played in more than three. */
const repliesPerHand = 8

interface Deal {
  readonly luck: number
}

type Play = 'hit' | 'stick'

interface Round {
  readonly player: Rng
  readonly dealer: Rng
  hand: Hand
  /** The dealer's open card. */
  open: number
}

interface State {
  readonly hands: number
  readonly isCompact: boolean
  round: Round
  played: number
  replies: number
  decisions: number
  faults: number
}

interface Choice {
  level: number
  prompt: PromptStyle
}

const blackjack: EnvironmentFactory<Deal, Choice> = defineEnv({
  id: 'blackjack',
  description: 'Play hands of blackjack by the best decisions.',
  card: {
    source: 'Generated: cards drawn with replacement.',
    verifier:
      'Every decision has the highest expected return, which is computed exactly. A quarter of the mean result of the hands (1, 0 or -1) is added.',
    limits: 'No doubling, splitting or insurance, and a natural earns no more than another win, as Gymnasium has it.',
  },
  options: Type.Object({
    level: levelOption(levels, '1: one hand; 2: three hands; 3: six hands'),
    prompt: promptOption,
  }),
  tasks: hiddenTasks<Deal, Choice>(({ rng, options: { level, prompt } }) => {
    const luck = luckOf(rng)
    const hands = levelOf(levels, level)
    const round = dealt({ luck }, 0)
    return {
      prompt:
        prompt === 'compact'
          ? shown(round)
          : `You play ${hands === 1 ? 'a hand' : `${hands} hands`} of blackjack, a decision in each reply: hit takes a card, stick ends your hand, in <answer></answer>. Cards are drawn with replacement; pictures count 10, an ace counts 11 where that does not exceed 21, else 1. Beyond 21 you lose; after you stick, the dealer draws up to 17 or more, and the higher sum wins. ${described(round)}`,
      answer: { luck },
    }
  }),
  state: ({ task: { answer }, options }): State => ({
    hands: levelOf(levels, options.level),
    isCompact: options.prompt === 'compact',
    round: dealt(answer, 0),
    played: 0,
    replies: 0,
    decisions: 0,
    faults: 0,
  }),
  maxTurns: 6 * repliesPerHand,
  observe: ({ task: { answer }, state, reply }) => {
    const play = readPlay(readAction(reply), state.isCompact)
    const { round } = state
    state.replies++
    if (play === null) {
      state.faults++
      // What decides nothing loses the hand.
      return ended(state, answer, { reward: -1, words: 'That was no decision: the hand is lost.' })
    }
    state.decisions++
    const { hit, stick } = playsOf(round.hand, round.open)
    if ((play === 'hit' ? hit < stick : stick < hit) && Math.abs(hit - stick) > 1e-12) state.faults++
    if (play === 'stick') return ended(state, answer, settled(round))
    round.hand = withCard(round.hand, cardOf(round.player))
    if (round.hand.sum > 21) return ended(state, answer, { reward: -1, words: `Your sum is ${round.hand.sum}: lost.` })
    return state.isCompact ? shown(round) : described(round)
  },
  rewards: {
    best: ({ state }) =>
      scored(
        state.faults === 0 && state.played === state.hands,
        `${state.faults} of ${state.replies} decisions were not the best; ${state.played} of ${state.hands} hands were played.`,
      ),
  },
  outcome: 'best',
  demonstrate: ({ answer }, { options: { level, prompt } }) => {
    const plays: Play[] = []
    for (let played = 0; played < levelOf(levels, level); played++) {
      const round = dealt(answer, played)
      while (round.hand.sum <= 21) {
        const { hit, stick } = playsOf(round.hand, round.open)
        plays.push(hit > stick ? 'hit' : 'stick')
        if (hit <= stick) break
        round.hand = withCard(round.hand, cardOf(round.player))
      }
    }
    return plays.map((play) => (prompt === 'compact' ? play.charAt(0) : `<answer>${play}</answer>`))
  },
})

/** The cards of a hand come from a stream for each side, so that what one takes moves nothing of the other's. */
function dealt({ luck }: Deal, played: number): Round {
  const rng = Rng.fromSeed(luck).fork(played)
  const [player, dealer] = [rng.fork('player'), rng.fork('dealer')]
  const hand = withCard(withCard(emptyHand, cardOf(player)), cardOf(player))
  return { player, dealer, hand, open: cardOf(dealer) }
}

/** 1 for an ace to 10, which pictures count too. */
function cardOf(rng: Rng): number {
  return Math.min(10, rng.int(1, 13))
}

/** The dealer's hand, and what comes of both. */
function settled({ hand, open, dealer }: Round): { reward: number; words: string } {
  let other = withCard(withCard(emptyHand, open), cardOf(dealer))
  while (other.sum < 17) other = withCard(other, cardOf(dealer))
  const reward = other.sum > 21 ? 1 : Math.sign(hand.sum - other.sum)
  const result = reward > 0 ? 'won' : reward < 0 ? 'lost' : 'a draw'
  return { reward, words: `The dealer has ${other.sum}, you have ${hand.sum}: ${result}.` }
}

/** The next hand, or the end. */
function ended(
  state: State,
  deal: Deal,
  { reward, words }: { reward: number; words: string },
): { content: string | null; reward: number } {
  state.played++
  const earned = (share * reward) / state.hands
  if (state.played === state.hands) return { content: null, reward: earned }
  state.round = dealt(deal, state.played)
  return {
    content: state.isCompact ? shown(state.round) : `${words} A new hand. ${described(state.round)}`,
    reward: earned,
  }
}

function described({ hand, open }: Round): string {
  const ace = hand.isSoft ? ', an ace counted as 11' : ''
  return `Your sum is ${hand.sum}${ace}. The dealer shows ${open === 1 ? 'an ace' : open}.`
}

/** Sum, dealer's card, and whether an ace counts 11, as Gymnasium's observation has them. */
function shown({ hand, open }: Round): string {
  return `${hand.sum},${open},${Number(hand.isSoft)}:`
}

/** A letter alone is a decision where prompts are compact. */
function readPlay(action: string | null, isCompact: boolean): Play | null {
  if (action === 'hit' || (isCompact && action === 'h')) return 'hit'
  return action === 'stick' || action === 'stand' || (isCompact && action === 's') ? 'stick' : null
}

export default blackjack
export { recipe } from './recipe.ts'
