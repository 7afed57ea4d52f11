// Results in pages, with titles that are alike; one is to be found and opened.
import type { Rng } from '../../../src/core/random.ts'
import { button, escaped, heading, link, paragraph, type Ending, type Site, type Step } from '../site.ts'
import { cities, someOf, subjects } from '../words.ts'

const size = 4

export function searchPages(rng: Rng, isHard: boolean): Site {
  const pages = isHard ? 6 : 3
  const [one = '', two = ''] = someOf(subjects, 2, rng)
  const all = cities.flatMap((city) => [`${one} of ${city}`, `${two} of ${city}`])
  const titles = someOf(all, pages * size, rng)
  const page = rng.int(1, pages - 1)
  const target = titles[page * size + rng.int(0, size - 1)] as string
  let shown = 0
  let ending: Ending | null = null
  return {
    task: `Open the result “${target}”.`,
    keys: ['previous', 'next', ...titles],
    html: () => {
      const items = titles.slice(shown * size, (shown + 1) * size).map((title) => `<li>${link(title, title)}</li>`)
      return `${heading('Results')}<ul aria-label="${escaped(`${titles.length} results`)}">${items.join('')}</ul>${paragraph(`Page ${shown + 1} of ${pages}`)}${button('previous', 'Previous page')}${button('next', 'Next page')}`
    },
    on: ({ type, key }) => {
      if (type !== 'click') return
      if (key === 'next') shown = Math.min(pages - 1, shown + 1)
      else if (key === 'previous') shown = Math.max(0, shown - 1)
      else ending = { isSolved: key === target, why: `“${key}” was opened.` }
    },
    ending: () => ending,
    steps: [...Array.from({ length: page }, (): Step => ({ click: 'next' })), { click: target }],
    lure: `The result to open is “${titles[0] === target ? titles[1] : titles[0]}”.`,
  }
}
