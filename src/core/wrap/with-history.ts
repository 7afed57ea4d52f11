// An environment whose policy is shown less than all that was said: the opening and the last exchanges, or tool results
// without their texts once they are old. The record and the rewards see everything. An exchange is a reply with what
// the environment answered. After `max_turns`-like history windows of agent scaffolds, such as SWE-agent's
// `last_n_observations` (SWE-agent/SWE-agent sweagent/agent/history_processors.py).
import type { EnvironmentFactory } from '../define-env.ts'
import type { Observation } from '../environment.ts'
import { RlvrError, show } from '../errors.ts'
import type { Message } from '../message.ts'
import { delegated } from './delegated-conversation.ts'
import { requireTurns, wrappedFactory, type WrapperFace } from './wrapped-factory.ts'

export interface WithHistoryOptions extends WrapperFace {
  /** Exchanges that are shown after the opening, the newest; from 1. All unless said otherwise. */
  readonly exchanges?: number
  /** Exchanges whose tool results keep their text, the newest; from 1. All unless said otherwise. */
  readonly toolResults?: number
}

/** What stands in place of the text of an old tool result. */
export const cutText = '(This result is no longer shown.)'

/**
 * The environment with a window on its history. A policy that is trained learns from each window by itself, as it saw
 * it. Whoever keeps the conversation himself, as a client of a server does, cannot be held to it: servers refuse.
 * @example withHistory(await loadEnvironment('wordle'), { exchanges: 2 })
 */
export function withHistory(factory: EnvironmentFactory, options: WithHistoryOptions): EnvironmentFactory {
  const { exchanges = Infinity, toolResults = Infinity } = options
  for (const [name, value] of Object.entries({ exchanges, toolResults }))
    if (!(value === Infinity || (Number.isSafeInteger(value) && value >= 1)))
      throw new RlvrError('RLVR_USAGE', `withHistory(): \`${name}\` is a whole number from 1; got ${show(value, 40)}.`)
  if (exchanges === Infinity && toolResults === Infinity)
    throw new RlvrError(
      'RLVR_USAGE',
      'withHistory() is told what is shown: `exchanges`, the newest so many, or `toolResults`, those of the newest so many.',
    )
  return wrappedFactory(factory, options, {
    name: 'withHistory',
    suffix: 'history',
    fields: ['exchanges', 'toolResults'],
    told: 'The policy is not shown the whole conversation.',
    change: (spec) => {
      requireTurns('withHistory', spec)
      return {
        forgets: true,
        begin: async (given) => {
          const conversation = await spec.begin(given)
          const opening = conversation.observation.messages.length
          const cut = new Map<Message, Message>()
          const observe = (observation: Observation): Observation => ({
            ...observation,
            messages: Object.freeze(windowOn(observation.messages, { opening, exchanges, toolResults, cut })),
          })
          return delegated(conversation, { observe })
        },
      }
    },
  })
}

interface Window {
  /** How many messages the episode opens with. */
  readonly opening: number
  readonly exchanges: number
  readonly toolResults: number
  /** What old tool results became, each once: what is shown again is the same message. */
  readonly cut: Map<Message, Message>
}

function windowOn(messages: readonly Message[], { opening, exchanges, toolResults, cut }: Window): Message[] {
  const shown: Message[] = []
  let ended = 0
  for (const [place, message] of [...messages.entries()].toReversed()) {
    if (place < opening) shown.push(message)
    else {
      if (ended < exchanges) shown.push(message.role === 'tool' && ended >= toolResults ? cutOf(message, cut) : message)
      if (message.role === 'assistant') ended++
    }
  }
  return shown.toReversed()
}

function cutOf(message: Message, cut: Map<Message, Message>): Message {
  const known = cut.get(message)
  if (known !== undefined) return known
  const made = Object.freeze({ ...message, content: cutText })
  cut.set(message, made)
  return made
}
