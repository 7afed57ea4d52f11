// The whole of a conversation as a good agent leads it with the scripted user.
import type { Case } from './case.ts'
import type { Topic } from './goals.ts'

const asked: { readonly [topic in Topic]: string } = {
  order: 'which order it is',
  item: 'which item of it',
  reason: 'the reason',
  payment: 'which payment method to use',
  address: 'the new street and city',
}

export function conversationOf(given: Case): string[] {
  const actions: string[] = []
  if (!given.isFrank) actions.push('Hello. May I have your e-mail address, or your name and zip code?')
  actions.push(callOf(given.lookup.name, given.lookup.arguments))
  actions.push(callOf('get_user_details', { user_id: given.user_id }))
  for (const { ending, facts, mentions, plan, closing, product_id, actions: changes } of given.goals) {
    if (ending === 'transfer') return [...actions, callOf('transfer_to_human_agents', { summary: plan })]
    const topics = Object.keys(facts) as Topic[]
    if (!given.isFrank && topics.length > 0)
      actions.push(`Could you tell me ${topics.map((topic) => asked[topic]).join(', and ')}?`)
    if (mentions !== '') actions.push(callOf('get_order_details', { order_id: mentions }))
    if (product_id !== undefined) actions.push(callOf('get_product_details', { product_id }))
    if (ending === 'refuse') {
      const sorry = `I am sorry, I cannot do that: ${plan}.`
      actions.push(sorry, sorry)
      continue
    }
    if (ending === 'do') actions.push(`I would ${plan}. Do you want me to proceed, yes or no?`)
    for (const change of changes) actions.push(callOf(change.name, change.arguments))
    actions.push(closing)
  }
  return actions
}

function callOf(name: string, args: object): string {
  return `<tool_call>${JSON.stringify({ name, arguments: args })}</tool_call>`
}
