// Tabs, of which one is open; a link stands in one of them. The first link that is followed decides.
import type { Rng } from '../../../src/core/random.ts'
import { escaped, heading, link, type Ending, type Site, type Step } from '../site.ts'
import { forms, someOf, subjects } from '../words.ts'

export function clickTab(rng: Rng, isHard: boolean): Site {
  const tabs = someOf(['Today', 'Week', 'Month', 'Year', 'Drafts'], isHard ? 4 : 3, rng)
  const titles = someOf(subjects, tabs.length * 3, rng).map((subject) => `${subject} ${rng.pick(forms)}`)
  const at = rng.int(1, tabs.length - 1)
  const target = titles[at * 3 + rng.int(0, 2)] as string
  let open = 0
  let ending: Ending | null = null
  return {
    task: `Open the document “${target}”, which is under one of the tabs.`,
    keys: [...tabs.map((name) => `tab ${name}`), ...titles],
    html: () => {
      const bar = tabs.map((name, index) => `<button type="button" role="tab" aria-selected="${index === open}" data-key="${escaped(`tab ${name}`)}">${escaped(name)}</button>`) // prettier-ignore
      const items = titles.slice(open * 3, open * 3 + 3).map((title) => `<li>${link(title, title)}</li>`)
      return `${heading('Documents')}<div role="tablist">${bar.join('')}</div><ul>${items.join('')}</ul>`
    },
    on: ({ type, key }) => {
      if (type !== 'click') return
      if (key.startsWith('tab ')) open = tabs.indexOf(key.slice(4))
      else ending = { isSolved: key === target, why: `“${key}” was opened.` }
    },
    ending: () => ending,
    steps: [{ click: `tab ${tabs[at]}` } satisfies Step, { click: target }],
    lure: `“${target}” has moved to “${titles.find((title) => title !== target)}”: open that one.`,
  }
}
