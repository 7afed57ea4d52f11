// The shop's database: products with variants, users with payment methods, orders. All of it is drawn from a seed, so that
// an episode's copy is made anew, and the state that a task asks for is made by what should be done to another.
import { Rng } from '../../src/core/random.ts'

export interface Variant {
  readonly item_id: string
  readonly option: string
  readonly price: number
  readonly available: boolean
}

export interface Product {
  readonly product_id: string
  readonly name: string
  readonly variants: readonly Variant[]
}

export interface Address {
  readonly street: string
  readonly city: string
  readonly zip: string
}

export interface Payment {
  readonly payment_method_id: string
  readonly kind: 'credit card' | 'gift card' | 'paypal'
  /** Of a gift card. */
  balance?: number
}

export interface OrderedItem {
  readonly item_id: string
  readonly product_id: string
  readonly name: string
  readonly option: string
  readonly price: number
}

export type Status =
  | 'pending'
  | 'pending (items modified)'
  | 'processed'
  | 'delivered'
  | 'cancelled'
  | 'return requested'
  | 'exchange requested'

export interface Order {
  readonly order_id: string
  readonly user_id: string
  status: Status
  address: Address
  items: OrderedItem[]
  readonly delivered_on: string | null
  readonly payment_method_id: string
  /** What was asked for since: why it was cancelled, what is to be returned or exchanged, what is paid or refunded. */
  changes: { readonly [field: string]: string | number | readonly string[] }[]
}

export interface User {
  readonly user_id: string
  readonly first_name: string
  readonly last_name: string
  readonly email: string
  address: Address
  readonly payment_methods: Payment[]
  readonly orders: string[]
}

export interface World {
  readonly products: { readonly [id: string]: Product }
  readonly users: { readonly [id: string]: User }
  readonly orders: { readonly [id: string]: Order }
}

/** The day on which every conversation takes place. */
export const today = '2026-03-15'

const goods: readonly (readonly [string, readonly string[]])[] = [
  ['T-shirt', ['red, S', 'red, M', 'blue, M', 'blue, L', 'black, L']],
  ['backpack', ['grey, 20 l', 'grey, 30 l', 'green, 30 l', 'green, 40 l']],
  ['desk lamp', ['white, battery', 'white, mains', 'black, mains', 'brass, mains']],
  ['headphones', ['on-ear, black', 'on-ear, white', 'in-ear, black', 'in-ear, blue']],
  ['kettle', ['steel, 1 l', 'steel, 1.5 l', 'glass, 1.5 l', 'glass, 2 l']],
  ['running shoes', ['blue, 40', 'blue, 42', 'black, 42', 'black, 44']],
  ['water bottle', ['500 ml, red', '500 ml, blue', '750 ml, blue', '1 l, black']],
]
const firstNames = [
  'Amara',
  'Bruno',
  'Clara',
  'Diego',
  'Elif',
  'Farid',
  'Hanna',
  'Ivan',
  'Juno',
  'Lena',
  'Mateo',
  'Noor',
]
const lastNames = ['Berg', 'Castro', 'Dubois', 'Ito', 'Kaya', 'Lopez', 'Moretti', 'Novak', 'Olsen', 'Patel']
const streets = ['Elm Street', 'Harbour Road', 'Mill Lane', 'Park Avenue', 'Station Road']
const cities = ['Austin', 'Boston', 'Denver', 'Phoenix', 'Seattle']
/** Of the orders of each user, in an order that is drawn; an old one was delivered too long ago to be returned. */
const histories = ['pending', 'pending', 'pending', 'delivered', 'delivered', 'delivered', 'old', 'processed'] as const

export function addressOf(rng: Rng): Address {
  return {
    street: `${rng.int(1, 199)} ${rng.pick(streets)}`,
    city: rng.pick(cities),
    zip: String(rng.int(10_000, 99_999)),
  }
}

export function worldOf(seed: string): World {
  const rng = Rng.fromSeed(`retail-support/${seed}`)
  const ids = new Set<number>()
  const idOf = (): string => {
    for (;;) {
      const id = rng.int(1_000_000, 9_999_999)
      if (!ids.has(id)) return ids.add(id) && String(id)
    }
  }
  const products: { [id: string]: Product } = {}
  for (const [name, options] of goods) {
    const product_id = idOf()
    const base = rng.int(15, 90)
    const variants = options.map((option) => ({
      item_id: idOf(),
      option,
      price: base + rng.int(0, 20),
      available: rng.int(1, 4) > 1,
    }))
    products[product_id] = { product_id, name, variants }
  }
  const users: { [id: string]: User } = {}
  const orders: { [id: string]: Order } = {}
  for (const first_name of rng.shuffle(firstNames).slice(0, 5)) {
    const last_name = rng.pick(lastNames)
    const number = rng.int(100, 999)
    const user_id = `${first_name}_${last_name}_${number}`.toLowerCase()
    const payment_methods: Payment[] = [
      { payment_method_id: `credit_card_${idOf()}`, kind: 'credit card' },
      { payment_method_id: `gift_card_${idOf()}`, kind: 'gift card', balance: rng.int(1, 60) },
      { payment_method_id: `paypal_${idOf()}`, kind: 'paypal' },
    ]
    const user: User = {
      user_id,
      first_name,
      last_name,
      email: `${first_name}.${last_name}${number}@example.com`.toLowerCase(),
      address: addressOf(rng),
      payment_methods,
      orders: [],
    }
    users[user_id] = user
    for (const history of rng.shuffle(histories)) {
      const order_id = `#W${idOf()}`
      const chosen = rng.shuffle(Object.values(products)).slice(0, rng.int(1, 3))
      const items = chosen.map(({ product_id, name, variants }) => {
        const { item_id, option, price } = rng.pick(variants)
        return { item_id, product_id, name, option, price }
      })
      const agoDays = history === 'old' ? rng.int(35, 90) : rng.int(2, 25)
      const isDelivered = history === 'delivered' || history === 'old'
      orders[order_id] = {
        order_id,
        user_id,
        status: isDelivered ? 'delivered' : history,
        address: user.address,
        items,
        delivered_on: isDelivered ? daysBefore(agoDays) : null,
        payment_method_id: rng.pick([payment_methods[0], payment_methods[2]])?.payment_method_id ?? '',
        changes: [],
      }
      user.orders.push(order_id)
    }
  }
  return { products, users, orders }
}

function daysBefore(days: number): string {
  return new Date(Date.parse(today) - days * 86_400_000).toISOString().slice(0, 10)
}

export function totalOf({ items }: Pick<Order, 'items'>): number {
  return items.reduce((sum, { price }) => sum + price, 0)
}
