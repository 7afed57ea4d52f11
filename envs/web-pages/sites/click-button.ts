// Buttons of which one is to be pressed: the first press decides.
import type { Rng } from '../../../src/core/random.ts'
import { button, heading, type Ending, type Site } from '../site.ts'
import { someOf, verbs } from '../words.ts'

export function clickButton(rng: Rng, isHard: boolean): Site {
  const [verb = '', ...others] = someOf(verbs, isHard ? 4 : 6, rng)
  // Names that hold one another are told apart by the whole of them.
  const names = isHard
    ? [verb, `${verb} all`, `${verb} as copy`, `${verb} and close`, ...others, `${others[0]} all`]
    : [verb, ...others]
  const target = isHard ? rng.pick(names.slice(0, 4)) : verb
  const buttons = rng.shuffle(names)
  let ending: Ending | null = null
  return {
    task: `Press the button “${target}”.`,
    keys: buttons,
    html: () => `${heading('Document')}<section aria-label="Actions">${buttons.map((name) => button(name, name)).join('')}</section>`, // prettier-ignore
    on: (event) => {
      if (event.type === 'click') ending = { isSolved: event.key === target, why: `“${event.key}” was pressed.` }
    },
    ending: () => ending,
    steps: [{ click: target }],
    lure: `Press “${names.find((name) => name !== target)}” instead.`,
  }
}
