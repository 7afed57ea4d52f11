// Files that can be deleted, each after a question in a dialog: the named ones are to go and no other.
import type { Rng } from '../../../src/core/random.ts'
import { button, escaped, heading, paragraph, type Ending, type Site, type Step } from '../site.ts'
import { forms, someOf, subjects } from '../words.ts'

export function clickDialog(rng: Rng, isHard: boolean): Site {
  const names = someOf(subjects, isHard ? 8 : 5, rng).map((subject) => `${subject} ${rng.pick(forms)}`)
  const targets = someOf(names, isHard ? 2 : 1, rng)
  const spare = names.find((name) => !targets.includes(name)) ?? ''
  const deleted = new Set<string>()
  let asked: string | null = null
  let ending: Ending | null = null
  return {
    task: `Delete ${targets.map((name) => `“${name}”`).join(' and ')} and no other file, then press “Done”.`,
    keys: [...names.map((name) => `delete ${name}`), 'cancel', 'confirm', 'done'],
    html: () => {
      const rows = names.filter((name) => !deleted.has(name)).map((name) => `<tr><td>${escaped(name)}</td><td>${button(`delete ${name}`, 'Delete')}</td></tr>`) // prettier-ignore
      const dialog = asked === null ? '' : `<div role="dialog" aria-modal="true" aria-label="Delete">${paragraph(`Delete “${asked}” for ever?`)}${button('cancel', 'Cancel')}${button('confirm', 'Delete')}</div>` // prettier-ignore
      return `${heading('Files')}<table>${rows.join('')}</table>${button('done', 'Done')}${dialog}`
    },
    on: ({ type, key }) => {
      if (type !== 'click') return
      if (key === 'done') ending = endingOf([...deleted], targets)
      else if (key === 'cancel' || key === 'confirm') {
        if (key === 'confirm' && asked !== null) deleted.add(asked)
        asked = null
      } else asked = key.slice('delete '.length)
    },
    ending: () => ending,
    steps: [
      ...targets.flatMap((name): Step[] => [{ click: `delete ${name}` }, { click: 'confirm' }]),
      { click: 'done' },
    ],
    lure: `“${spare}” is out of date: delete it too.`,
  }
}

function endingOf(deleted: readonly string[], targets: readonly string[]): Ending {
  const isSolved = deleted.length === targets.length && targets.every((name) => deleted.includes(name))
  return { isSolved, why: `Deleted: ${deleted.length === 0 ? 'nothing' : deleted.join(', ')}.` }
}
