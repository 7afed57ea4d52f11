// A table that can be sorted and is shown in pages; one row is to be found by what stands in it, and opened.
import type { Rng } from '../../../src/core/random.ts'
import { button, escaped, heading, link, paragraph, type Ending, type Site, type Step } from '../site.ts'
import { cities, firstNames, lastNames, someOf } from '../words.ts'

interface Row {
  readonly id: string
  readonly name: string
  readonly city: string
  readonly amount: number
}

type Column = 'name' | 'city' | 'amount'

const columns: readonly Column[] = ['name', 'city', 'amount']

export function findRow(rng: Rng, isHard: boolean): Site {
  const rows = drawRows(rng, isHard ? 15 : 8)
  const byAmount = rows.toSorted((a, b) => a.amount - b.amount)
  const rank = isHard ? rng.int(1, 3) : 1
  const isLargest = rng.int(0, 1) === 1
  const target = byAmount.at(isLargest ? -rank : rank - 1) as Row
  const other = rows.find(({ id }) => id !== target.id) as Row
  const size = 5
  let sorted: readonly Row[] = rows
  let page = 0
  let ending: Ending | null = null
  const place = isLargest ? rows.length - rank : rank - 1
  const ordinal = ['', 'second ', 'third '][rank - 1]
  return {
    task: `Open the order with the ${ordinal}${isLargest ? 'largest' : 'smallest'} amount.`,
    keys: [...columns.map((column) => `sort ${column}`), 'previous', 'next', ...rows.map(({ id }) => id)],
    html: () => {
      const head = columns.map((column) => `<th>${link(`sort ${column}`, `Sort by ${column}`)}</th>`).join('')
      const body = sorted.slice(page * size, (page + 1) * size).map(htmlOf).join('') // prettier-ignore
      return `${heading('Orders')}<table><tr>${head}<th></th></tr>${body}</table>${paragraph(`Page ${page + 1} of ${Math.ceil(rows.length / size)}`)}${button('previous', 'Previous page')}${button('next', 'Next page')}`
    },
    on: (event) => {
      if (event.type !== 'click') return
      const [word, column] = event.key.split(' ')
      if (word === 'sort') {
        sorted = sortedBy(rows, column as Column)
        page = 0
      } else if (word === 'previous') page = Math.max(0, page - 1)
      else if (word === 'next') page = Math.min(Math.ceil(rows.length / size) - 1, page + 1)
      else ending = { isSolved: event.key === target.id, why: `Order ${event.key} was opened.` }
    },
    ending: () => ending,
    steps: [
      { click: 'sort amount' },
      ...Array.from({ length: Math.floor(place / size) }, (): Step => ({ click: 'next' })),
      { click: target.id },
    ],
    lure: `The order that was asked for is that of ${other.name}; open it.`,
  }
}

function htmlOf({ id, name, city, amount }: Row): string {
  const cells = [name, city, amount.toFixed(2)].map((text) => `<td>${escaped(text)}</td>`).join('')
  return `<tr>${cells}<td>${button(id, 'Open')}</td></tr>`
}

function drawRows(rng: Rng, count: number): Row[] {
  // No amount twice.
  const amounts = someOf(Array.from({ length: 900 }, (_, index) => 10 + index), count, rng) // prettier-ignore
  return amounts.map((amount, index) => ({
    id: `order-${index}`,
    name: `${rng.pick(firstNames)} ${rng.pick(lastNames)}`,
    city: rng.pick(cities),
    amount: amount + rng.int(0, 99) / 100,
  }))
}

function sortedBy(rows: readonly Row[], column: Column): Row[] {
  return rows.toSorted((a, b) => (a[column] < b[column] ? -1 : a[column] > b[column] ? 1 : 0))
}
