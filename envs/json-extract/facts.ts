// Orders told in a few sentences, and the facts in them. Each level asks for more and tells more that is beside the point.
import { Type, type TObject } from 'typebox'
import type { JsonObject } from '../../src/core/json.ts'
import type { Rng } from '../../src/core/random.ts'

type Line = {
  readonly item: string
  readonly quantity: number
  readonly unitPrice: number
}

/** What to extract, by level from 1. */
export const schemas: readonly TObject[] = schemasByLevel()

const firstNames = [
  'Ada',
  'Bruno',
  'Chen',
  'Dina',
  'Emeka',
  'Freya',
  'Goran',
  'Hana',
  'Imran',
  'Jonas',
  'Kofi',
  'Lucia',
]
const lastNames = [
  'Abe',
  'Berg',
  'Costa',
  'Diaz',
  'Evans',
  'Fischer',
  'Gupta',
  'Horvat',
  'Ito',
  'Jansen',
  'Keita',
  'Lind',
]
const cities = ['Accra', 'Bergen', 'Cusco', 'Dublin', 'Enugu', 'Ghent', 'Hanoi', 'Izmir', 'Jaipur', 'Kyoto', 'Lyon']
const items = ['lamp', 'chair', 'kettle', 'ladder', 'mirror', 'carpet', 'clock', 'basket', 'drill', 'bucket', 'blanket']
const months = 'January February March April May June July August September October November December'.split(' ')

export interface Account {
  readonly text: string
  readonly facts: JsonObject
}

/** A told order of a level from 1. */
export function tellOrder(rng: Rng, level: number): Account {
  const customer = `${rng.pick(firstNames)} ${rng.pick(lastNames)}`
  const lines = rng
    .shuffle(items)
    .slice(0, level < 3 ? 1 : rng.int(2, 4))
    .map((item) => ({ item, quantity: rng.int(2, 40), unitPrice: rng.int(100, 9999) / 100 }))
  const [first] = lines as [Line]
  if (level === 1) {
    const text = rng.pick([
      `${customer} ordered ${first.quantity} ${first.item}s.`,
      `An order came in from ${customer}: ${first.quantity} ${first.item}s, please.`,
      `We are to send ${first.quantity} ${first.item}s to ${customer}.`,
    ])
    return { text, facts: { customer, item: first.item, quantity: first.quantity } }
  }
  const city = rng.pick(cities)
  const [year, month, day] = [rng.int(2020, 2029), rng.int(1, 12), rng.int(1, 28)]
  const date = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
  const spokenDate = `${day} ${months[month - 1]} ${year}`
  if (level === 2) {
    const text = rng.pick([
      `${customer} from ${city} ordered ${first.quantity} ${first.item}s on ${spokenDate}.`,
      `On ${spokenDate} ${customer} asked us for ${first.quantity} ${first.item}s, to be sent to ${city}.`,
    ])
    return { text, facts: { customer, item: first.item, quantity: first.quantity, city, date } }
  }
  const goods = lines.map((each) => `${each.quantity} ${each.item}s at ${each.unitPrice.toFixed(2)} each`).join(', ')
  const beside = rng.pick([
    `An earlier order of ${rng.int(2, 40)} ${rng.pick(items)}s was called off.`,
    `${rng.pick(firstNames)} ${rng.pick(lastNames)} will pack it.`,
    `The last parcel went to ${rng.pick(cities)} by mistake.`,
  ])
  const text = `${beside} ${customer} now wants ${goods}. All of it is to reach ${city} by ${spokenDate}.`
  return { text, facts: { customer, city, date, lines } }
}

function schemasByLevel(): TObject[] {
  const closed = { additionalProperties: false }
  const order = { customer: Type.String(), item: Type.String(), quantity: Type.Integer() }
  const delivery = { city: Type.String(), date: Type.String({ description: 'YYYY-MM-DD' }) }
  const line = Type.Object({ item: Type.String(), quantity: Type.Integer(), unitPrice: Type.Number() }, closed)
  return [
    Type.Object(order, closed),
    Type.Object({ ...order, ...delivery }, closed),
    Type.Object({ customer: Type.String(), ...delivery, lines: Type.Array(line) }, closed),
  ]
}
