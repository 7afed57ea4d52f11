// Elementary cellular automata: the next rows of a ring of cells under a rule in Wolfram's numbering, where bit n of
// the rule is the next state of a cell whose neighbourhood (left, itself, right) reads n in binary (Wolfram 1983,
// Statistical mechanics of cellular automata, Rev. Mod. Phys. 55, section 2).
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import { judged, shownAnswer } from '../judged-answer.ts'
import { levelOf, levelOption } from '../level-option.ts'
import { promptOption } from '../prompt-option.ts'
import { readCells } from '../read-answer.ts'

const levels: readonly { readonly cells: number; readonly steps: number }[] = [
  { cells: 5, steps: 1 },
  { cells: 8, steps: 1 },
  { cells: 10, steps: 2 },
  { cells: 16, steps: 4 },
  { cells: 30, steps: 8 },
]

const cellularAutomaton: EnvironmentFactory<string> = defineEnv({
  id: 'cellular-automaton',
  description: 'Work out a later row of an elementary cellular automaton.',
  card: {
    source: 'Generated: any rule whose last row has both states, on a ring.',
    verifier: 'All cells of the last row.',
    limits: 'No credit for some of the cells.',
  },
  options: Type.Object({
    level: levelOption(levels, '1: 5 cells, 1 step; 2: 8 and 1; 3: 10 and 2; 4: 16 and 4; 5: 30 and 8'),
    prompt: promptOption,
  }),
  draw: ({ rng, options: { level, prompt } }) => {
    const { cells, steps } = levelOf(levels, level)
    for (;;) {
      const rule = rng.int(1, 254)
      const row = rng.int(1, 2 ** cells - 2)
      let last = row
      for (let step = 0; step < steps; step++) last = nextRow(last, rule, cells)
      if (last === 0 || last === 2 ** cells - 1) continue
      const [start, answer] = [rowText(row, cells), rowText(last, cells)]
      if (prompt === 'compact') return { prompt: `${rule},${start},${steps}:`, answer }
      const table = ['111', '110', '101', '100', '011', '010', '001', '000']
      const lines = table.map((three) => `${three} -> ${(rule >> Number.parseInt(three, 2)) & 1}`).join(', ')
      return {
        prompt: `Cells stand in a ring: the first and the last are neighbours. In each step every cell becomes what the rule says of its left neighbour, itself and its right neighbour: ${lines} (rule ${rule}). The row is ${start}. What is it after ${steps} ${steps === 1 ? 'step' : 'steps'}? Write the ${cells} digits in <answer></answer>.`,
        answer,
      }
    }
  },
  rewards: ({ prompt }) => ({
    correct: judged<string>(prompt, {
      name: 'same-cells',
      isSound: (answer) => /^[01]+$/.test(answer),
      faultOf: (text, answer) => {
        const given = readCells(text, '01')
        if (given?.length !== answer.length) return `The answer is not ${answer.length} digits 0 or 1.`
        return given === answer ? null : 'Some cells differ.'
      },
    }),
  }),
  outcome: 'correct',
  demonstrate: ({ answer }, { options }) => shownAnswer(options.prompt, answer),
})

/** Bit 0 is the last cell. Up to 30 cells. */
export function nextRow(row: number, rule: number, cells: number): number {
  let next = 0
  for (let place = 0; place < cells; place++) {
    const left = (row >> ((place + 1) % cells)) & 1
    const right = (row >> ((place + cells - 1) % cells)) & 1
    next |= ((rule >> ((left << 2) | (((row >> place) & 1) << 1) | right)) & 1) << place
  }
  return next
}

function rowText(row: number, cells: number): string {
  return row.toString(2).padStart(cells, '0')
}

export default cellularAutomaton
export const noRecipe = 'No small transformer has been taught all rules at once; train a checkpoint.'
