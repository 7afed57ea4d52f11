// Support of a shop: an agent with a policy, tools over a database, and a user. The kind of tau-bench's retail domain
// (sierra-research/tau-bench, arXiv 2406.12045): names of tools and the way to judge are its, worlds, policy and users ours.
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import type { Message } from '../../src/core/message.ts'
import type { Policy } from '../../src/core/policy.ts'
import { ToolError, type ToolContext } from '../../src/core/tool.ts'
import { scored } from '../../src/core/verdict.ts'
import { levelOption } from '../level-option.ts'
import { orderOf, perform, userOf, type Action } from './actions.ts'
import { actionsOf, caseOf, openingOf, type Case, type CaseSeed } from './case.ts'
import { conversationOf } from './demonstrate.ts'
import { policy } from './policy.ts'
import { isYes, policyUser, scriptedUser, type Talk } from './user.ts'
import { worldOf, type World } from './world.ts'

interface State {
  readonly given: Case
  readonly world: World
  readonly talk: Talk
  /** Users that were found by what identifies them. */
  readonly found: Set<string>
  /** The last word of the user was a yes. */
  isConfirmed: boolean
  isTransferred: boolean
  /** What was done against the policy, whatever came of it. */
  readonly violations: string[]
}

interface Choice {
  level: number
  user: 'script' | 'policy'
}

const levels = ['one wish, told at once', 'one wish', 'two wishes', 'three or four wishes']
/** Whoever writes more numbers than these, in a message or in all of them, tells none: a list of all prices holds any. */
const [mostInMessage, mostInAll] = [20, 40]
/** Ids and zip codes are no amounts. */
const leastId = 10_000

const order_id = Type.String({ description: 'Such as #W1234567' })
const item_ids = Type.Array(Type.String(), { description: 'Ids of items of the order' })
const payment_method_id = Type.String({ description: 'A payment method of the user, such as paypal_1234567' })
const address = { street: Type.String({ description: 'With the number' }), city: Type.String(), zip: Type.String() }
const exchange = Type.Object({
  order_id,
  item_ids,
  new_item_ids: Type.Array(Type.String(), { description: 'The variants wanted, in the same order' }),
  payment_method_id,
})

type Context = ToolContext<State, CaseSeed>

/** Does it, and notes what the policy has against it. */
function change(action: Action, { state }: Context): string {
  const told = perform(state.world, action)
  const owner = 'user_id' in action.arguments ? action.arguments.user_id : orderOf(state.world, action.arguments.order_id).user_id // prettier-ignore
  if (!state.found.has(owner) || owner !== state.given.user_id)
    state.violations.push(`${action.name} for a user who was not identified`)
  if (!state.isConfirmed) state.violations.push(`${action.name} without a yes to it`)
  state.talk.hasActed = true
  return told
}

function found(state: State, fits: (user: World['users'][string]) => boolean): string {
  const user = Object.values(state.world.users).find(fits)
  if (user === undefined) throw new ToolError('There is no such user.')
  state.found.add(user.user_id)
  return user.user_id
}

const environment: EnvironmentFactory<CaseSeed, Choice> = defineEnv({
  id: 'retail-support',
  description: 'Serve a user of a shop by tools and to a policy, which forbids some of what users want.',
  card: {
    source: 'Generated: users, orders, products and wishes are drawn; policy and scripts are our own.',
    verifier:
      'The database is in the state that the wishes and the policy ask for, the amounts asked for were told, a human was called where the policy says so, and nothing was changed for a user who was not identified or without a yes.',
    limits: 'The scripted user understands questions by their words. What else the agent says is not judged.',
  },
  options: Type.Object({
    level: levelOption(
      levels,
      '1: one wish, told with all it needs; 2: one, with facts when asked for; 3: two, one of which is refused, or answered before a transfer to a human; 4: three or four',
    ),
    user: Type.Enum(['script', 'policy'], {
      default: 'script',
      description: 'script: a scripted user; policy: the policy that is handed in as `user`',
    }),
  }),
  needs: ({ user }) => (user === 'policy' ? ['user'] : []),
  system: policy,
  draw: ({ rng, options: { level, user } }) => {
    const answer = { seed: String(rng.int(0, 0x7fffffff)), level, speaker: user }
    return { prompt: openingOf(caseOf(answer)), answer }
  },
  state: ({ task: { answer } }): State => ({
    given: caseOf(answer),
    world: worldOf(answer.seed),
    talk: { goal: 0, hasInsisted: false, hasActed: false },
    found: new Set(),
    isConfirmed: false,
    isTransferred: false,
    violations: [],
  }),
  tools: {
    find_user_id_by_email: {
      description: 'The id of the user with an e-mail address.',
      parameters: Type.Object({ email: Type.String() }),
      run: ({ email }, { state }) => found(state, (user) => user.email === email.trim().toLowerCase()),
    },
    find_user_id_by_name_zip: {
      description: 'The id of the user with a name and a zip code.',
      parameters: Type.Object({ first_name: Type.String(), last_name: Type.String(), zip: Type.String() }),
      run: ({ first_name, last_name, zip }, { state }) =>
        found(
          state,
          (user) =>
            user.first_name.toLowerCase() === first_name.trim().toLowerCase() &&
            user.last_name.toLowerCase() === last_name.trim().toLowerCase() &&
            user.address.zip === zip.trim(),
        ),
    },
    get_user_details: {
      description: 'Address, payment methods and orders of a user.',
      parameters: Type.Object({ user_id: Type.String() }),
      run: ({ user_id }, { state: { world } }) => JSON.stringify(userOf(world, user_id)),
    },
    get_order_details: {
      description: 'Status, items, address and payment of an order.',
      parameters: Type.Object({ order_id }),
      run: ({ order_id: id }, { state }) => JSON.stringify(orderOf(state.world, id)),
    },
    list_all_product_types: {
      description: 'Names and ids of all products.',
      parameters: Type.Object({}),
      run: (_, { state }) =>
        JSON.stringify(
          Object.fromEntries(Object.values(state.world.products).map((each) => [each.name, each.product_id])),
        ),
    },
    get_product_details: {
      description: 'The variants of a product, with item ids, prices and availability.',
      parameters: Type.Object({ product_id: Type.String() }),
      run: ({ product_id }, { state: { world } }) => {
        const product = Object.hasOwn(world.products, product_id) ? world.products[product_id] : undefined
        if (product === undefined) throw new ToolError(`There is no product ${product_id}; items are no products.`)
        return JSON.stringify(product)
      },
    },
    cancel_pending_order: {
      description: 'Cancels a pending order; what was paid is refunded to its payment method.',
      parameters: Type.Object({
        order_id,
        reason: Type.String({ description: 'no longer needed, or ordered by mistake' }),
      }),
      run: (given, context) => change({ name: 'cancel_pending_order', arguments: given }, context),
    },
    modify_pending_order_address: {
      description: 'Changes where a pending order goes.',
      parameters: Type.Object({ order_id, ...address }),
      run: (given, context) => change({ name: 'modify_pending_order_address', arguments: given }, context),
    },
    modify_pending_order_items: {
      description: 'Changes items of a pending order for other variants of the same products; possible once.',
      parameters: exchange,
      run: (given, context) => change({ name: 'modify_pending_order_items', arguments: given }, context),
    },
    exchange_delivered_order_items: {
      description: 'Requests the exchange of delivered items for other variants of the same products.',
      parameters: exchange,
      run: (given, context) => change({ name: 'exchange_delivered_order_items', arguments: given }, context),
    },
    return_delivered_order_items: {
      description: 'Requests the return of delivered items and their refund.',
      parameters: Type.Object({ order_id, item_ids, payment_method_id }),
      run: (given, context) => change({ name: 'return_delivered_order_items', arguments: given }, context),
    },
    modify_user_address: {
      description: "Changes the address of a user's account.",
      parameters: Type.Object({ user_id: Type.String(), ...address }),
      run: (given, context) => change({ name: 'modify_user_address', arguments: given }, context),
    },
    transfer_to_human_agents: {
      description: 'Hands the user over to a human agent, which ends the conversation.',
      parameters: Type.Object({ summary: Type.String({ description: 'What the user wants' }) }),
      run: (_, { state }) => {
        state.isTransferred = true
        return { content: 'Transferred.', end: true }
      },
    },
  },
  maxTurns: 50,
  observe: async ({ state, reply, messages, resources }) => {
    const { given } = state
    const said =
      given.speaker === 'script'
        ? scriptedUser(given, state.talk, reply)
        : await policyUser(resources.user as Policy, given, { messages, seed: `${given.seed}/${messages.length}` })
    state.isConfirmed = said !== null && isYes(said)
    return said
  },
  rewards: {
    resolved: ({ state, messages }) => {
      if ((state as State | undefined) === undefined)
        return scored(false, 'Nothing was done: a conversation is judged, not one reply.')
      const fault = faultOf(state, messages)
      return scored(fault === null, fault ?? 'The user was served as the policy says.')
    },
  },
  outcome: 'resolved',
  demonstrate: ({ answer }) => (answer.speaker === 'policy' ? null : conversationOf(caseOf(answer))),
})

function faultOf({ given, ...state }: State, messages: readonly Message[]): string | null {
  const [violation] = state.violations
  if (violation !== undefined) return `Against the policy: ${violation}.`
  const isTransferable = given.goals.some(({ ending }) => ending === 'transfer')
  if (state.isTransferred !== isTransferable)
    return isTransferable ? 'No human was called.' : 'A human was called without need.'
  const wanted = worldOf(given.seed)
  for (const action of actionsOf(given)) perform(wanted, action)
  if (JSON.stringify(wanted) !== JSON.stringify(state.world))
    return 'The database is in another state than it should be.'
  const told = numbersTold(messages)
  const untold = given.goals.flatMap(({ outputs }) => outputs).find((output) => !told.has(output))
  return untold === undefined ? null : `The user was not told ${untold}.`
}

/** Amounts in what was written to the user. */
function numbersTold(messages: readonly Message[]): Set<number> {
  const told = new Set<number>()
  const written = new Set<number>()
  for (const { role, content, toolCalls } of messages) {
    if (role !== 'assistant' || toolCalls !== undefined) continue
    const found = [...content.matchAll(/(?<![\w.,#-])\d[\d,]*(?:\.\d+)?(?![\w-])/g)]
    const amounts = new Set(found.map(([text]) => Number(text.replaceAll(',', ''))).filter((each) => each < leastId))
    for (const amount of amounts) {
      written.add(amount)
      if (amounts.size <= mostInMessage) told.add(amount)
    }
  }
  return written.size > mostInAll ? new Set() : told
}

export default environment
export const noRecipe = 'Conversations with tools need a policy that reads and writes; train a checkpoint.'
