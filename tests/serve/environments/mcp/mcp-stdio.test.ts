import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { silentLogger } from '../../../../src/core/logger.ts'
import { serveMcpStdio } from '../../../../src/serve/environments/mcp/mcp-stdio.ts'
import { ServedEnvironment, ServedEnvironments } from '../../../../src/serve/environments/served-environment.ts'
import { SessionHost } from '../../../../src/serve/environments/session-host.ts'
import type { VerdictRow } from '../../../../src/serve/environments/verdict-book.ts'
import { doors } from '../sample-environments.ts'

/** Plays these lines, closes the input once there are as many answers as `answers`, and tells the rows. */
async function played(lines: readonly string[], answers: number): Promise<{ said: string[]; rows: VerdictRow[] }> {
  const environment = new ServedEnvironment(doors())
  await using sessions = new SessionHost({ logger: silentLogger })
  const rows: VerdictRow[] = []
  const [input, output] = [new PassThrough(), new PassThrough()]
  const said: string[] = []
  const enough = Promise.withResolvers<void>()
  output.setEncoding('utf8').on('data', (text: string) => {
    said.push(...text.split('\n').filter((line) => line !== ''))
    if (said.length >= answers) enough.resolve()
  })
  const serving = serveMcpStdio({
    environment,
    environments: new ServedEnvironments([environment]),
    sessions,
    choice: { index: 3 },
    logger: silentLogger,
    onVerdict: (row) => rows.push(row),
    signal: new AbortController().signal,
    input,
    output,
  })
  for (const line of lines) input.write(`${line}\n`)
  if (answers > 0) await enough.promise
  input.end()
  await serving
  return { said, rows }
}

const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } }
const initialize = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params })

it('is one session over a pair of streams, whose verdict is told when it is over', async () => {
  const submit = JSON.stringify({
    jsonrpc: '2.0',
    id: 2,
    method: 'tools/call',
    params: { name: 'submit', arguments: { answer: '0' } },
  })
  const { said, rows } = await played([initialize, submit], 2)
  expect(JSON.parse(said[0] ?? '')).toMatchObject({ id: 1, result: { protocolVersion: '2025-11-25' } })
  expect(JSON.parse(said[1] ?? '')).toMatchObject({ id: 2, result: { isError: false } })
  expect(rows).toEqual([
    expect.objectContaining({ state: 'ended', task: expect.objectContaining({ index: 3 }) as object, steps: 1 }),
  ])
})

it('goes on after what is no message, and a client that leaves has no reward', async () => {
  const { said, rows } = await played(['{', 'hello', initialize], 1)
  expect(JSON.parse(said.at(-1) ?? '')).toMatchObject({ id: 1, result: {} })
  expect(rows).toMatchObject([{ state: 'unfinished', grade: { reward: null, invalid: 'unfinished' } }])
  expect((await played([], 0)).rows).toMatchObject([{ state: 'unfinished' }])
})
