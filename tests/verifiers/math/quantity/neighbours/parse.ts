// The cases of a table of neighbours: a line for the gold, then lines of right (=) and of wrong (≠) answers, parted by ¦.

export type Case = readonly [gold: string, answer: string, verdict: 'correct' | 'incorrect']

/** @example parseNeighbours('5 cm\n= 5 ¦ 50 mm\n≠ 5 m')[1] // ['5 cm', '50 mm', 'correct'] */
export function parseNeighbours(table: string): readonly Case[] {
  let gold = ''
  return table
    .split('\n')
    .filter((line) => line !== '')
    .flatMap((line): Case[] => {
      const verdict = line.startsWith('= ') ? 'correct' : line.startsWith('≠ ') ? 'incorrect' : null
      if (verdict === null) {
        gold = line
        return []
      }
      return line
        .slice(2)
        .split(' ¦ ')
        .map((answer) => [gold, answer, verdict] as const)
    })
}
