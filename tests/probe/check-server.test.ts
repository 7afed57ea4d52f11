import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkServer } from '../../src/probe/check-server.ts'
import type { ServerReport, ServerProtocol } from '../../src/probe/check-server.ts'
import type { CheckStatus } from '../../src/probe/check-report.ts'
import type { KnownTasks } from '../../src/probe/server-looks.ts'
import { nemoGymRows } from '../../src/serve/environments/nemo-gym/task-rows.ts'
import { serveEnvironments } from '../../src/serve/environments/serve-environments.ts'
import type { EnvironmentServer } from '../../src/serve/environments/serve-environments.ts'
import { ServedEnvironment } from '../../src/serve/environments/served-environment.ts'
import { planted } from './planted.ts'

const sound = planted('served')
const silent = planted('served', { correct: ({ reply }) => reply.trim() === '' })
const servers: EnvironmentServer[] = []

async function served(environment: typeof sound): Promise<EnvironmentServer> {
  const ports = { openenv: 0, 'nemo-gym': 0, score: 0 }
  const server = await serveEnvironments({ environments: [environment.configure()], ports })
  servers.push(server)
  return server
}

async function known(): Promise<KnownTasks> {
  const environment = new ServedEnvironment(sound.configure())
  const rows: object[] = []
  for await (const row of nemoGymRows(environment, { split: 'train', count: 20, agent: 'x' })) rows.push(row)
  const tasks = await Promise.all(
    Array.from({ length: 20 }, async (_, index) => (await environment.choose({ split: 'train', index })).task),
  )
  return { tasks, nemoGymRows: rows }
}

function of({ findings }: ServerReport, wanted: CheckStatus): string[] {
  return findings.filter(({ status }) => status === wanted).map(({ id }) => id)
}

let [good, bad]: EnvironmentServer[] = []
let tasks: KnownTasks
beforeAll(async () => {
  ;[good, bad] = [await served(sound), await served(silent)]
  tasks = await known()
})
afterAll(async () => await Promise.all(servers.map(async (server) => await server.close())))

const protocols: readonly ServerProtocol[] = ['openenv', 'nemo-gym', 'score']

test.each(protocols)('over %s nothing is found of a sound server, and that another pays silence', async (protocol) => {
  const report = await checkServer(good?.urls[protocol] ?? '', { known: tasks })
  expect(report.protocol).toBe(protocol)
  expect(report.findings.filter(({ status }) => status === 'fault')).toEqual([])
  expect(report.counts.ok).toBeGreaterThan(6)
  expect(of(await checkServer(bad?.urls[protocol] ?? '', { known: tasks }), 'fault')).toEqual(['empty'])
})

test('what is not known from outside is said to be skipped', async () => {
  expect(of(await checkServer(good?.urls.score ?? ''), 'skipped')).toEqual(['served-answer'])
  expect(of(await checkServer(good?.urls['nemo-gym'] ?? ''), 'skipped')).toEqual(['served-verdict', 'served-answer'])
})

test('the answer in what is sent, 0 for what cannot be judged, and odd bodies that are taken are found', async () => {
  const answers = ['amber', 'cobalt', 'ochre', 'sienna']
  const listed = answers.map((answer, index) => ({ index, prompt: `Riddle ${index}?`, reference: `r${index}`, answer }))
  const server: Server = createServer((request, response) => {
    const say = (value: object): void => void response.end(JSON.stringify(value))
    let body = ''
    request.on('data', (bytes: Buffer) => (body += bytes.toString()))
    request.on('end', () => {
      if (request.url === '/environments') return say({ environments: [{ name: 'riddles' }] })
      if (request.url === '/tasks') return say({ tasks: listed })
      const count = /^\{"rollouts":\[(.*)\]/.test(body) ? (JSON.parse(body) as { rollouts: [] }).rollouts.length : 0
      return say({ results: Array.from({ length: count }, () => ({ reward: 0 })) })
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const riddles = listed.map(({ prompt, answer }) => ({ prompt, answer })) as unknown as KnownTasks['tasks']
    const report = await checkServer(url, { known: { tasks: riddles, nemoGymRows: [] } })
    expect(of(report, 'fault')).toEqual(['served-unjudged', 'served-odd-bodies', 'served-answer'])
  } finally {
    server.close()
  }
})

test('where nobody listens it says so', async () => {
  const { findings, protocol } = await checkServer('http://127.0.0.1:9')
  expect(protocol).toBe(null)
  expect(findings.map(({ id, status }) => [id, status])).toEqual([['served', 'fault']])
})
