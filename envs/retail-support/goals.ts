// What users want: what the policy allows, what it forbids, and what it leaves to a human.
import type { Rng } from '../../src/core/random.ts'
import type { Action } from './actions.ts'
import { addressOf, totalOf, type Order, type OrderedItem, type User, type Variant, type World } from './world.ts'

/** What a user tells when asked for it. */
export type Topic = 'order' | 'item' | 'reason' | 'payment' | 'address'

export interface Goal {
  /** `do`: by the actions; `tell`: by a message; `refuse` and `transfer`: what is right instead. */
  readonly ending: 'do' | 'tell' | 'refuse' | 'transfer'
  readonly opening: string
  readonly facts: { readonly [topic in Topic]?: string }
  /** What a question for a yes has to name; empty where none is to be asked. */
  readonly mentions: string
  readonly actions: readonly Action[]
  /** Numbers that have to be said. */
  readonly outputs: readonly number[]
  /** What a good agent says it would do, or why it will not. */
  readonly plan: string
  /** What it says in the end. */
  readonly closing: string
  /** The product to look at. */
  readonly product_id?: string
}

export type GoalKind =
  | 'cancel'
  | 'return'
  | 'exchange'
  | 'modify'
  | 'address'
  | 'tell'
  | 'cancel for another reason'
  | 'cancel too late'
  | 'return too late'
  | 'order of another'
  | 'transfer'

export interface GoalContext {
  readonly rng: Rng
  readonly world: World
  readonly user: User
  /** Orders that another goal is about. */
  readonly used: Set<string>
  readonly asksAmounts: boolean
}

const otherReasons = [
  'I found it cheaper elsewhere',
  'the delivery takes too long',
  'I changed my mind about the colour',
]
const humanMatters = [
  'I also want my account closed.',
  'I also need an invoice made out to my company.',
  'I also want to complain about the courier, who was rude.',
]

/** Null where the user has no order of the kind left. */
export function drawGoal(kind: GoalKind, context: GoalContext): Goal | null {
  const { rng, asksAmounts } = context
  switch (kind) {
    case 'tell':
      return tell(context)
    case 'transfer':
      return { ...bare, ending: 'transfer', opening: rng.pick(humanMatters), plan: 'A human agent takes care of that.' }
    case 'cancel': {
      const order = take(context, ({ status }) => status === 'pending')
      if (order === null) return null
      const reason = rng.pick(['no longer needed', 'ordered by mistake'])
      const refund = totalOf(order)
      return {
        ...bare,
        ending: 'do',
        opening: `I want to cancel one of my orders.${asksAmounts ? ' How much do I get back?' : ''}`,
        facts: { order: `It is the order ${order.order_id}.`, reason: `The reason: ${reason}.` },
        mentions: order.order_id,
        actions: [{ name: 'cancel_pending_order', arguments: { order_id: order.order_id, reason } }],
        outputs: asksAmounts ? [refund] : [],
        plan: `cancel the order ${order.order_id}, because it was ${reason}`,
        closing: `The order is cancelled, and ${refund} dollars go back to the payment method that it was paid by.`,
      }
    }
    case 'return': {
      const order = take(context, isReturnable)
      if (order === null) return null
      const item = rng.pick(order.items)
      const own = context.user.payment_methods.find(({ kind: each }) => each === 'gift card')
      const [payment, words] =
        rng.int(0, 1) === 1 && own !== undefined
          ? ([own.payment_method_id, 'my gift card'] as const)
          : ([order.payment_method_id, 'the payment method that I paid by'] as const)
      return {
        ...bare,
        ending: 'do',
        opening: `I want to return something.${asksAmounts ? ' Tell me the amount that I get back.' : ''}`,
        facts: { ...placeOf(order, item), payment: `The refund should go to ${words}.` },
        mentions: order.order_id,
        actions: [
          {
            name: 'return_delivered_order_items',
            arguments: { order_id: order.order_id, item_ids: [item.item_id], payment_method_id: payment },
          },
        ],
        outputs: asksAmounts ? [item.price] : [],
        plan: `return the ${item.name} of the order ${order.order_id}, refunded to ${payment}`,
        closing: `The return is requested; ${item.price} dollars will be refunded.`,
      }
    }
    case 'exchange':
      return swap(context, 'exchange_delivered_order_items')
    case 'modify':
      return swap(context, 'modify_pending_order_items')
    case 'address': {
      const order = take(context, ({ status }) => status === 'pending')
      if (order === null) return null
      const address = addressOf(rng)
      return {
        ...bare,
        ending: 'do',
        opening: 'I want an order of mine to go to another address.',
        facts: {
          order: `It is the order ${order.order_id}.`,
          address: `The new address: street ${address.street}, city ${address.city}, zip code ${address.zip}.`,
        },
        mentions: order.order_id,
        actions: [{ name: 'modify_pending_order_address', arguments: { order_id: order.order_id, ...address } }],
        plan: `send the order ${order.order_id} to ${address.street}, ${address.city} ${address.zip}`,
        closing: 'The address is changed.',
      }
    }
    default:
      return refused(kind, context)
  }
}

const bare = { facts: {}, mentions: '', actions: [], outputs: [], closing: '' } as const

function isReturnable({ status, delivered_on }: Order): boolean {
  return status === 'delivered' && (delivered_on ?? '') >= '2026-02-13'
}

/** An order of the user's that no other goal is about. */
function take({ rng, world, user, used }: GoalContext, fits: (order: Order) => boolean): Order | null {
  const own = user.orders
    .map((id) => world.orders[id] as Order)
    .filter((each) => !used.has(each.order_id) && fits(each))
  if (own.length === 0) return null
  const order = rng.pick(own)
  used.add(order.order_id)
  return order
}

function placeOf({ order_id }: Order, { name, option }: OrderedItem): Goal['facts'] {
  return { order: `It is the order ${order_id}.`, item: `It is about the ${name} (${option}).` }
}

function swap(
  context: GoalContext,
  name: 'exchange_delivered_order_items' | 'modify_pending_order_items',
): Goal | null {
  const { rng, world, user, asksAmounts } = context
  const isPending = name === 'modify_pending_order_items'
  const others = ({ product_id, item_id }: OrderedItem): Variant[] =>
    world.products[product_id]?.variants.filter((each) => each.available && each.item_id !== item_id) ?? []
  const order = take(
    context,
    (each) =>
      (isPending ? each.status === 'pending' : isReturnable(each)) &&
      each.items.some((item) => others(item).length > 0),
  )
  if (order === null) return null
  const item = rng.pick(order.items.filter((each) => others(each).length > 0))
  const chosen = rng.pick(others(item))
  const payment = rng.pick(user.payment_methods.filter(({ kind }) => kind !== 'gift card'))
  const difference = chosen.price - item.price
  const asks = asksAmounts && difference !== 0
  return {
    ...bare,
    ending: 'do',
    opening: `${isPending ? 'I want another variant of something that I ordered and that has not been sent yet.' : 'I want to exchange something that was delivered.'}${asks ? ' What is the difference in price?' : ''}`,
    facts: {
      ...placeOf(order, item),
      item: `It is about the ${item.name} (${item.option}); I want the variant ${chosen.option} instead.`,
      payment: `For the difference use my ${payment.kind}.`,
    },
    mentions: order.order_id,
    actions: [
      {
        name,
        arguments: {
          order_id: order.order_id,
          item_ids: [item.item_id],
          new_item_ids: [chosen.item_id],
          payment_method_id: payment.payment_method_id,
        },
      },
    ],
    outputs: asks ? [Math.abs(difference)] : [],
    plan: `change the ${item.name} (${item.option}) of the order ${order.order_id} for ${chosen.option}, the difference by ${payment.payment_method_id}`,
    closing: `That is done. The difference is ${Math.abs(difference)} dollars.`,
    product_id: item.product_id,
  }
}

function tell({ rng, world }: GoalContext): Goal {
  const product = rng.pick(
    Object.values(world.products).filter(({ variants }) => variants.some((each) => each.available)),
  )
  const prices = product.variants.filter(({ available }) => available).map(({ price }) => price)
  const cheapest = Math.min(...prices)
  return {
    ...bare,
    ending: 'tell',
    opening: `How many variants of the ${product.name} are available at the moment, and what does the cheapest of these cost?`,
    outputs: [prices.length, cheapest],
    plan: '',
    closing: `Available are ${prices.length}; the cheapest costs ${cheapest} dollars.`,
    product_id: product.product_id,
  }
}

function refused(kind: GoalKind, context: GoalContext): Goal | null {
  const { rng, world, user } = context
  const of = (order: Order | null, fields: Pick<Goal, 'opening' | 'plan'> & Partial<Goal>): Goal | null =>
    order === null
      ? null
      : {
          ...bare,
          ending: 'refuse',
          facts: { order: `It is the order ${order.order_id}.` },
          mentions: order.order_id,
          ...fields,
        }
  if (kind === 'cancel for another reason') {
    const order = take(context, ({ status }) => status === 'pending')
    return of(order, {
      opening: 'I want to cancel an order that has not been sent yet.',
      facts: { order: `It is the order ${order?.order_id}.`, reason: `The reason: ${rng.pick(otherReasons)}.` },
      plan: 'an order is not cancelled for that reason',
    })
  }
  if (kind === 'cancel too late')
    return of(
      take(context, ({ status }) => status === 'processed'),
      { opening: 'I want to cancel an order that I no longer need.', plan: 'the order is processed already' },
    )
  if (kind === 'return too late') {
    const order = take(context, (each) => each.status === 'delivered' && !isReturnable(each))
    return of(order, {
      opening: 'I want to return all that was in an order of mine, for the money.',
      plan: 'the delivery is more than 30 days ago',
    })
  }
  const others = Object.values(world.orders).filter(
    (each) => each.user_id !== user.user_id && each.status === 'pending',
  )
  return of(rng.pick(others), {
    opening: 'I want to cancel an order of a friend, who no longer needs it and asked me to.',
    plan: 'it is the order of another user',
  })
}
