import { expect, it } from 'vitest'
import { silentLogger } from '../../../src/core/logger.ts'
import { ServedEnvironment } from '../../../src/serve/environments/served-environment.ts'
import { Session } from '../../../src/serve/environments/session.ts'
import { VerdictBook, type VerdictRow } from '../../../src/serve/environments/verdict-book.ts'
import { doors } from './sample-environments.ts'

async function begun(id: string): Promise<Session> {
  const session = new Session(id, new ServedEnvironment(doors()), { logger: silentLogger, now: () => 0 })
  await session.reset()
  return session
}

it('tells each session once when it is over, and what was given up has no reward', async () => {
  const told: VerdictRow[] = []
  const book = new VerdictBook({ onVerdict: (row) => told.push(row) })
  const [ended, left] = [await begun('ended'), await begun('left')]
  book.add(ended)
  book.add(left)
  expect(book.row('ended')).toMatchObject({ state: 'open', grade: null })
  await ended.step('0')
  book.note(ended)
  book.note(left)
  book.close(ended)
  book.close(left)
  expect(told).toEqual([
    expect.objectContaining({ session: 'ended', state: 'ended', grade: expect.objectContaining({ reward: 0 }) }),
    expect.objectContaining({ session: 'left', state: 'unfinished', grade: expect.objectContaining({ reward: null }) }),
  ])
  expect(book.rows()).toEqual(told)
  await Promise.all([ended.close(), left.close()])
})

it('keeps the latest rows alone', async () => {
  const book = new VerdictBook({ mostRows: 2 })
  for (const id of ['a', 'b', 'c']) {
    const session = await begun(id)
    book.add(session)
    book.close(session)
    await session.close()
  }
  expect(book.rows().map(({ session }) => session)).toEqual(['b', 'c'])
  expect(book.row('a')).toBeUndefined()
})
