import { expect, it } from 'vitest'
import { SessionCookies, setCookie } from '../../../../src/serve/environments/nemo-gym/session-cookie.ts'

it('knows its own session again, among other cookies', () => {
  const cookies = new SessionCookies()
  const given = cookies.of('a1-b2')
  const [sent] = setCookie(given).split(';')
  expect(cookies.read(`other=1; ${sent}; last=2`)).toEqual(given)
  expect(cookies.read(`${sent?.replace('=', '="')}"`)).toEqual(given)
})

it('tells a session of another start from none', () => {
  const cookies = new SessionCookies()
  const [sent] = setCookie(new SessionCookies().of('a1')).split(';')
  expect(cookies.read(sent)).toMatchObject({ session: null, isForeign: true })
  for (const none of [
    undefined,
    '',
    'rlvr_session=',
    'rlvr_session=a b',
    `x${setCookie(cookies.of('a'))}`,
    setCookie(cookies.read('')).split(';')[0],
  ])
    expect(cookies.read(none)).toMatchObject({ session: null, isForeign: false })
})
