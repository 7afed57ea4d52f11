// An environment of several turns that tests wrap: it asks for each digit of a code, and tells them by a tool.
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../../src/core/define-env.ts'
import type { Conversation, EnvironmentSpec } from '../../../src/core/environment.ts'
import type { Message } from '../../../src/core/message.ts'

export const dialogue: EnvironmentFactory<string[], { digits: number }> = defineEnv({
  id: 'dialogue',
  description: 'Says the digits of a code.',
  options: Type.Object({ digits: Type.Integer({ minimum: 2, default: 3 }) }),
  draw: ({ rng, options }) => {
    const code = Array.from({ length: options.digits }, () => String(rng.int(0, 9)))
    return { prompt: `Say ${code.join(' ')}, one at a time.`, answer: code }
  },
  maxTurns: 8,
  state: () => ({ said: [] as string[] }),
  tools: { look: { description: 'A look.', parameters: Type.Object({}), run: (_, { task }) => task.answer.join('') } },
  observe: ({ state, reply, task }) => {
    state.said.push(reply)
    return state.said.length === task.answer.length ? null : `Digit ${state.said.length + 1}?`
  },
  rewards: {
    right: ({ task, messages }) => {
      const said = messages.filter(({ role, toolCalls = [] }) => role === 'assistant' && toolCalls.length === 0)
      return said.map(({ content }) => content).join() === task.answer.join()
    },
    polite: { weight: 0.5, verify: ({ reply }) => reply.length < 5 },
  },
  outcome: 'right',
  demonstrate: ({ answer }) => answer,
})

export const alone: EnvironmentFactory<number> = defineEnv({
  id: 'alone',
  draw: ({ rng }) => ({ prompt: `Say ${rng.int(0, 1e6)}.`, answer: 0 }),
  rewards: { said: ({ reply }) => (reply === 'half' ? 0.5 : reply === 'yes') },
  outcome: 'said',
})

/** The first episode of a factory, with its digits. */
export async function begun(
  factory: EnvironmentFactory,
): Promise<{ spec: EnvironmentSpec; conversation: Conversation; digits: readonly string[] }> {
  const spec = factory.configure()
  const task = (await spec.tasks({ split: 'train', seed: 0 })).at(0)
  return { spec, conversation: await spec.begin({ task }), digits: task.answer as readonly string[] }
}

export const saidIn = (messages: readonly Message[]): string[] => messages.map(({ content }) => content)
