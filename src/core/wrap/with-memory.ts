// An environment whose policy has a scratchpad. What it writes between <memory> and </memory> is taken out of its reply
// before the environment sees it, and stands at the head of what it is shown next, until it writes another. Together
// with `withHistory` it is all that the policy keeps of earlier turns. After the memory of MemAgent (arXiv 2507.02259)
// and of agent scaffolds.
import type { EnvironmentFactory } from '../define-env.ts'
import type { Action, Conversation, EnvironmentSpec } from '../environment.ts'
import { RlvrError, show } from '../errors.ts'
import type { GroupTerm } from '../group-rewards.ts'
import type { Message } from '../message.ts'
import type { RubricTerm } from '../rubric.ts'
import { inputWith, type Verifier } from '../verifier.ts'
import { delegated } from './delegated-conversation.ts'
import { memoryHead, memoryRules, withoutMemory } from './memory-text.ts'
import { requireTurns, wrappedFactory, type WrapperFace } from './wrapped-factory.ts'

export interface WithMemoryOptions extends WrapperFace {
  /** Characters of a memory at most; 2000 unless said otherwise. What is longer is cut, and the policy is told. */
  readonly maxCharacters?: number
}

/**
 * The environment with a scratchpad for its policy. Rewards see replies without it; the record holds what the policy
 * wrote and what it was shown.
 * @example withMemory(withHistory(await loadEnvironment('wordle'), { exchanges: 1 }))
 */
export function withMemory(factory: EnvironmentFactory, options: WithMemoryOptions = {}): EnvironmentFactory {
  const { maxCharacters = 2000 } = options
  if (!(Number.isSafeInteger(maxCharacters) && maxCharacters >= 1))
    throw new RlvrError(
      'RLVR_USAGE',
      `withMemory(): \`maxCharacters\` is a whole number from 1; got ${show(maxCharacters, 40)}.`,
    )
  return wrappedFactory(factory, options, {
    name: 'withMemory',
    suffix: 'memory',
    fields: ['maxCharacters'],
    told: 'The policy has a memory.',
    change: (spec) => {
      requireTurns('withMemory', spec)
      return {
        ...withoutMemories(spec),
        opening: (task) => withRules(spec.opening(task), maxCharacters),
        begin: async (given) => remembering(await spec.begin(given), maxCharacters),
      }
    },
  })
}

/** Rewards of replies that still have their memory, as saved ones do. */
function withoutMemories({ rubric, groupTerms }: EnvironmentSpec): Pick<EnvironmentSpec, 'rubric' | 'groupTerms'> {
  const term = ({ weight, verifier }: RubricTerm): RubricTerm => {
    const verify: Verifier['verify'] = (input) =>
      verifier.verify(
        inputWith(input, {
          reply: withoutMemory(input.reply).text,
          messages: input.messages.map(unremembered),
        }),
      )
    return { weight, verifier: { ...verifier, verify } }
  }
  const group = ({ weight, judge }: GroupTerm): GroupTerm => ({
    weight,
    judge: ({ replies, ...rest }) =>
      judge({
        ...rest,
        replies: replies.map((each) => ({
          ...each,
          reply: withoutMemory(each.reply).text,
          messages: each.messages.map(unremembered),
        })),
      }),
  })
  const terms = Object.fromEntries(Object.entries(rubric.terms).map(([name, each]) => [name, term(each)]))
  const groups = Object.fromEntries(Object.entries(groupTerms).map(([name, each]) => [name, group(each)]))
  return { rubric: { ...rubric, terms }, groupTerms: groups }
}

function unremembered(message: Message): Message {
  return message.role === 'assistant' ? { ...message, content: withoutMemory(message.content).text } : message
}

function remembering(conversation: Conversation, maxCharacters: number): Conversation {
  /** What the messages of the environment are to the policy, those that differ. */
  const shownAs = new Map<Message, Message>()
  const head = withRules(conversation.transcript, maxCharacters)
  const added = head.length - conversation.transcript.length
  if (added === 0) shownAs.set(conversation.transcript[0] as Message, head[0] as Message)
  const shown = (messages: readonly Message[]): readonly Message[] =>
    Object.freeze([...head.slice(0, added), ...messages.map((message) => shownAs.get(message) ?? message)])
  let memory = ''
  let known = conversation.transcript.length
  return delegated(conversation, {
    act: (action) => ({ ...action, text: withoutMemory(action.text).text }),
    acted: (action: Action | null) => {
      const since = conversation.transcript.slice(known)
      known = conversation.transcript.length
      const [reply] = since
      if (action === null || reply?.role !== 'assistant') return
      shownAs.set(reply, Object.freeze({ ...reply, content: action.text }))
      memory = withoutMemory(action.text).memory ?? memory
      const next = since.find(({ role }) => role !== 'assistant')
      if (next === undefined || memory === '') return
      const content = `${memoryHead(memory, maxCharacters)}\n\n${next.content}`
      shownAs.set(next, Object.freeze({ ...next, content }))
    },
    observe: (observation) => ({ ...observation, messages: shown(observation.messages) }),
    transcribe: shown,
  })
}

/** The opening with the rules of the memory: behind a system message, or as one. */
function withRules(messages: readonly Message[], maxCharacters: number): readonly Message[] {
  const rules = memoryRules(maxCharacters)
  const [first, ...rest] = messages
  return first?.role === 'system'
    ? [Object.freeze({ ...first, content: `${first.content}\n\n${rules}` }), ...rest]
    : [Object.freeze({ role: 'system', content: rules } as const), ...messages]
}
