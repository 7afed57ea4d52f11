// Which generator of reasoning-gym makes tasks of the family of an environment, and the options that make ours about as large.
import type { JsonObject } from '../../src/core/json.ts'

export const reasoningGymNames: {
  readonly [environment: string]: { readonly name: string; readonly options?: JsonObject }
} = {
  addition: { name: 'chain_sum', options: { level: 3 } },
  'anagram-groups': { name: 'group_anagrams' },
  'calendar-arithmetic': { name: 'calendar_arithmetic' },
  ciphers: { name: 'caesar_cipher' },
  countdown: { name: 'countdown', options: { level: 4 } },
  'family-relations': { name: 'family_relationships' },
  'game-of-life': { name: 'game_of_life' },
  'graph-coloring': { name: 'graph_color' },
  'knights-knaves': { name: 'knights_knaves' },
  'letter-counting': { name: 'letter_counting' },
  'n-queens': { name: 'n_queens' },
  'propositional-logic': { name: 'propositional_logic' },
  reverse: { name: 'spell_backward' },
  'rush-hour': { name: 'rush_hour' },
  'shortest-path': { name: 'shortest_path' },
  sort: { name: 'number_sorting', options: { level: 5 } },
  sudoku: { name: 'mini_sudoku' },
  'time-arithmetic': { name: 'time_intervals' },
  'tower-of-hanoi': { name: 'tower_of_hanoi' },
  'zebra-puzzles': { name: 'zebra_puzzles' },
}
