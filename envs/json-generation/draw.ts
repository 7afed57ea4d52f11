// A JSON Schema and a text of facts, drawn field by field: each level adds what schemas may ask for (JSON Schema 2020-12).
// A field has its schema, a value that fits, and a sentence that tells the value; one that is free has no sentence.
import type { Json, JsonObject } from '../../src/core/json.ts'
import type { Rng } from '../../src/core/random.ts'
import { levelOf } from '../level-option.ts'

export interface Demand {
  readonly schema: JsonObject
  /** What the text tells, by key. */
  readonly facts: JsonObject
  /** One object that fits: there are others where a field is free. */
  readonly example: JsonObject
}

interface Field {
  readonly schema: JsonObject
  readonly value: Json
  /** Null for a field that may hold whatever fits. */
  readonly told: string | null
}

type Maker = (rng: Rng) => Field

const people = words('Ada Bruno Chen Dina Emeka Freya Goran Hana Imran Jonas Kofi Lucia Mira Nils')
const cities = words('Accra Bergen Cusco Dublin Enugu Ghent Hanoi Izmir Jaipur Kyoto Lyon Malmo')
const goods = words('lamp chair kettle ladder mirror carpet clock basket drill bucket blanket candle')
const tags = words('fragile urgent gift heavy cold tall printed signed sealed spare')

const text = { type: 'string' }

const flat: { readonly [name: string]: Maker } = {
  customer: (rng) => told(text, rng.pick(people), (name) => `The customer is ${name}.`),
  city: (rng) => told(text, rng.pick(cities), (city) => `The goods go to ${city}.`),
  quantity: (rng) => told({ type: 'integer', minimum: 1 }, rng.int(2, 400), (count) => `There are ${count} pieces.`),
  weight: (rng) => told({ type: 'number' }, rng.int(101, 9999) / 100, (weight) => `All weighs ${weight} kilograms.`),
  express: (rng) =>
    told({ type: 'boolean' }, rng.int(0, 1) === 1, (fast) => `It is ${fast ? '' : 'not '}sent by express.`),
  item: (rng) => told(text, rng.pick(goods), (item) => `The article is “${item}”.`),
}

const nested: { readonly [name: string]: Maker } = {
  address: (rng) => {
    const [street, number] = [`${rng.pick(people)} Street`, rng.int(1, 200)]
    const schema = closed({ street: text, number: { type: 'integer' } })
    return told(schema, { street, number }, () => `The house is number ${number} of “${street}”.`)
  },
  size: (rng) => {
    const [width, height] = [rng.int(10, 99), rng.int(10, 99)]
    const schema = closed({ width: { type: 'integer' }, height: { type: 'integer' } })
    return told(schema, { width, height }, () => `It is ${width} centimetres wide and ${height} high.`)
  },
}

const listed: { readonly [name: string]: Maker } = {
  tags: (rng) => {
    const value = rng.shuffle(tags).slice(0, rng.int(2, 4))
    const schema = { type: 'array', items: text, minItems: 1, maxItems: 5, uniqueItems: true }
    return told(schema, value, () => `Its tags are, in this order, ${value.join(', ')}.`)
  },
  readings: (rng) => {
    const value = Array.from({ length: rng.int(3, 5) }, () => rng.int(-20, 60))
    const schema = { type: 'array', items: { type: 'integer', minimum: -40 }, minItems: 3, maxItems: 6 }
    return told(schema, value, () => `The readings were, in turn, ${value.join(', ')}.`)
  },
  note: (rng) => ({
    schema: { type: 'string', minLength: rng.int(10, 20), maxLength: 60, description: 'Any words of your own' },
    value: 'Nothing more was told of it.',
    told: null,
  }),
}

const strict: { readonly [name: string]: Maker } = {
  status: (rng) => {
    const value = rng.pick(['OPEN', 'PACKED', 'SENT', 'RETURNED'])
    const schema = { enum: ['OPEN', 'PACKED', 'SENT', 'RETURNED'] }
    return told(schema, value, () => `The order was ${value === 'OPEN' ? 'opened' : value.toLowerCase()}.`)
  },
  code: (rng) => {
    const [series, number] = [rng.pick(['A', 'B', 'C', 'K']), rng.int(1, 999)]
    const schema = { type: 'string', pattern: '^[A-Z]-[0-9]{5}$' }
    const value = `${series}-${String(number).padStart(5, '0')}`
    return told(schema, value, () => `It is number ${number} of series ${series}.`)
  },
}

const varied: { readonly [name: string]: Maker } = {
  payment: (rng) => {
    const schema = {
      oneOf: [
        closed({ kind: { const: 'card' }, lastDigits: { type: 'string', pattern: '^[0-9]{4}$' } }),
        closed({ kind: { const: 'transfer' }, bank: text }),
        closed({ kind: { const: 'cash' } }),
      ],
    }
    const digits = String(rng.int(0, 9999)).padStart(4, '0')
    const bank = `Bank of ${rng.pick(cities)}`
    const kind = rng.int(0, 2)
    if (kind === 0) return told(schema, { kind: 'card', lastDigits: digits }, () => `It was paid by card ending in ${digits}.`) // prettier-ignore
    if (kind === 1) return told(schema, { kind: 'transfer', bank }, () => `It was paid by transfer from the ${bank}.`)
    return told(schema, { kind: 'cash' }, () => 'It was paid in cash.')
  },
  due: (rng) => {
    const [year, month, day] = [rng.int(2021, 2029), rng.int(1, 12), rng.int(1, 28)]
    const value = `${year}-${pair(month)}-${pair(day)}`
    const spoken = `${day}.${month}.${year} (day, month, year)`
    return told({ type: 'string', format: 'date' }, value, () => `It is due on ${spoken}.`)
  },
  contact: (rng) => {
    const value = `${rng.pick(people)}@${rng.pick(cities)}.example`.toLowerCase()
    return told({ type: 'string', format: 'email' }, value, () => `Questions go to ${value}.`)
  },
}

/** How many fields of which kinds. */
export const levels: readonly (readonly (readonly [{ readonly [name: string]: Maker }, number])[])[] = [
  [[flat, 4]],
  [[flat, 4], [nested, 2]], // prettier-ignore
  [[flat, 3], [nested, 1], [listed, 3]], // prettier-ignore
  [[flat, 3], [nested, 1], [listed, 2], [strict, 2]], // prettier-ignore
  [[flat, 3], [nested, 1], [listed, 2], [strict, 2], [varied, 3]], // prettier-ignore
]

export function drawDemand(rng: Rng, level: number): { readonly text: string; readonly demand: Demand } {
  const chosen = levelOf(levels, level).flatMap(([makers, count]) => rng.shuffle(Object.entries(makers)).slice(0, count)) // prettier-ignore
  const fields = rng.shuffle(chosen.map(([name, make]) => [name, make(rng)] as const))
  const known = fields.filter(([, { told: sentence }]) => sentence !== null)
  return {
    text: rng.shuffle(known.map(([, { told: sentence }]) => sentence)).join(' '),
    demand: {
      schema: closed(Object.fromEntries(fields.map(([name, { schema }]) => [name, schema]))),
      facts: Object.fromEntries(known.map(([name, { value }]) => [name, value])),
      example: Object.fromEntries(fields.map(([name, { value }]) => [name, value])),
    },
  }
}

function told<Value extends Json>(schema: JsonObject, value: Value, sentence: (value: Value) => string): Field {
  return { schema, value, told: sentence(value) }
}

/** An object of these fields, each required, and no others. */
function closed(properties: JsonObject): JsonObject {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false }
}

function pair(number: number): string {
  return String(number).padStart(2, '0')
}

function words(list: string): string[] {
  return list.split(' ')
}
