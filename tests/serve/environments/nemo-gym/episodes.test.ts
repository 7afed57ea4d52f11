import { afterEach, expect, it } from 'vitest'
import { silentLogger } from '../../../../src/core/logger.ts'
import { Episodes } from '../../../../src/serve/environments/nemo-gym/episodes.ts'
import { SessionCookies } from '../../../../src/serve/environments/nemo-gym/session-cookie.ts'
import { ServedEnvironment } from '../../../../src/serve/environments/served-environment.ts'
import { SessionHost } from '../../../../src/serve/environments/session-host.ts'
import { doors } from '../sample-environments.ts'

let now = 0
const host = new SessionHost({ logger: silentLogger, now: () => now, idleMs: 1000 })
afterEach(async () => await host[Symbol.asyncDispose]())

it('a session that nobody used is told from one that was lost, and makes no reward', async () => {
  const episodes = new Episodes(host)
  const cookies = new SessionCookies()
  const environment = new ServedEnvironment(doors())
  const found = await environment.choose({ index: 0 })
  const peer = { name: 'somebody', connection: {} }
  const cookie = cookies.of(await episodes.open(environment, found, { peer, signal: new AbortController().signal }))
  expect((await episodes.of(cookie).call('open', { door: 1 }, new AbortController().signal)).isFailed).toBe(false)
  now += 2000
  host.sweep()
  const replies = [{ text: String(found.task.answer), toolCalls: [] }]
  expect(await episodes.verify(cookie, { replies, row: found })).toMatchObject({ masked: { kind: 'session_expired' } })
  expect(() => episodes.of(cookie)).toThrow('nobody used it')
  expect(
    await episodes.verify(new SessionCookies().read(`rlvr_session=${cookie.value}`), { replies, row: found }),
  ).toMatchObject({
    masked: { kind: 'session_lost' },
  })
})
