import { expect, test } from 'vitest'
import { checkServer } from '../../src/probe/check-server.ts'
import { serveEnvironments } from '../../src/serve/environments/serve-environments.ts'
import { planted } from './planted.ts'

async function faultsOf(pays: boolean): Promise<string[]> {
  const environment = planted('served', pays ? { correct: ({ reply }) => reply.trim() === '' } : {})
  const server = await serveEnvironments({ environments: [environment.configure()], ports: { openenv: 0 } })
  try {
    const { findings } = await checkServer(`${server.urls.openenv}/served`)
    return findings.filter(({ status }) => status === 'fault').map(({ id }) => id)
  } finally {
    await server.close()
  }
}

test('of a sound server nothing is found, of one that pays silence that it does', async () => {
  expect(await faultsOf(false)).toEqual([])
  expect(await faultsOf(true)).toEqual(['empty'])
})

test('where nobody listens each look says so', async () => {
  const { findings } = await checkServer('http://127.0.0.1:9')
  expect(findings.every(({ status }) => status === 'fault')).toBe(true)
})
