// The user of the conversation. The script understands questions by words: it tells what it is asked for, says yes to a
// plan that names its order, and insists once where nothing was done for it. A message without a question closes what the
// user asked for last. A policy may speak in its place.
import type { Message } from '../../src/core/message.ts'
import { defaultSampling, type Policy } from '../../src/core/policy.ts'
import type { Case } from './case.ts'
import type { Goal, Topic } from './goals.ts'

export interface Talk {
  /** The place of what the user wants now. */
  goal: number
  hasInsisted: boolean
  /** Something was changed since the user began to want it. */
  hasActed: boolean
}

const topics: readonly (readonly [Topic, RegExp])[] = [
  ['order', /\border\b/i],
  ['item', /\b(items?|products?|variants?|options?|which one)\b/i],
  ['reason', /\b(reasons?|why)\b/i],
  ['payment', /\b(pay|paid|payment|refund|refunded|card|paypal)\b/i],
  ['address', /\b(address|street|zip)\b/i],
]

/** What the user says to a message; null where all that they wanted is over. */
export function scriptedUser(given: Case, talk: Talk, message: string): string | null {
  const goal = given.goals[talk.goal]
  if (goal === undefined) return null
  const isOver = /\b(anything|something|what) else\b|\bany other\b/i.test(message)
  if (!isOver && /\?|\bplease\b/i.test(message)) return answerTo(given, goal, message)
  if (goal.ending !== 'tell' && !talk.hasActed && !talk.hasInsisted) {
    talk.hasInsisted = true
    return `But that is what I want, and I must insist. ${goal.opening} ${Object.values(goal.facts).join(' ')}`.trim()
  }
  talk.goal++
  talk.hasInsisted = talk.hasActed = false
  const next = given.goals[talk.goal]
  return next === undefined ? null : `All right. ${next.opening}`
}

function answerTo(given: Case, goal: Goal, message: string): string {
  const asksYes = /\b(yes|confirm|proceed|go ahead|shall i|should i|do you want|would you like)\b/i.test(message)
  if (asksYes && goal.mentions !== '' && message.includes(goal.mentions)) return 'Yes.'
  const asksWho = /e-?mail|\bzip\b|\bname\b|identi|verif|authenticat/i.test(message)
  const rest = message.replaceAll(/e-?mail( address)?|zip( code)?/gi, '')
  const told = topics.flatMap(([topic, words]) => (words.test(rest) ? (goal.facts[topic] ?? []) : []))
  const said = [...(asksWho ? [given.identity] : []), ...told]
  return said.length > 0 ? said.join(' ') : `${goal.opening} ${Object.values(goal.facts).join(' ')}`.trim()
}

const stop = '###STOP###'

/** What a policy says as the user; null where it ends the conversation. */
export async function policyUser(
  policy: Policy,
  given: Case,
  { messages, seed }: { readonly messages: readonly Message[]; readonly seed: string },
): Promise<string | null> {
  const wants = given.goals.map(({ opening, facts }) => `- ${opening} ${Object.values(facts).join(' ')}`).join('\n')
  const system = `You are a customer who writes to the support of a shop. ${given.identity} You want, one after the other:\n${wants}\nWrite one short message at a time, as the customer alone. Tell what you are asked for and no more; make nothing up. Where the agent asks whether to go ahead with what you want, begin with "Yes". Where you are refused, insist once. When all is over, write ${stop} alone.`
  const heard = messages.flatMap(({ role, content, toolCalls }): Message[] => {
    if (role === 'user') return [{ role: 'assistant', content }]
    return role === 'assistant' && toolCalls === undefined ? [{ role: 'user', content }] : []
  })
  const asked = { messages: [{ role: 'system', content: system } as const, ...heard], seed }
  const [reply] = await policy.generate([asked], defaultSampling)
  const text = reply?.text.trim() ?? ''
  return text === '' || text.includes(stop) ? null : text
}

/** Whether a message of the user's is a yes. */
export function isYes(message: string): boolean {
  return /^\W*yes\b/i.test(message)
}
