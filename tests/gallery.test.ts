// The gallery of environments (`scripts/gallery`) says what is so.
import { expect, test } from 'vitest'
import { builtIn } from '../envs/table.ts'
import { curveSvg } from '../scripts/gallery/curve-svg.ts'
import { indexPage } from '../scripts/gallery/index-page.ts'
import { learningOf } from '../scripts/gallery/learning.ts'
import { environmentPage } from '../scripts/gallery/page.ts'
import { seen } from '../scripts/gallery/seen.ts'
import { page } from './docs/pages.ts'

const mend = 'Run `npm run -s gallery`.'

test('every environment is listed and has a page with its card, its options and whether a recipe teaches it', async () => {
  expect(page('docs/environments/README.md').text, mend).toBe(indexPage(builtIn))
  for (const entry of builtIn) {
    const { text } = page(`docs/environments/${entry.id}.md`)
    const module = await entry.module()
    const { description, card, optionsSchema } = module.default
    const options = Object.keys((optionsSchema['properties'] ?? {}) as object).map((name) => `| \`${name}\` |`)
    const recipe = module.noRecipe ?? 'runs its recipe'
    for (const said of [description, card?.source, card?.verifier, card?.limits, recipe, ...options])
      expect(text, `${entry.id}: ${mend}`).toContain(said ?? '')
  }
})

test.each(['palindrome', 'blackjack'])('the page of %s is what is seen of it', async (id) => {
  const entry = builtIn.find((each) => each.id === id)
  if (entry === undefined) throw new Error(`no environment ${id}`)
  expect(page(`docs/environments/${id}.md`).text, mend).toBe(environmentPage(await seen(entry), learningOf(id)))
})

test('a learning curve has a line a seed, from the first step to the last', () => {
  const curves = [
    [
      { step: 0, value: 0 },
      { step: 10, value: 1 },
    ],
    [
      { step: 0, value: 0.5 },
      { step: 10, value: 0.5 },
    ],
  ]
  const svg = curveSvg({ environment: 'sort', curves })
  expect(svg.match(/<polyline/g)).toHaveLength(2)
  expect(svg).toContain('points="36,154 410,12"')
  expect(svg).toContain('points="36,83 410,83"')
  expect(svg).toContain('step 10')
})
