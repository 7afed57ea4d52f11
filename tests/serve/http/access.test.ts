import { expect, test } from 'vitest'
import { Access, requireToken } from '../../../src/serve/http/access.ts'

const named = new Access({
  protocol: 'openenv',
  tokens: [
    { name: 'trainer', token: 'secret-1', maxSessions: 4 },
    { name: 'agent', token: 'secret-2', protocols: ['mcp'] },
  ],
})
const basic = (pair: string): string => `Basic ${Buffer.from(pair).toString('base64')}`

test('each token names its client, as a bearer or as the password of a URL', () => {
  expect(named.admit({ authorization: 'Bearer secret-1' })).toMatchObject({ name: 'trainer', maxSessions: 4 })
  expect(named.admit({ authorization: basic('anybody:secret-1') })).toMatchObject({ name: 'trainer' })
  expect(new Access({ token: 'a' }).admit({ authorization: basic(':a') })).toEqual({ name: null })
  expect(named.admit({ apiKey: 'secret-1' })).toMatchObject({ name: 'trainer' })
  expect(() => named.admit({ apiKey: 'secret' })).toThrow(expect.objectContaining({ status: 401 }))
  expect(() => named.admit({ apiKey: '' })).toThrow(expect.objectContaining({ status: 401 }))
})

test('a wrong token is 401, credentials that are none 400, a token of another protocol 403', () => {
  const refused = [
    [undefined, 401],
    ['Bearer secret-3', 401],
    [basic('secret-1:x'), 401],
    [basic('secret-1'), 400],
    ['Bearer', 400],
    ['secret-1', 400],
    ['Bearer secret-2', 403],
  ] as const
  for (const [authorization, status] of refused)
    expect(() => named.admit({ authorization })).toThrow(expect.objectContaining({ status }) as Error)
  expect(() => named.admit({ authorization: 'Bearer secret-2' })).toThrow('Your token opens mcp; this is openenv.')
})

test('the name by which it is called does not stand in for a token', () => {
  const both = new Access({ token: 'secret', hosts: ['localhost'] })
  expect(() => both.admit({ host: 'localhost' })).toThrow(/Expected the header/)
  const loopback = new Access({ hosts: ['localhost'] })
  expect(loopback.admit({ host: 'LOCALHOST:80' })).toEqual({ name: null })
  for (const host of ['evil.example', 'localhost.evil.example', '', undefined])
    expect(() => loopback.admit({ host })).toThrow(/Expected to be called as localhost/)
})

test('a server that others can reach needs a token, and one that a header can carry', () => {
  expect(() => requireToken('0.0.0.0', undefined)).toThrow(/Bound to 0.0.0.0, this server would work for anybody/)
  expect(() => requireToken('127.0.0.1', '')).toThrow(/The token is empty/)
  expect(() => requireToken('127.0.0.1', 'two words')).toThrow(/letters, digits and -._~\+\/ only/)
  expect(() => requireToken('0.0.0.0', 'Abc-1._~+/x==')).not.toThrow()
  expect(() => requireToken('::', undefined, [{ name: 'a', token: 'b' }])).not.toThrow()
})
