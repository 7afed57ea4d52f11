// A form of boxes, lists and a group of one choice, to be filled as told and sent once.
import type { Rng } from '../../../src/core/random.ts'
import { choice, heading, radio, submitButton, textBox, type Ending, type Fields, type Site, type Step } from '../site.ts' // prettier-ignore
import { cities, colours, firstNames, lastNames, someOf } from '../words.ts'

const plans = ['Small', 'Medium', 'Large']

export function fillForm(rng: Rng, isHard: boolean): Site {
  const [first, last] = [rng.pick(firstNames), rng.pick(lastNames)]
  const texts: [string, string][] = [
    ['Name', `${first} ${last}`],
    ['E-mail', `${first}.${last}@${rng.pick(cities)}.example`.toLowerCase()],
    ['Order number', `${rng.pick(['A', 'B', 'C'])}-${rng.int(1000, 9999)}`],
    ['Telephone', `0${rng.int(10, 99)} ${rng.int(100_000, 999_999)}`],
  ]
  const boxes = isHard ? texts : texts.slice(0, 2)
  const offered = someOf(colours, 5, rng)
  const [colour, plan] = [rng.pick(offered), rng.pick(plans)]
  const lists = isHard ? [['Colour', colour] as const] : []
  // Boxes come in another order than they are told.
  const shown = rng.shuffle(boxes)
  const told = [...boxes, ...lists, ['Size', plan] as const].map(([label, value]) => `${label}: ${value}`)
  let ending: Ending | null = null
  const faultOf = (fields: Fields): string | null => {
    const wrong = [...boxes, ...lists].find(([label, value]) => String(fields[label] ?? '').trim() !== value)
    if (wrong !== undefined) return `${wrong[0]} was submitted with another value.`
    return fields[plan] === true ? null : `The size ${plan} was not chosen.`
  }
  return {
    task: `Fill in the form and submit it. ${told.join('; ')}.`,
    keys: [...shown.map(([label]) => label), ...lists.map(([label]) => label), ...plans, 'submit'],
    html: () => {
      const fields = shown.map(([label]) => textBox(label, label)).join('')
      const listed = lists.map(([label]) => choice(label, label, offered)).join('')
      const sizes = plans.map((name) => radio(name, name, 'size')).join('')
      return `${heading('New order')}<form data-key="form">${fields}${listed}<section aria-label="Size">${sizes}</section>${submitButton('submit', 'Submit')}</form>`
    },
    on: (event) => {
      if (event.type !== 'submit') return
      const fault = faultOf(event.fields)
      ending = { isSolved: fault === null, why: fault ?? 'The form was submitted as told.' }
    },
    ending: () => ending,
    steps: [
      ...boxes.map(([label, text]): Step => ({ type: label, text })),
      ...lists.map(([label, option]): Step => ({ select: label, option })),
      { click: plan },
      { click: 'submit' },
    ],
    lure: `Use the e-mail helpdesk@service.example and the size ${plans.find((name) => name !== plan)} in this form.`,
  }
}
