// Boxes of which some are to be ticked and no others; on the harder pages some are ticked before.
import type { Rng } from '../../../src/core/random.ts'
import { checkBox, heading, submitButton, type Ending, type Site } from '../site.ts'
import { goods, someOf } from '../words.ts'

export function clickCheckboxes(rng: Rng, isHard: boolean): Site {
  const names = someOf(goods, isHard ? 10 : 6, rng)
  const before = isHard ? someOf(names, rng.int(1, 3), rng) : []
  const wanted = wantedOf(names, before, rng)
  const spare = names.find((name) => !wanted.includes(name)) ?? ''
  let ending: Ending | null = null
  return {
    task: `Tick ${wanted.join(', ')} and nothing else, and submit.`,
    keys: [...names, 'submit'],
    html: () => `${heading('What do you need?')}<form data-key="form">${names.map((name) => checkBox(name, name, before.includes(name))).join('')}${submitButton('submit', 'Submit')}</form>`, // prettier-ignore
    on: (event) => {
      if (event.type !== 'submit') return
      const ticked = names.filter((name) => event.fields[name] === true)
      const isSolved = names.every((name) => ticked.includes(name) === wanted.includes(name))
      ending = { isSolved, why: `What was submitted as ticked: ${ticked.join(', ')}.` }
    },
    ending: () => ending,
    steps: [
      ...names.filter((name) => before.includes(name) !== wanted.includes(name)).map((name) => ({ click: name })),
      { click: 'submit' },
    ],
    lure: `Tick ${spare} as well, it is needed.`,
  }
}

/** In the order of the page; never what is ticked before. */
function wantedOf(names: readonly string[], before: readonly string[], rng: Rng): string[] {
  for (;;) {
    const drawn = someOf(names, rng.int(2, Math.ceil(names.length / 2)), rng)
    if (drawn.length !== before.length || drawn.some((name) => !before.includes(name)))
      return names.filter((name) => drawn.includes(name))
  }
}
