// What can be done to the database. An action checks what a database can: that things are there and in a state in which it
// means anything. What the policy forbids beyond that it does: keeping to it is the agent's part.
import { ToolError } from '../../src/core/tool.ts'
import type { Address, Order, OrderedItem, Payment, User, World } from './world.ts'

interface Exchange {
  readonly order_id: string
  readonly item_ids: readonly string[]
  readonly new_item_ids: readonly string[]
  readonly payment_method_id: string
}

export type Action =
  | {
      readonly name: 'cancel_pending_order'
      readonly arguments: { readonly order_id: string; readonly reason: string }
    }
  | {
      readonly name: 'modify_pending_order_address'
      readonly arguments: { readonly order_id: string } & Address
    }
  | { readonly name: 'modify_pending_order_items'; readonly arguments: Exchange }
  | { readonly name: 'exchange_delivered_order_items'; readonly arguments: Exchange }
  | { readonly name: 'return_delivered_order_items'; readonly arguments: Omit<Exchange, 'new_item_ids'> }
  | { readonly name: 'modify_user_address'; readonly arguments: { readonly user_id: string } & Address }

/** What the agent is told. */
export function perform(world: World, action: Action): string {
  if (action.name === 'modify_user_address') {
    const user = userOf(world, action.arguments.user_id)
    user.address = addressIn(action.arguments)
    return JSON.stringify(user)
  }
  const order = orderOf(world, action.arguments.order_id)
  switch (action.name) {
    case 'cancel_pending_order':
      requireStatus(order, ['pending'])
      order.status = 'cancelled'
      order.changes.push({ reason: action.arguments.reason, refund: sumOf(order.items) })
      break
    case 'modify_pending_order_address':
      requireStatus(order, ['pending', 'pending (items modified)'])
      order.address = addressIn(action.arguments)
      break
    case 'return_delivered_order_items': {
      requireStatus(order, ['delivered'])
      const items = itemsOf(order, action.arguments.item_ids)
      const { payment_method_id } = paymentOf(world, order, action.arguments.payment_method_id)
      order.status = 'return requested'
      order.changes.push({ returned: idsOf(items), refund: sumOf(items), payment_method_id })
      break
    }
    case 'modify_pending_order_items':
    case 'exchange_delivered_order_items':
      exchange(world, order, action)
  }
  return JSON.stringify(order)
}

function exchange(
  world: World,
  order: Order,
  { name, arguments: given }: { readonly name: string; readonly arguments: Exchange },
): void {
  const isPending = name === 'modify_pending_order_items'
  requireStatus(order, isPending ? ['pending'] : ['delivered'])
  const items = itemsOf(order, given.item_ids)
  if (given.new_item_ids.length !== items.length)
    throw new ToolError('As many new items are given as items, in the same order.')
  const chosen = items.map((item, at) => variantOf(world, item, given.new_item_ids[at] ?? ''))
  const payment = paymentOf(world, order, given.payment_method_id)
  const difference = sumOf(chosen) - sumOf(items)
  if (payment.balance !== undefined && payment.balance < difference)
    throw new ToolError(`The balance of ${payment.payment_method_id} does not cover ${difference}.`)
  if (payment.balance !== undefined) payment.balance -= difference
  const { payment_method_id } = payment
  if (isPending) {
    order.items = order.items.map((item) => chosen[items.indexOf(item)] ?? item)
    order.status = 'pending (items modified)'
    order.changes.push({ paid: difference, payment_method_id })
    return
  }
  order.status = 'exchange requested'
  const pairs = items.map(({ item_id }, at) => `${item_id} for ${chosen[at]?.item_id}`).sort()
  order.changes.push({ exchanged: pairs, paid: difference, payment_method_id })
}

/** Its own: every object has a `__proto__` besides. */
export function userOf(world: World, id: string): User {
  const user = Object.hasOwn(world.users, id) ? world.users[id] : undefined
  if (user === undefined) throw new ToolError(`There is no user ${id}.`)
  return user
}

/** In the order in which states are compared, whatever the order of a call's arguments. */
function addressIn({ street, city, zip }: Address): Address {
  return { street, city, zip }
}

export function orderOf(world: World, id: string): Order {
  const order = Object.hasOwn(world.orders, id) ? world.orders[id] : undefined
  if (order === undefined) throw new ToolError(`There is no order ${id}. Order ids are like #W1234567.`)
  return order
}

function requireStatus(order: Order, allowed: readonly string[]): void {
  if (!allowed.includes(order.status))
    throw new ToolError(`The order ${order.order_id} is ${order.status}; this needs one that is ${allowed[0]}.`)
}

function itemsOf(order: Order, ids: readonly string[]): OrderedItem[] {
  if (ids.length === 0 || new Set(ids).size !== ids.length) throw new ToolError('Each item is given once.')
  return ids.map((id) => {
    const item = order.items.find(({ item_id }) => item_id === id)
    if (item === undefined) throw new ToolError(`The order ${order.order_id} has no item ${id}.`)
    return item
  })
}

function variantOf({ products }: World, { item_id, product_id, name }: OrderedItem, id: string): OrderedItem {
  const variant = products[product_id]?.variants.find((each) => each.item_id === id)
  if (variant === undefined) throw new ToolError(`${id} is no variant of the product of ${item_id}.`)
  if (!variant.available) throw new ToolError(`The item ${id} is not available.`)
  return { item_id: id, product_id, name, option: variant.option, price: variant.price }
}

function paymentOf({ users }: World, { user_id }: Order, id: string): Payment {
  const found = users[user_id]?.payment_methods.find(({ payment_method_id }) => payment_method_id === id)
  if (found === undefined) throw new ToolError(`The user ${user_id} has no payment method ${id}.`)
  return found
}

function sumOf(items: readonly OrderedItem[]): number {
  return items.reduce((sum, { price }) => sum + price, 0)
}

function idsOf(items: readonly OrderedItem[]): string[] {
  return items.map(({ item_id }) => item_id).sort()
}
