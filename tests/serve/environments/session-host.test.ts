import { expect, onTestFinished, test } from 'vitest'
import { silentLogger } from '../../../src/core/logger.ts'
import { SessionHost, type SessionHostOptions } from '../../../src/serve/environments/session-host.ts'
import { ServedEnvironment } from '../../../src/serve/environments/served-environment.ts'
import { doors } from './sample-environments.ts'

const environment = new ServedEnvironment(doors())
const connection = {}

function host(options: Partial<SessionHostOptions> = {}): SessionHost {
  const made = new SessionHost({ logger: silentLogger, ...options })
  onTestFinished(async () => await made[Symbol.asyncDispose]())
  return made
}

const refusal = (words: string): Error => expect.objectContaining({ kind: 'capacity', message: words }) as Error

test('a client has as many sessions as its token says, and others are not kept out', async () => {
  const sessions = host({ maxSessions: 4, maxSessionsOfPeer: 3 })
  const [few, many] = [
    { name: 'few', connection, maxSessions: 1 },
    { name: 'many', connection },
  ]
  const first = sessions.open(environment, { peer: few })
  const words = 'You have 1 sessions, as many as one client may; close one first.'
  expect(() => sessions.open(environment, { peer: few })).toThrow(refusal(words))
  for (let count = 0; count < 3; count++) sessions.open(environment, { peer: many })
  const full = 'All 4 sessions of this server are taken; try again when one has ended.'
  expect(() => sessions.open(environment, { peer: { name: 'third', connection } })).toThrow(refusal(full))
  await sessions.close(first.id)
  expect(() => sessions.open(environment, { peer: many })).toThrow(refusal(words.replace('1', '3')))
  expect(sessions.open(environment, { peer: few }).isBegun).toBe(false)
  expect(sessions.stats()).toEqual({ open: 4, opened: 5, expired: 0, refused: 3 })
})

test('why there is no room is told by the sessions of the server, or by those of the client', () => {
  const sessions = host({ maxSessions: 3 })
  const [few, many] = [
    { name: 'few', connection, maxSessions: 1 },
    { name: 'many', connection },
  ]
  sessions.open(environment, { peer: few })
  expect(sessions.room(few)).toEqual({ open: 1, max: 1 })
  expect(sessions.room(many)).toEqual({ open: 1, max: 3 })
  for (let count = 0; count < 2; count++) sessions.open(environment, { peer: many })
  expect(sessions.room(few)).toEqual({ open: 3, max: 3 })
})

test('a session is found by its id alone, until it is closed', async () => {
  const [sessions, others] = [host(), host()]
  const session = sessions.open(environment, { id: 'mine' })
  expect(() => sessions.open(environment, { id: 'mine' })).toThrow(expect.objectContaining({ kind: 'busy' }) as Error)
  expect(sessions.get('mine')).toBe(session)
  expect(others.get('mine')).toBeUndefined()
  await sessions.close('mine')
  await sessions.close('mine')
  expect(sessions.get('mine')).toBeUndefined()
  await expect(session.reset()).rejects.toMatchObject({ kind: 'unknown-session' })
})

test('what works is not idle, and is broken off when it works too long', async () => {
  let now = 0
  const sessions = host({ now: () => now, idleMs: 1000, stepMs: 5000 })
  const begun = Promise.withResolvers<AbortSignal>()
  const waits = {
    ...environment.spec,
    begin: async (...given: Parameters<typeof environment.spec.begin>) => {
      const conversation = await environment.spec.begin(...given)
      return {
        ...conversation,
        close: async () => await conversation.close(),
        step: async (_: unknown, { signal }: { signal?: AbortSignal } = {}) => {
          begun.resolve(signal!)
          return await new Promise<never>((_resolve, reject) =>
            signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true }),
          )
        },
        observation: conversation.observation,
      }
    },
  } as typeof environment.spec
  const session = sessions.open(new ServedEnvironment(waits))
  await session.reset()
  const step = session.step('1')
  const failed = expect(step).rejects.toMatchObject({ kind: 'failed', message: 'The step took longer than 5 s.' })
  const signal = await begun.promise
  now = 4000
  sessions.sweep()
  expect(signal.aborted).toBe(false)
  now = 5001
  sessions.sweep()
  expect(signal.aborted).toBe(true)
  await failed
  expect(session.grade).toMatchObject({ reward: null, invalid: 'time-limit' })
  now += 1001
  sessions.sweep()
  expect(sessions.stats()).toMatchObject({ open: 0, expired: 1 })
})
