// Hands of blackjack, and the best play, for cards drawn with replacement: ace 1 or 11, pictures 10, the dealer draws up
// to 17 (gymnasium/envs/toy_text/blackjack.py; Sutton and Barto, Reinforcement Learning, example 5.1).

export interface Hand {
  /** With one ace counted as 11 where that does not exceed 21. */
  readonly sum: number
  /** Whether an ace is counted as 11. */
  readonly isSoft: boolean
}

export const emptyHand: Hand = { sum: 0, isSoft: false }

/** A hand with one more card, 1 to 10. */
export function withCard({ sum, isSoft }: Hand, card: number): Hand {
  const raised = card === 1 && sum + 11 <= 21
  const [total, soft] = [sum + (raised ? 11 : card), isSoft || raised]
  return total > 21 && soft ? { sum: total - 10, isSoft: false } : { sum: total, isSoft: soft }
}

/** The chance of each card: four in thirteen count 10. */
export function chanceOf(card: number): number {
  return (card === 10 ? 4 : 1) / 13
}

const cards: readonly number[] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]

/** The chances of the dealer's end, 17 to 21 at places 0 to 4 and more than 21 at 5, from a hand on. */
function dealerEnds(hand: Hand): number[] {
  if (hand.sum >= 17) return Array.from({ length: 6 }, (_, place) => Number(place === Math.min(5, hand.sum - 17)))
  const ends = [0, 0, 0, 0, 0, 0]
  for (const card of cards)
    for (const [place, chance] of dealerEnds(withCard(hand, card)).entries())
      ends[place] = (ends[place] as number) + chance * chanceOf(card)
  return ends
}

export interface Play {
  /** The expected return of standing and of a further card with the best play after it. */
  readonly stick: number
  readonly hit: number
}

const plays = new Map<string, Play>()
const ends = new Map<number, number[]>()

/** What both plays are worth for a hand of at most 21 against the dealer's open card. */
export function playsOf(hand: Hand, dealer: number): Play {
  const key = `${hand.sum} ${hand.isSoft} ${dealer}`
  const known = plays.get(key)
  if (known !== undefined) return known
  const dealt = ends.get(dealer) ?? dealerEnds(withCard(emptyHand, dealer))
  ends.set(dealer, dealt)
  const stick = dealt.reduce(
    (sum, chance, place) => sum + chance * (place === 5 ? 1 : Math.sign(hand.sum - (17 + place))),
    0,
  )
  let hit = 0
  for (const card of cards) {
    const next = withCard(hand, card)
    const after = next.sum > 21 ? -1 : valueOf(next, dealer)
    hit += chanceOf(card) * after
  }
  const found = { stick, hit }
  plays.set(key, found)
  return found
}

function valueOf(hand: Hand, dealer: number): number {
  const { stick, hit } = playsOf(hand, dealer)
  return Math.max(stick, hit)
}
