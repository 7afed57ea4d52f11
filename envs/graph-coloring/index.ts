// Colours for the vertices of a graph, no edge within one colour. After reasoning-gym's `graph_color`. Any colouring
// counts; graphs are drawn around a hidden one.
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import type { Rng } from '../../src/core/random.ts'
import { judged, shownAnswer } from '../judged-answer.ts'
import { levelOf, levelOption } from '../level-option.ts'
import { promptOption } from '../prompt-option.ts'
import { readItems } from '../read-answer.ts'

export interface ColorTask {
  /** Pairs of letters, in order: `ab,ac,bd`. */
  readonly edges: string
  readonly colors: number
  /** One colouring: a digit from 1 for each vertex. */
  readonly solution: string
}

interface GraphSettings {
  readonly vertices: number
  readonly edges: number
  readonly colors: number
}

const levels: readonly GraphSettings[] = [
  { vertices: 6, edges: 9, colors: 3 },
  { vertices: 7, edges: 12, colors: 3 },
  { vertices: 10, edges: 20, colors: 3 },
  { vertices: 15, edges: 33, colors: 3 },
  { vertices: 22, edges: 50, colors: 3 },
]

const graphColoring: EnvironmentFactory<ColorTask> = defineEnv({
  id: 'graph-coloring',
  description: 'Colour the vertices of a graph so that no edge joins two of one colour.',
  card: {
    source: 'Generated: edges between vertices of different colours in a hidden random colouring with three colours.',
    verifier: 'Both ends of every edge have different colours; any such colouring is right.',
    limits: 'Every graph can be coloured: none is asked for its least number of colours.',
  },
  options: Type.Object({
    level: levelOption(
      levels,
      '1: 6 vertices, 9 edges; 2: 7 and 12; 3: 10 and 20; 4: 15 and 33; 5: 22 and 50; three colours',
    ),
    prompt: promptOption,
  }),
  draw: ({ rng, options: { level, prompt } }) => {
    const answer = drawGraph(rng, levelOf(levels, level))
    const { edges, colors, solution } = answer
    if (prompt === 'compact') return { prompt: `${edges}:`, answer }
    return {
      prompt: `A graph has the vertices a to ${letterOf(solution.length - 1)} and these edges: ${edges.replaceAll(',', ', ').replaceAll(/([a-z])([a-z])/g, '$1-$2')}. Give each vertex one of the colours 1 to ${colors} so that no edge joins two vertices of the same colour. Write the colours of the vertices in the order of the alphabet, with spaces between them, in <answer></answer>.`,
      answer,
    }
  },
  rewards: ({ prompt }) => ({
    correct: judged<ColorTask>(prompt, {
      name: 'coloring',
      isSound: ({ edges, colors, solution }) =>
        /^[a-z]{2}(?:,[a-z]{2})*$/.test(edges) && colors > 0 && /^\d+$/.test(solution),
      faultOf,
    }),
  }),
  outcome: 'correct',
  demonstrate: ({ answer: { solution } }, { options: { prompt } }) =>
    shownAnswer(prompt, prompt === 'compact' ? solution : solution.split('').join(' ')),
})

function letterOf(index: number): string {
  return String.fromCharCode(97 + index)
}

function drawGraph(rng: Rng, { vertices, edges: count, colors }: GraphSettings): ColorTask {
  for (;;) {
    const shade = Array.from({ length: vertices }, () => rng.int(1, colors))
    // Draws may give the colours so that there are too few pairs to choose from.
    const edges = new Set<string>()
    for (let attempt = 0; attempt < 20 * count && edges.size < count; attempt++) {
      const [one, other] = [rng.int(0, vertices - 1), rng.int(0, vertices - 1)]
      if (shade[one] !== shade[other]) edges.add(letterOf(Math.min(one, other)) + letterOf(Math.max(one, other)))
    }
    if (edges.size === count) return { edges: [...edges].sort().join(','), colors, solution: shade.join('') }
  }
}

function faultOf(text: string, { edges, colors, solution }: ColorTask): string | null {
  const items = readItems(text)
  const [only = ''] = items
  const given = items.length === 1 ? only.split('') : inOrder(items)
  const isColor = (color: string): boolean => /^\d{1,2}$/.test(color) && Number(color) >= 1 && Number(color) <= colors
  if (given.length !== solution.length || !given.every(isColor))
    return `The answer is not a colour from 1 to ${colors} for each of the ${solution.length} vertices.`
  const broken = edges
    .split(',')
    .find((edge) => Number(given[edge.charCodeAt(0) - 97]) === Number(given[edge.charCodeAt(1) - 97]))
  return broken === undefined ? null : `The edge ${broken.split('').join('-')} joins two vertices of one colour.`
}

/** Colours by name (`a=1`, `b:2`) put in order, each vertex once; other items as they are. */
function inOrder(items: readonly string[]): string[] {
  const named = items.map((item) => /^([a-z])[=:](\d+)$/.exec(item))
  if (!named.every((match) => match !== null)) return [...items]
  const byName = new Map(named.map(([, name = '', color = '']) => [name, color]))
  return items.map((_, index) => byName.get(letterOf(index)) ?? '')
}

export default graphColoring
export const noRecipe =
  'A small transformer hardly learned it: 0.02 of the first level after its cold start, 0.04 after 150 steps.'
