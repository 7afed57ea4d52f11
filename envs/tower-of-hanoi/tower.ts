// Positions of the tower of Hanoi and the moves between them.

export interface Position {
  /** The peg of each disc, from the largest to the smallest. */
  readonly pegs: string
  /** Where all are to be. */
  readonly goal: string
}

/**
 * The fewest moves: the largest disc that is not on its peg moves once, after all smaller ones went to the third peg
 * (Hinz et al. 2013, The Tower of Hanoi, Myths and Maths, chapter 2: from any position to a perfect one the shortest
 * way is unique).
 * @example fewestMoves({ pegs: 'AA', goal: 'C' }) // ['AB', 'AC', 'BC']
 */
export function fewestMoves({ pegs, goal }: Position): string[] {
  const moves: string[] = []
  const now = pegs.split('')
  const gather = (from: number, peg: string): void => {
    for (let disc = from; disc < now.length; disc++) {
      const own = now[disc] as string
      if (own === peg) continue
      gather(disc + 1, 'ABC'.replace(own, '').replace(peg, ''))
      moves.push(own + peg)
      now[disc] = peg
    }
  }
  gather(0, goal)
  return moves
}

/** The pegs after the moves, or the index of the first that is not legal. */
export function movedBy(pegs: string, moves: readonly string[]): string | number {
  const now = pegs.split('')
  for (const [index, move] of moves.entries()) {
    const [from = '', to = ''] = move
    const disc = now.lastIndexOf(from)
    if (disc < 0 || from === to || disc < now.lastIndexOf(to)) return index
    now[disc] = to
  }
  return now.join('')
}

/** Moves as `AC`, `A C`, `A->C` or `A to C`; null for anything else. */
export function readMoves(text: string): string[] | null {
  const bare = text.toUpperCase().replaceAll(/[\s,;:.>→[\]()"'-]|TO/g, '')
  return /^(?:[ABC]{2})+$/.test(bare) ? (bare.match(/../g) ?? []) : null
}
