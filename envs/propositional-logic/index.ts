// Propositional logic: of each letter, whether it must be true, must be false, or may be either, where all premises
// hold. After reasoning-gym's `propositional_logic`; asked so that one answer is right and few guesses are.
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import type { Rng } from '../../src/core/random.ts'
import { judged, shownAnswer } from '../judged-answer.ts'
import { promptOption } from '../prompt-option.ts'
import { readTruths } from '../read-answer.ts'
import { allRows, drawFormula, inWords, letterOf, variableTable } from './formula.ts'

interface PremiseSettings {
  readonly variables: number
  readonly premises: number
  /** Variables in the longest premise. */
  readonly leaves: number
}

const levels: readonly PremiseSettings[] = [
  { variables: 2, premises: 2, leaves: 2 },
  { variables: 3, premises: 3, leaves: 2 },
  { variables: 4, premises: 4, leaves: 3 },
  { variables: 5, premises: 5, leaves: 4 },
  { variables: 5, premises: 6, leaves: 6 },
]

const propositionalLogic: EnvironmentFactory<string> = defineEnv({
  id: 'propositional-logic',
  description: 'Say of each letter whether the premises make it true, make it false, or leave it open.',
  card: {
    source: 'Generated; nothing is downloaded. The premises never contradict each other.',
    verifier: 'T, F or ? for each letter, as the truth table of all premises together has it.',
    limits: 'At most five letters. No credit for some of them.',
  },
  options: Type.Object({
    level: Type.Integer({
      minimum: 1,
      maximum: levels.length,
      default: 1,
      description:
        '1: 2 letters, 2 premises; 2: 3 and 3; 3: 4 and 4 of up to three letters; 4: 5 and 5 of up to four; 5: 5 and 6 of up to six',
    }),
    prompt: promptOption,
  }),
  draw: ({ rng, options: { level, prompt } }) => {
    const { variables, ...settings } = levels[level - 1] as PremiseSettings
    const { premises, answer } = drawPremises(rng, { variables, ...settings })
    if (prompt === 'compact') return { prompt: `${premises.join(',')}:`, answer }
    const letters = Array.from({ length: variables }, (_, index) => letterOf(index)).join(', ')
    return {
      prompt: `These premises are all true:\n${premises.map(inWords).join('\n')}\nFor each of ${letters}, say T where it must be true, F where it must be false, and ? where it may be either. Write the signs in this order without spaces, such as T?F, in <answer></answer>.`,
      answer,
    }
  },
  rewards: ({ prompt }) => ({
    correct: judged<string>(prompt, {
      name: 'entailed',
      isSound: (answer) => /^[TF?]{1,5}$/.test(answer),
      faultOf,
    }),
  }),
  outcome: 'correct',
  demonstrate: ({ answer }, { options }) => shownAnswer(options.prompt, answer),
})

/** Premises that one assignment makes true together and that settle at least one letter. Sorted: they have no order. */
function drawPremises(
  rng: Rng,
  { variables, premises: count, leaves }: PremiseSettings,
): { readonly premises: string[]; readonly answer: string } {
  const tables = Array.from({ length: variables }, (_, index) => variableTable(index, variables))
  for (;;) {
    const row = 1 << rng.int(0, 2 ** variables - 1)
    const premises = new Set<string>()
    let models = allRows(variables)
    while (premises.size < count) {
      const { text, table } = drawFormula(rng, tables, rng.int(Math.min(2, leaves), leaves))
      // It holds for the hidden row, and says something that the others did not.
      if ((table & row) === 0 || (models & ~table) === 0) {
        if (models >>> 0 === row >>> 0) break
        continue
      }
      premises.add(text)
      models &= table
    }
    const answer = tables.map((table) => ((models & ~table) === 0 ? 'T' : (models & table) === 0 ? 'F' : '?')).join('')
    if (premises.size === count && /[TF]/.test(answer)) return { premises: [...premises].sort(), answer }
  }
}

function faultOf(text: string, answer: string): string | null {
  const names = answer.split('').map((_, index) => letterOf(index))
  const truths = readTruths(text, names)
  if (truths === null) return `The answer is not T, F or ? for each of the ${answer.length} letters.`
  const wrong = truths.findIndex((truth, index) => truth !== answer.charAt(index))
  return wrong < 0 ? null : `${names[wrong]} is ${answer.charAt(wrong)}, not ${truths[wrong]}.`
}

export default propositionalLogic
export const noRecipe =
  'A small transformer hardly learned it: 0.44 of the first level after its cold start, 0.50 after 150 steps.'
