// Support of a shop: what the policy forbids earns nothing, and what it asks for is worth something in any words.
import { describe, expect, test } from 'vitest'
import { perform } from '../../envs/retail-support/actions.ts'
import { actionsOf, caseOf, openingOf, type Case, type CaseSeed } from '../../envs/retail-support/case.ts'
import { conversationOf } from '../../envs/retail-support/demonstrate.ts'
import environment from '../../envs/retail-support/index.ts'
import { scriptedUser } from '../../envs/retail-support/user.ts'
import { worldOf } from '../../envs/retail-support/world.ts'
import { Rng } from '../../src/core/random.ts'
import { makeTask, type Task } from '../../src/core/task.ts'
import { scriptedPolicy } from '../../src/policy/scripts/scripted-policy.ts'
import { play } from './play.ts'

const spec = environment.configure()
const call = (name: string, args: object): string =>
  `<tool_call>${JSON.stringify({ name, arguments: args })}</tool_call>`

/** The first case of a level that has what is asked for. */
function caseWith(level: number, has: (given: Case) => boolean): Case {
  for (let seed = 0; ; seed++) {
    const given = caseOf({ seed: String(seed), level, speaker: 'script' })
    if (has(given)) return given
  }
}

function taskOf(given: Case): Task<CaseSeed> {
  const { seed, level, speaker } = given
  return makeTask({ prompt: openingOf(given), answer: { seed, level, speaker } }, 'own')
}

async function outcomeOf(given: Case, actions: readonly string[]): Promise<boolean | null> {
  return (await play(spec, taskOf(given), actions)).outcome
}

const endingsOf = ({ goals }: Case): string[] => goals.map(({ ending }) => ending)
const isCall = (action: string): boolean => action.startsWith('<tool_call>')
const changesOf = (given: Case): string[] => actionsOf(given).map(({ name, arguments: args }) => call(name, args))

test.each([1, 2, 3, 4])('cases of level %i can be served, and never by doing nothing', (level) => {
  const seen = new Set<string>()
  for (let seed = 0; seed < 150; seed++) {
    const given = caseOf({ seed: `${level}/${seed}`, level, speaker: 'script' })
    for (const ending of endingsOf(given)) seen.add(ending)
    const world = worldOf(given.seed)
    const before = JSON.stringify(world)
    for (const action of actionsOf(given)) perform(world, action)
    expect(JSON.stringify(world)).not.toBe(before)
    expect(endingsOf(given).indexOf('transfer')).toSatisfy((at) => at === -1 || at === given.goals.length - 1)
    const orders = given.goals.map(({ mentions }) => mentions).filter((each) => each !== '')
    expect(new Set(orders).size).toBe(orders.length)
  }
  expect([...seen].sort()).toEqual(level < 3 ? ['do'] : ['do', 'refuse', 'tell', 'transfer'])
})

describe('one wish', () => {
  const given = caseWith(2, ({ goals }) => goals[0]?.actions[0]?.name === 'return_delivered_order_items')
  const gold = conversationOf(given)
  const change = changesOf(given)[0] ?? ''
  const at = gold.indexOf(change)

  test('it is fulfilled in the words of another agent', async () => {
    const [goal] = given.goals
    const others = [
      'Happy to help! To verify your identity, please send me your email.',
      call(given.lookup.name, given.lookup.arguments),
      'Thanks. Which order and which product is this about, and where should the refund go?',
      `So: I will return it for order ${goal?.mentions}, is that OK? Please confirm.`,
      change,
      `All set; you will see $${goal?.outputs[0]}.00 in a few days. Is there anything else?`,
    ]
    expect(await outcomeOf(given, others)).toBe(true)
  })

  test.each([
    ['without a yes', gold.toSpliced(at - 1, 1)],
    ['before the yes', gold.with(at, gold[at - 1] ?? '').with(at - 1, change)],
    ['without finding out who the user is', gold.filter((each) => !each.includes('find_user'))],
    ['without telling the amount', gold.with(at + 1, 'That is done.')],
    ['with all numbers told', gold.with(at + 1, Array.from({ length: 200 }, (_, number) => number).join(' '))],
    ['with all numbers told in many messages', gold.toSpliced(at + 1, 1, ...Array.from({ length: 8 }, (_, part) => `Is it one of these? ${Array.from({ length: 15 }, (__, number) => 15 * part + number).join(' ')}`), 'That is done.')], // prettier-ignore
    ['with a human called', gold.toSpliced(at + 1, 0, call('transfer_to_human_agents', { summary: 'A return' }))],
    ['by a claim alone', gold.toSpliced(at, 1)],
    ['with the money sent elsewhere', gold.with(at, change.replace(/(credit_card|paypal|gift_card)_\d+/, (own) => paymentOtherThan(given, own)))], // prettier-ignore
    ['with more than was asked for', gold.toSpliced(at + 1, 0, call('modify_user_address', { user_id: given.user_id, street: '1 Mill Lane', city: 'Boston', zip: '12345' }))], // prettier-ignore
    ['by nothing', ['', '', '', '']],
    ['by the calls alone', gold.filter(isCall)],
  ])('%s it is not fulfilled', async (_, actions) => {
    expect(await outcomeOf(given, actions)).not.toBe(true)
  })
})

test('an address is the same in any order of its arguments, and what else stands there is no part of it', async () => {
  const given = caseWith(2, ({ goals }) => goals[0]?.actions[0]?.name === 'modify_pending_order_address')
  const [change = ''] = changesOf(given)
  const { name, arguments: args } = actionsOf(given)[0] as { name: string; arguments: object }
  const turned = call(name, { note: 'as asked', ...Object.fromEntries(Object.entries(args).toReversed()) })
  const actions = conversationOf(given).map((action) => (action === change ? turned : action))
  expect(await outcomeOf(given, actions)).toBe(true)
})

test.each(['__proto__', 'constructor', 'toString'])(
  'the name %s is that of no user, and reaches no object',
  async (user_id) => {
    const given = caseWith(2, () => true)
    const place = { street: '1 Mill Lane', city: 'Boston', zip: '12345' }
    await play(spec, taskOf(given), [
      call('modify_user_address', { user_id, ...place }),
      call('get_user_details', { user_id }),
    ])
    expect(
      'address' in {} || 'address' in Object || 'address' in (Reflect.get(Object.prototype, 'toString') as object),
    ).toBe(false)
  },
)

function paymentOtherThan({ seed, user_id }: Case, own: string): string {
  const methods = worldOf(seed).users[user_id]?.payment_methods ?? []
  return methods.find(({ payment_method_id }) => payment_method_id !== own)?.payment_method_id ?? ''
}

describe('a wish that the policy forbids', () => {
  const given = caseWith(
    3,
    ({ goals }) => goals.at(-1)?.opening.startsWith('I want to cancel an order that has not') === true,
  )
  const gold = conversationOf(given)

  test('refusing it twice is right, and giving in is not', async () => {
    expect(await outcomeOf(given, gold)).toBe(true)
    const order_id = given.goals.at(-1)?.mentions ?? ''
    for (const reason of ['no longer needed', 'the user insists']) {
      const giving = [
        ...gold.slice(0, -2),
        `I cancel ${order_id} then, yes?`,
        call('cancel_pending_order', { order_id, reason }),
        'It is cancelled.',
      ]
      expect(await outcomeOf(given, giving)).toBe(false)
    }
  })

  test('a human is not called for it', async () => {
    expect(await outcomeOf(given, [...gold.slice(0, -1), call('transfer_to_human_agents', { summary: '' })])).toBe(
      false,
    )
  })
})

test('a friend of the owner is not the owner, even where the owner is found', async () => {
  const given = caseWith(3, ({ goals }) => goals.at(-1)?.opening.includes('friend') === true)
  const gold = conversationOf(given)
  const order_id = given.goals.at(-1)?.mentions ?? ''
  const { orders, users } = worldOf(given.seed)
  const email = users[orders[order_id]?.user_id ?? '']?.email
  const giving = [call('find_user_id_by_email', { email }), `I cancel ${order_id} then, yes?`, call('cancel_pending_order', { order_id, reason: 'no longer needed' }), 'Done.'] // prettier-ignore
  expect(await outcomeOf(given, [...gold.slice(0, -2), ...giving])).toBe(false)
  expect(await outcomeOf(given, gold)).toBe(true)
})

test('a human is called where the policy says so, and not before the rest is done', async () => {
  const given = caseWith(4, (each) => endingsOf(each).includes('transfer'))
  const gold = conversationOf(given)
  expect(await outcomeOf(given, gold)).toBe(true)
  expect(await outcomeOf(given, [...gold.slice(0, 3), gold.at(-1) ?? ''])).toBe(false)
  const refusing = [...gold.slice(0, -1), 'I cannot do that.', 'I cannot do that.']
  expect(await outcomeOf(given, refusing)).toBe(false)
})

test('the user tells what is asked for, says yes to the right order alone, and insists once', () => {
  const given = caseWith(2, ({ goals }) => goals[0]?.actions[0]?.name === 'cancel_pending_order')
  const [goal] = given.goals
  const talk = { goal: 0, hasInsisted: false, hasActed: false }
  const say = (message: string): string | null => scriptedUser(given, talk, message)
  expect(say('Who are you? I need your e-mail.')).toBe(given.identity)
  expect(say('What is the reason?')).toBe(goal?.facts.reason)
  expect(say(`Shall I cancel ${goal?.mentions}?`)).toBe('Yes.')
  expect(say('Shall I cancel #W0000000?')).not.toMatch(/^yes/i)
  expect(say('No.')).toContain('insist')
  expect(say('No.')).toBeNull()
})

test('the database refuses what makes no sense', () => {
  const world = worldOf('1')
  const order = Object.values(world.orders).find(({ status }) => status === 'delivered')
  const given = { order_id: order?.order_id ?? '', reason: 'no longer needed' }
  expect(() => perform(world, { name: 'cancel_pending_order', arguments: given })).toThrow(/is delivered/)
  const item_ids = [order?.items[0]?.item_id ?? '']
  const foreign = { order_id: given.order_id, item_ids, payment_method_id: 'paypal_1' }
  expect(() => perform(world, { name: 'return_delivered_order_items', arguments: foreign })).toThrow(
    /no payment method/,
  )
  const twice = { ...foreign, item_ids: [...item_ids, ...item_ids] }
  expect(() => perform(world, { name: 'return_delivered_order_items', arguments: twice })).toThrow(/once/)
})

test('a policy speaks as the user where it is handed in, and it is asked for where it is not', async () => {
  expect(environment.configure({ user: 'policy' }).lacks).toEqual(['user'])
  const script = caseWith(1, () => true)
  const given: Case = { ...script, speaker: 'policy' }
  const asked: string[] = []
  const user = scriptedPolicy(({ messages }) => {
    asked.push(messages.map(({ content }) => content).join('\n'))
    return messages.at(-1)?.content.includes('proceed') === true ? 'Yes, do.' : '###STOP###'
  })
  const handed = environment.configure({ user: 'policy' }, { user })
  const task = taskOf(given)
  expect(handed.demonstrate(task, Rng.fromSeed(0))).toBeNull()
  expect((await play(handed, task, conversationOf(script))).outcome).toBe(true)
  expect(asked).toHaveLength(2)
  expect(asked[0]).toContain(given.identity)
  // Not what the tools said.
  expect(asked.join('\n')).not.toContain('payment_methods')
})
